"""Days: the journal day of a moment, and the ways people write days.

Everything that needs a day (writing, streaks, the heatmap, reviews, the question of the
day) asks `journal_day`, so no two screens can disagree about what today is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from ..errors import UsageError
from ..sentences import FUTURE_DAY

EARLIEST = date(1000, 1, 1)
LATEST = date(9000, 12, 31)
"""Days outside these bounds are typing errors, and arithmetic with them overflows the calendar."""

Span: TypeAlias = tuple[date, date]
"""A first and a last day, both included."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = tuple(day[:3] for day in WEEKDAYS)


def journal_day(moment: datetime, starts_at: time) -> date:
    """Return the journal day of a local moment; before `starts_at` it is still the previous day."""
    day = moment.date()
    return day - timedelta(days=1) if moment.time() < starts_at else day


@dataclass(frozen=True, slots=True)
class Now:
    """The current local time, with the two days that "today" can mean: journal and calendar."""

    moment: datetime
    today: date
    """The journal day. `today` and `yesterday` follow it."""

    @property
    def calendar_day(self) -> date:
        """The date on the clock; days after it are in the future."""
        return self.moment.date()


NOT_A_DAY = (
    '{value} is not a day; use 2026-11-22, today, yesterday, -3, monday or, in quotes, "28 october"'
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
    from .period_words import parse_period  # which imports this module

    try:
        period = parse_period(text, now)
    except UsageError:
        return None
    if not period.is_day:
        raise UsageError("{value} is more than one day; name a single day", value=text.strip())
    return period.start


def parse_day(text: str, now: Now) -> date:
    """Parse a day that has begun. Raises `UsageError` for a future day rather than guess."""
    day = parse_any_day(text, now)
    if day > max(now.calendar_day, now.today):
        raise UsageError(FUTURE_DAY, value=text.strip())
    return day


_DAY_AND_TIME = r"(?is)(\S.*?)(?:t|\s+(?:at\s+)?)(\d{1,2}(?:[:.]\d.*|\s*[ap]m))"
_DAY_AND_NUMBER = r"(?is)(\S+?)(?:t|\s+(?:at\s+)?)(\d.*)"
_TIME = r"(?i)(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?"
_DAY_WORD = rf"today|yesterday|{'|'.join(WEEKDAYS)}|\d{{4}}-\d{{2}}-\d{{2}}|-\d{{1,5}}"
_DAY_BEFORE_COLON = (
    rf"(?is)((?:{_DAY_WORD})(?:(?:t|\s+(?:at\s+)?)\d[\d:.]*\s*(?:[ap]m)?)?):\s+(\S.*)"
)
"""These are compiled at their first use: few runs need them."""


def parse_time(text: str) -> time:
    """Parse a time of day: `14:30`, `9:05`, `2:30pm`, `9am`. Raises `UsageError`."""
    match = re.fullmatch(_TIME, text.strip())
    if match and (match[2] or match[3]):
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 24
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise UsageError("{value} is not a time of day; use 14:30 or 2:30pm", value=text)


_GROUPS = {"weekdays": SHORT_WEEKDAYS[:5], "weekend": SHORT_WEEKDAYS[5:]}
_EVERY_DAY = ("", "daily", "every day", "everyday")


def parse_weekdays(text: str) -> tuple[str, ...]:
    """Parse days of the week, such as `mon, wednesday`, `weekdays`, or `daily`.

    Returns some of `SHORT_WEEKDAYS` in their order, and none for every day. Raises `ValueError`.
    """
    words = text.lower().replace(",", " ").split()
    if " ".join(words) in _EVERY_DAY:
        return ()
    chosen: set[str] = set()
    for word in words:
        days = [day for day in WEEKDAYS if len(word) > 1 and f"{day}s".startswith(word)]
        if word not in _GROUPS and len(days) != 1:
            raise ValueError
        chosen.update(_GROUPS.get(word, (days[0][:3],) if days else ()))
    return () if len(chosen) == len(WEEKDAYS) else tuple(d for d in SHORT_WEEKDAYS if d in chosen)


@dataclass(frozen=True, slots=True)
class When:
    """The day and the time of day that someone named for an entry, as far as they did."""

    day: date | None = None
    at: time | None = None
    by_calendar: bool = False
    """Whether the day is a written-out date, which is taken as it is before `day_starts_at` too."""


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


def split_day(text: str) -> tuple[str, str]:
    """Split `yesterday: we argued` into a day for `parse_when` and the text after it.

    The day is empty if the text doesn't begin with one and a colon.
    """
    match = re.fullmatch(_DAY_BEFORE_COLON, text.strip())
    return (match[1], match[2]) if match else ("", text)


def is_paused(day: date, pauses: Sequence[Span]) -> bool:
    """Return whether a day lies in one of the pauses, and so is off the calendar."""
    return any(first <= day <= last for first, last in pauses)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def sunday_of(day: date) -> date:
    """Return the Sunday of a day's week."""
    return monday_of(day) + timedelta(days=6)


def days_between(start: date, end: date) -> list[date]:
    """List every day from `start` to `end`, both included; empty when `end` comes first."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def month_back(day: date, months: int) -> date | None:
    """Return the same day some months earlier, or None if that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return None


def days_back(day: date, months: int) -> list[date]:
    """List the days some months earlier that this day brings back.

    The last day of a short month also brings back the later days of a longer one: 29 February
    comes back on 28 February in years that do not have it, and 31 October on 30 November.
    """
    same = month_back(day, months)
    if same is None:
        return []
    is_last = (day + timedelta(days=1)).day == 1
    days = [same]
    while is_last and (days[-1] + timedelta(days=1)).month == same.month:
        days.append(days[-1] + timedelta(days=1))
    return days
