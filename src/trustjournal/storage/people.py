"""Reading and writing the people of a journal.

Those only in private entries or hidden promises are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ..domain.people import MentionedPerson, Person, PersonDate
from ..domain.text import label_key
from ..records.sql import UNQUOTED
from .iso_text import day_of, moment_text
from .query import Reads

if TYPE_CHECKING:
    from .writer import Transaction

_PAGE = "alias, context, cadence_days, quote"

PAGES = f"SELECT {_PAGE} FROM person ORDER BY key"
PAGE = f"SELECT {_PAGE} FROM person WHERE key = ?"
MENTIONS = """
    SELECT p.key, MAX(p.name), COUNT(*) FROM entry_person p JOIN entry e ON e.n = p.entry_n
    WHERE e.deleted_at IS NULL AND NOT e.private GROUP BY p.key ORDER BY p.key"""
PROMISED_TO = """
    SELECT DISTINCT person FROM promise WHERE person IS NOT NULL AND NOT hidden ORDER BY person"""
_DATE = "person, name, month, day, asked_before, asked_after"
DATES = f"SELECT {_DATE} FROM person_date ORDER BY month, day, key"
DATES_OF = f"SELECT {_DATE} FROM person_date WHERE person = ? ORDER BY month, day, key"
EVERYONE_PROMISED_TO = "SELECT DISTINCT person FROM promise WHERE person IS NOT NULL"
ENTRIES_OF = """
    SELECT e.id FROM entry_person p JOIN entry e ON e.n = p.entry_n
    WHERE p.key = ? ORDER BY e.id"""
KEYS_WITH = """
    SELECT e.id, o.key FROM entry_person p JOIN entry e ON e.n = p.entry_n
        JOIN entry_person o ON o.entry_n = e.n
    WHERE p.key = ? ORDER BY e.id"""
NAMES_ON = """
    SELECT p.key, p.name FROM entry e JOIN entry_person p ON p.entry_n = e.n
    WHERE e.id = ? ORDER BY p.key"""


def _person(row: tuple[Any, ...], dates: Iterable[tuple[Any, ...]] = ()) -> Person:
    alias, context, cadence, quote = row
    own = tuple(_date(row) for row in dates if row[0] == label_key(alias))
    return Person(alias, context or None, cadence or None, bool(quote), own)


def _date(row: tuple[Any, ...]) -> PersonDate:
    _, name, month, day, before, after = row
    asked = (day_of(str(on)) if on else None for on in (before, after))
    return PersonDate(str(name), int(str(month)), int(str(day)), *asked)


class PeopleReader(Reads):
    """Reads the people that the journal is about."""

    def everyone(self) -> list[MentionedPerson]:
        """Return all people with a page, an entry about them or a promise to them, by name."""
        pages = {person.key: person for person in self.pages()}
        mentions: dict[str, int] = {}
        for key, name, count in self._rows(MENTIONS):
            mentions[key] = count
            pages.setdefault(key, Person(name))
        for (name,) in self._rows(PROMISED_TO):
            pages.setdefault(label_key(name), Person(name))
        return [MentionedPerson(pages[key], mentions.get(key, 0)) for key in sorted(pages)]

    def pages(self) -> list[Person]:
        """Return the pages of all people who have one."""
        dates = self._rows(DATES)
        return [_person(row, dates) for row in self._rows(PAGES)]

    def page(self, key: str) -> Person | None:
        """Return the page of someone, or None if they have none."""
        rows = self._rows(PAGE, key)
        return _person(rows[0], self._rows(DATES_OF, key)) if rows else None

    def promised_to(self) -> list[str]:
        """Return every name that a promise was made to, hidden ones too."""
        return [name for (name,) in self._rows(EVERYONE_PROMISED_TO)]

    def entries_of(self, key: str) -> list[str]:
        """Return the ids of all entries that mention someone, including those in the trash."""
        return [entry_id for (entry_id,) in self._rows(ENTRIES_OF, key)]

    def keys_with(self, key: str) -> dict[str, frozenset[str]]:
        """Return the keys of all people on each entry about someone, by the entry's id."""
        rows = groupby(self._rows(KEYS_WITH, key), itemgetter(0))
        return {entry_id: frozenset(each for _, each in of_entry) for entry_id, of_entry in rows}

    def names_on(self, entry_id: str) -> dict[str, str]:
        """Return the people on an entry, by their keys; none if it's gone."""
        return dict(self._rows(NAMES_ON, entry_id))

    def unquoted(self) -> frozenset[str]:
        """Return the keys of the people who are not to be quoted."""
        return frozenset(key for (key,) in self._rows(UNQUOTED))


def put_page(store: Transaction, person: Person, now: datetime) -> None:
    """Store the page of someone, replacing an earlier one.

    A date that stays the same is left alone: another machine may have changed it meanwhile.
    """
    before = store.reads(PeopleReader).page(person.key)
    if before is None:
        drop_page(store, person.key)
    dates_before = before.dates if before else ()
    store.delete("person", key=person.key)
    store.insert(
        "person",
        key=person.key,
        alias=person.alias,
        context=person.context,
        cadence_days=person.cadence_days,
        quote=person.quote,
        made_at=moment_text(now),
    )
    for asked in dates_before:
        if asked not in person.dates:
            store.delete("person_date", person=person.key, key=asked.key)
    for asked in person.dates:
        if asked in dates_before:
            continue
        store.insert(
            "person_date",
            person=person.key,
            key=asked.key,
            name=asked.name,
            month=asked.month,
            day=asked.day,
            asked_before=asked.asked_before.isoformat() if asked.asked_before else None,
            asked_after=asked.asked_after.isoformat() if asked.asked_after else None,
            made_at=moment_text(now),
        )


def drop_page(store: Transaction, key: str) -> None:
    """Remove the page of someone, with their dates."""
    store.delete("person", key=key)
    store.delete("person_date", person=key)


def relabel(store: Transaction, entry_ids: Iterable[str], key: str, alias: str | None) -> None:
    """Give a person on entries another alias, or remove them if `alias` is None.

    The text of an entry and its earlier versions stay the same; its hash covers its people, so it
    is computed again.
    """
    for entry_id in entry_ids:
        store.replace_person(entry_id, key, alias)


def repoint(store: Transaction, key: str, alias: str) -> None:
    """Change check-ins and promises to another alias."""
    store.update("checkin", {"person": key}, person=label_key(alias))
    for name in store.reads(PeopleReader).promised_to():
        if label_key(name) == key:
            store.update("promise", {"person": name}, person=alias)
