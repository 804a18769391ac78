"""Sitting in silence: waiting, and keeping how long it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ... import features
from ...app import App
from ...domain.calendar import Now
from .model import Sitting
from .store import SittingReader

SHORTEST = 10
"""A sitting of fewer seconds is not kept."""
BREATH = 1.0
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock and a way to wait."""

    clock: Callable[[], float]
    """Seconds that only go forward."""
    sleep: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class SittingTotal:
    """The minutes and days of sitting in a period."""

    minutes: int
    days: int


def sit(app: App, minutes: int, time: Clock, show: Callable[[int], None]) -> Sitting | None:
    """Wait for `minutes`, or until the person stops, and store how long it was.

    `show` gets the seconds that have passed, about once a second. Returns None if it was too
    short to store. A signal that ends the program takes effect after storing.
    """
    planned = minutes * 60
    now, began = app.now, time.clock()

    def passed() -> float:
        return min(time.clock() - began, planned)

    try:
        show(0)
        _ = app.writer  # imports the models, while there is time
        while (so_far := passed()) < planned:
            show(int(so_far))
            time.sleep(min(BREATH, planned - so_far))
    except KeyboardInterrupt:
        return _kept(app, now, int(passed()), planned)
    except SystemExit:
        _kept(app, now, int(passed()), planned)
        raise
    return _kept(app, now, planned, planned)


def note(app: App, minutes: int, day: date) -> Sitting:
    """Store a sitting that was timed elsewhere."""
    return _stored(app, Sitting(day, None, minutes * 60, minutes * 60))


def sat(app: App, start: date, end: date) -> SittingTotal:
    """Return the minutes sat in a period, and on how many days."""
    seconds_by_day = SittingReader.beside(app.reader).seconds_by_day(start, end)
    return SittingTotal(sum(seconds_by_day.values()) // 60, len(seconds_by_day))


def _kept(app: App, began: Now, seconds: int, planned: int) -> Sitting | None:
    if seconds < SHORTEST:
        return None
    return _stored(app, Sitting(began.today, began.moment, seconds, planned))


def _stored(app: App, sitting: Sitting) -> Sitting:
    writer = app.writer  # imports the models the quick way

    with writer.transaction() as store:
        features.sit.store.add_sitting(store, sitting)
    return sitting
