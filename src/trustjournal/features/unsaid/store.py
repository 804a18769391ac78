"""Reading and writing marks: words said, not yet said, or mine to keep."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ...errors import NotFound
from ...records.sql import QUIET
from ...sentences import NO_SUCH_ENTRY
from ...storage.iso_text import day_of
from ...storage.query import Reads
from .model import Unsaid

if TYPE_CHECKING:
    from ...storage.writer import Transaction

_MARK = f"e.id, e.day, u.line, u.state, e.body, e.private, {QUIET}"
_PLACE = "u.changed_at, instr(e.body, u.line), u.line, u.state"
"""The order of marks on one entry."""

NOT_YET = f"""
    SELECT {_MARK} FROM unsaid u JOIN entry e ON e.n = u.entry_n
    WHERE u.state = 'not-yet' AND e.deleted_at IS NULL
    ORDER BY e.day, e.created_at, e.id, {_PLACE}"""
KEPT_MINE = f"""
    SELECT {_MARK} FROM unsaid u JOIN entry e ON e.n = u.entry_n
    WHERE u.state = 'mine' AND u.changed_at >= ? AND u.changed_at < ?
    AND e.deleted_at IS NULL ORDER BY u.changed_at, e.created_at, e.id, {_PLACE}"""
OF_ENTRY = f"""
    SELECT {_MARK} FROM entry e JOIN unsaid u ON u.entry_n = e.n
    WHERE e.id = ? ORDER BY {_PLACE}"""


def _mark(row: tuple[Any, ...]) -> Unsaid:
    entry_id, day, line, state, body, private, quiet = row
    return Unsaid(entry_id, day_of(day), line or None, state, body, bool(private), bool(quiet))


class UnsaidReader(Reads):
    """Reads the marks."""

    def not_yet(self) -> list[Unsaid]:
        """Return the marks of words not yet said, oldest first."""
        return [_mark(row) for row in self._rows(NOT_YET)]

    def kept_mine(self, first: date, last: date) -> list[Unsaid]:
        """Return the marks of words to keep that were made on some days, oldest first."""
        days = (first.isoformat(), (last + timedelta(days=1)).isoformat())
        return [_mark(row) for row in self._rows(KEPT_MINE, *days)]

    def of_entry(self, entry_id: str) -> list[Unsaid]:
        """Return the marks of an entry."""
        return [_mark(row) for row in self._rows(OF_ENTRY, entry_id)]


def mark(store: Transaction, entry_id: str, line: str | None, state: str, now: datetime) -> None:
    """Store a mark, replacing an earlier one on the same words. Raises `NotFound`."""
    n = store.number_of(entry_id)
    if n is None:
        raise NotFound(NO_SUCH_ENTRY, name=entry_id)
    mark_number(store, n, line, state, now)


def mark_number(
    store: Transaction, entry_n: int, line: str | None, state: str, now: datetime
) -> None:
    """Store a mark on an entry given by its row number, replacing one on the same words."""
    store.delete("unsaid", entry_n=entry_n, line=line)
    changed_at = store.next_moment("unsaid", "changed_at", now, entry_n=entry_n)
    store.insert("unsaid", entry_n=entry_n, line=line, state=state, changed_at=changed_at)
