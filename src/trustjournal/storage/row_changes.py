"""The rows that a transaction has changed, and how they were before.

Temporary triggers note each change, whoever makes it: a model, a statement, a rule of the schema.
They are part of the connection, so neither the file nor a journal that isn't synced has them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[Any, ...]

TABLES = """
    SELECT name FROM main.sqlite_master
    WHERE type = 'table' AND name <> 'meta' AND name NOT LIKE 'search%'
    AND name NOT LIKE 'sync!_%' ESCAPE '!' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"""
"""The tables with records; the others are about this one file."""
COLUMNS = "SELECT name, pk FROM pragma_table_info(?) ORDER BY cid"
_EVENTS = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}


class Rows:
    """The rows of a journal as they are now."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, table: str, **where: Any) -> list[Row]:
        """Return the rows of a table whose columns have some values."""
        return [*self.each(table, **where)]

    def each(self, table: str, **where: Any) -> Iterator[Row]:
        """Yield the rows of a table whose columns have some values, one by one."""
        conditions = " AND ".join(f"{name} IS ?" for name in where)
        sql = f"SELECT * FROM {table}" + (f" WHERE {conditions}" if where else "")
        cursor = self._connection.execute(sql, tuple(where.values()))
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def select(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        return self._connection.execute(sql, values).fetchall()

    def change(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement for each of some rows."""
        self._connection.executemany(sql, rows)

    def one(self, table: str, **where: Any) -> Row | None:
        """Return the only row of a table whose columns have some values, or None."""
        return next(iter(self.of(table, **where)), None)


class RowChanges:
    """Notes which rows of a connection change."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.now = Rows(connection)
        self._keys: dict[str, tuple[str, ...]] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._noted: dict[str, dict[Key, Row | None]] = {}
        self._is_paused = False
        connection.create_function("note_change", -1, self._note)
        for (table,) in connection.execute(TABLES).fetchall():
            columns = connection.execute(COLUMNS, (table,)).fetchall()
            self._columns[table] = tuple(name for name, _ in columns)
            keys = sorted((pk, name) for name, pk in columns if pk)
            self._keys[table] = tuple(name for _, name in keys)
            for event, row in _EVENTS.items():
                values = ", ".join(f"{row}.{name}" for name in self._columns[table])
                connection.execute(
                    f"CREATE TEMP TRIGGER IF NOT EXISTS note_{table}_{event}"
                    f" AFTER {event} ON main.{table}"
                    f" BEGIN SELECT note_change('{table}', '{event}', {values}); END"
                )

    @property
    def tables(self) -> frozenset[str]:
        """The tables whose changes are noted."""
        return frozenset(self._keys)

    def _note(self, table: str, event: str, *values: Any) -> None:
        if self._is_paused:
            return
        row = dict(zip(self._columns[table], values, strict=True))
        noted = self._noted.setdefault(table, {})
        noted.setdefault(self._key(table, row), None if event == "INSERT" else row)

    def _key(self, table: str, row: Row) -> Key:
        return tuple(row[name] for name in self._keys[table])

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Note nothing in the block."""
        before, self._is_paused = self._is_paused, True
        try:
            yield
        finally:
            self._is_paused = before

    def take(self) -> Changed:
        """Return the noted changes, and forget them."""
        noted, self._noted = self._noted, {}
        return Changed(self.now, self._keys, noted)


class Changed(Rows):
    """The rows as they were before the changes."""

    def __init__(
        self,
        now: Rows,
        keys: dict[str, tuple[str, ...]],
        noted: dict[str, dict[Key, Row | None]],
    ) -> None:
        self._now = now
        self._keys = keys
        self._noted = noted
        self._by_value: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def keys(self, table: str) -> list[Key]:
        """Return the keys of the rows of a table that changed."""
        return [*self._noted.get(table, {})]

    def values(self, table: str, column: str) -> set[Any]:
        """Return the values a column of the key has in changed rows."""
        place = self._keys[table].index(column)
        return {key[place] for key in self._noted.get(table, {})}

    def of(self, table: str, **where: Any) -> list[Row]:
        """Return the rows of a table whose columns had some values."""
        noted = self._noted.get(table, {})
        names = self._keys[table]
        rows = [
            row
            for row in self._now.of(table, **where)
            if tuple(row[name] for name in names) not in noted
        ]
        rows += [
            dict(row)
            for row in self._noted_with(table, where)
            if all(row[name] == value for name, value in where.items())
        ]
        return rows

    def _noted_with(self, table: str, where: dict[str, Any]) -> list[Row]:
        """Return the rows with the first of some values, without a look at all that changed."""
        if not where:
            return [row for row in self._noted.get(table, {}).values() if row is not None]
        column, value = next(iter(where.items()))
        if (table, column) not in self._by_value:
            by_value = self._by_value[table, column] = {}
            for row in self._noted.get(table, {}).values():
                if row is not None:
                    by_value.setdefault(row[column], []).append(row)
        return self._by_value[table, column].get(value, [])
