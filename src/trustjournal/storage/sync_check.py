"""Check that the tables of a sync are in step with the rows they are about."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from ..domain.join import kinds
from ..domain.join.parts import canonical
from . import sync_rows
from .row_changes import Rows
from .sync_rows import Unreadable

STATES = "SELECT kind, key, state FROM sync_state ORDER BY kind, key"
TABLES_WITH_STATES = ("sync_state", "sync_waiting")
IS_JSON = "SELECT count(*) FROM {table} WHERE NOT json_valid(state)"
LATE = """
    SELECT count(*) FROM sync_waiting
    WHERE owner_kind = 'entry' AND owner_key IN (SELECT id FROM entry)
    OR owner_kind = 'promise' AND owner_key IN (SELECT id FROM promise)"""
NOTHING_TO_WRITE = """
    SELECT count(*) FROM sync_untold u
    WHERE NOT EXISTS (SELECT 1 FROM sync_state s WHERE s.kind = u.kind AND s.key = u.key)
    AND (kind = 'entry' AND key NOT IN (SELECT id FROM entry)
    OR kind = 'promise' AND key NOT IN (SELECT id FROM promise))"""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Records of a table that don't fit what they are about."""

    table: str
    count: int


def troubles(connection: sqlite3.Connection) -> list[Trouble]:
    """Return where the tables of a sync aren't in step with the other rows."""
    result = []
    for table in TABLES_WITH_STATES:
        result.append(Trouble(table, _number(connection, IS_JSON.format(table=table))))
    if not any(trouble.count for trouble in result):
        differing = sum(1 for _ in _differing(connection))
        result.append(Trouble("sync_state", differing))
    result.append(Trouble("sync_waiting", _number(connection, LATE)))
    result.append(Trouble("sync_untold", _number(connection, NOTHING_TO_WRITE)))
    return [trouble for trouble in result if trouble.count]


def _number(connection: sqlite3.Connection, sql: str) -> int:
    with closing(connection.execute(sql)) as cursor:
        return int(cursor.fetchone()[0])


def _differing(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield the kind and the key of each record whose rows don't read like its state."""
    rows = Rows(connection)
    for kind, key, text in connection.execute(STATES).fetchall():
        if kind in kinds.KINDS and not _reads_like(rows, kind, key, json.loads(text)):
            yield kind, key


def _reads_like(rows: Rows, kind: str, key: str, state: Any) -> bool:
    if not kinds.fits(kind, key, state):
        return False
    try:
        if kind == "entry":
            row = rows.one("entry", id=key)
            stored = sync_rows.entry_of(rows, row["n"]) if row else None
            return stored == sync_rows.target_entry(key, state)
        base = kinds.place_of(key)[0]
        target = sync_rows.target_of(kind, base, state)
    except Unreadable:
        return True  # this version can't show it, and keeps it for one that can
    stored_values = [canonical(values) for _, values in sync_rows.records_with(rows, kind, base)]
    if target is None:
        return kind != "promise" or not stored_values
    return canonical(target) in stored_values
