"""Where the person stands: the 28-day line, the run, the marks of days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from ..app import App
from ..domain import streak
from ..domain.practices import PRACTICES
from ..domain.prompts import OMIT_FROM_JSON
from ..domain.streak import Days, Headline, Mark, Run
from .enabled_packs import check_practice


@dataclass(frozen=True, slots=True)
class StreakSummary:
    """Showing up, as the 28-day line says it."""

    today: date
    headline: Headline | None
    run: Run
    written_today: bool
    blank_days: int
    """Days without an entry since the last one, today not counted."""
    marks: dict[date, Mark]
    """The days of the 28-day line, and today while it is open."""
    has_come_back: bool = field(metadata={OMIT_FROM_JSON: True})
    """Whether today is the first day written after a long gap."""
    has_entries: bool = field(metadata={OMIT_FROM_JSON: True})
    """Whether anything was ever written, perhaps only about days before the first entry."""

    @property
    def long_away(self) -> bool:
        """Whether the next screen should be a welcome, without numbers."""
        return (
            self.headline is not None and not self.written_today and (self.blank_days >= streak.GAP)
        )


@dataclass(frozen=True, slots=True)
class PracticeDays:
    """On how many of the last 28 days a practice was written about."""

    practice: str
    days: int


@dataclass(frozen=True, slots=True)
class Consistency:
    """The whole picture of `trust streak`."""

    standing: StreakSummary
    heatmap: dict[date, Mark]
    characters: dict[date, int]
    """How much was written about each day of the heatmap, without entries with private words."""
    practices: tuple[PracticeDays, ...]
    window: int
    longest: Run | None
    practice: str | None


def days_since(
    app: App, start: date, *, all_days: bool = False, practice: str | None = None
) -> Days:
    """Return the days from `start` on, and as far back as the current run and the headline reach.

    Only as many rows are read as the answer needs, so the cost does not grow with the journal.
    """
    reader, today = app.days, app.now.today
    pauses = reader.paused_spans()
    first = reader.first_day()
    last = max(today, app.now.calendar_day)
    pauses = list(streak.clip_pauses(pauses, min(start, first or today), last))
    while True:
        since = date.min if all_days else start
        days = streak.collect(reader.written_days(since, last, practice), pauses, first)
        if all_days or first is None or since <= first:
            return days
        run = streak.current(days, today)
        reached = min(streak.window_start(days, today), run.start or today)
        # A run that might go on beyond what was read, or a window that does.
        if (reached - since).days > streak.GAP + len(days.paused):
            return days
        start = since - max(today - since, timedelta(days=streak.WINDOW))


_AROUND = timedelta(days=62)
"""Days looked at before and after a period, to tell a rest day from a blank one."""


def marks_of(app: App, start: date, end: date) -> dict[date, streak.Mark]:
    """Return the marks of the days of a period, reading only the days around it."""
    reader, today = app.days, app.now.today
    last = max(today, app.now.calendar_day)
    since, until = start - _AROUND, min(end + _AROUND, last)
    pauses = list(streak.clip_pauses(reader.paused_spans(), since, last))
    days = streak.collect(reader.written_days(since, until), pauses, reader.first_day())
    return streak.marks(days, start, end, today)


def standing_of(app: App, days: Days | None = None) -> StreakSummary:
    """Return the 28-day line and the run."""
    today = app.now.today
    days = days or days_since(app, today - timedelta(days=2 * streak.WINDOW))
    headline = streak.headline(days, today)
    return StreakSummary(
        today=today,
        headline=headline,
        run=streak.current(days, today),
        written_today=today in days.written,
        blank_days=streak.blank_days(days, today),
        marks=streak.marks(days, streak.window_start(days, today), today, today),
        has_come_back=streak.has_come_back(days, today),
        has_entries=headline is not None or app.reader.any_entry(),
    )


def consistency(
    app: App, start: date, end: date, *, practice: str | None, whole: bool
) -> Consistency:
    """Return the heatmap of a period, and the figures shown beside it."""
    today = app.now.today
    if practice is not None:
        check_practice(app, practice)
    back = today - timedelta(days=2 * streak.WINDOW)
    days = days_since(app, min(start, back), all_days=whole, practice=practice)
    window = streak.window_start(days, today)
    counts = app.days.days_by_practice(window, today)
    headline = streak.headline(days, today)
    names = sorted(
        {*PRACTICES, *counts},
        key=lambda name: (-counts.get(name, 0), [*PRACTICES, name].index(name)),
    )
    return Consistency(
        standing=standing_of(app, days),
        heatmap=streak.marks(days, start, end, today),
        characters={} if practice else app.days.lengths(start, end),
        practices=tuple(PracticeDays(name, counts.get(name, 0)) for name in names),
        window=headline.days if headline else 0,
        longest=streak.longest(days, today) if whole else None,
        practice=practice,
    )
