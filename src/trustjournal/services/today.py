"""What `trust` alone shows: the question, the 28-day line, what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..app import App
from ..domain.calendar import is_paused
from ..domain.entry import Intention
from ..domain.json_values import FLATTEN
from ..domain.periods import Period, month_of, week_of, year_of
from ..domain.question_choice import Choice
from ..registry import all_features
from .questions import answered_today, question_of
from .safety_pause import safety_pause
from .streaks import StreakSummary, standing_of


@dataclass(frozen=True, slots=True)
class Today:
    """Today, at a glance."""

    day: date
    choice: Choice | None
    answered: bool
    """Whether today's question has been answered."""
    standing: StreakSummary
    newcomer: bool
    """Nothing has been written yet: a welcome is in place."""
    paused: bool
    guarded: bool
    """Always false: no screen and no script tells that it was said not to be safe."""
    intention: Intention | None
    """The if-then of this week, else that of this month or year."""
    due: Mapping[str, Any] = field(metadata={FLATTEN: True})
    """What the features have due today (`registry.Feature.today`)."""
    review_due: Period | None
    """The week a review is due for; None on a day off."""


def due_review(app: App) -> Period | None:
    """The week to look back on: last week from Monday to Wednesday, this one on Sunday.

    None once it was reviewed, and where nothing was written in it.
    """
    today = app.now.today
    week = week_of(today)
    if today.weekday() <= 2:
        week = week.before()
    elif today.weekday() != 6:
        return None
    if app.reader.reviewed(week.name) or not app.reader.written_days(week.start, week.end):
        return None
    return week


def _intention(app: App) -> Intention | None:
    periods = (kind(app.now.today) for kind in (week_of, month_of, year_of))
    return next(filter(None, (app.reader.intention(period.name) for period in periods)), None)


def _due(app: App, *, unsafe: bool) -> dict[str, Any]:
    due: dict[str, Any] = {}
    for feature in all_features():
        due |= feature.today(app, unsafe=unsafe)
    return due


def today(app: App) -> Today:
    """Gather what `trust` shows. Writes nothing."""
    day = app.now.today
    choice = question_of(app, day)
    paused = is_paused(day, app.reader.paused_spans())
    unsafe = safety_pause(app)
    return Today(
        day=day,
        choice=choice,
        answered=answered_today(app, choice),
        standing=standing_of(app),
        newcomer=not app.reader.any_entry(),
        paused=paused,
        guarded=False,
        intention=None if unsafe else _intention(app),
        due=_due(app, unsafe=unsafe),
        review_due=None if paused else due_review(app),
    )
