"""Read entries in full, in the order they happened, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..app import App
from ..domain.entry import Entry
from ..domain.filter import Filter
from ..domain.periods import Period, month_of, week_of, year_of
from ..storage.search_query import SearchReader
from .list_entries import Unknown, unknown_labels

RECENT_DAYS = 7
"""The days that are read if nothing is asked for, up to today or to the last one written."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries to read, oldest first, by their row numbers."""

    numbers: tuple[int, ...]
    period: Period | None
    """The period that was asked for, or the recent days; None for all that match the filter."""
    by_days: bool
    """Whether the days are the only thing that was asked for."""
    private: int = 0
    """Private entries among them."""
    passed_over: int = 0
    """Private entries of these days that weren't looked into, because of the filter."""
    unknown: tuple[Unknown, ...] = ()
    """The tags and people of the filter that no entry has."""
    mentions: int | None = None
    """Entries that have the name of the person in their words, if only a person was asked for."""
    earlier: Period | None = None
    """The period before this one that has entries."""
    later: Period | None = None
    """The period after this one that has entries."""


def recent(app: App) -> Period:
    """Return the seven days up to today, or up to the last day written if that is earlier."""
    today = app.now.today
    first = today - timedelta(days=RECENT_DAYS - 1)
    after_first = app.reader.day_after(first - timedelta(days=1))
    if after_first is None:
        last = app.reader.day_before(first)
        if last is not None:
            return Period("span", last - timedelta(days=RECENT_DAYS - 1), last)
    return Period("span", first, today)


def reading(app: App, filter_: Filter, period: Period | None) -> Reading:
    """Return what to read for a filter, whose days are those of the period if there is one."""
    numbers = tuple(app.reader.numbers(filter_))
    by_days = replace(filter_, start=None, end=None) == Filter()
    earlier, later = _around(app, period) if by_days and period else (None, None)
    return Reading(
        numbers,
        period,
        by_days,
        private=app.reader.private_among(numbers),
        passed_over=app.reader.private_passed_over(filter_),
        unknown=unknown_labels(app, filter_) if not numbers else (),
        mentions=mentions(app, filter_, period),
        earlier=earlier,
        later=later,
    )


def mentions(app: App, filter_: Filter, period: Period | None) -> int | None:
    """Count the other entries that have the name of a person in their words."""
    if len(filter_.people) != 1 or replace(filter_, start=None, end=None, people=()) != Filter():
        return None
    return SearchReader.beside(app.reader).mentioning(filter_.people[0], period)


def entries(app: App, what: Reading) -> Iterator[Entry]:
    """Yield the entries to read, of which few are in memory at a time."""
    return app.reader.by_numbers(what.numbers)


def written_days(app: App, month: date) -> frozenset[date]:
    """Return the days of a month that have entries."""
    period = month_of(month)
    return frozenset(day for day, _ in app.days.written_days(period.start, period.end))


def _around(app: App, period: Period) -> tuple[Period | None, Period | None]:
    """Return the periods before and after one that have entries, of its kind.

    Around some days that are no week, month or year they are months.
    """
    days = app.reader.day_before(period.start), app.reader.day_after(period.end)
    before, after = (_like(period, day) if day else None for day in days)
    return before, after


def _like(period: Period, day: date) -> Period:
    if period.is_day:
        return Period("span", day, day)
    of_day = {"week": week_of, "year": year_of}.get(period.kind, month_of)
    return of_day(day)
