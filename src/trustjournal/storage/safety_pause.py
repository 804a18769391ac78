"""Reading what the safety pause depends on.

This is a separate reader because the reminder needs no more, and importing how questions are chosen
takes longer than reading these days.
"""

from __future__ import annotations

from datetime import date

from ..domain.safety_pause import (
    EASE,
    NO_EASE,
    NOT_SAFE,
    ended_recently,
    in_safety_pause,
    not_safe_counts_since,
    rests_since,
)
from .iso_text import day_of
from .query import Reads

NOT_SAFE_DAYS = """
    SELECT recorded_on FROM prompt_event
    WHERE reason = ? AND recorded_on >= ? AND recorded_on <= ?"""
NO_EASE_DAYS = """
    SELECT p.taken_on FROM pulse p JOIN pulse_answer a ON a.pulse_n = p.n
    WHERE p.taken_on >= ? AND p.taken_on <= ? AND a.item = ? AND a.value = ? AND NOT EXISTS (
        SELECT 1 FROM pulse l JOIN pulse_answer b ON b.pulse_n = l.n
        WHERE l.week = p.week AND l.taken_at > p.taken_at AND b.item = a.item)"""


class SafetyPauseReader(Reads):
    """Reads on which days something was said not to be safe."""

    def safety_pause(self, today: date) -> bool:
        """Tell whether only questions reviewed for someone who isn't safe may be served.

        That is the case for NOT_SAFE_ONCE_DAYS after a question was put aside as not safe, and
        after NOT_SAFE_TIMES such answers in NOT_SAFE_DAYS: questions put aside as not safe, or
        the lowest answer about ease, of which the last in a week counts.
        """
        return in_safety_pause(today, *self._not_safe(today))

    def not_safe_since(self, today: date) -> date | None:
        """Return the day of the first answer that causes the safety pause; None without a pause.

        The answer still counts for GENTLE_DAYS after the pause has ended.
        """
        return rests_since(today, *self._not_safe(today))

    def safety_pause_ended(self, today: date) -> bool:
        """Tell whether a safety pause has ended recently."""
        return ended_recently(today, *self._not_safe(today))

    def _not_safe(self, today: date) -> tuple[list[date], list[date]]:
        """Return the days on which a question was put aside as not safe, and those of no ease."""
        since, until = not_safe_counts_since(today).isoformat(), today.isoformat()
        put_aside = self._rows(NOT_SAFE_DAYS, NOT_SAFE, since, until)
        no_ease = self._rows(NO_EASE_DAYS, since, until, EASE, NO_EASE)
        return [day_of(str(day)) for (day,) in put_aside], [day_of(str(day)) for (day,) in no_ease]
