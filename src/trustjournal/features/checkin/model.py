"""Check-ins: asking someone what they need, again and again, and coming back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

HEARD = "need-heard"
VOICED = "need-voiced"
"""The prompt ids of the two answers in an entry of kind `checkin`."""

# These texts are stored in the journal. A screen may be reworded; they stay as they are.
HEARD_QUESTION = "What do they need?"
VOICED_QUESTION = "What did I say I need?"
NOT_TODAY_TEXT = "Not today."
"""The body of a check-in that was met with "not today"."""
HELD_TEXT = "We talked."
"""The body of a check-in without answers, of which at most a day to come back was noted."""


@dataclass(frozen=True, slots=True)
class Checkin:
    """A check-in that took place, or that was answered "not today", which counts as complete."""

    entry: str
    """The id of its entry."""
    day: date
    person: str | None
    """The key of the person it was with."""
    not_today: bool
    follow_up: date | None
    """The day to come back to it."""
    private: bool


def next_checkin_day(last: date | None, cadence_days: int, today: date) -> date:
    """Return the day of the next check-in: `cadence_days` after the last, or today if none yet."""
    return last + timedelta(days=cadence_days) if last else today
