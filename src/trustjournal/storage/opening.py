"""Opening a journal in the current schema: a missing one is created, an older one migrated."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from types import ModuleType

from .. import storage
from ..errors import Damaged, InputOutput
from ..sentences import FOREIGN_SCHEMA, NO_SOUND_COPY
from . import connect, encryption_marker, migrations, schema_repair
from .encryption_marker import Place

NOT_UPGRADED = (
    "{path} is from an earlier version and damaged, so it can only be read; `trust "
    "doctor --salvage OUT` copies everything readable into a new file"
)

TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"""
ACTING = "SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')"
"""Our journals have no triggers or views: they could undo what is stored, or show other data."""


def empty() -> sqlite3.Connection:
    """Make an empty journal in memory, as which a missing file is read."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("BEGIN")
    _apply_steps(connection)
    connection.execute("COMMIT")
    return connection


def for_reading(
    path: Path, keys: connect.Keys | None = None, backups: Path | None = None
) -> sqlite3.Connection:
    """Open a journal for reading. Creates nothing; a missing journal reads as an empty one.

    A journal from an earlier version is migrated, after a backup in the folder `backups` (by
    default the folder `backups` next to it). If the disk refuses or the journal is damaged, it is
    migrated in memory only.
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
    """Open a copy for reading in the current schema, without migrating its file."""
    connection = connect.as_it_is(path, keys)
    if migrations.version_of(connection) == migrations.LATEST:
        return connection
    with closing(connection), connect.translated(path):
        return _upgraded_in_memory(connection, path)


def _upgraded_in_memory(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Copy an older journal into memory in the current schema, including rows that break its rules.

    If its table of contents is damaged, the tables are read as our migrations declare them.
    """
    source = connection
    if not schema_repair.is_as_declared(connection) and isinstance(connection, sqlite3.Connection):
        source = schema_repair.copy_as_declared(connection, path)
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
    """Copy the rows of a table, including those that lack a required value."""
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
"""The replacements for missing values by column type, as SQL; empty text for other types."""


def for_writing(
    path: Path,
    keys: connect.Keys | None = None,
    backups: Path | None = None,
    driver: ModuleType = sqlite3,
    place: Place | None = None,
) -> connect.Connection:
    """Open a journal for writing, creating a missing one first.

    `driver` opens a plain journal with SQLCipher (see `connect.as_it_is`); `place` names what may
    show that the journal was encrypted. Raises `Damaged` if an encrypted one is missing, because a
    new one would be readable.
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
            if version == 0:  # the journal that existed at the first check may be gone by now
                encryption_marker.refuse_new(place or Place(path, backups))
            if version < migrations.LATEST:
                _migrate(connection, path, keys, backups or path.parent / "backups")
        if connect.driver_of(connection) is not sqlite3:
            _clear_unfinished(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _clear_unfinished(path: Path) -> None:
    """Remove what a killed program left beside an encrypted journal, perhaps a readable copy of it.

    The module that does it is only imported if there is a file with such a name.
    """
    start = f".{path.name}."
    try:
        is_left = any(file.name.startswith(start) for file in path.parent.iterdir())
    except OSError:  # a folder that lets files be opened by name only
        return
    if is_left:
        storage.backup_file.clear_unfinished(path)


def _migrate(
    connection: connect.Connection, path: Path, keys: connect.Keys | None, backups: Path
) -> None:
    """Migrate a file to the latest version, in one transaction.

    The backup is made with the lock held, so that of several programs that open the file at once
    only the first makes one. Foreign keys are off meanwhile, which SQLite allows only outside a
    transaction; after an error the connection isn't used again.
    """
    connection.execute(f"{migrations.FOREIGN_KEYS}=OFF")
    with connect.write_lock(path, connection), ExitStack() as undo:
        version = migrations.version_of(connection)
        if 0 < version < migrations.LATEST:
            # A second connection copies: the first is inside a transaction.
            with closing(connect.as_it_is(path, keys, connect.driver_of(connection))) as copying:
                copy = _copied(backups, version, copying, path, keys)
            undo.callback(copy.unlink, missing_ok=True)
        _apply_steps(connection)
        connection.execute("COMMIT")
        undo.pop_all()
    connection.execute(f"{migrations.FOREIGN_KEYS}=ON")


def _copied(
    backups: Path,
    version: int,
    copying: connect.Connection,
    path: Path,
    keys: connect.Keys | None,
) -> Path:
    """Copy a journal before its upgrade under an unused name, and return the path of the copy.

    If another journal's copy takes the name first, the next one is tried.
    """
    while True:
        copy = _unused_name(backups, version)
        with suppress(FileExistsError):
            _copy_to(copy, copying, path, keys)
            return copy


def _copy_to(
    copy: Path, copying: connect.Connection, path: Path, keys: connect.Keys | None
) -> None:
    """Copy a journal before its upgrade. Raises `Damaged` for one that should not be upgraded.

    Entries whose words have changed since they were stored don't prevent it: they stay unchanged.
    """
    try:
        storage.backup_file.back_up(copying, copy, keys, any_words=True)
    except Damaged as error:
        if error.sentence == NO_SOUND_COPY:
            raise Damaged(NOT_UPGRADED, path=path) from None
        raise


def _unused_name(backups: Path, version: int) -> Path:
    """Return an unused name for the backup before an upgrade, so that earlier ones stay."""
    numbers = ("", *(f"-{n}" for n in range(2, 1000)))
    names = (backups / f"schema-{version}-migrate{number}.db" for number in numbers)
    return next(name for name in names if not name.exists())


def _apply_steps(connection: sqlite3.Connection) -> None:
    """Apply all missing migrations inside the caller's transaction."""
    before = migrations.version_of(connection)
    migrations.apply(connection)
    if before < migrations.SEARCHED:
        storage.search_index.renew(connection)
