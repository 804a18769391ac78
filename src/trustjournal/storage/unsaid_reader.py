"""Queries for words marked as said, not yet said, or mine to keep."""

from __future__ import annotations

from ..domain.records import Unsaid
from ..records.sql import QUIET
from .iso_text import day_of
from .query import Reads

_MARK = f"e.id, e.day, u.line, u.state, e.body, e.private, {QUIET}"

NOT_YET = f"""
    SELECT {_MARK} FROM unsaid u JOIN entry e ON e.n = u.entry_n
    WHERE u.state = 'not-yet' AND e.deleted_at IS NULL ORDER BY e.day, u.n"""
OF_ENTRY = f"""
    SELECT {_MARK} FROM entry e JOIN unsaid u ON u.entry_n = e.n
    WHERE e.id = ? ORDER BY u.n"""


def _mark(row: tuple[object, ...]) -> Unsaid:
    entry_id, day, line, state, body, private, quiet = row
    return Unsaid(
        str(entry_id),
        day_of(str(day)),
        str(line) if line else None,
        str(state),
        str(body),
        bool(private),
        bool(quiet),
    )


class UnsaidReader(Reads):
    """Reads the marks."""

    def not_yet(self) -> list[Unsaid]:
        """Return the marks of words not yet said, oldest first."""
        return [_mark(row) for row in self._rows(NOT_YET)]

    def of_entry(self, entry_id: str) -> list[Unsaid]:
        """Return the marks of an entry."""
        return [_mark(row) for row in self._rows(OF_ENTRY, entry_id)]
