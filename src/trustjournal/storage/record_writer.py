"""Writing the records other than entries of an imported journal, in batches."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, insert, update
from sqlmodel import SQLModel, col, select

from ..domain.entry import content_hash
from ..domain.record_schema import Record
from ..domain.text import label_key
from .models import MetaRow, PromptEventRow
from .models_extra import (
    CheckinRow,
    FocusRow,
    IntentionRow,
    PauseRow,
    PersonPageRow,
    PromiseEventRow,
    PromiseRow,
    PulseAnswerRow,
    PulseRow,
    RevisionRow,
    ShareLineRow,
    ShareRow,
    SittingRow,
    UnsaidRow,
)
from .record_lookup import IfThen, Owner, PartsReader, with_outcome
from .writer import Transaction

LOT = 500
"""Rows stored with one statement."""

_TABLES: dict[str, type[SQLModel]] = {
    "revisions": RevisionRow,
    "checkins": CheckinRow,
    "unsaid": UnsaidRow,
    "intentions": IntentionRow,
    "prompt_events": PromptEventRow,
    "focus": FocusRow,
    "people": PersonPageRow,
    "promises": PromiseRow,
    "promise_events": PromiseEventRow,
    "pulses": PulseRow,
    "sittings": SittingRow,
    "shares": ShareRow,
    "pauses": PauseRow,
}
_NEED_ENTRY = ("revisions", "checkins", "unsaid", "intentions", "prompt_events")
"""Sections stored only with the entry they name, which determines whether they are private."""
_INNER = ("answers", "lines")
_HASHED = ("title", "body", "mood", "closeness", "tags", "people", "private")
"""The fields of an earlier version that its hash covers, besides the entry's constant ones."""


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

    def set_salt(self, salt: str) -> None:
        """Replace the salt of the journal."""
        row = self._session.get(MetaRow, "salt")
        assert row is not None  # the transaction begins with one
        row.value = salt
        self._session.add(row)

    def add(self, section: str, record: Record) -> bool:
        """Store a record; return False if its owner is missing or has no place for it."""
        if section != self._section or self._count >= LOT:
            self.finish()
        self._section = section
        if section == "people" and self._stop_quoting(record):
            return True
        row = self._row(section, record)
        if row is None:
            return False
        self._put(_TABLES[section], row)
        self._put_inner(row.get("n", 0), record)
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

    def _row(self, section: str, record: Record) -> Record | None:
        row = {name: value for name, value in record.items() if name not in _INNER}
        if "entry" in record:
            return self._of_entry(section, row)
        if section == "promise_events":
            return self._of_promise(row)
        if section == "promises" and row.get("hidden") is None:
            row["hidden"] = row["private"]  # from before the two were told apart
        if section == "people":
            row["key"] = label_key(record["alias"])
        elif section in ("pulses", "shares"):
            row["n"] = self._number(lambda: self._after(_TABLES[section]))
        elif section == "pauses":
            row["n"] = self._number(self._store.next_pause)
        return row

    def _stop_quoting(self, record: Record) -> bool:
        """Mark someone in the journal as not to be quoted; return False if nothing was changed."""
        is_person = col(PersonPageRow.key) == label_key(record["alias"])
        change = update(PersonPageRow).where(is_person).values(quote=False)
        return not record["quote"] and self._session.exec(change).rowcount > 0

    def _of_entry(self, section: str, row: Record) -> Record | None:
        name = row.pop("entry")
        entry = self._reads.entry(name)
        if entry is None and name is not None and section in _NEED_ENTRY:
            return None
        row["entry_n"] = entry.n if entry else None
        return _revision(row, entry) if section == "revisions" and entry else row

    def _of_promise(self, row: Record) -> Record | None:
        row["promise_n"] = self._reads.promise(row.pop("promise"))
        return None if row["promise_n"] is None else row

    def _number(self, first: Callable[[], int]) -> int:
        """Return the number for a row before it is stored; `first` computes the next free one."""
        if not self._waiting:
            self._next = first()
        self._next += 1
        return self._next - 1

    def _after(self, table: Any) -> int:
        """Return the number after the highest in a table."""
        return (self._session.exec(select(func.max(table.n))).one() or 0) + 1

    def _put_inner(self, number: int, record: Record) -> None:
        for item, value in record.get("answers", {}).items():
            self._put(PulseAnswerRow, {"pulse_n": number, "item": item, "value": value})
        for line in record.get("lines", ()):
            entry = self._reads.entry(line["entry"])
            inner = {"share_n": number, "n": line["n"], "text": line["text"]}
            self._put(ShareLineRow, inner | {"entry_n": entry.n if entry else None})


def _revision(row: Record, entry: Owner) -> Record | None:
    """Return the row of an earlier version; None if the entry has fewer revisions here."""
    if row["revision"] >= entry.revision:
        return None
    content = {name: row[name] for name in _HASHED}
    content |= {"day": entry.day, "kind": entry.kind, "prompt_text": entry.prompt_text}
    labels = {name: json.dumps(row[name], ensure_ascii=False) for name in ("tags", "people")}
    return row | labels | {"hash": row["hash"] or content_hash(**content)}
