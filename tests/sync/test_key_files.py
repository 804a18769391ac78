"""The key of a sync folder: one passphrase opens its file, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sync_samples as samples
from sync_samples import CHEAP, KEY, OTHER
from trustjournal.errors import InputOutput
from trustjournal.sync import cipher, key_file, problems
from trustjournal.sync.key_file import Cost, FolderKey, changed_key, newest
from trustjournal.sync.names import KEY_MAGIC, claimed_key_name, key_name_of

PASSPHRASE = "five quiet words by the river"
KEYS = st.binary(min_size=32, max_size=32)
FOLDER_KEYS = st.builds(
    FolderKey, KEYS, st.binary(min_size=16, max_size=16), st.lists(KEYS, max_size=64).map(tuple)
)


def made(key: FolderKey = KEY, passphrase: str = PASSPHRASE, cost: Cost = CHEAP) -> bytes:
    return key_file.encrypt(key, passphrase, cost=cost, random_bytes=samples.counting(3))


def called(raw: bytes) -> str:
    return f"{key_name_of(raw)}.trustkey"


@given(FOLDER_KEYS, st.text(min_size=1))
def test_what_goes_in_comes_out(key: FolderKey, passphrase: str) -> None:
    raw = key_file.encrypt(key, passphrase, cost=CHEAP)
    assert key_file.decrypt(raw, passphrase, called(raw)) == key
    assert len(raw) <= key_file.MOST_BYTES
    assert KEY.key not in raw


@given(FOLDER_KEYS)
def test_a_journal_keeps_a_key_as_bytes(key: FolderKey) -> None:
    assert FolderKey.from_stored(key.stored) == key
    with pytest.raises(ValueError, match="key"):
        FolderKey.from_stored(key.stored[:-1])


@pytest.mark.parametrize("raw", [b"", bytes(47), bytes(49), bytes(48 + 65 * 32)])
def test_other_bytes_are_no_key(raw: bytes) -> None:
    with pytest.raises(ValueError, match="key"):
        FolderKey.from_stored(raw)


def test_two_files_of_one_key_and_passphrase_differ() -> None:
    files = [key_file.encrypt(KEY, PASSPHRASE, cost=CHEAP) for _ in range(2)]
    assert called(files[0]) != called(files[1])


@pytest.mark.parametrize("wrong", ["", "five quiet words by the rive", PASSPHRASE + " ", "Five"])
def test_another_passphrase_does_not_open_it(wrong: str) -> None:
    raw = made()
    with pytest.raises(problems.WrongPassphrase):
        key_file.decrypt(raw, wrong, called(raw))


def test_an_accent_may_be_typed_either_way() -> None:
    raw = made(passphrase="Gru\N{LATIN SMALL LETTER U WITH DIAERESIS}n")
    assert key_file.decrypt(raw, "Gruu\N{COMBINING DIAERESIS}n") == KEY


def test_one_flipped_bit_anywhere_is_passed_over() -> None:
    raw = made()
    for at in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(problems.Incomplete):
            key_file.check(bytes(flipped), called(raw))
        with pytest.raises(problems.Unusable):
            key_file.decrypt(bytes(flipped), PASSPHRASE)


def test_a_file_cut_at_any_length_is_passed_over() -> None:
    raw = made()
    for length in range(len(raw)):
        with pytest.raises(problems.Incomplete):
            key_file.decrypt(raw[:length], PASSPHRASE, called(raw))
        with pytest.raises(problems.Unusable):
            key_file.decrypt(raw[:length], PASSPHRASE)


def test_a_copy_under_another_name_is_the_same_file() -> None:
    raw = made()
    for name in (called(raw).upper(), called(raw).replace(".", " 2."), "holiday.jpg"):
        assert key_file.decrypt(raw, PASSPHRASE, name) == KEY
    assert claimed_key_name(f"{'a' * 32}.trust") is None


def test_other_files() -> None:
    with pytest.raises(problems.NotOurs):
        key_file.check(b"hello")
    with pytest.raises(problems.NotOurs):
        key_file.check(samples.made())
    newer = b"TRUSTKY2" + made()[8:]
    with pytest.raises(problems.NewerVersion):
        key_file.check(newer, called(newer))


HOSTILE = [
    (0, 8, 1), (9, 8, 1), (25, 1, 1), (255, 255, 255), (24, 8, 1), (18, 255, 1), (17, 0, 1),
    (17, 8, 0), (17, 8, 5), (15, 1, 255), (21, 2, 1), (22, 1, 1), (12, 8, 255),
]  # fmt: skip


@pytest.mark.parametrize("parameters", HOSTILE)
def test_hostile_parameters_are_not_tried(
    parameters: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = KEY_MAGIC + bytes(parameters) + made()[11:]
    monkeypatch.setattr("hashlib.scrypt", lambda *_, **__: pytest.fail("it was tried"))
    with pytest.raises(problems.Malformed):
        key_file.decrypt(raw, PASSPHRASE, called(raw))


def test_what_we_write_is_allowed_to_be_read() -> None:
    assert Cost().is_allowed
    assert Cost(log2_n=18).is_allowed, "the next step, when machines are faster"
    assert 128 * Cost().r << Cost().log2_n == 128 << 20, "the memory that guessing costs"
    with pytest.raises(ValueError, match="bounds"):
        key_file.encrypt(KEY, PASSPHRASE, cost=Cost(log2_n=25))


def test_a_key_file_of_the_program_costs_what_guessing_must() -> None:
    """In a process of its own: the tests' own key files are cheap."""
    program = """
from trustjournal.sync import key_file
print(*key_file.encrypt(key_file.new_key(), "x")[8:11])
"""
    written = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert written.stdout.split() == [b"17", b"8", b"1"]


def test_a_file_that_is_too_long_is_not_tried() -> None:
    raw = made() + bytes(5000)
    with pytest.raises(problems.Malformed):
        key_file.check(raw, called(raw))


def test_a_file_with_something_else_inside() -> None:
    head = KEY_MAGIC + bytes((10, 1, 1)) + bytes(32)
    key = key_file._derive(PASSPHRASE, head)
    raw = head + cipher.encrypt(key, KEY.stored + b"more", head)
    with pytest.raises(problems.Malformed):
        key_file.decrypt(raw, PASSPHRASE, called(raw))


def test_too_little_memory_is_one_plain_line() -> None:
    """A passphrase that can't be tried isn't a wrong one."""
    program = """
import resource
from trustjournal.errors import InputOutput
from trustjournal.sync import key_file
key = key_file.new_key()
raw = key_file.encrypt(key, "x", cost=key_file.Cost(10, 1, 1))
used = int(open("/proc/self/statm").read().split()[0]) * 4096
resource.setrlimit(resource.RLIMIT_AS, (used + (64 << 20),) * 2)
try:
    key_file.encrypt(key, "x")
except InputOutput as error:
    print(error.exit_code, error.sentence)
"""
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("74 there isn't enough memory")
    assert InputOutput.exit_code == 74


# --- a changed key ----------------------------------------------------------------------------


def test_a_changed_key_opens_what_was_there_before() -> None:
    second = changed_key(KEY, samples.counting(20))
    third = changed_key(second, samples.counting(21))
    assert third.earlier == (second.key, KEY.key)
    assert third.journal == KEY.journal
    assert len({KEY.key, second.key, third.key}) == 3
    for order in permutations([KEY, second, third]):
        assert newest(order) == third
    raw = made(third, "a new passphrase")
    assert key_file.decrypt(raw, "a new passphrase") == third


def test_keys_changed_on_two_machines_at_once_agree() -> None:
    """Each machine has other files first, and both keys open what the other wrote meanwhile."""
    here = changed_key(KEY, samples.counting(20))
    there = changed_key(KEY, samples.counting(21))
    chosen = {newest(order) for order in permutations([KEY, here, there])}
    assert len(chosen) == 1
    [key] = chosen
    assert key is not None
    assert set(key.all_keys) == {KEY.key, here.key, there.key}
    after = changed_key(key, samples.counting(22))
    assert newest([here, after, there, KEY]) == after


def test_no_key_at_all() -> None:
    assert newest([]) is None
    assert newest([OTHER]) == OTHER


def test_a_key_changed_a_hundred_times_still_fits_into_its_file() -> None:
    key = KEY
    for seed in range(100):
        key = changed_key(key, samples.counting(seed + 100))
    raw = made(key)
    assert key_file.decrypt(raw, PASSPHRASE) == key
    assert len(key.earlier) == 64


@pytest.mark.torture
@pytest.mark.parametrize("cost", [Cost(18, 8, 2), Cost(14, 1, 255), Cost(20, 2, 2)])
def test_the_dearest_parameters_that_are_allowed_work(cost: Cost) -> None:
    assert key_file.decrypt(made(cost=cost), PASSPHRASE) == KEY
