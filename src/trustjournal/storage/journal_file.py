"""Operations on the journal as a file: lock it, replace it, encrypt it with another key.

They use plain SQL throughout. A journal is only replaced by a verified copy (`backup_file`).
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
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
    NOT_REMOVED,
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
from .iso_text import RESTORED_KEY, moment_text

if sys.platform != "win32":
    import fcntl

LOG_STAYS_ASIDE = (
    "{path} is unchanged, but its log {log} couldn't be moved back ({why}). Before you open the "
    "journal, move that log beside it, and call it {name}"
)
BACKUP_UNREADABLE = "can't copy {path} ({why}); nothing changed"

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

    Another program that waits for the lock sees, once it has it, that the path now leads to
    another file (`connect.check_is_at`), and saves nothing into the old one. `file` is the file
    the caller has examined; `Locked` is raised if the journal is another one by now. With `driver`
    a plain journal is opened with SQLCipher, for a caller that reads it with SQLCipher.
    """
    writing = opening.for_writing(path, keys, backups, driver)
    with closing(writing) as connection, connect.translated(path):
        if file not in (None, connection.file):
            raise Locked(JOURNAL_REPLACED, path=path)
        with connect.write_lock(path, connection):
            yield connection


_COPYINGS = 5
"""How many times a file is copied if it keeps being written to."""


def copy_beside(source: Path, path: Path) -> Path:
    """Copy the bytes of a file to a temporary file next to `path`, and return its path.

    The log of an unfinished write is copied too, so that SQLite can undo that write, and so is
    the log that has the last entries of a file in WAL mode. Nothing is written next to the source.
    Raises `InputOutput`, and `Locked` if another program keeps writing to the source.
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
    """Return values that change when a file, or a log of it, is written to."""
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
    """Copy a file into an existing one; errors name `source` or `path`, whichever failed."""
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
    """Rename a finished file to the journal, whose lock the caller holds.

    The marker of an encrypted journal is created before the rename, and the marker of one that
    was encrypted is removed after it. With `is_new` there is no journal yet. Writing the marker to
    the disk takes a while, so `last_look` is called after it and may raise `Locked` to stop the
    rename. Raises `InputOutput`, and `Locked` if another program has made a journal meanwhile.
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


def logs(path: Path) -> list[Path]:
    """Return the possible paths of a journal's log of an unfinished write, in both SQLite modes."""
    return [path.with_name(path.name + ending) for ending in header.LOGS[:2]]


def has_log(path: Path) -> bool:
    """Tell whether a journal has a log of an unfinished write."""
    return any(log.exists() for log in logs(path))


def remove_log(path: Path) -> None:
    """Remove a log that a killed save left, whose readable pages would stay beside the journal.

    SQLite doesn't need it: it has undone the save, if there was one to undo, for the caller, who
    holds the lock. Call it before another file takes the journal's place: then a log may be that of
    another program. Raises `InputOutput`.
    """
    log = logs(path)[0]
    try:
        log.unlink(missing_ok=True)
    except OSError as error:
        raise InputOutput(NOT_REMOVED, path=log, why=error.strerror) from None


@contextmanager
def log_set_aside(path: Path, dest: Path) -> Iterator[None]:
    """Move a journal's log of an unfinished write next to `dest`; move it back if the block fails.

    If it stayed, SQLite would apply it to the file that replaces the journal. After
    `connect.finish_write` there is only one if the file is missing, empty or can't be written.
    Raises `InputOutput`.
    """
    before = connect.identity(path)
    moves = [
        (log, dest.with_name(f"{dest.name}{log.name.removeprefix(path.name)}"))
        for log in logs(path)
        if log.exists()
    ]
    if not moves:
        yield
        return
    make_private(dest.parent)
    try:
        for log, aside in moves:
            _move(log, aside, JOURNAL_UNWRITABLE, path=path)
        yield
    except BaseException:
        if connect.identity(path) == before:
            for log, aside in moves:
                if aside.exists() and not log.exists():
                    _move(aside, log, LOG_STAYS_ASIDE, path=path, log=aside, name=log.name)
        raise


def _move(source: Path, dest: Path, sentence: str, **details: object) -> None:
    """Move a file, even to another disk; one of its two names leads to it throughout."""
    try:
        try:
            source.rename(dest)
        except OSError:
            write_atomic(dest, source.read_bytes())
            source.unlink()
    except OSError as error:
        raise InputOutput(sentence, why=error.strerror, **details) from None
    for folder in {source.parent, dest.parent}:
        sync_folder(folder)


def keep_unopened(path: Path, dest: Path, descriptor: int) -> None:
    """Copy a journal that can't be opened to `dest` byte for byte.

    `descriptor` comes from `locked_unopened`: opening and closing the file would drop the lock.
    Raises `InputOutput`, and `FileExistsError` if `dest` exists by then.
    """
    make_private(dest.parent)
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        with open(descriptor, "rb", closefd=False) as read:
            write_atomic(dest, iter(lambda: read.read(1 << 20), b""), new=True)
    except FileExistsError:
        raise
    except OSError as error:
        try:
            os.link(path, dest)  # a second name needs no room
        except FileExistsError:
            raise
        except OSError:
            raise InputOutput(JOURNAL_UNWRITABLE, path=path, why=error.strerror) from None
        sync_folder(dest.parent)


_LOCK_BYTES = ((0x40000000, 1), (0x40000001, 1), (0x40000002, 510))
"""The bytes where SQLite locks a file, as (start, length): pending, reserved, shared
(https://www.sqlite.org/fileformat2.html, section 1.2). All three together are an exclusive lock."""
_POLL_SECONDS = 0.05


@contextmanager
def locked_unopened(path: Path, file: header.File) -> Iterator[int]:
    """Hold all of SQLite's locks on a journal that can't be opened or is still empty.

    Another program may be saving to it: one that knows its passphrase, or is just creating it.
    Yields a descriptor of the file. Raises `Locked` if the journal isn't `file` any more.
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
        return  # on Windows a file that a program has open can't be replaced
    end = time.monotonic() + connect.busy_seconds()
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


def draft_keys(connection: sqlite3.Connection) -> list[bytes]:
    """Return the keys of drafts besides the journal's own: the earlier ones, newest first."""
    row = connection.execute(DRAFT_KEYS).fetchone()
    return [bytes.fromhex(key) for key in row[0].split()] if row else []


def _store_draft_keys(
    connection: sqlite3.Connection, schema: str, draft_keys: Sequence[bytes]
) -> None:
    value = " ".join(key.hex() for key in draft_keys)
    connection.execute(f"INSERT OR REPLACE INTO {schema}.meta VALUES ('draft_keys', ?)", (value,))


def know_draft_keys(path: Path, keys: connect.Keys | None, new_keys: Sequence[bytes]) -> None:
    """Store the keys of existing drafts in a file that will become the journal.

    The drafts can then be opened even if they are never encrypted with the new key.
    """
    with closing(opening.for_writing(path, keys)) as connection, connect.translated(path):
        both = dict.fromkeys([*new_keys, *draft_keys(connection)])
        _store_draft_keys(connection, "main", list(both))


def note_restored(path: Path, keys: connect.Keys | None, now: datetime) -> None:
    """Store in a file that will become the journal when it was restored.

    An export to a folder asks for it, as its pages may have words that the restored copy lacks.
    """
    with closing(connect.to_write(path, keys)) as connection, connect.translated(path):
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (RESTORED_KEY, moment_text(now))
        )


def reseal(
    path: Path,
    keys: connect.Keys | None,
    key: str | None,
    keys_of_drafts: Sequence[bytes] = (),
    own_copies: Sequence[str] = (),
) -> Path:
    """Make a verified copy of the journal, encrypted with another key or not at all.

    The caller holds the journal's lock. The copy is a temporary file next to the journal, whose
    path is returned. `keys_of_drafts` are the keys of existing drafts, `own_copies` the names of
    the journal's copies so far. Raises `Sealed` without SQLCipher.
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
            # The copy is verified and synced below, and discarded if anything fails.
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
            # Whatever stops the export, SQLCipher only reports that it failed.
            translated_error = connect.translate(error, temporary)
            raise translated_error or InputOutput(
                "can't write a copy in {path}; make room and try again. Nothing was changed",
                path=path.parent,
            ) from None
        raise
    return temporary


class _Only:
    """The single key of a copy that was just made, as `connect.Keys`."""

    def __init__(self, key: str) -> None:
        self._key = key

    def candidates(self, salt: bytes) -> Iterator[str]:
        yield self._key

    def accept(self, salt: bytes, key: str) -> None:
        """Do nothing: there is nothing to remember."""


def renew_search(path: Path, keys: connect.Keys | None, backups: Path | None) -> bool:
    """Rebuild the search index of a journal; return False if that wasn't possible."""
    with (
        closing(opening.for_writing(path, keys, backups)) as connection,
        connect.translated(path),
        connect.write_lock(path, connection),
    ):
        renewed = search_index.renew(connection)
        connection.execute("COMMIT")
    return renewed
