"""Reading and writing sessions of sitting in silence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ...storage.iso_text import day_of, moment_text
from ...storage.query import Reads
from .model import Sitting

if TYPE_CHECKING:
    from ...storage.writer import Transaction

SECONDS_BY_DAY = """
    SELECT day, SUM(seconds) FROM sitting WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day"""


class SittingReader(Reads):
    """Reads the sessions of a journal."""

    def seconds_by_day(self, start: date, end: date) -> dict[date, int]:
        """Return the days with sessions, and the seconds of each day."""
        rows = self._rows(SECONDS_BY_DAY, start.isoformat(), end.isoformat())
        return {day_of(day): seconds for day, seconds in rows}


def add_sitting(store: Transaction, sitting: Sitting) -> None:
    """Store a session."""
    store.insert(
        "sitting",
        day=sitting.day.isoformat(),
        began_at=moment_text(sitting.began_at) if sitting.began_at else None,
        seconds=sitting.seconds,
        planned_seconds=sitting.planned_seconds,
    )
