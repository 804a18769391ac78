"""Days: the journal day of a moment, and the ways people write days.

Everything that needs a day (writing, streaks, the heatmap, reviews, the question of the
day) asks `journal_day`, so no two screens can disagree about what today is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeAlias

from ..errors import UsageError

EARLIEST = date(1000, 1, 1)
LATEST = date(9000, 12, 31)
"""Days outside these bounds are typing errors, and arithmetic with them overflows the calendar."""

Span: TypeAlias = tuple[date, date]
"""A first and a last day, both included."""
DayFrom = Literal["text", "name", "file"]
"""Where the day of a note comes from: its text, the file's name, or the file's time."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = tuple(day[:3] for day in WEEKDAYS)


def moment_text(moment: datetime) -> str:
    """Format a moment for storage, `2026-11-22T21:10:05.123456Z`. It must have a UTC offset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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
    raise UsageError(
        "{value} can't be read as a time of day; use one such as 14:30 or 2:30pm", value=text
    )


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
