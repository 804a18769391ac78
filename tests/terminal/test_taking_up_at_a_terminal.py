"""At a terminal an evening shows what it takes up, in the person's own words, and lets it be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, Room
from trustjournal.storage.writer import Writer

ASKED = "n for another one"
BEFORE, EVENING = "2026-11-20T21:00:00+01:00", "2026-11-22T21:00:00+01:00"
YESTERDAY = "2026-11-21T21:00:00+01:00"
SETTINGS = 'context = "partnered"\nperson = "Sam"\nask_mood = false\nask_closeness = false\n'
BACK = "what you wrote on Fri 20 Nov"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, with an entry to come back to."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(SETTINGS, "utf-8")
    with Writer(home / "journal.db", lambda: b"salt").transaction():
        pass
    with closing(Room(home, trust)) as found:
        yield found


def to_come_back_to(room: Room, *more: str) -> None:
    words = ("journal", "--free", "-m", "The letter to Ada.\n\nMore.", "--come-back", "+2")
    assert room.trust(*words, *more, now=BEFORE).code == 0


def events(room: Room) -> list[tuple[str, str]]:
    """What was recorded about questions this evening."""
    with closing(sqlite3.connect(room.home / "journal.db")) as journal:
        sql = "SELECT event, pack FROM prompt_event WHERE recorded_on = ? ORDER BY n"
        return [(str(event), str(pack)) for event, pack in journal.execute(sql, (EVENING[:10],))]


def waits(room: Room) -> bool:
    """Whether an entry is still to be come back to."""
    with closing(sqlite3.connect(room.home / "journal.db")) as journal:
        [(count,)] = journal.execute("SELECT COUNT(*) FROM entry WHERE come_back IS NOT NULL")
        return bool(count)


def test_a_sentence_typed_there_outlives_an_editor_that_is_killed(room: Room) -> None:
    to_come_back_to(room)
    editor = room.editor('printf "torn" > "$1"; sleep 1.1; kill -9 $$')
    assert room.trust("config", "set", "editor", editor).code == 0
    terminal = room.open("journal", TRUST_NOW=EVENING)
    terminal.wait_for(ASKED)
    terminal.type(f"My answer already{ENTER}")
    assert terminal.end() == 1
    one, other = sorted(room.draft_texts(), key=len)
    assert (one, other.endswith("My answer already")) == ("torn", True)


def test_enter_takes_it_up_below_my_own_line(room: Room) -> None:
    to_come_back_to(room)
    terminal = room.open("journal", TRUST_NOW=EVENING)
    terminal.wait_for(BACK)
    terminal.wait_for("“The letter to Ada.")
    terminal.wait_for(ASKED)
    terminal.type(ENTER)
    terminal.wait_for_the_writer()
    terminal.type(f"It was answered.{CTRL_D}")
    assert terminal.end() == 0
    assert room.entries()[0]["pack"] == "it-remembers"
    assert events(room) == [("served", "it-remembers"), ("answered", "it-remembers")]
    assert not waits(room)


def test_no_brings_the_usual_question_and_it_is_not_asked_again(room: Room) -> None:
    to_come_back_to(room)
    terminal = room.open("journal", TRUST_NOW=EVENING)
    terminal.wait_for(ASKED)
    terminal.type(f"n{ENTER}")
    terminal.wait_for_the_writer()
    assert BACK in terminal.said
    terminal.type(f"Something else.{CTRL_D}")
    assert terminal.end() == 0
    assert room.entries()[0]["pack"] == "emotional-trust"
    assert events(room)[0] == ("skipped", "it-remembers")
    assert not waits(room)


def test_a_sentence_typed_there_begins_the_answer(room: Room) -> None:
    to_come_back_to(room)
    terminal = room.open("journal", TRUST_NOW=EVENING)
    terminal.wait_for(ASKED)
    terminal.type(f"No idea yet{ENTER}")
    terminal.wait_for_the_writer()
    terminal.type(f", and more.{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies()[0] == "No idea yet, and more."
    assert room.entries()[0]["pack"] == "it-remembers"


def test_stopping_there_keeps_what_was_typed_and_what_waits(room: Room) -> None:
    to_come_back_to(room)
    terminal = room.open("journal", TRUST_NOW=EVENING)
    terminal.wait_for(ASKED)
    terminal.type("Half a sent")
    terminal.wait_for("Half a sent")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert room.draft_texts() == ["Half a sent"]
    assert waits(room)


def test_of_a_private_entry_no_word_is_shown(room: Room) -> None:
    to_come_back_to(room, "--private")
    terminal = room.open("journal", TRUST_NOW=EVENING)
    terminal.wait_for(ASKED)
    assert "letter" not in terminal.text
    assert "trust show" in terminal.said


def test_private_words_inside_an_entry_are_passed_over(room: Room) -> None:
    words = ("journal", "--free", "-m", "%%The letter.%%\n\nThe walk.", "--come-back", "+2")
    assert room.trust(*words, now=BEFORE).code == 0
    terminal = room.open("journal", TRUST_NOW=EVENING)
    terminal.wait_for("“The walk.”")
    assert "letter" not in terminal.text


def test_control_characters_of_my_line_do_not_drive_the_terminal(room: Room) -> None:
    words = ("journal", "--free", "-m", "red \x1b[31m words", "--come-back", "+2")
    assert room.trust(*words, now=BEFORE).code == 0
    terminal = room.open("journal", TRUST_NOW=EVENING)
    terminal.wait_for("“red ␛[31m words”")


def test_yesterdays_last_follow_up_comes_below_yesterdays_line(room: Room) -> None:
    for day in range(1, 40):
        now = (
            f"2026-10-{day:02}T21:00:00+02:00"
            if day < 32
            else f"2026-11-{day - 31:02}T21:00:00+01:00"
        )
        prompt = room.trust("prompt", "--json", now=now).json["data"]["prompts"][0]
        if prompt["id"].endswith(":next"):
            break
        assert room.trust("journal", "--answer", "-m", f"Plum {day}.", now=now).code == 0
    assert prompt["id"].endswith(":next")
    terminal = room.open("journal", TRUST_NOW=now)
    terminal.wait_for("Today's question picks up yesterday's.")
    terminal.wait_for(f"“Plum {day - 1}.”")
    terminal.wait_for(ASKED)
    terminal.type(f"n{ENTER}")
    terminal.wait_for_the_writer()
    terminal.type(f"x{CTRL_D}")
    assert terminal.end() == 0
    assert not room.entries()[0]["prompt_id"].endswith(":next")


# --- guess, then ask -----------------------------------------------------------------------------

GUESS = ("journal", "--prompt", "what-i-know/attunement-know-cheer-up", "-m")
HEARD = ("checkin", "Sam", "--heard", "Tea")


def guessed(room: Room, words: str = "A plum cake.", *more: str, now: str = YESTERDAY) -> None:
    done = room.trust(*GUESS, words, *more, now=now)
    assert done.code == 0, done.err


def talk(room: Room, number: int) -> str:
    """Hold a check-in with as many questions after it, skip all, and return the screen."""
    terminal = room.open("checkin", "Sam", TRUST_NOW=EVENING)
    terminal.wait_for("”: ")
    terminal.type(ENTER)
    for n in range(1, number + 1):
        terminal.wait_for(f"{n} of {number}")
        terminal.wait_for_the_writer()
        terminal.type(f"Answer {n}{CTRL_D}")
    terminal.wait_for("none): ")
    terminal.type(ENTER)
    assert terminal.end() == 0
    return terminal.said


def test_a_guess_comes_back_at_the_next_check_in(room: Room) -> None:
    guessed(room)
    said = talk(room, 3)
    assert "Your guess on Sat 21 Nov: “A plum cake.”" in said
    assert "What did Sam say when I asked today?" in said
    answers = room.entries()[0]["answers"]
    assert [answer["text"] for answer in answers] == ["Answer 1", "Answer 2", "Answer 3"]
    assert answers[2]["prompt_id"] == "check-ins-guess-what-they-said"
    assert "plum" not in talk(room, 2), "it comes once"


def test_no_check_in_is_asked_about_what_is_private_or_not_wanted(room: Room) -> None:
    guessed(room, "%%A plum cake.%%")
    guessed(room, "A plum cake.", "--private")
    assert "plum" not in talk(room, 2)


@pytest.mark.parametrize("way", ["off", "someone else", "not safe", "not quoted", "asked before"])
def test_a_guess_stays_where_it_is(room: Room, way: str) -> None:
    if way == "asked before":
        guessed(room, now=BEFORE)
        assert room.trust(*HEARD, now=YESTERDAY).code == 0
    elif way == "someone else":
        guessed(room, "A plum cake.", "--person", "Ada")
    else:
        guessed(room)
    if way == "off":
        room.trust("config", "set", "remember", "dates")
    if way == "not safe":
        room.trust("journal", "--because", "not-safe", "-m", "x", now=YESTERDAY)
    if way == "not quoted":
        room.trust("people", "set", "Sam", "--quote", "no", now=YESTERDAY)
    assert "plum" not in talk(room, 2)
