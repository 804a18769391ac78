"""The journal as a file: copy it whole, check it, put another in its place, save what can be.

Plain SQL throughout. A copy is made by SQLite itself (`VACUUM INTO`), never by copying bytes
of a file in use; it keeps the key of a sealed journal. Nothing counts as a copy before it was
opened again and read to its end.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..domain.entry import content_hash
from ..errors import Damaged, InputOutput
from ..paths import make_private, sync_folder
from . import connect, migrations, search

HASHED = """
    SELECT e.id, e.hash, e.day, e.kind, e.title, e.body, e.prompt_text, e.mood, e.closeness,
        e.private,
        (SELECT json_group_array(name) FROM
            (SELECT name FROM entry_tag WHERE entry_n = e.n ORDER BY key)),
        (SELECT json_group_array(name) FROM
            (SELECT name FROM entry_person WHERE entry_n = e.n ORDER BY key))
    FROM entry e"""
INTEGRITY = "PRAGMA integrity_check(20)"
REFERENCES = "SELECT count(*) FROM pragma_foreign_key_check"
CIPHER = "PRAGMA cipher_integrity_check"
COUNT = "SELECT count(*) FROM entry"
TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'"""

_STEP_LIMIT = 100_000
"""How many row numbers in a row may fail before the rest of a table is given up."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at every page and every entry found."""

    entries: int
    changed: tuple[str, ...] = ()
    """Ids of entries whose words are not those that were stored."""
    structure: int = 0
    """How many things are wrong with the file itself; 0 for a sound one."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.changed and not self.structure


def health(connection: sqlite3.Connection) -> Health:
    """Look at every page and every entry.

    SQLite's own check sees few changes of text; the hash of each entry sees every one in its
    words. Reads everything, so it is for backups and `trust doctor`.
    """
    errors = connect.database_errors()
    structure = 0
    try:
        # A sealed file tells of each page that its key does not fit.
        structure += len(connection.execute(CIPHER).fetchall())
        found = [str(text) for (text,) in connection.execute(INTEGRITY)]
        structure += sum(text != "ok" and not _is_of_search(text) for text in found)
        structure += int(connection.execute(REFERENCES).fetchone()[0])
        entries = int(connection.execute(COUNT).fetchone()[0])
        changed = tuple(entry_id for entry_id, same in _hashes(connection) if not same)
    except errors:
        return Health(0, structure=structure + 1)
    return Health(entries, changed, structure)


def _is_of_search(text: str) -> bool:
    """Whether SQLite (3.44 or later) complains of the search index, which can be made anew.

    A copy is none the worse for it; `trust doctor` looks at the index by itself.
    """
    return "fts5" in text.lower()


def _hashes(connection: sqlite3.Connection) -> Iterator[tuple[str, bool]]:
    for entry_id, stored, *content in connection.execute(HASHED):
        day, kind, title, body, prompt_text, mood, closeness, private, tags, people = content
        fresh = content_hash(
            day=day,
            kind=kind,
            title=title,
            body=body,
            prompt_text=prompt_text,
            mood=mood,
            closeness=closeness,
            tags=json.loads(tags),
            people=json.loads(people),
            private=bool(private),
        )
        yield str(entry_id), fresh == stored


def back_up(connection: sqlite3.Connection, dest: Path, keys: connect.Keys | None) -> int:
    """A copy of an open journal: whole and verified under its name, or not at all.

    Returns how many entries it holds. Raises `InputOutput` where it cannot be written,
    `Damaged` where the journal cannot be copied soundly.
    """
    make_private(dest.parent)
    temporary = dest.with_name(f".{dest.name}.{os.getpid()}.tmp")
    try:
        # Made first, so that nobody else can read it; SQLite takes an empty file as a new one.
        os.close(os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        with connect.translated(temporary):
            connection.execute("VACUUM INTO ?", (connect.uri(temporary),))
        found = verify(temporary, keys)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(dest)
    except OSError as error:
        raise InputOutput("backup_unwritable", path=dest, why=error.strerror) from None
    finally:
        for leftover in (temporary, temporary.with_name(f"{temporary.name}-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    sync_folder(dest.parent)
    return found.entries


def verify(path: Path, keys: connect.Keys | None) -> Health:
    """Open a copy and read it to its end. Raises `Damaged` for one that is not sound."""
    with closing(connect.as_it_is(path, keys)) as connection:
        found = health(connection)
    if not found.sound:
        raise Damaged("backup_damaged", path=path)
    return found


@contextmanager
def held(path: Path, keys: connect.Keys | None) -> Iterator[sqlite3.Connection]:
    """The journal with its write lock held, so that nothing is saved while it is replaced.

    Another program that waits for the lock meanwhile sees, once it has it, that the file under
    the name is another one (`connect.identity`), and saves nothing into the old one.
    """
    with closing(connect.for_writing(path, keys)) as connection, connect.translated(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")


def copy_beside(source: Path, path: Path) -> Path:
    """The bytes of a file nobody writes to, on the disk beside `path`, under a passing name."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with (
            source.open("rb") as read,
            os.fdopen(
                os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb"
            ) as write,
        ):
            shutil.copyfileobj(read, write, 1 << 20)
            write.flush()
            os.fsync(write.fileno())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputOutput("backup_unreadable", path=source, why=error.strerror) from None
    return temporary


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a finished file the name of the journal. Raises `InputOutput`."""
    try:
        temporary.replace(path)
    except OSError as error:
        raise InputOutput("journal_unwritable", path=path, why=error.strerror) from None
    sync_folder(path.parent)


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


@dataclass(slots=True)
class Salvaged:
    """What could be read from a damaged file."""

    entries: int = 0
    rows: int = 0
    """All rows of all tables."""
    unread: int = 0
    """Places that could not be read, or whose content the schema refuses."""
    changed: list[str] = field(default_factory=list)
    """Ids of entries whose words are not those that were stored."""
    was_sealed: bool = False
    """The damaged journal was sealed; the new file is not."""


def salvage(path: Path, out: Path, keys: connect.Keys | None) -> Salvaged:
    """Read a damaged journal row by row into a new one at `out`.

    A page that cannot be read costs the rows on it and no others: each row is asked for by its
    number. The new file is plain, also where the old one was sealed. Raises `Damaged` where not
    even the table of contents can be read.
    """
    result = Salvaged(was_sealed=connect.salt_of(path) is not None)
    make_private(out.parent)
    errors = connect.database_errors()
    with (
        closing(connect.as_it_is(path, keys)) as old,
        closing(connect.for_writing(out)) as new,
    ):
        old.text_factory = lambda raw: raw.decode("utf-8", "replace")
        new.execute("PRAGMA foreign_keys=OFF")
        new.execute("BEGIN IMMEDIATE")
        try:
            new.execute("DELETE FROM meta")
            names = [str(name) for (name,) in new.execute(TABLES)]
            for table in names:
                for values in _rows_one_by_one(old, table, result):
                    marks = ", ".join("?" * len(values))
                    try:
                        new.execute(f"INSERT INTO {table} VALUES ({marks})", values)
                        result.rows += 1
                    except errors:
                        result.unread += 1
            _drop_orphans(new)
            search.renew(new)
        except errors:
            new.execute("ROLLBACK")
            out.unlink(missing_ok=True)
            raise Damaged("beyond_salvage", path=path) from None
        new.execute("COMMIT")
        result.entries = int(new.execute(COUNT).fetchone()[0])
        result.changed = [entry_id for entry_id, same in _hashes(new) if not same]
    return result


def _rows_one_by_one(
    connection: sqlite3.Connection, table: str, result: Salvaged
) -> Iterator[tuple[object, ...]]:
    errors = connect.database_errors()
    number, failed = 0, 0
    following = f"SELECT rowid, * FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT 1"
    while failed < _STEP_LIMIT:
        try:
            row = connection.execute(following, (number,)).fetchone()
        except errors:
            number, failed = number + 1, failed + 1
            continue
        result.unread += bool(failed)
        failed = 0
        if row is None:
            return
        number = row[0]
        yield tuple(row[1:])
    result.unread += 1


def _drop_orphans(connection: sqlite3.Connection) -> None:
    """Remove what belongs to rows that could not be read: tags of an entry that is gone."""
    rows = connection.execute('SELECT "table", rowid FROM pragma_foreign_key_check').fetchall()
    for table, rowid in rows:
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))


def reseal(path: Path, keys: connect.Keys | None, key: str | None) -> Path:
    """A verified copy of the journal under another key, or under none; the caller holds it.

    The copy stands beside the journal under a passing name. Raises `Sealed` without SQLCipher.
    """
    driver = connect.sealed_driver()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    os.close(os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        with closing(connect.as_it_is(path, keys, driver)) as connection:
            before = health(connection)
            if not before.sound:
                raise Damaged("journal_damaged", path=path)
            connection.execute("ATTACH ? AS copy KEY ?", (connect.uri(temporary), key or ""))
            connection.execute("SELECT sqlcipher_export('copy')").fetchall()
            # The export leaves these two at 0, and the copy would be taken for a new file.
            version = migrations.version_of(connection)
            connection.execute(f"PRAGMA copy.user_version = {version}")
            connection.execute(f"PRAGMA copy.application_id = {migrations.APPLICATION_ID}")
            connection.execute("DETACH copy")
        found = verify(temporary, _Only(key) if key else None)
        if found.entries != before.entries:
            raise Damaged("backup_damaged", path=temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException as error:
        temporary.unlink(missing_ok=True)
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
