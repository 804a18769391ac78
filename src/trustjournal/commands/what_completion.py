"""Complete the words after `read`, `list` and `review`: days and periods, people and tags.

Each comes with a few words on what it is, which shells show beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .. import services, views
from ..app import App
from ..domain import ids
from ..domain.calendar import WEEKDAYS
from ..domain.period_words import MONTHS, parse_period
from ..domain.periods import month_of, week_of, year_of
from ..domain.practices import PRACTICES
from .shell_words import Context, of_journal

if TYPE_CHECKING:
    from ..domain.entry import Heading

Offer = tuple[str, str]
"""A completion, and what it is."""


def periods(ctx: Context, incomplete: str, before: str = "") -> list[Offer]:
    """Return the days and periods that begin so; `before` is the word before, if they go on."""
    typed = incomplete.lower()
    app = ctx.obj
    if not isinstance(app, App):
        return []
    before = before.lower()
    if before in ("last", "this"):
        names = [f"{before} {unit}" for unit in ("week", "month", "year")]
        return _fitting(((name.split()[1], _days_of(app, name)) for name in names), typed)
    if typed[:1].isdigit():
        return _fitting(_by_number(ctx, typed), typed)
    return _fitting(_by_word(ctx, typed), typed)


def entries(ctx: Context, incomplete: str) -> list[Offer]:
    """Return the latest entries whose ids begin so, newest first."""

    def read(app: App) -> list[Offer]:
        return [
            (ids.short(heading.id), _heading(heading, app.now.today))
            for heading in app.reader.recent_headings(200)
        ]

    offers = [("last", "the entry written last"), *of_journal(ctx, read)]
    return _fitting(offers, incomplete.lower())


def _heading(heading: Heading, today: date) -> str:
    kind = views.phrases.kind(heading.kind, heading.practice, heading.period)
    what = "private" if heading.private else kind
    return f"{views.phrases.day_in_line(heading.day, today)}, {what}"


def labels(ctx: Context, incomplete: str) -> list[Offer]:
    """Return the people and tags, then the practices and kinds, that begin so."""
    people = of_journal(
        ctx, lambda app: [known.person.alias for known in services.people.everyone(app)]
    )
    tags = of_journal(
        ctx, lambda app: [tag.name for tag in services.list_entries.tags_of(app).everything()]
    )
    offers = [(name, "person") for name in people] + [(name, "tag") for name in tags]
    typed = incomplete.casefold()
    if typed:  # else these would outnumber what is the person's own
        offers += [(name, "practice") for name in PRACTICES]
        offers += [(name, "kind of entry") for name in ("storms", "joys", "reviews", "checkins")]
    return [(name, what) for name, what in offers if name.casefold().startswith(typed)]


def _fitting(offers: Iterable[Offer], typed: str) -> list[Offer]:
    return [(name, what) for name, what in offers if name.startswith(typed)]


def _by_word(ctx: Context, typed: str) -> Iterator[Offer]:
    """Yield words for days and periods; the names of months only where something was written."""
    app: App = ctx.obj
    for name in ("today", "yesterday", "this week", "last week", "this month", "last month"):
        yield name, _days_of(app, name)
    if typed:
        for name in WEEKDAYS:
            yield name, _days_of(app, name)
    this = month_of(app.now.today)
    written = Counter(
        day.replace(day=1) for day in _written(ctx, this.start - timedelta(days=335), this.end)
    )
    for first in sorted(written, reverse=True):
        yield MONTHS[first.month - 1], _month(first, written[first])


def _by_number(ctx: Context, typed: str) -> Iterator[Offer]:
    """Yield years and months, after `2026-1` months, then the days of one, or weeks."""
    days = _written(ctx, date.min, date.max)
    if typed[4:6] == "-w":
        weeks = Counter(week_of(day).name.lower() for day in days)
        for name in sorted(weeks, reverse=True):
            period = parse_period(name, ctx.obj.now)
            yield name, f"{views.phrases.period(period)}, {_count(weeks[name])}"
    elif len(typed) > len("2026-1"):
        months = Counter(day.replace(day=1) for day in days)
        for first in sorted(months, reverse=True):
            yield f"{first:%Y-%m}", _month(first, months[first])
        for day in reversed(days):
            yield day.isoformat(), views.phrases.day_in_line(day, ctx.obj.now.today)
    else:
        months = Counter(day.replace(day=1) for day in days)
        years = Counter(day.year for day in days)
        for year in sorted(years, reverse=True):
            yield year_of(date(year, 1, 1)).name, _count(years[year])
        for first in sorted(months, reverse=True):
            yield f"{first:%Y-%m}", _month(first, months[first])


def _written(ctx: Context, start: date, end: date) -> list[date]:
    def read(app: App) -> list[str]:
        return [day.isoformat() for day, _ in app.days.written_days(start, end)]

    return [date.fromisoformat(day) for day in of_journal(ctx, read)]


def _month(first: date, days: int) -> str:
    return f"{first:%B %Y}, {_count(days)}"


def _count(days: int) -> str:
    return f"{views.phrases.count(days, 'day')} with entries"


def _days_of(app: App, name: str) -> str:
    period = parse_period(name, app.now)
    if period.is_day:
        return views.phrases.day_in_line(period.start, app.now.today)
    return views.phrases.period(period)
