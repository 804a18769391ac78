"""Promises of mine: what I said I would do, and what became of it.

Only my own. What happens to one is added as an event, never changed; where it stands is worked
out from its events. A day that has passed is said ("open past its date") and judged by nobody
but the person (docs/promises.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args

from .calendar import Span, is_paused, monday_of
from .private_marks import redact

Happened = Literal["kept", "partly", "moved", "released", "withdrawn", "broken", "repair", "undo"]
HAPPENED: tuple[str, ...] = get_args(Happened)
SIZES = ("small", "medium", "big")
ORIGINS = ("offered", "asked")
WORDS = ("text", "cue")
"""The words of a promise, in which some may be private; and those of an event."""
WORDS_OF_EVENT = ("note", "acknowledged", "amends", "change")
MANY_OPEN = 5
"""More open promises than this, and one is asked about gently."""
MAKE_SMALLER_AFTER = 3
"""So many days of a recurring promise in a row that it was not kept on, and it may be too big."""


class Status(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    CLOSED = "closed"
    """They let me off, or I told them that I cannot."""
    NEEDS_REPAIR = "needs repair"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that became of a promise."""

    kind: Happened
    day: date
    occurrence: date | None = None
    """Which day of a recurring promise it is about."""
    due: date | None = None
    """The new day of one that was moved."""
    note: str | None = None
    told_them: bool | None = None
    acknowledged: str | None = None
    """What I did, in one plain sentence."""
    amends: str | None = None
    """What I do to put it right."""
    change: str | None = None
    """What I change so that it goes better."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something I said I would do."""

    id: str
    text: str
    made_on: date
    person: str | None = None
    due: date | None = None
    every: int | None = None
    """The weekday of a recurring one, 0 for Monday."""
    cue: str | None = None
    """If ..., then I will ..."""
    size: str | None = None
    origin: str | None = None
    private: bool = False
    """Whether its words stay out of exports and of what is shared."""
    hidden: bool = False
    """Whether its words stay out of every screen but `promise show` too."""
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where a promise stands on a day."""

    status: Status
    due: date | None = None
    """The day it is for now; of a recurring one the next that nothing was said of."""
    partly: bool = False
    """Some of it was kept."""
    past: bool = False
    """Open, and its day has passed."""
    could_be_smaller: bool = False
    """A recurring one went by several times."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be kept."""
        return self.status is Status.OPEN


def redacted(promise: Promise) -> Promise:
    """The promise as screens other than `promise show` may have it, where it is not hidden.

    All but the private words inside it, and inside what was said of it.
    """
    events = [replace(event, **_redacted(event, WORDS_OF_EVENT)) for event in promise.events]
    return replace(promise, **_redacted(promise, WORDS), events=tuple(events))


def _redacted(record: Promise | Event, names: Sequence[str]) -> dict[str, Any]:
    return {name: redact(text)[0] for name in names if (text := getattr(record, name))}


def private_spans(promise: Promise) -> int:
    """How many private spans there are inside a promise that is not hidden as a whole."""
    if promise.hidden:
        return 0
    texts = [getattr(promise, name) for name in WORDS]
    texts += [getattr(event, name) for event in promise.events for name in WORDS_OF_EVENT]
    return sum(redact(text)[1] for text in texts if text)


def in_force(events: Sequence[Event]) -> list[Event]:
    """The events without those that were undone; each undo takes back the last one left."""
    remaining: list[Event] = []
    for event in events:
        if event.kind != "undo":
            remaining.append(event)
        elif remaining:
            remaining.pop()
    return remaining


_ENDS: dict[str, Status] = {
    "kept": Status.KEPT,
    "released": Status.CLOSED,
    "withdrawn": Status.CLOSED,
    "broken": Status.NEEDS_REPAIR,
    "repair": Status.REPAIRED,
}


def state_of(promise: Promise, today: date, pauses: Sequence[Span] = ()) -> State:
    """Where a promise stands on a day.

    `pauses` are the days off the calendar, each as its first and last day: on such a day nothing
    is past its date, and no day of a recurring promise lies in them.
    """
    events = in_force(promise.events)
    if promise.every is not None:
        return _recurring(promise, events, today, pauses)
    status, due, partly = Status.OPEN, promise.due, False
    for event in events:
        status = _ENDS.get(event.kind, Status.OPEN)
        partly = partly or event.kind == "partly"
        due = event.due if event.kind == "moved" else due
    past = status is Status.OPEN and due is not None and due < today
    return State(status, due, partly, past=past and not is_paused(today, pauses))


def _recurring(
    promise: Promise, events: Sequence[Event], today: date, pauses: Sequence[Span]
) -> State:
    """Each of its days stands for itself; only letting it go ends it."""
    last = events[-1] if events else None
    if last and last.kind in ("released", "withdrawn"):
        return State(Status.CLOSED)
    if last and last.kind == "broken":
        return State(Status.NEEDS_REPAIR)
    noted_weeks = _noted_weeks(events)
    kept_days = {event.occurrence for event in events if event.kind in ("kept", "partly")}
    last_kept = max((day for day in kept_days if day), default=date.min)
    passed = occurrences(promise, promise.made_on, today, pauses)
    gone_by = sum(last_kept < day < today for day in passed)
    due = passed[-1] if passed else None
    if (
        due is None
        or monday_of(due) <= max(noted_weeks, default=date.min)
        or (due < today and is_paused(today, pauses))
    ):
        due = _next(promise, today, noted_weeks, pauses)
    return State(
        Status.OPEN,
        due,
        past=due < today,
        could_be_smaller=gone_by >= MAKE_SMALLER_AFTER and not is_paused(today, pauses),
    )


def _noted_weeks(events: Sequence[Event]) -> set[date]:
    """The weeks of a recurring promise that something was noted of, by their Mondays.

    Weeks, so that nothing is asked about twice where the weekday was changed.
    """
    return {monday_of(event.occurrence) for event in events if event.occurrence}


def _next(promise: Promise, today: date, noted_weeks: set[date], pauses: Sequence[Span]) -> date:
    """The next day of a recurring promise after today that is still open."""
    day = today + timedelta(days=(int(promise.every or 0) - today.weekday() - 1) % 7 + 1)
    while monday_of(day) in noted_weeks or is_paused(day, pauses):
        day += timedelta(days=7)
    return day


def occurrences(
    promise: Promise, start: date, end: date, pauses: Sequence[Span] = ()
) -> list[date]:
    """The days of a recurring promise, from one day to another, without those that are paused."""
    if promise.every is None:
        return []
    first = max(start, promise.made_on)
    first += timedelta(days=(promise.every - first.weekday()) % 7)
    days = [first + timedelta(days=n) for n in range(0, (end - first).days + 1, 7)]
    return [day for day in days if not is_paused(day, pauses)] if pauses else days


def occurrence_of(
    promise: Promise, day: date, kind: Happened = "kept", pauses: Sequence[Span] = ()
) -> date | None:
    """The day of a recurring promise that something noted on `day` is about.

    A repair is about the day that was broken. Anything else is about the latest day, or, where
    something was noted of that one already, about the one to come if it is nearer.
    """
    if promise.every is None:
        return None
    events = in_force(promise.events)
    if kind == "repair":
        broken = [event.occurrence for event in events if event.kind == "broken"]
        if broken:
            return broken[-1]
    noted_weeks = _noted_weeks(events)
    # What was kept on a day off was kept all the same.
    off = () if is_paused(day, pauses) else pauses
    passed = occurrences(promise, promise.made_on, day, off)
    latest = passed[-1] if passed else None
    if latest and monday_of(latest) not in noted_weeks:
        return latest
    coming = _next(promise, day, noted_weeks, pauses)
    return coming if latest is None or coming - day < day - latest else latest


def is_already_recorded(promise: Promise, event: Event) -> bool:
    """Whether an event says only what is noted of the promise already, of the same day."""
    events = in_force(promise.events)
    if not events or any(getattr(event, name) for name in WORDS_OF_EVENT):
        return False
    last = events[-1]
    if promise.every is None or event.kind in ("released", "withdrawn"):
        return event.kind in _ENDS and event.kind == last.kind
    if event.kind == "kept" and last.kind == "broken":
        return False
    candidates = events if event.kind == "kept" else [last]
    return any((e.kind, e.occurrence) == (event.kind, event.occurrence) for e in candidates)


def times_kept(promise: Promise, start: date, end: date) -> int:
    """How often a promise was kept in some days: what it is due on counts once."""
    due, first = promise.due, dict[date | None, date]()
    for event in in_force(promise.events):
        if event.kind == "moved":
            due = event.due
        elif event.kind == "kept":
            first.setdefault(due if promise.every is None else event.occurrence, event.day)
    return sum(start <= day <= end for day in first.values())
