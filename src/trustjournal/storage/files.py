"""The journal as a file: hold it, put another in its place, seal it under another key.

Plain SQL throughout; what takes the place of a journal is a verified copy (`copies`).
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from ..errors import Damaged, InputOutput, Locked
from ..paths import make_private, sync_folder
from . import connect, copies, encryption_marker, migrations, opening, search

DRAFT_KEYS = "SELECT value FROM meta WHERE key = 'draft_keys'"


@contextmanager
def held(
    path: Path, keys: connect.Keys | None, backups: Path | None = None
) -> Iterator[sqlite3.Connection]:
    """The journal with its write lock held, so that nothing is saved while it is replaced.

    Another program that waits for the lock meanwhile sees, once it has it, that the file under
    the name is another one (`connect.identity`), and saves nothing into the old one.
    """
    opened = connect.identity(path)
    writing = opening.for_writing(path, keys, backups)
    with closing(writing) as connection, connect.translated(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if connect.identity(path) != opened:
                # While we waited, another program put a file in its place that we do not hold.
                raise Locked("journal_replaced", path=path)
            yield connection
        finally:
            connection.execute("ROLLBACK")


def copy_beside(source: Path, path: Path) -> Path:
    """The bytes of a file nobody writes to, on the disk beside `path`, under a passing name."""
    try:
        read = source.open("rb")
    except OSError as error:
        raise InputOutput("backup_unreadable", path=source, why=error.strerror) from None
    with read:
        try:
            temporary = copies.new_file(path, "new")
            with temporary.open("wb") as write:
                shutil.copyfileobj(read, write, 1 << 20)
                write.flush()
                os.fsync(write.fileno())
        except OSError as error:
            copies.discard(path.with_name(f".{path.name}.{os.getpid()}.new"))
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            what = "disk_full" if full else "journal_unwritable"
            raise InputOutput(what, path=path, why=error.strerror) from None
    return temporary


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a finished file the name of the journal. Raises `InputOutput`.

    The marker of an encrypted journal is there before it, and goes after it.
    """
    is_encrypted = connect.salt_of(temporary) is not None
    try:
        if is_encrypted:
            encryption_marker.put(path)
        temporary.replace(path)
    except OSError as error:
        raise InputOutput("journal_unwritable", path=path, why=error.strerror) from None
    sync_folder(path.parent)
    if not is_encrypted:
        encryption_marker.remove(path)


def has_log(path: Path) -> bool:
    """Whether the log of an unfinished write lies beside a journal."""
    return path.with_name(f"{path.name}-journal").exists()


def set_aside(path: Path, dest: Path) -> None:
    """Move a journal that cannot be opened out of the way, with the log of its last write."""
    make_private(dest.parent)
    try:
        for ending in ("-journal", ""):
            old = path.with_name(path.name + ending)
            if old.exists():
                shutil.move(old, dest.with_name(dest.name + ending))
    except OSError as error:
        raise InputOutput("journal_unwritable", path=path, why=error.strerror) from None
    sync_folder(dest.parent)


_DRAFT_KEYS_KEPT = 8


def draft_keys(connection: sqlite3.Connection) -> list[bytes]:
    """Keys that drafts beside a journal may be sealed with, besides its own; newest first."""
    found = connection.execute(DRAFT_KEYS).fetchone()
    return [bytes.fromhex(key) for key in found[0].split()] if found else []


def _know_draft_keys(connection: sqlite3.Connection, schema: str, known: Sequence[bytes]) -> None:
    value = " ".join(key.hex() for key in known[:_DRAFT_KEYS_KEPT])
    connection.execute(f"INSERT OR REPLACE INTO {schema}.meta VALUES ('draft_keys', ?)", (value,))


def know_draft_keys(path: Path, keys: connect.Keys | None, known: Sequence[bytes]) -> None:
    """Tell a file that will be the journal what opens the drafts that lie beside it.

    It then opens them also where nobody comes to seal them anew.
    """
    with closing(opening.for_writing(path, keys)) as connection, connect.translated(path):
        both = dict.fromkeys([*known, *draft_keys(connection)])
        _know_draft_keys(connection, "main", list(both))


def reseal(
    path: Path, keys: connect.Keys | None, key: str | None, beside: Sequence[bytes] = ()
) -> Path:
    """A verified copy of the journal under another key, or under none; the caller holds it.

    The copy stands beside the journal under a passing name; `beside` are the keys of the drafts
    there are. Raises `Sealed` without SQLCipher.
    """
    driver = connect.sealed_driver()
    try:
        temporary = copies.new_file(path, "new")
    except OSError as error:
        raise InputOutput("journal_unwritable", path=path, why=error.strerror) from None
    try:
        with closing(connect.as_it_is(path, keys, driver)) as connection:
            before = copies.health(connection)
            if not before.sound:
                raise Damaged("journal_damaged", path=path)
            connection.execute("ATTACH ? AS copy KEY ?", (connect.uri(temporary), key or ""))
            # It is read to its end and brought to the disk below, and goes if anything fails.
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                connection.execute(f"PRAGMA copy.{pragma}")
            connection.execute("SELECT sqlcipher_export('copy')").fetchall()
            if beside:
                _know_draft_keys(connection, "copy", beside)
            # The export leaves these two at 0, and the copy would be taken for a new file.
            version = migrations.version_of(connection)
            connection.execute(f"PRAGMA copy.user_version = {version}")
            connection.execute(f"PRAGMA copy.application_id = {migrations.APPLICATION_ID}")
            connection.execute("DETACH copy")
        found = copies.verify(temporary, _Only(key) if key else None)
        if found.entries != before.entries:
            raise Damaged("backup_damaged", path=temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException as error:
        copies.discard(temporary)
        if isinstance(error, connect.database_errors()):
            # The export says of whatever stops it only that it failed.
            known = connect.translate(error, temporary)
            raise known or InputOutput("reseal_unwritable", path=path.parent) from None
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
    with closing(opening.for_writing(path, keys, backups)) as connection, connect.translated(path):
        connection.execute("BEGIN IMMEDIATE")
        renewed = search.renew(connection)
        connection.execute("COMMIT")
    return renewed
