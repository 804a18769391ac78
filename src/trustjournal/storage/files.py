"""The journal as a file: copy it whole, check it, put another in its place.

Plain SQL throughout. A copy is made by SQLite itself (`VACUUM INTO`), never by copying bytes
of a file in use; it keeps the key of a sealed journal. Nothing counts as a copy before it was
opened again and read to its end.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

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
        changed = tuple(entry_id for entry_id, same in hashes(connection) if not same)
    except errors:
        return Health(0, structure=structure + 1)
    return Health(entries, changed, structure)


def _is_of_search(text: str) -> bool:
    """Whether SQLite (3.44 or later) complains of the search index, which can be made anew.

    A copy is none the worse for it; `trust doctor` looks at the index by itself.
    """
    return "fts5" in text.lower()


def hashes(connection: sqlite3.Connection) -> Iterator[tuple[str, bool]]:
    """Each entry's id, and whether its words are those that were stored."""
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
def held(
    path: Path, keys: connect.Keys | None, backups: Path | None = None
) -> Iterator[sqlite3.Connection]:
    """The journal with its write lock held, so that nothing is saved while it is replaced.

    Another program that waits for the lock meanwhile sees, once it has it, that the file under
    the name is another one (`connect.identity`), and saves nothing into the old one.
    """
    opened = connect.identity(path)
    writing = connect.for_writing(path, keys, backups)
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
            temporary = new_file(path, "new")
            with temporary.open("wb") as write:
                shutil.copyfileobj(read, write, 1 << 20)
                write.flush()
                os.fsync(write.fileno())
        except OSError as error:
            discard(path.with_name(f".{path.name}.{os.getpid()}.new"))
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            what = "disk_full" if full else "journal_unwritable"
            raise InputOutput(what, path=path, why=error.strerror) from None
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
    try:
        temporary = new_file(path, "new")
    except OSError as error:
        raise InputOutput("journal_unwritable", path=path, why=error.strerror) from None
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
