"""What is due, and so wants to be seen or asked about: promises and check-ins.

Where there never was one of these, nothing about them is loaded: that takes longer than all
the rest of the question of the day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..app import App
from .checkin import due, due_since
from .promises import due_on, for_today

if TYPE_CHECKING:
    from .checkin import Due as Checkin
    from .promises import Standing as Promised


def promised(app: App, *, unsafe: bool) -> tuple[Promised, ...]:
    """Promises due today or open past their date, a few at the most.

    In the safety pause none that is to someone or names the person.
    """
    if not app.reader.any_promise():
        return ()

    return tuple(for_today(app, unsafe=unsafe))


def checkin(app: App) -> Checkin | None:
    """A check-in, or coming back to one, that would fit today."""
    if not app.reader.any_checkin():
        return None

    return due(app)


def practices(app: App, day: date) -> frozenset[str]:
    """Return the practices of what is due on a day, judged by what was recorded before it."""
    names = set()
    if app.reader.any_promise():
        names |= {"reliability"} if due_on(app, day) else set()
    if app.reader.any_checkin():
        names |= {"check-ins"} if due_since(app, day) else set()
    return frozenset(names)
