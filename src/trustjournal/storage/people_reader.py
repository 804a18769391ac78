"""Queries for the people in a journal, except those only in private entries or hidden promises."""

from __future__ import annotations

from ..domain.people import MentionedPerson, Person
from ..domain.text import label_key
from ..records.sql import UNQUOTED
from .query import Reads

_PAGE = "alias, context, cadence_days, quote"

PAGES = f"SELECT {_PAGE} FROM person ORDER BY key"
PAGE = f"SELECT {_PAGE} FROM person WHERE key = ?"
MENTIONS = """
    SELECT p.key, MAX(p.name), COUNT(*) FROM entry_person p JOIN entry e ON e.n = p.entry_n
    WHERE e.deleted_at IS NULL AND NOT e.private GROUP BY p.key ORDER BY p.key"""
PROMISED_TO = """
    SELECT DISTINCT person FROM promise WHERE person IS NOT NULL AND NOT hidden ORDER BY person"""
ENTRIES_OF = """
    SELECT e.id FROM entry_person p JOIN entry e ON e.n = p.entry_n
    WHERE p.key = ? ORDER BY e.n"""


def _person(row: tuple[object, ...]) -> Person:
    alias, context, cadence, quote = row
    return Person(
        str(alias),
        str(context) if context else None,
        int(str(cadence)) if cadence else None,
        bool(quote),
    )


class PeopleReader(Reads):
    """Reads the people that the journal is about."""

    def everyone(self) -> list[MentionedPerson]:
        """Return all people with a page, an entry about them or a promise to them, by name."""
        pages = {person.key: person for person in map(_person, self._rows(PAGES))}
        mentions: dict[str, int] = {}
        for key, name, count in self._rows(MENTIONS):
            mentions[str(key)] = int(str(count))
            pages.setdefault(str(key), Person(str(name)))
        for (name,) in self._rows(PROMISED_TO):
            pages.setdefault(label_key(str(name)), Person(str(name)))
        return [MentionedPerson(pages[key], mentions.get(key, 0)) for key in sorted(pages)]

    def pages(self) -> list[Person]:
        """Return the pages of all people who have one."""
        return [_person(row) for row in self._rows(PAGES)]

    def page(self, key: str) -> Person | None:
        """Return the page of someone, or None if they have none."""
        return next(map(_person, self._rows(PAGE, key)), None)

    def entries_of(self, key: str) -> list[str]:
        """Return the ids of all entries that mention someone, including those in the trash."""
        return [str(entry_id) for (entry_id,) in self._rows(ENTRIES_OF, key)]

    def unquoted(self) -> frozenset[str]:
        """Return the keys of the people who are not to be quoted."""
        return frozenset(str(key) for (key,) in self._rows(UNQUOTED))
