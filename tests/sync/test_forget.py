"""A lost machine, and a new passphrase: no word is lost, and the new words aren't the finder's."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

import forked
from conftest import Result, Trust
from machines import PASSPHRASE, Machine, everything_in, synced, with_passphrase
from trustjournal.storage.writer import Writer
from trustjournal.sync import encrypted_file, key_file, problems
from trustjournal.sync.folder import SyncFolder
from trustjournal.sync.names import key_name_of

NEW, OTHER_NEW = "five more words at dawn", "and five words at noon"


@pytest.fixture
def stick(trust: Trust, tmp_path: Path) -> Machine:
    """A third machine."""
    return Machine(trust, tmp_path / "stick", "stick", minute=40)


def giving(machine: Machine, passphrase: str, *argv: str, **more: Any) -> Result:
    """Run a command with a passphrase for the sync folder."""
    return with_passphrase(lambda env: machine(*argv, env=env, **more), passphrase)


def key_in(folder: Path, passphrase: str) -> key_file.FolderKey:
    """The key of the only key file in a folder."""
    (file,) = folder.glob("*.trustkey")
    return key_file.decrypt(file.read_bytes(), passphrase, file.name)


def opened_with(folder: Path, secret: bytes, journal: bytes) -> list[encrypted_file.Opened]:
    """The files of a folder that one key opens."""
    key, opened = key_file.FolderKey(secret, journal), []
    for path in sorted(folder.glob("*.trust")):
        try:
            opened.append(encrypted_file.decrypt(path.read_bytes(), [key], journal, path.name))
        except problems.OtherKey:
            continue
    return opened


def entries_of(machine: Machine) -> set[str]:
    listed = machine.ok("list", "-n", "99", "--json").json["data"]["entries"]
    return {entry["body"] for entry in listed}


def test_a_lost_machine_is_shut_out_and_its_words_stay(
    both: tuple[Machine, Machine],
    stick: Machine,
    folder: Path,
) -> None:
    laptop, desktop = both
    desktop.write("On the desktop")
    old = key_in(folder, PASSPHRASE)
    assert stick.setup(folder).code == 0
    stick.write("On the stick")
    stolen = shutil.copytree(folder, folder.with_name("stolen"))
    done = giving(laptop, NEW, "sync", "forget", "stick")
    assert done.code == 0, done.err
    assert "stick is locked out" in done.out
    assert "stick still has the old key" in " ".join(done.out.split())
    assert "run `trust sync` on desktop" in " ".join(done.out.split())
    key = key_in(folder, NEW)
    assert old.key in key.earlier
    machines = {each.header.machine for each in opened_with(folder, old.key, old.journal)}
    assert machines == {"desktop"}, "it hasn't the new key yet; all others have it"
    laptop.write("Not for the finder")

    saved = desktop.ok("journal", "--free", "-m", "Saved meanwhile")
    assert saved.err.count("\n") == 1
    assert "was changed on another machine" in saved.err
    assert "`trust sync`" in saved.err
    seen = desktop.ok()
    assert "was changed on another machine" in seen.err
    assert "Not for the finder" not in "".join(entries_of(desktop))
    status = desktop.ok("sync", "status")
    assert "was changed on another machine" in " ".join(status.out.split())

    assert desktop("sync").code == 12
    wrong = giving(desktop, "another one", "sync")
    assert (wrong.code, wrong.err.count("\n")) == (12, 1)
    assert "nothing was written" in wrong.err
    before = giving(desktop, PASSPHRASE, "sync")
    assert before.code == 12
    assert "the passphrase this machine already has" in before.err
    accepted = giving(desktop, NEW, "sync")
    assert accepted.code == 0, accepted.err
    assert "has the new key" in accepted.err
    synced(laptop, desktop)
    everything = {"By the river", "On the desktop", "On the stick"}
    assert entries_of(laptop) == everything | {"Not for the finder", "Saved meanwhile"}
    assert not opened_with(folder, old.key, old.journal)
    thief = "".join(map(str, opened_with(stolen, old.key, old.journal)))
    assert "On the stick" in thief
    names = {each.header.machine for each in opened_with(folder, key.key, key.journal)}
    assert names == {"laptop", "desktop"}
    assert "stick" not in desktop.ok("sync", "status", "--json").json["data"]["machines"]
    assert "Locked out: stick." in desktop.ok("sync", "status").out


def test_after_the_only_other_machine_is_forgotten_none_is_in_the_sync(
    both: tuple[Machine, Machine],
) -> None:
    laptop, _ = both
    forgotten = giving(laptop, NEW, "sync", "forget", "desktop")
    said = " ".join(forgotten.out.split())
    assert "desktop is locked out. What you wrote on it stays in your journal." in said
    assert "nothing new to read or write" not in said
    status = laptop.ok("sync", "status").out
    assert "No other machine syncs with this one now." in status
    assert "has arrived from another machine yet" not in status


def test_a_machine_joins_with_the_new_passphrase_only(
    both: tuple[Machine, Machine],
    stick: Machine,
    folder: Path,
) -> None:
    laptop, desktop = both
    (old_key,) = folder.glob("*.trustkey")
    raw = old_key.read_bytes()
    assert giving(laptop, NEW, "sync", "forget", "desktop").code == 0
    assert not old_key.exists()
    old_key.write_bytes(raw)  # the program that carries the folder brings it back
    refused = stick.setup(folder)
    assert refused.code == 12
    assert "may be the old one" in refused.err
    assert stick.setup(folder, NEW).code == 0
    synced(laptop, stick)
    assert not old_key.exists()
    found = giving(desktop, NEW, "sync")
    assert found.code == 0, found.err
    synced(laptop, stick, desktop)
    names = {
        each["name"] for each in laptop.ok("sync", "status", "--json").json["data"]["machines"]
    }
    assert names == {"desktop", "stick"}


@pytest.mark.parametrize("passphrases", [(NEW, OTHER_NEW), (NEW, NEW)])
@pytest.mark.parametrize("first", [0, 1])
def test_two_machines_that_forget_at_the_same_time_end_alike(
    both: tuple[Machine, Machine],
    stick: Machine,
    folder: Path,
    trust: Trust,
    tmp_path: Path,
    passphrases: tuple[str, str],
    first: int,
) -> None:
    laptop, desktop = both
    phone = Machine(trust, tmp_path / "phone", "phone", minute=90)
    for machine in (stick, phone):
        assert machine.setup(folder).code == 0
        machine.write(f"On the {machine.name}")
    for machine in both:
        machine.ok("sync")
    apart = shutil.copytree(folder, folder.with_name("apart"))
    desktop.ok("config", "set", "sync_folder", str(apart))
    assert giving(laptop, passphrases[0], "sync", "forget", "stick").code == 0
    assert giving(desktop, passphrases[1], "sync", "forget", "phone").code == 0
    laptop.write("On the laptop")
    desktop.write("On the desktop")
    for path in apart.glob("*.trust*"):
        shutil.copy(path, folder / path.name)
    shutil.rmtree(apart)
    both_keys = {path: path.read_bytes() for path in folder.glob("*.trustkey")}
    assert len(both_keys) == 2
    desktop.ok("config", "set", "sync_folder", str(folder))
    machines = [(laptop, passphrases[1]), (desktop, passphrases[0])]
    for machine, passphrase in machines if first == 0 else reversed(machines):
        done = giving(machine, passphrase, "sync")
        assert done.code == 0, done.err
    synced(laptop, desktop)
    holds = [word for word in set(passphrases) if _opens(folder, word)]
    assert len(holds) == 1
    names = {f"On the {name}" for name in ("laptop", "desktop", "stick", "phone")}
    assert entries_of(laptop) == {"By the river", *names}
    key = key_in(folder, holds[0])
    files = list(folder.glob("*.trust"))
    assert len(opened_with(folder, key.key, key.journal)) == len(files)
    new = Machine(trust, tmp_path / "new", "new", minute=200)
    for path, raw in both_keys.items():
        path.write_bytes(raw)  # the program that carries the folder brings the other one back
    assert new.setup(folder, holds[0]).code == 0
    synced(laptop, desktop, new)


def _opens(folder: Path, passphrase: str) -> bool:
    try:
        key_in(folder, passphrase)
    except problems.WrongPassphrase:
        return False
    return True


def test_what_can_not_be_forgotten(both: tuple[Machine, Machine], folder: Path) -> None:
    laptop, _ = both
    laptop.ok("sync")
    before = sorted(folder.iterdir())
    itself = giving(laptop, NEW, "sync", "forget", "laptop")
    assert (itself.code, itself.err.count("\n")) == (2, 1)
    assert "trust sync off" in itself.err
    unknown = giving(laptop, NEW, "sync", "forget", "phone")
    assert (unknown.code, unknown.err.count("\n")) == (1, 1)
    assert "the other one is desktop" in unknown.err
    same = giving(laptop, PASSPHRASE, "sync", "forget", "desktop")
    assert same.code == 2
    assert "that's already the folder's passphrase" in same.err
    empty = giving(laptop, "", "sync", "forget", "desktop")
    assert empty.code == 2
    assert "can't be empty" in empty.err
    assert laptop("sync", "forget", "desktop").code == 12
    assert sorted(folder.iterdir()) == before
    assert giving(laptop, NEW, "sync", "forget", "desktop").code == 0
    again = giving(laptop, OTHER_NEW, "sync", "forget", "desktop")
    assert again.code == 2
    assert "has already been locked out" in again.err


def test_a_new_passphrase_without_a_lost_machine(
    both: tuple[Machine, Machine],
    folder: Path,
) -> None:
    laptop, desktop = both
    old = key_in(folder, PASSPHRASE)
    assert giving(laptop, NEW, "sync", "passphrase").code == 0
    assert giving(desktop, NEW, "sync").code == 0
    synced(laptop, desktop)
    assert not opened_with(folder, old.key, old.journal)
    assert giving(desktop, OTHER_NEW, "sync", "passphrase").code == 0
    assert giving(laptop, OTHER_NEW, "sync").code == 0
    synced(laptop, desktop)
    assert len(key_in(folder, OTHER_NEW).earlier) == 2


def test_a_folder_of_0_2_0_gets_a_new_key_too(
    trust: Trust, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The salt of its key file is random, so it doesn't show whose it is."""
    monkeypatch.setattr(key_file, "_mark", lambda *_: os.urandom(16))
    laptop = Machine(trust, tmp_path / "laptop", "laptop")
    desktop = Machine(trust, tmp_path / "desktop", "desktop", minute=1)
    for machine in (laptop, desktop):
        assert machine.setup(folder).code == 0
    monkeypatch.undo()
    (old,) = folder.glob("*.trustkey")
    raw = old.read_bytes()
    assert giving(laptop, NEW, "sync", "passphrase").code == 0
    assert not old.exists()
    old.write_bytes(raw)
    assert giving(desktop, NEW, "sync").code == 0
    assert not old.exists()
    synced(laptop, desktop)


def test_a_half_carried_key_file_stops_the_sync_for_now(
    both: tuple[Machine, Machine],
    folder: Path,
) -> None:
    laptop, desktop = both
    assert giving(laptop, NEW, "sync", "passphrase").code == 0
    (path,) = folder.glob("*.trustkey")
    raw = path.read_bytes()
    path.write_bytes(raw[:60])
    assert "was changed" in desktop.ok("journal", "--free", "-m", "Meanwhile").err
    half = giving(desktop, NEW, "sync")
    assert (half.code, half.err.count("\n")) == (74, 1)
    assert "hasn't fully arrived" in half.err
    path.write_bytes(raw)
    assert giving(desktop, NEW, "sync").code == 0
    synced(laptop, desktop)


def test_whoever_knows_only_the_old_key_can_not_bring_it_back(
    both: tuple[Machine, Machine],
    folder: Path,
) -> None:
    """The finder of a machine knows its key, and even the old passphrase."""
    laptop, desktop = both
    old = key_in(folder, PASSPHRASE)
    (old_file,) = folder.glob("*.trustkey")
    raw = old_file.read_bytes()
    assert giving(laptop, NEW, "sync", "passphrase").code == 0
    old_file.write_bytes(raw)
    forged = key_file.encrypt(key_file.changed_key(old), PASSPHRASE)
    forged_file = folder / f"{key_name_of(forged)}.trustkey"
    forged_file.write_bytes(forged)
    refused = giving(desktop, PASSPHRASE, "sync")
    assert refused.code == 12
    assert f"{forged_file.name} in the sync folder uses the passphrase" in refused.err
    desktop.write("Not told with the old key")
    texts = "".join(map(str, opened_with(folder, old.key, old.journal)))
    assert "Not told" not in texts
    assert forged_file.name in giving(laptop, NEW, "sync").err
    forged_file.unlink()
    assert giving(desktop, NEW, "sync").code == 0
    synced(laptop, desktop)
    assert not old_file.exists()


def test_another_journals_key_in_the_folder_is_passed_over_once_it_is_opened(
    both: tuple[Machine, Machine],
    folder: Path,
) -> None:
    laptop, desktop = both
    other = key_file.encrypt(key_file.new_key(), "of another journal")
    path = folder / f"{key_name_of(other)}.trustkey"
    path.write_bytes(other)
    assert laptop("sync").code == 12
    assert giving(laptop, "of another journal", "sync").code == 0
    assert laptop.ok("sync").code == 0
    assert path.read_bytes() == other
    path.unlink()
    synced(laptop, desktop)


@pytest.mark.parametrize("is_other", [False, True])
def test_only_the_passphrase_tells_a_forgotten_machine_whose_a_moved_folder_is(
    both: tuple[Machine, Machine], stick: Machine, folder: Path, tmp_path: Path, is_other: bool
) -> None:
    laptop, desktop = both
    desktop("sync")
    desktop.ok("config", "set", "sync", "ask")
    desktop.write("On the desktop")
    if is_other:
        stick.write("Of another journal")
        assert stick.setup(tmp_path / "other", NEW).code == 0
        folder.rename(tmp_path / "first")
        (tmp_path / "other").rename(folder)
    else:
        assert giving(laptop, NEW, "sync", "forget", "desktop").code == 0
        shutil.copytree(folder, tmp_path / "copied")
        folder.rename(tmp_path / "first")
        (tmp_path / "copied").rename(folder)
    before = sorted(path.name for path in folder.iterdir())

    for refused in (desktop("sync"), giving(desktop, OTHER_NEW, "sync")):
        assert refused.code == 12
        words = " ".join(refused.err.split())
        assert "locked out" in words
        assert "If it's the folder of another journal, run `trust sync off`" in words
    done = giving(desktop, NEW, "sync")
    if is_other:
        assert (done.code, "is the sync folder of another journal" in done.err) == (74, True)
        assert sorted(path.name for path in folder.iterdir()) == before
    else:
        assert done.code == 0, done.err
        laptop.ok("sync")
        assert "On the desktop" in entries_of(laptop)


def test_a_file_that_is_only_named_like_a_key_stays(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    laptop, desktop = both
    path = folder / f"key-{'a' * 16}.trustkey"
    path.write_text("something else, forty-three bytes long, at least")
    laptop.ok("sync")
    assert giving(laptop, NEW, "sync", "passphrase").code == 0
    assert giving(desktop, NEW, "sync").code == 0
    assert path.exists()


def test_files_of_a_lost_machine_that_come_late_are_kept_too(
    both: tuple[Machine, Machine],
    stick: Machine,
    folder: Path,
) -> None:
    laptop, desktop = both
    assert stick.setup(folder).code == 0
    before = {path.name for path in folder.iterdir()}
    stick.write("Carried late")
    late = [path for path in folder.glob("*.trust") if path.name not in before]
    kept = {path: path.read_bytes() for path in late}
    for path in late:
        path.unlink()
    assert giving(laptop, NEW, "sync", "forget", "stick").code == 0
    for path, raw in kept.items():
        path.write_bytes(raw)
    laptop.ok("sync")
    assert not any(path.exists() for path in late)
    assert giving(desktop, NEW, "sync").code == 0
    synced(laptop, desktop)
    assert "Carried late" in entries_of(desktop)


def assert_all_opens(folder: Path) -> None:
    """Check that the key files in a folder open all of its files: nothing is encrypted too early."""
    keys = []
    for path in folder.glob("*.trustkey"):
        for passphrase in (PASSPHRASE, NEW):
            with suppress(problems.WrongPassphrase):
                keys.append(key_file.decrypt(path.read_bytes(), passphrase, path.name))
    for path in folder.glob("*.trust"):
        encrypted_file.decrypt(path.read_bytes(), keys, keys[0].journal, path.name)


# --- killed anywhere ---------------------------------------------------------------------------


@contextmanager
def killed_at(number: int, patch: pytest.MonkeyPatch) -> Any:
    """Kill this process at a write: before and after a file, before a removal, after a commit."""
    left = number

    def count_down() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    write, remove, transaction = SyncFolder._write, Path.unlink, Writer.transaction

    def write_or_die(*argv: Any) -> None:
        count_down()
        write(*argv)
        count_down()

    def remove_or_die(path: Path, **more: Any) -> None:
        if path.suffix in (".trust", ".trustkey"):
            count_down()
        remove(path, **more)

    @contextmanager
    def commit_or_die(writer: Writer) -> Any:
        with transaction(writer) as store:
            yield store
        count_down()

    patch.setattr(SyncFolder, "_write", write_or_die)
    patch.setattr(Path, "unlink", remove_or_die)
    patch.setattr(Writer, "transaction", commit_or_die)
    yield


def run_until_killed(number: int, run: Callable[[], Result]) -> bool:
    """Run in a process of its own; return whether it was killed before its end.

    One that ends by itself may have nothing left to do.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with pytest.MonkeyPatch.context() as patch, killed_at(number, patch):
                code = run().code
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) in (0, 2)
    return False


STEP = 1 if forked.FROM_NOTHING else 4
"""At each how many of the steps of a command it's killed: `make torture` tries all of them."""


@pytest.mark.usefixtures("no_tracing")
def test_killed_anywhere_and_run_again(
    both: tuple[Machine, Machine],
    stick: Machine,
    folder: Path,
    tmp_path: Path,
) -> None:
    laptop, desktop = both
    assert stick.setup(folder).code == 0
    stick.write("On the stick")
    laptop.write("On the laptop")
    desktop.write("On the desktop")
    laptop.ok("config", "set", "sync", "ask")
    laptop.write("Not told yet")
    words = {"By the river", *(f"On the {n}" for n in ("stick", "laptop", "desktop"))}
    words.add("Not told yet")
    places = (laptop.home, desktop.home, folder)
    copies = [shutil.copytree(place, tmp_path / f"copy{n}") for n, place in enumerate(places)]
    kills = 0

    def forget() -> Result:
        return giving(laptop, NEW, "sync", "forget", "stick")

    for number in range(0, 200, STEP):
        for place, copy in zip(places, copies, strict=True):
            # The folder itself stays: a machine knows it by its place.
            for path in place.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            shutil.copytree(copy, place, dirs_exist_ok=True)
        was_killed = run_until_killed(number, forget)
        kills += was_killed
        if was_killed:
            assert_all_opens(folder)
            run_until_killed(number % 5, forget)
            assert_all_opens(folder)
            done = forget()
            assert done.code == 0 or "has already been locked out" in done.err, (number, done.err)
        key = key_in(folder, NEW)
        with_new = opened_with(folder, key.key, key.journal)
        others = [path for path in folder.glob("*.trust") if len(path.stem) == 32]
        left = opened_with(folder, key.earlier[0], key.journal)
        assert len(with_new) + len(left) == len(others)
        assert {each.header.machine for each in left} <= {"desktop"}, number
        done = giving(desktop, NEW, "sync")
        assert done.code == 0, done.err
        assert entries_of(desktop) == words, number
        if not was_killed:
            break
    else:
        raise AssertionError("it never ends")
    assert kills > 15 // STEP
    synced(laptop, desktop)


@pytest.mark.usefixtures("no_tracing")
def test_killed_while_the_new_key_is_accepted(
    both: tuple[Machine, Machine],
    folder: Path,
    tmp_path: Path,
) -> None:
    laptop, desktop = both
    desktop.ok("config", "set", "sync", "ask")
    desktop.write("Not told yet")
    assert giving(laptop, NEW, "sync", "passphrase").code == 0
    places = (desktop.home, folder)
    copies = [shutil.copytree(place, tmp_path / f"copy{n}") for n, place in enumerate(places)]
    for number in range(0, 100, STEP):
        for place, copy in zip(places, copies, strict=True):
            for path in place.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            shutil.copytree(copy, place, dirs_exist_ok=True)
        was_killed = run_until_killed(number, lambda: giving(desktop, NEW, "sync"))
        done = giving(desktop, NEW, "sync")
        assert done.code == 0, done.err
        key = key_in(folder, NEW)
        assert not opened_with(folder, key.earlier[0], key.journal)
        assert entries_of(desktop) == {"By the river", "Not told yet"}
        if not was_killed:
            break
    assert number > 5
    synced(laptop, desktop)


def test_words_of_a_file_that_was_written_right_before_a_kill_go_with_their_entry(
    both: tuple[Machine, Machine], folder: Path
) -> None:
    """The file was noted, and is complete, but wasn't noted as written."""
    laptop, desktop = both
    before = set(folder.glob("*.trust"))
    number = 0

    def write() -> Result:
        return laptop("journal", "--free", "-m", f"heliotrope {number}")

    while set(folder.glob("*.trust")) <= before:
        number += 1
        assert run_until_killed(number, write)
    entry = laptop.ok("list", "--json").json["data"]["entries"][0]["id"]
    laptop.ok("sync")
    desktop.ok("sync")
    assert f"heliotrope {number}" in everything_in(folder)
    laptop.ok("delete", entry, "--purge", "--yes")
    desktop.ok("sync")
    laptop.ok("sync")
    assert f"heliotrope {number}" not in everything_in(folder)
    synced(laptop, desktop)


def test_an_empty_passphrase_is_none(trust: Trust, tmp_path: Path, folder: Path) -> None:
    laptop = Machine(trust, tmp_path / "laptop", "laptop")
    laptop.write("By the river")
    for nothing in ("\n", " \n"):
        refused = giving(laptop, nothing, "sync", "setup", str(folder))
        assert (refused.code, "can't be empty" in refused.err) == (2, True)
    assert not list(folder.glob("*.trust*"))
    assert laptop.setup(folder).code == 0
    refused = giving(laptop, "\n", "sync", "passphrase")
    assert (refused.code, "can't be empty" in refused.err) == (2, True)
    laptop.write("By the sea")
    assert laptop.ok("sync").out
