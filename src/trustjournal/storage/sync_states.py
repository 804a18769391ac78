"""The states of records: reading and storing them, and the stamps of their changes.

The state of a record says everything known of it, with a stamp for each change. It's stored only if
the rows of its record don't say the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from ..domain.join import kinds
from ..domain.join.parts import State, canonical
from ..domain.join.stamps import NEVER, Stamp, newest, next_stamp
from ..records.section import Record
from . import sync_rows
from .iso_text import SYNC_CLOCK_KEY, SYNC_ERASE_KEY, SYNC_MACHINE_KEY, SYNC_NAMES_KEY
from .row_changes import Row, RowChanges
from .sync_rows import EntryRecord, Unreadable

if TYPE_CHECKING:
    from .writer import Transaction

META = "SELECT value FROM meta WHERE key = ?"
STATE = "SELECT state FROM sync_state WHERE kind = ? AND key = ?"
STATES_OF = "SELECT key, state FROM sync_state WHERE kind = ?"
STATES_WITH = """
    SELECT key, state FROM sync_state
    WHERE kind = ? AND (key = ? OR key >= ? || '#' AND key < ? || '$')"""
STATES_WITH_TWO_WORDINGS = """
    SELECT key, state FROM sync_state WHERE kind = ? AND state LIKE '%"values":%"values":%'"""
"""Those that may have two wordings: each of them has its `values`."""
PUT_STATE = "INSERT OR REPLACE INTO sync_state VALUES (?, ?, ?)"
DROP_STATE = "DELETE FROM sync_state WHERE kind = ? AND key = ?"
PUT_PENDING = "INSERT OR REPLACE INTO sync_untold VALUES (?, ?, ?)"


@dataclass(slots=True)
class LocalRecord:
    """A record in this journal: its state, and its row or its entry's number."""

    state: State | None
    row: Row | None = None
    values: Record | None = None
    n: int | None = None
    entry: EntryRecord | None = None


class States:
    """The states of the records, inside a transaction."""

    def __init__(
        self, transaction: Transaction, connection: sqlite3.Connection, now: datetime | None
    ) -> None:
        self.transaction = transaction
        self.connection = connection
        self.now = now or datetime.fromtimestamp(0, UTC)
        self.changes = RowChanges(connection)
        self.rows = self.changes.now
        self._clock: Stamp = self.meta(SYNC_CLOCK_KEY) or NEVER
        self._stored_clock = self._clock
        self._to_erase: list[list[str]] = []

    # --- facts about the sync --------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """Return a value of the table `meta`, without what the session has yet to write."""
        row = self.connection.execute(META, (key,)).fetchone()
        return None if row is None else str(row[0])

    def fact(self, key: str) -> str | None:
        """Return a fact about the sync, by its key in the table `meta`."""
        self.transaction.session.flush()
        return self.meta(key)

    @property
    def machine(self) -> str:
        """The name of this machine."""
        return self.meta(SYNC_MACHINE_KEY) or ""

    @property
    def names(self) -> frozenset[str]:
        """The name of this machine, and those it had before."""
        return frozenset([self.machine, *json.loads(self.meta(SYNC_NAMES_KEY) or "[]")])

    def rename_machine(self, name: str) -> None:
        """Give this machine another name."""
        self.transaction.put_meta(SYNC_NAMES_KEY, json.dumps(sorted(self.names)))
        self.transaction.put_meta(SYNC_MACHINE_KEY, name)

    # --- the clock -------------------------------------------------------------------

    @property
    def clock(self) -> Stamp:
        """The newest stamp ever seen."""
        return self._clock

    def raise_clock(self, stamp: Stamp) -> None:
        """Make later changes on this machine later than a stamp."""
        self._clock = max(self._clock, stamp)

    def next_stamp(self, state: State | None) -> Stamp:
        """Return the stamp of a change to a state."""
        self.raise_clock(newest(state))
        self._clock = next_stamp(self.now, self._clock, self.machine)
        return self._clock

    def flush(self) -> None:
        """Store the clock, and what must be erased from the files of this machine."""
        if self._to_erase:
            stored = json.loads(self.meta(SYNC_ERASE_KEY) or "[]")
            more = [each for each in self._to_erase if each not in stored]
            self.transaction.put_meta(SYNC_ERASE_KEY, json.dumps([*stored, *more]))
            self._to_erase.clear()
        if self._clock != self._stored_clock:
            self.transaction.put_meta(SYNC_CLOCK_KEY, self._clock)
            self._stored_clock = self._clock

    # --- states ----------------------------------------------------------------------

    def stored(self, kind: str, key: str) -> State | None:
        """Return the stored state of a record; None if its rows say everything, or without one."""
        row = self.connection.execute(STATE, (kind, key)).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def all_stored(self, kind: str) -> list[tuple[str, State]]:
        """Return the stored states of a kind, with their keys."""
        return [
            (str(key), dict(json.loads(text)))
            for key, text in self.connection.execute(STATES_OF, (kind,))
        ]

    def with_other_words(self, kind: str) -> list[tuple[str, State]]:
        """Return the states of a kind whose words were changed in two places, with their keys."""
        rows = self.connection.execute(STATES_WITH_TWO_WORDINGS, (kind,)).fetchall()
        states = [(str(key), dict(json.loads(text))) for key, text in rows]
        return [each for each in states if kinds.other_words(kind, each[1])]

    def put(self, kind: str, key: str, state: State, of_rows: State | None) -> None:
        """Store a state, unless `of_rows`, the state that the rows have, is the same.

        Of equal records, the rows don't say which one has this key, so all states but the first
        are stored.
        """
        if kinds.is_purged(state):
            self._to_erase.append([kind, key])
        self.raise_clock(newest(state))
        text = canonical(state)
        is_first = kind == "entry" or kinds.place_of(key)[1] == 1
        if is_first and of_rows is not None and canonical(of_rows) == text:
            self.connection.execute(DROP_STATE, (kind, key))
        else:
            self.put_as_is(kind, key, state)

    def put_as_is(self, kind: str, key: str, state: State) -> None:
        """Store a state, whatever the rows say."""
        self.connection.execute(PUT_STATE, (kind, key, canonical(state)))

    def purged_at(self, kind: str, key: str) -> Stamp | None:
        """Return the stamp with which a record was permanently deleted; None if it wasn't."""
        state = self.stored(kind, key)
        return kinds.gone_at(state) if state else None

    def mark_pending(self, kind: str, key: str) -> None:
        """Note that a record has yet to be written to the sync folder."""
        stamp = self._clock or self.next_stamp(None)
        self.connection.execute(PUT_PENDING, (kind, key, stamp))

    def keep_private(self, kind: str, key: str) -> None:
        """Note that a private record was made private again, or had words added to it."""
        state = self.local(kind, key).state
        if state is None or kinds.is_purged(state) or not kinds.is_private(kind, state):
            return
        state = kinds.stay_private(kind, state, self.next_stamp(state))
        self.put(kind, key, state, None)
        self.mark_pending(kind, key)

    # --- records ---------------------------------------------------------------------

    def local(self, kind: str, key: str) -> LocalRecord:
        """Return a record as it is in this journal."""
        stored = self.stored(kind, key)
        if kind == "entry":
            row = self.rows.one("entry", id=key)
            entry = sync_rows.entry_of(self.rows, row["n"]) if row else None
            state = stored or (entry.state if entry else None)
            return LocalRecord(state, n=row["n"] if row else None, entry=entry)
        if kind not in kinds.KINDS:
            return LocalRecord(stored)
        base, place = kinds.place_of(key)
        rows = sync_rows.records_with(self.rows, kind, base)
        row, values = self.by_place(kind, base, rows).get(place, (None, None))
        state = stored or (kinds.from_values(kind, values) if values else None)
        return LocalRecord(state, row=row, values=values)

    def by_place(
        self, kind: str, base: str, rows: Sequence[tuple[Row, Record]]
    ) -> dict[int, tuple[Row, Record]]:
        """Give each of some rows with the same key its place: 1, and 2 and so on for equal ones.

        Places of removed records stay empty, and a row that a stored state reads like has its
        place.
        """
        stored = {
            kinds.place_of(key)[1]: (key, dict(json.loads(text)))
            for key, text in self.connection.execute(STATES_WITH, (kind, base, base, base))
        }
        remaining = [*rows]
        placed: dict[int, tuple[Row, Record]] = {}
        for place, (key, state) in sorted(stored.items()):
            if remaining and kinds.exists(kind, state):
                target = self._target(kind, key, state)
                same = [pair for pair in remaining if canonical(pair[1]) == canonical(target)]
                placed[place] = (same or remaining)[0]
                remaining.remove(placed[place])
        open_places = (place for place in count(1) if place not in stored)
        return placed | dict(zip(open_places, remaining, strict=False))

    def _target(self, kind: str, key: str, state: State) -> Record | None:
        try:
            return sync_rows.target_of(kind, kinds.place_of(key)[0], state)
        except Unreadable:
            return None
