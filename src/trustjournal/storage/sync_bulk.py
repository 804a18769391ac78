"""Store many new records of other machines at once, as when a machine joins the others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from ..domain.join import kinds
from ..domain.join.parts import State, canonical
from . import sync_rows
from .model_lookup import model
from .row_changes import Row, Rows
from .sync_rows import EntryRecord, RowWriter, Unreadable

if TYPE_CHECKING:
    from .writer import Transaction

AT_ONCE = 1_000
"""The most records of one kind that are stored together."""
FEW = 20
"""Fewer records than this are merged one by one."""
KINDS = kinds.KINDS.keys() - {"pause", *sync_rows.INNER}
"""The kinds whose rows need no number of their own before they are stored."""

NAMES = "SELECT value FROM json_each(?)"
STORED = f"""
    SELECT key FROM sync_state WHERE kind = ? AND key IN ({NAMES})
    UNION SELECT key FROM sync_waiting WHERE kind = ? AND key IN ({NAMES})"""
NUMBERS = f"SELECT id, n FROM {{table}} WHERE id IN ({NAMES})"
IMPORTED = "SELECT 1 FROM entry WHERE source = ? AND source_id = ?"
LAST = "SELECT max(n) FROM entry"
PUT_STATE = "INSERT INTO sync_state VALUES (?, ?, ?)"


class NewRecords:
    """Stores records that are certainly new to the journal, and leaves the rest to the caller."""

    def __init__(self, store: Transaction, rows: Rows, writer: RowWriter) -> None:
        self._store = store
        self._rows = rows
        self._writer = writer

    def add(self, kind: str, states: Mapping[str, Any]) -> set[str]:
        """Store the new ones of some records of a kind, by key, and return their keys.

        Those aren't stored that the journal may have, that belong to something it doesn't have, or
        that this version can't read.
        """
        if kind not in KINDS or len(states) < FEW:
            return set()
        keys = self._new_keys(kind, [key for key in states if kinds.place_of(key)[1] == 1])
        new = {key: states[key] for key in keys if self._is_plain(kind, key, states[key])}
        if kind == "entry":
            return self._add_entries(new)
        return self._add_others(kind, self._with_owners(kind, new))

    # --- which are new ---------------------------------------------------------------

    def _new_keys(self, kind: str, keys: list[str]) -> list[str]:
        """Return the keys of records of which the journal has neither a row nor a state."""
        names = json.dumps(keys)
        stored = {key for (key,) in self._rows.select(STORED, kind, names, kind, names)}
        if kind in sync_rows.BY_ID:
            stored |= self._numbers(kind, keys).keys()
        else:
            stored |= {*self._keys_of_rows(kind, keys)}
        return [key for key in keys if key not in stored]

    def _keys_of_rows(self, kind: str, keys: list[str]) -> Iterator[str]:
        for key in {sync_rows.scope_name(kind, key): key for key in keys}.values():
            for row in sync_rows.scope_of(self._rows, kind, key):
                yield kinds.key_of(kind, sync_rows.values_of(self._rows, kind, row))

    def _numbers(self, table: str, ids: list[str]) -> dict[str, int]:
        """Return the row numbers of the entries or promises with some ids."""
        return dict(self._rows.select(NUMBERS.format(table=table), json.dumps(ids)))

    def _with_owners(self, kind: str, new: dict[str, State]) -> dict[str, State]:
        """Return the records whose owner, if they have one, is in the journal."""
        owners = {key: [*kinds.owners_of(kind, state)] for key, state in new.items()}
        stored = {
            (table, name)
            for table in sync_rows.BY_ID
            for name in self._numbers(
                table, [name for each in owners.values() for owner, name in each if owner == table]
            )
        }
        return {key: state for key, state in new.items() if stored.issuperset(owners[key])}

    def _is_plain(self, kind: str, key: str, state: Any) -> bool:
        """Return whether a record has a row that no other may be the same as."""
        if not kinds.fits(kind, key, state) or not kinds.exists(kind, state):
            return False
        name = (state.get("source"), state.get("source_id")) if kind == "entry" else (None,)
        return None in name or not self._rows.select(IMPORTED, *name)

    # --- storing them ----------------------------------------------------------------

    def _add_entries(self, new: Mapping[str, State]) -> set[str]:
        targets: dict[str, EntryRecord] = {}
        for key, state in new.items():
            try:
                record = sync_rows.target_entry(key, state)
            except Unreadable:
                continue
            if record is not None:
                targets[key] = record
        ((last,),) = self._rows.select(LAST)
        rows: dict[str, list[Row]] = {"entry": []}
        first = (last or 0) + 1
        for n, record in enumerate(targets.values(), start=first):
            rows["entry"].append({"n": n, **sync_rows.entry_columns(record)})
            for table, of_part in sync_rows.part_rows(n, record).items():
                rows.setdefault(table, []).extend(of_part)
        for table, of_table in rows.items():
            self._insert(table, of_table)
        if targets:
            self._store.add_to_index_since(first)
        self._put_states("entry", new, {key: record.state for key, record in targets.items()})
        return {*targets}

    def _add_others(self, kind: str, new: Mapping[str, State]) -> set[str]:
        by_rows: dict[str, State] = {}
        rows: list[Row] = []
        for key, state in new.items():
            try:
                target = sync_rows.target_of(kind, key, state)
            except Unreadable:
                continue
            columns = self._writer.columns_of(kind, target) if target else None
            if target is not None and columns is not None:
                rows.append(columns)
                by_rows[key] = kinds.from_values(kind, target)
        self._insert(kind, rows)
        self._put_states(kind, new, by_rows)
        return {*by_rows}

    def _insert(self, table: str, rows: list[Row]) -> None:
        if rows:
            self._store.session.connection().execute(insert(model(table)), rows)

    def _put_states(
        self, kind: str, states: Mapping[str, State], by_rows: Mapping[str, State]
    ) -> None:
        """Store the states that differ from those of the new rows."""
        texts = ((key, canonical(states[key]), rows) for key, rows in by_rows.items())
        differing = [(kind, key, text) for key, text, rows in texts if text != canonical(rows)]
        self._rows.change(PUT_STATE, differing)
