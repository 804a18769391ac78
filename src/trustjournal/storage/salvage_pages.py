"""Recovery of rows that nothing leads to, because a page with the way to them is ruined.

A table is a tree of pages. If an inner page of the tree is ruined, the pages below it may be
intact. In a temporary copy of the file, the table of contents is made to name each page as the root
of a table of its own, so that SQLite reads it, and SQLCipher decrypts it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ..domain import ids
from ..errors import InputOutput, TrustError
from . import backup_file, connect

_COLUMNS = "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{table}')"
_PAGES_AT_ONCE = 100
_HASH = re.compile(r"[0-9a-f]{32}")
_CLEAR = "DELETE FROM sqlite_master WHERE name LIKE 'page\\_%' ESCAPE '\\'"
_AS_ROOT = "INSERT INTO sqlite_master VALUES ('table', ?, ?, ?, ?)"


class _Column(NamedTuple):
    name: str
    type: str
    required: bool
    default: str | None
    in_key: int

    def declaration(self) -> str:
        # Only as its key does SQLite take the number of a row for the value of a column.
        key = " PRIMARY KEY" if self.type == "INTEGER" and self.name == "n" and self.in_key else ""
        default = f" DEFAULT {self.default}" if self.default is not None else ""
        return f'"{self.name}" {self.type}{key}{default}'

    def fits(self, value: Any) -> bool:
        """Tell whether a value may be of this column: the row may be of another table."""
        if value is None:
            return not self.required
        if self.name == "id":
            return isinstance(value, str) and len(value) == ids.LENGTH and ids.is_prefix(value)
        if self.name == "hash":
            return isinstance(value, str) and _HASH.fullmatch(value) is not None
        return isinstance(value, str if self.type == "TEXT" else int)


@contextmanager
def working_copy(path: Path, out: Path) -> Iterator[Path]:
    """Yield a temporary copy of a damaged file, next to `out`; encrypted if the file is."""
    copy = None
    try:
        copy = backup_file.new_file(out, "tmp")
        shutil.copyfile(path, copy)
    except OSError as error:
        if copy:
            backup_file.discard(copy)
        raise InputOutput(
            "can't write to {path} ({why})", path=out, why=error.strerror or str(error)
        ) from None
    try:
        yield copy
    finally:
        backup_file.discard(copy)


def rows(
    path: Path, keys: connect.Keys | None, table: str, names: Sequence[str], out: Path
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a table on each page that can be read, with some of their columns.

    Only a table whose rows have an id or a hash is read: those of others look too much alike.
    A row may come more than once.
    """
    with working_copy(path, out) as copy:
        try:
            with closing(connect.as_it_is(copy, keys)) as connection:
                columns = [
                    _Column(*row) for row in connection.execute(_COLUMNS.format(table=table))
                ]
                (count,) = connection.execute("PRAGMA page_count").fetchone()
        except _refusals():
            return
        if {column.name for column in columns}.isdisjoint(("id", "hash")):
            return
        places = [[column.name for column in columns].index(name) for name in names]
        for first in range(2, count + 1, _PAGES_AT_ONCE):
            pages = range(first, min(first + _PAGES_AT_ONCE, count + 1))
            try:
                _name_as_roots(copy, keys, columns, pages)
            except _refusals():
                return
            for values in _rows_below(copy, keys, columns, pages):
                yield tuple(values[place] for place in places)


def _name_as_roots(
    copy: Path, keys: connect.Keys | None, columns: Sequence[_Column], pages: range
) -> None:
    declared = ", ".join(column.declaration() for column in columns)
    with closing(connect.to_write(copy, keys)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("BEGIN")
        connection.execute(_CLEAR)
        for page in pages:
            name = f"page_{page}"
            table = f"CREATE TABLE {name} ({declared})"
            connection.execute(_AS_ROOT, (name, name, page, table))
        connection.execute("COMMIT")


def _rows_below(
    copy: Path, keys: connect.Keys | None, columns: Sequence[_Column], pages: range
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows on some pages, and on those below them, as far as each can be read."""
    connection = None
    try:
        for page in pages:
            try:
                if connection is None:
                    connection = connect.as_it_is(copy, keys)
                    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
                for values in connection.execute(f"SELECT * FROM page_{page}"):
                    if all(map(_Column.fits, columns, values)):
                        yield values
            except _refusals():
                if connection is not None:
                    connection.close()
                    connection = None
    finally:
        if connection is not None:
            connection.close()


def _refusals() -> tuple[type[Exception], ...]:
    """Return the errors raised for a file or a page that can't be read."""
    return (TrustError, *connect.database_errors())
