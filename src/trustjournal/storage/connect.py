"""Connections to the journal file: the only place that opens it, and translates its errors.

`journal_mode=DELETE` with `synchronous=EXTRA`: one file, and "saved" is only reported once the
directory entry is on the disk too. Why not WAL: docs/architecture.md, Durability.

An encrypted journal is a standard SQLCipher 4 file; `header` tells it from a plain one.

A program that replaces the file holds its write lock, and a program that waited for that lock
checks again which file is at the path before it writes a word.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast
from urllib.parse import quote

from ..errors import Damaged, InputOutput, Locked, NewerJournal, Sealed, TrustError
from ..paths import make_private, must_be_file, sync_folder
from ..sentences import (
    DISK_FULL,
    JOURNAL_DAMAGED,
    JOURNAL_LOCKED,
    JOURNAL_REPLACED,
    JOURNAL_UNREADABLE,
    JOURNAL_UNWRITABLE,
    NEWER_JOURNAL,
    NO_ENCRYPTION,
    NOT_A_JOURNAL,
)
from . import header, migrations
from .header import SALT_BYTES, File
from .header import identity as identity
from .header import is_plain as is_plain
from .header import salt_of as salt_of

FALSE_LOG = (
    "SQLite would take {log} for its own log of {path}, and remove it; rename one of the two"
)
BUSY_SECONDS = 10.0
"""How long a command waits for another process before it reports the lock."""

BRIEF_SECONDS = 0.2
"""How long a command waits that must not keep the person waiting."""

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


class _KnowsItsFile:
    """The additions of `Connection` to the connections of either driver."""

    file: File | None = None

    def close(self) -> None:
        """Close the connection, and the descriptors that `header` kept open because of it."""
        super().close()  # type: ignore[misc]  # the driver's, which comes next in line
        header.release(self.file)
        self.file = None


class Connection(_KnowsItsFile, sqlite3.Connection):
    """A connection that knows which file it opened, whatever is at the path by now."""


class Keys(Protocol):
    """The source of keys for an encrypted journal."""

    def candidates(self, salt: bytes) -> Iterator[str]:
        """Yield keys to try in turn, as made by `encryption_keys.derive`. May raise `Sealed`."""

    def accept(self, salt: bytes, key: str) -> None:
        """Take note of the key that opened the file."""


def new_salt() -> bytes:
    """Make a salt for a file to be encrypted; its first byte keeps it from looking like text."""
    salt = os.urandom(SALT_BYTES)
    return bytes([salt[0] | 0x80]) + salt[1:]


_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_IO = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


def database_errors() -> tuple[type[Exception], ...]:
    """Return the errors a statement may raise; SQLCipher's aren't subclasses of the standard ones.

    If SQLite's own message contains a damaged name, Python can't decode it and raises
    `UnicodeDecodeError`.
    """
    sealed = sys.modules.get("sqlcipher3.dbapi2")
    errors = (sqlite3.Error, UnicodeDecodeError)
    return (*errors, sealed.Error) if sealed else errors


def sealed_driver() -> ModuleType:
    """Import SQLCipher, an optional extra. Raises `Sealed` if it isn't installed."""
    try:
        from sqlcipher3 import dbapi2  # type: ignore[import-untyped]
    except ImportError:
        raise Sealed(NO_ENCRYPTION) from None
    return cast("ModuleType", dbapi2)


def driver_of(connection: sqlite3.Connection) -> ModuleType:
    """Return the library a connection belongs to."""
    return sqlite3 if isinstance(connection, sqlite3.Connection) else sealed_driver()


checks: list[Callable[[Path], bool]] = []
"""Functions that tell whether a file is sound; `declared`, which imports this module, adds one."""


def translate(error: Exception, path: Path) -> TrustError | None:
    """Translate a database error into one for the person; return None for a bug of ours.

    An error that SQLite doesn't call damage, such as a missing column, is damage if the schema of
    the file differs from ours or if its pages are wrong.

    Raises `KeyboardInterrupt` if a signal stopped the function that SQLite calls for each change of
    a journal that's synced (see `row_changes`): what the signal raised there is lost.
    """
    if "user-defined function raised exception" in str(error):
        raise KeyboardInterrupt from None
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _LOCKED:
        return Locked(JOURNAL_LOCKED, path=path)
    if code in _DAMAGED:
        return Damaged(JOURNAL_DAMAGED, path=path)
    if code == sqlite3.SQLITE_FULL:
        return InputOutput(DISK_FULL, path=path)
    if code in _IO:
        return InputOutput(JOURNAL_UNWRITABLE, path=path)
    # Python's error for text that isn't UTF-8, and SQLite's for an unknown format number, which
    # has no code of its own.
    damage_messages = ("decode", "unsupported file format")
    if isinstance(error, UnicodeDecodeError) or any(
        words in str(error) for words in damage_messages
    ):
        return Damaged(JOURNAL_DAMAGED, path=path)
    is_damaged = any(not is_sound(path) for is_sound in checks)
    return Damaged(JOURNAL_DAMAGED, path=path) if is_damaged else None


def is_refusal(error: Exception) -> bool:
    """Tell whether a database error comes from another program or the system, not the file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _LOCKED | _IO


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn database errors of the block into our own, without the values they quote."""
    try:
        yield
    except database_errors() as error:
        translated_error = translate(error, path)
        if translated_error is None:
            raise
        raise translated_error from None


def exists(path: Path) -> bool:
    """Tell whether there is a journal; an empty file, left by a crash while creating it, isn't one.

    Raises `InputOutput` if the path isn't a file, like everything that opens a journal.
    """
    try:
        must_be_file(path)
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InputOutput(JOURNAL_UNREADABLE, path=path, why=error.strerror) from None


def _connect(
    path: Path, mode: str, keys: Keys | None = None, driver: ModuleType = sqlite3
) -> Connection:
    """Open a journal, encrypted or not; retry if another program replaced the file meanwhile.

    Encrypting, decrypting and restoring replace it. The file that was examined then isn't the one
    that was opened, and would be taken for damaged, or its passphrase for a wrong one.
    """
    while True:
        before = identity(path)
        header.use(before)
        try:
            check_logs(path)
            check_header(path)
            connection = _connect_to(path, before, mode, keys, driver)
        except _refusals():
            header.release(before)
            if identity(path) == before:
                raise
            continue
        except BaseException:
            header.release(before)
            raise
        connection.file = before
        if before is not None and identity(path) == before:
            return connection
        connection.close()


def _refusals() -> tuple[type[Exception], ...]:
    """Return the errors raised if a file isn't what it was taken for."""
    return (Damaged, Sealed, *database_errors())


def _connect_to(
    path: Path, file: File | None, mode: str, keys: Keys | None, driver: ModuleType
) -> Connection:
    salt = salt_of(path)
    if salt is None:
        return _opened(path, mode, driver)
    if keys is None:
        raise Sealed("{path} is encrypted, and no passphrase was given", path=path)
    driver = sealed_driver()
    for key in keys.candidates(salt):
        try:
            connection = _opened(path, mode, driver, key)
        except driver.DatabaseError as error:
            is_wrong = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB
            if not is_wrong or identity(path) != file:
                raise
            continue
        keys.accept(salt, key)
        return connection
    raise Sealed("the passphrase doesn't open {path}, or the file is damaged", path=path)


@cache
def _connection_class(driver: ModuleType) -> type[Connection]:
    """Return `Connection` for a driver: SQLCipher's isn't a subclass of the standard one."""
    if driver is sqlite3:
        return Connection
    return cast("type[Connection]", type("Connection", (_KnowsItsFile, driver.Connection), {}))


def uri(path: Path) -> str:
    """Return a path as a URI, which SQLite accepts even if the name isn't UTF-8."""
    return f"file:{quote(os.fsencode(path))}"


_waits_briefly = ContextVar("waits_briefly", default=False)
"""Whether the person waits for what opens a connection; each thread has its own answer."""


@contextmanager
def waiting_briefly() -> Iterator[None]:
    """Wait for other processes at most `BRIEF_SECONDS` in connections opened in the block."""
    token = _waits_briefly.set(True)
    try:
        yield
    finally:
        _waits_briefly.reset(token)


def busy_seconds() -> float:
    """Return how long to wait for another process."""
    return min(BUSY_SECONDS, BRIEF_SECONDS) if _waits_briefly.get() else BUSY_SECONDS


def _opened(path: Path, mode: str, driver: ModuleType, key: str = "") -> Connection:
    connection: Connection = driver.connect(
        f"{uri(path)}?mode={mode}{_immutable_option(path, mode)}",
        uri=True,
        factory=_connection_class(driver),
        timeout=busy_seconds(),
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        if key:
            # Otherwise a wrong key would print three lines on standard error.
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f'PRAGMA key="{key}"')
        _check_is_ours(path, connection)
        for pragma in _PRAGMAS:
            if mode == "rw" or not pragma.startswith("journal_mode"):
                connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _immutable_option(path: Path, mode: str) -> str:
    """Return the URI option for reading a finished file that another tool left in WAL mode.

    Without it SQLite would have to create two files next to it, which isn't possible in every
    folder. Empty for all other files.
    """
    if mode != "ro" or path.with_name(path.name + "-wal").exists():
        return ""
    start = header.first_bytes(path)
    return "&immutable=1" if header.begins_plain(start) and 2 in start[18:20] else ""


def _check_is_ours(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file that isn't a journal, or is from a later version, before writing anything."""
    # One statement, so that all three are from the same moment: another program may be
    # creating the tables right now.
    version, application, tables = connection.execute(
        "SELECT u.user_version, a.application_id, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_user_version u, pragma_application_id a"
    ).fetchone()
    if version == application == tables == 0:
        return
    if application != migrations.APPLICATION_ID:
        raise Damaged(NOT_A_JOURNAL, path=path)
    if version > migrations.LATEST:
        raise NewerJournal(NEWER_JOURNAL, path=path, version=version)


def check_logs(path: Path) -> None:
    """Raise `InputOutput` if SQLite would remove another file, taking it for a log of this one."""
    other = header.false_log(path)
    if other is not None:
        raise InputOutput(FALSE_LOG, path=path, log=other)


def check_header(path: Path) -> None:
    """Refuse such a file by its first bytes, before SQLite has touched it.

    The offsets are those of the file format: `user_version` at byte 60, `application_id` at 68.
    """
    start = header.first_bytes(path)
    if not start or salt_of(path):
        return
    if not header.begins_plain(start) or len(start) < 100:
        ours = header.is_plain_inside(path)
        raise Damaged(JOURNAL_DAMAGED if ours else NOT_A_JOURNAL, path=path)
    version, application = (int.from_bytes(start[at : at + 4], "big") for at in (60, 68))
    if application not in (0, migrations.APPLICATION_ID):
        raise Damaged(NOT_A_JOURNAL, path=path)
    if application and version > migrations.LATEST:
        raise NewerJournal(NEWER_JOURNAL, path=path, version=version)


def to_read(path: Path, keys: Keys | None = None) -> Connection:
    """Open a journal for reading.

    It is opened read-write anyway, because a journal that a crash left half-written must be
    rolled back before it can be read; on read-only media it is opened read-only.
    """
    with translated(path):
        try:
            return _connect(path, "rw", keys)
        except database_errors() as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _IO:
                raise
            return _connect(path, "ro", keys)


def to_write(path: Path, keys: Keys | None = None, driver: ModuleType = sqlite3) -> Connection:
    """Open a journal for writing; create a missing file first.

    The file is made readable by its owner alone before anything is in it, and SQLite gives
    its rollback journal the same mode. `driver` opens a plain file with SQLCipher.
    """
    try:
        make_private(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise InputOutput("can't create {path} ({why})", path=path, why=error.strerror) from None
    with translated(path):
        return _connect(path, "rw", keys, driver)


def as_it_is(path: Path, keys: Keys | None = None, driver: ModuleType = sqlite3) -> Connection:
    """Open a file read-only and without migrating it: a backup, or a damaged journal.

    `driver` opens a plain file with SQLCipher, which can then make an encrypted copy of it. While
    a lock on the file is held, it must be the driver that holds it: closing the file in another
    library would drop the lock.
    """
    with translated(path):
        return _connect(path, "ro", keys, driver)


def unchecked(path: Path) -> Connection:
    """Open a plain file read-only, whatever its schema says.

    Database errors are raised untranslated.
    """
    check_logs(path)
    file = identity(path)
    header.use(file)
    try:
        connection = sqlite3.connect(
            f"{uri(path)}?mode=ro",
            uri=True,
            factory=Connection,
            timeout=busy_seconds(),
            isolation_level=None,
        )
    except BaseException:
        header.release(file)
        raise
    connection.file = file
    try:
        # Otherwise one wrong declaration keeps SQLite from reading any table.
        connection.execute("PRAGMA writable_schema=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def finish_write(path: Path) -> None:
    """Let SQLite undo or complete the write that a killed program left in a log of this file.

    SQLite writes whole pages from the log, so it needs no key and no sound schema for that. Nothing
    happens without a log, or if the log can't be applied. Raises `Locked`.
    """
    if not exists(path) or not any(path.with_name(path.name + end).exists() for end in header.LOGS):
        return
    check_logs(path)
    file = identity(path)
    header.use(file)
    try:
        with closing(
            sqlite3.connect(f"{uri(path)}?mode=rw", uri=True, timeout=busy_seconds())
        ) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlite3.Error as error:
        # "Not a database" is what SQLite finds after it has undone the write.
        if isinstance(translated_error := translate(error, path), Locked):
            raise translated_error from None
    finally:
        header.release(file)
    sync_folder(path.parent)


def check_is_at(path: Path, connection: Connection) -> None:
    """Raise `Locked` if another program has replaced the file of this connection.

    Call it once the write lock is held. Words written to the old file would be lost with it, and
    the log of that write would be taken for one of the new file.
    """
    if identity(path) != connection.file:
        raise Locked(JOURNAL_REPLACED, path=path)


@contextmanager
def write_lock(path: Path, connection: Connection) -> Iterator[None]:
    """Hold the write lock of a journal; roll back at the end unless the block has committed."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        check_is_at(path, connection)
        yield
    finally:
        # A full disk or a failed read or write has undone everything already.
        with suppress(*database_errors()):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
