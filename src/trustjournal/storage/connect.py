"""The one place that opens the journal file, sets how it is written, and names its failures.

`journal_mode=DELETE` with `synchronous=EXTRA`: one file, and "saved" is only said once the
directory entry is on the disk too. Why not WAL: docs/architecture.md, Durability.

A sealed journal is a standard SQLCipher 4 file. Its first 16 bytes are the salt of its key,
where a plain file has the words `SQLite format 3`; that is how the two are told apart.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast
from urllib.parse import quote

from ..errors import Damaged, InputOutput, Locked, NewerJournal, Sealed, TrustError
from ..paths import make_private, must_be_file
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

SALT_BYTES = 16
_PAGE_BYTES = 4096


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
        raise Sealed("no_encryption") from None
    return cast("ModuleType", dbapi2)


def translate(error: Exception, path: Path) -> TrustError | None:
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
    # Python's own complaint about text that is not UTF-8; and SQLite's about a format number
    # that there is none of, which has no code of its own.
    told = ("decode", "unsupported file format")
    if isinstance(error, UnicodeDecodeError) or any(words in str(error) for words in told):
        return Damaged("journal_damaged", path=path)
    return None


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn database errors raised inside into errors of ours, without what they quote."""
    try:
        yield
    except database_errors() as error:
        known = translate(error, path)
        if known is None:
            raise
        raise known from None


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
        raise InputOutput("journal_unreadable", path=path, why=error.strerror) from None


def _connect(path: Path, mode: str, keys: Keys | None = None) -> sqlite3.Connection:
    """The file under a name, sealed or plain; anew while another one takes its place meanwhile.

    Sealing, opening and restoring do that. What was looked at then is no longer what is opened,
    and would be taken for damaged, or its passphrase for a wrong one.
    """
    while True:
        before = identity(path)
        try:
            _check_header(path)
            return _connect_to(path, before, mode, keys)
        except _refusals():
            if identity(path) == before:
                raise


def _refusals() -> tuple[type[Exception], ...]:
    """How a file says that it is not what it was taken for."""
    return (Damaged, Sealed, *database_errors())


def _connect_to(
    path: Path, file: tuple[int, int] | None, mode: str, keys: Keys | None
) -> sqlite3.Connection:
    salt = salt_of(path)
    if salt is None:
        return _opened(path, mode)
    if keys is None:
        raise Sealed("journal_sealed", path=path)
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
    raise Sealed("wrong_passphrase", path=path)


def uri(path: Path) -> str:
    """A path as SQLite takes one whose name is not UTF-8, too."""
    return f"file:{quote(os.fsencode(path))}"


def _opened(
    path: Path, mode: str, driver: ModuleType = sqlite3, key: str = ""
) -> sqlite3.Connection:
    connection: sqlite3.Connection = driver.connect(
        f"{uri(path)}?mode={mode}",
        uri=True,
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


def _first_bytes(path: Path) -> bytes:
    try:
        must_be_file(path)
        with path.open("rb") as file:
            return file.read(100)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise InputOutput("journal_unreadable", path=path, why=error.strerror) from None


def salt_of(path: Path) -> bytes | None:
    """The salt of a sealed journal; None for one that is plain, empty or not there.

    Whole pages of random bytes are taken for sealed; only its key can tell.
    """
    header = _first_bytes(path)
    if not header or header.startswith(_HEADER) or _is_plain_inside(path):
        return None
    size = path.stat().st_size
    looks_random = any(byte > 0x7E or byte < 0x20 for byte in header[:SALT_BYTES])
    sealed = looks_random and size > 0 and size % _PAGE_BYTES == 0
    return header[:SALT_BYTES] if sealed else None


def is_plain(path: Path) -> bool:
    """Whether a file is a database that anyone can read."""
    return _first_bytes(path).startswith(_HEADER) or _is_plain_inside(path)


def is_surely_plain(path: Path) -> bool:
    """Return whether a file has the head of a readable journal of ours, and pages to match."""
    header = _first_bytes(path)
    application = int.from_bytes(header[68:72], "big")
    is_ours = header.startswith(_HEADER) and application == migrations.APPLICATION_ID
    return is_ours and _is_plain_inside(path)


def has_plain_pages(path: Path) -> bool:
    """Return whether there are pages of a readable database in a file, whatever its head says.

    One that was filled with zeros could have been anything.
    """
    if not _is_plain_inside(path):
        return False
    with path.open("rb") as file:
        return any(part.strip(b"\0") for part in iter(lambda: file.read(1 << 20), b""))


def _is_plain_inside(path: Path) -> bool:
    """Whether a file that does not begin like a database is one all the same: a damaged one.

    Its pages are full of zeros between the rows. In a sealed file a byte in 256 is one.
    """
    with path.open("rb") as file:
        file.seek(_PAGE_BYTES)
        inside = file.read(16 * _PAGE_BYTES)
    return inside.count(0) > len(inside) // 32


def _check_header(path: Path) -> None:
    """The same from the first bytes of the file, before SQLite has touched it.

    The places are those of the file format: `user_version` at byte 60, `application_id` at 68.
    """
    header = _first_bytes(path)
    if not header or salt_of(path):
        return
    if not header.startswith(_HEADER) or len(header) < 100:
        ours = _is_plain_inside(path)
        raise Damaged("journal_damaged" if ours else "not_a_journal", path=path)
    version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
    if application not in (0, migrations.APPLICATION_ID):
        raise Damaged("not_a_journal", path=path)
    if application and version > migrations.LATEST:
        raise NewerJournal("newer_journal", path=path, version=version)


def to_read(path: Path, keys: Keys | None = None) -> sqlite3.Connection:
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


def to_write(path: Path, keys: Keys | None = None) -> sqlite3.Connection:
    """Open a journal to write, making its file first where there is none.

    The file is made readable by its owner alone before anything is in it, and SQLite gives
    its rollback journal the same mode.
    """
    try:
        make_private(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise InputOutput("journal_unmakeable", path=path, why=error.strerror) from None
    with translated(path):
        return _connect(path, "rw", keys)


def as_it_is(
    path: Path, keys: Keys | None = None, driver: ModuleType | None = None
) -> sqlite3.Connection:
    """Open a file to look at, as old as it may be: a backup, or a journal in trouble.

    `driver` opens a plain file with SQLCipher, which can then make a sealed copy of it.
    """
    with translated(path):
        if driver and salt_of(path) is None:
            _check_header(path)
            return _opened(path, "ro", driver)
        return _connect(path, "ro", keys)


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path: it changes when a journal is restored or sealed."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
