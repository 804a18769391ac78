"""Merge the states of records that other machines wrote into this journal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from ..domain.join import entries, kinds
from ..domain.join.parts import State, canonical
from ..domain.join.stamps import newest
from ..records.section import Record
from . import sync_bulk, sync_rows
from .iso_text import SYNC_JOINING_KEY
from .sync_apply import StateWriter
from .sync_files import UNCOUNTED
from .sync_rows import Unreadable
from .sync_states import States
from .sync_unseen import DROP_WAITING, PUT_WAITING, UnseenWords

WAITING = "SELECT state FROM sync_waiting WHERE kind = ? AND key = ?"
COMPLETE = """
    SELECT kind, key, state FROM sync_waiting w
    WHERE kind <> '#unseen' AND (
    EXISTS (SELECT 1 FROM sync_state s WHERE s.kind = owner_kind AND s.key = owner_key)
    OR owner_kind = 'entry' AND EXISTS (SELECT 1 FROM entry WHERE id = owner_key)
    OR owner_kind = 'promise' AND EXISTS (SELECT 1 FROM promise WHERE id = owner_key))
    LIMIT 1000"""
"""Records that waited for their owner, which has arrived."""
DROP_PENDING = "DELETE FROM sync_untold WHERE kind = ? AND key = ?"
IS_PENDING = "SELECT 1 FROM sync_untold WHERE kind = ? AND key = ?"
IMPORTED_AS = "SELECT n, id FROM entry WHERE source = ? AND source_id = ? ORDER BY id"
MENTIONED = """
    SELECT 1 FROM sync_state WHERE kind = 'entry' AND key = :id
    OR kind IN ('intention', 'prompt_event', 'share', 'unsaid') AND instr(state, :id) LIMIT 1"""


@dataclass(slots=True)
class MergeResult:
    """What the records of another machine have changed in this journal."""

    new: int = 0
    """Entries that are new."""
    changed: int = 0
    """Entries that changed."""
    removed: int = 0
    """Entries that were permanently deleted elsewhere."""
    others: int = 0
    """Other records that are new, changed or removed."""
    two_places: list[str] = field(default_factory=list)
    """The ids of entries that were edited in two places."""
    divided: set[str] = field(default_factory=set)
    """The ids of those that are so now, and of those that were so before."""
    back: list[str] = field(default_factory=list)
    """The ids of entries that came back from the trash, because they were edited elsewhere."""
    unreadable: int = 0
    """Records that this version can't show."""

    def count(self, kind: str, key: str, before: State | None, after: State) -> None:
        """Count a record whose state changed."""
        if kind != "entry":
            self.others += kind not in UNCOUNTED
            return
        if kinds.is_purged(after):
            self.removed += before is not None and not kinds.is_purged(before)
            return
        self.new += before is None
        self.changed += before is not None
        if entries.is_edited_in_two_places(after):
            self.divided.add(key)
        if entries.is_edited_in_two_places(after) and not (
            before is not None and entries.is_edited_in_two_places(before)
        ):
            self.two_places.append(key)
        if entries.is_back_from_trash(after) and not (
            before is not None and entries.is_back_from_trash(before)
        ):
            self.back.append(key)


class Merger:
    """Merges the states of other machines with those of this journal."""

    def __init__(self, states: States, writer: StateWriter, unseen: UnseenWords) -> None:
        self._states = states
        self._connection = states.connection
        self._rows = states.rows
        self._writer = writer
        self._unseen = unseen
        self._new = sync_bulk.NewRecords(states.transaction, states.rows, writer.rows)

    def merge(self, records: Iterable[tuple[str, str, Any]]) -> MergeResult:
        """Join the states of another machine with ours, and write the rows that differ.

        A record that comes before the entry or promise it belongs to waits for it.
        """
        result = MergeResult()
        with self._states.changes.paused():
            self._merge_all(records, result)
            while complete := self._connection.execute(COMPLETE).fetchall():
                self._connection.executemany(DROP_WAITING, [(k, key) for k, key, _ in complete])
                waited = ((kind, key, json.loads(text)) for kind, key, text in complete)
                self._merge_all(waited, result)
        self._states.flush()
        return result

    def change(self, kind: str, key: str, values: Record) -> None:
        """Give columns of a record values that replace all those that other machines set.

        A record that this version can't show gets them in its state alone.
        """
        local = self._states.local(kind, key)
        assert local.state is not None
        state = kinds.change(kind, local.state, values, self._states.next_stamp(local.state))
        with self._states.changes.paused(), suppress(Unreadable):
            self._writer.put(kind, key, state, local)
        self._states.mark_pending(kind, key)

    def joined_with_local(self, kind: str, key: str, state: State) -> State:
        """Return a state from an earlier file, joined with what this journal has."""
        local = self._states.local(kind, key).state
        waiting = self._connection.execute(WAITING, (kind, key)).fetchone()
        for other in (local, json.loads(waiting[0]) if waiting else None):
            if other is not None:
                state = kinds.join(kind, other, state)
        return kinds.follow_purges(kind, state, self._states.purged_at)

    def _merge_all(self, records: Iterable[tuple[str, str, Any]], result: MergeResult) -> None:
        for kind, of_kind in groupby(records, itemgetter(0)):
            while some := [*islice(of_kind, sync_bulk.AT_ONCE)]:
                states = {key: state for _, key, state in some}
                new = self._new.add(kind, states) if len(states) == len(some) else set()
                for _, key, state in some:
                    if key in new:
                        self._states.raise_clock(newest(state))
                        result.count(kind, key, None, state)
                    else:
                        self._merge(kind, key, state, result)

    def _merge(self, kind: str, key: str, remote: Any, result: MergeResult) -> None:
        if not kinds.fits(kind, key, remote):
            result.unreadable += 1
            return
        self._states.raise_clock(newest(remote))
        if kind == "entry":
            self._adopt_id(key, remote)
        local = self._states.local(kind, key)
        waiting = self._connection.execute(WAITING, (kind, key)).fetchone()
        incoming = kinds.join(kind, remote, json.loads(waiting[0])) if waiting else remote
        joined = kinds.join(kind, local.state, incoming) if local.state is not None else incoming
        joined = kinds.follow_purges(kind, joined, self._states.purged_at)
        for each in [remote, json.loads(waiting[0])] if waiting else [remote]:
            self._unseen.keep(kind, key, each, joined)
        if local.state is not None:
            self._unseen.keep(kind, key, local.state, joined, is_local=True)
        if canonical(joined) == canonical(remote):
            # The other machine has all that this journal has.
            self._connection.execute(DROP_PENDING, (kind, key))
        if local.state is not None and canonical(joined) == canonical(local.state):
            return
        for owner_kind, owner in kinds.owners_of(kind, joined):
            if not self._has_owner(owner_kind, owner):
                values = (kind, key, owner_kind, owner, canonical(joined))
                self._connection.execute(PUT_WAITING, values)
                return
        self._connection.execute(DROP_WAITING, (kind, key))
        try:
            self._writer.put(kind, key, joined, local)
        except Unreadable:
            result.unreadable += 1
            return
        result.count(kind, key, local.state, joined)

    def _has_owner(self, kind: str, key: str) -> bool:
        """Return whether an entry or a promise is in the journal, or was permanently deleted."""
        is_stored = self._rows.one(kind, id=key) is not None
        return is_stored or self._states.purged_at(kind, key) is not None

    def _adopt_id(self, key: str, remote: State) -> None:
        """Give an entry of ours the id that it has on other machines, if both imported it.

        The same piece of the same source, with the same words, has different ids if it was imported
        before this machine joined the others. Once ours is in the folder, its id stays.
        """
        is_new = not (kinds.is_purged(remote) or self._states.stored("entry", key))
        name = remote.get("source"), remote.get("source_id")
        if not is_new or None in name or self._states.meta(SYNC_JOINING_KEY) is None:
            return
        if self._rows.one("entry", id=key):
            return
        for n, old in self._connection.execute(IMPORTED_AS, name).fetchall():
            entry = sync_rows.entry_of(self._rows, n)
            is_pending = self._connection.execute(IS_PENDING, ("entry", old)).fetchone()
            is_mentioned = self._connection.execute(MENTIONED, {"id": old}).fetchone()
            if entry is None or is_mentioned or not is_pending:
                continue
            if entries.first_words(entry.state) == entries.first_words(remote):
                self._states.transaction.update("entry", {"n": n}, id=key)
                self._connection.execute(DROP_PENDING, ("entry", old))
                self._states.mark_pending("entry", key)
                for mark in self._rows.of("unsaid", entry_n=n):  # their keys have the id
                    values = sync_rows.values_of(self._rows, "unsaid", mark)
                    self._states.mark_pending("unsaid", kinds.key_of("unsaid", values))
                return
