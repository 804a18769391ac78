"""The screen names the day that a text is for, unless that is today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, QUESTION, Room

DAY = "For Thursday 19 November 2026"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )
    with closing(Room(home, trust)) as room:
        yield room


@pytest.mark.parametrize("how", [(), ("--plain",)], ids=["drawn", "plain"])
@pytest.mark.parametrize(
    ("command", "question"),
    [
        ("journal", "Ctrl-D"),
        ("journal --free", "Ctrl-D"),
        ("storm", "1 of"),
        ("joy", "Whose joy"),
        ("checkin Sam", "A check-in"),
    ],
)
def test_the_day_is_named_above_the_question(
    room: Room, command: str, question: str, how: tuple[str, ...]
) -> None:
    terminal = room.open(*command.split(), "--date", "-3", *how)
    terminal.wait_for(DAY)
    terminal.wait_for(question)


def test_today_is_not_named(room: Room) -> None:
    terminal = room.open("journal", "--date", "today")
    terminal.wait_for(QUESTION)
    terminal.wait_for("Ctrl-D")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert "For Sunday" not in terminal.text


@pytest.mark.parametrize("command", ["journal --editor", "storm"])
def test_the_page_in_an_editor_names_the_day(room: Room, command: str) -> None:
    editor = room.editor('cp "$1" $0.saw; echo words >> "$1"')
    room.trust("config", "set", "editor", editor)
    terminal = room.open(*command.split(), "--date", "-3")
    assert terminal.end() == 0
    assert DAY in Path(f"{editor}.saw").read_text("utf-8")
    [entry] = room.entries()[:1]
    assert entry["day"] == "2026-11-19"
    assert DAY not in entry["body"]
