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
    terminal.wait_for("changed after you were asked")

    left = room.trust("trash", "--json").json["data"]["entries"]
    assert [entry["body"] for entry in left] == ["not asked about"]


def test_other_words_than_those_it_asked_about_stay(room: Room) -> None:
    room.trust("journal", "--free", "-m", "asked about")
    terminal = room.open("delete", "last", "--purge", size=NARROW)
    terminal.wait_for("Sure? [y/N]")
    assert room.trust("edit", "last", "-m", "new words").code == 0

    terminal.type("y" + ENTER)
    terminal.wait_for("read it and run this again")

    assert room.trust("list", "--json").json["data"]["entries"][0]["body"] == "new words"


@pytest.mark.parametrize(
    "meanwhile",
    [
        ("journal", "--free", "-m", "not asked about", "--person", "Sam"),
        ("journal", "--free", "-m", "not asked about", "--person", "Sam", "--private"),
        ("people", "set", "Sam", "--quote", "no"),
    ],
    ids=["an entry", "a private entry", "a setting"],
)
def test_what_comes_of_someone_while_it_asks_stays(room: Room, meanwhile: tuple[str, ...]) -> None:
    room.trust("journal", "--free", "-m", "asked about", "--person", "Sam")
    room.trust("people", "set", "Sam", "--every", "weekly")
    terminal = room.open("people", "remove", "Sam", "--mentions", size=NARROW)
    terminal.wait_for("Continue? [y/N]")
    assert room.trust(*meanwhile).code == 0

    terminal.type("y" + ENTER)
    assert terminal.end() == 1

    assert "nothing was removed" in terminal.said
    (page,) = room.trust("people", "show", "Sam", "--json").json["data"]["people"]
    assert page["person"]["cadence_days"] == 7
    assert page["person"]["quote"] is (meanwhile[0] != "people")
    for number in range(1 + (meanwhile[0] == "journal")):
        name = "last" if number == 0 else f"last-{number}"
        entry = room.trust("show", name, "--json").json["data"]["entry"]
        assert entry["people"] == ["Sam"]


def test_without_mentions_more_entries_about_someone_are_no_reason_to_stop(room: Room) -> None:
    room.trust("journal", "--free", "-m", "asked about", "--person", "Sam")
    room.trust("people", "set", "Sam", "--every", "weekly")
    terminal = room.open("people", "remove", "Sam", size=NARROW)
    terminal.wait_for("Continue? [y/N]")
    room.trust("journal", "--free", "-m", "more", "--person", "Sam")

    terminal.type("y" + ENTER)
    assert terminal.end() == 0

    (page,) = room.trust("people", "show", "Sam", "--json").json["data"]["people"]
    assert (page["person"]["cadence_days"], page["mentions"]) == (None, 2)


@pytest.mark.parametrize(
    "meanwhile",
    [
        [("kept", "doctor")],
        [("kept", "doctor", "--note", "quince"), ("undo", "doctor")],
        [("edit", "doctor", "Call the doctor about quince")],
        [("edit", "doctor", "--private")],
    ],
    ids=["kept", "taken back", "other words", "private"],
)
def test_a_promise_that_changes_while_it_asks_stays(
    room: Room, meanwhile: list[tuple[str, ...]]
) -> None:
    room.trust("promise", "add", "Call the doctor")
    terminal = room.open("promise", "delete", "doctor", size=NARROW)
    terminal.wait_for("delete it? [y/N]")
    name = room.trust("promise", "list", "--json").json["data"]["promises"][0]["id"]
    for argv in meanwhile:
        assert room.trust("promise", *argv).code == 0

    terminal.type("y" + ENTER)
    assert terminal.end() == (2 if meanwhile == [("kept", "doctor")] else 1)

    assert room.trust("promise", "show", name).code == 0
