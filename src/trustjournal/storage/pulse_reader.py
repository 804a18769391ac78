"""The reads of the pulse. Answers about ease are counted in `question_reader`, shown nowhere."""

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
    """The self-checks of a journal. Weeks go by their names, such as `2026-W47`."""

    def of_weeks(self, first: str, last: str) -> dict[str, dict[str, Value]]:
        """By item and week what was answered, the newest where a week has several."""
        answers_by_week: dict[str, dict[str, Value]] = {}
        for item, week, value in self._rows(OF_WEEKS, first, last, EASE):
            answers = answers_by_week.setdefault(str(item), {})
            answers[str(week)] = None if value is None else int(str(value))
        return answers_by_week

    def taken(self, week: str) -> bool:
        """Whether anything was answered in that week."""
        return self._value(TAKEN, week) is not None

    def first_week(self) -> str | None:
        """The week of the first pulse."""
        week = self._value(FIRST_WEEK)
        return str(week) if week else None

    def weeks_up_to(self, week: str, limit: int) -> int:
        """In how many weeks, up to that one, there was a pulse; counted no further than needed."""
        return int(str(self._value(WEEKS_UP_TO, week, limit)))
