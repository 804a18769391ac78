"""The rule of the pulse, against the plainest way to say it."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.periods import week_of
from trustjournal.domain.prompts import PackQuestion
from trustjournal.features.pulse import model as pulse
from trustjournal.features.pulse.model import (
    Trend,
    recent_weeks,
    trend_of,
    week_values,
    weeks_until,
)

MONDAY = date(2026, 9, 7)
WEEKS = [week_of(MONDAY + timedelta(days=7 * n)).name for n in range(20)]

values = st.none() | st.integers(1, 5)
answers = st.dictionaries(st.sampled_from(WEEKS), values)
firsts = st.none() | st.sampled_from(WEEKS)


def oracle(told: dict[str, int | None], first: str | None) -> Trend:
    """The rule, week by week, with the library's median."""
    found: list[int] = []
    for week in WEEKS:
        value = told.get(week)
        if week in told and value is not None and week != first:
            found.append(value)
    if len(found) < 7:
        return Trend.EARLY
    last_four = statistics.median(found[-4:])
    four_before = statistics.median(found[max(0, len(found) - 8) : len(found) - 4])
    if last_four - four_before >= 1:
        return Trend.RISING
    return Trend.DIPPING if four_before - last_four >= 1 else Trend.STEADY


@given(answers, firsts)
def test_the_word_is_what_the_oracle_says(told: dict[str, int | None], first: str | None) -> None:
    assert trend_of(told, first) is oracle(told, first)


@given(answers, firsts)
def test_no_occasion_is_as_good_as_no_answer(
    told: dict[str, int | None], first: str | None
) -> None:
    only = {week: value for week, value in told.items() if value is not None}
    assert trend_of(only, first) is trend_of(told, first)
    assert recent_weeks(only) == recent_weeks(told)


@given(answers, firsts)
def test_turned_upside_down_it_goes_the_other_way(
    told: dict[str, int | None], first: str | None
) -> None:
    turned = {week: value and 6 - value for week, value in told.items()}
    other = {Trend.RISING: Trend.DIPPING, Trend.DIPPING: Trend.RISING}
    way = trend_of(told, first)
    assert trend_of(turned, first) is other.get(way, way)


@given(answers, firsts, st.integers(1, 5))
def test_the_first_pulse_decides_nothing(
    told: dict[str, int | None], first: str | None, value: int
) -> None:
    if first is not None:
        assert trend_of(told | {first: value}, first) is trend_of(told, first)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9))
def test_the_median(found: list[int]) -> None:
    assert pulse.median(found) == statistics.median(found)


@pytest.mark.parametrize(
    ("row", "way"),
    [
        ("", Trend.EARLY),
        ("5555", Trend.EARLY),
        ("5533333", Trend.EARLY),
        ("53332222", Trend.DIPPING),  # the eighth pulse is the first that bears a word
        ("13332222", Trend.DIPPING),
        ("53333333", Trend.STEADY),
        ("122223333", Trend.RISING),
        ("122222233", Trend.STEADY),  # half a step is none
        ("5-4-4-4-4-3-3-3-3", Trend.DIPPING),
        ("544443-3--", Trend.EARLY),
        ("555551111.", Trend.DIPPING),
        ("411115555", Trend.RISING),
    ],
)
def test_examples(row: str, way: Trend) -> None:
    told = {
        week: None if mark == "-" else int(mark)
        for week, mark in zip(WEEKS, row, strict=False)
        if mark != "."
    }
    assert trend_of(told, WEEKS[0]) is way


def test_the_weeks_of_the_last_four_values() -> None:
    told = {WEEKS[0]: 1, WEEKS[2]: 2, WEEKS[3]: None, WEEKS[5]: 3, WEEKS[6]: 4, WEEKS[9]: 5}
    assert recent_weeks(told) == (WEEKS[2], WEEKS[5], WEEKS[6], WEEKS[9])
    assert recent_weeks({}) == ()


def test_marks_tell_no_occasion_from_no_answer() -> None:
    none, some, skipped = week_values({"a": None, "b": 3}, "abc")
    assert (none.answered, none.value) == (True, None)
    assert (some.answered, some.value) == (True, 3)
    assert (skipped.answered, skipped.value) == (False, None)


def test_weeks_go_over_the_turn_of_the_year() -> None:
    assert weeks_until(date(2027, 1, 6), 3) == ("2026-W52", "2026-W53", "2027-W01")
    assert weeks_until(date(2026, 11, 22), 1) == ("2026-W47",)


def test_one_item_a_practice_ten_at_the_most_and_ease_last() -> None:
    asked = [
        PackQuestion("ease", "x", "safe-space"),
        PackQuestion("a", "x", "presence"),
        PackQuestion("b", "x", "presence"),
        PackQuestion("c", "x"),
        *(PackQuestion(f"d{n}", "x", f"own-{n}") for n in range(12)),
        PackQuestion("ease", "y"),
    ]
    found = pulse.choose_items(asked)
    assert [item.id for item in found] == ["a", "c", *(f"d{n}" for n in range(8)), "ease"]
    assert found[-1].text == "x"
    assert pulse.choose_items([]) == ()
