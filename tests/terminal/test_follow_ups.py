"""One follow-up is shown with the question, and the next after Enter before any word is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, NARROW, WIDE, Room, Terminal

FIRST, SECOND, THIRD = (
    "What was first?",
    "What was second, and quite a bit longer?",
    "What was third?",
)
PACK = f"""\
schema: 1
id: own
title: Own
license: CC0-1.0
language: en
version: "1"
prompts:
  - id: one
    practice: presence
    depth: 1
    text: "What did I see today?"
    follow_ups: ["{FIRST}", "{SECOND}", "{THIRD}"]
"""


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A journal with one question."""
    with closing(Room(home, trust)) as found:
        (home / "packs").mkdir(parents=True)
        (home / "packs" / "own.yaml").write_text(PACK, "utf-8")
        (home / "config.toml").write_text(
            'packs = ["own"]\ncontext = "partnered"\nperson = "Sam"\nask_mood = false\n'
            "ask_closeness = false\n",
            "utf-8",
        )
        yield found


def writing(room: Room, *options: str, size: tuple[int, int] = WIDE) -> Terminal:
    """The writer, which has shown the question and waits."""
    terminal = room.open(*options, "journal", size=size)
    terminal.wait_for("What did I see today?")
    terminal.wait_for_the_writer()
    return terminal


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("options", [(), ("--plain",)])
def test_the_next_comes_after_enter(
    room: Room, options: tuple[str, ...], size: tuple[int, int]
) -> None:
    terminal = writing(room, *options, size=size)
    assert FIRST in terminal.said
    assert "second" not in terminal.said
    terminal.type(ENTER)
    terminal.wait_for("second")
    assert "third" not in terminal.said
    terminal.type(ENTER)
    terminal.wait_for("third")
    terminal.type(f"{ENTER}The river.{ENTER}Slow.{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    (body,) = room.bodies()
    assert body.strip() == "The river.\nSlow.", "nothing of the questions is in the entry"


@pytest.mark.parametrize("options", [(), ("--plain",)])
def test_once_a_word_is_typed_enter_begins_a_line(room: Room, options: tuple[str, ...]) -> None:
    terminal = writing(room, *options)
    terminal.type(f"One.{ENTER}{ENTER}Two.{CTRL_D}")
    assert terminal.end() == 0
    assert "second" not in terminal.said
    assert room.bodies() == ["One.\n\nTwo."]


def test_they_stay_on_the_screen_above_the_words(room: Room) -> None:
    terminal = writing(room)
    terminal.type(ENTER)
    terminal.wait_for("second")
    terminal.type("The river.")
    terminal.wait_for("river")
    rows = [line.strip() for line in terminal.screen().display if line.strip()]
    at = rows.index(SECOND)
    assert rows[at - 1] == FIRST
    assert rows[at + 1] == "The river."
    terminal.type(CTRL_C)


def test_how_to_get_one_is_said_while_there_is_one(room: Room) -> None:
    terminal = writing(room)
    shown = "\n".join(terminal.screen().display)
    assert "Enter for a follow-up" in shown
    terminal.type("A")
    terminal.wait_for("A")
    terminal.wait_for("Ctrl-D")
    assert "Enter for" not in "\n".join(terminal.screen().display)
    terminal.type(CTRL_C)


def test_an_editor_shows_one(room: Room) -> None:
    editor = room.editor('cat "$1" > "$SEEN"; echo "From an editor." >> "$1"')
    seen = room.home.parent / "seen"
    terminal = room.open("journal", "--editor", EDITOR=editor, SEEN=str(seen))
    assert terminal.end() == 0
    assert FIRST in seen.read_text("utf-8")
    assert SECOND not in seen.read_text("utf-8")
    assert room.bodies() == ["From an editor."]


def test_a_pipe_shows_none(room: Room) -> None:
    done = room.run("journal", stdin=b"\n\nThe river.\n")
    assert (done.returncode, b"What was" in done.stdout + done.stderr) == (0, False)
