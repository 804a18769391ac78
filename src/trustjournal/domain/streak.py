"""Showing up over time: the 28-day headline, the run, and the marks of the heatmap.

The rule (docs/streaks.md): a run goes on until three days in a row pass without an entry.
Blank and paused days do not count in it, and an unfinished today is not a miss. Nothing
here is stored; it is derived from the written days each time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WINDOW = 28
"""The number of days in the headline."""
GAP = 3
"""The number of blank days in a row that ends a run."""
LONG_GAP = 21
"""After more blank days in a row than this, someone who writes again is shown no numbers."""
LONGEST_PAUSE = 366
"""The most days a pause may last."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days taken off the calendar."""

    n: int
    first_day: date
    last_day: date
    reason: str | None = None
    """The reason for the pause, with private words redacted."""


ON_TIME = 2
"""An entry written at most this many days after its day counts for that day."""

_DAY = timedelta(days=1)


class Mark(StrEnum):
    """The mark of a day in the heatmap."""

    WRITTEN = "written"
    LATER = "later"
    """Something was written about it, but more than two days afterwards."""
    REST = "rest"
    """A blank day between two written days of the same run."""
    PAUSED = "paused"
    BLANK = "blank"
    OPEN = "open"
    """Today, with nothing written yet."""
    OUTSIDE = "outside"
    """Before the first entry, or still to come."""


@dataclass(frozen=True, slots=True)
class Run:
    """A series of written days with no gap of three blank days."""

    days: int = 0
    rest_days: int = 0
    """The blank days between its first and its last written day."""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """`written` of the last `days` days; `first` if the journal has no more days than those."""

    written: int
    days: int
    first: bool


@dataclass(frozen=True, slots=True)
class Days:
    """The written and paused days of a journal."""

    written: frozenset[date]
    """Days written about on time."""
    later: frozenset[date] = frozenset()
    paused: frozenset[date] = frozenset()
    began: date | None = None
    """The first day written on time, if `written` holds only later days."""

    def first_until(self, today: date) -> date | None:
        """Return the first day written up to `today`, or None if there is none yet."""
        if self.began is not None and self.began <= today:
            return self.began
        return min((day for day in self.written if day <= today), default=None)

    def is_off(self, day: date) -> bool:
        """Return whether a day is off the calendar: paused, with nothing written."""
        return day in self.paused and day not in self.written


def collect(
    rows: Iterable[tuple[date, date]],
    pauses: Iterable[tuple[date, date]] = (),
    began: date | None = None,
) -> Days:
    """Build `Days` from pairs of (day, earliest written_on) and pauses as (first, last)."""
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
    """Clip pauses to the days that can matter: a journal may have one of thousands of years."""
    earliest = date.fromordinal(max(start.toordinal() - LONGEST_PAUSE, 1))
    latest = date.fromordinal(min(last.toordinal() + 2 * LONGEST_PAUSE, date.max.toordinal()))
    for first_day, last_day in pauses:
        if (last_day - first_day).days < LONGEST_PAUSE:
            yield first_day, last_day
        elif first_day <= latest and last_day >= earliest:
            yield max(first_day, earliest), min(last_day, latest)


def headline(days: Days, today: date) -> Headline | None:
    """Count the last 28 days on the calendar, ending today, or yesterday while today is open.

    None before the first written day.
    """
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
    """Return the first day of the headline's window, for other counts over the same days."""
    day = today if today in days.written else today - _DAY
    counted = 0
    while True:
        counted += not days.is_off(day)
        if counted >= WINDOW:
            return day
        day -= _DAY


def _off(days: Days) -> list[date]:
    """List the days that are off the calendar, in order."""
    return sorted(days.paused - days.written)


def _blanks(off: list[date], after: date, before: date) -> int:
    """Count the blank days strictly between two days; days off the calendar are not blank."""
    between = max((before - after).days - 1, 0)
    return between - max(bisect_left(off, before) - bisect_right(off, after), 0)


def _runs(days: Days, today: date) -> list[Run]:
    """List every run up to today, oldest first."""
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
    """Return the current run, or an empty one after three blank days."""
    last = (_runs(days, today) or [Run()])[-1]
    going_on = last.end is not None and _blanks(_off(days), last.end, today) < GAP
    return last if going_on else Run()


def longest(days: Days, today: date) -> Run:
    """Return the longest run so far; of equally long ones, the latest."""
    return max(reversed(_runs(days, today)), key=lambda run: run.days, default=Run())


def blank_days(days: Days, today: date) -> int:
    """Count the blank days since the last written day, without today.

    If that day is older than the days in `written`, the result is GAP, which means GAP or more.
    """
    past = [day for day in days.written if day <= today]
    if not past:
        # The last entry is older than `written` goes back, which is more than a run can bridge.
        return GAP if days.first_until(today) else 0
    return _blanks(_off(days), max(past), today)


def has_come_back(days: Days, today: date) -> bool:
    """Return whether today is the first day written after more than three weeks of blank days."""
    if today not in days.written:
        return False
    earlier = [day for day in days.written if day < today]
    if not earlier:
        return days.first_until(today) != today
    return _blanks(_off(days), max(earlier), today) > LONG_GAP


def marks(days: Days, start: date, end: date, today: date) -> dict[date, Mark]:
    """Return the mark of each day from `start` to `end`."""
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
    """Return the blank days inside runs."""
    resting: set[date] = set()
    for run in _runs(days, today):
        if run.start is None or run.end is None or not run.rest_days:
            continue
        for n in range((run.end - run.start).days):
            day = run.start + timedelta(days=n)
            if day not in days.written and day not in days.paused:
                resting.add(day)
    return frozenset(resting)
