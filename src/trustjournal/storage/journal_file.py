"""The journal as a file: hold it, put another in its place, seal it under another key.

Plain SQL throughout; what takes the place of a journal is a verified copy (`copies`).
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from ..errors import Damaged, InputOutput, Locked
from ..paths import (
    make_private,
    must_be_file,
    open_new,
    rename_to_new,
    resolve_path,
    sync_folder,
    write_atomic,
)
from ..sentences import (
    BACKUP_DAMAGED,
    DISK_FULL,
    JOURNAL_DAMAGED,
    JOURNAL_LOCKED,
    JOURNAL_REPLACED,
    JOURNAL_UNWRITABLE,
)
from . import (
    backup_file,
    connect,
    encryption_marker,
    header,
    migrations,
    opening,
    ownership,
    search_index,
)

BACKUP_UNREADABLE = "cannot copy {path} ({why}); nothing changed"

DRAFT_KEYS = "SELECT value FROM meta WHERE key = 'draft_keys'"


@contextmanager
def held(
    path: Path,
    keys: connect.Keys | None,
    backups: Path | None = None,
    *,
    file: header.File | None = None,
    driver: ModuleType = sqlite3,
) -> Iterator[connect.Connection]:
    """Hold the write lock of the journal, so that nothing is saved while it is replaced.

    Another program that waits for the lock meanwhile sees, once it has it, that the file under
    the name is another one (`connect.check_is_at`), and saves nothing into the old one. `file` is
    the one the caller has looked at; `Locked` is raised where it is another by now. `driver`
    holds a plain journal with SQLCipher, for a caller that reads it with SQLCipher.
    """
    writing = opening.for_writing(path, keys, backups, driver)
    with closing(writing) as connection, connect.translated(path):
        if file not in (None, connection.file):
            raise Locked(JOURNAL_REPLACED, path=path)
        with connect.write_lock(path, connection):
            yield connection


_COPYINGS = 5
"""So often a file is copied again that was written to meanwhile."""


def copy_beside(source: Path, path: Path) -> Path:
    """The bytes of a file, on the disk beside `path`, under a passing name.

    The log of an unfinished write comes along, for SQLite to undo it; so does the one that has
    the last entries of a file in WAL mode. Nothing is written beside the source. Raises
    `InputOutput`, and `Locked` where another program keeps writing to it.
    """
    source = resolve_path(source)
    for _ in range(_COPYINGS):
        temporary, before = None, _state_of(source)
        try:
            try:
                temporary = backup_file.new_file(path, "new")
            except OSError as error:
                raise _unwritable(path, error) from None
            _copy_bytes(source, temporary, path)
            for log in filter(Path.exists, logs(source)):
                copy = temporary.with_name(temporary.name + log.name.removeprefix(source.name))
                try:
                    os.close(open_new(copy))
                except OSError as error:
                    raise _unwritable(path, error) from None
                _copy_bytes(log, copy, path)
            if _state_of(source) == before:
                return temporary
        except BaseException:
            if temporary is not None:
                backup_file.discard(temporary)
            raise
        backup_file.discard(temporary)
    raise Locked("another program keeps writing to {path}; close it and try again", path=source)


def _state_of(source: Path) -> list[tuple[int, int, int] | None]:
    """What changes when a file, or a log of it, is written to."""
    states: list[tuple[int, int, int] | None] = []
    for path in (source, *logs(source)):
        try:
            status = path.stat()
        except OSError:
            states.append(None)
        else:
            states.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return states


def _copy_bytes(source: Path, copy: Path, path: Path) -> None:
    """Copy a file into one that is there; what fails is said of `source` or of `path`."""
    try:
        must_be_file(source)
        read = source.open("rb")
    except OSError as error:
        raise InputOutput(BACKUP_UNREADABLE, path=source, why=error.strerror) from None
    with read:
        pieces = iter(lambda: _piece_of(read, source), b"")
        try:
            with copy.open("wb") as write:
                for piece in pieces:
                    write.write(piece)
                write.flush()
                os.fsync(write.fileno())
        except OSError as error:
            raise _unwritable(path, error) from None


def _piece_of(read: BinaryIO, source: Path) -> bytes:
    try:
        return read.read(1 << 20)
    except OSError as error:
        raise InputOutput(BACKUP_UNREADABLE, path=source, why=error.strerror) from None


def _unwritable(path: Path, error: OSError) -> InputOutput:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    what = DISK_FULL if full else JOURNAL_UNWRITABLE
    return InputOutput(what, path=path, why=error.strerror)


def put_in_place(
    temporary: Path,
    path: Path,
    *,
    is_new: bool = False,
    last_look: Callable[[], None] = lambda: None,
) -> None:
    """Give a finished file the name of the journal, whose lock the caller holds.

    The marker of an encrypted journal is there before it, and goes after it. With `is_new` there
    is no journal yet. `last_look` may raise where the journal must stay: bringing the marker to
    the disk takes a while. Raises `InputOutput`, and `Locked` where another program has made one
    meanwhile.
    """
    is_encrypted = connect.salt_of(temporary) is not None
    try:
        if is_encrypted:
            was_marked = encryption_marker.is_marked(path)
            encryption_marker.put(path)
            try:
                last_look()
            except Locked:
                if not was_marked:
                    encryption_marker.remove(path)
                raise
        if is_new:
            rename_to_new(temporary, path, hold=_lock_alone)
        else:
            temporary.replace(path)
    except FileExistsError:
        raise Locked(JOURNAL_REPLACED, path=path) from None
    except OSError as error:
        raise InputOutput(JOURNAL_UNWRITABLE, path=path, why=error.strerror) from None
    sync_folder(path.parent)
    if not is_encrypted:
        encryption_marker.remove(path)


_LOGS = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file; the last is only the index of the one before it."""


def logs(path: Path) -> list[Path]:
    """Where the log of an unfinished write of a journal would be, in either of SQLite's modes."""
    return [path.with_name(path.name + ending) for ending in _LOGS[:2]]


def has_log(path: Path) -> bool:
    """Whether the log of an unfinished write lies beside a journal."""
    return any(log.exists() for log in logs(path))


def move_log(path: Path, dest: Path) -> None:
    """Move the log of an unfinished write from beside a journal to beside its copy at `dest`.

    Left where it is, SQLite would play it into the file that takes the journal's place.
    """
    make_private(dest.parent)
    try:
        for ending in _LOGS:
            log = path.with_name(path.name + ending)
            if log.exists():
                shutil.move(log, dest.with_name(dest.name + ending))
    except OSError as error:
        raise InputOutput(JOURNAL_UNWRITABLE, path=path, why=error.strerror) from None
    sync_folder(dest.parent)


def keep_unopened(path: Path, dest: Path, descriptor: int) -> None:
    """Keep a journal that cannot be opened at `dest` as it is, with the log of its last write.

    It also stays where it is, for the caller to replace. `descriptor` is the one of
    `locked_unopened`: opening and closing the file would drop the lock. Raises `InputOutput`,
    and `FileExistsError` where something has that name by then.
    """
    make_private(dest.parent)
    try:
        try:
            os.link(path, dest)
        except FileExistsError:
            raise
        except OSError:  # another disk, or one without hard links
            os.lseek(descriptor, 0, os.SEEK_SET)
            with open(descriptor, "rb", closefd=False) as read:
                write_atomic(dest, iter(lambda: read.read(1 << 20), b""), new=True)
    except FileExistsError:
        raise
    except OSError as error:
        raise InputOutput(JOURNAL_UNWRITABLE, path=path, why=error.strerror) from None
    move_log(path, dest)


_LOCK_BYTES = ((0x40000000, 1), (0x40000001, 1), (0x40000002, 510))
"""Where SQLite locks a file: pending, reserved, shared (https://www.sqlite.org/fileformat2.html,
section 1.2). Whoever has all three has the file alone."""
_POLL_SECONDS = 0.05


@contextmanager
def locked_unopened(path: Path, file: header.File) -> Iterator[int]:
    """Hold every lock of a journal that does not open for us, or is still empty.

    Another program may be saving to it: one that knows its passphrase, or is just making it.
    Yields a descriptor of the file. Raises `Locked` where it is not `file` any more.
    """
    with header.pinned(path) as (pinned, descriptor):
        if descriptor is None or pinned != file:
            raise Locked(JOURNAL_REPLACED, path=path)
        if os.access(path, os.W_OK):
            _lock_alone(descriptor, path)
        if connect.identity(path) != file:
            raise Locked(JOURNAL_REPLACED, path=path)
        yield descriptor


def _lock_alone(descriptor: int, path: Path) -> None:
    if sys.platform == "win32":
        return  # nobody can replace a file there that another program has open
    import fcntl

    end = time.monotonic() + connect.BUSY_SECONDS
    for start, length in _LOCK_BYTES:
        while True:
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
                break
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EAGAIN):
                    raise InputOutput(JOURNAL_UNWRITABLE, path=path, why=error.strerror) from None
                if time.monotonic() > end:
                    raise Locked(JOURNAL_LOCKED, path=path) from None
                time.sleep(_POLL_SECONDS)


_DRAFT_KEYS_KEPT = 8


def draft_keys(connection: sqlite3.Connection) -> list[bytes]:
    """Keys that drafts beside a journal may be sealed with, besides its own; newest first."""
    row = connection.execute(DRAFT_KEYS).fetchone()
    return [bytes.fromhex(key) for key in row[0].split()] if row else []


def _store_draft_keys(
    connection: sqlite3.Connection, schema: str, draft_keys: Sequence[bytes]
) -> None:
    value = " ".join(key.hex() for key in draft_keys[:_DRAFT_KEYS_KEPT])
    connection.execute(f"INSERT OR REPLACE INTO {schema}.meta VALUES ('draft_keys', ?)", (value,))


def know_draft_keys(path: Path, keys: connect.Keys | None, new_keys: Sequence[bytes]) -> None:
    """Tell a file that will be the journal what opens the drafts that lie beside it.

    It then opens them also where nobody comes to seal them anew.
    """
    with closing(opening.for_writing(path, keys)) as connection, connect.translated(path):
        both = dict.fromkeys([*new_keys, *draft_keys(connection)])
        _store_draft_keys(connection, "main", list(both))


def reseal(
    path: Path,
    keys: connect.Keys | None,
    key: str | None,
    keys_of_drafts: Sequence[bytes] = (),
    own_copies: Sequence[str] = (),
) -> Path:
    """A verified copy of the journal under another key, or under none; the caller holds it.

    The copy stands beside the journal under a passing name; `beside` are the keys of the drafts
    there are, `own_copies` the names of its copies so far. Raises `Sealed` without SQLCipher.
    """
    driver, salt = connect.sealed_driver(), connect.salt_of(path)
    try:
        temporary = backup_file.new_file(path, "new")
    except OSError as error:
        raise InputOutput(JOURNAL_UNWRITABLE, path=path, why=error.strerror) from None
    try:
        with closing(connect.as_it_is(path, keys, driver)) as connection:
            before = backup_file.health(connection)
            if not before.sound:
                raise Damaged(JOURNAL_DAMAGED, path=path)
            connection.execute("ATTACH ? AS copy KEY ?", (connect.uri(temporary), key or ""))
            # It is read to its end and brought to the disk below, and goes if anything fails.
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                connection.execute(f"PRAGMA copy.{pragma}")
            connection.execute("SELECT sqlcipher_export('copy')").fetchall()
            if keys_of_drafts:
                _store_draft_keys(connection, "copy", keys_of_drafts)
            if salt:
                ownership.know_sealed_before(connection, "copy", salt, own_copies)
            # The export leaves these two at 0, and the copy would be taken for a new file.
            version = migrations.version_of(connection)
            connection.execute(f"PRAGMA copy.user_version = {version}")
            connection.execute(f"PRAGMA copy.application_id = {migrations.APPLICATION_ID}")
            connection.execute("DETACH copy")
        result = backup_file.verify(temporary, _Only(key) if key else None)
        if result.entries != before.entries:
            raise Damaged(BACKUP_DAMAGED, path=temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException as error:
        backup_file.discard(temporary)
        if isinstance(error, connect.database_errors()):
            # The export says of whatever stops it only that it failed.
            translated_error = connect.translate(error, temporary)
            raise translated_error or InputOutput(
                "cannot write a copy in {path}; make room and try again, nothing changed",
                path=path.parent,
            ) from None
        raise
    return temporary


class _Only:
    """The one key of a copy that was just made."""

    def __init__(self, key: str) -> None:
        self._key = key

    def candidates(self, salt: bytes) -> Iterator[str]:
        yield self._key

    def accept(self, salt: bytes, key: str) -> None:
        """Nothing to remember."""


def renew_search(path: Path, keys: connect.Keys | None, backups: Path | None) -> bool:
    """Make the search index of a journal anew; whether that was possible."""
    with (
        closing(opening.for_writing(path, keys, backups)) as connection,
        connect.translated(path),
        connect.write_lock(path, connection),
    ):
        renewed = search_index.renew(connection)
        connection.execute("COMMIT")
    return renewed
