"""Copies of the journal: whole, verified, thinned, put back; and a look at a journal in trouble."""

from __future__ import annotations

import os
import random  # noqa: TID251  # for places to flip and moments to kill
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from other_programs import holding_the_lock
from terminal_helpers import ENTER, Room, command, environment
from trustjournal.domain.entry import Entry, from_row
from trustjournal.errors import TrustError
from trustjournal.sentences import JOURNAL_REPLACED
from trustjournal.storage import backup_file, connect, journal_file, opening
from trustjournal.storage.writer import Writer

CANARY = "heliotrope"


def at(day: int, month: int = 11) -> str:
    return f"2026-{month:02}-{day:02}T21:00:00+01:00"


def bodies(trust: Trust) -> list[str]:
    return [e["body"] for e in trust("list", "-n", "999", "--json").json["data"]["entries"]]


def names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "backups").iterdir())


def flip(path: Path, at_byte: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(at_byte)
        (byte,) = file.read(1)
        file.seek(at_byte)
        file.write(bytes([byte ^ (1 << bit)]))


def corrupt(home: Path) -> None:
    """Ruin the first page: nothing can be read any more."""
    with (home / "journal.db").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)


# --- backup ------------------------------------------------------------------------------------


def test_what_other_programs_keep_beside_the_journal_is_left_alone(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    documents = tmp_path / "Documents"
    documents.mkdir()
    trust("config", "set", "journal", str(documents / "journal.db"))
    trust("journal", "--free", "-m", "one")
    theirs = [".letter-to-mum.2019.new", ".budget.2024.tmp", ".notes.db.2024-1.tmp"]
    ours = [".journal.db.999999999-5.new", ".20260101T000000Z-manual.db.999999999.tmp"]
    for folder in (documents, home):
        for name in theirs + ours:
            (folder / name).write_text("words")
    assert trust("doctor", "--fix").code == 0
    for folder in (documents, home):
        assert {path.name for path in folder.glob(".*")} == set(theirs)


def test_a_copy_is_whole_and_for_the_owner_alone(trust: Trust, home: Path, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    dest = tmp_path / "elsewhere" / "copy.db"
    made = trust("backup", str(dest), "--json").json["data"]
    assert made == {"path": str(dest), "entries": 1, "sealed": False, "place": None}
    assert stat.S_IMODE(dest.stat().st_mode) == 0o600
    assert stat.S_IMODE(dest.parent.stat().st_mode) == 0o700
    with closing(sqlite3.connect(dest)) as found:
        assert found.execute("SELECT body FROM entry").fetchall() == [(CANARY,)]
    assert [path.name for path in dest.parent.iterdir()] == ["copy.db"]


def test_into_a_folder_it_gets_a_name_of_its_own(trust: Trust, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    for count in (1, 2):
        assert trust("backup", str(tmp_path / "home" / "backups")).code == 0
        found = list((tmp_path / "home" / "backups").glob("*-manual*.db"))
        assert len(found) == count


def test_nothing_is_overwritten_unasked(trust: Trust, home: Path, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    dest = tmp_path / "notes.txt"
    dest.write_text("mine")
    refused = trust("backup", str(dest))
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert dest.read_text() == "mine"
    assert trust("backup", str(dest), "--force").code == 0
    assert trust("backup", str(home / "journal.db"), "--force").code == 2
    assert bodies(trust) == [CANARY]


def test_without_a_journal_there_is_nothing_to_copy(trust: Trust, home: Path) -> None:
    assert trust("backup").code == 10
    assert trust("doctor").code == 10
    assert not home.exists()


def test_a_damaged_journal_is_not_copied_as_sound(trust: Trust, home: Path, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        journal.execute("UPDATE entry SET body = 'other words'")
        journal.commit()
    refused = trust("backup", str(tmp_path / "copy.db"))
    assert refused.code == 14
    assert not (tmp_path / "copy.db").exists()
    assert list(tmp_path.glob(".*")) == []


def test_a_fault_met_while_copying_is_said_of_the_journal(trust: Trust, home: Path) -> None:
    for _ in range(8):
        trust("journal", "--free", "-m", "x" * 9_000)
    shutil.rmtree(home / "backups")
    path = home / "journal.db"
    with closing(sqlite3.connect(path)) as journal:
        journal.execute("CREATE TABLE foo (bar)")
        journal.commit()
    foreign = trust("backup")
    assert (foreign.code, ".tmp" in foreign.err, f"{path} contains" in foreign.err) == (
        14,
        False,
        True,
    )
    raw = path.read_bytes()
    half = len(raw) // 2 // 4096 * 4096
    path.write_bytes(raw[:half] + b"\xff" * (len(raw) - half - 8192) + raw[-8192:])
    torn = trust("backup")
    assert (torn.code, ".tmp" in torn.err, "damaged" in torn.err) == (14, False, True)
    assert "there are no backups to restore yet" in trust("restore", "last").err


def test_who_writes_on_in_a_damaged_journal_is_told_that_no_copy_is_made(
    trust: Trust, home: Path
) -> None:
    trust("journal", "--free", "-m", CANARY, now=at(20))
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        journal.execute("UPDATE entry SET body = 'other words'")
        journal.commit()
    saved = trust("journal", "--free", "-m", "new words", now=at(21))
    assert (saved.code, saved.err.count("\n")) == (0, 1)
    assert "the journal couldn't be backed up" in saved.err
    assert "new words" in bodies(trust)


def test_a_full_disk_leaves_no_half_copy(trust: Trust, home: Path, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "x" * 300_000)
    dest = tmp_path / "copy.db"
    line = f'ulimit -f 200; exec "{sys.executable}" -m trustjournal backup "{dest}"'
    done = subprocess.run(
        ["/bin/bash", "-c", line], env=environment(home), capture_output=True, check=False
    )
    assert done.returncode == 74, done.stderr
    assert done.stderr.count(b"\n") == 1
    assert not dest.exists()
    assert list(tmp_path.glob(".copy*")) == []


# --- the daily copy ----------------------------------------------------------------------------


def test_one_a_day_by_itself_and_no_more(trust: Trust, home: Path) -> None:
    for day in (1, 1, 2):
        trust("journal", "--free", "-m", CANARY, now=at(day))
    assert names(home) == ["20261101T200000Z-daily.db", "20261102T200000Z-daily.db"]
    trust("list", now=at(3))
    assert len(names(home)) == 2


def test_seven_days_and_four_weeks_stay_and_what_the_person_made(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY, now=at(1, 9))
    trust("backup", now=at(1, 9))
    for day in range(5, 32):
        trust("pause", "today", now=at(day, 10))
    kept = names(home)
    assert "20260901T200000Z-manual.db" in kept
    daily = [name for name in kept if "daily" in name]
    assert daily[-7:] == [f"202610{day}T200000Z-daily.db" for day in range(25, 32)]
    assert daily[:-7] == ["20261011T200000Z-daily.db", "20261018T200000Z-daily.db"]


def test_a_copy_that_cannot_be_made_disturbs_nobody(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "backups").write_text("in the way")
    done = trust("journal", "--free", "-m", CANARY)
    assert (done.code, done.err) == (0, "")
    assert bodies(trust) == [CANARY]


# --- restore -----------------------------------------------------------------------------------


def test_back_to_a_copy_and_back_again(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "first", now=at(1))
    trust("backup", now=at(1))
    trust("journal", "--free", "-m", "second", now=at(2))
    told = trust("restore", "20261101T200000Z-manual.db", "--json", now=at(3)).json["data"]
    assert bodies(trust) == ["first"]
    assert trust("restore", told["replaced"], now=at(4)).code == 0
    assert bodies(trust) == ["second", "first"]


def test_alone_it_lists_what_there_is(trust: Trust, home: Path) -> None:
    assert trust("restore").code == 0
    assert trust("restore", "--json").json["data"] == {"backups": []}
    none = trust("backup", "restore", "last")
    assert (none.code, "there are no backups to restore yet" in none.err) == (10, True)
    assert not home.exists()
    trust("journal", "--free", "-m", CANARY, now=at(1))
    trust("backup", now=at(2))
    assert "manual" in trust("restore").out.splitlines()[0]
    assert len(trust("restore", "--json").json["data"]["backups"]) == 2
    assert trust("restore", "nothing.db").code == 10


def test_a_journal_that_is_gone_comes_back(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    (home / "journal.db").unlink()
    assert trust("restore", "last").code == 0
    assert bodies(trust) == [CANARY]
    assert stat.S_IMODE((home / "journal.db").stat().st_mode) == 0o600


def test_a_journal_that_does_not_open_is_kept_as_it_is(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    corrupt(home)
    before = (home / "journal.db").read_bytes()
    assert trust("list").code == 14
    told = trust("restore", "last")
    assert (told.code, bodies(trust)) == (0, [CANARY])
    (kept,) = (home / "backups").glob("*-unopened.db")
    assert kept.read_bytes() == before
    # It is the newest file there, and still not the last copy.
    corrupt(home)
    assert (trust("restore", "last").code, bodies(trust)) == (0, [CANARY])


def test_at_a_terminal_it_asks_first(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY, now=at(22))
    trust("journal", "--free", "-m", "later", now=at(22))
    with closing(Room(home, trust)) as room:
        for reply, words in (("n", ["later", CANARY]), ("y", [CANARY])):
            terminal = room.open("restore", "last")
            terminal.wait_for("[y/N] ")
            terminal.type(reply + ENTER)
            assert terminal.end() == (0 if reply == "y" else 1)
            assert bodies(trust) == words


def test_a_day_names_its_last_copy(trust: Trust) -> None:
    trust("journal", "--free", "-m", CANARY, now=at(21))
    trust("journal", "--free", "-m", "later", now=at(22))
    for day in ("2026-11-21", "yesterday", "saturday"):
        assert trust("restore", day, now=at(22)).code == 0
        assert bodies(trust) == [CANARY]
    for day in ("2026-11-20", "last week", "tomorrow"):
        assert trust("restore", day, now=at(22)).code == 10


def test_a_damaged_copy_changes_nothing(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    (copy,) = (home / "backups").iterdir()
    before = (home / "journal.db").read_bytes()
    with closing(sqlite3.connect(copy)) as found:
        found.execute("UPDATE entry SET body = 'other'")
        found.commit()
    refused = trust("restore", "last")
    assert (refused.code, refused.err.count("\n")) == (14, 1)
    assert (home / "journal.db").read_bytes() == before
    for odd in ("nonsense", ""):
        (home / "odd.db").write_text(odd)
        assert trust("restore", str(home / "odd.db")).code == 14
    assert trust("restore", str(home / "journal.db")).code == 2
    assert (home / "journal.db").read_bytes() == before


def test_the_log_of_a_journal_that_is_gone_is_not_played_into_another(
    trust: Trust, home: Path
) -> None:
    trust("journal", "--free", "-m", "first", now=at(1))
    for _ in range(8):
        trust("journal", "--free", "-m", "x" * 25_000, now=at(1))
    trust("backup", now=at(2))
    path = home / "journal.db"
    half_way = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('PRAGMA cache_spill = 1')\n"
        "c.execute('BEGIN IMMEDIATE'); c.execute(\"UPDATE entry SET body = body || 'y'\")\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", half_way, str(path)], check=False)
    assert path.with_name("journal.db-journal").exists()
    path.unlink()
    assert trust("restore", "last", now=at(3)).code == 0
    assert not path.with_name("journal.db-journal").exists()
    assert len(bodies(trust)) == 9
    assert trust("doctor").code == 0
    assert any(name.endswith("-unopened.db-journal") for name in names(home))


@pytest.mark.parametrize("gone", [False, True])
def test_a_journal_that_is_gone_or_empty_while_its_copies_are_there_is_said(
    trust: Trust, home: Path, gone: bool
) -> None:
    trust("journal", "--free", "-m", CANARY)
    (home / "journal.db").write_bytes(b"")
    if gone:
        (home / "journal.db").unlink()
    for argv, code in (((), 0), (("doctor",), 10), (("edit", "last", "-m", "x"), 10)):
        told = trust(*argv)
        assert (told.code, told.err.count("\n"), "trust backup" in told.err) == (code, 1, True)
    assert trust("--json").err == ""
    assert trust("restore", "last").code == 0
    assert bodies(trust) == [CANARY]
    assert trust().err.startswith("trust: there's unsaved text"), "the words of edit"


def test_a_link_someone_put_in_the_way_is_not_followed(
    trust: Trust, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", CANARY)
    victim = tmp_path / "victim"
    victim.write_text("theirs")
    dest = tmp_path / "shared" / "copy.db"
    dest.parent.mkdir()
    with monkeypatch.context() as guessed:
        guessed.setattr("trustjournal.paths.os.urandom", lambda _: b"\0\0\0\x07")
        (dest.parent / f".copy.db.{os.getpid()}-7.tmp").symlink_to(victim)
        assert trust("backup", str(dest)).code == 74
    assert victim.read_text() == "theirs"
    assert trust("backup", str(dest)).code == 0
    assert backup_file.verify(dest, None).entries == 1


def test_a_file_of_a_program_with_our_number_stays(trust: Trust, home: Path) -> None:
    """In two containers that share a folder `trust` has the same process number."""
    trust("journal", "--free", "-m", CANARY)
    theirs = [home / f".journal.db.{os.getpid()}{more}.new" for more in ("", "-7")]
    for path in theirs:
        path.write_bytes(b"what encrypt has made elsewhere")
    assert trust("restore", "last").code == 0
    assert [path.read_bytes() for path in theirs] == [b"what encrypt has made elsewhere"] * 2
    days_ago = time.time() - 2 * 24 * 60 * 60
    for path in theirs:
        os.utime(path, (days_ago, days_ago))
    assert trust("restore", "last").code == 0
    assert not any(path.exists() for path in theirs), "a killed program left these"


def test_a_symbolic_link_stays_one(trust: Trust, home: Path, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    real = tmp_path / "real.db"
    (home / "journal.db").rename(real)
    (home / "journal.db").symlink_to(real)
    assert trust("restore", "last").code == 0
    assert (home / "journal.db").is_symlink()
    assert bodies(trust) == [CANARY]


def test_who_waits_for_the_lock_meanwhile_saves_nothing_into_the_old_file(
    trust: Trust, home: Path, entry: Entry
) -> None:
    """A writer that opened the journal before it was replaced must not write into what is gone."""
    trust("journal", "--free", "-m", CANARY)
    path = home / "journal.db"
    (copy,) = (home / "backups").iterdir()
    said: list[str] = []
    began = threading.Event()

    def write() -> None:
        writer = Writer(path, lambda: b"salt")
        began.set()
        try:
            with writer.transaction() as store:
                store.add(entry)
            said.append("saved")
        except Exception as error:  # told apart below
            said.append(str(error))

    with journal_file.held(path, None):
        waiting = threading.Thread(target=write)
        waiting.start()
        began.wait()
        while not _is_waiting(waiting):
            pass
        journal_file.put_in_place(journal_file.copy_beside(copy, path), path)
    waiting.join()
    assert said == [JOURNAL_REPLACED]


def test_who_waits_to_replace_it_meanwhile_replaces_nothing(trust: Trust, home: Path) -> None:
    """Once it has the lock, that is the lock of a file that has gone from its place."""
    trust("journal", "--free", "-m", CANARY)
    path = home / "journal.db"
    (copy,) = (home / "backups").iterdir()
    with journal_file.held(path, None):
        journal_file.put_in_place(journal_file.copy_beside(copy, path), path)
        with closing(opening.for_writing(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting: list[str] = []

            def hold() -> None:
                try:
                    with journal_file.held(path, None):
                        waiting.append("held")
                except TrustError as error:
                    waiting.append(error.sentence)

            thread = threading.Thread(target=hold)
            thread.start()
            while thread.is_alive() and not _stands_in(thread, "write_lock"):
                pass
            journal_file.put_in_place(journal_file.copy_beside(copy, path), path)
            other.execute("ROLLBACK")
            thread.join()
    assert waiting == [JOURNAL_REPLACED]


def _is_waiting(thread: threading.Thread) -> bool:
    """Whether a thread stands in SQLite's wait for the lock."""
    frame = sys._current_frames().get(thread.ident or 0)
    while frame is not None:
        if frame.f_code.co_name == "_begin":
            return True
        frame = frame.f_back
    return not thread.is_alive()


def _stands_in(thread: threading.Thread, name: str) -> bool:
    """Whether a thread waits in a function, and in nothing of Python's that it has called."""
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is not None and frame.f_code.co_name == name


@pytest.fixture
def entry(trust: Trust, tmp_path: Path) -> Entry:
    """Another entry, not stored."""
    elsewhere = {"TRUST_HOME": str(tmp_path / "elsewhere")}
    done = trust("journal", "--free", "-m", "another", "--json", env=elsewhere)
    return from_row({**done.json["data"]["entry"], "id": "z" * 20})


# --- doctor ------------------------------------------------------------------------------------


def found(trust: Trust, *more: str) -> dict[str, str]:
    data = trust("doctor", "--json", *more).json["data"]["findings"]
    return {each["what"]: each["level"] for each in data}


def test_a_healthy_journal(trust: Trust) -> None:
    trust("journal", "--free", "-m", CANARY)
    levels = found(trust)
    assert levels["sound"] == levels["last_copy"] == levels["plain"] == "note"
    assert set(levels.values()) <= {"note", "warning"}
    assert trust("doctor").code == 0
    assert CANARY not in trust("doctor").out


def test_words_that_changed_are_seen(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    with closing(sqlite3.connect(home / "journal.db")) as journal:
        journal.execute("UPDATE entry SET body = 'other words'")
        journal.commit()
    told = trust("doctor")
    assert told.code == 14
    assert "1 entry" in told.out
    assert "other words" not in told.out
    assert trust("doctor", "--json").json["status"] == "error"


def test_what_others_may_read_is_mended(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    (home / "journal.db").chmod(0o644)
    home.chmod(0o755)
    assert found(trust)["open_to_others"] == "warning"
    assert trust("doctor", "--fix").code == 0
    assert "open_to_others" not in found(trust)
    assert stat.S_IMODE((home / "journal.db").stat().st_mode) == 0o600


def test_everything_else_it_looks_at(
    trust: Trust, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", CANARY)
    (home / "config.toml").write_text('colour = "red"\npacks = ["emotional-trust", "gone"]\n')
    (home / "packs").mkdir()
    (home / "packs" / "bad.yaml").write_text("[")
    (home / "drafts" / f"{'d' * 20}.md").write_text("unsaved words")
    (home / "drafts" / f"{'d' * 20}.raw").write_bytes(b"\xff")
    (home / "backups" / "20200101T000000Z-manual.db").write_text("no copy")
    newest = home / "backups" / "20301101T000000Z-manual.db"
    newest.write_text("no copy")
    (home / f".journal.db.{2**22 + 5}.new").write_text("left by a killed one")
    other = tmp_path / "bin" / "trust"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(other.parent))
    levels = found(trust)
    assert {
        "settings": "warning",
        "missing_pack": "warning",
        "bad_pack": "warning",
        "drafts": "note",
        "raw_drafts": "note",
        "bad_copy": "error",
        "last_copy": "note",
        "leftover": "note",
        "other_trust": "warning",
    }.items() <= levels.items()
    assert trust("doctor").code == 1
    assert "unsaved words" not in trust("doctor").out
    newest.unlink()
    assert trust("doctor", "--fix").code == 0
    assert "leftover" not in found(trust)
    assert (home / "drafts" / f"{'d' * 20}.md").exists()


@pytest.mark.parametrize("folder", ["Dropbox", "OneDrive - Home", "Mobile Documents"])
def test_a_synchronised_folder_is_warned_about(trust: Trust, tmp_path: Path, folder: str) -> None:
    env = {"TRUST_HOME": str(tmp_path / folder / "journal")}
    trust("journal", "--free", "-m", CANARY, env=env)
    levels = trust("doctor", "--json", env=env).json["data"]["findings"]
    assert [each["level"] for each in levels if each["what"] == "synced"] == ["warning"]
    assert "half-written" in trust("backup", env=env).out


# --- flipped bits and salvage --------------------------------------------------------------------


def a_year(home: Path, entry: Entry, count: int = 300) -> None:
    """A journal of so many entries, each with words of its own."""
    from dataclasses import replace

    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    with Writer(home / "journal.db", lambda: b"salt").transaction() as store:
        store.add_all(
            [
                replace(
                    entry,
                    id=f"{digits[n // 32]}{digits[n % 32]}" + "0" * 18,
                    body=f"{n} " + "words of an evening " * 60,
                )
                for n in range(count)
            ]
        )


CONTENT = "SELECT id, day, kind, title, body, prompt_text, mood, closeness, private FROM entry"


@pytest.mark.parametrize("flips", [40, pytest.param(1000, marks=pytest.mark.torture)])
def test_no_flipped_bit_changes_a_word_unnoticed(
    trust: Trust, home: Path, entry: Entry, flips: int
) -> None:
    """What goes unnoticed lies in free space, or beside the words: a time zone, an index."""
    a_year(home, entry)
    path = home / "journal.db"
    sound = path.read_bytes()
    with closing(opening.for_reading(path)) as connection:
        content = connection.execute(CONTENT).fetchall()
    chance = random.Random(7)  # a test's own
    noticed = 0
    for _ in range(flips):
        flip(path, chance.randrange(len(sound)), chance.randrange(8))
        try:
            with closing(opening.for_reading(path)) as connection:
                if backup_file.health(connection).sound:
                    assert connection.execute(CONTENT).fetchall() == content
                else:
                    noticed += 1
        except (TrustError, sqlite3.Error):  # refusing to open is noticing
            noticed += 1
        path.write_bytes(sound)
    assert noticed > flips / 5


@pytest.mark.parametrize("ruined", [1, 3])
def test_a_ruined_page_costs_what_stood_on_it(
    trust: Trust, home: Path, tmp_path: Path, entry: Entry, ruined: int
) -> None:
    a_year(home, entry)
    path = home / "journal.db"
    body = b"100 words of an evening"
    place = path.read_bytes().index(body) // 4096
    with path.open("r+b") as file:
        for page in range(place, place + ruined):
            file.seek(page * 4096)
            file.write(os.urandom(4096))
    assert trust("doctor").code == 14
    out = tmp_path / "saved.db"
    told = trust("doctor", "--salvage", str(out), "--json").json["data"]
    assert told["entries"] >= 300 - 4 * ruined
    assert trust("doctor", "--salvage", str(out)).code == 2
    assert trust("restore", str(out)).code == 0
    left = bodies(trust)
    assert len(left) == told["entries"]
    assert any(text.startswith("299 ") for text in left)
    assert trust("doctor").code == 0


@pytest.mark.parametrize("table", ["entry", "revision"])
def test_a_ruined_page_that_leads_to_others_costs_no_entry(
    trust: Trust, home: Path, tmp_path: Path, entry: Entry, table: str
) -> None:
    a_year(home, entry)
    path, out = home / "journal.db", tmp_path / "saved.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO revision SELECT n, 1, modified_at, NULL, 'before: ' || body, NULL, NULL,"
            " '[]', '[]', 0, hash FROM entry"
        )
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)

    told = trust("doctor", "--salvage", str(out), "--json").json["data"]

    assert (told["entries"], told["recovered"], told["unread"]) == (300, 0, 1)
    assert list(tmp_path.glob(".saved*")) == []
    assert trust("restore", str(out)).code == 0
    assert len({text for text in bodies(trust) if " words of an evening " in text}) == 300
    with closing(sqlite3.connect(path)) as connection:
        earlier = connection.execute("SELECT body FROM revision").fetchall()
    assert len(earlier) == 300
    assert all(text.startswith("before: ") for (text,) in earlier)
    assert trust("doctor").code == 0


def test_answers_and_earlier_wordings_of_a_lost_entry_are_salvaged(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("storm", *(word for n in range(3) for word in ("-m", f"answer {n}")))
    trust("journal", "--free", "-m", "earlier wording")
    trust("edit", "last", "-m", "later wording")
    trust("journal", "--free", "-m", "untouched")
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as connection:
        connection.execute("DELETE FROM entry WHERE body NOT LIKE 'untouched'")
    out = tmp_path / "saved.db"
    told = trust("doctor", "--salvage", str(out), "--json").json["data"]
    assert (told["entries"], told["recovered"]) == (3, 2)
    assert trust("restore", str(out), "--yes").code == 0
    found = trust("list", "--json").json["data"]["entries"]
    assert [each["private"] for each in found].count(True) == 2
    assert {each["day"] for each in found} == {"2026-11-22"}
    texts = "".join(trust("show", each["id"]).out for each in found)
    for words in ("answer 0", "answer 1", "answer 2", "earlier wording", "untouched"):
        assert words in texts
    assert trust("doctor").code == 0


def test_what_became_of_a_promise_that_cannot_be_read_is_salvaged(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("promise", "add", "To call you.")
    trust("promise", "moved", "--to", "friday", "--note", "I was ill")
    trust("promise", "add", "To listen.")
    trust("pulse", stdin="")
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as connection:
        connection.execute("DELETE FROM promise WHERE text = 'To call you.'")
        connection.execute("INSERT INTO pulse_answer VALUES (99, 'x', 3)")
        connection.execute("INSERT INTO share_line VALUES (99, 1, NULL, 'a shared line')")
    out = tmp_path / "saved.db"
    told = trust("doctor", "--salvage", str(out), "--json").json["data"]
    assert (told["promises"], told["dropped"], told["unread"]) == (1, 1, 0)
    assert trust("restore", str(out), "--yes").code == 0
    assert trust("doctor").code == 0
    promises = trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert len(promises) == 2
    (lost,) = (each for each in promises if each["text"] != "To listen.")
    assert lost["private"]
    shown = trust("promise", "show", lost["id"]).out
    assert "couldn't be read" in shown
    assert "I was ill" in shown
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        assert connection.execute("SELECT text FROM share_line").fetchall() == [("a shared line",)]


ODD = {
    "text for a number": "UPDATE sitting SET seconds = 'garbage'",
    "a number too large": "UPDATE sitting SET seconds = 9223372036854775807",
    "no day": "UPDATE sitting SET day = 'someday'",
    "a day that is none": "UPDATE entry SET day = '2026-02-30'",
    "no moment": "UPDATE entry SET created_at = 'at noon'",
    "bytes for words": "UPDATE entry SET title = x'ff00'",
    "an offset that is none": "UPDATE entry SET utc_offset = 90000",
    "no list": "UPDATE revision SET tags = '{'",
}


@pytest.mark.parametrize("change", ODD)
def test_a_copy_with_values_that_nothing_can_read_is_not_restored(
    trust: Trust, home: Path, tmp_path: Path, change: str
) -> None:
    trust("journal", "--free", "-m", "one")
    trust("edit", "last", "-m", "two")
    trust("sit", "--log", "5")
    odd = tmp_path / "odd.db"
    odd.write_bytes((home / "journal.db").read_bytes())
    with closing(sqlite3.connect(odd, isolation_level=None)) as connection:
        connection.execute(ODD[change])
    assert trust("restore", str(odd), "--yes").code == 14
    (home / "journal.db").write_bytes(odd.read_bytes())
    told = trust("doctor")
    assert (told.code, "--salvage" in told.out) == (14, True)
    out = tmp_path / "saved.db"
    assert trust("doctor", "--salvage", str(out)).code == 0
    assert trust("restore", str(out), "--yes").code == 0
    assert trust("doctor").code == 0
    assert bodies(trust) == ["two"]


def test_nothing_to_salvage_is_said(trust: Trust, home: Path, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    corrupt(home)
    refused = trust("doctor", "--salvage", str(tmp_path / "out.db"))
    assert (refused.code, refused.err.count("\n")) == (14, 1)
    assert CANARY not in refused.err


# --- killed in the middle ------------------------------------------------------------------------

KILLS = int(os.environ.get("TRUST_KILLS", "4"))


def test_a_backup_or_restore_that_is_killed_leaves_the_old_or_the_new(
    trust: Trust, home: Path, entry: Entry
) -> None:
    a_year(home, entry, 100)
    trust("journal", "--free", "-m", CANARY)
    trust("backup")
    chance = random.Random(3)  # a test's own
    for n in range(KILLS):
        argv = ("backup",) if n % 2 else ("restore", "last")
        process = subprocess.Popen(
            command(*argv),
            env=environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(0.05 + chance.random() * 0.4)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert len(bodies(trust)) == 101
        for path in (home / "backups").glob("2*.db"):
            backup_file.verify(path, None)
    trust("doctor", "--fix")
    assert [path.name for path in home.iterdir() if path.name.startswith(".")] == []


def test_of_copies_made_in_one_second_the_last_is_the_last(trust: Trust) -> None:
    for n in range(1, 13):  # the names end in -2 to -12, which is no order of letters
        trust("journal", "--free", "-m", f"Entry {n}")
        assert trust("backup").code == 0
    trust("journal", "--free", "-m", "One more, after the last copy")

    assert trust("restore", "last").code == 0

    told = trust("list", "-n", "99", "--json").json["data"]["entries"]
    assert {entry["body"] for entry in told} == {f"Entry {n}" for n in range(1, 13)}


# --- copies that are not this journal's to thin --------------------------------------------------


def _write_daily(trust: Trust, first: int, last: int, month: int, **more: dict[str, str]) -> None:
    for day in range(first, last + 1):
        done = trust("journal", "--free", "-m", f"{month}-{day}", now=at(day, month), **more)
        assert done.code == 0


def _bodies_of(copy: Path) -> set[str]:
    with closing(sqlite3.connect(copy)) as connection:
        return {body for (body,) in connection.execute("SELECT body FROM entry")}


def test_the_copies_of_a_lost_journal_stay(trust: Trust, home: Path) -> None:
    _write_daily(trust, 1, 3, 9)
    lost = names(home)
    (home / "journal.db").unlink()
    _write_daily(trust, 4, 30, 9)
    _write_daily(trust, 1, 8, 10)

    kept = names(home)
    assert set(lost) <= set(kept)
    assert len(kept) < 18  # its own copies are thinned as ever


def test_each_of_two_journals_that_share_a_folder_has_its_copies(trust: Trust, home: Path) -> None:
    for day in range(1, 13):
        for journal in ("", "second.db"):
            trust("config", "set", "journal", journal)
            text = f"{journal or 'first'} {day}"
            assert trust("journal", "--free", "-m", text, now=at(day)).code == 0

    found = [_bodies_of(home / "backups" / name) for name in names(home)]
    assert sum("first 12" in each for each in found) == 1
    assert sum("second.db 12" in each for each in found) == 1
    assert sum("first 6" in each for each in found) == 7
    assert sum("second.db 6" in each for each in found) == 7


@pytest.mark.long
def test_a_sealed_journal_thins_its_copies_from_before(trust: Trust, home: Path) -> None:
    pytest.importorskip("sqlcipher3")
    _write_daily(trust, 1, 2, 11)
    assert trust("encrypt", env={"TRUST_PASSPHRASE": "one"}, now=at(2)).code == 0
    _write_daily(trust, 3, 4, 11, env={"TRUST_PASSPHRASE": "one"})
    read, write = os.pipe()
    os.write(write, b"two\n")
    os.close(write)
    env = {"TRUST_PASSPHRASE": "one", "TRUST_NEW_PASSPHRASE_FD": str(read)}
    assert trust("encrypt", "--change", env=env, now=at(4)).code == 0
    _write_daily(trust, 5, 29, 11, env={"TRUST_PASSPHRASE": "two"})

    daily = [name for name in names(home) if "daily" in name]
    assert not [name for name in daily if name < "20261108"]


def test_a_journal_among_the_copies_is_refused(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY, now=at(1))
    copy = home / "backups" / names(home)[0]

    for place in (copy, "backups/other.db", home / "drafts" / "x.md"):
        refused = trust("config", "set", "journal", str(place))
        assert refused.code == 2
        assert "which the program clears automatically" in refused.err
    assert trust("config", "get", "journal").out == "\n"


def test_nothing_is_written_to_a_journal_among_the_copies(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY, now=at(1))
    copy = home / "backups" / names(home)[0]
    before = copy.read_bytes()
    (home / "config.toml").write_text(f'journal = "{copy}"\n')

    said = trust("journal", "--free", stdin="new words", now=at(2))
    assert said.code == 2
    assert trust("restore", "last", now=at(2)).code == 2
    assert trust("encrypt", env={"TRUST_PASSPHRASE": "one"}).code == 2
    assert copy.read_bytes() == before
    assert CANARY in trust("list").out


def _know_as_own(home: Path, copy: Path) -> None:
    """Let a copy have the identity of the journal, as one has that was written to where it lay."""
    query = "SELECT value FROM meta WHERE key = 'identity'"
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        (identity,) = connection.execute(query).fetchone()
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'identity'", (identity,))


@pytest.mark.long
@pytest.mark.parametrize("about", [(), ("--date", "2026-01-01 08:00")], ids=["now", "then"])
def test_a_copy_that_was_the_journal_for_a_time_stays(
    trust: Trust, home: Path, about: tuple[str, ...]
) -> None:
    trust("journal", "--free", "-m", CANARY, now=at(1, 9))
    copy = home / "backups" / names(home)[0]
    lent = home / "lent.db"
    copy.rename(lent)
    (home / "config.toml").write_text(f'journal = "{lent}"\n')
    assert trust("journal", "--free", *about, "-m", "only there", now=at(9, 9)).code == 0
    (home / "config.toml").unlink()
    for name in names(home):
        (home / "backups" / name).unlink()
    lent.rename(copy)
    _know_as_own(home, copy)
    _write_daily(trust, 10, 30, 9)
    _write_daily(trust, 1, 20, 10)

    assert "only there" in _bodies_of(copy)


def _all_words(folder: Path) -> str:
    """Everything that stands in any of the copies in a folder."""
    found: list[str] = []
    for copy in folder.glob("*.db"):
        with closing(sqlite3.connect(copy)) as connection:
            found += connection.iterdump()
    return "\n".join(found)


def test_the_last_copy_from_before_an_older_journal_came_back_stays(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    """Nothing in the journal says that it went back: a program copied the file."""
    _write_daily(trust, 1, 3, 9)
    shutil.copy(home / "journal.db", tmp_path)
    for day, line in (
        (4, ("journal", "--free", "-m", "lost entry")),
        (5, ("edit", "last", "-m", "lost wording")),
        (6, ("promise", "add", "lost promise", "--to", "Sam")),
        (7, ("promise", "kept", "lost promise", "--note", "lost note")),
        (8, ("pause", "2026-12-20..2026-12-22", "--reason", "lost reason")),
        (9, ("journal", "--free", "-m", "the next day")),
    ):
        assert trust(*line, now=at(day, 9)).code == 0

    shutil.copy(tmp_path / "journal.db", home)
    _write_daily(trust, 10, 30, 9)

    words = _all_words(home / "backups")
    for lost in ("entry", "wording", "promise", "note", "reason"):
        assert f"lost {lost}" in words
    assert [name for name in names(home) if name < "20260912"] == ["20260909T200000Z-replaced.db"]
    assert "before an older journal was put back" in trust("backup", "list").out


def test_a_copy_of_a_lost_time_stays_after_a_change_of_the_passphrase(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    pytest.importorskip("sqlcipher3")
    env = {"TRUST_PASSPHRASE": "one"}
    _write_daily(trust, 1, 1, 9)
    assert trust("encrypt", env=env, now=at(1, 9)).code == 0
    shutil.copy(home / "journal.db", tmp_path)
    _write_daily(trust, 2, 4, 9, env=env)
    shutil.copy(tmp_path / "journal.db", home)
    read, write = os.pipe()
    os.write(write, b"two\n")
    os.close(write)
    change = env | {"TRUST_NEW_PASSPHRASE_FD": str(read)}
    assert trust("encrypt", "--change", env=change, now=at(5, 9)).code == 0
    _write_daily(trust, 6, 30, 9, env={"TRUST_PASSPHRASE": "two"})

    kept = [name for name in names(home) if name < "20260910" and "sealed" not in name]
    assert kept == ["20260904T200000Z-replaced.db"]


@pytest.mark.parametrize("imported", [False, True])
def test_a_journal_that_went_back_twice_keeps_the_last_copy_of_each_time(
    trust: Trust, home: Path, tmp_path: Path, imported: bool
) -> None:
    _write_daily(trust, 1, 3, 9)
    shutil.copy(home / "journal.db", tmp_path)
    _write_daily(trust, 4, 6, 9)
    shutil.copy(tmp_path / "journal.db", home)
    if imported:
        page = tmp_path / "2026-09-01 walk.md"
        page.write_text("imported words")
        assert trust("import", str(page), now=at(7, 9)).code == 0
        assert trust("import", str(page), "--again", now=at(7, 9)).code in (0, 2)
    else:
        _write_daily(trust, 7, 8, 9)
    shutil.copy(tmp_path / "journal.db", home)
    _write_daily(trust, 9, 30, 9)

    replaced = [name for name in names(home) if "replaced" in name]
    last = "20260907T200000Z" if imported else "20260908T200000Z"
    assert [name[:16] for name in replaced] == ["20260906T200000Z", last]


def test_copies_of_a_lost_time_stay_if_the_next_copy_cannot_be_announced(
    trust: Trust, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_daily(trust, 1, 3, 9)
    shutil.copy(home / "journal.db", tmp_path)
    _write_daily(trust, 4, 6, 9)
    shutil.copy(tmp_path / "journal.db", home)
    monkeypatch.setattr(connect, "BUSY_SECONDS", 1.0)
    other = holding_the_lock(home / "journal.db", 3)
    _write_daily(trust, 7, 7, 9)
    other.join()
    assert "20260907T200000Z-daily.db" not in names(home)
    _write_daily(trust, 8, 30, 9)
    assert "20260906T200000Z-replaced.db" in names(home)


def test_the_copies_of_a_journal_that_was_salvaged_stay(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    for day in range(1, 6):
        words = f"evening {day} " + "words " * 700
        assert trust("journal", "--free", "-m", words, now=at(day, 9)).code == 0
    raw = bytearray((home / "journal.db").read_bytes())
    page = raw.index(b"evening 2") // 4096 * 4096
    raw[page : page + 4096] = b"\xff" * 4096
    (home / "journal.db").write_bytes(raw)
    rescued = tmp_path / "rescued.db"
    assert trust("doctor", "--salvage", str(rescued), now=at(6, 9)).code == 0
    shutil.copy(rescued, home / "journal.db")
    _write_daily(trust, 7, 30, 9)

    assert "evening 2" not in "".join(_bodies_of(home / "journal.db"))
    assert "evening 2" in _all_words(home / "backups")


def _forget_copies(home: Path) -> None:
    """Make the journal one from before it knew its copies."""
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as connection:
        connection.execute("DELETE FROM meta WHERE key = 'known_copies'")


@pytest.mark.parametrize("lost", [1, 5])
def test_copies_of_a_time_lost_before_they_were_known_stay(
    trust: Trust, home: Path, tmp_path: Path, lost: int
) -> None:
    _write_daily(trust, 1, 8 - lost, 9)
    shutil.copy(home / "journal.db", tmp_path)
    _write_daily(trust, 9 - lost, 8, 9)
    shutil.copy(tmp_path / "journal.db", home)
    _write_daily(trust, 9, 10, 9)
    for path in (home / "backups").glob("*-replaced.db"):
        path.rename(path.with_name(path.name.replace("replaced", "daily")))
    _forget_copies(home)
    _write_daily(trust, 11, 30, 9)

    kept = [name for name in names(home) if name < "20260912"]
    assert kept == ["20260908T200000Z-replaced.db"]


@pytest.mark.parametrize(
    "lost",
    [
        ("edit", "last", "-m", "evening 5, and what came to mind later"),
        ("promise", "add", "Ring the doctor"),
        ("promise", "edit", "letter", "Write the letter to the aunt"),
        ("promise", "kept", "letter", "--note", "and she wrote back"),
        ("pause", "2026-09-20", "--reason", "away with the scouts"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_any_words_of_a_time_lost_before_copies_were_known_stay(
    trust: Trust, home: Path, tmp_path: Path, lost: tuple[str, ...]
) -> None:
    _write_daily(trust, 1, 4, 9)
    assert trust("promise", "add", "Write the letter", now=at(5, 9)).code == 0
    _write_daily(trust, 5, 5, 9)
    shutil.copy(home / "journal.db", tmp_path)
    assert trust(*lost, now=at(6, 9)).code == 0
    shutil.copy(tmp_path / "journal.db", home)
    _forget_copies(home)
    _write_daily(trust, 9, 30, 9)

    assert lost[-1] in _all_words(home / "backups")


@pytest.mark.parametrize("names", ["", "not a list", "17"])
def test_a_list_of_copies_that_cannot_be_read_stops_no_copy(
    trust: Trust, home: Path, names: str
) -> None:
    _write_daily(trust, 1, 2, 9)
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'known_copies'", (names,))
    _write_daily(trust, 3, 4, 9)
    copies = sorted(path.name[:8] for path in (home / "backups").glob("*-daily.db"))
    assert copies == ["20260901", "20260902", "20260903", "20260904"]


@pytest.mark.parametrize("known", [True, False], ids=["known", "from before it knew them"])
def test_copies_with_words_that_were_permanently_deleted_go(
    trust: Trust, home: Path, known: bool
) -> None:
    _write_daily(trust, 1, 3, 9)
    assert trust("delete", "2026-09-02", "--purge", "--yes", now=at(3, 9)).code == 0
    if not known:
        _forget_copies(home)
    _write_daily(trust, 4, 30, 9)

    assert not [name for name in names(home) if name < "20260906"]


# --- a write that was cut short ------------------------------------------------------------------


def _cut_short(home: Path, passphrase: str = "") -> Path:
    """Leave the journal as a power cut in the middle of a write does, with its log beside it."""
    journal = home / "journal.db"
    driver = sqlite3
    if passphrase:
        driver = pytest.importorskip("sqlcipher3.dbapi2")
    whole = home / "writing.db"
    whole.write_bytes(journal.read_bytes())
    log = home / "writing.db-journal"
    with closing(driver.connect(whole, isolation_level=None)) as connection:
        if passphrase:
            connection.execute(f"PRAGMA key='{passphrase}'")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN")
        connection.execute("UPDATE entry SET body = body || 'half'")
        connection.execute(f"PRAGMA user_version={version}")
        connection.execute("CREATE TABLE half (a)")
        connection.execute("INSERT INTO half VALUES (zeroblob(400000))")
        torn, kept = whole.read_bytes(), log.read_bytes()
        connection.execute("ROLLBACK")
    whole.unlink()
    journal.write_bytes(torn[:-3584] if passphrase else b"\0" * 512 + torn[512:])
    (home / "journal.db-journal").write_bytes(kept)
    return journal


@pytest.mark.parametrize("passphrase", ["", "one"])
def test_a_write_that_was_cut_short_is_undone_whatever_it_left_of_the_header(
    trust: Trust, home: Path, passphrase: str
) -> None:
    env = {"TRUST_PASSPHRASE": passphrase} if passphrase else {}
    trust("journal", "--free", "-m", CANARY)
    if passphrase:
        assert trust("encrypt", env=env).code == 0
    _cut_short(home, passphrase)

    assert CANARY in trust("list", env=env).out
    assert trust("doctor", env=env).code == 0


def test_what_could_not_be_opened_is_restored_with_its_log(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", CANARY)
    _cut_short(home)
    kept = home / "backups" / "20261101T000000Z-unopened.db"
    (home / "journal.db").rename(kept)
    (home / "journal.db-journal").rename(kept.with_name(f"{kept.name}-journal"))
    before = {path.name: path.read_bytes() for path in kept.parent.glob(f"{kept.name}*")}

    assert trust("restore", kept.name).code == 0
    assert bodies(trust) == [CANARY]
    assert before == {path.name: path.read_bytes() for path in kept.parent.glob(f"{kept.name}*")}

    pytest.importorskip("sqlcipher3")
    env = {"TRUST_PASSPHRASE": "one"}
    assert trust("encrypt", "--remove-plaintext", env=env).code == 0
    assert before == {path.name: path.read_bytes() for path in kept.parent.glob(f"{kept.name}*")}


def test_a_journal_that_was_encrypted_when_the_run_began_is_not_begun_anew_readable(
    trust: Trust, home: Path
) -> None:
    pytest.importorskip("sqlcipher3")
    trust("journal", "--free", "-m", CANARY)
    assert trust("encrypt", env={"TRUST_PASSPHRASE": "one"}).code == 0
    journal = home / "journal.db"
    writer = Writer(journal, lambda: os.urandom(32))
    for path in home.glob("journal.db*"):
        path.rename(path.with_name(f"away-{path.name}"))

    with pytest.raises(TrustError), writer.transaction():
        pass

    assert not journal.exists()


# --- logs that SQLite would play into another file -------------------------------------------------


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
@pytest.mark.parametrize("gone", [False, True])
def test_a_restore_moves_the_log_away_with_the_file_it_belongs_to(
    trust: Trust, home: Path, ending: str, gone: bool
) -> None:
    trust("journal", "--free", "-m", CANARY)
    trust("backup")
    journal = home / "journal.db"
    log = journal.with_name(f"journal.db{ending}")
    journal.unlink() if gone else os.truncate(journal, 0)
    written = (b"\0" * 8 if ending == "-journal" else b"\0" * 4) + b"a log"
    log.write_bytes(written)
    assert trust("restore", "last").code == 0
    assert not log.exists()
    (kept,) = (home / "backups").glob(f"*-unopened.db{ending}")
    assert kept.read_bytes() == written
    assert bodies(trust) == [CANARY]


def test_the_last_copy_is_by_its_name_where_a_folder_was_copied(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", CANARY)
    trust("backup")
    (dated,) = (home / "backups").glob("*-manual.db")
    undated = home / "backups" / "schema-1-migrate.db"
    undated.write_bytes(dated.read_bytes())
    os.utime(undated, (4_000_000_000, 4_000_000_000))
    assert f"Your journal is now as it was in {dated.name}" in trust("restore", "last").out


@pytest.mark.parametrize("name", ["missing/", "a-file/"])
def test_a_folder_that_is_not_there_becomes_no_file(
    trust: Trust, home: Path, tmp_path: Path, name: str
) -> None:
    trust("journal", "--free", "-m", CANARY)
    (tmp_path / "a-file").write_text("theirs")
    told = trust("backup", f"{tmp_path}/{name}")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert f"there's no folder {tmp_path}/{name}; " in told.err
    assert not (tmp_path / "missing").exists()
    assert (tmp_path / "a-file").read_text() == "theirs"
    (tmp_path / "missing").mkdir()
    assert trust("backup", f"{tmp_path}/missing/").code == 0
