"""The calendar of a month, or the picture of the last months, to go by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Protocol, runtime_checkable

from textual import events

from .. import services, views
from ..domain.calendar import EARLIEST, LATEST, monday_of
from ..domain.periods import month_of
from ..domain.streak import Mark
from ..views.screen import Screen
from .session import Session
from .widgets import Fixed

_HEADING = 2
"""Lines above the first week: the name of the month, and the days of the week."""
_MOST_WEEKS = 6
_DAY = 4
"""Cells a day takes."""


@runtime_checkable
class DayScreen(Protocol):
    """A screen with a calendar."""

    def day_chosen(self, day: date) -> None:
        """Show what belongs to the day."""

    def calendar_left(self) -> None:
        """Go back to the list."""


class Calendar(Fixed, can_focus=True):
    """Shows which days were written about. Arrows and clicks choose a day."""

    DEFAULT_CSS = "Calendar { padding: 0 1; } Calendar:focus { background: ansi_default; }"

    BINDINGS = [  # noqa: RUF012  # Textual takes the list from the class
        ("left", "by_days(-1)", ""),
        ("right", "by_days(1)", ""),
        ("up", "by_days(-7)", ""),
        ("down", "by_days(7)", ""),
        ("pageup", "by_days(-28)", ""),
        ("pagedown", "by_days(28)", ""),
        ("enter", "leave", ""),
        ("escape", "leave", ""),
    ]

    def __init__(self, screen: Screen, session: Session, **options: Any) -> None:
        super().__init__(screen, self._parts, **options)
        self._session = session
        self.day = session.today
        self.shows_months = False
        self._known: dict[tuple[date, date], dict[date, Mark]] = {}
        """The marks of the stretches shown so far."""

    def forget(self) -> None:
        """Read the marks anew: the journal has changed."""
        self._known.clear()
        self.redraw()

    def choose(self, day: date) -> None:
        """Show a day and its month."""
        if day != self.day:
            self.day = day
            self.redraw()

    def _parts(self, screen: Screen) -> list[Any]:
        app = self._session.app
        if self.shows_months:
            weeks = views.day_marks.weeks_that_fit(screen, 0)
            start = monday_of(max(app.now.today, self.day))
            start -= timedelta(days=7 * (weeks - 1))
            if self.day < start:
                start = monday_of(self.day) - timedelta(days=7 * (weeks // 2))
            end = min(start + timedelta(days=7 * weeks - 1), LATEST)
            marks = self._marks(max(start, EARLIEST), end)
            return list(views.day_marks.heatmap(marks, screen, 0))
        month = month_of(self.day)
        marks = self._marks(month.start, month.end)
        title = views.widgets.text(views.phrases.period(month), "bold")
        drawn = views.day_marks.month(month.start, marks, screen, chosen=self.day)
        # Every month takes as many lines, so that the list below stays where it is.
        weeks = 1 + (month.end - monday_of(month.start)).days // 7
        return [title, drawn, *[""] * (_MOST_WEEKS - weeks)]

    def _marks(self, start: date, end: date) -> dict[date, Mark]:
        if (start, end) not in self._known:
            self._known[start, end] = services.streaks.marks_of(self._session.app, start, end)
        return self._known[start, end]

    def on_focus(self) -> None:
        """Show that arrows go by days now."""
        self.redraw()

    def on_blur(self) -> None:
        """Show that they don't any more."""
        self.redraw()

    def action_by_days(self, days: int) -> None:
        """Choose another day."""
        day = self.day + timedelta(days=days)
        if EARLIEST < day <= max(self._session.today, self.day):
            self.choose(day)
            self._day_screen.day_chosen(day)

    def action_leave(self) -> None:
        """Go back to the list."""
        self._day_screen.calendar_left()

    @property
    def _day_screen(self) -> DayScreen:
        # It is called, and not sent a message: the next key must find what this one has changed.
        screen = self.screen
        assert isinstance(screen, DayScreen)
        return screen

    async def on_click(self, event: events.Click) -> None:
        """Choose the day that was clicked."""
        if self.shows_months:
            return
        first = month_of(self.day).start
        week, column = event.y - _HEADING, (event.x - self.styles.padding.left) // _DAY
        if week < 0 or not 0 <= column < 7:
            return
        day = monday_of(first) + timedelta(days=7 * week + column)
        if day.month == first.month:
            self.choose(day)
            self._day_screen.day_chosen(day)
