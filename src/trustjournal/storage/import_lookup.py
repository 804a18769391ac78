"""Lookup of entries that are already in the journal, for imports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from .iso_text import day_of, moment_of
from .query import Reads

_KNOWN = "e.n, e.id, e.source, e.source_id, e.hash, e.deleted_at IS NOT NULL"
BY_ID = f"SELECT {_KNOWN} FROM entry e WHERE e.id IN (SELECT value FROM json_each(?))"
BY_SOURCE = f"""
    SELECT {_KNOWN} FROM json_each(?) w CROSS JOIN entry e
    ON e.source = json_extract(w.value, '$[0]') AND e.source_id = json_extract(w.value, '$[1]')"""
OF_SOURCE = f"SELECT {_KNOWN} FROM entry e WHERE e.source = ? ORDER BY e.n"
HAD_HASH = """
    SELECT 1 FROM revision r JOIN entry e ON e.n = r.entry_n WHERE e.id = ? AND r.hash = ?"""
NEWEST = "SELECT max(n) FROM entry"
ON_DAYS = """
    SELECT e.day, e.created_at, e.utc_offset, e.title, e.prompt_text, e.body,
        (SELECT json_group_array(name) FROM (
            SELECT name FROM entry_tag t WHERE t.entry_n = e.n
            UNION ALL SELECT name FROM entry_person p WHERE p.entry_n = e.n))
    FROM entry e
    WHERE e.deleted_at IS NULL AND e.day IN (SELECT value FROM json_each(?)) AND e.n <= ?"""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry that is already in the journal."""

    n: int
    """Its row number, which tells entries stored by this import from earlier ones."""
    id: str
    source: str | None
    source_id: str | None
    hash: str
    trashed: bool


@dataclass(frozen=True, slots=True)
class StoredWords:
    """The words of an entry, and when it was written."""

    day: date
    local_time: datetime
    title: str
    question: str
    body: str
    labels: tuple[str, ...]
    """Its tags, and the people it is about."""


class ImportsReader(Reads):
    """Finds entries that an import brings a second time."""

    def by_id(self, ids: Iterable[str]) -> dict[str, StoredEntry]:
        """Return the entries with these ids."""
        rows = self._rows(BY_ID, json.dumps(list(ids)))
        return {entry.id: entry for entry in map(_known, rows)}

    def by_source(
        self, names: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], list[StoredEntry]]:
        """Return the entries imported under these names, which are (source, source id)."""
        entries: dict[tuple[str, str], list[StoredEntry]] = {}
        for entry in map(_known, self._rows(BY_SOURCE, json.dumps(list(names)))):
            entries.setdefault((str(entry.source), str(entry.source_id)), []).append(entry)
        return entries

    def of_source(self, source: str) -> list[StoredEntry]:
        """Return all entries that came from a source, in the order in which they were stored."""
        return [_known(row) for row in self._rows(OF_SOURCE, source)]

    def had_hash(self, entry_id: str, content_hash: str) -> bool:
        """Tell whether an earlier version of an entry has this hash."""
        return self._value(HAD_HASH, entry_id, content_hash) is not None

    def newest(self) -> int:
        """Return the number of the row stored last; 0 if there is none."""
        return int(str(self._value(NEWEST) or 0))

    def on_days(self, days: Iterable[date], until: int) -> list[StoredWords]:
        """Return the words of the entries about some days, up to a row number."""
        rows = self._rows(ON_DAYS, json.dumps([day.isoformat() for day in days]), until)
        return [
            StoredWords(
                day_of(str(day)),
                _local(str(at), int(str(offset))),
                str(title or ""),
                str(question or ""),
                str(body),
                tuple(json.loads(str(labels))),
            )
            for day, at, offset, title, question, body, labels in rows
        ]


def _known(row: Sequence[object]) -> StoredEntry:
    n, entry_id, source, source_id, content_hash, trashed = row
    return StoredEntry(
        int(str(n)),
        str(entry_id),
        str(source) if source is not None else None,
        str(source_id) if source_id is not None else None,
        str(content_hash),
        bool(trashed),
    )


def _local(at: str, offset: int) -> datetime:
    return moment_of(at).astimezone(timezone(timedelta(seconds=offset)))
