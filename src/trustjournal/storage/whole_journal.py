"""All records of a journal, one at a time and in the order they were made, for exports.

`records` declares the sections, their fields and the SQL that reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from ..domain import ids
from ..domain.entry import Entry
from ..records.entries import ANSWER, NOT_IN_TRASH
from ..records.section import Record, Section
from ..records.sections import SECTIONS
from . import connect, ownership
from .entry_reader import entry_from
from .iso_text import EARLIER_JOURNALS_KEY, PURGED, RESTORED_KEY
from .query import ANSWERS, PEOPLE, TAGS, Reads

RESTORED = f"SELECT value FROM meta WHERE key = '{RESTORED_KEY}'"
EARLIER_JOURNALS = f"SELECT value FROM meta WHERE key = '{EARLIER_JOURNALS_KEY}'"
VERSIONS = """
    SELECT title, body FROM entry WHERE id = ?
    UNION ALL
    SELECT r.title, r.body FROM revision r
    JOIN entry e ON e.n = r.entry_n WHERE e.id = ?"""
HAS_ENTRY = "SELECT 1 FROM entry WHERE id = ?"

CHUNK = 250
"""Entries read at a time, with their labels and answers; one such batch is held in memory."""

META = "SELECT key, value FROM meta WHERE key = 'salt'"
"""The other keys are about this one file only: its search index, the keys of its drafts."""


class Version(NamedTuple):
    """The words of an entry, as they are or as they were before an edit."""

    title: str | None
    body: str


class WholeReader(Reads):
    """Reads all records of a journal."""

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Make all reads in the block see the same moment, whatever other programs write."""
        with connect.translated(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                # Nothing was written. After a disk error SQLite may have ended the transaction.
                with suppress(*connect.database_errors()):
                    self._connection.execute("ROLLBACK")

    def entries(self, start: date, end: date) -> Iterator[Entry]:
        """Yield the entries about some days, oldest first, without the trash."""
        return map(entry_from, self._entries(NOT_IN_TRASH, start, end))

    def meta(self) -> dict[str, str]:
        """Return the facts about the journal itself."""
        return {str(key): str(value) for key, value in self._rows(META)}

    def identity(self) -> ownership.Identity:
        """Return the identity of the journal; empty if it has none."""
        return ownership.identity_of(self._connection)

    def salts(self) -> tuple[str, ...]:
        """Return the salt of the journal, and those it had before it joined a sync."""
        earlier = str(self._value(EARLIER_JOURNALS) or "").split()
        return str(self.meta().get("salt", "")), *earlier

    def versions(self, entry_id: str) -> list[Version]:
        """Return all versions of an entry, even in the trash; none if there is no such entry."""
        return [Version(*row) for row in self._rows(VERSIONS, entry_id, entry_id)]

    def restored_at(self) -> str:
        """Return when a copy was last made the journal again; empty if that never happened."""
        return str(self._value(RESTORED) or "")

    def has_lost_any(self, entry_ids: Iterable[str]) -> bool:
        """Return whether any of these entries is missing and was never permanently deleted."""
        missing = [each for each in entry_ids if self._value(HAS_ENTRY, each) is None]
        return any(not self.was_purged(each) for each in missing)

    def was_purged(self, entry_id: str) -> bool:
        """Return whether an entry was permanently deleted, as far as the journal knows."""
        return ids.purge_mark(entry_id) in json.loads(str(self._value(PURGED) or "[]"))

    def records(self, section: str, start: date, end: date) -> Iterator[Record]:
        """Yield the records of a section that concern some days, in the order of the file."""
        declared = SECTIONS[section]
        if section == "entries":
            records = self._entries(declared.select, start, end)
        else:
            records = self._each(declared.select, start, end)
        if declared.combine:
            records = declared.combine(records, self._rows)
        records = _in_order(records, declared)
        flags = [name for name, field in declared.fields.items() if field.kind == "flag"]
        for record in records:
            for name in flags:
                record[name] = None if record[name] is None else bool(record[name])
            yield record

    def _each(self, sql: str, start: date, end: date) -> Iterator[Record]:
        with self._run(sql, start.isoformat(), end.isoformat()) as cursor:
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def _entries(self, sql: str, start: date, end: date) -> Iterator[Record]:
        """Yield entries with their labels and answers, which are read in batches."""
        with self._run(sql, start.isoformat(), end.isoformat()) as cursor:
            names = [column[0] for column in cursor.description]
            while rows := cursor.fetchmany(CHUNK):
                numbers = [row[0] for row in rows]
                tags, people, answers = (self._of(sql, numbers) for sql in (TAGS, PEOPLE, ANSWERS))
                for row in rows:
                    record = dict(zip(names, row, strict=True))
                    number = record.pop("_n")
                    record["tags"] = [name for (name,) in tags.get(number, ())]
                    record["people"] = [name for (name,) in people.get(number, ())]
                    record["answers"] = [
                        dict(
                            zip(
                                ANSWER,
                                answer,
                                strict=True,
                            )
                        )
                        for answer in answers.get(number, ())
                    ]
                    yield record


def _in_order(records: Iterator[Record], declared: Section) -> Iterator[Record]:
    """Sort records of the same moment by their values, however they are stored."""

    def moment(record: Record) -> list[Any]:
        return [record[name] for name in declared.ordered_by]

    def values(record: Record) -> list[tuple[bool, Any]]:
        return [_sortable(record[name]) for name in declared.fields]

    for _, tied in groupby(records, key=moment):
        yield from sorted(tied, key=values)


def _sortable(value: Any) -> tuple[bool, Any]:
    """Make a value comparable with others of its field; None comes first."""
    if isinstance(value, list | dict):
        value = json.dumps(value, sort_keys=True)
    return value is not None, "" if value is None else value
