"""The one place that opens the journal file, sets how it is written, and names its failures.

`journal_mode=DELETE` with `synchronous=EXTRA`: one file, and "saved" is only said once the
directory entry is on the disk too. Why not WAL: docs/architecture.md, Durability.

A sealed journal is a standard SQLCipher 4 file; `header` tells it from a plain one.

Whoever replaces the file holds its write lock (`begin`), and whoever waited for that lock looks
again at which file stands under the name before writing a word.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast
from urllib.parse import quote

from ..errors import Damaged, InputOutput, Locked, NewerJournal, Sealed, TrustError
from ..paths import make_private, must_be_file
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

BUSY_SECONDS = 10.0
"""How long a command waits for another process before it says so."""

BRIEF_SECONDS = 0.2
"""How long what must not wait does."""

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
    """What `Connection` adds to the connections of either driver."""

    file: File | None = None

    def close(self) -> None:
        """Close the file, and with it what `header` kept open for its sake."""
        super().close()  # type: ignore[misc]  # the driver's, which comes next in line
        header.release(self.file)
        self.file = None


class Connection(_KnowsItsFile, sqlite3.Connection):
    """A connection that knows which file it opened, whatever stands at the path by now."""


class Keys(Protocol):
    """Where the keys of a sealed journal come from."""

    def candidates(self, salt: bytes) -> Iterator[str]:
        """Keys to try one after the other, as `keys.derive` writes them; may raise `Sealed`."""

    def accept(self, salt: bytes, key: str) -> None:
        """Told which of them opened the file."""


def new_salt() -> bytes:
    """A salt for a file that is to be sealed; its first byte keeps it from looking like text."""
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
    """What a statement may raise; SQLCipher's errors are no relatives of the standard ones.

    Where a damaged name stands in SQLite's own message, Python cannot decode that.
    """
    sealed = sys.modules.get("sqlcipher3.dbapi2")
    errors = (sqlite3.Error, UnicodeDecodeError)
    return (*errors, sealed.Error) if sealed else errors


def sealed_driver() -> ModuleType:
    """SQLCipher, which is an extra. Raises `Sealed` where it is not installed."""
    try:
        from sqlcipher3 import dbapi2  # type: ignore[import-untyped]
    except ImportError:
        raise Sealed(NO_ENCRYPTION) from None
    return cast("ModuleType", dbapi2)


def driver_of(connection: sqlite3.Connection) -> ModuleType:
    """The library a connection belongs to."""
    return sqlite3 if isinstance(connection, sqlite3.Connection) else sealed_driver()


checks: list[Callable[[Path], bool]] = []
"""What tells whether a file is sound; `declared`, which needs this module, puts its check in."""


def translate(error: Exception, path: Path) -> TrustError | None:
    """What a database error means to the person; None where it is a fault of ours.

    An error that SQLite does not call damage, such as a column that is missing, is damage where
    the file has another table of contents than ours, or wrong pages.
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _LOCKED:
        return Locked(JOURNAL_LOCKED, path=path)
    if code in _DAMAGED:
        return Damaged(JOURNAL_DAMAGED, path=path)
    if code == sqlite3.SQLITE_FULL:
        return InputOutput(DISK_FULL, path=path)
    if code in _IO:
        return InputOutput(JOURNAL_UNWRITABLE, path=path)
    # Python's own complaint about text that is not UTF-8; and SQLite's about a format number
    # that there is none of, which has no code of its own.
    damage_messages = ("decode", "unsupported file format")
    if isinstance(error, UnicodeDecodeError) or any(
        words in str(error) for words in damage_messages
    ):
        return Damaged(JOURNAL_DAMAGED, path=path)
    is_damaged = any(not is_sound(path) for is_sound in checks)
    return Damaged(JOURNAL_DAMAGED, path=path) if is_damaged else None


def is_refusal(error: Exception) -> bool:
    """Tell whether a database error is of another program or the system, and not of the file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _LOCKED | _IO


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn database errors raised inside into errors of ours, without what they quote."""
    try:
        yield
    except database_errors() as error:
        translated_error = translate(error, path)
        if translated_error is None:
            raise
        raise translated_error from None


def exists(path: Path) -> bool:
    """Whether there is a journal: a file left empty by a crash while it was made is none.

    Raises `InputOutput` for what is no file, as whatever opens a journal does.
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

    Encrypting, decrypting and restoring do that. The file that was looked at is then not the one
    that was opened, and would be taken for damaged, or its passphrase for a wrong one.
    """
    while True:
        before = identity(path)
        header.use(before)
        try:
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
    """How a file says that it is not what it was taken for."""
    return (Damaged, Sealed, *database_errors())


def _connect_to(
    path: Path, file: File | None, mode: str, keys: Keys | None, driver: ModuleType
) -> Connection:
    salt = salt_of(path)
    if salt is None:
        return _opened(path, mode, driver)
    if keys is None:
        raise Sealed("{path} is sealed, and no passphrase was given", path=path)
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
    raise Sealed("the passphrase does not open {path}, or the file is damaged", path=path)


@cache
def _connection_class(driver: ModuleType) -> type[Connection]:
    """`Connection` for a driver: SQLCipher's connections are no relatives of the standard ones."""
    if driver is sqlite3:
        return Connection
    return cast("type[Connection]", type("Connection", (_KnowsItsFile, driver.Connection), {}))


def uri(path: Path) -> str:
    """A path as SQLite takes one whose name is not UTF-8, too."""
    return f"file:{quote(os.fsencode(path))}"


@contextmanager
def waiting_briefly() -> Iterator[None]:
    """Wait for other processes only for a moment with what is opened inside."""
    global BUSY_SECONDS  # one way to open serves many readers
    before, BUSY_SECONDS = BUSY_SECONDS, min(BUSY_SECONDS, BRIEF_SECONDS)
    try:
        yield
    finally:
        BUSY_SECONDS = before


def _opened(path: Path, mode: str, driver: ModuleType, key: str = "") -> Connection:
    connection: Connection = driver.connect(
        f"{uri(path)}?mode={mode}{_immutable_option(path, mode)}",
        uri=True,
        factory=_connection_class(driver),
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        if key:
            # Else a wrong key would put three lines on standard error.
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
    """How to look at a finished file that another tool left in WAL mode.

    SQLite would have to make two files beside it, which it can't in every folder.
    """
    if mode != "ro" or path.with_name(path.name + "-wal").exists():
        return ""
    start = header.first_bytes(path)
    return "&immutable=1" if header.begins_plain(start) and 2 in start[18:20] else ""


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
        raise Damaged(NOT_A_JOURNAL, path=path)
    if version > migrations.LATEST:
        raise NewerJournal(NEWER_JOURNAL, path=path, version=version)


def check_header(path: Path) -> None:
    """Refuse the same by the first bytes of the file, before SQLite has touched it.

    The places are those of the file format: `user_version` at byte 60, `application_id` at 68.
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
    """Open a journal to read.

    It is opened read-write all the same, because a journal that a crash left half-written
    must be rolled back before it can be read; on read-only media it is opened read-only.
    """
    with translated(path):
        try:
            return _connect(path, "rw", keys)
        except database_errors() as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _IO:
                raise
            return _connect(path, "ro", keys)


def to_write(path: Path, keys: Keys | None = None, driver: ModuleType = sqlite3) -> Connection:
    """Open a journal to write, making its file first where there is none.

    The file is made readable by its owner alone before anything is in it, and SQLite gives
    its rollback journal the same mode. `driver` opens a plain file with SQLCipher.
    """
    try:
        make_private(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise InputOutput("cannot make {path} ({why})", path=path, why=error.strerror) from None
    with translated(path):
        return _connect(path, "rw", keys, driver)


def as_it_is(path: Path, keys: Keys | None = None, driver: ModuleType = sqlite3) -> Connection:
    """Open a file to look at, as old as it may be: a backup, or a journal in trouble.

    `driver` opens a plain file with SQLCipher, which can then make a sealed copy of it. While a
    lock on the file is held, it must be the driver that holds it: closing the file in another
    library would drop the lock.
    """
    with translated(path):
        return _connect(path, "ro", keys, driver)


def unchecked(path: Path) -> Connection:
    """Open a readable file to look at, whatever its table of contents says.

    Raises errors of the database as they come.
    """
    file = identity(path)
    header.use(file)
    try:
        connection = sqlite3.connect(
            f"{uri(path)}?mode=ro",
            uri=True,
            factory=Connection,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
    except BaseException:
        header.release(file)
        raise
    connection.file = file
    try:
        # Else one wrong declaration keeps SQLite from reading any table.
        connection.execute("PRAGMA writable_schema=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def check_is_at(path: Path, connection: Connection) -> None:
    """Raise `Locked` where another program has put a file in the place of this one.

    To be asked once the write lock is held. What is written to the old file would be gone with
    it, and the log of that write would be taken for one of the new file.
    """
    if identity(path) != connection.file:
        raise Locked(JOURNAL_REPLACED, path=path)


@contextmanager
def write_lock(path: Path, connection: Connection) -> Iterator[None]:
    """Hold the write lock of a journal; what was not committed inside is undone at the end."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        check_is_at(path, connection)
        yield
    finally:
        # A full disk or a failed read or write has undone everything already.
        with suppress(*database_errors()):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
