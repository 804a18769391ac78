"""Reading a file with a damaged table of contents, using the one that our migrations make.

SQLite stores the declaration of each table as text in the file. One wrong letter in it makes it
another table, or none, while all its rows are still in their places.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from .. import storage
from ..errors import Damaged, NewerJournal, TrustError
from ..sentences import NEWER_JOURNAL, NOT_A_JOURNAL
from . import connect, migrations

_CONTENTS = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master"
_PUT = "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?)"
_MAX_WRONG_LETTERS = 16
"""How many letters of a declaration may be wrong for it still to be recognised."""

_Row: TypeAlias = tuple[str, str, str, int, str]


def is_as_declared(connection: sqlite3.Connection) -> bool:
    """Tell whether the table of contents and the application id of a file are ours."""
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        return application == migrations.APPLICATION_ID and not migrations.foreign(connection)
    except connect.database_errors():
        return False


def is_sound(path: Path) -> bool:
    """Tell whether the pages and the table of contents of a readable journal are as they should be.

    Call it for an error that only a damaged file explains. SQLCipher reports every changed page of
    an encrypted file, so an encrypted one counts as sound here. So does a missing file.
    """
    try:
        if not connect.exists(path) or connect.salt_of(path) is not None:
            return True
        with connect.waiting_briefly(), closing(connect.unchecked(path)) as connection:
            return is_as_declared(connection) and storage.backup_file.health(connection).sound
    except TrustError:
        return True
    except connect.database_errors() as error:
        return connect.is_refusal(error)


connect.checks.append(is_sound)


def copy_as_declared(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Copy a journal into memory, and declare its tables there as our migrations do.

    The schema version used is the one most similar to the file, whose version number may be wrong
    too. A table without a similar one in the file is missing from the copy. Raises `NewerJournal`
    for a file from a later version with other tables than ours, and `Damaged` for one without a
    table of entries.
    """
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.backup(memory)
        memory.text_factory = lambda raw: raw.decode("utf-8", "replace")
        memory.execute("PRAGMA writable_schema=ON")
        memory.execute("PRAGMA secure_delete=OFF")
        rows = [row for row in memory.execute(_CONTENTS) if not _is_index(row)]
        declared = {(str(row[1]), str(row[4])) for row in rows}
        version = migrations.nearest_version(declared)
        ours = migrations.tables_at(version)
        stored_version = migrations.version_of(memory)
        if stored_version > migrations.LATEST and declared != set(ours.items()):
            raise NewerJournal(NEWER_JOURNAL, path=path, version=stored_version)
        tables = list(_tables(rows, ours))
        if not any(row[1] == "entry" for row in tables):
            raise Damaged(NOT_A_JOURNAL, path=path)
        memory.execute("BEGIN")
        memory.execute("DELETE FROM sqlite_master")
        memory.executemany(_PUT, tables)
        memory.execute(f"PRAGMA user_version = {version}")
        (number,) = memory.execute("PRAGMA schema_version").fetchone()
        memory.execute(f"PRAGMA schema_version = {number + 1}")  # SQLite reads it again
        memory.execute("COMMIT")
    except BaseException:
        memory.close()
        raise
    return memory


def _is_index(row: _Row) -> bool:
    return row[0] == "index" or str(row[2]).startswith(("search", "sqlite_"))


def _tables(rows: list[_Row], ours: dict[str, str]) -> Iterator[_Row]:
    """Match our tables to rows by the same declaration, the same name, or a similar declaration."""
    remaining = [row for row in rows if isinstance(row[3], int) and row[3] > 1]
    for how in (_is_declared_so, _is_named_so, _is_nearly_declared_so):
        for name, sql in list(ours.items()):
            fitting = [row for row in remaining if how(row, name, sql)]
            if fitting:
                remaining.remove(fitting[0])
                del ours[name]
                yield "table", name, name, fitting[0][3], sql


def _is_declared_so(row: _Row, name: str, sql: str) -> bool:
    return row[4] == sql


def _is_named_so(row: _Row, name: str, sql: str) -> bool:
    return name in (row[1], row[2])


def _is_nearly_declared_so(row: _Row, name: str, sql: str) -> bool:
    stored = str(row[4])
    wrong = sum(a != b for a, b in zip(stored, sql, strict=False))
    return wrong + abs(len(stored) - len(sql)) <= _MAX_WRONG_LETTERS
