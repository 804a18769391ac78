"""Parse a single day that someone writes, with a time of day or without."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ..errors import UsageError
from ..sentences import FUTURE_DAY
from .calendar import EARLIEST, LATEST, WEEKDAYS, Now, When, parse_time
from .period_words import parse_period

_DAY_AND_TIME = r"(?is)(\S.*?)(?:t|\s+(?:at\s+)?)(\d{1,2}(?:[:.]\d.*|\s*[ap]m))"
_DAY_AND_NUMBER = r"(?is)(\S+?)(?:t|\s+(?:at\s+)?)(\d.*)"
"""These are compiled at their first use: few runs need them."""

NOT_A_DAY = (
    "{value} can't be read as a day; use 2026-11-22, today, yesterday, -3, monday or, in quotes, "
    '"28 october"'
)


def _named_day(text: str, today: date) -> date | None:
    if text == "today":
        return today
    if text in ("yesterday", "tomorrow"):
        return today + timedelta(days=1 if text == "tomorrow" else -1)
    if re.fullmatch(r"-\d{1,5}", text):
        return today + timedelta(days=int(text))
    if text in WEEKDAYS:
        return today - timedelta(days=(today.weekday() - WEEKDAYS.index(text)) % 7)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text)
    return None


def parse_any_day(text: str, now: Now) -> date:
    """Parse a day, past or future (pauses may lie in the future).

    Takes `2026-11-22`, `today`, `yesterday`, `tomorrow`, `-3` (days ago) and `monday` (the most
    recent one, today included), and any other words for a period that is a single day: `28 oct`,
    `last friday`. Raises `UsageError` for anything else.
    """
    try:
        day = _named_day(text.strip().lower(), now.today) or _day_of_words(text, now)
    except (ValueError, OverflowError):
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise UsageError(NOT_A_DAY, value=text)
    return day


def _day_of_words(text: str, now: Now) -> date | None:
    """Return the day that words for a period name, or None. Raises `UsageError` for several."""
    try:
        period = parse_period(text, now)
    except UsageError:
        return None
    if not period.is_day:
        raise UsageError("{value} is more than one day; use a single day", value=text.strip())
    return period.start


def parse_day(text: str, now: Now) -> date:
    """Parse a day that has begun. Raises `UsageError` for a future day rather than guess."""
    day = parse_any_day(text, now)
    if day > max(now.calendar_day, now.today):
        raise UsageError(FUTURE_DAY, value=text.strip())
    return day


def parse_when(text: str, now: Now) -> When:
    """Parse a day that has begun, with a time of day or without: `yesterday 14:30`.

    Raises `UsageError`.
    """
    both = re.fullmatch(_DAY_AND_TIME, text.strip())
    if not both and _day_or_none(text, now) is None:
        both = re.fullmatch(_DAY_AND_NUMBER, text.strip())  # which is no time of day
    day = both[1] if both else text.strip()
    named = parse_day(day, now)
    by_calendar = day[:1].isdigit() and not day.lower().endswith("ago")
    return When(named, parse_time(both[2]) if both else None, by_calendar)


def _day_or_none(text: str, now: Now) -> date | None:
    try:
        return parse_any_day(text, now)
    except UsageError:
        return None
