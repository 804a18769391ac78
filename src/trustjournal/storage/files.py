"""The journal as a file: copy it whole, check it, put another in its place, save what can be.

Plain SQL throughout. A copy is made by SQLite itself (`VACUUM INTO`), never by copying bytes
of a file in use; it keeps the key of a sealed journal. Nothing counts as a copy before it was
opened again and read to its end.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from ..domain.entry import content_hash
from ..errors import Damaged, InputOutput, Locked
from ..paths import make_private, open_new, sync_folder
from . import connect, migrations

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
DRAFT_KEYS = "SELECT value FROM meta WHERE key = 'draft_keys'"
TABLES = """
    SELECT name FROM sqlite_master t
    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'
        AND NOT EXISTS (SELECT 1 FROM sqlite_master v
            WHERE v.sql LIKE 'CREATE VIRTUAL%' AND instr(t.name, v.name || '_') = 1)"""
"""The tables with words in them, without an index of words and the tables that one is kept in."""

_ROWS_ON_A_PAGE = 500
"""More than a page of 4,096 bytes holds of the smallest rows there are."""
_LAST_ROW = 1 << 40
"""No row has a number like that."""


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
        structure += len(found) if found != ["ok"] else 0
        structure += int(connection.execute(REFERENCES).fetchone()[0])
        entries = int(connection.execute(COUNT).fetchone()[0])
        changed = tuple(entry_id for entry_id, same in _hashes(connection) if not same)
    except errors:
        return Health(0, structure=structure + 1)
    return Health(entries, changed, structure)


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
    try:
        # Made first, so that nobody else can read it; SQLite takes an empty file as a new one.
        temporary = new_file(dest, "tmp")
    except OSError as error:
        raise InputOutput("backup_unwritable", path=dest, why=error.strerror) from None
    try:
        with connect.translated(temporary):
            connection.execute("VACUUM INTO ?", (connect.uri(temporary),))
        found = verify(temporary, keys)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(dest)
    except OSError as error:
        raise InputOutput("backup_unwritable", path=dest, why=error.strerror) from None
    finally:
        discard(temporary)
    sync_folder(dest.parent)
    return found.entries


_UNFINISHED = re.compile(r"\.(?P<name>.+)\.(?P<pid>\d+)\.(tmp|new)(-journal)?")
_OF_A_BACKUP = re.compile(r"\d{8}T\d{6}Z-[a-z]+(-\d+)?\.db")


def new_file(path: Path, ending: str) -> Path:
    """An empty file for its owner alone, beside `path`, to become what stands there.

    Its name holds the number of this process. What killed programs left under such names goes:
    it may be readable where the journal is sealed, and is never the only copy of anything.
    Raises `OSError`.
    """
    clear_unfinished(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{ending}")
    os.close(open_new(temporary))
    return temporary


def clear_unfinished(path: Path) -> None:
    """Remove what killed programs left that was to become this file, or a copy beside it."""
    for left in unfinished(path.parent):
        match = _UNFINISHED.fullmatch(left.name)
        if match and (match["name"] == path.name or _OF_A_BACKUP.fullmatch(match["name"])):
            discard(left)


def unfinished(folder: Path) -> list[Path]:
    """Half-made files below a folder whose programs are gone."""
    found = []
    for path in sorted([*folder.glob(".*.tmp*"), *folder.glob(".*.new*")]):
        match = _UNFINISHED.fullmatch(path.name)
        if match and not _is_running(int(match["pid"])):
            found.append(path)
    return found


def _is_running(pid: int) -> bool:
    if pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def discard(temporary: Path) -> None:
    """Remove a file that did not become anything, with the log of its last write."""
    for leftover in (temporary, temporary.with_name(f"{temporary.name}-journal")):
        with suppress(OSError):
            leftover.unlink(missing_ok=True)


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
    opened = connect.identity(path)
    with closing(connect.for_writing(path, keys)) as connection, connect.translated(path):
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
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new_file(path, "new")
        with source.open("rb") as read, temporary.open("wb") as write:
            shutil.copyfileobj(read, write, 1 << 20)
            write.flush()
            os.fsync(write.fileno())
    except OSError as error:
        discard(temporary)
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
            names = [str(name) for (name,) in new.execute(TABLES)]
            for table in names:
                columns = _common_columns(old, new, table)
                marks = ", ".join("?" * len(columns))
                insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
                for values in _rows_one_by_one(old, table, columns, result):
                    try:
                        new.execute(insert, values)
                        result.rows += 1
                    except errors:
                        result.unread += 1
            _drop_orphans(new)
        except errors:
            new.execute("ROLLBACK")
            out.unlink(missing_ok=True)
            raise Damaged("beyond_salvage", path=path) from None
        new.execute("COMMIT")
        result.entries = int(new.execute(COUNT).fetchone()[0])
        result.changed = [entry_id for entry_id, same in _hashes(new) if not same]
    return result


def _common_columns(
    old: sqlite3.Connection, new: sqlite3.Connection, table: str
) -> tuple[str, ...]:
    """The columns of a table in both files: the damaged one may be from an earlier version."""
    names = f"SELECT name FROM pragma_table_info('{table}')"
    there = {str(name) for (name,) in old.execute(names)}
    return tuple(f'"{name}"' for (name,) in new.execute(names) if name in there)


def _rows_one_by_one(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], result: Salvaged
) -> Iterator[tuple[object, ...]]:
    """The rows of a table, each asked for by its number, past the places that cannot be read."""
    if not columns:
        return
    following = (
        f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT 1"
    )
    number = 0
    while True:
        found = _row_after(connection, following, number)
        if found is None:
            result.unread += 1
            found = _past_the_damage(connection, following, number)
        if not found:
            return
        number = found[0][0]
        yield tuple(found[0][1:])


_Found: TypeAlias = list[tuple[Any, ...]] | None
"""A row, none at the end of the table, or None where it cannot be read."""


def _row_after(connection: sqlite3.Connection, statement: str, number: int) -> _Found:
    try:
        return connection.execute(statement, (number,)).fetchall()
    except connect.database_errors():
        return None


def _past_the_damage(connection: sqlite3.Connection, statement: str, number: int) -> _Found:
    """The first row that can be read again, or none.

    One number after the other for as many rows as a page holds, then in strides that double,
    and back to where the damage ends: the last page of a table may be the one that is ruined.
    """
    bad, stride = number, 1
    while stride < _LAST_ROW:
        good = bad + stride
        found = _row_after(connection, statement, good)
        if found is not None:
            break
        stride = stride * 2 if bad - number > _ROWS_ON_A_PAGE else 1
        bad = good
    else:
        return None
    while good - bad > 1:
        middle = (good + bad) // 2
        nearer = _row_after(connection, statement, middle)
        good, bad, found = (good, middle, found) if nearer is None else (middle, bad, nearer)
    return found


def _drop_orphans(connection: sqlite3.Connection) -> None:
    """Remove what belongs to rows that could not be read: tags of an entry that is gone."""
    rows = connection.execute('SELECT "table", rowid FROM pragma_foreign_key_check').fetchall()
    for table, rowid in rows:
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))


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
    with closing(connect.for_writing(path, keys)) as connection, connect.translated(path):
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
    temporary = new_file(path, "new")
    try:
        with closing(connect.as_it_is(path, keys, driver)) as connection:
            before = health(connection)
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
        found = verify(temporary, _Only(key) if key else None)
        if found.entries != before.entries:
            raise Damaged("backup_damaged", path=temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException as error:
        discard(temporary)
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
