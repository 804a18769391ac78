"""Check-ins: asking someone what they need, again and again, and coming back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

HEARD = "need-heard"
VOICED = "need-voiced"
"""The ids of the two answers an entry of kind check-in has."""

# These texts are stored in the journal. A screen may be reworded; they stay as they are.
HEARD_QUESTION = "What do they need?"
VOICED_QUESTION = "What did I say that I need?"
NOT_TODAY_TEXT = "Not today."
"""The body of a check-in that was met with "not today"."""
HELD_TEXT = "We talked."
"""The body of a check-in without answers, of which at most a day to come back was noted."""


@dataclass(frozen=True, slots=True)
class Held:
    """A check-in that was held, or that was met with "not today", which is complete too."""

    entry: str
    """The id of its entry."""
    day: date
    person: str | None
    """The key of whom it was with."""
    not_today: bool
    follow_up: date | None
    """The day to come back to it."""
    private: bool


def next_day(last: date | None, cadence_days: int, today: date) -> date:
    """When the next check-in would fit: one rhythm after the last, at once where there is none."""
    return last + timedelta(days=cadence_days) if last else today
