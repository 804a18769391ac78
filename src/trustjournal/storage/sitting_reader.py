"""Queries for sessions of sitting in silence."""

from __future__ import annotations

from datetime import date

from .iso_text import day_of
from .query import Reads

SECONDS_BY_DAY = """
    SELECT day, SUM(seconds) FROM sitting WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day"""


class SittingReader(Reads):
    """Reads the sessions of a journal."""

    def seconds_by_day(self, start: date, end: date) -> dict[date, int]:
        """Return the days with sessions, and the seconds of each day."""
        rows = self._rows(SECONDS_BY_DAY, start.isoformat(), end.isoformat())
        return {day_of(str(day)): int(str(seconds)) for day, seconds in rows}
