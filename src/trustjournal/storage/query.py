"""The base class of all readers: it runs statements on one connection and translates errors.

Each part of the journal has a reader of its own in `*reader.py`, with its SQL as constants at
the top; all of them share the connection of the first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from ..domain.text import clean
from ..errors import Damaged
from ..sentences import JOURNAL_DAMAGED
from . import connect, opening

_THESE = "entry_n IN (SELECT value FROM json_each(?))"
"""The condition for one statement about any number of entries."""
TAGS = f"SELECT entry_n, name FROM entry_tag WHERE {_THESE} ORDER BY entry_n, key"
PEOPLE = f"SELECT entry_n, name FROM entry_person WHERE {_THESE} ORDER BY entry_n, key"
ANSWERS = f"""
    SELECT entry_n, prompt_text, text, pack, prompt_id FROM answer
    WHERE {_THESE} ORDER BY entry_n, n"""

DATA_VERSION = "PRAGMA data_version"


class Reads:
    """Reads one part of a journal."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(
        cls, path: Path, keys: connect.Keys | None = None, backups: Path | None = None
    ) -> Self:
        """Open a journal for reading; a missing one reads as empty."""
        return cls(path, opening.for_reading(path, keys, backups))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def version(self) -> int:
        """Return a number that changes with each commit of another connection or program."""
        return int(str(self._value(DATA_VERSION)))

    @classmethod
    def beside(cls, other: Reads) -> Self:
        """Make a reader of another part on the connection of `other`."""
        return cls(other.path, other._connection)

    @contextmanager
    def _run(self, sql: str, *values: object) -> Iterator[sqlite3.Cursor]:
        with connect.translated(self.path):
            try:
                cursor = self._execute(sql, values)
            except connect.database_errors() as error:
                if "no such table" not in str(error):
                    raise
                # The file was emptied after it was opened.
                raise Damaged(JOURNAL_DAMAGED, path=self.path) from None
            try:
                yield cursor
            finally:
                # A generator that isn't read to its end may be closed after the connection.
                with suppress(*connect.database_errors()):
                    cursor.close()

    def _execute(self, sql: str, values: Sequence[object]) -> sqlite3.Cursor:
        """Run a statement. Words that aren't UTF-8 are looked up as they would be stored."""
        try:
            return self._connection.execute(sql, values)
        except UnicodeEncodeError:
            storable = [clean(value).text if isinstance(value, str) else value for value in values]
            return self._connection.execute(sql, storable)

    # SQLite's rows are untyped; the schema types them.
    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._run(sql, *values) as cursor:
            return cursor.fetchall()

    def _of(self, sql: str, numbers: Sequence[object]) -> dict[int, list[tuple[Any, ...]]]:
        """Return rows of another table for some entries (`TAGS` etc.), by entry number."""
        rows_by_entry: dict[int, list[tuple[Any, ...]]] = {}
        for number, *rest in self._rows(sql, f"[{','.join(map(str, numbers))}]"):
            rows_by_entry.setdefault(number, []).append(tuple(rest))
        return rows_by_entry

    def _value(self, sql: str, *values: object) -> Any:
        rows = self._rows(sql, *values)
        return rows[0][0] if rows else None
