"""Storms and joys at a real terminal: typed, stopped, killed, and when storms come thick."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import NOW, Trust
from terminal_helpers import (
    CTRL_C,
    CTRL_D,
    ENTER,
    NARROW,
    WIDE,
    Room,
    Terminal,
    environment,
    until,
)

EARLIER = [f"2026-11-{day}T21:00:00+01:00" for day in (17, 19, 21)]


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place with one entry."""
    with closing(Room(home, trust)) as found:
        assert trust("config", "set", "context", "partnered").code == 0
        assert trust("journal", "--free", "-m", "We cooked.", now=EARLIER[0]).code == 0
        yield found


@pytest.fixture
def stormy(room: Room) -> Room:
    """The same after three storms in this week."""
    for moment in EARLIER:
        assert room.trust("storm", "-m", "It was loud.", now=moment).code == 0
    return room


def answer(terminal: Terminal, number: int, text: str, key: str = CTRL_D, of: int = 3) -> None:
    """Answer the question with this number, and finish with a key."""
    terminal.wait_for(f"{number} of {of}")
    terminal.wait_for_the_writer()
    terminal.type(text + key)


def answer_whose(terminal: Terminal, reply: str = "") -> None:
    """Say whose joy it is."""
    terminal.wait_for("someone else's: ")
    terminal.type(reply + ENTER)


@pytest.mark.parametrize("kind", ["storm", "joy"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)
def test_a_whole_moment_is_typed(room: Room, kind: str, size: tuple[int, int]) -> None:
    asked = room.trust(kind, "--no-input").out.splitlines()

    terminal = room.open(kind, "--person", "Sam", size=size)
    terminal.wait_for(f"A {kind}")
    if kind == "joy":
        answer_whose(terminal)
    answer(terminal, 1, f"One.{ENTER}Line two.")
    answer(terminal, 2, "Two.")
    answer(terminal, 3, "Three.")
    terminal.wait_for("Saved")

    assert terminal.end() == 0
    assert all(question in terminal.said for question in asked)
    assert ("one slow breath out" in terminal.said) is (kind == "storm")
    assert ("seven minutes at most" in terminal.said) is (kind == "storm")
    assert ("trust safety" in terminal.said) is (kind == "storm")
    assert "2 of your first 6 days" in terminal.said
    assert not any(word in terminal.said for word in ("Mood", "close you felt"))
    found = room.entries()[0]
    assert (found["kind"], found["people"]) == (kind, ["Sam"])
    assert [a["prompt_text"] for a in found["answers"]] == asked
    assert [a["text"] for a in found["answers"]] == ["One.\nLine two.", "Two.", "Three."]
    assert room.leftovers() == []


def test_whose_joy_it_is_is_asked_first(room: Room) -> None:
    asked = room.trust("joy", "--theirs", "--no-input").out.splitlines()

    terminal = room.open("joy")
    answer_whose(terminal, "2")
    for number, text in enumerate(("Mira won.", "Warm.", "Ring her."), start=1):
        answer(terminal, number, text)
    assert terminal.end() == 0

    found = room.entries()[0]["answers"]
    assert [each["prompt_text"] for each in found] == asked
    assert asked[0] == "What good thing happened to someone I know?"
    assert [each["text"] for each in found] == ["Mira won.", "Warm.", "Ring her."]
    assert room.leftovers() == []


def test_a_sentence_typed_there_begins_the_first_answer(room: Room) -> None:
    terminal = room.open("joy")
    answer_whose(terminal, "It snowed.")
    terminal.wait_for("the start of your answer")
    terminal.wait_for("(2)? ")
    terminal.type(ENTER)
    answer(terminal, 1, "")
    answer(terminal, 2, "", ENTER)
    answer(terminal, 3, "", ENTER)
    assert terminal.end() == 0
    [found] = room.entries()[0]["answers"]
    assert (found["prompt_text"], found["text"]) == (
        "What happened that made me happy?",
        "It snowed.",
    )


def test_ctrl_c_there_keeps_a_sentence_as_a_draft(room: Room) -> None:
    terminal = room.open("joy")
    answer_whose(terminal, "It snowed.")
    terminal.wait_for("the start of your answer")
    terminal.wait_for("(2)? ")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert len(room.entries()) == 1
    assert ["It snowed." in text for text in room.draft_texts()] == [True]


def test_enter_alone_and_ctrl_d_skip_a_question(room: Room) -> None:
    terminal = room.open("storm")
    answer(terminal, 1, "", ENTER)
    answer(terminal, 2, "", CTRL_D)
    answer(terminal, 3, "A walk.")
    assert terminal.end() == 0
    assert [a["text"] for a in room.entries()[0]["answers"]] == ["A walk."]


def test_the_plain_writer(room: Room) -> None:
    terminal = room.open("joy", "--mine", "--plain")
    answer(terminal, 1, f"It snowed.{ENTER}All day.", f"{ENTER}.{ENTER}")
    answer(terminal, 2, "", ENTER)
    answer(terminal, 3, "Tell Sam.")
    assert terminal.end() == 0
    assert [a["text"] for a in room.entries()[0]["answers"]] == [
        "It snowed.\nAll day.",
        "Tell Sam.",
    ]
    assert "■" not in terminal.text


def test_skipping_all_of_them_stores_nothing_and_says_so(room: Room) -> None:
    terminal = room.open("storm")
    for number in (1, 2, 3):
        answer(terminal, number, "", ENTER)
    assert terminal.end() == 1
    assert "nothing written, and that's fine" in terminal.said
    assert len(room.entries()) == 1
    assert room.leftovers() == []


@pytest.mark.parametrize("kind", ["storm", "joy"])
def test_a_killed_one_is_offered_and_saved_as_what_it_was(room: Room, kind: str) -> None:
    terminal = room.open(kind, "--private", "--tag", "kitchen")
    if kind == "joy":
        answer_whose(terminal)
    answer(terminal, 1, "The cup.")
    answer(terminal, 2, "", ENTER)
    terminal.wait_for("3 of 3")
    terminal.wait_for_the_writer()
    terminal.type("A walk.")
    until(lambda: terminal.read(0.01) and "A walk." in "".join(room.draft_texts()), "the draft")
    terminal.kill(signal.SIGKILL)
    terminal.end()

    again = room.open()
    again.wait_for("unsaved text")
    again.wait_for("[s/e/d] ")
    again.type(f"s{ENTER}")
    again.wait_for("Saved")
    assert again.end() == 0

    found = room.trust("show", "--json").json["data"]["entry"]
    assert (found["kind"], found["practice"]) == (kind, "storms-joys")
    assert (found["private"], found["tags"]) == (True, ["kitchen"])
    assert [a["text"] for a in found["answers"]] == ["The cup.", "A walk."]
    assert found["body"].count("### ") == 2
    assert room.leftovers() == []


def test_one_killed_before_a_word_is_not_offered(room: Room) -> None:
    terminal = room.open("storm")
    answer(terminal, 1, "", ENTER)
    terminal.wait_for("2 of 3")
    terminal.wait_for_the_writer()
    terminal.kill(signal.SIGKILL)
    terminal.end()
    assert room.trust().err == ""
    assert room.leftovers() == []


def test_what_was_left_behind_is_offered_first(room: Room) -> None:
    terminal = room.open("joy", "--mine")
    terminal.wait_for("1 of 3")
    terminal.wait_for_the_writer()
    terminal.type("It snowed.")
    until(lambda: terminal.read(0.01) and "It snowed." in "".join(room.draft_texts()), "the draft")
    terminal.hang_up()
    until(lambda: not terminal.child.isalive(), "the end of the program")
    again = room.open("storm")
    again.wait_for("[s/e/d] ")
    again.type(f"s{ENTER}")
    again.wait_for("Saved")
    answer(again, 1, "The cup.")
    answer(again, 2, "")
    answer(again, 3, "")
    assert again.end() == 0
    assert [entry["kind"] for entry in room.entries()][:2] in (["joy", "storm"], ["storm", "joy"])


# --- seven minutes -------------------------------------------------------------------------

HURRIED = """
import itertools, sys
import trustjournal.features.storm_joy.commands as moments
from trustjournal.__main__ import main
times = itertools.count(0, int(sys.argv[1]))
moments.monotonic = lambda: float(next(times))
sys.exit(main(sys.argv[2:]))
"""
"""The program with a clock that goes on by so many seconds each time it is looked at."""


def hurried(room: Room, seconds: int, *argv: str) -> Terminal:
    """The program with that clock, at a terminal."""
    line = [sys.executable, "-c", HURRIED, str(seconds), *argv]
    return Terminal(line, environment(room.home))


@pytest.mark.parametrize(
    ("kind", "seconds", "times"),
    [
        ("storm", 250, 1),
        pytest.param("storm", 500, 1, marks=pytest.mark.torture),
        ("storm", 30, 0),
        pytest.param("joy", 500, 0, marks=pytest.mark.torture),
    ],
)
def test_after_seven_minutes_it_is_said_once(
    room: Room, kind: str, seconds: int, times: int
) -> None:
    with closing(hurried(room, seconds, kind)) as terminal:
        if kind == "joy":
            answer_whose(terminal)
        for number in (1, 2, 3):
            answer(terminal, number, f"answer {number}")
        assert terminal.end() == 0
        assert terminal.said.count("Seven minutes have passed") == times
    assert len(room.entries()[0]["answers"]) == 3


# --- when storms come thick ----------------------------------------------------------------


@pytest.mark.parametrize(("choice", "tag"), [("1", 0), ("2", 1)])
def test_something_smaller_is_offered_once(stormy: Room, choice: str, tag: int) -> None:
    asked = stormy.trust("storm", "--no-input").out.splitlines()
    assert len(asked) == 2

    terminal = stormy.open("storm")
    terminal.wait_for("someone you trust")
    terminal.wait_for("(Enter stops here): ")
    terminal.type(f"{choice}{ENTER}")
    terminal.wait_for(asked[tag][:30])
    terminal.wait_for_the_writer()
    terminal.type(f"Sam was tired too.{CTRL_D}")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert "of 3" not in terminal.text
    assert asked[1 - tag] not in terminal.said
    [found] = [a["text"] for a in stormy.entries()[0]["answers"]]
    assert found == "Sam was tired too."

    again = stormy.open("storm")
    assert again.end() == 0
    assert "are resting for now" in again.said
    assert "trust journal --free" in again.said
    assert len(stormy.entries()) == 5


@pytest.mark.parametrize("choice", ["", "3"])
def test_stopping_there_is_an_answer(stormy: Room, choice: str) -> None:
    terminal = stormy.open("storm")
    terminal.wait_for("(Enter stops here): ")
    terminal.type(f"{choice}{ENTER}")
    assert terminal.end() == 0
    assert "trust journal --free" in terminal.said
    assert "1 of" not in terminal.text
    assert len(stormy.entries()) == 4
    assert stormy.leftovers() == []


def test_nothing_there_counts_or_blames_or_asks_why(stormy: Room) -> None:
    terminal = stormy.open("storm")
    terminal.wait_for("(Enter stops here): ")
    said = terminal.said.lower()
    terminal.type(ENTER)
    terminal.end()
    for word in ("why", "again?", "three", "times", "too often", "week"):
        assert word not in said


def test_it_looks_as_always_while_somebody_may_not_be_safe(room: Room) -> None:
    room.trust("journal", "--another", "--because", "not-safe", "-m", "x", now=NOW)
    asked = room.trust("storm", "--no-input").out.splitlines()
    terminal = room.open("storm")
    for number in (1, 2, 3):
        answer(terminal, number, f"{number}.")
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert all(question in terminal.said for question in asked)
    assert "are resting for now" not in terminal.said
    assert "A person you trust" not in terminal.said
