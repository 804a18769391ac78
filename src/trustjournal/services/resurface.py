"""Entries met again without being asked for by name: one by chance, those of this day.

They come unasked, so what could hurt unasked stays away: storms, unless they are wanted, and
words about people who are not to be quoted. Private entries are never among them by chance, and
on this day only as a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, count

from ..app import App
from ..domain.calendar import days_back
from ..domain.entry import Entry
from ..domain.people import mentions_any
from .people import unquoted

_DRAWS = 50
"""How often chance is asked before the next entry that fits is taken."""


@dataclass(frozen=True, slots=True)
class OnThisDay:
    """The entries of one earlier day."""

    day: date
    months: int
    """How long ago it is: 1, 12, 24 and so on."""
    entries: tuple[Entry, ...]


def at_random(app: App, *, storms: bool) -> Entry | None:
    """Return a random entry, each equally likely; None if there are none to show."""
    unquoted_people = unquoted(app)
    last = app.reader.last_number()
    for _ in range(_DRAWS if last else 0):
        number = app.chance(last) + 1
        drawn = next(app.reader.from_number(number, number, storms=storms), None)
        if drawn and not mentions_any(drawn, unquoted_people):
            return drawn
    # Nearly all is private, in the trash or a storm.
    number = app.chance(last) + 1 if last else 1
    rest = chain(
        app.reader.from_number(number, last, storms=storms),
        app.reader.from_number(1, number - 1, storms=storms),
    )
    return next((entry for entry in rest if not mentions_any(entry, unquoted_people)), None)


def on_this_day(app: App, *, storms: bool, day: date | None = None) -> list[OnThisDay]:
    """Return the entries of a day a month, a year and more before, the latest first.

    Without a day it is today.
    """
    unquoted_people = unquoted(app)
    days = []
    for months, past_day in _days(app, day or app.now.today):
        entries = tuple(
            entry
            for entry in app.reader.of_day(past_day)
            if (storms or entry.kind != "storm") and not mentions_any(entry, unquoted_people)
        )
        if entries:
            days.append(OnThisDay(past_day, months, entries))
    return days


def _days(app: App, day: date) -> Iterator[tuple[int, date]]:
    """Yield a day in earlier months and years, back to the oldest entry."""
    first = app.reader.oldest_day()
    for months in chain([1], count(12, 12)):
        if first is None or months > 12 * (day.year - first.year + 1):
            return
        for past_day in days_back(day, months):
            if past_day >= first:
                yield months, past_day
