"""The entries as a list that is looked at in parts: how many there are, and the ones in sight.

The list is counted by month, so any part of it is read without walking through the rest, and a
journal of any size costs the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Protocol

from ..app import App
from ..domain.entry import Entry, redacted
from ..domain.filter import Filter
from ..domain.periods import month_of

if TYPE_CHECKING:
    from .search import SearchMatch, SearchResult

PAGE = 64
"""Entries read at a time."""
_PAGES_KEPT = 16


@dataclass(frozen=True, slots=True)
class Head:
    """What a list shows of an entry. It holds no private words."""

    entry: Entry
    """The redacted entry."""
    match: SearchMatch | None = None
    """Where a search has found its words."""

    @property
    def id(self) -> str:
        """The id of the entry."""
        return self.entry.id

    @property
    def day(self) -> date:
        """The day the entry is about."""
        return self.entry.day


class Heads(Protocol):
    """Entries, newest first, by their place in the list."""

    months: Sequence[tuple[date, int]]
    """The first day of each month with its number of entries, newest first."""

    @property
    def count(self) -> int:
        """The number of entries."""

    def head(self, place: int) -> Head:
        """Return the entry at a place, counted from 0."""

    def place_of(self, entry_id: str, day: date) -> int | None:
        """Return the place of an entry that is about a day, or None."""

    def place_of_day(self, day: date) -> int | None:
        """Return the place of the newest entry up to a day, else of the oldest; None if empty."""


class FilteredHeads:
    """The entries of the journal that match a filter, read in pages."""

    def __init__(self, app: Callable[[], App], criteria: Filter) -> None:
        """Count the entries. `app` returns the context to read with, which changes over time."""
        self._app = app
        self._criteria = criteria
        self.months = app().reader.months(criteria)
        self._ends = list(accumulate(count for _, count in self.months))
        self._pages: OrderedDict[tuple[date, int], list[Head]] = OrderedDict()

    @property
    def count(self) -> int:
        """The number of entries."""
        return self._ends[-1] if self._ends else 0

    def head(self, place: int) -> Head:
        """Return the entry at a place, counted from 0.

        Raises `IndexError` if the journal has fewer entries by now.
        """
        index = bisect_right(self._ends, place)
        first, _ = self.months[index]
        within = place - (self._ends[index - 1] if index else 0)
        return self._page(first, within // PAGE)[within % PAGE]

    def _page(self, month: date, number: int) -> list[Head]:
        key = (month, number)
        if key not in self._pages:
            days = month_of(month)
            start = max(filter(None, (self._criteria.start, days.start)))
            end = min(filter(None, (self._criteria.end, days.end)))
            part = replace(self._criteria, start=start, end=end, limit=PAGE)
            entries = self._app().reader.page(part, number * PAGE)
            self._pages[key] = [Head(redacted(entry)) for entry in entries]
            while len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(key)
        return self._pages[key]

    def place_of(self, entry_id: str, day: date) -> int | None:
        """Return the place of an entry that is about a day, or None."""
        for start, heads in self._in_month(day):
            for n, head in enumerate(heads):
                if head.id == entry_id:
                    return start + n
        return None

    def place_of_day(self, day: date) -> int | None:
        """Return the place of the newest entry up to a day, else of the oldest; None if empty."""
        for start, heads in self._in_month(day):
            for n, head in enumerate(heads):
                if head.day <= day:
                    return start + n
        months = [month for month, _ in self.months]
        following = next((n for n, month in enumerate(months) if month <= day), len(months))
        if following < len(months) and months[following] == day.replace(day=1):
            following += 1
        place = self._ends[following - 1] if following else 0
        return min(place, self.count - 1) if self.count else None

    def _in_month(self, day: date) -> list[tuple[int, list[Head]]]:
        """Return the pages of a day's month, each with the place of its first entry."""
        first = day.replace(day=1)
        for index, (month, count) in enumerate(self.months):
            if month == first:
                start = self._ends[index] - count
                numbers = range(-(-count // PAGE))
                return [(start + n * PAGE, self._page(month, n)) for n in numbers]
        return []


class Matches:
    """The matches of a search, as a list."""

    def __init__(self, result: SearchResult) -> None:
        self.result = result
        self._heads = [Head(redacted(match.entry), match) for match in result.hits]
        by_month = groupby(self._heads, key=lambda head: head.day.replace(day=1))
        self.months: Sequence[tuple[date, int]] = [
            (month, len(list(heads))) for month, heads in by_month
        ]

    @property
    def count(self) -> int:
        """The number of entries."""
        return len(self._heads)

    def head(self, place: int) -> Head:
        """Return the entry at a place, counted from 0."""
        return self._heads[place]

    def place_of(self, entry_id: str, day: date) -> int | None:
        """Return the place of an entry, or None."""
        return next((n for n, head in enumerate(self._heads) if head.id == entry_id), None)

    def place_of_day(self, day: date) -> int | None:
        """Return the place of the newest entry up to a day, else of the oldest; None if empty."""
        last = self.count - 1
        return next((n for n, head in enumerate(self._heads) if head.day <= day), last)
