"""Phrases that many screens share: dates, counts, the 28-day line in words."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from ..domain.calendar import EARLIEST
from ..domain.periods import Period
from ..domain.practices import title_of
from ..domain.text import joined_with_and as joined_with_and
from ..domain.text import joined_with_or as joined_with_or
from .sanitize import safe_line

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
    """Return `1 day`, `2 days` or `1,000 days`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def plural(number: int, one: str, many: str, **fields: object) -> str:
    """Return a sentence for one or for several, with `{number}` and its other fields filled in."""
    return (one if number == 1 else many).format(number=f"{number:,}", **fields)


def not_searched(number: int) -> str:
    """Return the note that private entries were left out of a search or a filter."""
    return plural(
        number,
        "{number} private entry wasn't searched.",
        "{number} private entries weren't searched.",
    )


def day(when: date) -> str:
    """Return `Sunday 22 November 2026`."""
    return f"{when:%A} {when.day} {when:%B} {when.year}"


def short_day(day: date, today: date | None = None) -> str:
    """Return `Sun 22 Nov`, in columns; with the year if it isn't that of `today`."""
    text = f"{day:%a} {day.day:2} {day:%b}"
    return text if today is None else with_year(text, day, today)


def day_in_line(day: date, today: date) -> str:
    """Return `Sun 22 Nov` for the inside of a line; with the year if it isn't this one."""
    return with_year(f"{day:%a} {day.day} {day:%b}", day, today)


def day_and_month(day: date, today: date) -> str:
    """Return `22 Nov`; with the year if it isn't this one."""
    return with_year(f"{day.day} {day:%b}", day, today)


def with_year(text: str, day: date, today: date) -> str:
    """Return the text of a day, followed by its year if it isn't this one."""
    return text if day.year == today.year else f"{text} {day.year}"


def period(period_: Period) -> str:
    """Return `Week 47, 16 to 22 November 2026`, `November 2026`, `2026` or a span of days."""
    start, end = period_.start, period_.end
    if period_.is_day:
        return day(start)
    if start == EARLIEST:
        return f"Up to {end.day} {end:%B %Y}"
    if period_.kind == "month":
        return f"{start:%B %Y}"
    if period_.kind == "year":
        return f"{start:%Y}"
    one_month = (start.year, start.month) == (end.year, end.month)
    first = str(start.day) if one_month else f"{start.day} {start:%B}"
    if start.year != end.year:
        first = f"{first} {start.year}"
    stretch = f"{first} to {end.day} {end:%B %Y}"
    return f"Week {start.isocalendar().week}, {stretch}" if period_.kind == "week" else stretch


def in_period(period_: Period) -> str:
    """Return a period for the end of a sentence: `in November 2026`, `from 1 to 9 May 2026`."""
    text = period(period_)
    if period_.kind in ("month", "year"):
        return f"in {text}"
    if period_.kind == "week":
        return f"in {text.replace('Week', 'week', 1)}"
    if period_.is_day:
        return f"on {text}"
    return text.replace("Up", "up", 1) if period_.start == EARLIEST else f"from {text}"


def still_to_come(period_: Period) -> str:
    """Return that a period hasn't begun yet."""
    text = in_period(period_).removeprefix("on ").removeprefix("in ")
    comma = "," if period_.kind == "week" else ""
    return sentence(f"{text}{comma} is still to come")


def quoted(name: str) -> str:
    """Return a name as it can be typed after an option, in quotes where a shell needs them."""
    return shlex.quote(safe_line(name))


def typed(period_: Period, today: date) -> str:
    """Return how a period can be typed: `october` if that is the latest, else `2025-10`."""
    if period_.is_day:
        return period_.start.isoformat()
    months_ago = (today.year - period_.start.year) * 12 + today.month - period_.start.month
    if period_.kind == "month" and 0 <= months_ago < 12:
        return f"{period_.start:%B}".lower()
    return period_.name


def days_of_month(days: Iterable[date]) -> str:
    """Return days of one month in words: `1, 2 and 9 to 13 November`."""
    spans: list[list[date]] = []
    for day_ in sorted(days):
        if spans and (day_ - spans[-1][-1]).days == 1:
            spans[-1].append(day_)
        else:
            spans.append([day_])
    numbers = []
    for span in spans:
        if len(span) > 2:  # two days are named one by one
            numbers.append(f"{span[0].day} to {span[-1].day}")
        else:
            numbers += [str(day_.day) for day_ in span]
    return joined_with_and(numbers) + (f" {spans[0][0]:%B}" if spans else "")


def is_first_day(headline: Headline | None) -> bool:
    """Return whether the journal has one day, and it is written."""
    return headline is not None and headline.days == headline.written == 1


def streak_line(summary: Headline | None, current_run: Run, *, written_today: bool) -> str:
    """Return the last 28 days and the run in sentences; empty if none of those days is written.

    For example `You wrote on 5 of your first 6 days. Your run: 5 days, plus 1 rest day.`
    """
    if summary is None or summary.written == 0:
        return ""
    if is_first_day(summary):
        return "That's your first day." if written_today else "1 day written so far."
    each = summary.written == summary.days
    number = "each" if each else str(summary.written)
    span = f"your first {summary.days} days" if summary.first else f"the last {summary.days} days"
    sentences = [f"You wrote on {number} of {span}."]
    if current_run.days > 1 and not (each and current_run.days == summary.written):
        sentences.append(f"Your run: {_run(current_run)}.")
    return " ".join(sentences)


def practice_line(summary: Headline, current_run: Run) -> str:
    """Say on how many of the last days you wrote about a practice, and its run of days.

    Empty if you didn't on any of them. For example `You wrote about it on 2 of the last 28 days.`
    """
    if summary.written == 0:
        return ""
    if summary.first and summary.days == 1:
        return "You've written about it on 1 day so far."
    span = (
        f"the {summary.days} days since the first time"
        if summary.first
        else f"the last {summary.days} days"
    )
    number = "each" if summary.written == summary.days else str(summary.written)
    sentences = [f"You wrote about it on {number} of {span}."]
    if current_run.days > 1 and current_run.days != summary.written:
        sentences.append(f"Your run with it: {_run(current_run)}.")
    return " ".join(sentences)


def short_streak_line(summary: Headline | None, current_run: Run, *, written_today: bool) -> str:
    """Return the last 28 days and the run for a shell prompt, in lower case."""
    if summary is None or summary.written == 0:
        return ""
    if is_first_day(summary):
        return "first day written" if written_today else "1 day written so far"
    span = f"your first {summary.days} days" if summary.first else f"the last {summary.days} days"
    run = f", run: {_run(current_run)}" if current_run.days > 1 else ""
    return f"{summary.written} of {span} written{run}"


def _run(run: Run) -> str:
    """Return `9 days`, or `9 days, plus 2 rest days`; a rest day has no entry."""
    if not run.rest_days:
        return count(run.days, "day")
    return f"{count(run.days, 'day')}, plus {count(run.rest_days, 'rest day')}"


def practice(name: str) -> str:
    """Return the title of a practice."""
    return title_of(name)


def kind(kind: str, practice: str | None, period: str | None) -> str:
    """Return the kind of an entry in a word or two: its practice, `Review 2026-W47`, `Storm`."""
    if practice and kind not in ("storm", "joy"):
        return title_of(practice)
    if kind == "review" and period:
        return f"Review {period}"
    return {"checkin": "Check-in"}.get(kind, kind.capitalize())


def sentence(text: str) -> str:
    """Return a text with a capital at the beginning and a full stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…")) else ".")
