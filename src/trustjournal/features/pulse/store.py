"""Reading and writing the pulse. Answers about ease are only counted, and never shown.

`storage.questions` counts them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ...domain.periods import week_of
from ...domain.safety_pause import EASE, NO_EASE
from ...storage.query import Reads
from .model import Answers, Value

if TYPE_CHECKING:
    from ...storage.writer import Transaction

OF_WEEKS = """
    SELECT a.item, p.week, a.value FROM pulse p JOIN pulse_answer a ON a.pulse_n = p.n
    WHERE p.week BETWEEN ? AND ? AND a.item <> ? ORDER BY p.taken_at, a.item, a.value"""
TAKEN = "SELECT 1 FROM pulse WHERE week = ? LIMIT 1"
FIRST_WEEK = "SELECT week FROM pulse ORDER BY week LIMIT 1"
WEEKS_UP_TO = """
    SELECT COUNT(*) FROM (SELECT DISTINCT week FROM pulse WHERE week <= ? LIMIT ?)"""


UNANSWERED = "SELECT n FROM pulse WHERE n NOT IN (SELECT pulse_n FROM pulse_answer)"


class PulseReader(Reads):
    """Reads the self-checks of a journal. Weeks are given by name, such as `2026-W47`."""

    def of_weeks(self, first: str, last: str) -> dict[str, dict[str, Value]]:
        """Return the answers by item and week, the newest if a week has several."""
        answers_by_week: dict[str, dict[str, Value]] = {}
        for item, week, value in self._rows(OF_WEEKS, first, last, EASE):
            answers_by_week.setdefault(item, {})[week] = value
        return answers_by_week

    def taken(self, week: str) -> bool:
        """Tell whether anything was answered in a week."""
        return self._value(TAKEN, week) is not None

    def first_week(self) -> str | None:
        """Return the week of the first pulse."""
        week: str | None = self._value(FIRST_WEEK)
        return week

    def weeks_up_to(self, week: str, limit: int) -> int:
        """Count the weeks with a pulse, up to and including `week`, and at most `limit`."""
        return int(self._value(WEEKS_UP_TO, week, limit))

    def unanswered(self) -> list[int]:
        """Return the numbers of the pulses without any answer."""
        return [n for (n,) in self._rows(UNANSWERED)]


def add_pulse(store: Transaction, answers: Answers, today: date, now: datetime) -> None:
    """Store new answers; earlier ones of the same week are kept too."""
    week = week_of(today).name
    taken_at = store.next_moment("pulse", "taken_at", now, week=week)
    n = store.insert("pulse", week=week, taken_on=today.isoformat(), taken_at=taken_at)
    for item, value in answers.items():
        store.insert("pulse_answer", pulse_n=n, item=item, value=value)


def forget_low_ease(store: Transaction) -> None:
    """Remove all answers of no ease at all, and each pulse without other answers."""
    store.delete("pulse_answer", item=EASE, value=NO_EASE)
    for n in store.reads(PulseReader).unanswered():
        store.delete("pulse", n=n)
