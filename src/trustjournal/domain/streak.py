"""Showing up over time: the 28-day line, the run, and the marks of the heatmap.

The rule (docs/streaks.md): a run goes on until three days in a row pass without an entry.
Blank and paused days do not count in it, and an unfinished today is not a miss. Nothing
here is stored; it is worked out from the written days each time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WINDOW = 28
"""Days in the headline."""
GAP = 3
"""So many blank days in a row end a run."""
LONGEST_PAUSE = 366
"""Days a pause may last at the most."""
ON_TIME = 2
"""An entry written at most so many days after its day counts for it."""

_DAY = timedelta(days=1)


class Mark(StrEnum):
    """What a day of the heatmap is."""

    WRITTEN = "written"
    LATER = "later"
    """Something was written about it, more than two days after."""
    REST = "rest"
    """Blank, between two written days of the same run."""
    PAUSED = "paused"
    BLANK = "blank"
    OPEN = "open"
    """Today, with nothing written yet."""
    OUTSIDE = "outside"
    """Before the first entry, or still to come."""


@dataclass(frozen=True, slots=True)
class Run:
    """Days of showing up with no gap of three."""

    days: int = 0
    rest_days: int = 0
    """The blanks between its first and its last written day."""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """`written` of `days` days; `first` while those are all the days there have been."""

    written: int
    days: int
    first: bool


@dataclass(frozen=True, slots=True)
class Days:
    """The days a journal knows of, as the rules below need them."""

    written: frozenset[date]
    """Days written about on time."""
    later: frozenset[date] = frozenset()
    paused: frozenset[date] = frozenset()
    began: date | None = None
    """The first day written on time, where `written` holds only the later part of it."""

    def first_until(self, today: date) -> date | None:
        """The first written day, or None while there is none."""
        if self.began is not None and self.began <= today:
            return self.began
        return min((day for day in self.written if day <= today), default=None)

    def is_off(self, day: date) -> bool:
        """Whether a day is taken off the calendar: paused, and nothing written."""
        return day in self.paused and day not in self.written


def collect(
    rows: Iterable[tuple[date, date]],
    pauses: Iterable[tuple[date, date]] = (),
    began: date | None = None,
) -> Days:
    """Days from (day, earliest written_on) pairs and (first, last) pauses."""
    written: set[date] = set()
    later: set[date] = set()
    for day, written_on in rows:
        (written if (written_on - day).days <= ON_TIME else later).add(day)
    paused = {
        start + timedelta(days=n) for start, end in pauses for n in range((end - start).days + 1)
    }
    return Days(frozenset(written), frozenset(later - written), frozenset(paused), began)


def clip_pauses(
    pauses: Iterable[tuple[date, date]], start: date, last: date
) -> Iterator[tuple[date, date]]:
    """Yield pauses cut to the days that may count: a journal may hold one of thousands of years."""
    earliest = date.fromordinal(max(start.toordinal() - LONGEST_PAUSE, 1))
    latest = date.fromordinal(min(last.toordinal() + 2 * LONGEST_PAUSE, date.max.toordinal()))
    for first_day, last_day in pauses:
        if (last_day - first_day).days < LONGEST_PAUSE:
            yield first_day, last_day
        elif first_day <= latest and last_day >= earliest:
            yield max(first_day, earliest), min(last_day, latest)


def headline(days: Days, today: date) -> Headline | None:
    """The last 28 days on the calendar, ending today, or yesterday while today is open."""
    first = days.first_until(today)
    if first is None:
        return None
    day = today if today in days.written else today - _DAY
    counted = written = 0
    while counted < WINDOW and day >= first:
        if not days.is_off(day):
            counted += 1
            written += day in days.written
        day -= _DAY
    return Headline(written, counted, first=counted < WINDOW)


def window_start(days: Days, today: date) -> date:
    """The first day of the headline's window, for what else is counted over it."""
    day = today if today in days.written else today - _DAY
    counted = 0
    while True:
        counted += not days.is_off(day)
        if counted >= WINDOW:
            return day
        day -= _DAY


def _off(days: Days) -> list[date]:
    """The days taken off the calendar, in order."""
    return sorted(days.paused - days.written)


def _blanks(off: list[date], after: date, before: date) -> int:
    """Blank days strictly between two days; days off the calendar are not blank."""
    between = max((before - after).days - 1, 0)
    return between - max(bisect_left(off, before) - bisect_right(off, after), 0)


def _runs(days: Days, today: date) -> list[Run]:
    """Every run up to today, oldest first."""
    off = _off(days)
    runs: list[Run] = []
    for day in sorted(day for day in days.written if day <= today):
        last = runs[-1] if runs else Run()
        blanks = _blanks(off, last.end, day) if last.end else GAP
        if blanks < GAP:
            runs[-1] = Run(last.days + 1, last.rest_days + blanks, last.start, day)
        else:
            runs.append(Run(1, 0, day, day))
    return runs


def current(days: Days, today: date) -> Run:
    """The run that is going on, or an empty one after three blank days."""
    last = (_runs(days, today) or [Run()])[-1]
    going_on = last.end is not None and _blanks(_off(days), last.end, today) < GAP
    return last if going_on else Run()


def longest(days: Days, today: date) -> Run:
    """The longest run so far; of equal ones the latest."""
    return max(reversed(_runs(days, today)), key=lambda run: run.days, default=Run())


def blank_days(days: Days, today: date) -> int:
    """Days without an entry since the last, today not counted; at least GAP after a long time."""
    past = [day for day in days.written if day <= today]
    if not past:
        # The last entry lies before what `written` holds, so more than a run can bridge.
        return GAP if days.first_until(today) else 0
    return _blanks(_off(days), max(past), today)


def marks(days: Days, start: date, end: date, today: date) -> dict[date, Mark]:
    """The mark of each day from `start` to `end`."""
    first = min(days.later | {days.first_until(today) or today})
    resting = _resting(days, today)
    tests: tuple[tuple[Mark, Callable[[date], bool]], ...] = (
        (Mark.OUTSIDE, lambda day: day > today and day not in days.paused),
        (Mark.WRITTEN, days.written.__contains__),
        (Mark.LATER, days.later.__contains__),
        (Mark.PAUSED, days.paused.__contains__),
        (Mark.OPEN, lambda day: day == today),
        (Mark.OUTSIDE, lambda day: day < first),
        (Mark.REST, resting.__contains__),
    )
    result = {}
    for n in range((end - start).days + 1):
        day = start + timedelta(days=n)
        result[day] = next((mark for mark, holds in tests if holds(day)), Mark.BLANK)
    return result


def _resting(days: Days, today: date) -> frozenset[date]:
    """Blank days inside a run."""
    resting: set[date] = set()
    for run in _runs(days, today):
        if run.start is None or run.end is None or not run.rest_days:
            continue
        for n in range((run.end - run.start).days):
            day = run.start + timedelta(days=n)
            if day not in days.written and day not in days.paused:
                resting.add(day)
    return frozenset(resting)
