"""The rules of the safety pause: when it begins, how long it lasts, and what is quiet after it.

It begins with a question that was skipped as not safe, or with an answer of the pulse.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

NOT_SAFE_TIMES = 2
NOT_SAFE_DAYS = 28
"""This many questions skipped as not safe, within this many days, begin the safety pause: only
questions that were reviewed for someone who is not safe may come."""
NOT_SAFE_ONCE_DAYS = 7
"""A single one begins a pause of this many days, the day itself included."""
GENTLE_DAYS = 7
"""For this many days after a safety pause, only light questions come; the rest stays as quiet."""
NOT_SAFE: Literal["not-safe"] = "not-safe"
"""The reason that begins the pause. It is never shown, and deleted once it has no more effect."""
EASE = "ease"
"""The item of the pulse that is never shown; it only decides when tender questions must wait."""
NO_EASE = 1
"""The answer to `EASE` that counts like a question skipped as not safe."""


def not_safe_counts_since(today: date) -> date:
    """Return the first day whose "not safe" reasons still count; earlier ones are deleted."""
    return today - timedelta(days=NOT_SAFE_DAYS + GENTLE_DAYS - 1)


def in_safety_pause(day: date, skipped: Sequence[date], no_ease: Sequence[date]) -> bool:
    """Return whether a day is in the safety pause.

    `skipped` are the days on which a question was skipped as not safe, `no_ease` those of the
    lowest answer about ease.
    """
    ago = [(day - earlier).days for earlier in skipped]
    if any(0 <= days < NOT_SAFE_ONCE_DAYS for days in ago):
        return True
    ago += [(day - earlier).days for earlier in no_ease]
    return sum(0 <= days < NOT_SAFE_DAYS for days in ago) >= NOT_SAFE_TIMES


def ended_recently(today: date, skipped: Sequence[date], no_ease: Sequence[date]) -> bool:
    """Return whether a safety pause has ended within the last GENTLE_DAYS days."""
    before = (today - timedelta(days=n) for n in range(1, GENTLE_DAYS + 1))
    return not in_safety_pause(today, skipped, no_ease) and any(
        in_safety_pause(day, skipped, no_ease) for day in before
    )


def rests_since(today: date, put_aside: Sequence[date], no_ease: Sequence[date]) -> date | None:
    """Return the first day a safety pause rests on that holds, or has ended lately; else None."""
    for day in (today - timedelta(days=n) for n in range(GENTLE_DAYS + 1)):
        if in_safety_pause(day, put_aside, no_ease):
            first = day - timedelta(days=NOT_SAFE_DAYS - 1)
            return min(said for said in (*put_aside, *no_ease) if first <= said <= day)
    return None
