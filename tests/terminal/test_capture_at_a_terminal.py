"""One line at a real terminal: asked about, stopped, killed; setup; several questions in an editor."""

from __future__ import annotations

import os
import signal
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, NARROW, WIDE, Room, until
from trustjournal.terminal.editor import opening

WORDS = ("I", "felt", "heliotrope", "tonight")
TEXT = " ".join(WORDS)


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )
    with closing(Room(home, trust)) as found:
        yield found


# --- several bare words --------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)
def test_several_words_are_a_draft_first_and_an_entry_after_a_yes(
    room: Room, size: tuple[int, int]
) -> None:
    terminal = room.open(*WORDS, size=size)
    terminal.wait_for("Keep these words as an entry?")
    assert room.draft_texts() == [TEXT]
    assert "heliotrope" not in terminal.said
    terminal.type(f"y{ENTER}")
    terminal.wait_for("Saved")

    assert terminal.end() == 0
    assert (room.bodies(), room.leftovers()) == ([TEXT], [])


@pytest.mark.parametrize("reply", [f"n{ENTER}", ENTER, CTRL_D])
def test_a_no_keeps_nothing(room: Room, reply: str) -> None:
    terminal = room.open(*WORDS)
    terminal.wait_for("Keep these words as an entry?")
    terminal.type(reply)
    terminal.wait_for("trust: not saved")

    assert terminal.end() == 2
    assert (room.bodies(), room.leftovers()) == ([], [])


@pytest.mark.parametrize("number", [None, signal.SIGTERM, signal.SIGKILL])
def test_whoever_is_stopped_at_the_question_has_a_draft(room: Room, number: int | None) -> None:
    terminal = room.open(*WORDS)
    terminal.wait_for("Keep these words as an entry?")
    if number is None:
        terminal.type(CTRL_C)
        terminal.wait_for("trust: stopped")
    else:
        terminal.kill(number)
    terminal.end()

    assert room.draft_texts() == [TEXT]
    assert room.bodies() == []


def test_a_text_that_begins_like_a_command_is_asked_about(room: Room) -> None:
    terminal = room.open("tags on the gifts")
    terminal.wait_for("these words begin with tags, which is a command")
    terminal.wait_for("Keep these words as an entry?")
    terminal.type(f"y{ENTER}")
    assert terminal.end() == 0
    assert room.bodies() == ["tags on the gifts"]


def test_one_quoted_line_asks_nothing(room: Room) -> None:
    terminal = room.open("I listened until the end")
    terminal.wait_for("It's a free entry:")
    assert terminal.end() == 0
    assert room.bodies() == ["I listened until the end"]


# --- setup ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)
def test_setup_sets_everything_after_the_last_answer(room: Room, size: tuple[int, int]) -> None:
    before = (room.home / "config.toml").read_bytes()
    own = room.editor("true", "mine")
    terminal = room.open("setup", size=size, EDITOR=own)
    for question, reply in [
        ("1. Who is", "Kim"),
        ("2. Which comes", "4"),
        ("3. How do", "2"),
        ("4. What would", "2"),
        ("5. What time", "9pm"),
    ]:
        terminal.wait_for(question)
        terminal.wait_for("it):")
        assert (room.home / "config.toml").read_bytes() == before
        terminal.type(reply + ENTER)
    terminal.wait_for("trust config set person Kim")

    assert terminal.end() == 0
    assert tomllib.loads((room.home / "config.toml").read_text("utf-8")) == {
        "person": "Kim",
        "context": "single",
        "editor": "auto",
        "ask_mood": True,
        "ask_closeness": False,
        "remind": "21:00",
    }
    assert "trust config set remind 21:00" in terminal.text
    assert len(list((room.home.parent / ".config/systemd/user").glob("*.timer"))) == 1


def test_setup_asks_again_and_leaves_what_is_skipped(room: Room) -> None:
    before = (room.home / "config.toml").read_bytes()
    terminal = room.open("setup")
    terminal.wait_for("1. Who is")
    terminal.type(ENTER)
    terminal.wait_for("2. Which comes")
    terminal.type(f"9{ENTER}")
    terminal.wait_for("One of these numbers")
    terminal.type(ENTER)
    terminal.wait_for("3. How do")
    terminal.type(f"3{ENTER}")
    terminal.wait_for("Type 1, 2, or the name of an editor.")
    terminal.type(f"no-such-editor{ENTER}")
    terminal.wait_for("no program called")
    terminal.type(ENTER)
    terminal.wait_for("4. What would")
    terminal.type(ENTER)
    terminal.wait_for("5. What time")
    terminal.type(f"late{ENTER}")
    terminal.wait_until_it_listens()
    terminal.type(ENTER)
    terminal.wait_for("Nothing has changed.")

    assert terminal.end() == 0
    assert (room.home / "config.toml").read_bytes() == before


def test_setup_takes_the_reminder_away_and_says_where_none_is_possible(
    room: Room, tmp_path: Path
) -> None:
    units = room.home.parent / ".config/systemd/user"
    (tmp_path / "systemctl").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    (tmp_path / "systemctl").chmod(0o700)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    room.trust("remind", "at", "21:30")
    assert list(units.glob("*.timer"))
    for hour, programs in (("-", os.environ["PATH"]), ("22:00", path)):
        terminal = room.open("setup", PATH=programs)
        for _ in range(4):
            terminal.wait_for("keeps it): ")
            terminal.type(ENTER)
        terminal.wait_for("5. What time")
        terminal.type(f"{hour}{ENTER}")
        assert terminal.end() == 0
        assert not list(units.glob("*.timer"))
        assert room.trust("config", "get", "remind").out == "\n"

    assert "nothing on this computer can run a reminder" in " ".join(terminal.text.split())
    assert "Nothing has changed." in terminal.text


@pytest.mark.parametrize("installed", [True, False])
def test_setup_offers_an_editor_though_the_environment_names_none(
    room: Room, tmp_path: Path, installed: bool
) -> None:
    path = tmp_path / "bin"
    path.mkdir()
    if installed:
        (path / "vi").write_text("#!/bin/sh\n", "utf-8")
        (path / "vi").chmod(0o700)
    terminal = room.open("setup", PATH=str(path), EDITOR="", VISUAL="")
    for _ in range(2):
        terminal.wait_for("keeps it): ")
        terminal.type(ENTER)
    terminal.wait_for("2  in vi" if installed else "2  in an editor")
    terminal.type(f"2{ENTER}")
    if not installed:
        terminal.wait_for("No editor is set")
        terminal.type(f"1{ENTER}")
    for question in ("4. What would", "5. What time"):
        terminal.wait_for(question)
        terminal.type(ENTER)
    assert terminal.end() == 0
    assert room.trust("config", "get", "editor").out == ("vi\n" if installed else "inline\n")


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_setup_stopped_halfway_sets_nothing(room: Room, key: str) -> None:
    before = (room.home / "config.toml").read_bytes()
    terminal = room.open("setup")
    terminal.wait_for("1. Who is")
    terminal.type(f"Kim{ENTER}")
    terminal.wait_for("2. Which comes")
    terminal.wait_for("A number (Enter keeps it)")
    terminal.type(key)

    assert terminal.end() == (130 if key == CTRL_C else 1)
    assert (room.home / "config.toml").read_bytes() == before


# --- an editor for several questions -------------------------------------------------------------

FILL = """awk '{print} /^### /{n++; if (n != 2) print "\\nAnswer " n}' "$1" > "$1.new" && mv "$1.new" "$1"
"""
"""An editor in which someone answers every question but the second."""


@pytest.mark.parametrize("words", [("storm",), ("joy", "--mine")])
def test_a_moment_is_one_page_in_the_editor_that_is_set(room: Room, words: tuple[str, ...]) -> None:
    asked = room.trust(*words, "--no-input").out.splitlines()
    mine = room.editor(f'cp "$1" "{room.home}/seen"\n{FILL}')
    room.trust("config", "set", "editor", mine)

    terminal = room.open(*words)
    terminal.wait_for("Saved")
    assert terminal.end() == 0

    page = (room.home / "seen").read_text("utf-8")
    assert [line[4:] for line in page.splitlines() if line.startswith("### ")] == asked
    assert room.bodies() == [f"### {asked[0]}\n\nAnswer 1\n\n### {asked[2]}\n\nAnswer 3"]
    assert room.leftovers() == []


def test_a_checkin_is_written_there_too(room: Room) -> None:
    mine = room.editor('printf "\\nRest, she said.\\n" >> "$1"')
    room.trust("config", "set", "editor", mine)
    terminal = room.open("checkin", "Sam")
    terminal.wait_for("not today")
    terminal.type(ENTER)
    terminal.wait_for("A day to follow up")
    terminal.type(ENTER)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert "Rest, she said." in room.bodies()[0]


def test_a_repair_is_written_there_too(room: Room) -> None:
    room.trust("promise", "add", "Ring the doctor", "--by", "today")
    room.trust("promise", "broken", "doctor")
    mine = room.editor(FILL)
    room.trust("config", "set", "editor", mine)
    assert room.open("promise", "repair", "doctor").end() == 0
    shown = room.trust("promise", "show", "doctor").out
    assert "Answer 1" in shown
    assert "Answer 4" in shown
    assert room.leftovers() == []


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ('printf "All on its own.\\n" > "$1"', "All on its own."),
        ('printf "Above.\\n\\n" | cat - "$1" > "$1.n" && mv "$1.n" "$1"', "Above."),
        ('sed -i \'s/^### /# /\' "$1"; echo Below. >> "$1"', "Below."),
    ],
    ids=["headings gone", "above the first", "headings changed"],
)
def test_words_anywhere_on_the_page_are_kept(room: Room, script: str, text: str) -> None:
    room.trust("config", "set", "editor", room.editor(script))
    assert room.open("joy", "--mine").end() == 0
    assert text in room.bodies()[0]


def test_a_page_left_as_it_was_saves_and_offers_nothing(room: Room) -> None:
    room.trust("config", "set", "editor", room.editor("sleep 1.2"))
    terminal = room.open("joy", "--mine")
    terminal.wait_for("nothing written, and")
    assert terminal.end() == 1
    assert room.bodies() == []
    assert "unsaved" not in room.trust().err


def test_a_page_written_before_the_program_was_killed_is_offered(room: Room) -> None:
    asked = room.trust("joy", "--mine", "--no-input").out.splitlines()
    mine = room.editor(
        f'sed "5a\\\\\\nHeliotrope." "$1" > "$1.n" && mv "$1.n" "$1"; touch "{room.home}/done"; sleep 60'
    )
    room.trust("config", "set", "editor", mine)
    terminal = room.open("joy", "--mine")
    until((room.home / "done").exists, "the editor")
    terminal.kill(signal.SIGKILL)

    later = room.open()
    later.wait_for("unsaved text")
    later.wait_for("(joy, 1")
    later.wait_for("discard it")
    later.type(f"s{ENTER}")
    later.wait_for("Saved")
    later.end()
    assert room.bodies() == [f"### {asked[0]}\n\nHeliotrope."]


@pytest.mark.parametrize(
    ("command", "opened"),
    [
        (["vim"], ["vim", "+7", "f.md"]),
        (["/usr/bin/nvim", "-f"], ["/usr/bin/nvim", "-f", "+7", "f.md"]),
        (["nano"], ["nano", "+7", "f.md"]),
        (["emacs", "-nw"], ["emacs", "-nw", "+7", "f.md"]),
        (["hx"], ["hx", "f.md:7"]),
        (["code", "--wait"], ["code", "--wait", "--goto", "f.md:7"]),
        (["my-own"], ["my-own", "f.md"]),
    ],
)
def test_each_editor_is_told_the_line_its_own_way(command: list[str], opened: list[str]) -> None:
    assert opening(command, Path("f.md"), 7) == opened
    assert opening(command, Path("f.md"), 1) == [*command, "f.md"]


def test_journal_opens_below_the_question(room: Room) -> None:
    """The stub is called `nano`, so it is told the line; it writes there."""
    mine = room.editor('sed -i "${1#+}i Below." "$2" || true; echo "Below." >> "$2"', "nano")
    room.trust("config", "set", "editor", mine)
    assert room.open("journal").end() == 0
    assert room.bodies()[0].replace("\n", "") in ("Below.", "Below.Below.")
