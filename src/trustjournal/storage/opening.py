"""Opening the journal as this version knows it: made where there is none, brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from . import connect, encryption_marker, migrations


def empty() -> sqlite3.Connection:
    """A journal with nothing in it, in memory: what a missing file reads as."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _migrate(connection)
    return connection


def for_reading(
    path: Path, keys: connect.Keys | None = None, backups: Path | None = None
) -> sqlite3.Connection:
    """Open a journal to read. Creates nothing; a missing journal reads as an empty one.

    One from an earlier version is brought up to date, after a backup in the folder `backups`
    (else beside it).
    """
    if not connect.exists(path):
        return empty()
    return _up_to_date(connect.to_read(path, keys), path, keys, backups)


def for_writing(
    path: Path, keys: connect.Keys | None = None, backups: Path | None = None
) -> sqlite3.Connection:
    """Open a journal to write, making it first where there is none.

    Raises `Damaged` where an encrypted one is gone: a new one would be readable.
    """
    if not connect.exists(path):
        encryption_marker.refuse_new(encryption_marker.Place(path, backups))
    return _up_to_date(connect.to_write(path, keys), path, keys, backups)


def _up_to_date(
    connection: sqlite3.Connection, path: Path, keys: connect.Keys | None, backups: Path | None
) -> sqlite3.Connection:
    try:
        with connect.translated(path):
            version = migrations.version_of(connection)
            if version == 0:  # whatever was there when it was looked at is gone by now
                encryption_marker.refuse_new(encryption_marker.Place(path, backups))
            if version < migrations.LATEST:
                if version > 0:
                    from . import copies

                    folder = backups or path.parent / "backups"
                    copies.back_up(connection, folder / f"schema-{version}-migrate.db", keys)
                _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """All the steps that are missing, in one transaction: the old file or the new, never half."""
    from . import search

    connection.execute("BEGIN IMMEDIATE")
    try:
        before = migrations.version_of(connection)
        migrations.apply(connection)
        if before < migrations.SEARCHED:
            search.renew(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
