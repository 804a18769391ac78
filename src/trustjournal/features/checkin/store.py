"""Reading and writing check-ins: when and with whom they were, and what is to follow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ...domain.text import label_key
from ...storage.iso_text import day_of
from ...storage.query import Reads
from .model import Checkin

if TYPE_CHECKING:
    from ...storage.writer import Transaction

# CROSS JOIN: otherwise SQLite would begin with all entries, though there are few check-ins.
_FROM = "checkin c CROSS JOIN entry e ON e.n = c.entry_n"
_HELD = "e.id, c.day, c.person, c.not_today, c.follow_up, e.private"

BETWEEN = f"""
    SELECT {_HELD} FROM {_FROM}
    WHERE c.day BETWEEN ? AND ? AND e.deleted_at IS NULL
    ORDER BY c.day, e.created_at, e.id"""
LAST_WITH = """
    SELECT MAX(c.day) FROM checkin c JOIN entry e ON e.n = c.entry_n
    WHERE c.person = ? AND c.day <= ? AND e.deleted_at IS NULL"""
LAST_WRITTEN = """
    SELECT MAX(e.created_at) FROM checkin c JOIN entry e ON e.n = c.entry_n
    WHERE c.person IS ? AND NOT c.not_today"""
OPEN_FOLLOW_UPS = f"""
    SELECT {_HELD} FROM {_FROM}
    WHERE c.follow_up BETWEEN ? AND ? AND e.deleted_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM checkin later CROSS JOIN entry l ON l.n = later.entry_n
        WHERE (l.created_at, l.id) > (e.created_at, e.id)
        AND later.day >= c.follow_up AND l.deleted_at IS NULL
        AND (later.person IS NULL OR c.person IS NULL OR later.person = c.person))
    ORDER BY c.follow_up, e.created_at, e.id"""
CREATED_AT = "SELECT e.created_at FROM entry e WHERE e.n = ?"


def _held(row: tuple[Any, ...]) -> Checkin:
    entry_id, day, person, not_today, follow_up, private = row
    return Checkin(
        entry_id,
        day_of(day),
        person or None,
        bool(not_today),
        day_of(follow_up) if follow_up else None,
        bool(private),
    )


class CheckinsReader(Reads):
    """Reads check-ins."""

    def between(self, start: date, end: date) -> list[Checkin]:
        """Return the check-ins of some days, oldest first."""
        return [_held(row) for row in self._rows(BETWEEN, start.isoformat(), end.isoformat())]

    def created_at(self, entry_n: int) -> str:
        """Return the moment an entry was begun, as stored, by its row number."""
        return str(self._value(CREATED_AT, entry_n))

    def last_with(self, key: str, until: date) -> date | None:
        """Return the day of the last check-in with someone, up to a day."""
        day = self._value(LAST_WITH, key, until.isoformat())
        return day_of(day) if day else None

    def last_written(self, key: str | None) -> str:
        """Return the stored moment of the last check-in with someone; empty without one."""
        return str(self._value(LAST_WRITTEN, key) or "")

    def open_follow_ups(self, start: date, end: date) -> list[Checkin]:
        """Return check-ins whose follow-up was due on some days and is still open, earliest first.

        Another check-in with that person, on the due day or later, counts as the follow-up.
        """
        days = (start.isoformat(), end.isoformat())
        return [_held(row) for row in self._rows(OPEN_FOLLOW_UPS, *days)]


def add_checkin(
    store: Transaction,
    entry_n: int,
    day: date,
    *,
    person: str | None,
    not_today: bool,
    follow_up: date | None,
) -> None:
    """Store the row of a check-in; `person` is a key.

    Someone who was renamed while the check-in was being written is stored with the new key.
    """
    if person is not None:
        begun = store.reads(CheckinsReader).created_at(entry_n)
        person = label_key(store.named_now("person", person, begun))
    store.insert(
        "checkin",
        entry_n=entry_n,
        day=day.isoformat(),
        person=person,
        not_today=not_today,
        follow_up=follow_up.isoformat() if follow_up else None,
    )
