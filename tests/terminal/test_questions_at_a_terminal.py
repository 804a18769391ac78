"""The weekly review at a real terminal: three questions, and what becomes of the answers."""

from __future__ import annotations

import signal
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
    no_trace_in,
    until,
)

MONDAY_AFTER = "2026-11-23T20:00:00+01:00"
SUNDAY_AFTER = "2026-11-29T20:00:00+01:00"
IF_THEN = "If she comes home late, then I will ask about her day first."


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place with one entry in this week."""
    with closing(Room(home, trust)) as found:
        assert trust("journal", "-m", "We cooked together.").code == 0
        assert trust("config", "set", "context", "partnered").code == 0
        assert trust("config", "set", "ask_pulse", "off").code == 0
        yield found


def at_the_offer(
    room: Room, *options: str, size: tuple[int, int] = WIDE, now: str = NOW
) -> Terminal:
    """The review, which has been shown and asks whether to go on."""
    terminal = room.open("review", *options, size=size, TRUST_NOW=now)
    terminal.wait_for("Answer three questions?")
    terminal.wait_for("[Y/n] ")
    return terminal


def answer(terminal: Terminal, number: int, text: str, key: str = CTRL_D) -> None:
    """Answer the question with this number, and finish with a key."""
    terminal.wait_for(f"{number} of 3")
    terminal.wait_for_the_writer()
    terminal.type(text + key)


def reviewed(room: Room, if_then: str = IF_THEN) -> None:
    """A review of this week with its if-then."""
    terminal = at_the_offer(room)
    terminal.type(f"y{ENTER}")
    answer(terminal, 1, "")
    answer(terminal, 2, "")
    answer(terminal, 3, if_then)
    assert terminal.end() == 0


def test_three_questions_are_asked_and_stored(room: Room) -> None:
    terminal = at_the_offer(room, size=NARROW)
    assert "We cooked together." in terminal.text
    terminal.type(ENTER)
    answer(terminal, 1, f"That we laughed.{ENTER}Twice.")
    answer(terminal, 2, "Presence did.")
    answer(terminal, 3, IF_THEN)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    [review] = [entry for entry in room.entries() if entry["kind"] == "review"]
    assert review["period"] == "2026-W47"
    answers = review["answers"]
    assert [a["text"] for a in answers] == ["That we laughed.\nTwice.", "Presence did.", IF_THEN]
    assert (answers[0]["prompt_id"], answers[2]["prompt_id"]) == ("surprise", "if-then")
    assert all(a["prompt_text"] in review["body"] for a in answers)
    assert room.leftovers() == []


def test_below_the_text_it_says_what_each_key_does_there(room: Room) -> None:
    terminal = at_the_offer(room)
    terminal.type(f"y{ENTER}")
    terminal.wait_for("Ctrl-D for the next, Enter to skip, Ctrl-C keeps a draft")
    terminal.type("A")
    terminal.wait_for("Ctrl-C")
    terminal.wait_for("draft")
    assert "Ctrl-D for the next, Ctrl-C keeps a draft" in "\n".join(terminal.screen().display)
    terminal.type(CTRL_D)
    answer(terminal, 2, "")
    terminal.wait_for("3 of 3")
    terminal.wait_for("Ctrl-D for the next")  # the second half of the if-then
    terminal.type(f"When I am home{CTRL_D}")
    terminal.wait_for("Ctrl-D saves, Enter to skip, Ctrl-C keeps a draft")
    terminal.type(CTRL_D)
    assert terminal.end() == 0


def test_the_plain_writer_takes_the_answers_too(room: Room) -> None:
    terminal = at_the_offer(room, "--plain")
    terminal.type(ENTER)
    answer(terminal, 1, "One.", f"{ENTER}.{ENTER}")
    answer(terminal, 2, "Two.")
    answer(terminal, 3, IF_THEN)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    review = room.entries()[0]
    assert [a["text"] for a in review["answers"]] == ["One.", "Two.", IF_THEN]


@pytest.mark.parametrize("key", [f"No{ENTER}", CTRL_D])
def test_no_is_an_answer(room: Room, key: str) -> None:
    terminal = at_the_offer(room)
    terminal.type(key)
    assert terminal.end() == 0
    assert len(room.entries()) == 1
    assert room.leftovers() == []


def test_ctrl_c_at_the_offer_ends_quietly(room: Room) -> None:
    terminal = at_the_offer(room)
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert no_trace_in(terminal.text)
    assert len(room.entries()) == 1
    assert room.leftovers() == []


def test_nothing_is_asked_with_no_input_or_without_a_terminal(room: Room) -> None:
    terminal = room.open("review", "--no-input")
    assert terminal.end() == 0
    assert "We cooked together." in terminal.text
    assert "questions?" not in terminal.text
    found = room.trust("review", stdin="y\n")
    assert found.code == 0
    assert "questions?" not in found.out + found.err


def test_a_question_can_be_passed_over(room: Room) -> None:
    terminal = at_the_offer(room)
    terminal.type(ENTER)
    answer(terminal, 1, "")
    answer(terminal, 2, "  ")
    answer(terminal, 3, IF_THEN)
    assert terminal.end() == 0
    review = room.entries()[0]
    assert [a["text"] for a in review["answers"]] == [IF_THEN]


def test_passing_over_all_of_them_stores_nothing_and_says_so(room: Room) -> None:
    terminal = at_the_offer(room)
    terminal.type(ENTER)
    for number in (1, 2, 3):
        answer(terminal, number, "")
    assert terminal.end() == 1
    assert "nothing was written" in terminal.said
    assert len(room.entries()) == 1
    assert room.leftovers() == []


def test_a_killed_review_can_be_saved_with_its_answers(room: Room) -> None:
    terminal = at_the_offer(room)
    terminal.type(ENTER)
    answer(terminal, 1, "That we laughed.")
    answer(terminal, 2, "Presence did.")
    terminal.wait_for("3 of 3")
    terminal.wait_for_the_writer()
    terminal.type(IF_THEN)
    until(lambda: terminal.read(0.01) and IF_THEN in "".join(room.draft_texts()), "the draft")
    terminal.kill(signal.SIGKILL)
    terminal.end()
    again = room.open()
    again.wait_for("unsaved text")
    again.wait_for("[s/e/d] ")
    again.type(f"s{ENTER}")
    again.wait_for("Saved")
    assert again.end() == 0
    review = room.entries()[0]
    assert (review["kind"], review["period"]) == ("review", "2026-W47")
    answers = [a["text"] for a in review["answers"]]
    assert answers == ["That we laughed.", "Presence did.", IF_THEN]
    assert IF_THEN in room.trust(now=MONDAY_AFTER).out


def test_a_pasted_answer_of_5004_characters_is_whole(room: Room) -> None:
    paragraph = ("I said what I was afraid of, and she stayed. " * 112)[:5003] + "!"
    terminal = at_the_offer(room)
    terminal.type(ENTER)
    terminal.wait_for("1 of 3")
    terminal.wait_for_the_writer()
    terminal.paste(paragraph)
    terminal.type(CTRL_D)
    answer(terminal, 2, "")
    answer(terminal, 3, "")
    assert terminal.end() == 0
    assert [a["text"] for a in room.entries()[0]["answers"]] == [paragraph]


# --- the if-then ---------------------------------------------------------------------------


def test_the_if_then_comes_along_next_week_and_is_asked_about(room: Room) -> None:
    reviewed(room)
    assert IF_THEN not in room.trust(now=NOW).out
    assert IF_THEN in room.trust(now=MONDAY_AFTER).out
    assert room.trust("journal", "-m", "She came home late.", now=SUNDAY_AFTER).code == 0

    terminal = at_the_offer(room, now=SUNDAY_AFTER)
    terminal.type(ENTER)
    terminal.wait_for(IF_THEN)
    terminal.wait_for("How did it go?")
    terminal.wait_for_the_writer()
    terminal.type(f"I asked, twice.{CTRL_D}")
    for number in (1, 2, 3):
        answer(terminal, number, "", ENTER)
    assert terminal.end() == 0
    shown = room.trust("review", "--no-input", now=SUNDAY_AFTER).out
    assert IF_THEN in shown
    assert "I asked, twice." in shown


@pytest.mark.parametrize(
    "change",
    [
        ("edit", "last", "--star"),
        ("edit", "last", "--person", "Ada"),
        ("edit", "last", "--private"),
        ("delete", "last"),
    ],
    ids=["as it is", "not quoted", "private", "trash"],
)
def test_the_if_then_is_offered_for_a_page_where_it_may_be(
    room: Room, change: tuple[str, ...]
) -> None:
    reviewed(room)
    room.trust("people", "set", "Ada", "--quote", "no")
    assert room.trust(*change).code == 0
    terminal = room.open("share", "--to", "Sam", TRUST_NOW=MONDAY_AFTER)
    terminal.wait_for("Enter cancels) ")
    assert "We cooked together." in terminal.text
    assert (IF_THEN in terminal.text) is ("--star" in change)
    assert "[private]" not in terminal.text
    if "--person" in change:
        assert IF_THEN in room.trust(now=MONDAY_AFTER).out, "it is their own plan for the week"
    terminal.type(ENTER)
    assert terminal.end() == 1


def test_the_if_then_is_not_offered_with_private_words(room: Room) -> None:
    reviewed(room, "If %%Ada calls%%, then tea.")
    terminal = room.open("share", "--to", "Sam", TRUST_NOW=MONDAY_AFTER)
    terminal.wait_for("Enter cancels) ")
    assert "tea" not in terminal.text
    terminal.type(ENTER)
    assert terminal.end() == 1


def at_the_outcome(room: Room) -> Terminal:
    """The program as it asks how the last if-then went."""
    reviewed(room)
    room.trust("journal", "-m", "She came home late.", now=SUNDAY_AFTER)
    terminal = at_the_offer(room, now=SUNDAY_AFTER)
    terminal.type(ENTER)
    terminal.wait_for("How did it go?")
    terminal.wait_for_the_writer()
    return terminal


def test_an_outcome_survives_a_kill_as_what_it_was(room: Room) -> None:
    terminal = at_the_outcome(room)
    terminal.type(f"I asked, twice.{CTRL_D}")
    terminal.wait_for("1 of 3")
    terminal.wait_for_the_writer()
    terminal.type("Sur")
    until(lambda: terminal.read(0.01) and "Sur" in "".join(room.draft_texts()), "a draft of it")
    terminal.kill(signal.SIGKILL)
    terminal.end()
    again = room.open(now=SUNDAY_AFTER)
    again.wait_for("[s/e/d]")
    again.type(f"s{ENTER}")
    assert again.end() == 0
    shown = room.trust("review", "--json", now=SUNDAY_AFTER).json["data"]
    assert shown["intention"]["outcome"] == "I asked, twice."
    body = room.trust("show", "--json", now=SUNDAY_AFTER).json["data"]["entry"]["body"]
    assert body.startswith("### How did it go?\n\nI asked, twice.\n\n### ")
    assert body.endswith("Sur")


def test_a_long_outcome_is_not_cut_where_the_review_ends_with_it(room: Room) -> None:
    terminal = at_the_outcome(room)
    outcome = "a" * 2500 + " middle " + "z" * 2500
    terminal.paste(outcome)
    terminal.type(CTRL_D)
    for number in (1, 2, 3):
        answer(terminal, number, "", ENTER)
    assert terminal.end() == 0
    assert "your review of week 48" in terminal.said
    found = room.trust("review", "--json", now=SUNDAY_AFTER).json["data"]
    assert found["intention"]["outcome"] == outcome


# --- when to ask ---------------------------------------------------------------------------


def test_a_week_that_was_reviewed_is_not_asked_about_again(room: Room) -> None:
    reviewed(room)
    terminal = room.open("review")
    assert terminal.end() == 0
    assert "questions?" not in terminal.text
    assert IF_THEN in terminal.said


def test_a_quiet_week_is_not_asked_about(room: Room) -> None:
    terminal = room.open("review", "--week", "2026-W40")
    assert terminal.end() == 0
    assert "questions?" not in terminal.text
    assert "quiet" in terminal.text


def test_on_monday_last_week_is_offered(room: Room) -> None:
    terminal = at_the_offer(room, now=MONDAY_AFTER)
    assert "reviewed last week yet" in terminal.text
    terminal.type(ENTER)
    answer(terminal, 1, "That we laughed.")
    answer(terminal, 2, "")
    answer(terminal, 3, IF_THEN)
    assert terminal.end() == 0
    review = room.trust("list", "--json", now=MONDAY_AFTER).json["data"]["entries"][0]
    assert (review["period"], review["day"]) == ("2026-W47", "2026-11-23")
    assert IF_THEN in room.trust(now=MONDAY_AFTER).out


def test_the_pulse_is_offered_after_the_questions(room: Room) -> None:
    room.trust("config", "set", "ask_pulse", "on")
    terminal = at_the_offer(room)
    terminal.type(f"y{ENTER}")
    answer(terminal, 1, "The cooking.")
    answer(terminal, 2, "")
    answer(terminal, 3, "")
    terminal.wait_for("A few quick questions")
    terminal.wait_for("[y/N] ")
    terminal.type(f"y{ENTER}")
    terminal.wait_for("1 of ")
    terminal.type(f"4{ENTER}")
    terminal.wait_for("2 of ")
    terminal.type(CTRL_C)
    terminal.end()
    assert room.trust("pulse", "--json").json["data"]["pulse"]["taken"]


def test_who_declines_the_questions_is_not_offered_the_pulse(room: Room) -> None:
    room.trust("config", "set", "ask_pulse", "on")
    terminal = at_the_offer(room)
    terminal.type(f"n{ENTER}")
    assert terminal.end() == 0
    assert "A few quick questions" not in terminal.text


def test_a_month_is_asked_about_as_a_month(room: Room) -> None:
    terminal = at_the_offer(room, "--month")
    terminal.type(f"y{ENTER}")
    answer(terminal, 1, "That we laughed.")
    answer(terminal, 2, "")
    answer(terminal, 3, IF_THEN)
    terminal.wait_for("Saved")
    terminal.wait_for("your review of November 2026.")
    terminal.wait_for("show you your if-then next month.")
    assert terminal.end() == 0
    assert "week" not in terminal.text.partition("Answer three questions?")[2]
    [review] = [entry for entry in room.entries() if entry["kind"] == "review"]
    assert review["period"] == "2026-11"
    december = "2026-12-01T20:00:00+01:00"
    room.trust("journal", "--free", "-m", "Soup.", now=december)
    assert "This month" in room.trust(now=december).out


@pytest.mark.parametrize("options", [(), ("--plain",)])
def test_an_if_then_is_asked_for_in_two_halves(room: Room, options: tuple[str, ...]) -> None:
    terminal = at_the_offer(room, *options)
    terminal.type(f"y{ENTER}")
    answer(terminal, 1, "")
    answer(terminal, 2, "")
    answer(terminal, 3, "she comes home late")
    terminal.wait_for("then I'll …")
    terminal.wait_for_the_writer()
    terminal.type(f"ask about her day first.{CTRL_D}")
    assert terminal.end() == 0
    [review] = [entry for entry in room.entries() if entry["kind"] == "review"]
    [answered] = review["answers"]
    assert answered["text"] == "If she comes home late, then I'll ask about her day first."


@pytest.mark.parametrize("stop", [CTRL_C, None])
def test_an_if_then_in_two_halves_outlives_an_end_between_them(
    room: Room, stop: str | None
) -> None:
    terminal = at_the_offer(room)
    terminal.type(f"y{ENTER}")
    answer(terminal, 1, "")
    answer(terminal, 2, "")
    answer(terminal, 3, "she comes home late")
    terminal.wait_for("then I'll …")
    terminal.wait_for_the_writer()
    terminal.type("ask about")
    if stop:
        terminal.type(stop)
        assert terminal.end() == 130
    else:
        until(lambda: "ask about" in "".join(room.draft_texts()), "the draft to have the words")
        terminal.kill(signal.SIGKILL)
    assert "If she comes home late, then I'll ask about" in "".join(room.draft_texts())
