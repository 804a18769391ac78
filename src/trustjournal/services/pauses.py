"""Days off the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from .. import storage
from ..app import App
from ..domain.calendar import is_paused
from ..domain.streak import LONGEST_PAUSE, Pause
from ..errors import NotFound, UsageError
from ..sentences import NO_SUCH_PAUSE

ALREADY_PAUSED = "those days are already paused; `trust pause` lists your pauses"
DAY_ALREADY_PAUSED = "{day} is already paused; `trust pause` lists your pauses"
PAUSE_BACK = 2
"""A pause may begin so many days ago: like an entry, it can be a little late."""


def add(app: App, first: date, last: date, reason: str | None) -> Pause:
    """Take some days off the calendar. Raises `UsageError` if they all are already."""
    if (last - first).days >= LONGEST_PAUSE:
        raise UsageError(
            "a pause can last at most {most} days; to pause for longer, set two", most=LONGEST_PAUSE
        )
    if first < app.now.today - timedelta(days=PAUSE_BACK):
        raise UsageError("a pause can't begin more than {days} days ago", days=PAUSE_BACK)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with app.writer.transaction() as store:
        spans = store.reads(storage.days.DaysReader).paused_spans()
        if all(is_paused(day, spans) for day in days):
            raise UsageError(ALREADY_PAUSED if len(days) > 1 else DAY_ALREADY_PAUSED, day=first)
        return storage.days.add_pause(store, first, last, reason, app.now.moment)


def undo(app: App, number: int | None) -> Pause:
    """Undo a pause: the one with that number, else the one made last. Raises `NotFound`."""
    pauses = list(app.days.pauses())
    if not pauses:
        raise NotFound("there's no pause to undo; `trust pause today..friday` makes one")
    target = number if number is not None else app.days.last_made()
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
