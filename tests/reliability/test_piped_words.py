"""Words from a pipe or `-m`: wherever something fails, they are in a draft, in the journal, or
back with their owner, and the command says where."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from terminal_helpers import (
    CTRL_C,
    PATIENCE,
    Room,
    command,
    environment,
    no_trace_in,
    run_program,
    until,
)
from trustjournal.drafts import Drafts
from trustjournal.drafts.cipher import DraftCipher
from trustjournal.storage import connect

WORDS = "heliotrope by the window"
KEY = {"TRUST_PASSPHRASE": "five quiet words"}
MOST = 16 * 1024 * 1024
LONG = pytest.mark.torture

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place with one entry, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )
    assert trust("journal", "--free", "-m", "before").code == 0
    with closing(Room(home, trust)) as found:
        yield found


@pytest.fixture
def sealed(room: Room) -> Room:
    """The same, encrypted."""
    assert room.trust("encrypt", "--remove-plaintext", env=KEY).code == 0
    return room


def make_newer(room: Room) -> None:
    """Let the journal be one of a later version, which this one cannot write to."""
    with closing(sqlite3.connect(room.home / "journal.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.commit()


def readable(folder: Path) -> list[Path]:
    """The files below a folder in which the words can be read."""
    found = []
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # a temporary file, which has its name by now
            if path.is_file() and WORDS.encode() in path.read_bytes():
                found.append(path)
    return found


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """What was said on standard error, which must be free of traces and of the words."""
    text = done.stderr.decode()
    assert no_trace_in(text)
    assert WORDS not in text
    return text


def from_(descriptor: int, room: Room, line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command with standard input from something that is open."""
    argv, env = command(*line.split()), environment(room.home)
    return run_program(argv, env, stdin=descriptor, capture_output=True, timeout=2 * PATIENCE)


# --- what takes a text -------------------------------------------------------------------------


@pytest.mark.parametrize("argv", [(), ("--plain",), ("--json",)])
def test_trust_alone_keeps_what_waits_in_a_pipe(room: Room, argv: tuple[str, ...]) -> None:
    done = room.run(*argv, stdin=WORDS.encode() + b"\n")
    assert done.returncode == 0
    if argv == ("--json",):
        assert (json.loads(done.stdout)["data"]["entry"]["body"], done.stderr) == (WORDS, b"")
    else:
        assert b"Saved" in done.stdout
        assert "standard input was saved" in said(done)
    assert next((e["body"], e["kind"]) for e in room.entries()) == (WORDS, "free")
    assert room.leftovers() == []


def test_trust_alone_keeps_what_a_file_holds(room: Room, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text(WORDS)
    with (tmp_path / "notes").open("rb") as notes:
        done = from_(notes.fileno(), room, "")
    assert done.returncode == 0
    assert room.bodies()[0] == WORDS


@pytest.mark.parametrize("blank", [b"", b"\n", b" \n\n"])
def test_trust_alone_shows_today_where_nothing_waits(room: Room, blank: bytes) -> None:
    done = room.run(stdin=blank)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"28" in done.stdout or b"first" in done.stdout
    assert room.bodies() == ["before"]


def test_trust_alone_does_not_wait_for_an_open_pipe(room: Room) -> None:
    reading, writing = os.pipe()
    try:
        done = from_(reading, room, "")
    finally:
        os.close(reading)
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


DASHES = [
    ("journal --free -m -", WORDS),
    ("journal --free --message=-", WORDS),
    ("edit last -m -", WORDS),
    ("edit last --mood 4 -m -", WORDS),
    ("storm -m -", WORDS),
    ("joy -m first -m -", WORDS),
    ("checkin Sam --heard -", WORDS),
    ("checkin Sam --heard x --voiced -", WORDS),
]


@pytest.mark.parametrize(("line", "text"), DASHES)
def test_a_dash_is_the_text_on_standard_input(room: Room, line: str, text: str) -> None:
    done = room.run(*line.split(), stdin=text.encode() + b"\n")
    assert (done.returncode, WORDS in said(done)) == (0, False)
    assert text in room.bodies()[0]
    assert room.leftovers() == []


@pytest.mark.parametrize(
    "line",
    ["kept", "partly", "released", "withdrawn", "broken", "moved --to friday", "repair"],
)
def test_nothing_becomes_of_a_promise_without_the_words_in_a_pipe(room: Room, line: str) -> None:
    room.trust("promise", "add", "walk", "--by", "today")
    if line == "repair":
        room.trust("promise", "broken", "walk")
    before = room.trust("promise", "list", "--all", "--json").json["data"]
    done = room.run("promise", *line.split(), stdin=WORDS.encode())
    assert done.returncode == 2
    option = "--acknowledged" if line == "repair" else "--note"
    assert f"`{option} -` uses it" in " ".join(done.stderr.decode().split())
    assert len(done.stderr.splitlines()) <= 2
    assert room.trust("promise", "list", "--all", "--json").json["data"] == before
    assert room.run("promise", *line.split(), option, "-", stdin=WORDS.encode()).returncode == 0
    after = room.trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert WORDS in after[0]["events"][-1].values()


def test_without_words_in_a_pipe_a_promise_needs_none(room: Room) -> None:
    room.trust("promise", "add", "walk")
    assert room.run("promise", "kept").returncode == 0


def test_a_dash_is_the_text_of_a_promise(room: Room) -> None:
    assert room.run("promise", "add", "-", stdin=WORDS.encode() + b"\n").returncode == 0
    assert room.run("promise", "kept", "--note", "-", stdin=b"a late note\n").returncode == 0
    [promise] = room.trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert (promise["text"], promise["events"][-1]["note"]) == (WORDS, "a late note")


@pytest.mark.parametrize(
    "line",
    [
        "journal -m -", "edit last -m -", "storm -m -", "joy -m a -m -",
        "checkin --heard -", "promise add -", "promise kept --note -", "pause today --reason -",
    ],
)  # fmt: skip
def test_a_dash_at_a_terminal_is_one_line(room: Room, line: str) -> None:
    terminal = room.open(*line.split())
    assert terminal.end() == 2
    assert "- reads standard input, which is this terminal" in " ".join(terminal.text.split())
    assert room.bodies() == ["before"]


def test_two_dashes_are_one_too_many_and_the_words_are_kept(room: Room) -> None:
    done = room.run("checkin", "--heard", "-", "--voiced", "-", stdin=WORDS.encode())
    assert (done.returncode, "only once" in said(done)) == (2, True)
    assert room.draft_texts() == [WORDS]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("jounal", 2), ("--nonsense", 2), ("two words", 2), ("journal --mood 9", 2),
        ("journal --free --pack x", 2), ("storm --nonsense", 2), ("promise add - --by never", 2),
        ("promise add - --size huge", 2), ("checkin --heard - --follow-up never", 2),
        ("edit nothing -m - --mood 4", 2), ("edit", 0),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_keeps_the_words(room: Room, line: str, code: int) -> None:
    done = room.run(*line.split(), stdin=WORDS.encode())
    assert done.returncode == code
    if code:
        assert room.draft_texts() == [WORDS]
        assert str(next(room.drafts.glob("*.md"))) in said(done)


def kept_entry(room: Room) -> dict[str, Any]:
    """What the only draft becomes."""
    [about] = room.drafts.glob("*.json")
    return dict(json.loads(about.read_text())["entry"])


@pytest.mark.parametrize(
    "line",
    [
        "edit nothing", "journal --privat", "journal -private", "journal private", "journal private words", "journal private -m -", "storm --priv",
        "joy --privte", "jurnal --private", "jurnal --privat", "--privat", "journal --private --mood 9",
        "promise add - --to Sam --by 2020-01-01", "promise ad - --to Sam", "promise edit walk -",
        "promise edit walk - --by 2020-01-01", "promise broken walk --note - --date 2030-01-01",
        "promise kept nothing --note -", "promise repair walk --cost - --date 2030-01-01", "promise repair walk --amends -",
        "checkin Sam --heard - --follow-up never", "checkin Sam --herd -", "pause never --reason -",
        "pause --reason -", "pause --undo --reason -", "journal --free --pack x --private",
    ],
)  # fmt: skip
@pytest.mark.some(10)
def test_words_that_may_be_private_are_kept_as_private(room: Room, line: str) -> None:
    """A slip on the line, or another error, must not make an open entry of them."""
    room.run("promise", "add", "walk", "--private")
    assert room.run(*line.split(), stdin=WORDS.encode()).returncode in (1, 2)
    kept = kept_entry(room)
    assert kept["private"] is True
    assert kept["people"] == (["Sam"] if "Sam" in line else [])


@pytest.mark.parametrize("line", ["journal --date 2999-01-01", "joy --date never"])
def test_words_of_a_line_that_was_read_are_as_it_says(room: Room, line: str) -> None:
    assert room.run(*line.split(), stdin=WORDS.encode()).returncode == 2
    assert kept_entry(room)["private"] is False


def test_a_reason_for_days_off_is_read_from_a_pipe(room: Room) -> None:
    line = "pause 2026-12-20..2026-12-21 --reason -"
    assert room.run(*line.split(), stdin=WORDS.encode() + b"\n").returncode == 0
    [pause] = room.trust("pause", "--json").json["data"]["pauses"]
    assert (pause["reason"], room.draft_texts()) == (WORDS, [])


@pytest.mark.parametrize("line", ["pause --reason travelling", "pause --undo --reason travelling"])
def test_a_reason_without_days_is_refused(room: Room, line: str) -> None:
    room.run("pause", "2026-12-20..2026-12-21")
    done = room.run(*line.split())
    assert (done.returncode, "--reason goes with the days" in said(done)) == (2, True)
    assert len(room.trust("pause", "--json").json["data"]["pauses"]) == 1


@pytest.mark.parametrize(
    "line",
    [
        "journal --person -", "journal --tag=-", "edit last --person - -m x", "checkin - --heard -",
        "promise add x --to -", "promise edit x --to -",
    ],
)  # fmt: skip
def test_a_dash_is_no_name(room: Room, line: str) -> None:
    done = room.run(*line.split(), stdin=WORDS.encode())
    assert (done.returncode, "can't be a name" in said(done)) == (2, True)
    assert room.draft_texts() == [WORDS]


NOT_TAKING = [
    ("checkin", "--heard -"), ("checkin Sam --json", "--heard -"), ("review", "trust journal"),
    ("review --json", "trust journal"), ("promise", "trust promise add -"),
    ("promise add x", "trust promise add -"), ("unsaid", "trust journal"),
    ("people --json", "trust journal"), ("share", "trust journal"), ("pulse", "trust journal"),
    ("sit --log 3", "trust journal"), ("edit last --mood 4", "-m -"),
    ("edit last --mood 4 --json", "-m -"), ("journal --free -m other", "-m -"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "way"), NOT_TAKING)
def test_what_takes_no_text_says_so_and_leaves_it(room: Room, line: str, way: str) -> None:
    reading, writing = os.pipe()
    os.write(writing, WORDS.encode())
    os.close(writing)
    done = from_(reading, room, line)
    left = os.read(reading, 100)
    os.close(reading)
    assert left == WORDS.encode()
    told = done.stderr.decode()
    if "--json" in line:
        assert told == ""
        told = "\n".join(json.loads(done.stdout)["data"]["notes"])
    assert "the text on standard input wasn't used" in told
    assert way in told


@pytest.mark.parametrize("line", ["list", "show", "streak", "search before", "tags", "prompt"])
def test_a_look_up_says_nothing_of_a_pipe(room: Room, line: str) -> None:
    assert room.run(*line.split(), stdin=WORDS.encode()).stderr == b""


# --- output that is named "-" ------------------------------------------------------------------


def test_a_page_for_someone_goes_to_standard_output(room: Room, tmp_path: Path) -> None:
    line = ("share", "--line", "last", "--yes", "--out", "-")
    done = run_program(command(*line), environment(room.home), cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"before\n")
    assert not (tmp_path / "-").exists()
    assert "standard output" in room.trust("share", "--list").out
    refused = room.trust(*line, "--json")
    assert (refused.code, refused.err) == (2, "")


def test_a_page_that_standard_output_refuses_was_not_shared(room: Room) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("share", "--line", "last", "--yes", "--out", "-"),
            env=environment(room.home),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 74
    assert room.trust("share", "--list", "--json").json["data"]["shares"] == []


@pytest.mark.parametrize(
    "line", ["backup -", "backup - --force", "doctor --salvage -", "packs add -", "packs check -"]
)
def test_a_dash_is_no_name_of_a_file(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = room.trust(*line.split())
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "-").exists()


# --- where the drafts cannot be kept -----------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes, for the drafts alone."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("line", ["journal --free", "edit last", "storm", "joy", ""])
@pytest.mark.parametrize(
    "encrypted", [False, pytest.param(True, marks=LONG)], ids=["plain", "sealed"]
)
def test_a_full_disk_under_the_drafts_is_no_reason_not_to_store(
    room: Room, small: Path, line: str, encrypted: bool
) -> None:
    if encrypted:
        assert room.trust("encrypt", env=KEY).code == 0
    room.drafts.rmdir()
    room.drafts.symlink_to(small)
    with (small / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            filler.truncate(filler.tell() - 16384)
    text = f"{WORDS} " * 2000
    done = room.run(*line.split(), stdin=text.encode(), **KEY)
    assert done.returncode == 0
    said(done)
    stored = room.trust("list", "--json", env=KEY).json["data"]["entries"][0]["body"]
    assert text.strip() in stored
    assert [path.name for path in small.iterdir()] == ["filler"]


def test_a_drafts_folder_that_goes_while_it_writes_is_no_error(room: Room) -> None:
    """The entry is stored by then."""
    shutil.rmtree(room.drafts)
    reading, writing = os.pipe()
    child = subprocess.Popen(
        command("journal", "--free"),
        stdin=reading,
        env=environment(room.home),
        stderr=subprocess.PIPE,
    )
    os.close(reading)
    os.write(writing, WORDS.encode())
    until(lambda: room.leftovers() and WORDS in room.draft_texts(), "the draft")
    shutil.rmtree(room.drafts)
    room.drafts.write_text("I am a file")
    os.close(writing)
    _, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, err) == (0, b"")
    assert room.bodies()[0] == WORDS


# --- back to their owner -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["journal --free", "edit last", "storm", "", "jounal", "promise add -", "journal -m -"]
)
def test_without_the_passphrase_the_words_come_back_and_are_written_nowhere(
    sealed: Room, tmp_path: Path, line: str
) -> None:
    raw = WORDS.encode() + b" \xff\n"
    done = sealed.run(*line.split(), stdin=raw)
    assert (done.returncode, done.stdout) == (2 if line == "jounal" else 12, raw)
    assert "was written to standard output" in said(done)
    for nowhere in (">/dev/null", ">/dev/full", ">&-") if line == "journal --free" else ():
        lost = shell(sealed, f"{line} {nowhere}", raw)
        assert "couldn't be kept anywhere" in said(lost)
    assert readable(tmp_path) == []


def test_without_the_passphrase_a_message_comes_back(sealed: Room, tmp_path: Path) -> None:
    done = sealed.run("journal", "--free", "-m", WORDS)
    assert (done.returncode, done.stdout) == (12, WORDS.encode())
    answer = sealed.run("journal", "--free", "--json", stdin=WORDS.encode())
    assert (answer.returncode, answer.stderr) == (12, b"")
    assert json.loads(answer.stdout)["data"] == {"text": WORDS}
    assert readable(tmp_path) == []


ON_THE_LINE = [
    ("journal -m", WORDS),
    ("edit last -m", WORDS),
    ("storm -m", WORDS),
    ("joy -m first -m", f"first\n\n{WORDS}"),
    ("checkin Sam --heard", WORDS),
    ("promise add", WORDS),
    ("promise edit walk", WORDS),
    ("promise kept walk --note", WORDS),
    ("promise repair walk --amends", WORDS),
    ("promise moved walk --to friday --note", WORDS),
    ("pause friday --reason", WORDS),
    ("", WORDS),
]


@pytest.mark.parametrize(("line", "back"), ON_THE_LINE)
def test_settings_that_cannot_be_read_give_words_on_the_line_back(
    home: Path, trust: Trust, line: str, back: str
) -> None:
    home.mkdir()
    (home / "config.toml").write_text("journal = \n", "utf-8")
    result = trust(*line.split(), WORDS)
    assert (result.code, result.out) == (2, back)
    assert "was written to standard output" in result.err


def _lock(room: Room) -> sqlite3.Connection:
    other = sqlite3.connect(room.home / "journal.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other


def _damage(room: Room) -> None:
    path = room.home / "journal.db"
    raw = path.read_bytes()
    path.write_bytes(raw[:100] + bytes(len(raw) - 100))


def _remove(room: Room) -> None:
    (room.home / "journal.db").rename(room.home / "elsewhere")


REFUSALS = [
    ("edit last -m", _lock, 11),
    ("edit last -m", _damage, 14),
    ("edit last -m", _remove, 10),
    ("edit last -m", make_newer, 13),
    ("checkin Sam --heard", _lock, 11),
    ("checkin Sam --heard", _damage, 14),
    ("checkin Sam --heard", make_newer, 13),
    ("promise add", _lock, 11),
    ("promise add", _damage, 14),
    ("pause friday --reason", make_newer, 13),
]


@pytest.mark.parametrize(("line", "happens", "code"), REFUSALS)
def test_words_on_the_line_that_a_journal_refuses_are_a_draft(
    room: Room, monkeypatch: pytest.MonkeyPatch, line: str, happens: Any, code: int
) -> None:
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.05)
    other = happens(room)
    result = room.trust(*line.split(), WORDS)
    if other is not None:
        other.close()
    assert result.code == code
    assert WORDS in room.draft_texts() or result.out == WORDS, result


@pytest.mark.parametrize("line", ["edit nope -m", "edit last --date never -m"])
def test_words_on_a_line_with_a_mistake_stay_on_the_line(room: Room, line: str) -> None:
    result = room.trust(*line.split(), WORDS)
    assert (result.code in (1, 2), result.out, room.draft_texts()) == (True, "", [])


def shell(room: Room, line: str, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    """A line of a shell that begins with `trust`."""
    return subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m trustjournal {line}'],
        input=stdin,
        env=environment(room.home),
        capture_output=True,
        timeout=2 * PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("nowhere", [">/dev/null", ">/dev/full", "--json >/dev/full", "| true"])
def test_where_nobody_takes_the_words_they_are_in_a_file_that_is_named(
    room: Room, tmp_path: Path, nowhere: str
) -> None:
    make_newer(room)
    shutil.rmtree(room.drafts)
    room.drafts.write_text("I am a file")
    done = shell(room, f"journal --free {nowhere}", WORDS.encode())
    if nowhere == "| true" and WORDS.encode() not in b"".join(
        map(Path.read_bytes, readable(tmp_path))
    ):
        pytest.skip("the reader was still there, and has them")
    [path] = readable(tmp_path)
    assert str(path) in said(done)
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == (WORDS, 0o600)
    assert path.parent == tmp_path


def test_at_a_terminal_words_come_back_as_they_can_be_shown(room: Room) -> None:
    make_newer(room)
    shutil.rmtree(room.drafts)
    room.drafts.write_text("I am a file")
    terminal = room.shell(f"printf '{WORDS} \\033[2J.' | $TRUST journal --free")
    terminal.end()
    assert f"{WORDS} ␛[2J." in terminal.text


def test_words_typed_on_a_disk_that_filled_are_shown_when_one_stops(
    home: Path, small: Path, trust: Trust
) -> None:
    place = small / "home"
    place.mkdir()
    with closing(Room(place, trust)) as room:
        assert room.run("journal", "-m", "before").returncode == 0
        terminal = room.open("journal")
        terminal.wait_for_the_writer()
        with (small / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
        terminal.paste(f"{WORDS} " * 300)
        shown = len(terminal.text)
        terminal.type(CTRL_C)
        assert terminal.end() == 130
        assert terminal.text[shown:].count("heliotrope") >= 300


# --- how much ------------------------------------------------------------------------------------


def test_more_than_an_entry_holds_is_not_read_to_its_end(room: Room) -> None:
    done = shell(room, "journal --free < /dev/zero", b"")
    half, refused = said(done).splitlines()
    assert "8 MB" in half
    assert "16 MB" in refused
    [draft] = room.drafts.glob("*.md")
    assert str(draft) in refused
    assert MOST < draft.stat().st_size <= MOST + (1 << 17)
    assert done.returncode == 2


def test_standard_input_that_cannot_be_read_is_one_line(room: Room) -> None:
    done = shell(room, "journal --free 0>/dev/null", b"")
    assert done.returncode == 74
    assert "can't read standard input" in said(done)


def test_bytes_that_are_no_text_are_told_in_the_json(room: Room) -> None:
    done = room.run("journal", "--free", "--json", stdin=b"\xff\n")
    assert (done.returncode, done.stderr) == (0, b"")
    [note] = json.loads(done.stdout)["data"]["notes"]
    [kept] = room.drafts.glob("*.raw")
    assert str(kept) in note
    assert kept.read_bytes() == b"\xff\n"


# --- signals ---------------------------------------------------------------------------------------


def test_a_hang_up_that_is_ignored_stays_ignored(room: Room) -> None:
    """As `nohup` starts a program that is to go on after the terminal has closed."""
    words = " ".join(command("journal", "--free"))
    process = subprocess.Popen(
        ["/bin/sh", "-c", f"trap '' HUP; exec {words}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(room.home),
    )
    assert process.stdin is not None
    process.stdin.write(WORDS.encode())
    process.stdin.flush()
    until(lambda: readable(room.drafts), "the draft")
    process.send_signal(signal.SIGHUP)
    process.communicate(b" and on", timeout=PATIENCE)
    assert process.returncode == 0
    assert f"{WORDS} and on" in room.bodies()


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=LONG), signal.SIGINT]
)
@pytest.mark.parametrize("line", ["journal --free", "edit last", "storm"])
def test_a_signal_while_more_is_to_come_keeps_what_has_come(
    room: Room, line: str, number: int
) -> None:
    reading, writing = os.pipe()
    child = subprocess.Popen(
        command(*line.split()),
        stdin=reading,
        env=environment(room.home),
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )
    os.close(reading)
    os.write(writing, WORDS.encode())
    until(lambda: WORDS in room.draft_texts(), "the words on the disk")
    os.write(writing, b" and more")
    child.send_signal(number)
    _, err = child.communicate(timeout=PATIENCE)
    os.close(writing)
    assert child.returncode == 128 + number
    assert no_trace_in(err.decode())
    [draft] = room.draft_texts()
    assert draft in (WORDS, f"{WORDS} and more")


class Traced:
    """A command that reads the words from a pipe, and each system call it makes from then on."""

    STEPS = ("openat", "write", "pwrite64", "fsync", "rename", "unlink", "flock", "close", "mkdir")

    def __init__(self, room: Room, line: str, **env: str) -> None:
        self.room, self.argv, self.env = room, line.split(), env
        self.before = room.home.with_name("as it was")
        shutil.copytree(room.home, self.before, symlinks=True)

    def run(
        self, *options: str, words: bytes = WORDS.encode() + b"\n"
    ) -> subprocess.CompletedProcess[bytes]:
        shutil.rmtree(self.room.home)
        shutil.copytree(self.before, self.room.home, symlinks=True)
        return subprocess.run(
            ["strace", "-f", "-qq", *options, *command(*self.argv)],
            input=words,
            env=environment(self.room.home, **self.env),
            capture_output=True,
            timeout=4 * PATIENCE,
            check=False,
        )

    def calls(self) -> list[tuple[str, int]]:
        """The system calls after the words were read: the name, and its number among those."""
        log = self.room.home.with_name("log")
        self.run("-o", str(log))
        count: dict[str, int] = {}
        found = []
        reads = False
        for line in log.read_text("utf-8", "replace").splitlines():
            match = re.match(r"\d+ +(\w+)\((.*)", line)
            if match is None:
                continue
            name = match[1]
            count[name] = count.get(name, 0) + 1
            reads = reads or (name == "read" and match[2].startswith(f'0, "{WORDS[:10]}'))
            if reads and name != "exit_group":
                found.append((name, count[name]))
        log.unlink()
        assert found
        return found

    def at(
        self, call: tuple[str, int], what: str, words: bytes = WORDS.encode() + b"\n"
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it with a signal or an error at one of those calls."""
        options = ["-o", "/dev/null", "-e", f"inject={call[0]}:{what}:when={call[1]}"]
        if what.startswith("error"):  # strace 6.1 forgets a signal where it filters the calls
            options += ["--seccomp-bpf", "-e", f"trace={call[0]}"]
        return self.run(*options, words=words)

    def where(self, done: subprocess.CompletedProcess[bytes]) -> list[str]:
        """Where the words are, once `trust` has run again."""
        found = ["output"] if WORDS.encode() in done.stdout else []
        for path in self.room.home.parent.glob("trust-*.md"):
            path.unlink()
            found.append("file")
        again = self.room.trust(env=self.env)
        listed = self.room.trust("list", "--json", env=self.env)
        assert (again.code, listed.code) == (0, 0), (again, listed)
        found += ["journal"] if WORDS in listed.out else []
        found += ["draft"] if "unsaved text" in again.err else []
        return found


def some(calls: list[tuple[str, int]], thorough: bool, most: int) -> list[tuple[str, int]]:
    """Those that change something: a few, or all and each fortieth of the others."""
    if thorough:
        changing = {*Traced.STEPS} - {"openat", "close"}
        return [call for n, call in enumerate(calls) if call[0] in changing or n % 40 == 0]
    steps = [call for call in calls if call[0] in ("fsync", "rename", "unlink")]
    return steps[:: max(1, len(steps) // most)][:most]


@needs_strace
@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=LONG)], ids=["", "all"])
@pytest.mark.parametrize(
    ("line", "encrypted"),
    [
        ("journal --free", False),
        pytest.param("journal --free", True, marks=LONG),
        pytest.param("edit last", False, marks=LONG),
        pytest.param("edit last", True, marks=LONG),
        pytest.param("storm", False, marks=LONG),
        pytest.param("storm", True, marks=LONG),
        pytest.param("promise add -", False, marks=LONG),
    ],
)
def test_ended_at_any_system_call_the_words_are_somewhere(
    room: Room, line: str, encrypted: bool, thorough: bool
) -> None:
    if encrypted:
        assert room.trust("encrypt", "--remove-plaintext", env=KEY).code == 0
    traced = Traced(room, line, **KEY)
    for call in some(traced.calls(), thorough, 4):
        done = traced.at(call, "signal=SIGTERM")
        kept = traced.where(done)
        if line.startswith("promise") and done.returncode in (0, 143) and not kept:
            kept = ["promise"] * (WORDS in room.trust("promise", env=KEY).out)
        assert kept, (call, done)
        assert not encrypted or readable(room.home) == []


@needs_strace
@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=LONG)], ids=["", "all"])
def test_killed_at_any_system_call_words_on_the_disk_are_found(room: Room, thorough: bool) -> None:
    traced = Traced(room, "journal --free")
    for call in some(traced.calls(), thorough, 4):
        done = traced.at(call, "signal=SIGKILL")
        if readable(room.home):
            assert traced.where(done), call


@needs_strace
@pytest.mark.parametrize(
    "error", ["ENOSPC", pytest.param("EIO", marks=LONG), pytest.param("EACCES", marks=LONG)]
)
@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=LONG)], ids=["", "all"])
@pytest.mark.parametrize(
    "line",
    ["journal --free", pytest.param("edit last", marks=LONG), pytest.param("storm", marks=LONG)],
)
def test_refused_at_any_system_call_the_words_are_somewhere(
    room: Room, line: str, error: str, thorough: bool
) -> None:
    traced = Traced(room, line)
    calls = [call for call in traced.calls() if call[0] in Traced.STEPS and call[0] != "close"]
    for call in some(calls, thorough, 4):
        done = traced.at(call, f"error={error}")
        assert traced.where(done), (call, done)


# --- what a kill left of a draft -----------------------------------------------------------------


@pytest.mark.parametrize("cipher", [None, DraftCipher([bytes(32)])], ids=["plain", "sealed"])
@pytest.mark.parametrize(
    ("text", "half_written", "kept"),
    [
        ("", "all of it", ["all of it"]),
        (None, "all of it", ["all of it"]),
        ("all", "all of it", ["all of it"]),
        ("all of it", "all", ["all of it"]),
        ("all of it", "", ["all of it"]),
        ("all of it", "another", ["all of it", "another"]),
    ],
)
def test_what_was_being_written_is_taken_in(
    tmp_path: Path, cipher: DraftCipher | None, text: str | None, half_written: str, kept: list[str]
) -> None:
    folder = tmp_path / "drafts"
    drafts = Drafts(folder, cipher)
    about = {"entry": {"id": "d" * 20, "private": True}}
    with drafts.begin("d" * 20, about, text or "") as draft:
        if text is None:
            draft.path.unlink()
    raw = half_written.encode()
    (folder / f".{draft.path.name}.99.tmp").write_bytes(cipher.encrypt(raw) if cipher else raw)
    left = list(drafts.left_behind())
    assert sorted(each.read().decode() for each in left) == kept
    assert all(each.about["entry"]["private"] for each in left)
    assert len({each.about["entry"]["id"] for each in left}) == len(left)
    assert list(folder.glob(".*")) == []
    for each in left:
        each.let_go()


def test_half_of_a_sealed_text_tells_nothing_and_goes(tmp_path: Path) -> None:
    cipher = DraftCipher([bytes(32)])
    drafts = Drafts(tmp_path, cipher)
    with drafts.begin("d" * 20, {"entry": {}}, "all of it") as draft:
        pass
    (tmp_path / f".{draft.path.name}.99.tmp").write_bytes(
        cipher.encrypt(b"all of it and more")[:30]
    )
    (again,) = drafts.left_behind()
    assert again.read() == b"all of it"
    again.let_go()
    assert list(tmp_path.glob(".*")) == []


def test_what_is_being_written_now_is_left_alone(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    with drafts.begin("d" * 20, {}, "") as draft:
        beside = tmp_path / f".{draft.path.name}.99.tmp"
        beside.write_text("in the middle of it")
        assert list(Drafts(tmp_path).left_behind()) == []
        assert beside.exists()


@pytest.mark.parametrize("then", [("doctor", "--fix"), ("encrypt",)])
def test_nothing_clears_away_the_words_of_a_killed_program(
    room: Room, then: tuple[str, ...]
) -> None:
    """As a kill before the rename leaves them."""
    with Drafts(room.drafts).begin("d" * 20, {"entry": {}}) as draft:
        (room.drafts / f".{draft.path.name}.999999999.tmp").write_text(WORDS)
    assert room.trust(*then, env=KEY).code == 0
    terminal = room.open(TRUST_PASSPHRASE=KEY["TRUST_PASSPHRASE"])
    terminal.wait_for("[s/e/d] ")
    terminal.type("s\r")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert WORDS in room.trust("show", "last", env=KEY).out
    assert room.leftovers() == []


def test_an_edit_that_was_killed_while_it_was_written_keeps_both(room: Room) -> None:
    assert room.run("journal", "--free", stdin=WORDS.encode()).returncode == 0
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    traced = Traced(room, "edit last")
    renames = [call for call in traced.calls() if call[0] == "rename"]
    traced.at(renames[0], "signal=SIGKILL", b"another wording")
    assert "unsaved text" in room.trust().err
    assert "another wording" in room.draft_texts()


@pytest.mark.parametrize(
    "argv",
    [
        ("promise", "add", "-"),
        ("checkin", "Sam", "--heard", "-"),
        ("joy", "-m", "-", "-m", "b"),
    ],
)
def test_bytes_for_a_dash_that_are_no_text_are_kept_as_they_came(
    home: Path, trust: Trust, argv: tuple[str, ...]
) -> None:
    room = Room(home, trust)
    raw = "Вымышленные слова".encode("koi8-r")
    found = room.run(*argv, stdin=raw)
    assert found.returncode == 0
    assert b"all UTF-8" in found.stdout + found.stderr
    [kept] = room.drafts.glob("*.raw")
    assert kept.read_bytes() == raw


def test_bytes_kept_of_a_promise_go_with_it_and_no_others(home: Path, trust: Trust) -> None:
    room = Room(home, trust)
    for argv in (("add", "-"), ("edit", "caf", "-"), ("kept", "caf", "--note", "-")):
        assert room.run("promise", *argv, stdin=b"caf\xe9 tomorrow").returncode == 0
    assert room.run("promise", "add", "-", stdin=b"gar\xe7on").returncode == 0
    assert trust("promise", "undo", "caf").code == 0
    assert len(list(room.drafts.glob("*.raw"))) == 4
    assert trust("promise", "delete", "caf", "--yes").code == 0
    [kept] = room.drafts.glob("*.raw")
    assert kept.read_bytes() == b"gar\xe7on"


@pytest.mark.parametrize("argv", [("-3",), ("nope", "--editor"), ("--", "nope")])
def test_words_for_an_edit_that_is_refused_are_kept(
    home: Path, trust: Trust, argv: tuple[str, ...]
) -> None:
    room = Room(home, trust)
    assert trust("journal", "-m", "first made-up words").code == 0
    assert room.run("edit", *argv, stdin=b"made-up words").returncode
    assert room.draft_texts() == ["made-up words"]
