"""Purging asks once, and only a yes takes the words away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, NARROW, Room


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A journal with one entry."""
    trust("journal", "--free", "-m", "heliotrope")
    with closing(Room(home, trust)) as found:
        yield found


@pytest.mark.parametrize(
    ("typed", "code", "kept"),
    [("y" + ENTER, 0, False), (ENTER, 1, True), (CTRL_D, 1, True), (CTRL_C, 130, True)],
    ids=["yes", "enter", "ctrl-d", "ctrl-c"],
)
def test_only_a_yes_takes_the_words_away(
    room: Room, trust: Trust, typed: str, code: int, kept: bool
) -> None:
    terminal = room.open("delete", "last", "--purge", size=NARROW)
    terminal.wait_for("Sure? [y/N]")
    terminal.type(typed)

    assert terminal.end() == code
    assert (b"heliotrope" in (room.home / "journal.db").read_bytes()) == kept
    assert len(trust("list", "--json").json["data"]["entries"]) == kept


def test_what_comes_into_the_trash_while_it_asks_stays(room: Room) -> None:
    for text in ("asked about", "not asked about"):
        room.trust("journal", "--free", "-m", text)
    shown = room.trust("list", "--json").json["data"]["entries"][1]["id"]
    room.trust("delete", shown)
    terminal = room.open("trash", "empty", size=NARROW)
    terminal.wait_for("Sure? [y/N]")
    assert room.trust("delete", "last").code == 0

    terminal.type("y" + ENTER)
    terminal.wait_for("since stayed")

    left = room.trust("trash", "--json").json["data"]["entries"]
    assert [entry["body"] for entry in left] == ["not asked about"]


def test_other_words_than_those_it_asked_about_stay(room: Room) -> None:
    room.trust("journal", "--free", "-m", "asked about")
    terminal = room.open("delete", "last", "--purge", size=NARROW)
    terminal.wait_for("Sure? [y/N]")
    assert room.trust("edit", "last", "-m", "new words").code == 0

    terminal.type("y" + ENTER)
    terminal.wait_for("so it stayed")

    assert room.trust("list", "--json").json["data"]["entries"][0]["body"] == "new words"
