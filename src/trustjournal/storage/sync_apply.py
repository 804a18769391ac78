"""Make the rows of records those of their states, and store the states."""

from __future__ import annotations

from typing import Any

from ..domain.join import kinds
from ..domain.join.parts import State
from . import sync_rows
from .row_changes import Row
from .sync_files import SALT
from .sync_rows import EntryRecord, RowWriter, Unreadable
from .sync_states import LocalRecord, States
from .sync_unseen import UnseenWords


class StateWriter:
    """Applies states to the journal."""

    def __init__(self, states: States, unseen: UnseenWords) -> None:
        self._states = states
        self._unseen = unseen
        self._rows = states.rows
        self.rows = RowWriter(states.transaction, states.rows)

    def put(self, kind: str, key: str, state: State, local: LocalRecord) -> None:
        """Make the row of a record that of its state. Raises `Unreadable`.

        A state whose owner isn't in the journal isn't stored.
        """
        if kind == "entry":
            self.put_entry(key, state, local.n, local.entry)
            return
        if kind not in kinds.KINDS:
            self._states.put(kind, key, state, None)
            if (kind, key) == SALT:
                self._put_salt(state)
            return
        try:
            target = sync_rows.target_of(kind, kinds.place_of(key)[0], state)
        except Unreadable:
            self._states.put_as_is(kind, key, state)
            raise
        if target is None:
            self._states.put_as_is(kind, key, state)
            if local.row is not None:
                if kind == "promise":
                    for row in self._rows.of("promise_event", promise_n=local.row["n"]):
                        self._remove_dependent("promise_event", row)
                self.rows.remove(kind, local.row)
        elif target != local.values and not self.rows.put(kind, local.row, local.values, target):
            return
        of_rows = kinds.from_values(kind, target) if target else None
        self._states.put(kind, key, state, of_rows)

    def put_entry(self, key: str, state: State, n: int | None, local: EntryRecord | None) -> None:
        """Make the rows of an entry those of its state. Raises `Unreadable`."""
        try:
            target = sync_rows.target_entry(key, state)
        except Unreadable:
            self._states.put_as_is("entry", key, state)
            raise
        if target is None:
            self._states.put_as_is("entry", key, state)
            if n is not None and local is not None:
                self._remove_dependents(key, n)
                self.rows.remove_entry(n)
        elif target != local:
            self.rows.put_entry(n, local, target)
        self._states.put("entry", key, state, target.state if target else None)

    def _remove_dependents(self, entry: str, n: int) -> None:
        """Remove what belongs to an entry that was permanently deleted elsewhere."""
        dependents = [
            (kind, row)
            for kind in sync_rows.REFERS_TO_ENTRY
            for row in self._rows.of(kind, entry_n=n)
        ]
        lines = self._rows.of("share_line", entry_n=n)
        dependents += [
            ("share", row)
            for number in {line["share_n"] for line in lines}
            for row in self._rows.of("share", n=number)
        ]
        for kind, row in dependents:
            self._remove_dependent(kind, row)

    def _remove_dependent(self, kind: str, row: Row) -> None:
        values = sync_rows.values_of(self._rows, kind, row)
        base = kinds.key_of(kind, values)
        rows = sync_rows.records_with(self._rows, kind, base)
        for place, (each, _) in self._states.by_place(kind, base, rows).items():
            if each == row:
                key = kinds.at_place(base, place)
                local = self._states.local(kind, key)
                assert local.state is not None
                state = kinds.follow_purges(kind, local.state, self._states.purged_at)
                self._unseen.keep(kind, key, local.state, state, is_local=True)
                self.put(kind, key, state, local)

    def _put_salt(self, state: State) -> None:
        value = state.get("salt")
        if isinstance(value, list) and len(value) == 2 and _is_salt(value[1]):
            self._states.transaction.replace_salt(value[1], self._states.now, joins=True)


def _is_salt(value: Any) -> bool:
    try:
        return isinstance(value, str) and 0 < len(bytes.fromhex(value)) <= 64
    except ValueError:
        return False
