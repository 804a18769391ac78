"""A check-in at a terminal: the script, what to record, stopping anywhere."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, Room, Terminal, until


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text('context = "partnered"\nperson = "Sam"\n', "utf-8")
    with closing(Room(home, trust)) as found:
        yield found


def talked(room: Room) -> Terminal:
    """The program after the talk, ready to record."""
    terminal = room.open("checkin")
    terminal.wait_for("help you most")
    terminal.wait_for("not today")
    terminal.wait_for("”: ")
    terminal.type(ENTER)
    terminal.wait_for("1 of 2")
    terminal.wait_for_the_writer()
    return terminal


def test_a_whole_check_in(room: Room) -> None:
    terminal = talked(room)
    terminal.type(f"Quiet on Sunday{CTRL_D}")
    terminal.wait_for("2 of 2")
    terminal.wait_for_the_writer()
    terminal.type(f"A walk{CTRL_D}")
    terminal.wait_for("none): ")
    terminal.type(f"someday{ENTER}")
    terminal.wait_for("none: ")
    terminal.type(f"friday{ENTER}")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert [answer["text"] for answer in entry["answers"]] == ["Quiet on Sunday", "A walk"]
    assert "Friday 27 November" in room.trust("review", "--no-input").out


def test_at_the_last_answer_no_next_one_is_promised(room: Room) -> None:
    terminal = talked(room)
    terminal.type(CTRL_D)
    terminal.wait_for("2 of 2")
    terminal.wait_for("Ctrl-D to finish, Enter to skip, Ctrl-C keeps a draft")
    terminal.type("A walk")
    terminal.wait_for("Ctrl-C")
    terminal.wait_for("draft")
    assert "Ctrl-D to finish, Ctrl-C keeps a draft" in "\n".join(terminal.screen().display)
    terminal.type(CTRL_C)
    assert terminal.end() == 130


def test_not_today(room: Room) -> None:
    terminal = room.open("checkin")
    terminal.wait_for("”: ")
    terminal.type(f"n{ENTER}")
    assert terminal.end() == 0
    assert room.bodies() == ["Not today."]


def at_the_follow_up(room: Room, heard: str = "", voiced: str = "") -> Terminal:
    """The program that asks for a day to come back to it."""
    terminal = talked(room)
    terminal.type(heard + CTRL_D)
    terminal.wait_for("2 of 2")
    terminal.wait_for_the_writer()
    terminal.type(voiced + CTRL_D)
    terminal.wait_for("none): ")
    return terminal


@pytest.mark.parametrize("key", [ENTER, CTRL_D], ids=["Enter", "Ctrl-D"])
def test_one_with_nothing_to_record_was_held_all_the_same(room: Room, key: str) -> None:
    terminal = at_the_follow_up(room)
    terminal.type(key)
    assert terminal.end() == 0
    assert room.bodies() == ["We talked."]
    assert room.leftovers() == []


MORE = "And then we laughed."


@pytest.mark.parametrize(
    ("heard", "voiced", "kept"),
    [
        ("Quiet", "A walk", ["Quiet", f"A walk\n\n{MORE}"]),
        ("Quiet", "", [f"Quiet\n\n{MORE}"]),
        ("", "", [MORE]),
    ],
)
def test_a_sentence_where_the_day_is_asked_belongs_to_the_last_answer(
    room: Room, heard: str, voiced: str, kept: list[str]
) -> None:
    terminal = at_the_follow_up(room, heard, voiced)
    terminal.type(MORE + ENTER)
    terminal.wait_for("Added to what you wrote.")
    assert MORE in "".join(room.draft_texts()), "before anything more is typed"
    terminal.wait_for("none: ")
    terminal.type(f"friday{ENTER}")
    assert terminal.end() == 0
    [entry] = room.entries()
    assert [answer["text"] for answer in entry["answers"]] == kept
    assert room.leftovers() == []
    assert "Friday 27 November" in room.trust("review", "--no-input").out


@pytest.mark.parametrize("days", ["next week", "last friday"])
def test_days_that_are_none_to_follow_up_on_are_no_words(room: Room, days: str) -> None:
    terminal = at_the_follow_up(room, "Quiet", "A walk")
    terminal.type(days + ENTER)
    terminal.wait_for("none: ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    [entry] = room.entries()
    assert [answer["text"] for answer in entry["answers"]] == ["Quiet", "A walk"]


@pytest.mark.parametrize("ending", [CTRL_C, signal.SIGTERM, "hang up"])
def test_a_sentence_that_is_cut_off_there_is_kept_too(room: Room, ending: object) -> None:
    terminal = at_the_follow_up(room, "Quiet", "A walk")
    terminal.type(MORE)
    terminal.wait_for(MORE)
    if ending == CTRL_C:
        terminal.type(CTRL_C)
    elif ending == "hang up":
        terminal.hang_up()
    else:
        terminal.kill(signal.SIGTERM)
    terminal.end()
    [text] = room.draft_texts()
    assert text.endswith(f"A walk\n\n{MORE}")


def test_a_killed_one_is_offered_and_saved_as_what_it_was(room: Room) -> None:
    terminal = talked(room)
    terminal.type("Quiet on Sunday")
    until(lambda: terminal.read(0.01) and "Quiet on Sunday" in "".join(room.draft_texts()), "it")
    terminal.kill(signal.SIGKILL)
    terminal.end()
    again = room.open()
    again.wait_for("[s/e/d]")
    again.type(f"s{ENTER}")
    assert again.end() == 0
    [entry] = room.entries()
    assert (entry["kind"], entry["people"]) == ("checkin", ["Sam"])
    assert [answer["text"] for answer in entry["answers"]] == ["Quiet on Sunday"]


def test_who_answers_too_early_finds_the_answer_in_its_place(room: Room) -> None:
    terminal = room.open("checkin")
    terminal.wait_for("”: ")
    terminal.type(f"Nothing much{ENTER}")
    terminal.wait_for("1 of 2")
    terminal.wait_for_the_writer()
    terminal.type(f", she said{CTRL_D}")
    terminal.wait_for("2 of 2")
    terminal.wait_for_the_writer()
    terminal.type(CTRL_D)
    terminal.wait_for("none): ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert room.bodies()[0].endswith("Nothing much, she said")
