"""Opening the journal as this version knows it: made where there is none, brought up to date."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from types import ModuleType

from ..errors import Damaged, InputOutput
from ..sentences import FOREIGN_SCHEMA, NO_SOUND_COPY
from . import connect, declared, encryption_marker, migrations
from .encryption_marker import Place

NOT_UPGRADED = (
    "{path} is from an earlier version and damaged, so it can only be read; `trust doctor "
    "--salvage OUT` reads what can be read into a new file"
)

TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"""
ACTING = "SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')"
"""No journal of ours has either: they could undo what is stored, or show what is not."""


def empty() -> sqlite3.Connection:
    """A journal with nothing in it, in memory: what a missing file reads as."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("BEGIN")
    _apply_steps(connection)
    connection.execute("COMMIT")
    return connection


def for_reading(
    path: Path, keys: connect.Keys | None = None, backups: Path | None = None
) -> sqlite3.Connection:
    """Open a journal to read. Creates nothing; a missing journal reads as an empty one.

    One from an earlier version is brought up to date, after a backup in the folder `backups`
    (else beside it). Where the disk takes neither, or it is damaged, it is read in memory.
    """
    if not connect.exists(path):
        return empty()
    try:
        return _up_to_date(connect.to_read(path, keys), path, keys, backups)
    except (InputOutput, Damaged) as error:
        if isinstance(error, Damaged) and error.sentence != NOT_UPGRADED:
            raise
        with closing(connect.to_read(path, keys)) as connection, connect.translated(path):
            return _upgraded_in_memory(connection, path)


def copy_for_reading(path: Path, keys: connect.Keys | None = None) -> sqlite3.Connection:
    """Open a copy to read as this version knows it, and leave its file as old as it is."""
    connection = connect.as_it_is(path, keys)
    if migrations.version_of(connection) == migrations.LATEST:
        return connection
    with closing(connection), connect.translated(path):
        return _upgraded_in_memory(connection, path)


def _upgraded_in_memory(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """What an older journal holds, as this version knows it; also rows that none of ours is like.

    Where its table of contents is damaged, its tables are read as ours.
    """
    source = connection
    if not declared.is_as_declared(connection) and isinstance(connection, sqlite3.Connection):
        source = declared.copy_as_declared(connection, path)
    memory = sqlite3.connect(":memory:", isolation_level=None)
    memory.execute("PRAGMA ignore_check_constraints=ON")
    memory.execute("BEGIN")
    migrations.apply_up_to(memory, migrations.version_of(source))
    for (table,) in memory.execute(TABLES).fetchall():
        _copy_table(source, memory, str(table))
    _apply_steps(memory)
    memory.execute("COMMIT")
    return memory


def _copy_table(source: sqlite3.Connection, memory: sqlite3.Connection, table: str) -> None:
    """Copy the rows of a table, those without a value that they need too."""
    names = f"SELECT name, \"notnull\", type FROM pragma_table_info('{table}')"
    columns = memory.execute(names).fetchall()
    stored_columns = {name for name, _, _ in source.execute(names)}
    columns = [column for column in columns if column[0] in stored_columns]
    listed = ", ".join(f'"{name}"' for name, _, _ in columns)
    values = ", ".join(
        f"ifnull(?, {_NOTHING.get(type_, repr(''))})" if needed else "?"
        for _, needed, type_ in columns
    )
    rows = source.execute(f"SELECT {listed} FROM {table}") if columns else ()
    memory.executemany(f"INSERT INTO {table} ({listed}) VALUES ({values})", rows)


_NOTHING = {"INTEGER": "0", "BOOLEAN": "0"}
"""What stands for a value that is missing, by the type of its column; else an empty text."""


def for_writing(
    path: Path,
    keys: connect.Keys | None = None,
    backups: Path | None = None,
    driver: ModuleType = sqlite3,
    place: Place | None = None,
) -> connect.Connection:
    """Open a journal to write, making it first where there is none.

    `driver` opens a plain journal with SQLCipher (see `connect.as_it_is`), `place` is all that may
    say that the journal was encrypted. Raises `Damaged` where an encrypted one is gone: a new one
    would be readable.
    """
    place = place or Place(path, backups)
    if not connect.exists(path):
        encryption_marker.refuse_new(place)
    return _up_to_date(connect.to_write(path, keys, driver), path, keys, backups, place)


def _up_to_date(
    connection: connect.Connection,
    path: Path,
    keys: connect.Keys | None,
    backups: Path | None,
    place: Place | None = None,
) -> connect.Connection:
    try:
        with connect.translated(path):
            if connection.execute(ACTING).fetchone() != (0,):
                names = ", ".join(migrations.foreign(connection)[:5])
                raise Damaged(FOREIGN_SCHEMA, path=path, names=names)
            version = migrations.version_of(connection)
            if version == 0:  # whatever was there when it was looked at is gone by now
                encryption_marker.refuse_new(place or Place(path, backups))
            if version < migrations.LATEST:
                _migrate(connection, path, keys, backups or path.parent / "backups")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(
    connection: connect.Connection, path: Path, keys: connect.Keys | None, backups: Path
) -> None:
    """Bring a file up to date, in one transaction: the old file or the new, never half.

    The copy from before is made with the lock held, so that of several programs that open the
    file at once only the first makes one.
    """
    with connect.write_lock(path, connection), ExitStack() as undo:
        version = migrations.version_of(connection)
        if 0 < version < migrations.LATEST:
            copy = _unused_name(backups, version)
            undo.callback(copy.unlink, missing_ok=True)
            # A second connection copies: the first is inside a transaction.
            with closing(connect.as_it_is(path, keys, connect.driver_of(connection))) as copying:
                _copy_to(copy, copying, path, keys)
        _apply_steps(connection)
        connection.execute("COMMIT")
        undo.pop_all()


def _copy_to(
    copy: Path, copying: connect.Connection, path: Path, keys: connect.Keys | None
) -> None:
    """Copy a journal before its upgrade. Raises `Damaged` for one that is better not touched.

    Entries whose words have changed since they were stored are no reason: they stay as they are.
    """
    from . import backup_file

    try:
        backup_file.back_up(copying, copy, keys, any_words=True)
    except Damaged as error:
        if error.sentence == NO_SOUND_COPY:
            raise Damaged(NOT_UPGRADED, path=path) from None
        raise


def _unused_name(backups: Path, version: int) -> Path:
    """A name for a copy from before an upgrade: one from an earlier upgrade stays."""
    numbers = ("", *(f"-{n}" for n in range(2, 1000)))
    names = (backups / f"schema-{version}-migrate{number}.db" for number in numbers)
    return next(name for name in names if not name.exists())


def _apply_steps(connection: sqlite3.Connection) -> None:
    """All the steps that are missing, inside the caller's transaction."""
    from . import search_index

    before = migrations.version_of(connection)
    migrations.apply(connection)
    if before < migrations.SEARCHED:
        search_index.renew(connection)
