"""Reading the days of a journal, those written about and those paused, and writing pauses.

This is a separate reader because `trust streak` needs no more, and importing entries and questions
takes longer than reading the days.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from ..records.sql import LIVE
from .iso_text import LAST_PAUSE_KEY, day_of
from .query import Reads

if TYPE_CHECKING:
    from ..domain.streak import Pause
    from .writer import Transaction

FIRST_DAY = f"""
    SELECT e.day FROM entry e
    WHERE {LIVE} AND julianday(e.written_on) - julianday(e.day) <= 2
    ORDER BY e.day LIMIT 1"""
WRITTEN_DAYS = f"""
    SELECT e.day, MIN(e.written_on) FROM entry e
    WHERE {LIVE} AND e.day BETWEEN ? AND ? GROUP BY e.day ORDER BY e.day"""
DAYS_BY_PRACTICE = f"""
    SELECT e.practice, COUNT(DISTINCT e.day) FROM entry e
    WHERE {LIVE} AND e.day BETWEEN ? AND ? AND e.practice IS NOT NULL AND NOT e.private
    GROUP BY e.practice ORDER BY e.practice"""
DAYS_OF_PRACTICE = f"""
    SELECT e.day, MIN(e.written_on) FROM entry e
    WHERE {LIVE} AND e.practice = ? AND e.day BETWEEN ? AND ? AND NOT e.private
    GROUP BY e.day ORDER BY e.day"""
LENGTHS = f"""
    SELECT e.day, SUM(LENGTH(e.body)) FROM entry e
    WHERE {LIVE} AND e.day BETWEEN ? AND ? AND NOT e.private AND instr(e.body, '%%') = 0
    GROUP BY e.day ORDER BY e.day"""
PAUSES = "SELECT n, first_day, last_day, reason FROM pause ORDER BY first_day, made_at, n"
LAST_MADE = "SELECT n FROM pause ORDER BY made_at DESC, n DESC LIMIT 1"
PAUSE = "SELECT n, first_day, last_day, reason, made_at FROM pause WHERE n = ?"

NEWEST_PAUSE = "SELECT MAX(n) FROM pause"
UNDONE_PAUSE = f"SELECT value FROM meta WHERE key = '{LAST_PAUSE_KEY}'"


class DaysReader(Reads):
    """Reads the days of a journal."""

    def first_day(self) -> date | None:
        """Return the first day that was written about at most two days later."""
        day = self._value(FIRST_DAY)
        return day_of(str(day)) if day else None

    def written_days(
        self, start: date, end: date, practice: str | None = None
    ) -> Sequence[tuple[date, date]]:
        """Return (day, earliest written_on) of each day with an entry, oldest first."""
        span = (start.isoformat(), end.isoformat())
        if practice:
            rows = self._rows(DAYS_OF_PRACTICE, practice, *span)
        else:
            rows = self._rows(WRITTEN_DAYS, *span)
        return [(day_of(str(day)), day_of(str(on))) for day, on in rows]

    def days_by_practice(self, start: date, end: date) -> dict[str, int]:
        """Count the days on which each practice was written about."""
        rows = self._rows(DAYS_BY_PRACTICE, start.isoformat(), end.isoformat())
        return {str(practice): int(str(count)) for practice, count in rows}

    def lengths(self, start: date, end: date) -> dict[date, int]:
        """Return how many characters each day has, without entries that have private words."""
        rows = self._rows(LENGTHS, start.isoformat(), end.isoformat())
        return {day_of(str(day)): int(str(length)) for day, length in rows}

    def paused_spans(self) -> Sequence[tuple[date, date]]:
        """Return the first and the last day of every pause."""
        return [(day_of(str(a)), day_of(str(b))) for _, a, b, _ in self._rows(PAUSES)]

    def pause_as_stored(self, n: int) -> tuple[object, ...] | None:
        """Return the stored row of a pause, to recognise it: its number may be another's later."""
        return next(iter(self._rows(PAUSE, n)), None)

    def pauses(self) -> Sequence[Pause]:
        """Return every pause, the earliest first, without private words."""
        return [
            _pause(int(str(n)), day_of(str(a)), day_of(str(b)), str(why) if why else None)
            for n, a, b, why in self._rows(PAUSES)
        ]

    def last_made(self) -> int | None:
        """Return the number of the pause that was made last; None without any."""
        number: int | None = self._value(LAST_MADE)
        return number

    def next_pause(self) -> int:
        """Return a number never used for a pause: an old one may have been seen in a list."""
        undone = self._value(UNDONE_PAUSE) or ""
        highest = int(undone) if re.fullmatch("[0-9]{1,9}", undone) else 0
        return max(self._value(NEWEST_PAUSE) or 0, highest) + 1


def add_pause(
    store: Transaction, first: date, last: date, reason: str | None, now: datetime
) -> Pause:
    """Take some days off the calendar, and return the pause without private words."""
    n = store.insert(
        "pause",
        n=store.reads(DaysReader).next_pause(),
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        reason=reason,
        made_at=store.next_moment("pause", "made_at", now),
    )
    return _pause(n, first, last, reason)


def _pause(n: int, first: date, last: date, reason: str | None) -> Pause:
    """Return a pause without private words."""
    from ..domain import private_marks, streak  # 2 ms, which the reminder's timer doesn't need

    return streak.Pause(n, first, last, reason and private_marks.redact(reason)[0])


def remove_pause(store: Transaction, n: int) -> None:
    """Put the days of a pause back on the calendar; its number is never used again."""
    store.put_meta(LAST_PAUSE_KEY, str(store.reads(DaysReader).next_pause() - 1))
    store.delete("pause", n=n)
