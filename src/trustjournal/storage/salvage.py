"""Recovery of a damaged journal: readable rows are copied one by one into a new file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from ..domain import ids
from ..domain.entry import HASHED, content_hash
from ..errors import Damaged, InputOutput, NewerJournal
from ..paths import make_private
from . import (
    backup_file,
    connect,
    opening,
    ownership,
    salvage_pages,
    schema_repair,
    search_index,
    sync_files,
)
from .invalid_values import instead, odd_values

TABLES = """
    SELECT name FROM sqlite_master t
    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'
        AND NOT EXISTS (SELECT 1 FROM sqlite_master v
            WHERE v.sql LIKE 'CREATE VIRTUAL%' AND instr(t.name, v.name || '_') = 1)"""
"""The tables with records, without search indexes and the tables that store those."""

HIDE = "UPDATE promise SET hidden = private"
"""Before version 3, every private promise was shown only by `promise show`."""

_ROWS_ON_A_PAGE = 64
"""More rows than a page of 4,096 bytes holds, for entries with a line or two in them."""
_LAST_ROW = 1 << 40
"""A number larger than that of any row."""

_RowResult: TypeAlias = list[tuple[Any, ...]] | None
"""A list with one row, an empty list at the end of the table, or None for an unreadable row."""


@dataclass(slots=True)
class Salvaged:
    """The result of reading a damaged file."""

    entries: int = 0
    rows: int = 0
    """Number of rows read from all tables."""
    unread: int = 0
    """Number of places that couldn't be read, or whose content the schema refuses."""
    changed: list[str] = field(default_factory=list)
    """Ids of entries whose words differ from those that were stored."""
    recovered: int = 0
    """Number of lost entries that were rebuilt from their answers or earlier versions."""
    promises: int = 0
    """Number of placeholders for promises whose words are lost but whose events were read."""
    dropped: int = 0
    """Number of rows dropped because the row they belong to is lost: tags, answers of a pulse."""
    was_sealed: bool = False
    """True if the damaged journal was encrypted; the new file isn't."""


def salvage(path: Path, out: Path, keys: connect.Keys | None) -> Salvaged:
    """Read a damaged journal row by row into a new one at `out`.

    An unreadable page costs only the rows on it, because each row is queried by its number; if the
    page leads to others, each page is read for rows with an id or a hash (`salvage_pages`). The new
    file is plain even if the old one was encrypted. Raises `Damaged` if not even the table of
    contents can be read.
    """
    result = Salvaged(was_sealed=connect.salt_of(path) is not None)
    make_private(out.parent)
    with closing(_Source(path, keys)) as old, closing(_begun(out)) as new:
        new.execute("PRAGMA foreign_keys=OFF")
        new.execute("BEGIN IMMEDIATE")
        try:
            new.execute("DELETE FROM meta")
            for (table,) in new.execute(TABLES).fetchall():
                _read_table(old, new, str(table), result, out)
            if "hidden" not in old.columns("promise"):
                new.execute(HIDE)
            _repair_odd_values(new, result)
            result.recovered = _recover_entries(new)
            result.promises = _recover_promises(new)
            _recover_shares(new)
            result.dropped = _drop_orphans(new)
            result.changed = _accept_changed_words(new)
            # What is lost here may be known to other machines: a new setup takes in everything.
            sync_files.forget(new)
            # Or it is in a copy, which has to stay.
            ownership.know_copies(new, ())
            search_index.renew(new)
            new.execute("COMMIT")
        except Exception as error:
            if not isinstance(error, (InputOutput, connect.database_errors())):
                raise
            with suppress(*connect.database_errors()):
                new.execute("ROLLBACK")
            backup_file.discard(out)
            if refused := _refused(error, out):
                raise refused from None
            raise Damaged(
                "nothing in {path} can be read; `trust backup list` lists its backups", path=path
            ) from None
        result.entries = int(new.execute(backup_file.COUNT).fetchone()[0])
    return result


def _begun(out: Path) -> sqlite3.Connection:
    """Begin the new file; leave nothing of it if the disk refuses."""
    try:
        return opening.for_writing(out)
    except InputOutput:
        backup_file.discard(out)
        raise


class _Source:
    """A damaged file, reopened after each error: SQLCipher reads no page after a bad one."""

    def __init__(self, path: Path, keys: connect.Keys | None) -> None:
        self._path, self._keys = path, keys
        self.unread = 0
        """Number of statements that failed."""
        self._in_memory = _as_declared(path)
        self._connection = self._in_memory or self._open()

    def _open(self) -> sqlite3.Connection:
        connection = connect.as_it_is(self._path, self._keys)
        connection.text_factory = _any_text
        return connection

    def columns(self, table: str) -> set[str]:
        """Return the names of a table's columns; empty if the file has no such table."""
        names = f"SELECT name FROM pragma_table_info('{table}')"
        return {str(name) for (name,) in self._connection.execute(names)}

    def after(self, statement: str, number: int) -> _RowResult:
        """Return the first row after a row number, in a list (see `_RowResult`)."""
        try:
            return self._connection.execute(statement, (number,)).fetchall()
        except connect.database_errors():
            self.unread += 1
            if not self._in_memory:
                self._connection.close()
                self._connection = self._open()
            return None

    def on_pages(
        self, table: str, columns: Sequence[str], out: Path
    ) -> Iterator[tuple[object, ...]]:
        """Return the rows of a table that are on any page, whether something leads there or not."""
        if self._in_memory:
            return iter(())
        return salvage_pages.rows(self._path, self._keys, table, columns, out)

    def close(self) -> None:
        self._connection.close()


def _any_text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _as_declared(path: Path) -> sqlite3.Connection | None:
    """Copy a readable file with a wrong table of contents into memory, and correct the copy.

    Return None if the table of contents isn't what is wrong, or if the file can't be copied.
    """
    refusals: tuple[type[Exception], ...] = (Damaged, NewerJournal, *connect.database_errors())
    try:
        if connect.salt_of(path) is not None:
            return None
        with closing(connect.unchecked(path)) as connection:
            if schema_repair.is_as_declared(connection):
                return None
            memory = schema_repair.copy_as_declared(connection, path)
    except refusals:
        return None
    return memory


def _refused(error: Exception, out: Path) -> InputOutput | None:
    """Return the error if the system refused to write the new file, as on a full disk."""
    translated = error if isinstance(error, InputOutput) else connect.translate(error, out)
    return translated if isinstance(translated, InputOutput) else None


def _read_table(
    old: _Source, new: sqlite3.Connection, table: str, result: Salvaged, out: Path
) -> None:
    """Copy all rows of a table that can be read and that the schema accepts.

    Columns are matched by name, because the damaged file may be from an earlier version.
    """
    stored_columns = old.columns(table)
    names = new.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchall()
    shared = [str(name) for (name,) in names if name in stored_columns]
    columns = [f'"{name}"' for name in shared]
    marks = ", ".join("?" * len(columns))
    unread = old.unread
    for values in _rows_one_by_one(old, table, columns, result) if columns else ():
        try:
            new.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
            result.rows += 1
        except connect.database_errors() as error:
            if refused := _refused(error, out):
                raise refused from None
            result.unread += 1
    if old.unread == unread:
        return
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    for values in old.on_pages(table, shared, out):
        result.rows += new.execute(insert, values).rowcount


def _rows_one_by_one(
    old: _Source, table: str, columns: Sequence[str], result: Salvaged
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a table, each queried by its number, skipping unreadable places."""
    following = (
        f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT 1"
    )
    number = 0
    while True:
        rows = old.after(following, number)
        if rows is None:
            result.unread += 1
            rows = _first_row_after_damage(old, following, number)
        if not rows:
            return
        number = rows[0][0]
        yield tuple(rows[0][1:])


def _first_row_after_damage(old: _Source, statement: str, number: int) -> _RowResult:
    """Return the first readable row after a damaged place, or None.

    Try one number after the other for as many rows as a page holds, then in strides that double,
    and search back to where the damage ends: the damaged page may be the last of the table.
    """
    bad, stride = number, 1
    while stride < _LAST_ROW:
        good = bad + stride
        rows = old.after(statement, good)
        if rows is not None:
            break
        stride = stride * 2 if bad - number > _ROWS_ON_A_PAGE else 1
        bad = good
    else:
        return None
    while good - bad > 1:
        middle = (good + bad) // 2
        nearer = old.after(statement, middle)
        good, bad, rows = (good, middle, rows) if nearer is None else (middle, bad, nearer)
    return rows


def _repair_odd_values(connection: sqlite3.Connection, result: Salvaged) -> None:
    """Replace each unreadable value by a readable one; the rest of the row stays.

    A row for which the schema refuses every replacement is deleted.
    """
    for odd in list(odd_values(connection)):
        table, column, _, _, row = odd
        result.unread += 1
        at_row = f'"{table}" WHERE rowid = ?'
        stored = connection.execute(f'SELECT "{column}" FROM {at_row}', (row,)).fetchone()
        for value in instead(odd, stored[0]) if stored else ():
            with suppress(*connect.database_errors()):
                change = f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?'
                connection.execute(change, (value, row))
                break
        else:
            connection.execute(f"DELETE FROM {at_row}", (row,))


def _accept_changed_words(connection: sqlite3.Connection) -> list[str]:
    """Update the hash of each entry whose words have changed, and return the ids of those entries.

    The ids are reported to the person. Without new hashes, no command would accept the journal.
    """
    rows = list(backup_file.stored_and_fresh(connection))
    changed = [(fresh, entry_id) for entry_id, stored, fresh in rows if stored != fresh]
    connection.executemany("UPDATE entry SET hash = ? WHERE id = ?", changed)
    return [entry_id for _, entry_id in changed]


_WITH_WORDS = ("answer", "revision", "checkin", "unsaid")
"""Tables that hold words of an entry, or that show its kind."""
_LOST = f"""
    SELECT entry_n FROM ({" UNION ".join(f"SELECT entry_n FROM {name}" for name in _WITH_WORDS)})
    WHERE entry_n NOT IN (SELECT n FROM entry) ORDER BY entry_n"""
_NEAREST_ENTRY = """
    SELECT day, written_on, created_at, utc_offset FROM entry ORDER BY abs(n - ?), n LIMIT 1"""
_UNKNOWN_TIME = ("1970-01-01", "1970-01-01", "1970-01-01T00:00:00.000000Z", 0)


def _recover_entries(connection: sqlite3.Connection) -> int:
    """Rebuild each unreadable entry from its other rows, and return how many there were.

    A rebuilt entry keeps its number, and so its labels and answers. It gets the day of the nearest
    entry, and is private because there is no telling whether the original was.
    """
    lost = [number for (number,) in connection.execute(_LOST).fetchall()]
    for number in lost:
        _recover_entry(connection, number)
    return len(lost)


def _recover_entry(connection: sqlite3.Connection, number: int) -> None:
    def of(columns: str, table: str, rest: str = "") -> list[tuple[Any, ...]]:
        query = f"SELECT {columns} FROM {table} WHERE entry_n = ? {rest}"
        return connection.execute(query, (number,)).fetchall()

    answers = of("prompt_text, text", "answer", "ORDER BY n")
    wordings = of("revision, title, body", "revision", "ORDER BY revision DESC LIMIT 1")
    lines = of("line", "unsaid", "AND line IS NOT NULL")
    title, body = None, "\n\n".join(line for (line,) in lines)
    if wordings:
        _, title, body = wordings[0]
    if answers:
        body = "\n\n".join(f"### {question}\n\n{text}" for question, text in answers)
    day, written_on, created_at, utc_offset = (
        connection.execute(_NEAREST_ENTRY, (number,)).fetchone() or _UNKNOWN_TIME
    )
    kind = "checkin" if of("1", "checkin") else "storm" if answers else "free"
    content = {"day": day, "kind": kind, "title": title, "body": body}
    names = {
        "tags": [name for (name,) in of("name", "entry_tag", "ORDER BY key")],
        "people": [name for (name,) in of("name", "entry_person", "ORDER BY key")],
    }
    row = {
        **content,
        "n": number,
        "id": ids.encode(os.urandom(13)),
        "written_on": written_on,
        "created_at": created_at,
        "utc_offset": utc_offset,
        "modified_at": created_at,
        "revision": wordings[0][0] + 1 if wordings else 1,
        "starred": 0,
        "private": 1,
        "hash": content_hash(dict.fromkeys(HASHED) | content | names | {"private": True}),
    }
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO entry ({', '.join(row)}) VALUES ({marks})", row)


LOST_PROMISE = "The words of this promise couldn't be read."
_LOST_PROMISES = """
    SELECT promise_n, min(day), min(recorded_at), max(occurrence) FROM promise_event
    WHERE promise_n NOT IN (SELECT n FROM promise) GROUP BY promise_n"""
_PROMISE = """
    INSERT INTO promise (n, id, text, made_on, made_at, every, private, hidden)
    VALUES (?, ?, ?, ?, ?, ?, 1, 1)"""
_LOST_SHARES = """
    SELECT DISTINCT share_n FROM share_line WHERE share_n NOT IN (SELECT n FROM share)"""
_NEAREST_SHARE = "SELECT day, shared_at FROM share ORDER BY abs(n - ?), n LIMIT 1"


def _recover_promises(connection: sqlite3.Connection) -> int:
    """Store a placeholder for each unreadable promise with events, and return how many.

    It is dated by its first event, and hidden because there is no telling whether the original was.
    """
    lost = connection.execute(_LOST_PROMISES).fetchall()
    for number, day, moment, occurrence in lost:
        every = date.fromisoformat(occurrence).weekday() if occurrence else None
        row = (number, ids.encode(os.urandom(13)), LOST_PROMISE, day, moment, every)
        connection.execute(_PROMISE, row)
    return len(lost)


def _recover_shares(connection: sqlite3.Connection) -> None:
    """Store a placeholder for each shared page of which only the lines could be read.

    It gets the day of the nearest page.
    """
    for (number,) in connection.execute(_LOST_SHARES).fetchall():
        neighbour = connection.execute(_NEAREST_SHARE, (number,)).fetchone()
        day, shared_at = neighbour or (_UNKNOWN_TIME[0], _UNKNOWN_TIME[2])
        row = (number, day, shared_at, "?")
        connection.execute("INSERT INTO share (n, day, shared_at, path) VALUES (?, ?, ?, ?)", row)


def _drop_orphans(connection: sqlite3.Connection) -> int:
    """Delete rows that belong to lost rows, such as the tags of a lost entry; return how many.

    A row that only refers to a lost row, as an if-then to its review, stays without the reference.
    """
    dropped = 0
    rows = connection.execute('SELECT "table", rowid, fkid FROM pragma_foreign_key_check')
    for table, rowid, key in rows.fetchall():
        column, on_delete = connection.execute(
            f"SELECT \"from\", on_delete FROM pragma_foreign_key_list('{table}') WHERE id = ?",
            (key,),
        ).fetchone()
        if on_delete == "SET NULL":
            connection.execute(f"UPDATE {table} SET {column} = NULL WHERE rowid = ?", (rowid,))
        else:
            dropped += connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,)).rowcount
    return dropped
