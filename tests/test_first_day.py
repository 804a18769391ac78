"""A first day with the program, end to end: what each Python that is named must get through.

The suite runs on one Python; on the others this runs, with every warning an error. It takes
seconds, and goes through each module that talks to the standard library.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

import trustjournal
from conftest import Trust
from terminal_helpers import CTRL_D, ENTER, Room
from trustjournal.commands import COMMANDS
from trustjournal.formats.exporters import EXPORTERS

COMES_BACK = ("json", "markdown", "jrnl", "dayone")
PASSPHRASE = {"TRUST_PASSPHRASE": "five quiet words at dusk"}
TEXTS = (
    "We cooked together, and nobody hurried.",
    "Piped: é, 日本, 👩‍👩‍👧.\n\nA second part.",
    "Later.",
)

pytestmark = pytest.mark.usefixtures("copy_of_the_day")


@pytest.fixture
def written(trust: Trust, home: Path) -> Path:
    """A journal with a few entries of a first day."""
    first, piped, later = TEXTS
    for done in (
        trust(
            "journal", "--answer", "-m", first, "--mood", "4", "--tag", "evening", "--person", "Sam"
        ),
        trust("journal", stdin=piped),
        trust("journal", "--free", "--date", "yesterday", "-m", later),
    ):
        assert (done.code, done.err) == (0, "")
    return home


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    with closing(Room(home, trust)) as found:
        yield found


def bodies(trust: Trust, **env: str) -> list[str]:
    done = trust("list", "-n", "99", "--json", env=env)
    assert done.code == 0, done.out
    return sorted(entry["body"] for entry in done.json["data"]["entries"])


@pytest.mark.parametrize("argv", [("journal", "-m", "x"), ("review", "--no-input"), ("streak",)])
def test_a_process_of_its_own_starts_and_ends_without_a_warning(
    home: Path, argv: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-m", "trustjournal", *argv],
        env={**os.environ, "TRUST_HOME": str(home)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_every_file_of_the_program_compiles_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in Path(trustjournal.__file__).parent.rglob("*.py"):
            compile(path.read_text("utf-8"), str(path), "exec")


DAY: list[tuple[str, ...]] = [
    (),
    ("list",),
    ("read",),
    ("read", "everything", "--json"),
    ("show",),
    ("edit", "last", "-m", "Changed.\nAnd %%kept to myself%%."),
    ("edit", "last", "--star"),
    ("star", "last"),
    ("show", "last", "--history"),
    ("search", "cooked", "OR", "dinner*"),
    ("tags",),
    ("tags", "rename", "evening", "dusk"),
    ("people",),
    ("people", "show", "Sam"),
    ("prompt",),
    ("focus", "presence"),
    ("streak", "--all"),
    ("pause", "2026-11-25..2026-11-26"),
    ("storm", "-m", "It was loud.", "-m", "We stopped.", "-m", "Breathe."),
    ("joy", "-m", "The first snow.", "-m", "Both of us.", "-m", "Again."),
    ("checkin", "Sam", "--heard", "That I listened.", "--voiced", "That I was tired."),
    ("pulse", "--set", "presence=4"),
    ("pulse",),
    ("sit", "--log", "10"),
    ("promise", "add", "Home by seven", "--by", "2026-11-29"),
    ("promise", "kept", "Home"),
    ("promise", "list", "--all"),
    ("review", "--no-input"),
    ("review", "--month", "--no-input"),
    ("review", "--markdown"),
    ("unsaid",),
    ("share", "--list"),
    ("packs", "list"),
    ("packs", "show", "emotional-trust"),
    ("packs", "new", "mine"),
    ("packs", "check", "mine.yaml"),
    ("config", "list"),
    ("config", "set", "person", "Sam"),
    ("remind", "at", "21:30"),
    ("remind", "off"),
    ("backup",),
    ("sync", "status"),
    ("delete", "last"),
    ("trash", "list"),
    ("trash", "empty", "--yes"),
    ("restore", "last"),
    ("doctor",),
    ("about",),
    ("safety",),
    ("--help",),
    ("journal", "--help"),
]
ELSEWHERE = {"journal", "export", "import", "encrypt", "setup", "demo", "open"}
"""What the other tests run."""


def test_no_command_is_left_out() -> None:
    assert set(COMMANDS) <= {words[0] for words in DAY if words} | ELSEWHERE


def test_what_was_written_is_there(
    trust: Trust, written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert bodies(trust) == sorted(TEXTS)
    for argv in DAY:
        for how in ((), ("--plain",)) if argv[:1] in ((), ("list",), ("review",)) else ((),):
            done = trust(*argv, *how)
            assert done.code == 0, (argv, done.err)


def test_the_next_days_have_questions_of_their_own(trust: Trust, written: Path) -> None:
    asked = set()
    for day in range(23, 31):
        now = f"2026-11-{day}T21:00:00+01:00"
        assert trust("journal", "--answer", "-m", "x", now=now).code == 0
        for command in ([], ["review", "--no-input"], ["streak"]):
            done = trust(*command, now=now)
            assert (done.code, done.err) == (0, ""), command
        asked.add(trust("show", "--json", now=now).json["data"]["entry"]["prompt_id"])
    assert len(asked) == 8
    now = "2026-12-01T21:00:00+01:00"
    assert trust("journal", "--another", "-m", "x", now=now).code == 0
    assert trust("prompt", "--why", now=now).code == 0
    assert trust("doctor", now=now).code == 0


def test_the_questions_are_answered_at_a_terminal(room: Room) -> None:
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type(f"Typed.{CTRL_D}")
    for question in ("Mood", "How close"):
        terminal.wait_for(question)
        terminal.type(f"4{ENTER}")
    terminal.wait_for("Saved")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert room.trust("config", "set", "ask_pulse", "off").code == 0

    terminal = room.open("review")
    terminal.wait_for("[Y/n] ")
    terminal.type(f"y{ENTER}")
    for number in range(1, 4):
        terminal.wait_for(f"{number} of 3")
        terminal.wait_for_the_writer()
        terminal.type(f"Answer {number}.{CTRL_D}")
    terminal.wait_for("then I'll …")
    terminal.wait_for_the_writer()
    terminal.type(f"listen.{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0

    kinds = [entry["kind"] for entry in room.entries()]
    assert sorted(kinds) == ["daily", "review"]
    assert "Answer 2." in room.trust("show", "last").out


@pytest.mark.parametrize("form", EXPORTERS)
def test_it_goes_out_and_comes_back(trust: Trust, written: Path, tmp_path: Path, form: str) -> None:
    dest = tmp_path / "out"
    assert trust("export", form, str(dest)).code == 0
    assert dest.exists()
    if form not in COMES_BACK:
        return
    elsewhere = {"TRUST_HOME": str(tmp_path / "elsewhere")}
    done = trust("import", str(dest), "--json", env=elsewhere)
    assert (done.code, json.loads(done.out)["data"]["added"]) == (0, len(TEXTS))
    assert len(bodies(trust, **elsewhere)) == len(TEXTS)


def test_a_copy_is_restored(trust: Trust, written: Path) -> None:
    assert trust("backup").code == 0
    assert trust("delete", "last").code == 0
    assert trust("restore", "last").code == 0
    assert bodies(trust) == sorted(TEXTS)
    assert trust("doctor").code == 0


@pytest.mark.skipif(find_spec("sqlcipher3") is None, reason="needs the extra for encryption")
def test_encrypted_it_is_the_same_journal(trust: Trust, written: Path) -> None:
    assert trust("encrypt", "--remove-plaintext", env=PASSPHRASE).code == 0
    assert not (written / "journal.db").read_bytes().startswith(b"SQLite")
    assert trust("list").code == 12
    assert bodies(trust, **PASSPHRASE) == sorted(TEXTS)
    assert trust("journal", "--answer", "-m", "Under lock.", env=PASSPHRASE).code == 0
    assert trust("backup", env=PASSPHRASE).code == 0
    assert trust("delete", "last", "--purge", "--yes", env=PASSPHRASE).code == 0
    assert trust("restore", "last", env=PASSPHRASE).code == 0
    assert bodies(trust, **PASSPHRASE) == sorted([*TEXTS, "Under lock."])
    assert trust("doctor", env=PASSPHRASE).code == 0
    assert trust("encrypt", "--off", env=PASSPHRASE).code == 0
    assert bodies(trust) == sorted([*TEXTS, "Under lock."])
