"""The pulse: a few small questions about my own week, and which way each practice goes.

Pure functions of the answers. There is no total and no average of several practices: an item
is compared with itself, and with nothing else. Where the rules come from: docs/pulse.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from .periods import week_of
from .prompts import PackQuestion

# --- the numbers -------------------------------------------------------------------------
MOST_ITEMS = 10
"""Items a pulse asks at the most, ease not counted."""
WEEKS_SHOWN = 8
WEEKS_COMPARED = 16
"""Answers older than that take no part in the word."""
FEWEST_PULSES = 4
"""Before so many weeks with a pulse nothing is shown."""
COMPARED = 4
"""The last so many answers are compared with as many before them."""
FEWEST_BEFORE = 3
"""Answers there must be to compare with: as many, less the first pulse."""
CHANGE = 1
"""Medians that differ by less are steady."""

EASE = "ease"
"""The item that is never shown: it only tells when the tender questions must wait."""
NO_EASE = 1
"""The answer to it that counts like a question put aside as not safe."""

Value: TypeAlias = int | None
"""1 to 5; None where there was no occasion, which is an answer too and not a low one."""
VALUES: dict[str, Value] = {str(n): n for n in range(1, 6)} | dict.fromkeys(("-", "–", "0"))
"""What a person types, and what it means."""

Answers: TypeAlias = Mapping[str, Value]
"""Items, or the weeks of one item, with their values; what was skipped is not there."""


class Trend(StrEnum):
    """Which way an item goes."""

    RISING = "rising"
    STEADY = "steady"
    DIPPING = "dipping"
    EARLY = "too early"
    """There are too few answers to tell."""


@dataclass(frozen=True, slots=True)
class WeekValue:
    """An item in one week."""

    week: str
    answered: bool
    value: Value = None


def rules() -> dict[str, int]:
    """The numbers above, for those who would like to know."""
    return {
        "weeks_shown": WEEKS_SHOWN,
        "weeks_compared": WEEKS_COMPARED,
        "fewest_pulses": FEWEST_PULSES,
        "compared": COMPARED,
        "fewest_before": FEWEST_BEFORE,
        "change": CHANGE,
    }


def items_of(questions: Iterable[PackQuestion]) -> tuple[PackQuestion, ...]:
    """What a pulse asks: one item a practice, the first of each, ten at the most; then ease."""
    by_practice: dict[str, PackQuestion] = {}
    ease: dict[str, PackQuestion] = {}
    for question in questions:
        if question.id == EASE:
            ease.setdefault(EASE, question)
        else:
            by_practice.setdefault(question.practice or question.id, question)
    return (*list(by_practice.values())[:MOST_ITEMS], *ease.values())


def weeks_until(day: date, count: int) -> tuple[str, ...]:
    """The names of so many weeks, oldest first; the last is the one the day lies in."""
    last = week_of(day).start
    return tuple(week_of(last - timedelta(days=7 * n)).name for n in reversed(range(count)))


def week_values(answers: Answers, weeks: Iterable[str]) -> tuple[WeekValue, ...]:
    """The weeks of an item, answered or not."""
    return tuple(WeekValue(week, week in answers, answers.get(week)) for week in weeks)


def trend_of(answers: Answers, first: str | None) -> Trend:
    """Which way an item goes: the median of its last four values against the four before.

    `answers` are by week, `first` is the week of the very first pulse: first answers may run
    high, so that one is nothing to compare with. No occasion is no value.
    """
    values = [value for week, value in _told(answers) if week != first]
    recent, before = values[-COMPARED:], values[-2 * COMPARED : -COMPARED]
    if len(before) < FEWEST_BEFORE:
        return Trend.EARLY
    change = median(recent) - median(before)
    if abs(change) < CHANGE:
        return Trend.STEADY
    return Trend.RISING if change > 0 else Trend.DIPPING


def recent_weeks(answers: Answers) -> tuple[str, ...]:
    """The weeks whose values are the last four."""
    return tuple(week for week, _ in _told(answers)[-COMPARED:])


def median(values: Sequence[int]) -> float:
    """The middle one of some values, or halfway between the two in the middle."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _told(answers: Answers) -> list[tuple[str, int]]:
    """The weeks with a value, oldest first."""
    return [(week, value) for week, value in sorted(answers.items()) if value is not None]
