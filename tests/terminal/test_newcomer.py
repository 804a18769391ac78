"""The one question about the person, asked once, after the first entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_D, ENTER, Room, Terminal, no_trace_in


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A place where nothing has been written yet."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text("ask_mood = false\nask_closeness = false\n", "utf-8")
    with closing(Room(home, trust)) as found:
        yield found


def after_writing(room: Room, words: str = "A first line.") -> Terminal:
    """The program after an entry was typed."""
    terminal = room.open("journal")
    terminal.wait_for_the_writer()
    terminal.type(words + CTRL_D)
    terminal.wait_for("Saved")
    return terminal


def setting(room: Room, name: str) -> object:
    return room.trust("config", "get", name, "--json").json["data"]["value"]


@pytest.mark.parametrize(
    ("number", "situation", "pack"),
    [
        ("1", "partnered", None),
        ("2", "far-apart", "far-apart"),
        ("3", "no-contact", "far-apart"),
        ("6", "separated", "grief-and-separation"),
        ("7", "friend", "friends-and-family"),
    ],
)
def test_where_i_stand_is_set_and_its_pack_comes_along(
    room: Room, number: str, situation: str, pack: str | None
) -> None:
    terminal = after_writing(room)
    terminal.wait_for("Which comes closest?")
    terminal.wait_for("skip: ")
    terminal.type(number + ENTER)
    if situation in ("partnered", "far-apart", "friend"):
        terminal.wait_for("What do you call them?")
        terminal.type(ENTER)
    assert terminal.end() == 0
    assert ("call them" in terminal.text) == (situation not in ("no-contact", "separated"))
    assert setting(room, "person") == ""
    assert setting(room, "context") == situation
    listed = room.trust("packs", "list", "--json").json["data"]["packs"]
    on = [each["id"] for each in listed if each["enabled"]]
    assert set(on) == {"emotional-trust", *([pack] if pack else [])}
    assert no_trace_in(terminal.text)


def test_a_number_that_is_none_is_asked_for_again(room: Room) -> None:
    terminal = after_writing(room)
    terminal.wait_for("skip: ")
    terminal.type(f"9{ENTER}")
    terminal.wait_for("from 1 to 7")
    terminal.type(f"7{ENTER}")
    terminal.wait_for("skips): ")
    terminal.type(f"Kim{ENTER}")
    assert terminal.end() == 0
    assert (setting(room, "context"), setting(room, "person")) == ("friend", "Kim")


def test_a_name_is_asked_for_and_questions_use_it(room: Room) -> None:
    terminal = after_writing(room)
    terminal.wait_for("skip: ")
    terminal.type(f"1{ENTER}")
    terminal.wait_for("What do you call them?")
    terminal.type(f"We met long ago, and I hardly know what to call this{ENTER}")
    terminal.wait_for("at most 40")
    terminal.type(f" Åsa {ENTER}")
    terminal.wait_for("trust config set person NAME")
    assert terminal.end() == 0
    assert setting(room, "person") == "Åsa"
    texts = set()
    for day in range(23, 26):
        now = f"2026-11-{day}T20:00:00+01:00"
        texts.add(room.trust("prompt", now=now).out)
        room.trust("journal", "-m", "x", now=now)
    assert any("Åsa" in text for text in texts), "within three days"
    again = after_writing(room, "A second line.")
    assert again.end() == 0
    assert "call them" not in again.text


def test_someone_who_died_is_asked_about_as_someone_missed(room: Room) -> None:
    terminal = after_writing(room)
    terminal.wait_for("skip: ")
    terminal.type(f"5{ENTER}")
    terminal.wait_for("What did you call them?")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert setting(room, "person") == ""


def test_a_name_that_is_set_is_not_asked_for(room: Room) -> None:
    room.trust("config", "set", "person", "Sam")
    terminal = after_writing(room)
    terminal.wait_for("skip: ")
    terminal.type(f"1{ENTER}")
    assert terminal.end() == 0
    assert "call them" not in terminal.text
    assert setting(room, "person") == "Sam"


def test_stopping_at_the_name_keeps_what_was_said(room: Room) -> None:
    terminal = after_writing(room)
    terminal.wait_for("skip: ")
    terminal.type(f"1{ENTER}")
    terminal.wait_for("What do you call them?")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert room.bodies() == ["A first line."]
    assert setting(room, "context") == "partnered"


def test_it_can_be_skipped_and_is_not_asked_again(room: Room) -> None:
    terminal = after_writing(room)
    terminal.wait_for("skip: ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert setting(room, "context") == "partnered"
    again = after_writing(room, "A second line.")
    assert again.end() == 0
    assert "Which comes closest?" not in again.text


def test_stopping_there_loses_nothing(room: Room) -> None:
    terminal = after_writing(room)
    terminal.wait_for("skip: ")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert room.bodies() == ["A first line."]
    assert room.leftovers() == []


def test_who_has_said_so_already_is_not_asked(room: Room) -> None:
    room.trust("config", "set", "context", "single")
    terminal = after_writing(room)
    assert terminal.end() == 0
    assert "Which comes closest?" not in terminal.text


def test_nobody_is_asked_without_a_terminal(room: Room) -> None:
    told = room.run("journal", "-m", "A first line.")
    assert (told.returncode, told.stderr) == (0, b"")


@pytest.mark.parametrize(
    "words", [("journal", "-m", "A first line."), ("journal",)], ids=["-m", "pipe"]
)
def test_whose_first_entry_came_otherwise_is_asked_at_the_next_today(
    room: Room, words: tuple[str, ...]
) -> None:
    assert room.trust(*words, stdin="" if "-m" in words else "A first line.\n").code == 0
    assert room.bodies() == ["A first line."]
    terminal = room.open()
    terminal.wait_for("Which comes closest?")
    terminal.wait_for("skip: ")
    terminal.type(f"4{ENTER}")
    assert terminal.end() == 0
    assert setting(room, "context") == "single"
    again = room.open()
    assert again.end() == 0
    assert "Which comes closest?" not in again.text


def test_nobody_is_asked_before_anything_was_written(room: Room) -> None:
    terminal = room.open()
    assert terminal.end() == 0
    assert "Welcome." in terminal.text
    assert "Which comes closest?" not in terminal.text
