"""The states of records in a synced journal: what changed here, and what comes from other machines.

A state is stored only if the rows of its record don't say the same. Each transaction ends with
`absorb`, which turns the rows that changed into changes of states, with stamps, and notes that they
have yet to be told. `take_in` joins states of other machines, and writes the rows that differ.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ..domain import ids
from ..domain.join import entries, kinds
from ..domain.join.parts import State, canonical, latest
from ..domain.join.stamps import NEVER, Stamp, newest, next_stamp
from ..records.section import Record
from . import sync_bulk, sync_files, sync_rows
from .iso_text import (
    SYNC_CLOCK_KEY,
    SYNC_ERASE_KEY,
    SYNC_JOINING_KEY,
    SYNC_MACHINE_KEY,
    SYNC_NAMES_KEY,
    moment_of,
    moment_text,
)
from .row_changes import Changed, Row, RowChanges
from .sync_files import EARLIER_KEYS, MACHINE, SALT, UNCOUNTED
from .sync_rows import EntryRecord, RowWriter, Unreadable

if TYPE_CHECKING:
    from .writer import Transaction

META = "SELECT value FROM meta WHERE key = ?"
STATE = "SELECT state FROM sync_state WHERE kind = ? AND key = ?"
STATES_WITH = """
    SELECT key, state FROM sync_state
    WHERE kind = ? AND (key = ? OR key >= ? || '#' AND key < ? || '$')"""
PUT_STATE = "INSERT OR REPLACE INTO sync_state VALUES (?, ?, ?)"
DROP_STATE = "DELETE FROM sync_state WHERE kind = ? AND key = ?"
STATES_OF = "SELECT key FROM sync_state WHERE kind = ?"
PUT_UNTOLD = "INSERT OR REPLACE INTO sync_untold VALUES (?, ?, ?)"
PUT_NEW_UNTOLD = "INSERT OR IGNORE INTO sync_untold VALUES (?, ?, ?)"
DROP_UNTOLD = "DELETE FROM sync_untold WHERE kind = ? AND key = ?"
DROP_TOLD = "DELETE FROM sync_untold WHERE kind = ? AND key = ? AND stamp = ?"
UNTOLD = """
    SELECT kind, key, stamp FROM sync_untold WHERE (kind, key) > (?, ?)
    ORDER BY kind, key LIMIT 500"""
PUT_WAITING = "INSERT OR REPLACE INTO sync_waiting VALUES (?, ?, ?, ?, ?)"
KEEP = "INSERT OR IGNORE INTO sync_waiting VALUES (?, ?, ?, ?, ?)"
WAITING = "SELECT state FROM sync_waiting WHERE kind = ? AND key = ?"
IS_UNTOLD = "SELECT 1 FROM sync_untold WHERE kind = ? AND key = ?"
ANY_UNTOLD = "SELECT 1 FROM sync_untold LIMIT 1"
IMPORTED_AS = "SELECT n, id FROM entry WHERE source = ? AND source_id = ? ORDER BY id"
MENTIONED = """
    SELECT 1 FROM sync_state WHERE kind = 'entry' AND key = :id
    OR kind IN ('intention', 'prompt_event', 'share', 'unsaid') AND instr(state, :id) LIMIT 1"""
DROP_WAITING = "DELETE FROM sync_waiting WHERE kind = ? AND key = ?"
CAN_GO_ON = """
    SELECT kind, key, state FROM sync_waiting w
    WHERE kind <> '#unseen' AND (
    EXISTS (SELECT 1 FROM sync_state s WHERE s.kind = owner_kind AND s.key = owner_key)
    OR owner_kind = 'entry' AND EXISTS (SELECT 1 FROM entry WHERE id = owner_key)
    OR owner_kind = 'promise' AND EXISTS (SELECT 1 FROM promise WHERE id = owner_key))
    LIMIT 1000"""
UNSEEN = """
    SELECT key, owner_kind, owner_key, state FROM sync_waiting
    WHERE kind = '#unseen' ORDER BY key"""
"""Words that were deleted by a machine without them, until they are given back."""
UNSEEN_KIND = "#unseen"

_ENTRY_COLUMNS = (
    *("day", "written_on", "created_at", "tz", "utc_offset", "kind", "pack", "prompt_id"),
    *("prompt_text", "practice", "period", "source", "source_id", "mood", "closeness", "starred"),
    *("come_back", "tags", "people", "private"),
)
"""The columns of an entry that may change without a new version of its words."""
_WORDS = ("title", "body", "answers", "modified_at")


@dataclass(frozen=True, slots=True)
class Told:
    """A record that is to be told to the other machines."""

    kind: str
    key: str
    stamp: Stamp
    """The stamp of the change since which it wasn't told."""
    state: State


@dataclass(slots=True)
class TakenIn:
    """What a file from another machine has changed here."""

    new: int = 0
    """Entries that are new here."""
    changed: int = 0
    """Entries that changed."""
    removed: int = 0
    """Entries that were permanently deleted elsewhere."""
    others: int = 0
    """Other records that are new, changed or removed."""
    two_places: list[str] = field(default_factory=list)
    """The ids of entries that were edited in two places."""
    back: list[str] = field(default_factory=list)
    """The ids of entries that came back from the trash, because they were edited elsewhere."""
    unreadable: int = 0
    """Records that this version can't show."""

    def add(self, other: TakenIn) -> None:
        """Add what another file has changed."""
        self.new += other.new
        self.changed += other.changed
        self.removed += other.removed
        self.others += other.others
        self.two_places += other.two_places
        self.back += other.back
        self.unreadable += other.unreadable


@dataclass(frozen=True, slots=True)
class Unseen:
    """Words that were permanently deleted by a machine that didn't have them."""

    kind: str
    key: str
    name: str
    """Their id in the state of their record."""
    words: dict[str, Any]


@dataclass(slots=True)
class _Own:
    """A record as it is here: its state, and its row or its entry's number."""

    state: State | None
    row: Row | None = None
    values: Record | None = None
    n: int | None = None
    entry: EntryRecord | None = None


class SyncStore:
    """The states of the records, inside a transaction."""

    def __init__(
        self, store: Transaction, connection: sqlite3.Connection, now: datetime | None
    ) -> None:
        self._store = store
        self._connection = connection
        self._now = now or datetime.fromtimestamp(0, UTC)
        self._changes = RowChanges(connection)
        self._rows = self._changes.now
        self._writer = RowWriter(store, self._rows)
        self._new = sync_bulk.NewRecords(store, self._rows, self._writer)
        self._clock: Stamp = self._meta(SYNC_CLOCK_KEY) or NEVER
        self._clock_before = self._clock
        self._to_erase: list[list[str]] = []

    # --- facts -----------------------------------------------------------------------

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute(META, (key,)).fetchone()
        return None if row is None else str(row[0])

    def fact(self, key: str) -> str | None:
        """Return a fact about the sync, by its key in the table `meta`."""
        self._store.session.flush()
        return self._meta(key)

    @property
    def machine(self) -> str:
        """The name of this machine."""
        return self._meta(SYNC_MACHINE_KEY) or ""

    @property
    def names(self) -> frozenset[str]:
        """The name of this machine, and those it had before."""
        return frozenset([self.machine, *json.loads(self._meta(SYNC_NAMES_KEY) or "[]")])

    def rename(self, name: str) -> None:
        """Give this machine another name."""
        self._store.put_meta(SYNC_NAMES_KEY, json.dumps(sorted(self.names)))
        self._store.put_meta(SYNC_MACHINE_KEY, name)

    @property
    def clock(self) -> Stamp:
        """The newest stamp ever seen."""
        return self._clock

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of the transaction, for the tables about the sync itself."""
        return self._connection

    def raise_clock(self, stamp: Stamp) -> None:
        """Take note of a stamp: later changes here are later than it."""
        self._clock = max(self._clock, stamp)

    def _next_stamp(self, state: State | None) -> Stamp:
        """Return the stamp of a change to a state."""
        self.raise_clock(newest(state))
        self._clock = next_stamp(self._now, self._clock, self.machine)
        return self._clock

    def finish(self) -> None:
        """Store the clock, and what must be erased from the files of this machine."""
        if self._to_erase:
            known = json.loads(self._meta(SYNC_ERASE_KEY) or "[]")
            more = [each for each in self._to_erase if each not in known]
            self._store.put_meta(SYNC_ERASE_KEY, json.dumps([*known, *more]))
            self._to_erase.clear()
        if self._clock != self._clock_before:
            self._store.put_meta(SYNC_CLOCK_KEY, self._clock)
            self._clock_before = self._clock

    # --- states ----------------------------------------------------------------------

    def _stored(self, kind: str, key: str) -> State | None:
        row = self._connection.execute(STATE, (kind, key)).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def _store_state(self, kind: str, key: str, state: State, said_by_rows: State | None) -> None:
        """Store a state, unless the rows say the same. They don't say which of equal ones it is."""
        if kinds.is_purged(state):
            self._to_erase.append([kind, key])
        self.raise_clock(newest(state))
        text = canonical(state)
        is_first = kind == "entry" or kinds.place_of(key)[1] == 1
        if is_first and said_by_rows is not None and canonical(said_by_rows) == text:
            self._connection.execute(DROP_STATE, (kind, key))
        else:
            self._connection.execute(PUT_STATE, (kind, key, text))

    def _own(self, kind: str, key: str) -> _Own:
        """Return a record as it is here."""
        stored = self._stored(kind, key)
        if kind == "entry":
            row = self._rows.one("entry", id=key)
            entry = sync_rows.entry_of(self._rows, row["n"]) if row else None
            state = stored or (entry.state if entry else None)
            return _Own(state, n=row["n"] if row else None, entry=entry)
        if kind not in kinds.KINDS:
            return _Own(stored)
        base, place = kinds.place_of(key)
        rows = sync_rows.records_with(self._rows, kind, base)
        row, values = self._placed(kind, base, rows).get(place, (None, None))
        state = stored or (kinds.from_values(kind, values) if values else None)
        return _Own(state, row=row, values=values)

    def _placed(
        self, kind: str, base: str, rows: Sequence[tuple[Row, Record]]
    ) -> dict[int, tuple[Row, Record]]:
        """Give each of some rows with the same key its place: 1, and 2 and so on for equal ones.

        Places of removed records stay empty, and a row that a stored state reads like has its
        place.
        """
        stored = {
            kinds.place_of(key)[1]: (key, dict(json.loads(text)))
            for key, text in self._connection.execute(STATES_WITH, (kind, base, base, base))
        }
        waiting = [*rows]
        placed: dict[int, tuple[Row, Record]] = {}
        for place, (key, state) in sorted(stored.items()):
            if waiting and kinds.exists(kind, state):
                target = self._target(kind, key, state)
                same = [pair for pair in waiting if canonical(pair[1]) == canonical(target)]
                placed[place] = (same or waiting)[0]
                waiting.remove(placed[place])
        open_places = (place for place in count(1) if place not in stored)
        return placed | dict(zip(open_places, waiting, strict=False))

    def _target(self, kind: str, key: str, state: State) -> Record | None:
        try:
            return sync_rows.target_of(kind, kinds.place_of(key)[0], state)
        except Unreadable:
            return None

    def _gone_at(self, kind: str, key: str) -> Stamp | None:
        state = self._stored(kind, key)
        return kinds.gone_at(state) if state else None

    # --- what changed here -----------------------------------------------------------

    def absorb(self) -> None:
        """Turn the rows that this transaction changed into changes of states."""
        changed = self._changes.take()
        with self._changes.paused():
            for n in sorted(self._entries_in(changed)):
                self._absorb_entry(changed, n)
            for kind in kinds.KINDS:
                if kind != "entry":
                    self._absorb_kind(changed, kind)
        self.finish()

    def _entries_in(self, changed: Changed) -> set[int]:
        numbers = changed.values("entry", "n")
        for table in sync_rows.ENTRY_PARTS:
            numbers |= changed.values(table, "entry_n")
        return numbers

    def _untold(self, kind: str, key: str) -> None:
        stamp = self._clock or self._next_stamp(None)
        self._connection.execute(PUT_UNTOLD, (kind, key, stamp))

    def _absorb_entry(self, changed: Changed, n: int) -> None:
        before, now = sync_rows.entry_of(changed, n), sync_rows.entry_of(self._rows, n)
        if before == now:
            return
        if before is None:
            assert now is not None
            self._absorb_new_entry(n, now)
            return
        key = before.entry["id"]
        state = self._stored("entry", key) or before.state
        stamp = self._next_stamp(state)
        if now is None:
            state = entries.purge(state, stamp, _words_with(changed, "entry", n))
        else:
            state = _changed_entry(state, before, now, stamp)
        self._put_entry(key, state, n, now)
        self._untold("entry", key)

    def _absorb_new_entry(self, n: int, now: EntryRecord) -> None:
        key = now.entry["id"]
        stored = self._stored("entry", key)
        if stored is not None:
            # It was permanently deleted, and was imported again. That is another entry now.
            key = self._free_id("entry", key)
            self._store.update("entry", {"n": n}, id=key)
        self._next_stamp(None)
        self._untold("entry", key)

    def _free_id(self, kind: str, key: str) -> str:
        """Return the next id after one that is taken: no words go because their id is."""
        while (stored := self._stored(kind, key)) is not None or self._rows.one(kind, id=key):
            key = ids.after_purge(key, kinds.gone_at(stored) if stored else None)
        return key

    def _absorb_kind(self, changed: Changed, kind: str) -> None:
        bases: set[str] = set()
        name = "period" if kind == "focus" else "n"
        for number in sync_rows.numbers_changed(changed, kind):
            before = changed.one(kind, **{name: number})
            now = self._rows.one(kind, **{name: number})
            if kind == "promise" and before is None and now is not None:
                now = self._as_new_promise(now)
            of_before = sync_rows.values_of(changed, kind, before) if before else None
            of_now = sync_rows.values_of(self._rows, kind, now) if now else None
            if of_before == of_now:
                continue
            bases |= {kinds.key_of(kind, values) for values in (of_before, of_now) if values}
        for base in sorted(bases):
            self._absorb_records(
                changed,
                kind,
                base,
                sync_rows.records_with(changed, kind, base),
                sync_rows.records_with(self._rows, kind, base),
            )

    def _as_new_promise(self, row: Row) -> Row:
        """Give a promise that was permanently deleted, and was imported again, another id."""
        if self._stored("promise", row["id"]) is None:
            return row
        new_id = self._free_id("promise", row["id"])
        self._store.update("promise", {"n": row["n"]}, id=new_id)
        return row | {"id": new_id}

    def _absorb_records(
        self,
        changed: Changed,
        kind: str,
        base: str,
        before: Sequence[tuple[Row, Record]],
        now: Sequence[tuple[Row, Record]],
    ) -> None:
        """Compare the records with one key before and now: nearly always one, or none."""
        placed = self._placed(kind, base, before)
        left = [*now]
        differing: list[int] = []
        for place, (_, values) in placed.items():
            same = [pair for pair in left if pair[1] == values]
            if same:
                left.remove(same[0])
            else:
                differing.append(place)
        for place in differing:
            row, values = placed[place]
            after = left.pop(0)[1] if left else None
            seen = _words_with(changed, kind, row["n"]) if kind == "promise" and not after else ()
            self._absorb_record(kind, kinds.at_place(base, place), values, after, seen)
        can_return = kinds.KINDS[kind].can_return is not None
        free = (
            place
            for place in count(1)
            if place not in placed
            and (can_return or not self._stored(kind, kinds.at_place(base, place)))
        )
        for place, (_, values) in zip(free, left, strict=False):
            self._absorb_record(kind, kinds.at_place(base, place), None, values)

    def _absorb_record(
        self,
        kind: str,
        key: str,
        before: Record | None,
        now: Record | None,
        seen: Iterable[str] = (),
    ) -> None:
        stored = self._stored(kind, key)
        if before is None and stored is None:
            self._next_stamp(None)
            new = kinds.from_values(kind, now or {})
            self._store_state(kind, key, new, new)
            self._untold(kind, key)
            if kind == "promise_event" and kinds.word_ids(kind, new):
                self.stay_private("promise", new["promise"])
            return
        state: State = stored or kinds.from_values(kind, before or {})
        stamp = self._next_stamp(state)
        if now is None:
            state = kinds.remove(kind, state, stamp, seen)
        else:
            state = _changed_record(kind, state, before, now, stamp)
        said = kinds.from_values(kind, now) if now else None
        self._store_state(kind, key, state, said)
        self._untold(kind, key)

    def stay_private(self, kind: str, key: str) -> None:
        """Note that a private record was made private again, or had words added to it."""
        own = self._own(kind, key)
        if own.state is None or kinds.is_purged(own.state) or not kinds.is_private(kind, own.state):
            return
        state = kinds.stay_private(kind, own.state, self._next_stamp(own.state))
        self._store_state(kind, key, state, None)
        self._untold(kind, key)

    # --- rows of states --------------------------------------------------------------

    def _put_entry(self, key: str, state: State, n: int | None, here: EntryRecord | None) -> None:
        """Make the rows of an entry those of its state, and store what they don't say."""
        try:
            target = sync_rows.target_entry(key, state)
        except Unreadable:
            self._connection.execute(PUT_STATE, ("entry", key, canonical(state)))
            raise
        if target is None:
            self._connection.execute(PUT_STATE, ("entry", key, canonical(state)))
            if n is not None and here is not None:
                self._remove_dependents(key, n)
                self._writer.remove_entry(n)
        elif target != here:
            self._writer.put_entry(n, here, target)
        self._store_state("entry", key, state, target.state if target else None)

    def _remove_dependents(self, entry: str, n: int) -> None:
        """Remove what belongs to an entry that was permanently deleted elsewhere."""
        found = [
            (kind, row)
            for kind in sync_rows.REFERS_TO_ENTRY
            for row in self._rows.of(kind, entry_n=n)
        ]
        lines = self._rows.of("share_line", entry_n=n)
        found += [
            ("share", row)
            for number in {line["share_n"] for line in lines}
            for row in self._rows.of("share", n=number)
        ]
        for kind, row in found:
            self._follow(kind, row)

    def _follow(self, kind: str, row: Row) -> None:
        values = sync_rows.values_of(self._rows, kind, row)
        base = kinds.key_of(kind, values)
        rows = sync_rows.records_with(self._rows, kind, base)
        for place, (each, _) in self._placed(kind, base, rows).items():
            if each == row:
                key = kinds.at_place(base, place)
                own = self._own(kind, key)
                assert own.state is not None
                state = kinds.follow_purges(kind, own.state, self._gone_at)
                self._keep_unseen(kind, key, own.state, state, is_here=True)
                self._put(kind, key, state, own)

    def _put(self, kind: str, key: str, state: State, own: _Own) -> bool:
        """Make the row of a record that of its state. Return False if its owner isn't there."""
        if kind == "entry":
            self._put_entry(key, state, own.n, own.entry)
            return True
        if kind not in kinds.KINDS:
            self._store_state(kind, key, state, None)
            if (kind, key) == SALT:
                self._put_salt(state)
            return True
        try:
            target = sync_rows.target_of(kind, kinds.place_of(key)[0], state)
        except Unreadable:
            self._connection.execute(PUT_STATE, (kind, key, canonical(state)))
            raise
        if target is None:
            self._connection.execute(PUT_STATE, (kind, key, canonical(state)))
            if own.row is not None:
                if kind == "promise":
                    for row in self._rows.of("promise_event", promise_n=own.row["n"]):
                        self._follow("promise_event", row)
                self._writer.remove(kind, own.row)
        elif target != own.values and not self._writer.put(kind, own.row, own.values, target):
            return False
        self._store_state(kind, key, state, kinds.from_values(kind, target) if target else None)
        return True

    def _put_salt(self, state: State) -> None:
        value = state.get("salt")
        if isinstance(value, list) and len(value) == 2 and _is_salt(value[1]):
            self._store.put_meta("salt", value[1])

    # --- what comes from elsewhere ---------------------------------------------------

    def take_in(self, records: Iterable[tuple[str, str, Any]]) -> TakenIn:
        """Join states of another machine with ours, and write the rows that differ."""
        taken = TakenIn()
        with self._changes.paused():
            self._take_in_all(records, taken)
            while waiting := self._connection.execute(CAN_GO_ON).fetchall():
                self._connection.executemany(DROP_WAITING, [(k, key) for k, key, _ in waiting])
                self._take_in_all(((k, key, json.loads(text)) for k, key, text in waiting), taken)
        self.finish()
        return taken

    def _take_in_all(self, records: Iterable[tuple[str, str, Any]], taken: TakenIn) -> None:
        for kind, of_kind in groupby(records, itemgetter(0)):
            while some := [*islice(of_kind, sync_bulk.AT_ONCE)]:
                states = {key: state for _, key, state in some}
                new = self._new.add(kind, states) if len(states) == len(some) else set()
                for _, key, state in some:
                    if key in new:
                        self.raise_clock(newest(state))
                        self._note(kind, key, None, state, taken)
                    else:
                        self._take_in(kind, key, state, taken)

    def _take_in(self, kind: str, key: str, state: Any, taken: TakenIn) -> None:
        if not kinds.fits(kind, state):
            taken.unreadable += 1
            return
        self.raise_clock(newest(state))
        if kind == "entry":
            self._name_as_there(key, state)
        own = self._own(kind, key)
        waiting = self._connection.execute(WAITING, (kind, key)).fetchone()
        incoming = kinds.join(kind, state, json.loads(waiting[0])) if waiting else state
        joined = kinds.join(kind, own.state, incoming) if own.state is not None else incoming
        joined = kinds.follow_purges(kind, joined, self._gone_at)
        for each in [state, json.loads(waiting[0])] if waiting else [state]:
            self._keep_unseen(kind, key, each, joined)
        if own.state is not None:
            self._keep_unseen(kind, key, own.state, joined, is_here=True)
        if canonical(joined) == canonical(state):
            # The other machine knows all that is known here.
            self._connection.execute(DROP_UNTOLD, (kind, key))
        if own.state is not None and canonical(joined) == canonical(own.state):
            return
        for owner_kind, owner in kinds.owners_of(kind, joined):
            if not self._is_here(owner_kind, owner):
                values = (kind, key, owner_kind, owner, canonical(joined))
                self._connection.execute(PUT_WAITING, values)
                return
        self._connection.execute(DROP_WAITING, (kind, key))
        try:
            self._put(kind, key, joined, own)
        except Unreadable:
            taken.unreadable += 1
            return
        self._note(kind, key, own.state, joined, taken)

    def _name_as_there(self, key: str, state: State) -> None:
        """Give an entry of ours the id that it has on other machines, if both imported it.

        The same piece of the same source, with the same words, has different ids if it was imported
        before this machine joined the others. That isn't done after they were told of ours.
        """
        is_new = not (kinds.is_purged(state) or self._stored("entry", key))
        name = state.get("source"), state.get("source_id")
        if not is_new or None in name or self._meta(SYNC_JOINING_KEY) is None:
            return
        if self._rows.one("entry", id=key):
            return
        for n, old in self._connection.execute(IMPORTED_AS, name).fetchall():
            entry = sync_rows.entry_of(self._rows, n)
            is_ours = self._connection.execute(IS_UNTOLD, ("entry", old)).fetchone()
            is_known = self._connection.execute(MENTIONED, {"id": old}).fetchone()
            if entry is None or is_known or not is_ours:
                continue
            if entries.first_words(entry.state) == entries.first_words(state):
                self._store.update("entry", {"n": n}, id=key)
                self._connection.execute(DROP_UNTOLD, ("entry", old))
                self._untold("entry", key)
                for mark in self._rows.of("unsaid", entry_n=n):  # their keys have the id
                    values = sync_rows.values_of(self._rows, "unsaid", mark)
                    self._untold("unsaid", kinds.key_of("unsaid", values))
                return

    def _is_here(self, kind: str, key: str) -> bool:
        return self._rows.one(kind, id=key) is not None or self._gone_at(kind, key) is not None

    def _note(
        self, kind: str, key: str, before: State | None, after: State, taken: TakenIn
    ) -> None:
        if kind != "entry":
            taken.others += kind not in UNCOUNTED
            return
        if kinds.is_purged(after):
            taken.removed += before is not None and not kinds.is_purged(before)
            return
        taken.new += before is None
        taken.changed += before is not None
        if entries.is_edited_in_two_places(after) and not (
            before is not None and entries.is_edited_in_two_places(before)
        ):
            taken.two_places.append(key)
        if entries.is_back_from_trash(after) and not (
            before is not None and entries.is_back_from_trash(before)
        ):
            taken.back.append(key)

    # --- words that were deleted unseen ----------------------------------------------

    def _keep_unseen(
        self, kind: str, key: str, known: State, after: State, *, is_here: bool = False
    ) -> None:
        """Keep the words of a record that was purged by a machine that didn't have them.

        They may be words from here, words of another machine that are about to go here, or words
        that come only now. The machine that wrote them gives them back at once, if it still can.
        """
        owner_kind, owner = next(kinds.owners_of(kind, known), ("", ""))
        for name, words in kinds.unseen_words(kind, known, after).items():
            writer = kinds.writer_of(kind, known, name)
            is_ours = writer in self.names or (is_here and not writer)
            kept = {"at": "" if is_ours else moment_text(self._now), "words": words}
            place = canonical([kind, key, name])
            values = (UNSEEN_KIND, place, owner_kind, owner, canonical(kept))
            self._connection.execute(PUT_WAITING if is_ours else KEEP, values)

    def unseen(self, now: datetime, wait: timedelta) -> list[Unseen]:
        """Return words to give back to the person, because no other machine has.

        Words that another machine wrote are kept for some time, in which it may give them back.
        """
        unseen: list[Unseen] = []
        for place, owner_kind, owner, text in self._connection.execute(UNSEEN).fetchall():
            kind, key, name = json.loads(place)
            kept = json.loads(text)
            if name in self._seen_by(kind, key) | self._seen_by(owner_kind, owner):
                self._connection.execute(DROP_WAITING, (UNSEEN_KIND, place))
            elif not kept["at"] or abs(now - moment_of(kept["at"])) > wait:
                unseen.append(Unseen(kind, key, name, kept["words"]))
        return unseen

    def _seen_by(self, kind: str, key: str) -> frozenset[str]:
        return kinds.seen_by(self._stored(kind, key) or {})

    def given_back(self, words: Unseen) -> None:
        """Note that words were given back here, so that no other machine does it too."""
        kind, key = words.kind, words.key
        place = canonical([kind, key, words.name])
        self._connection.execute(DROP_WAITING, (UNSEEN_KIND, place))
        stored = self._stored(kind, key)
        if stored is not None:
            self._next_stamp(stored)
            self._store_state(kind, key, kinds.note_seen(kind, stored, [words.name]), None)
            self._untold(kind, key)
        self.finish()

    # --- what is to be told ----------------------------------------------------------

    def tell_everything(self) -> None:
        """Note that all records have yet to be told, as for a folder that lost its files."""
        stamp = self._next_stamp(None)
        put = self._connection.execute
        for (key,) in put("SELECT id FROM entry").fetchall():
            put(PUT_UNTOLD, ("entry", key, stamp))
        for kind in kinds.KINDS:
            if kind == "entry":
                continue
            several = {kinds.place_of(key)[0] for (key,) in put(STATES_OF, (kind,))}
            for row in self._rows.each(kind):
                base = kinds.key_of(kind, sync_rows.values_of(self._rows, kind, row))
                if put(PUT_NEW_UNTOLD, (kind, base, stamp)).rowcount == 0:
                    several.add(base)
            for base in several:
                rows = sync_rows.records_with(self._rows, kind, base)
                for place in self._placed(kind, base, rows):
                    put(PUT_UNTOLD, (kind, kinds.at_place(base, place), stamp))
        for kind, key in put("SELECT kind, key FROM sync_state").fetchall():
            put(PUT_UNTOLD, (kind, key, stamp))
        self.finish()

    def begin_anew(self) -> None:
        """Forget another journal's folder, where this one was told before, and tell everything."""
        sync_files.forget_files(self._connection)
        for kind in UNCOUNTED:
            self._connection.execute("DELETE FROM sync_state WHERE kind = ?", (kind,))
            self._connection.execute("DELETE FROM sync_untold WHERE kind = ?", (kind,))
        self._store.put_meta(SYNC_JOINING_KEY, moment_text(self._now))
        self.tell_everything()

    def tell_salt(self, salt: str) -> None:
        """Note that the journal's salt has yet to be told: it decides the questions of a day."""
        stamp = self._next_stamp(None)
        self._store_state(*SALT, {"salt": [stamp, salt]}, None)
        self._untold(*SALT)
        self.finish()

    def tell_of_machine(self, name: str, **parts: Any) -> None:
        """Note facts about a machine, each as a value that the last writer decides."""
        state = self._stored(MACHINE, name) or {}
        stamp = self._next_stamp(state)
        changed = {part: latest(stamp, value) for part, value in parts.items()}
        self._store_state(MACHINE, name, state | changed, None)
        self._untold(MACHINE, name)
        self.finish()

    def tell_of_keys(self, earlier: Iterable[bytes]) -> None:
        """Note earlier keys of the folder that those who open its newest key file need too."""
        keys = {"earlier": {key.hex(): True for key in earlier}}
        self._store_state(
            *EARLIER_KEYS,
            kinds.join(EARLIER_KEYS[0], self._stored(*EARLIER_KEYS) or {}, keys),
            None,
        )
        self._untold(*EARLIER_KEYS)
        self.finish()

    def to_tell(self) -> Iterator[Told]:
        """Yield the records that have yet to be told, and mend rows that don't fit their state."""
        last = ("", "")
        while some := self._connection.execute(UNTOLD, last).fetchall():
            for kind, key, stamp in some:
                last = (kind, key)
                with self._changes.paused():
                    told = self._to_tell(kind, key, stamp)
                if told is not None:
                    yield told

    def _to_tell(self, kind: str, key: str, stamp: Stamp) -> Told | None:
        own = self._own(kind, key)
        if own.state is None:
            self._connection.execute(DROP_TOLD, (kind, key, stamp))
            return None
        self.raise_clock(newest(own.state))
        if kind == "entry" and own.entry is not None:
            self._mend(key, own)
        return Told(kind, key, stamp, own.state)

    def _mend(self, key: str, own: _Own) -> None:
        """Make the rows of an entry those that all machines make of its state."""
        assert own.state is not None
        try:
            self._put_entry(key, own.state, own.n, own.entry)
        except Unreadable:
            return

    def erased(self, keys: Iterable[tuple[str, str]]) -> None:
        """Note that no file of this machine has the words of some records any more."""
        done = {*keys}
        known = [tuple(each) for each in json.loads(self._meta(SYNC_ERASE_KEY) or "[]")]
        remaining = [each for each in known if each not in done]
        self._store.put_meta(SYNC_ERASE_KEY, json.dumps(remaining))

    def with_what_is_known(self, kind: str, key: str, state: State) -> State:
        """Return a state from an earlier file, joined with what is known here."""
        own = self._own(kind, key).state
        waiting = self._connection.execute(WAITING, (kind, key)).fetchone()
        for known in (own, json.loads(waiting[0]) if waiting else None):
            if known is not None:
                state = kinds.join(kind, known, state)
        return kinds.follow_purges(kind, state, self._gone_at)

    def forget_told(self, told: Iterable[tuple[str, str, Stamp]]) -> None:
        """Note that records were told, unless they changed since."""
        self._connection.executemany(DROP_TOLD, told)
        if self._connection.execute(ANY_UNTOLD).fetchone() is None:
            sync_files.note_told_everything(self._connection)


def _words_with(before: Changed, owner: str, n: int) -> Iterator[str]:
    """Yield the ids of the words in records that went with an entry or a promise."""
    for kind, declared in kinds.KINDS.items():
        if declared.words and declared.owner and declared.owner[1] == owner:
            for row in before.of(kind, **{f"{owner}_n": n}):
                values = sync_rows.values_of(before, kind, row)
                yield from kinds.word_ids(kind, kinds.from_values(kind, values))


def _is_salt(value: Any) -> bool:
    try:
        return isinstance(value, str) and 0 < len(bytes.fromhex(value)) <= 64
    except ValueError:
        return False


def _versions_since(before: EntryRecord, now: EntryRecord) -> Iterator[tuple[Record, str]]:
    """Yield the texts that were written over that of `before`, and the hash of the one before."""
    last = before.entry
    for version in now.revisions:
        if version["revision"] > last["revision"]:
            yield version, last["hash"]
            last = version
    if now.entry["revision"] > before.entry["revision"]:
        yield now.entry, last["hash"]


def _changed_entry(state: State, before: EntryRecord, now: EntryRecord, stamp: Stamp) -> State:
    for text, hash_before in _versions_since(before, now):
        state = entries.edit(state, {"answers": [], **text}, stamp, version_hash=hash_before)
    columns = {
        name: now.entry[name] for name in _ENTRY_COLUMNS if now.entry[name] != before.entry[name]
    }
    if before.checkin != now.checkin:
        columns["checkin"] = now.checkin or {}
    if columns:
        state = kinds.change("entry", state, columns, stamp)
    if now.entry["revision"] > before.entry["revision"]:
        state = kinds.stay_private("entry", state, stamp)
    if before.entry["deleted_at"] != now.entry["deleted_at"]:
        if now.entry["deleted_at"]:
            state = entries.trash(state, now.entry["deleted_at"], stamp)
        else:
            state = entries.untrash(state, stamp)
    return state


def _changed_record(
    kind: str, state: State, before: Record | None, now: Record, stamp: Stamp
) -> State:
    columns = {
        name: value
        for name, value in now.items()
        if (before is None or before[name] != value) and name not in kinds.KINDS[kind].key
    }
    if kind == "share" and before is not None:
        remaining = {line["n"] for line in now["lines"]}
        for line in before["lines"]:
            if line["n"] not in remaining:
                state = kinds.remove_line(state, line["n"], stamp)
        columns.pop("lines", None)
    needed = kinds.KINDS[kind].can_return
    if needed and needed not in state:
        # The row is new to the state: a person who only must not be quoted gets a page, say.
        columns = {name: value for name, value in now.items() if name not in kinds.KINDS[kind].key}
    if not columns:
        return state
    return kinds.stay_private(kind, kinds.change(kind, state, columns, stamp), stamp)
