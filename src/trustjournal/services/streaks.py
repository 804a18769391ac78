"""Where the person stands: the 28-day line, the run, the marks of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .. import storage
from ..app import App
from ..domain import streak
from ..domain.practices import PRACTICES
from ..domain.streak import LONGEST_PAUSE, Days, Headline, Mark, Run
from ..errors import NotFound, UsageError
from ..sentences import NO_SUCH_PAUSE
from .enabled_packs import check_practice

if TYPE_CHECKING:
    from ..domain.streak import Pause

PAUSE_BACK = 2
"""A pause may begin so many days ago: like an entry, it can be a little late."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Showing up, as the 28-day line says it."""

    today: date
    headline: Headline | None
    run: Run
    written_today: bool
    blank_days: int
    """Days without an entry since the last one, today not counted."""
    marks: dict[date, Mark]
    """The days of the 28-day line, and today while it is open."""

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

    standing: Standing
    heatmap: dict[date, Mark]
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


def standing_of(app: App, days: Days | None = None) -> Standing:
    """Return the 28-day line and the run."""
    today = app.now.today
    days = days or days_since(app, today - timedelta(days=2 * streak.WINDOW))
    return Standing(
        today=today,
        headline=streak.headline(days, today),
        run=streak.current(days, today),
        written_today=today in days.written,
        blank_days=streak.blank_days(days, today),
        marks=streak.marks(days, streak.window_start(days, today), today, today),
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
        practices=tuple(PracticeDays(name, counts.get(name, 0)) for name in names),
        window=headline.days if headline else 0,
        longest=streak.longest(days, today) if whole else None,
        practice=practice,
    )


def pause(app: App, first: date, last: date, reason: str | None) -> Pause:
    """Take some days off the calendar."""
    if (last - first).days >= LONGEST_PAUSE:
        raise UsageError(
            "a pause lasts {most} days at the most; a longer one can be two", most=LONGEST_PAUSE
        )
    if first < app.now.today - timedelta(days=PAUSE_BACK):
        raise UsageError("a pause begins {days} days ago at the earliest", days=PAUSE_BACK)
    with app.writer.transaction() as store:
        return storage.days.add_pause(store, first, last, reason, app.now.moment)


def undo_pause(app: App, number: int | None) -> Pause:
    """Undo a pause: the one with that number, else the one made last. Raises `NotFound`."""
    pauses = list(app.days.pauses())
    if not pauses:
        raise NotFound("there is no pause to undo; `trust pause A..B` makes one")
    target = number if number is not None else max(pause.n for pause in pauses)
    match = next((pause for pause in pauses if pause.n == target), None)
    if match is None:
        raise NotFound(NO_SUCH_PAUSE, number=number)
    seen = app.days.pause_as_stored(match.n)

    with app.writer.transaction() as store:
        # Another program may have undone it meanwhile; a new pause then has its number.
        if store.reads(storage.days.DaysReader).pause_as_stored(match.n) != seen:
            raise NotFound(NO_SUCH_PAUSE, number=match.n)
        storage.days.remove_pause(store, match.n)
    return match
