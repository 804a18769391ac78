"""The one place that opens the journal file, sets how it is written, and names its failures.

`journal_mode=DELETE` with `synchronous=EXTRA`: one file, and "saved" is only said once the
directory entry is on the disk too. Why not WAL: docs/architecture.md, Durability.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from ..errors import Damaged, InputOutput, Locked, NewerJournal, TrustError
from ..paths import make_private
from . import migrations

BUSY_SECONDS = 10.0
"""How long a command waits for another process before it says so."""

_HEADER = b"SQLite format 3\0"

_PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    # On macOS a plain fsync does not reach the disk.
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
)

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_IO = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


def translate(error: sqlite3.Error, path: Path) -> TrustError | None:
    """What a database error means to the person; None where it is a fault of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _LOCKED:
        return Locked("journal_locked", path=path)
    if code in _DAMAGED:
        return Damaged("journal_damaged", path=path)
    if code == sqlite3.SQLITE_FULL:
        return InputOutput("disk_full", path=path)
    if code in _IO:
        return InputOutput("journal_unwritable", path=path)
    if "decode" in str(error):  # Python's own complaint about text that is not UTF-8
        return Damaged("journal_damaged", path=path)
    return None


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn database errors raised inside into errors of ours, without what they quote."""
    try:
        yield
    except sqlite3.Error as error:
        known = translate(error, path)
        if known is None:
            raise
        raise known from None


def exists(path: Path) -> bool:
    """Whether there is a journal: a file left empty by a crash while it was made is none."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InputOutput("journal_unreadable", path=path, why=error.strerror) from None


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _check_is_ours(path, connection)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _check_is_ours(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse what is not a journal, or is from a later version, before anything is written."""
    # One statement, so that all three are from the same moment: another program may be
    # making the tables just now.
    version, application, tables = connection.execute(
        "SELECT u.user_version, a.application_id, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_user_version u, pragma_application_id a"
    ).fetchone()
    if version == application == tables == 0:
        return
    if application != migrations.APPLICATION_ID:
        raise Damaged("not_a_journal", path=path)
    if version > migrations.LATEST:
        raise NewerJournal("newer_journal", path=path, version=version)


def _check_header(path: Path) -> None:
    """The same from the first bytes of the file, before SQLite has touched it.

    The places are those of the file format: `user_version` at byte 60, `application_id` at 68.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise InputOutput("journal_unreadable", path=path, why=error.strerror) from None
    if not header:
        return
    if not header.startswith(_HEADER) or len(header) < 100:
        raise Damaged("not_a_journal", path=path)
    version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
    if application not in (0, migrations.APPLICATION_ID):
        raise Damaged("not_a_journal", path=path)
    if application and version > migrations.LATEST:
        raise NewerJournal("newer_journal", path=path, version=version)


def empty() -> sqlite3.Connection:
    """A journal with nothing in it, in memory: what a missing file reads as."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations.apply(connection)
    return connection


def for_reading(path: Path) -> sqlite3.Connection:
    """Open a journal to read. Creates nothing; a missing journal reads as an empty one.

    It is opened read-write all the same, because a journal that a crash left half-written
    must be rolled back before it can be read; on read-only media it is opened read-only.
    """
    if not exists(path):
        return empty()
    _check_header(path)
    with translated(path):
        try:
            connection = _connect(path, "rw")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _IO:
                raise
            connection = _connect(path, "ro")
        try:
            if migrations.version_of(connection) < migrations.LATEST:
                _migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def for_writing(path: Path) -> sqlite3.Connection:
    """Open a journal to write, making it first where there is none.

    The file is made readable by its owner alone before anything is in it, and SQLite gives
    its rollback journal the same mode.
    """
    try:
        make_private(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        _check_header(path)
    except OSError as error:
        raise InputOutput("journal_unmakeable", path=path, why=error.strerror) from None
    with translated(path):
        connection = _connect(path, "rw")
        try:
            if migrations.version_of(connection) < migrations.LATEST:
                _migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """All the steps that are missing, in one transaction: the old file or the new, never half."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
