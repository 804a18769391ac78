"""Queries for the pulse. Answers about ease are only counted, in `questions`, and never shown."""

from __future__ import annotations

from ..domain.pulse import EASE, Value
from .query import Reads

OF_WEEKS = """
    SELECT a.item, p.week, a.value FROM pulse p JOIN pulse_answer a ON a.pulse_n = p.n
    WHERE p.week BETWEEN ? AND ? AND a.item <> ? ORDER BY p.n, a.item"""
TAKEN = "SELECT 1 FROM pulse WHERE week = ? LIMIT 1"
FIRST_WEEK = "SELECT week FROM pulse ORDER BY week LIMIT 1"
WEEKS_UP_TO = """
    SELECT COUNT(*) FROM (SELECT DISTINCT week FROM pulse WHERE week <= ? LIMIT ?)"""


class PulseReader(Reads):
    """Reads the self-checks of a journal. Weeks are given by name, such as `2026-W47`."""

    def of_weeks(self, first: str, last: str) -> dict[str, dict[str, Value]]:
        """Return the answers by item and week, the newest if a week has several."""
        answers_by_week: dict[str, dict[str, Value]] = {}
        for item, week, value in self._rows(OF_WEEKS, first, last, EASE):
            answers = answers_by_week.setdefault(str(item), {})
            answers[str(week)] = None if value is None else int(str(value))
        return answers_by_week

    def taken(self, week: str) -> bool:
        """Tell whether anything was answered in a week."""
        return self._value(TAKEN, week) is not None

    def first_week(self) -> str | None:
        """Return the week of the first pulse."""
        week = self._value(FIRST_WEEK)
        return str(week) if week else None

    def weeks_up_to(self, week: str, limit: int) -> int:
        """Count the weeks with a pulse, up to and including `week`, and at most `limit`."""
        return int(str(self._value(WEEKS_UP_TO, week, limit)))
