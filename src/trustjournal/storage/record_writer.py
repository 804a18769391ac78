"""Writing the records other than entries of an imported journal, in batches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, update
from sqlmodel import SQLModel, col, select

from ..domain.text import label_key
from ..records.section import Record, Section
from ..records.sections import SECTIONS
from .days import DaysReader
from .model_lookup import model
from .models_other import IntentionRow, PersonPageRow
from .record_lookup import IfThen, PartsReader, with_outcome
from .writer import Transaction

LOT = 500
"""Rows stored with one statement."""
_OWN_TABLE = ("rows", "numbers")
"""The kinds of fields whose values are rows of another table."""


class PartsWriter:
    """Writes records of sections in one transaction; call `finish` at the end."""

    def __init__(self, store: Transaction) -> None:
        self._store = store
        self._session = store.session
        self._reads = store.reads(PartsReader)
        self._waiting: dict[type[SQLModel], list[Record]] = {}
        self._section = ""
        self._count = 0
        self._next = 0

    def set_salt(self, salt: str, now: datetime) -> None:
        """Replace the salt of the journal."""
        self._store.replace_salt(salt, now, joins=False)

    def add(self, section: str, record: Record) -> bool:
        """Store a record; return False if its owner is missing or has no place for it."""
        if section != self._section or self._count >= LOT:
            self.finish()
        self._section = section
        if section == "people" and self._stop_quoting(record):
            return True
        declared = SECTIONS[section]
        row = self._row(declared, record)
        if row is None:
            return False
        table = model(declared.table)
        if section == "pauses":
            row["n"] = self._number(self._store.reads(DaysReader).next_pause)
        elif declared.inner:
            row["n"] = self._number(lambda: self._after(table))
        self._put(table, row)
        if declared.inner:
            for inner_table, inner in declared.inner(record, row["n"], self._reads.rows):
                self._put(model(inner_table), inner)
        return True

    def complete(self, if_then: IfThen, record: Record, *, private: bool) -> None:
        """Add the outcome and the review of an if-then from a copy.

        With `private`, the added outcome is hidden.
        """
        row = self._session.get(IntentionRow, if_then.n)
        assert row is not None  # it was read in this transaction
        row.outcome = with_outcome(row.outcome, record["outcome"], private=private)
        entry = self._reads.entry(record["entry"])
        if row.entry_n is None and entry is not None:
            row.entry_n = entry.n
        self._session.add(row)

    def finish(self) -> None:
        """Store the rows collected so far."""
        for table, rows in self._waiting.items():
            self._session.exec(insert(table), params=rows)
        self._waiting.clear()
        self._count = 0

    def _put(self, table: type[SQLModel], row: Record) -> None:
        self._waiting.setdefault(table, []).append(row)
        self._count += 1

    def _row(self, declared: Section, record: Record) -> Record | None:
        """Make the row of a record; None if its owner is missing or has no place for it."""
        fields = declared.fields
        row = {name: value for name, value in record.items() if fields[name].kind not in _OWN_TABLE}
        owner = None
        if "entry" in row:
            name = row.pop("entry")
            owner = self._reads.entry(name)
            if owner is None and name is not None:
                # Without the entry it isn't known whether the record is private.
                return None
            row["entry_n"] = owner.n if owner else None
        if "promise" in row:
            row["promise_n"] = self._reads.promise(row.pop("promise"))
            if row["promise_n"] is None:
                return None
        return declared.row(row, owner)

    def _stop_quoting(self, record: Record) -> bool:
        """Mark someone in the journal as not to be quoted; return False if nothing was changed."""
        is_person = col(PersonPageRow.key) == label_key(record["alias"])
        change = update(PersonPageRow).where(is_person).values(quote=False)
        return not record["quote"] and self._session.exec(change).rowcount > 0

    def _number(self, first: Callable[[], int]) -> int:
        """Return the number for a row before it is stored; `first` computes the next free one."""
        if not self._waiting:
            self._next = first()
        self._next += 1
        return self._next - 1

    def _after(self, table: Any) -> int:
        """Return the number after the highest in a table."""
        return (self._session.exec(select(func.max(table.n))).one() or 0) + 1
