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


def day(found: date) -> str:
    """`Sunday 22 November 2026`."""
    return f"{found:%A} {found.day} {found:%B} {found.year}"


def short_day(found: date, today: date | None = None) -> str:
    """`Sun 22 Nov`, with the year where it is known not to be this one."""
    text = f"{found:%a} {found.day:2} {found:%b}"
    return text if today is None else with_year(text, found, today)


def day_in_line(found: date, today: date) -> str:
    """`Sun 22 Nov` inside a line, with the year where it isn't this one."""
    return with_year(f"{found:%a} {found.day} {found:%b}", found, today)


def day_and_month(found: date, today: date) -> str:
    """`22 Nov`, with the year where it isn't this one."""
    return with_year(f"{found.day} {found:%b}", found, today)


def with_year(text: str, found: date, today: date) -> str:
    """The text of a day, followed by its year where that isn't this one."""
    return text if found.year == today.year else f"{text} {found.year}"


def one_of(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def all_of(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def period(found: Period) -> str:
    """`Week 47, 16 to 22 November 2026`."""
    start, end = found.start, found.end
    if found.kind == "month":
        return f"{start:%B %Y}"
    if found.kind == "year":
        return f"{start:%Y}"
    first = f"{start.day} {start:%B}" if start.month != end.month else str(start.day)
    if start.year != end.year:
        first = f"{first} {start.year}"
    stretch = f"{first} to {end.day} {end:%B %Y}"
    return f"Week {start.isocalendar().week}, {stretch}" if found.kind == "week" else stretch


def headline(found: Headline) -> str:
    """`21 of the last 28 days`, `5 of your first 6 days`, `your first day is written`."""
    if found.days == found.written == 1:
        return "your first day is written"
    if found.first:
        return f"{found.written} of your first {found.days} days"
    return f"{found.written} of the last {found.days} days"


def run(found: Run) -> str:
    """`a run of 9 days (2 rest days)`; nothing for a run of one, which is no run yet."""
    if found.days < 2:
        return ""
    rest = f" ({count(found.rest_days, 'rest day')})" if found.rest_days else ""
    return f"a run of {count(found.days, 'day')}{rest}"


def standing(found: Headline | None, going_on: Run) -> str:
    """The 28-day line and the run, or nothing where there is nothing to say."""
    if found is None or found.written == 0:
        return ""
    return ", ".join(filter(None, (headline(found), run(going_on))))


def practice(name: str) -> str:
    """A practice as people read it."""
    return title_of(name)


def sentence(text: str) -> str:
    """With a capital at the beginning, and a full stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…")) else ".")
