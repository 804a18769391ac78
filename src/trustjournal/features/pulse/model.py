"""The pulse: a few small questions about one's own week, and the trend of each practice.

Pure functions of the answers. There is no total and no average of several practices: an item
is only compared with itself. The source of the rules is docs/pulse.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from ...domain.periods import week_of
from ...domain.prompts import PackQuestion
from ...domain.safety_pause import EASE

# --- the numbers -------------------------------------------------------------------------
MOST_ITEMS = 10
"""The most items in a pulse, not counting ease."""
WEEKS_SHOWN = 8
WEEKS_COMPARED = 16
"""Older answers don't affect the trend."""
FEWEST_PULSES = 4
"""Nothing is shown before there are this many weeks with a pulse."""
COMPARED = 4
"""The number of latest answers that are compared with the same number before them."""
FEWEST_BEFORE = 3
"""The fewest earlier answers to compare with: `COMPARED` less the first pulse."""
CHANGE = 1
"""Medians that differ by less than this are steady."""

Value: TypeAlias = int | None
"""1 to 5, or None for "no occasion", which is an answer too, and not a low one."""
VALUES: dict[str, Value] = {str(n): n for n in range(1, 6)} | dict.fromkeys(("-", "–", "0"))
"""The accepted input, with the value each means."""

Answers: TypeAlias = Mapping[str, Value]
"""Values by item, or by week for one item; what was skipped is missing."""


class Trend(StrEnum):
    """The direction in which the answers to an item move."""

    RISING = "rising"
    STEADY = "steady"
    DIPPING = "dipping"
    EARLY = "too early"
    """There are too few answers to tell."""


@dataclass(frozen=True, slots=True)
class WeekValue:
    """The answer to an item in one week."""

    week: str
    answered: bool
    value: Value = None


def rules() -> dict[str, int]:
    """Return the numbers above, for users who want to know the rules."""
    return {
        "weeks_shown": WEEKS_SHOWN,
        "weeks_compared": WEEKS_COMPARED,
        "fewest_pulses": FEWEST_PULSES,
        "compared": COMPARED,
        "fewest_before": FEWEST_BEFORE,
        "change": CHANGE,
    }


def choose_items(questions: Iterable[PackQuestion]) -> tuple[PackQuestion, ...]:
    """Choose the items of a pulse: the first of each practice, ten at most, then ease."""
    by_practice: dict[str, PackQuestion] = {}
    ease: dict[str, PackQuestion] = {}
    for question in questions:
        if question.id == EASE:
            ease.setdefault(EASE, question)
        else:
            by_practice.setdefault(question.practice or question.id, question)
    return (*list(by_practice.values())[:MOST_ITEMS], *ease.values())


def weeks_until(day: date, count: int) -> tuple[str, ...]:
    """Return the names of `count` weeks, oldest first, ending with the week of `day`."""
    last = week_of(day).start
    return tuple(week_of(last - timedelta(days=7 * n)).name for n in reversed(range(count)))


def week_values(answers: Answers, weeks: Iterable[str]) -> tuple[WeekValue, ...]:
    """Return the answer to an item in each of these weeks, answered or not."""
    return tuple(WeekValue(week, week in answers, answers.get(week)) for week in weeks)


def trend_of(answers: Answers, first: str | None) -> Trend:
    """Return the trend of an item: the median of its last four values against the four before.

    `answers` are by week; `first` is the week of the very first pulse, which is left out because
    first answers may run high. "No occasion" doesn't count as a value.
    """
    values = [value for week, value in _weeks_with_value(answers) if week != first]
    recent, before = values[-COMPARED:], values[-2 * COMPARED : -COMPARED]
    if len(before) < FEWEST_BEFORE:
        return Trend.EARLY
    change = median(recent) - median(before)
    if abs(change) < CHANGE:
        return Trend.STEADY
    return Trend.RISING if change > 0 else Trend.DIPPING


def recent_weeks(answers: Answers) -> tuple[str, ...]:
    """Return the weeks of the last four values."""
    return tuple(week for week, _ in _weeks_with_value(answers)[-COMPARED:])


def median(values: Sequence[int]) -> float:
    """Return the median: the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _weeks_with_value(answers: Answers) -> list[tuple[str, int]]:
    """List the weeks that have a value, with it, oldest first."""
    return [(week, value) for week, value in sorted(answers.items()) if value is not None]
