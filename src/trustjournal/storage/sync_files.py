"""The files of the sync folder that were written or merged, and the facts about the sync."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..domain import ids
from . import connect
from .iso_text import (
    SYNC_CLOCK_KEY,
    SYNC_ERASE_KEY,
    SYNC_FORGOTTEN_KEY,
    SYNC_JOINING_KEY,
    SYNC_JOURNAL_KEY,
    SYNC_KEY_FILE_KEY,
    SYNC_KEY_FILES_KEY,
    SYNC_KEY_KEY,
    SYNC_MACHINE_KEY,
    SYNC_NAMES_KEY,
    SYNC_NEXT_KEY,
    SYNC_OFFSETS_KEY,
    SYNC_PLACE_KEY,
    SYNC_RESEAL_KEY,
    moment_text,
)
from .query import Reads

if TYPE_CHECKING:
    from .sync_check import Trouble

STATE = "SELECT state FROM sync_state WHERE kind = ? AND key = ?"
STORED = {
    "entry": "SELECT 1 FROM entry WHERE id = ?",
    "promise": "SELECT 1 FROM promise WHERE id = ?",
}
STATES = "SELECT key, state FROM sync_state WHERE kind = ? ORDER BY key"
META = "SELECT value FROM meta WHERE key = ?"
FILES = """
    SELECT name, ours, machine, clock, level, text_bytes, known_at, missed_at, replaced_at
    FROM sync_file ORDER BY known_at, name"""
OWN = "SELECT name FROM sync_file WHERE ours AND replaced_at IS NULL ORDER BY name"
PENDING = "SELECT count(*) FROM sync_untold"
WAITING = "SELECT count(*) FROM sync_waiting WHERE kind <> '#unseen'"
UNSEEN = """
    SELECT 1 FROM sync_waiting
    WHERE kind = '#unseen' AND json_extract(state, '$.at') NOT BETWEEN ? AND ? LIMIT 1"""
PUT = """
    INSERT OR REPLACE INTO sync_file VALUES (?, ?, ?, ?, ?, ?, ?, NULL,
    (SELECT replaced_at FROM sync_file WHERE name = ?))"""
WRITTEN = "UPDATE sync_file SET known_at = ? WHERE name = ?"
MISSED = "UPDATE sync_file SET missed_at = ? WHERE name = ?"
REPLACED = "UPDATE sync_file SET replaced_at = ? WHERE name = ? AND replaced_at IS NULL"
REPLACED_UNSEEN = "INSERT OR IGNORE INTO sync_file VALUES (?, 0, '', '', 0, 0, NULL, NULL, ?)"

SALT = ("meta", "salt")
"""The kind and the key under which the journal's salt travels."""
MACHINE = "machine"
"""The kind of the records with facts about the machines, by their names."""
EARLIER_KEYS = ("keys", "folder")
"""The kind and the key under which the folder's earlier keys travel, if its key file lacks some."""
UNCOUNTED = (MACHINE, EARLIER_KEYS[0], SALT[0])
"""Kinds of records that aren't part of what a person wrote."""

TABLES = ("sync_state", "sync_untold", "sync_waiting", "sync_file")
FOLDER_KEYS = (
    *(SYNC_KEY_KEY, SYNC_KEY_FILE_KEY, SYNC_KEY_FILES_KEY, SYNC_NEXT_KEY),
    *(SYNC_RESEAL_KEY, SYNC_PLACE_KEY),
)
"""The keys in the table `meta` that are about the folder."""
KEYS = (
    *FOLDER_KEYS,
    SYNC_MACHINE_KEY,
    SYNC_NAMES_KEY,
    SYNC_CLOCK_KEY,
    SYNC_JOURNAL_KEY,
    SYNC_JOINING_KEY,
    SYNC_ERASE_KEY,
    SYNC_FORGOTTEN_KEY,
    SYNC_OFFSETS_KEY,
)
"""The keys in the table `meta` that are about the sync."""


@dataclass(frozen=True, slots=True)
class SyncFile:
    """A file in the sync folder that this machine wrote or merged."""

    name: str
    ours: bool
    machine: str
    clock: str
    level: int
    text_bytes: int
    known_at: str | None = None
    """When it was merged, or was completely written; None until then."""
    missed_at: str | None = None
    replaced_at: str | None = None

    @property
    def was_seen(self) -> bool:
        """Whether it was written or merged; otherwise it's only noted as replaced."""
        return self.ours or self.known_at is not None


class SyncReader(Reads):
    """Reads the tables of the sync, and its facts in the table `meta`."""

    def fact(self, key: str) -> str | None:
        """Return a fact about the sync, by its key in the table `meta`."""
        value = self._value(META, key)
        return None if value is None else str(value)

    def files(self) -> list[SyncFile]:
        """Return all files that were written or merged, in that order."""
        return [SyncFile(name, bool(ours), *others) for name, ours, *others in self._rows(FILES)]

    def state(self, kind: str, key: str) -> dict[str, Any] | None:
        """Return the stored state of a record; None if its rows say everything."""
        text = self._value(STATE, kind, key)
        return None if text is None else dict(json.loads(str(text)))

    def ids_after(self, kind: str, key: str) -> Iterator[str]:
        """Yield the ids, in the journal, of what was imported again after `key` was deleted.

        They are the ones that `sync_local` gives to entries and promises whose id is in use.
        """
        state = self.state(kind, key)
        while state is not None or self._value(STORED[kind], key):
            from ..domain.join.kinds import gone_at  # 9 ms, which most imports don't need

            key = ids.after_purge(key, gone_at(state) if state else None)
            if self._value(STORED[kind], key):
                yield key
            state = self.state(kind, key)

    def states(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return all stored states of a kind, by key."""
        return {key: dict(json.loads(text)) for key, text in self._rows(STATES, kind)}

    def troubles(self) -> list[Trouble]:
        """Return where the tables of the sync aren't in step with the other rows."""
        from .sync_check import troubles  # it imports the models

        with connect.translated(self.path):
            return troubles(self._connection)

    def pending(self) -> int:
        """Count the records that have yet to be written to the sync folder."""
        return int(str(self._value(PENDING)))

    def waiting(self) -> int:
        """Count the records that wait for what they belong to."""
        return int(str(self._value(WAITING)))

    def has_unseen(self, now: datetime, wait: timedelta) -> bool:
        """Tell whether there may be words to give back (`sync_unseen`)."""
        span = moment_text(now - wait), moment_text(now + wait)
        return self._value(UNSEEN, *span) is not None


def put_file(connection: sqlite3.Connection, file: SyncFile) -> None:
    """Store a file, or change it."""
    connection.execute(
        PUT,
        (
            *(file.name, file.ours, file.machine, file.clock),
            *(file.level, file.text_bytes, file.known_at, file.name),
        ),
    )


def own_names(connection: sqlite3.Connection) -> list[str]:
    """Return the names of all files of this machine that nothing replaces yet."""
    return [name for (name,) in connection.execute(OWN)]


def note_written(connection: sqlite3.Connection, name: str, at: str) -> None:
    """Note that a file of ours is complete, and on the disk."""
    connection.execute(WRITTEN, (at, name))


def note_replaced(connection: sqlite3.Connection, names: Iterable[str], at: str) -> None:
    """Note that other files have all records of some files, even if those only arrive later."""
    replaced = [*names]
    connection.executemany(REPLACED, [(at, name) for name in replaced])
    connection.executemany(REPLACED_UNSEEN, [(name, at) for name in replaced])


def note_missed(connection: sqlite3.Connection, names: Iterable[str], at: str | None) -> None:
    """Note since when files are missing from the folder; None if they came back."""
    connection.executemany(MISSED, [(at, name) for name in names])


def leave(connection: sqlite3.Connection) -> None:
    """Forget the folder. The states stay, so that the folder can be joined again."""
    connection.executemany("DELETE FROM meta WHERE key = ?", [(key,) for key in FOLDER_KEYS])


def note_joined(connection: sqlite3.Connection) -> None:
    """Note that everything this machine had when it joined the others is in the folder."""
    connection.execute("DELETE FROM meta WHERE key = ?", (SYNC_JOINING_KEY,))


def forget_files(connection: sqlite3.Connection) -> None:
    """Forget all files, because the folder is that of another journal from now on."""
    connection.execute("DELETE FROM sync_file")


def forget(connection: sqlite3.Connection) -> None:
    """Forget everything about the sync."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")
    connection.executemany("DELETE FROM meta WHERE key = ?", [(key,) for key in KEYS])
