"""Backups of a journal, and the check of every page and every entry in a file.

A copy is made by SQLite itself (`VACUUM INTO`), never by copying the bytes of a file in use; the
copy of an encrypted journal has the same key. A copy only counts once it was opened again and
read to its end.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from ..domain import ids
from ..domain.entry import HASHED, content_hash
from ..domain.private_marks import MARK
from ..errors import Damaged, InputOutput, TrustError
from ..paths import make_private, open_new, rename_to_new, sync_folder, temporary_path
from ..sentences import BACKUP_DAMAGED, FOREIGN_SCHEMA, JOURNAL_DAMAGED, NO_SOUND_COPY
from . import connect, header, migrations, opening
from .invalid_values import odd_values
from .iso_text import PURGED

if sys.platform != "win32":
    import fcntl

BACKUP_UNWRITABLE = "can't write the copy {path} ({why})"

_COLUMNS = [name for name in HASHED if name not in ("tags", "people")]
STORED_HASHES = f"""
    SELECT e.id, e.hash,
        (SELECT json_group_array(name) FROM
            (SELECT name FROM entry_tag WHERE entry_n = e.n ORDER BY key)),
        (SELECT json_group_array(name) FROM
            (SELECT name FROM entry_person WHERE entry_n = e.n ORDER BY key)),
        {", ".join(f"e.{name}" for name in _COLUMNS)}
    FROM entry e"""
INTEGRITY = "PRAGMA integrity_check(20)"
REFERENCES = "SELECT count(*) FROM pragma_foreign_key_check"
CIPHER = "PRAGMA cipher_integrity_check"
COUNT = "SELECT count(*) FROM entry"


@dataclass(frozen=True, slots=True)
class Health:
    """The result of checking every page and every entry."""

    entries: int
    changed: tuple[str, ...] = ()
    """Ids of entries whose words differ from those that were stored."""
    structure: int = 0
    """Number of faults in the file itself; 0 for a sound one."""
    foreign: tuple[str, ...] = ()
    """Names of tables, indexes, triggers and views that differ from those our migrations make."""

    @property
    def sound(self) -> bool:
        """Tell whether the check found no fault."""
        return not (self.changed or self.structure or self.foreign)


def health(connection: sqlite3.Connection) -> Health:
    """Check every page and every entry of a file.

    SQLite's own check detects few changes of text; the hash of each entry detects every change
    of its words. The check reads everything, so it is meant for backups and `trust doctor`.
    """
    errors = connect.database_errors()
    structure = 0
    try:
        # SQLCipher reports each page of an encrypted file that doesn't fit the key.
        structure += len(connection.execute(CIPHER).fetchall())
        messages = [str(text) for (text,) in connection.execute(INTEGRITY)]
        structure += sum(text != "ok" and not _is_of_search(text) for text in messages)
        structure += int(connection.execute(REFERENCES).fetchone()[0])
        entries = int(connection.execute(COUNT).fetchone()[0])
        if odd := sum(1 for _ in odd_values(connection)):
            return Health(entries, structure=structure + odd)
        changed = tuple(entry_id for entry_id, same in hashes(connection) if not same)
        foreign = migrations.foreign(connection)
    except errors:
        return Health(0, structure=structure + 1)
    return Health(entries, changed, structure, foreign)


def _is_of_search(text: str) -> bool:
    """Tell whether a message of SQLite (3.44 or later) is about the search index.

    A copy is sound all the same, because the index can be rebuilt; `trust doctor` checks the index
    separately.
    """
    return "fts5" in text.lower()


def hashes(connection: sqlite3.Connection) -> Iterator[tuple[str, bool]]:
    """Yield each entry's id, and True if its words are still those that were stored."""
    return ((entry_id, stored == fresh) for entry_id, stored, fresh in stored_and_fresh(connection))


def stored_and_fresh(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield each entry's id, the hash stored with it, and the hash of its words now."""
    for entry_id, stored, tags, people, *values in connection.execute(STORED_HASHES):
        content = dict(zip(_COLUMNS, values, strict=True))
        content |= {"tags": json.loads(tags), "people": json.loads(people)}
        fresh = content_hash(content | {"private": bool(content["private"])})
        yield str(entry_id), str(stored), fresh


def back_up(
    connection: sqlite3.Connection,
    dest: Path,
    keys: connect.Keys | None,
    *,
    replace: bool = False,
    any_words: bool = False,
) -> int:
    """Copy an open journal to `dest`, where only a complete and verified copy ever appears.

    Returns the number of entries in the copy. Raises `InputOutput` if it can't be written,
    `Damaged` if the journal can't be copied soundly, and, without `replace`, `FileExistsError` if
    `dest` exists by then.
    """
    connect.check_logs(dest)
    make_private(dest.parent)
    try:
        # Created first, readable by its owner alone; SQLite treats an empty file as a new one.
        temporary = new_file(dest, "tmp")
    except OSError as error:
        raise InputOutput(BACKUP_UNWRITABLE, path=dest, why=error.strerror) from None
    try:
        health = _make(connection, temporary, dest, keys, any_words=any_words)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        if replace:
            connect.finish_write(dest)  # if the rename fails, the earlier file needs no log
            for ending in header.LOGS[:2]:  # SQLite would apply them to the new file
                dest.with_name(dest.name + ending).unlink(missing_ok=True)
            temporary.replace(dest)
        else:
            rename_to_new(temporary, dest)
    except FileExistsError:
        raise
    except OSError as error:
        raise InputOutput(BACKUP_UNWRITABLE, path=dest, why=error.strerror) from None
    finally:
        discard(temporary)
    sync_folder(dest.parent)
    return health.entries


def _make(
    connection: sqlite3.Connection,
    temporary: Path,
    dest: Path,
    keys: connect.Keys | None,
    *,
    any_words: bool,
) -> Health:
    """Make a copy and verify it; a fault in it is reported as a fault of the journal."""
    try:
        with connect.translated(temporary):
            connection.execute("VACUUM INTO ?", (connect.uri(temporary),))
        return verify(temporary, keys, any_words=any_words)
    except Damaged as error:
        if error.sentence in (BACKUP_DAMAGED, JOURNAL_DAMAGED):
            raise Damaged(NO_SOUND_COPY, path=dest) from None
        if error.sentence == FOREIGN_SCHEMA:
            _, _, journal = connection.execute("PRAGMA database_list").fetchone()
            names = error.details["names"]
            raise Damaged(FOREIGN_SCHEMA, path=journal, names=names) from None
        raise


_UNFINISHED = re.compile(
    r"\.(?P<name>.+)\.(?P<pid>\d+)(-\d+)?\.(tmp|new)(-journal|-wal|-shm|-lock)?"
)
_OF_A_BACKUP = re.compile(r"(\d{8}T\d{6}Z-[a-z]+|schema-\d+-migrate)(-\d+)?\.db")


def new_file(path: Path, ending: str) -> Path:
    """Create an empty file next to `path`, readable by its owner alone, to be renamed to `path`.

    Its name contains the id of this process, and a lock file next to it shows that it is being
    written. Files that killed programs left under such names are removed: they may be readable
    though the journal is encrypted, and are never the only copy of anything. Raises `OSError`.
    """
    clear_unfinished(path)
    temporary = temporary_path(path, ending)
    _hold(temporary)
    try:
        os.close(open_new(temporary))
    except BaseException:
        discard(temporary)
        raise
    return temporary


_held: dict[Path, int] = {}
"""Descriptors of the locks on the files that this process is writing, by their paths.

The lock is on a separate file. On a file that SQLite opens, `flock` would conflict with SQLite's
own locks on systems where both are of the same kind, such as macOS and NFS.
"""


def _lock_of(temporary: Path) -> Path:
    name = temporary.name
    for ending in header.LOGS:
        name = name.removesuffix(ending)
    return temporary.with_name(f"{name}-lock")


def _hold(temporary: Path) -> None:
    """Lock a file as being written, until it is discarded or this process ends."""
    path = _lock_of(temporary)
    descriptor = open_new(path)
    if _try_flock(descriptor):
        _held[path] = descriptor
    else:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def _try_flock(descriptor: int) -> bool | None:
    """Take a lock that ends with the process.

    Return False if another process has it, and None if the system has no such locks.
    """
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN) else None
    return True


def _is_held(temporary: Path) -> bool | None:
    """Tell whether a program holds the lock of a temporary file; return None if that's unknown."""
    lock = _lock_of(temporary)
    if temporary.name.endswith("-lock"):
        lock = temporary
    if lock in _held:
        return True
    try:
        descriptor = os.open(lock, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        free = _try_flock(descriptor)
    finally:
        os.close(descriptor)
    return None if free is None else not free


def clear_unfinished(path: Path) -> None:
    """Remove the temporary files of killed programs for this file and for backups next to it."""
    for leftover in unfinished(path.parent, path.name):
        discard(leftover)


def unfinished(folder: Path, *names: str) -> list[Path]:
    """List the temporary files of killed programs in a folder: for backups and for `names`.

    Without `names`, list those for any file; that is for a folder where everything is ours.
    Elsewhere another program may have a hidden file whose name ends in a number.
    """
    paths = []
    for path in sorted([*folder.glob(".*.tmp*"), *folder.glob(".*.new*")]):
        match = _UNFINISHED.fullmatch(path.name)
        is_ours = match and (
            not names or match["name"] in names or _OF_A_BACKUP.fullmatch(match["name"])
        )
        if match and is_ours and not _is_being_made(path, int(match["pid"])):
            paths.append(path)
    return paths


_ABANDONED_AFTER_SECONDS = 24 * 60 * 60
"""The age from which a file is abandoned, even if some process has the id in its name: nothing
takes so long to write."""


def _is_being_made(path: Path, pid: int) -> bool:
    held = _is_held(path)
    if held is not None:
        return held
    try:
        if time.time() - path.stat().st_mtime >= _ABANDONED_AFTER_SECONDS:
            return False
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def discard(temporary: Path) -> None:
    """Remove a temporary file, with the log of its last write and its lock."""
    lock = _lock_of(temporary)
    logs = [temporary.with_name(f"{temporary.name}{ending}") for ending in header.LOGS]
    for leftover in (temporary, *logs, lock):
        with suppress(OSError):
            leftover.unlink(missing_ok=True)
    held = _held.pop(lock, None)
    if held is not None:
        os.close(held)


# Not `created_at`: an entry may carry an earlier time of day than that of its writing.
_WRITTEN_SINCE = "SELECT id FROM entry WHERE modified_at > ?"


def _refusals() -> tuple[type[Exception], ...]:
    """Return the errors raised for a file that can't be read as a journal."""
    return (TrustError, *connect.database_errors())


def written_since(path: Path, moment: str, keys: connect.Keys) -> set[str]:
    """Return the ids of entries in a copy that were written after a moment.

    A copy has some if it was itself used as a journal for a time. Empty if it can't be opened.
    """
    try:
        with closing(connect.as_it_is(path, keys)) as copy, connect.translated(path):
            return {str(entry) for (entry,) in copy.execute(_WRITTEN_SINCE, (moment,))}
    except _refusals():
        return set()


_EVER_WRITTEN = (
    "SELECT id, title, body FROM entry",
    "SELECT e.id, r.title, r.body FROM revision r JOIN entry e ON e.n = r.entry_n",
    "SELECT NULL, id, text, cue FROM promise",
    "SELECT NULL, recorded_at, note, acknowledged, amends, change FROM promise_event",
    "SELECT NULL, period, text FROM intention",
    "SELECT NULL, reason FROM pause WHERE reason IS NOT NULL",
)
"""What someone has written. The first column is the entry it belongs to."""


_HIDING_NO_WORDS = """
    SELECT e.id FROM entry e
    WHERE NOT e.private AND NOT instr(coalesce(e.title, '') || e.body, :mark)
    AND NOT EXISTS (
        SELECT 1 FROM revision r WHERE r.entry_n = e.n
        AND (r.private OR instr(coalesce(r.title, '') || r.body, :mark)))"""


@dataclass(frozen=True, slots=True)
class Wordings:
    """What has been written in a journal, in any version, without the words themselves."""

    marks: dict[int, str]
    """The purge mark of the entry by the hash of the words; empty for what isn't an entry."""
    purged: frozenset[str]
    """The purge marks of entries that were deleted permanently."""

    def lacks(self, other: Wordings) -> bool:
        """Tell whether the other has words that aren't here, and weren't deleted permanently."""
        return any(
            words not in self.marks and mark not in self.purged
            for words, mark in other.marks.items()
        )


def wordings(path: Path, keys: connect.Keys) -> Wordings | None:
    """Return what has been written in a journal or a copy; None for a file that can't be opened."""
    marks = {}
    try:
        with closing(opening.copy_for_reading(path, keys)) as copy, connect.translated(path):
            for query in _EVER_WRITTEN:
                for entry_id, *words in copy.execute(query):
                    mark = ids.purge_mark(entry_id) if entry_id else ""
                    marks[hash((entry_id, *words))] = mark
            stored = copy.execute(PURGED).fetchone()
        purged = json.loads(str(stored[0])) if stored else ()
    except ValueError:
        return None
    except _refusals():
        return None
    return Wordings(marks, frozenset(purged))


def hiding_no_words(path: Path, keys: connect.Keys) -> frozenset[str]:
    """Return the ids of the entries in a copy that hide no word in any version.

    There are none if the file can't be opened.
    """
    try:
        with closing(opening.copy_for_reading(path, keys)) as copy, connect.translated(path):
            return frozenset(name for (name,) in copy.execute(_HIDING_NO_WORDS, {"mark": MARK}))
    except ValueError:
        return frozenset()
    except _refusals():
        return frozenset()


def verify(path: Path, keys: connect.Keys | None, *, any_words: bool = False) -> Health:
    """Open a copy and read it to its end. Raises `Damaged` for one that isn't sound.

    With `any_words`, the words of an entry may differ from those that were stored.
    """
    with closing(connect.as_it_is(path, keys)) as connection:
        result = health(connection)
    if result.foreign:
        raise Damaged(FOREIGN_SCHEMA, path=path, names=", ".join(result.foreign[:5]))
    if result.structure or (result.changed and not any_words):
        raise Damaged(BACKUP_DAMAGED, path=path)
    return result
