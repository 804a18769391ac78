"""The records that have yet to be written to the sync folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..domain.join import kinds
from ..domain.join.parts import State
from ..domain.join.stamps import Stamp, newest
from . import sync_files, sync_rows
from .sync_apply import StateWriter
from .sync_rows import Unreadable
from .sync_states import PUT_PENDING, LocalRecord, States

PUT_NEW_PENDING = "INSERT OR IGNORE INTO sync_untold VALUES (?, ?, ?)"
DROP_WRITTEN = "DELETE FROM sync_untold WHERE kind = ? AND key = ? AND stamp = ?"
PENDING = """
    SELECT kind, key, stamp FROM sync_untold WHERE (kind, key) > (?, ?)
    ORDER BY kind, key LIMIT 500"""
ANY_PENDING = "SELECT 1 FROM sync_untold LIMIT 1"
STATES_OF = "SELECT key FROM sync_state WHERE kind = ?"


@dataclass(frozen=True, slots=True)
class PendingRecord:
    """A record to write to the sync folder."""

    kind: str
    key: str
    stamp: Stamp
    """The stamp of the change that made it pending."""
    state: State


class PendingRecords:
    """The records that changed since this machine last wrote them."""

    def __init__(self, states: States, writer: StateWriter) -> None:
        self._states = states
        self._connection = states.connection
        self._rows = states.rows
        self._writer = writer

    def all(self) -> Iterator[PendingRecord]:
        """Yield the pending records, and repair rows that don't fit their state."""
        last = ("", "")
        while some := self._connection.execute(PENDING, last).fetchall():
            for kind, key, stamp in some:
                last = (kind, key)
                with self._states.changes.paused():
                    record = self._record(kind, key, stamp)
                if record is not None:
                    yield record

    def _record(self, kind: str, key: str, stamp: Stamp) -> PendingRecord | None:
        local = self._states.local(kind, key)
        if local.state is None:
            self._connection.execute(DROP_WRITTEN, (kind, key, stamp))
            return None
        self._states.raise_clock(newest(local.state))
        if kind == "entry" and local.entry is not None:
            self._repair(key, local.state, local)
        return PendingRecord(kind, key, stamp, local.state)

    def _repair(self, key: str, state: State, local: LocalRecord) -> None:
        """Make the rows of an entry those that all machines make of its state."""
        try:
            self._writer.put_entry(key, state, local.n, local.entry)
        except Unreadable:
            return

    def mark_written(self, records: Iterable[tuple[str, str, Stamp]]) -> None:
        """Note that records are in the folder, unless they changed since."""
        self._connection.executemany(DROP_WRITTEN, records)
        if self._connection.execute(ANY_PENDING).fetchone() is None:
            sync_files.note_joined(self._connection)

    def add_all(self) -> None:
        """Make all records pending, as for a folder that lost its files."""
        stamp = self._states.next_stamp(None)
        put = self._connection.execute
        for (key,) in put("SELECT id FROM entry").fetchall():
            put(PUT_PENDING, ("entry", key, stamp))
        for kind in kinds.KINDS:
            if kind == "entry":
                continue
            several = {kinds.place_of(key)[0] for (key,) in put(STATES_OF, (kind,))}
            for row in self._rows.each(kind):
                base = kinds.key_of(kind, sync_rows.values_of(self._rows, kind, row))
                if put(PUT_NEW_PENDING, (kind, base, stamp)).rowcount == 0:
                    several.add(base)
            for base in several:
                rows = sync_rows.records_with(self._rows, kind, base)
                for place in self._states.by_place(kind, base, rows):
                    put(PUT_PENDING, (kind, kinds.at_place(base, place), stamp))
        for kind, key in put("SELECT kind, key FROM sync_state").fetchall():
            put(PUT_PENDING, (kind, key, stamp))
        self._states.flush()
