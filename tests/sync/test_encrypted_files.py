"""Encrypted files of records: what goes in comes out, and anything else is passed over."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sync_samples as samples
from sync_samples import HEADER, KEY, OTHER, RECORDS, STAMP, made
from trustjournal.sync import cipher, encrypted_file, problems
from trustjournal.sync.encrypted_file import Header, Opened, Record, decrypt, encrypt, line
from trustjournal.sync.key_file import FolderKey, changed_key
from trustjournal.sync.names import MAGIC, claimed_name, name_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
    max_leaves=12,
)  # fmt: skip
RECORD = st.builds(Record, st.text(min_size=1, max_size=20), st.text(max_size=40), VALUES)
NAMES = st.text("0123456789abcdef", min_size=32, max_size=32)
HEADERS = st.builds(
    Header, st.text(), st.text(), st.text(), st.lists(NAMES).map(tuple), st.integers(0, 99)
)


def opened(raw: bytes, keys: tuple[FolderKey, ...] = (KEY,), name: str | None = None) -> Opened:
    """Open a file that is called by its own name."""
    file_name = f"{name_of(raw)}.trust" if name is None else name
    return decrypt(raw, keys, KEY.journal, file_name)


def of_plain(plain: bytes) -> bytes:
    """A file with other plain bytes than we would write."""
    random = bytes(32)
    key = encrypted_file._file_key(KEY.key, random)
    return MAGIC + random + cipher.encrypt(key, plain, MAGIC + KEY.journal)


def of_text(text: bytes) -> bytes:
    return of_plain(zlib.compress(text))


FIRST = encrypted_file._header_line(HEADER)


@given(HEADERS, st.lists(RECORD, max_size=5))
def test_what_goes_in_comes_out(header: Header, records: list[Record]) -> None:
    raw = made(records, header=header)
    result = opened(raw)
    assert (result.header, result.records) == (header, tuple(records))
    assert result.name == name_of(raw)
    assert result.has_newest_key
    assert result.text_bytes == len(zlib.decompressobj().decompress(plain_of(raw)))


def plain_of(raw: bytes) -> bytes:
    key = encrypted_file._file_key(KEY.key, raw[8:40])
    plain = cipher.decrypt(key, raw[40:], MAGIC + KEY.journal)
    assert plain is not None
    return plain


@given(VALUES)
def test_equal_states_have_equal_lines(state: Any) -> None:
    def reversed_keys(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: reversed_keys(part) for key, part in reversed(value.items())}
        return [reversed_keys(part) for part in value] if isinstance(value, list) else value

    assert line("entry", "a", state) == line("entry", "a", reversed_keys(state))
    assert line("entry", "a", state).count(b"\n") == 1


def test_half_of_a_character_travels_as_it_is() -> None:
    record = Record("entry", "a", {"text": "\udc80 and \ud83d"})
    assert opened(made([record])).records == (record,)


def test_each_file_has_random_bytes_of_its_own() -> None:
    made_twice = [encrypt(KEY, HEADER, samples.lines(RECORDS)) for _ in range(2)]
    assert made_twice[0] != made_twice[1]
    assert made_twice[0][8:40] != made_twice[1][8:40]
    assert [opened(raw).records for raw in made_twice] == [RECORDS, RECORDS]


def test_no_word_name_or_id_can_be_read_in_the_file() -> None:
    words = ("canary", "Zaunkönig", "k3m9p4xq7zv4vv0aaqg2", "lighthouse", "grudge", "secret-tag")
    record = Record(words[4], words[2], {words[0]: words[1], "tags": [words[5]]})
    raw = made([record], header=Header(words[3], STAMP, "0.1.0"))
    assert opened(raw).records == (record,)
    readable = raw.lower() + name_of(raw).encode() + zlib.compress(raw)
    for word in (*words, STAMP, "0.1.0", KEY.journal.hex()):
        assert word.lower().encode() not in readable
    assert KEY.journal not in raw
    assert KEY.key not in raw


@pytest.mark.parametrize(
    ("size", "padded"),
    [
        (56, 512),
        (512, 512),
        (513, 1024),
        (4096, 4096),
        (4097, 4608),
        (8193, 9216),
        (10_000, 10_240),
    ],
)
def test_sizes_are_rounded(size: int, padded: int) -> None:
    assert encrypted_file.padded_size(size) == padded


@given(st.integers(1, 80 << 20))
def test_padding_costs_at_most_an_eighth(size: int) -> None:
    padded = encrypted_file.padded_size(size)
    assert size <= padded <= max(size + 511, size * 9 / 8)
    assert encrypted_file.padded_size(padded) == padded


def test_files_of_about_one_size_look_alike() -> None:
    sizes = {
        len(made([Record("entry", "a", {"text": "Walked home. " * count})])) for count in range(30)
    }
    assert sizes == {512}


# --- damage -----------------------------------------------------------------------------------


def test_one_flipped_bit_anywhere_is_passed_over() -> None:
    raw = made()
    name = f"{name_of(raw)}.trust"
    for at in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(problems.Incomplete):
            opened(bytes(flipped), name=name)
        with pytest.raises((problems.Incomplete, problems.NotOurs, problems.NewerVersion)):
            opened(bytes(flipped), name="holiday.trust")


def test_a_file_cut_at_any_length_is_passed_over() -> None:
    raw = made()
    name = f"{name_of(raw)}.trust"
    for length in range(len(raw)):
        with pytest.raises(problems.Incomplete):
            opened(raw[:length], name=name)
        with pytest.raises((problems.Incomplete, problems.NotOurs)):
            opened(raw[:length], name="")


def test_changed_ends_of_lines_are_passed_over() -> None:
    raw = next(raw for seed in range(20) if b"\n" in (raw := made(seed=seed)))
    for damaged in (raw.replace(b"\n", b"\r\n"), raw + b"\n"):
        with pytest.raises(problems.Incomplete):
            opened(damaged, name=f"{name_of(raw)}.trust")
        with pytest.raises(problems.Incomplete):
            opened(damaged, name="copy")


def test_an_empty_file_with_our_name_has_not_arrived() -> None:
    with pytest.raises(problems.Incomplete):
        opened(b"", name=f"{name_of(made())}.trust")


@pytest.mark.parametrize(
    "called",
    [
        "{0}.trust",
        "{1}.TRUST",
        "{0} 2.trust",
        "{0} (conflicted copy 2026-11-27).trust",
        "{0}.sync-conflict-20261127-101010-ABCDEF7.trust",
        "{0}-LAPTOP.trust",
        "{0}.trust.conflict1",
        "Copy of {0}.trust",
        "holiday.jpg",
        "",
    ],
)
def test_a_file_is_known_by_what_it_holds(called: str) -> None:
    raw = made()
    name = called.format(name_of(raw), name_of(raw).upper())
    result = opened(raw, name=name)
    assert (result.name, result.records) == (name_of(raw), RECORDS)
    assert claimed_name(name) == (None if "{" not in called else name_of(raw))


def test_a_key_file_is_not_taken_for_an_encrypted_one() -> None:
    assert claimed_name(f"{'a' * 32}.trustkey") is None
    assert claimed_name(f"{'a' * 33}.trust") is None


# --- not for us -------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [b"", b"T", b"PK\3\4" + bytes(600), b"# My notes\n" * 60])
def test_a_file_without_our_first_bytes_is_not_ours(raw: bytes) -> None:
    with pytest.raises(problems.NotOurs):
        opened(raw, name="notes.md")


def test_a_file_under_another_key() -> None:
    with pytest.raises(problems.OtherKey):
        opened(made(key=OTHER))
    with pytest.raises(problems.OtherKey):
        opened(made(), keys=())


def test_a_file_of_another_journal() -> None:
    with pytest.raises(problems.OtherJournal):
        opened(made(key=OTHER), keys=(KEY, OTHER))
    same_key = FolderKey(KEY.key, OTHER.journal)
    with pytest.raises(problems.OtherKey):
        opened(made(key=same_key))


def test_an_earlier_key_opens_a_file_and_says_so() -> None:
    changed = changed_key(KEY, samples.counting(9))
    result = opened(made(), keys=(changed,))
    assert result.records == RECORDS
    assert not result.has_newest_key
    with pytest.raises(problems.OtherKey):
        opened(made(key=changed))


def test_a_newer_version_is_told_by_its_first_bytes() -> None:
    newer = b"TRUSTSY2" + made()[8:]
    with pytest.raises(problems.NewerVersion) as told:
        opened(newer)
    assert told.value.machine == ""
    with pytest.raises(problems.Incomplete):
        opened(newer, name=f"{name_of(made())}.trust")


def test_a_newer_form_says_which_machine_made_it() -> None:
    header = {"form": 2, "machine": "desktop", "program": "0.9.0", "unknown": [1]}
    with pytest.raises(problems.NewerVersion) as told:
        opened(of_text(json.dumps(header).encode() + b"\n{}\n"))
    assert (told.value.machine, told.value.program) == ("desktop", "0.9.0")
    with pytest.raises(problems.NewerVersion) as told:
        opened(of_text(b'{"form":3}\n'))
    assert told.value.machine == ""


def test_fields_added_to_the_header_are_passed_over() -> None:
    more = FIRST.replace(b"{", b'{"later":{"a":[1]},', 1)
    assert opened(of_text(more)).header == HEADER


MALFORMED = {
    "no text": of_text(b""),
    "no header": of_text(line("entry", "a", {})),
    "no end of line": of_text(FIRST + b'["entry","a",{}]'),
    "an empty line": of_text(FIRST + b"\n"),
    "an object for a record": of_text(FIRST + b'{"kind":"entry"}\n'),
    "four parts": of_text(FIRST + b'["entry","a",{},1]\n'),
    "a number for a key": of_text(FIRST + b'["entry",1,{}]\n'),
    "no kind": of_text(FIRST + b'["","a",{}]\n'),
    "a key that is too long": of_text(FIRST + b'["entry","' + b"a" * 5000 + b'",{}]\n'),
    "not a number": of_text(FIRST + b'["entry","a",NaN]\n'),
    "infinity": of_text(FIRST + b'["entry","a",1e999]\n'),
    "a number without end": of_text(FIRST + b'["entry","a",' + b"9" * 9999 + b"]\n"),
    "bytes that are no UTF-8": of_text(FIRST + b'["entry","a","\xff"]\n'),
    "half of a character as bytes": of_text(FIRST + b'["entry","a","\xed\xb2\x80"]\n'),
    "UTF-16": of_text((FIRST.decode() + '["entry","a",1]\n').encode("utf-16")),
    "too deep": of_text(FIRST + b'["entry","a",' + b"[" * 40 + b"]" * 40 + b"]\n"),
    "far too deep": of_text(FIRST + b'["entry","a",' + b"[" * 500_000 + b"\n"),
    "a bad name": of_text(FIRST.replace(b'"replaces":[]', b'"replaces":["../x"]')),
    "a level below zero": of_text(FIRST.replace(b'"level":0', b'"level":-1')),
    "no zlib stream": of_plain(b"hello"),
    "half a zlib stream": of_plain(zlib.compress(FIRST * 20)[:60]),
    "a wrong check sum": of_plain(zlib.compress(FIRST)[:-1] + b"\1"),
    "words behind the text": of_plain(zlib.compress(FIRST) + bytes(9) + b"more"),
    "words far behind the text": of_plain(zlib.compress(FIRST) + bytes(200_000) + b"more"),
    "nothing": of_plain(b""),
}  # fmt: skip


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_opens_and_is_malformed_is_passed_over(raw: bytes) -> None:
    with pytest.raises(problems.Malformed):
        opened(raw)


def test_all_that_a_machine_may_write_is_read() -> None:
    deep: Any = 1
    for _ in range(encrypted_file.DEPTH - 1):
        deep = [deep]
    records = [Record("entry", "a" * 4096, deep)]
    assert opened(made(records)).records == tuple(records)
    with pytest.raises(ValueError, match="record"):
        line("entry", "a", [deep])
    with pytest.raises(problems.TooLarge):
        line("entry", "a" * 4097, {})
    for state in (float("nan"), float("inf"), {1, 2}, b"x"):
        with pytest.raises((ValueError, TypeError)):
            line("entry", "a", state)
    with pytest.raises(ValueError, match="record"):
        line("", "a", {})


# --- bounds -----------------------------------------------------------------------------------


def bomb(gigabytes: int, block: bytes) -> bytes:
    """A file of a few kilobytes or megabytes that inflates to gigabytes."""
    packer = zlib.compressobj(9)
    begin = packer.compress(FIRST) + packer.flush(zlib.Z_FULL_FLUSH)
    repeated = packer.compress(block * ((1 << 20) // len(block)))
    repeated += packer.flush(zlib.Z_FULL_FLUSH)
    return of_plain(begin + repeated * (1024 * gigabytes))


LINE = b'["entry","a","' + b"x" * 1008 + b'"]\n'


@pytest.mark.long
@pytest.mark.parametrize("block", [b" ", LINE], ids=["one line", "many lines"])
def test_a_bomb_is_refused_before_it_fills_the_memory(block: bytes, no_tracing: None) -> None:
    raw = bomb(4, block)
    assert len(raw) < encrypted_file.MOST_BYTES
    tracemalloc.start()
    try:
        with pytest.raises(problems.TooLarge):
            opened(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 160 << 20


def test_a_larger_file_than_ours_is_not_decrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encrypted_file, "MOST_BYTES", 1000)
    with pytest.raises(problems.TooLarge):
        opened(made() + bytes(600))


def test_more_than_can_be_read_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encrypted_file, "MOST_LINES", 3)
    raw = made([RECORDS[0]] * 3)
    assert len(opened(raw).records) == 3
    with pytest.raises(problems.TooLarge):
        made([RECORDS[0]] * 4)
    with pytest.raises(problems.TooLarge):
        opened(of_text(FIRST + line(*RECORDS[0]) * 4))
    monkeypatch.setattr(encrypted_file, "MOST_TEXT", 2000)
    monkeypatch.setattr(encrypted_file, "_MOST_HEADER", 500)
    with pytest.raises(problems.TooLarge):
        line("entry", "a", "x" * 1600)
    with pytest.raises(problems.TooLarge):
        made([Record("entry", "a", "x" * 900)] * 3)


def test_a_long_record_that_cannot_be_compressed_fits() -> None:
    """The bound of a file is more than the bound of its text needs."""
    text = encrypted_file.MOST_TEXT
    compressed = text + text // 1000 + 1000
    assert encrypted_file.padded_size(compressed + 56) <= encrypted_file.MOST_BYTES
