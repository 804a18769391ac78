"""Check-ins: what to say, what came of it, when the next one would fit."""

from __future__ import annotations

import pytest

from conftest import Trust

MONDAY = "2026-11-23T20:00:00+01:00"


def at(day: str) -> str:
    return f"{day}T20:00:00+01:00"


def test_the_script_alone_without_a_terminal(trust: Trust) -> None:
    told = trust("checkin")
    assert told.code == 0
    assert "What would help you most this week?" in told.out.splitlines()
    assert trust("checkin", "--json").json["data"]["script"]
    assert trust("list", "--json").json["data"]["entries"] == []


def test_the_script_speaks_the_language_of_the_person(trust: Trust) -> None:
    english = trust("checkin").out
    trust("config", "set", "language", "es")
    assert trust("checkin").out != english


def test_what_came_of_it_is_an_entry_with_answers(trust: Trust) -> None:
    done = trust(
        *("checkin", "Sam", "--heard", "Quiet on Sunday", "--voiced", "A walk"),
        *("--follow-up", "friday", "--json"),
    )
    assert done.code == 0
    entry = done.json["data"]["entry"]
    assert (entry["kind"], entry["people"], entry["practice"]) == ("checkin", ["Sam"], "check-ins")
    assert [answer["text"] for answer in entry["answers"]] == ["Quiet on Sunday", "A walk"]
    assert "Quiet on Sunday" in trust("show").out
    assert "1 of" in trust("streak", "--short").out or "first day" in trust("streak", "--short").out


def test_not_today_is_complete(trust: Trust) -> None:
    done = trust("checkin", "Sam", "--not-today", "--json")
    assert done.json["data"]["entry"]["body"] == "Not today."
    review = trust("review", "--no-input").out
    assert "Not today. That counts." in review


def test_only_a_day_to_come_back_is_enough(trust: Trust) -> None:
    assert trust("checkin", "--follow-up", "tomorrow").code == 0
    assert trust("show", "--json").json["data"]["entry"]["body"] == "We talked."


def test_the_person_of_the_settings_is_meant_where_nobody_is_named(trust: Trust) -> None:
    trust("config", "set", "person", "Ada")
    done = trust("checkin", "--heard", "tea", "--json")
    assert done.json["data"]["entry"]["people"] == ["Ada"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--follow-up", "yesterday"), 2),
        (("--follow-up", "someday"), 2),
        (("--date", "2027-01-01", "--heard", "x"), 2),
        (("--not-today", "--heard", "x"), 2),
        (("--no-input", "--heard", "x"), 2),
        (("--heard", "   "), 1),
    ],
)
def test_what_cannot_be_is_one_plain_line(trust: Trust, words: tuple[str, ...], code: int) -> None:
    told = trust("checkin", *words)
    assert (told.code, told.err.count("\n")) == (code, 1)
    assert trust("list", "--json").json["data"]["entries"] == []


# --- a rhythm ------------------------------------------------------------------------------------


def test_a_rhythm_is_offered_once(trust: Trust) -> None:
    assert "--every weekly" in trust("checkin", "Sam", "--heard", "a").err
    assert "--every weekly" not in trust("checkin", "Sam", "--heard", "b").err


def test_today_says_when_a_check_in_would_fit_and_names_nobody(trust: Trust) -> None:
    trust("journal", "-m", "heliotrope", now=at("2026-11-20"))
    assert "good day for a check-in" not in trust(now=at("2026-11-21")).out
    trust("people", "set", "Sam", "--every", "weekly")
    shown = trust(now=at("2026-11-21")).out
    assert "Today would be a good day for a check-in" in shown
    assert "Sam" not in shown
    trust("checkin", "Sam", "--heard", "tea", now=at("2026-11-21"))
    assert "good day for a check-in" not in trust(now=at("2026-11-22")).out
    for day in ("2026-11-25", "2026-11-27"):
        trust("journal", "-m", "heliotrope", now=at(day))
    assert "good day for a check-in" not in trust(now=at("2026-11-27")).out
    assert "good day for a check-in" in trust(now=at("2026-11-28")).out
    trust("people", "set", "Sam", "--every", "off")
    assert "good day for a check-in" not in trust(now=at("2026-11-28")).out


def test_what_was_to_be_come_back_to_is_said_until_it_is(trust: Trust) -> None:
    trust("checkin", "Sam", "--heard", "tea", "--follow-up", "+2", now=at("2026-11-20"))
    assert "follow up" not in trust(now=at("2026-11-21")).out
    assert (
        "You wanted to come back to this today: “tea” (trust checkin Sam)"
        in trust(now=at("2026-11-22")).out
    )
    trust("checkin", "Sam", "--heard", "it was good", now=at("2026-11-22"))
    assert "follow up" not in trust(now=at("2026-11-22")).out


# --- the review ----------------------------------------------------------------------------------


def test_the_review_has_what_was_heard_and_what_is_ahead(trust: Trust) -> None:
    trust(
        *("checkin", "Sam", "--heard", "Quiet on Sunday", "--voiced", "A walk"),
        *("--follow-up", "2026-11-27"),
    )
    trust("checkin", "Sam", "--heard", "heliotrope", "--private")
    for told in (trust("review", "--no-input"), trust("review", "--no-input", "--markdown")):
        assert "Sam needs: Quiet on Sunday · I need: A walk" in told.out
        assert "1 check-in is counted but not quoted" in told.out
        assert "on Friday 27 November" in told.out
        assert "heliotrope" not in told.out
    trust("people", "set", "Sam", "--quote", "no")
    assert "Quiet on Sunday" not in trust("review", "--no-input").out


def test_a_week_without_one_says_nothing(trust: Trust) -> None:
    trust("journal", "-m", "heliotrope")
    assert "Check-in" not in trust("review", "--no-input").out.replace("Check-ins,", "").replace(
        "Check-ins\n", ""
    )


def test_another_name_comes_along(trust: Trust) -> None:
    trust("checkin", "Sam", "--heard", "tea", now=at("2026-11-20"))
    trust("people", "rename", "Sam", "Alex")
    trust("people", "set", "Alex", "--every", "weekly")
    assert "good day for a check-in" not in trust(now=at("2026-11-22")).out
