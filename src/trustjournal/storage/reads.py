"""What every reader stands on: statements run on one connection, errors translated.

Each part of the journal has a reader of its own in `*reader.py`, with its SQL as constants at
the top; all of them share the connection of the first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from . import connect


class Reads:
    """Reading one part of a journal."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(
        cls, path: Path, keys: connect.Keys | None = None, backups: Path | None = None
    ) -> Self:
        """Open a journal to read; a missing one reads as empty."""
        return cls(path, connect.for_reading(path, keys, backups))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @classmethod
    def beside(cls, other: Reads) -> Self:
        """A reader of another part, on the same connection."""
        return cls(other.path, other._connection)

    @contextmanager
    def _run(self, sql: str, *values: object) -> Iterator[sqlite3.Cursor]:
        with connect.translated(self.path):
            cursor = self._connection.execute(sql, values)
            try:
                yield cursor
            finally:
                cursor.close()

    def _rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._run(sql, *values) as cursor:
            return cursor.fetchall()

    def _value(self, sql: str, *values: object) -> object:
        rows = self._rows(sql, *values)
        return rows[0][0] if rows else None
