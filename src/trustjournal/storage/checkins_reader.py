"""Queries for check-ins: when and with whom they were, and what is to follow."""

from __future__ import annotations

from datetime import date

from ..domain.checkin import Checkin
from .iso_text import day_of
from .query import Reads

# CROSS JOIN: otherwise SQLite would begin with all entries, though there are few check-ins.
_FROM = "checkin c CROSS JOIN entry e ON e.n = c.entry_n"
_HELD = "e.id, c.day, c.person, c.not_today, c.follow_up, e.private"

BETWEEN = f"""
    SELECT {_HELD} FROM {_FROM}
    WHERE c.day BETWEEN ? AND ? AND e.deleted_at IS NULL ORDER BY c.day, e.n"""
LAST_WITH = """
    SELECT MAX(c.day) FROM checkin c JOIN entry e ON e.n = c.entry_n
    WHERE c.person = ? AND c.day <= ? AND e.deleted_at IS NULL"""
OPEN_FOLLOW_UPS = f"""
    SELECT {_HELD} FROM {_FROM}
    WHERE c.follow_up BETWEEN ? AND ? AND e.deleted_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM checkin later CROSS JOIN entry l ON l.n = later.entry_n
        WHERE later.entry_n > c.entry_n AND later.day >= c.follow_up AND l.deleted_at IS NULL
        AND (later.person IS NULL OR c.person IS NULL OR later.person = c.person))
    ORDER BY c.follow_up, e.n"""


def _held(row: tuple[object, ...]) -> Checkin:
    entry_id, day, person, not_today, follow_up, private = row
    return Checkin(
        str(entry_id),
        day_of(str(day)),
        str(person) if person else None,
        bool(not_today),
        day_of(str(follow_up)) if follow_up else None,
        bool(private),
    )


class CheckinsReader(Reads):
    """Reads check-ins."""

    def between(self, start: date, end: date) -> list[Checkin]:
        """Return the check-ins of some days, oldest first."""
        return [_held(row) for row in self._rows(BETWEEN, start.isoformat(), end.isoformat())]

    def last_with(self, key: str, until: date) -> date | None:
        """Return the day of the last check-in with someone, up to a day."""
        day = self._value(LAST_WITH, key, until.isoformat())
        return day_of(str(day)) if day else None

    def open_follow_ups(self, start: date, end: date) -> list[Checkin]:
        """Return check-ins whose follow-up was due on some days and is still open, earliest first.

        Another check-in with that person, on the due day or later, counts as the follow-up.
        """
        days = (start.isoformat(), end.isoformat())
        return [_held(row) for row in self._rows(OPEN_FOLLOW_UPS, *days)]
