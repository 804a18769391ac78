"""The search index: updated in the same transaction as the entries, rebuilt when in doubt.

It contains the fields (`domain.search_text`) of each entry that is neither private nor in the
trash. It stores no text, so removing an entry requires the same tokens that were put in. If the
rules of the tokenizer have changed since, those are unknown, and the index is rebuilt.

Nothing here may prevent words from being stored: an index that turns out to be broken is marked
as out of date, and the entry is saved anyway.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any, Literal, TypeAlias

from ..domain.private_marks import MARK
from ..domain.search_query import EVERY
from ..domain.search_text import FIELDS, indexed_fields
from ..domain.tokenizer import EARLIER, VERSION, folded
from . import connect, migrations

_FIELDS = ", ".join(FIELDS)
_INDEXED = "e.deleted_at IS NULL AND NOT e.private"

SAID = f"""
    SELECT e.n, e.title, e.body, e.prompt_text,
        (SELECT group_concat(name, ', ') FROM
            (SELECT name FROM entry_tag WHERE entry_n = e.n ORDER BY key)),
        (SELECT group_concat(name, ', ') FROM
            (SELECT name FROM entry_person WHERE entry_n = e.n ORDER BY key))
    FROM entry e WHERE {_INDEXED}"""
SAID_BY = f"{SAID} AND e.n = ?"
SAID_SINCE = f"{SAID} AND e.n >= ?"
MADE_BY = "SELECT value FROM meta WHERE key = 'search'"
MARKED = f"""
    SELECT EXISTS (SELECT 1 FROM entry
        WHERE instr(body, '{MARK}') OR instr(COALESCE(title, ''), '{MARK}'))"""
"""Selects 1 if any entry has private words inside it."""
OUT_OF_STEP = f"""
    SELECT (SELECT count(*) FROM search_docsize) - (SELECT count(*) FROM entry e WHERE {_INDEXED}),
        (SELECT count(*) FROM
            (SELECT id FROM search_docsize EXCEPT SELECT e.n FROM entry e WHERE {_INDEXED}))"""

_PUT = f"INSERT INTO search (rowid, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?)"
_TAKE = f"INSERT INTO search (search, rowid, {_FIELDS}) VALUES ('delete', ?, ?, ?, ?, ?, ?)"
_OPTIMIZE = "INSERT INTO search (search) VALUES ('optimize')"
_CHECK = "INSERT INTO search (search) VALUES ('integrity-check')"
_MARK = "INSERT OR REPLACE INTO meta VALUES ('search', ?)"
OUT_OF_DATE = ""
"""The version stored for an index that couldn't be updated."""

Trouble: TypeAlias = Literal["stale", "broken", "apart"]
"""The faults of an index: made by other rules; damaged; not in step with the entries."""


def _rows(connection: sqlite3.Connection, sql: str, *values: int) -> Iterator[tuple[object, ...]]:
    for n, title, body, question, tags, people in connection.execute(sql, values):
        texts = indexed_fields(title, body, question, tags or "", people or "")
        first, *others = map(folded, texts)
        yield n, f"{EVERY} {first}", *others


def make_anew(connection: sqlite3.Connection) -> None:
    """Rebuild the index from the entries, inside the transaction the caller has begun."""
    try:
        connection.execute("DROP TABLE IF EXISTS search")
    except connect.database_errors():
        _empty_parts(connection)
        connection.execute("DROP TABLE search")
    connection.execute(migrations.SEARCH)
    connection.executemany(_PUT, _rows(connection, SAID))
    connection.execute(_MARK, (VERSION,))


def _empty_parts(connection: sqlite3.Connection) -> None:
    """Replace the tables of an index that can't be opened by empty ones, so it can be dropped."""
    with closing(sqlite3.connect(":memory:")) as pristine:
        pristine.execute(migrations.SEARCH)
        for part in ("data", "idx", "docsize", "config"):
            connection.execute(f"DELETE FROM search_{part}")
            rows = pristine.execute(f"SELECT * FROM search_{part}").fetchall()
            for row in rows:
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO search_{part} VALUES ({marks})", row)


def renew(connection: sqlite3.Connection) -> bool:
    """Rebuild an index that may be damaged, or whose entries may be; return False if that fails."""
    return _attempt(connection, lambda: make_anew(connection))


def _attempt(connection: sqlite3.Connection, work: Callable[[], object]) -> bool:
    """Do some work on the index; if it is broken, undo the work and mark the index out of date.

    The next program that writes rebuilds it. Returns False if it is broken.
    """
    connection.execute("SAVEPOINT search_before")
    try:
        work()
        # FTS5 writes its pending changes at the next savepoint. That may fail, and must be undone.
        connection.execute("SAVEPOINT search_after")
        connection.execute("RELEASE search_after")
    except connect.database_errors() as error:
        if not is_broken(error):
            raise
        connection.execute("ROLLBACK TO search_before")
        connection.execute("RELEASE search_before")
        connection.execute(_MARK, (OUT_OF_DATE,))
        return False
    connection.execute("RELEASE search_before")
    return True


class Index:
    """The index of a journal that is being written to, in the transaction of the writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._forget = False
        version = connection.execute(MADE_BY).fetchone()
        if version == (EARLIER,) and connection.execute(MARKED).fetchone() == (0,):
            connection.execute(_MARK, (VERSION,))
            version = (VERSION,)
        self._usable = version == (VERSION,) or renew(connection)

    def put(self, n: int) -> None:
        """Add an entry that is in the journal and not in the index."""
        self._change(_PUT, SAID_BY, n)

    def put_since(self, n: int) -> None:
        """Add all entries from a row number on."""
        self._change(_PUT, SAID_SINCE, n)

    def take(self, n: int) -> None:
        """Remove an entry, before it changes in any way."""
        self._change(_TAKE, SAID_BY, n)

    def forget(self) -> None:
        """Have `settle` erase removed words from the file."""
        self._forget = True

    def settle(self) -> None:
        """Finish the index, as the last step before a commit.

        Removed words stay in the pages of the index until those are rewritten, which this does
        after `forget`. (FTS5 has an option for that, `secure-delete`; but SQLite before 3.42 can't
        read a file on which it was used.)
        """
        if self._forget and self._usable:
            self._do(lambda: self._connection.execute(_OPTIMIZE))

    def _change(self, change: str, which: str, n: int) -> None:
        if self._usable:
            rows = _rows(self._connection, which, n)
            self._do(lambda: self._connection.executemany(change, rows))

    def _do(self, work: Callable[[], object]) -> None:
        self._usable = _attempt(self._connection, work)


def is_broken(error: Exception) -> bool:
    """Tell whether an error means a damaged index or text rather than a full disk or a lock."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT)


def trouble(connection: sqlite3.Connection) -> Trouble | None:
    """Return what is wrong with the index; all entries are indexed again to compare."""
    made_by = connection.execute(MADE_BY).fetchone()
    if made_by not in ((VERSION,), (EARLIER,)):
        return "broken" if made_by == (OUT_OF_DATE,) else "stale"
    try:
        _check_structure(connection)
        in_step = connection.execute(OUT_OF_STEP).fetchone() == (0, 0)
        return None if in_step and _has_same_terms(connection) else "apart"
    except connect.database_errors() as error:
        if not is_broken(error):
            raise
        return "broken"


def _check_structure(connection: sqlite3.Connection) -> None:
    """Run FTS5's own check. It counts as writing, so it is skipped for a read-only journal."""
    try:
        connection.execute(_CHECK)
    except connect.database_errors() as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_READONLY:
            raise


_LOT = 1024 * 1024
"""Characters indexed at a time to compare, so that no large index is made in memory."""


def _has_same_terms(connection: sqlite3.Connection) -> bool:
    """Tell whether each token has the same counts as in a fresh index: in entries, and in total.

    The sums over batches of entries add up to the sum over all, so only sums are kept.
    """
    expected = 0
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.execute(migrations.SEARCH)
        for lot in _lots(_rows(connection, SAID)):
            fresh.executemany(_PUT, lot)
            expected += _sum_of_terms(fresh)
            fresh.execute("INSERT INTO search (search) VALUES ('delete-all')")
    return _sum_of_terms(connection) == expected


def _lots(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    lot, size = [], 0
    for row in rows:
        lot.append(row)
        size += sum(map(len, row[1:]))
        if size >= _LOT:
            yield lot
            lot, size = [], 0
    yield lot


def _sum_of_terms(connection: sqlite3.Connection) -> int:
    """Return a number for all tokens and their counts; for two indexes the numbers add up."""
    with closing(_terms(connection)) as terms:
        return sum(
            hash((term, column, "entries")) * entries + hash((term, column, "times")) * times
            for term, column, entries, times in terms
        )


def _terms(connection: sqlite3.Connection) -> Generator[tuple[Any, ...], None, None]:
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab(main, search, col)"
    )
    yield from connection.execute("SELECT term, col, doc, cnt FROM temp.search_terms")
