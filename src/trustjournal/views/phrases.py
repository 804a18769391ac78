"""Small phrases many screens share: dates, counts, the 28-day line in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ..domain.periods import Period
from ..domain.practices import title_of

if TYPE_CHECKING:
    from ..domain.streak import Headline, Run

MARK_WORDS = {
    "written": "written",
    "later": "written later",
    "rest": "rest day",
    "paused": "paused",
    "blank": "blank",
    "open": "today",
    "outside": "",
}
"""By `domain.streak.Mark`."""


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 day`, `2 days`, `1,000 days`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(when: date) -> str:
    """`Sunday 22 November 2026`."""
    return f"{when:%A} {when.day} {when:%B} {when.year}"


def short_day(day: date, today: date | None = None) -> str:
    """`Sun 22 Nov`, with the year where it is known not to be this one."""
    text = f"{day:%a} {day.day:2} {day:%b}"
    return text if today is None else with_year(text, day, today)


def day_in_line(day: date, today: date) -> str:
    """`Sun 22 Nov` inside a line, with the year where it isn't this one."""
    return with_year(f"{day:%a} {day.day} {day:%b}", day, today)


def day_and_month(day: date, today: date) -> str:
    """`22 Nov`, with the year where it isn't this one."""
    return with_year(f"{day.day} {day:%b}", day, today)


def with_year(text: str, day: date, today: date) -> str:
    """The text of a day, followed by its year where that isn't this one."""
    return text if day.year == today.year else f"{text} {day.year}"


def joined_with_or(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def joined_with_and(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def period(period_: Period) -> str:
    """`Week 47, 16 to 22 November 2026`."""
    start, end = period_.start, period_.end
    if period_.kind == "month":
        return f"{start:%B %Y}"
    if period_.kind == "year":
        return f"{start:%Y}"
    first = f"{start.day} {start:%B}" if start.month != end.month else str(start.day)
    if start.year != end.year:
        first = f"{first} {start.year}"
    stretch = f"{first} to {end.day} {end:%B %Y}"
    return f"Week {start.isocalendar().week}, {stretch}" if period_.kind == "week" else stretch


def headline(headline: Headline) -> str:
    """`21 of the last 28 days`, `5 of your first 6 days`, `your first day is written`."""
    if headline.days == headline.written == 1:
        return "your first day is written"
    if headline.first:
        return f"{headline.written} of your first {headline.days} days"
    return f"{headline.written} of the last {headline.days} days"


def run(run: Run) -> str:
    """`a run of 9 days (2 rest days)`; nothing for a run of one, which is no run yet."""
    if run.days < 2:
        return ""
    rest = f" ({count(run.rest_days, 'rest day')})" if run.rest_days else ""
    return f"a run of {count(run.days, 'day')}{rest}"


def streak_line(summary: Headline | None, current_run: Run) -> str:
    """The 28-day line and the run, or nothing where there is nothing to say."""
    if summary is None or summary.written == 0:
        return ""
    return ", ".join(filter(None, (headline(summary), run(current_run))))


def practice(name: str) -> str:
    """A practice as people read it."""
    return title_of(name)


def sentence(text: str) -> str:
    """With a capital at the beginning, and a full stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…")) else ".")
