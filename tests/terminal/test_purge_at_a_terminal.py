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
