"""What is said about unsaved text, and about an entry that is opened again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, Room

LATER = "2026-11-23T08:00:00+01:00"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )
    with closing(Room(home, trust)) as room:
        yield room


def leave_unsaved(room: Room, *words: str) -> None:
    """Type a text and stop."""
    terminal = room.open("journal", *words)
    terminal.wait_for_the_writer()
    terminal.type("We cooked.")
    terminal.wait_for("We cooked.")
    terminal.type(CTRL_C)
    assert terminal.end() == 130


@pytest.mark.parametrize("time", [(), ("--at", "09:30")], ids=["day", "day and time"])
def test_the_offer_says_the_day_and_when_it_was_typed(room: Room, time: tuple[str, ...]) -> None:
    leave_unsaved(room, "--date", "-3", *time)
    error = room.trust().err
    assert "unsaved text for Thursday 19 November 2026, typed today at 22:10" in error
    error = room.trust(now=LATER).err
    assert "unsaved text for Thursday 19 November 2026, typed yesterday at 22:10" in error
    error = room.trust(now="2026-11-29T08:00:00+01:00").err
    assert "typed on Sunday 22 November 2026 at 22:10" in error


def test_an_answer_that_is_none_is_asked_again(room: Room) -> None:
    leave_unsaved(room)
    terminal = room.open()
    terminal.wait_for("[s/e/d] ")
    terminal.type(f"ok{ENTER}")
    terminal.wait_for("Type s to save it")
    terminal.wait_for("[s/e/d] ")
    terminal.type(f"well{ENTER}")
    terminal.wait_for("It's still unsaved")
    terminal.end()
    terminal = room.open()
    terminal.wait_for("[s/e/d] ")
    terminal.type(f"ok{ENTER}")
    terminal.wait_for("Type s to save it")
    terminal.wait_for("[s/e/d] ")
    terminal.type(f"s{ENTER}")
    assert terminal.end() == 0
    assert room.bodies() == ["We cooked."]


@pytest.mark.parametrize("how", [(), ("--plain",), ("--editor",)], ids=["drawn", "plain", "page"])
def test_edit_says_which_entry_it_opens(room: Room, how: tuple[str, ...]) -> None:
    room.trust("journal", "--free", "-m", "We cooked.", "--date", "-3")
    [entry] = room.entries()
    terminal = room.open("edit", "last", *how, EDITOR=room.editor('echo more >> "$1"'))
    terminal.wait_for(f"Entry {entry['id'][:5]}, Thursday 19 November 2026, Free")


def test_what_an_open_window_saves_while_the_draft_is_edited_is_a_draft_of_its_own(
    room: Room,
) -> None:
    leave_unsaved(room)
    [draft] = room.drafts.glob("*.md")
    about = draft.with_suffix(".json")
    about.write_text(json.dumps({**json.loads(about.read_text()), "in_editor": True}))
    terminal = room.open()
    terminal.wait_for("[s/e/d] ")
    terminal.type(f"e{ENTER}")
    terminal.wait_for_the_writer()
    draft.write_text("We baked.", "utf-8")  # the window, after the last key here
    terminal.type(CTRL_D)
    terminal.wait_for("Saved")
    terminal.end()
    assert (room.bodies(), room.draft_texts()) == (["We cooked."], ["We baked."])
