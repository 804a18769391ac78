"""The people in a journal, under the aliases its writer gives them."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from .entry import Entry
from .private_marks import MARK
from .text import label, label_key

LONGEST_NAME = 40
"""The most characters in the name of a date."""
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class PersonDate:
    """A day that comes every year for someone, such as a birthday."""

    name: str
    month: int
    day: int
    asked_before: date | None = None
    """The day it was last asked about while it was coming up."""
    asked_after: date | None = None
    """The day it was last asked about once it had passed."""

    @property
    def key(self) -> str:
        """The form of the name by which dates are compared."""
        return label_key(self.name)

    def on(self, year: int) -> date:
        """Return the day in a year; 29 February is on the 28th where a year lacks it."""
        is_missing = (self.month, self.day) == (2, 29) and not isleap(year)
        return date(year, self.month, self.day - is_missing)


def is_day_of_year(month: int, day: int) -> bool:
    """Return whether a month has such a day, in a leap year at least."""
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


def is_date_name(name: str) -> bool:
    """Return whether a text can name a date: a few printable characters, none of them private."""
    return bool(name) and name.isprintable() and len(name) <= LONGEST_NAME and MARK not in name


def parse_day_of_year(text: str) -> tuple[int, int] | None:
    """Parse `3-May`, `3 May`, `May 3`, `05-03` or `2019-05-03` as a month and a day; else None."""
    words = [word for word in re.split(r"[\s.-]+", text.strip().lower()) if word]
    months = [
        n for word in words for n, month in enumerate(_MONTHS, 1) if _abbreviates(word, month)
    ]
    numbers = [word for word in words if re.fullmatch(r"\d{1,2}", word, re.ASCII)]
    if len(words) == 2 and len(months) == 1 and len(numbers) == 1:
        month, day = months[0], int(numbers[0])
    else:
        match = re.fullmatch(r"(?:\d{4}-)?(\d{1,2})-(\d{1,2})", text.strip(), re.ASCII)
        month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    return (month, day) if is_day_of_year(month, day) else None


def _abbreviates(word: str, month: str) -> bool:
    return len(word) >= 3 and month.startswith(word)


def date_name(text: str) -> str:
    """Return the name of a date as it is stored."""
    return " ".join(label(text).split())


@dataclass(frozen=True, slots=True)
class Person:
    """A person's settings; the entries that mention them are stored separately."""

    alias: str
    context: str | None = None
    """My situation with them, one of `SITUATIONS`; None to use the setting `context`."""
    cadence_days: int | None = None
    """How often I would like to check in; None for no rhythm."""
    quote: bool = True
    """Whether words about them may be quoted in reviews and exports."""
    dates: tuple[PersonDate, ...] = ()
    """The days of the year that are asked about."""

    @property
    def key(self) -> str:
        """The form of the alias by which people are compared."""
        return label_key(self.alias)


def merge_people(person: Person, into: Person) -> Person:
    """Merge two people: the settings of `into`, where it has none those of `person`, and all dates.

    They may be quoted only if both might be. A date of `person` whose name stands for another day
    of `into` has the alias added to its name.
    """
    return replace(
        into,
        context=into.context or person.context,
        cadence_days=into.cadence_days or person.cadence_days,
        quote=person.quote and into.quote,
        dates=into.dates + _dates_to_add(person, into),
    )


def _dates_to_add(person: Person, into: Person) -> tuple[PersonDate, ...]:
    """Return the dates that `into` lacks, each under a name that isn't taken."""
    days = {each.key: (each.month, each.day) for each in into.dates}
    taken = {each.key for each in (*into.dates, *person.dates)}
    added = []
    for each in person.dates:
        if each.key not in days:
            added.append(each)
        elif days[each.key] != (each.month, each.day):
            name = _free_name(each.name, person.alias, taken)
            taken.add(label_key(name))
            added.append(replace(each, name=name))
    return tuple(added)


def _free_name(name: str, alias: str, taken: Collection[str]) -> str:
    """Return the name of a date with an alias behind it, or a number where that's too long."""
    named = f"{name} ({alias})"
    if is_date_name(named) and label_key(named) not in taken:
        return named
    numbers = (f" {number}" for number in count(2))
    names = (name[: LONGEST_NAME - len(number)].rstrip() + number for number in numbers)
    return next(each for each in names if label_key(each) not in taken)


@dataclass(frozen=True, slots=True)
class MentionedPerson:
    """A person, and how many entries mention them."""

    person: Person
    mentions: int


def mentions_any(entry: Entry, keys: frozenset[str]) -> bool:
    """Return whether an entry names one of these people."""
    return any(label_key(person) in keys for person in entry.people)
