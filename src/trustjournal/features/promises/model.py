"""The user's own promises: what they said they would do, and what became of it.

Events are appended to a promise and never changed; its status is derived from them. A date that
has passed is stated ("was due Wed 18 Nov") and never judged (docs/promises.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args

from ...domain.calendar import Span, is_paused, moment_text, monday_of
from ...domain.private_marks import redact

Happened = Literal["kept", "partly", "moved", "released", "withdrawn", "broken", "repair", "undo"]
HAPPENED: tuple[str, ...] = get_args(Happened)
SIZES = ("small", "medium", "big")
ORIGINS = ("offered", "asked")
TEXT_FIELDS = ("text", "cue")
"""The text fields of a promise, which may contain private words; below, those of an event."""
EVENT_TEXT_FIELDS = ("note", "acknowledged", "amends", "change")
MANY_OPEN = 5
"""With more open promises than this, a gentle question follows."""
MAKE_SMALLER_AFTER = 3
"""A recurring promise that was missed this many times in a row may be too big."""


class Status(StrEnum):
    """The status of a promise."""

    OPEN = "open"
    KEPT = "kept"
    CLOSED = "closed"
    """They released me from it, or I told them that I couldn't."""
    NEEDS_REPAIR = "needs repair"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a promise."""

    kind: Happened
    day: date
    occurrence: date | None = None
    """The due day of a recurring promise that it is about."""
    due: date | None = None
    """The new due day, if it was moved."""
    note: str | None = None
    told_them: bool | None = None
    acknowledged: str | None = None
    """What I did, in one plain sentence."""
    amends: str | None = None
    """What I'll do to put it right."""
    change: str | None = None
    """What I'll change so that it goes better."""
    undoes: str | None = None
    """The name of the event that an undo takes back; those of earlier versions have none."""
    recorded_at: datetime | None = None
    """When it was recorded; None before that."""

    @property
    def name(self) -> str | None:
        """What an undo calls it: its kind and moment, the same in every copy of the journal."""
        return f"{self.kind} {moment_text(self.recorded_at)}" if self.recorded_at else None


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
    """Whether its words also stay off every screen but `promise show`."""
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """The state of a promise on a day."""

    status: Status
    due: date | None = None
    """The current due day; for a recurring promise, the next day with nothing noted yet."""
    partly: bool = False
    """Whether some of it was kept."""
    past: bool = False
    """Whether it is open and its due day has passed."""
    could_be_smaller: bool = False
    """Whether it is recurring and was missed several times in a row."""

    @property
    def is_open(self) -> bool:
        """Whether it has yet to be kept."""
        return self.status is Status.OPEN


def redacted(promise: Promise) -> Promise:
    """Redact the private words of a promise and its events.

    This is how a promise that isn't hidden appears on every screen but `promise show`.
    """
    events = [replace(event, **_redacted(event, EVENT_TEXT_FIELDS)) for event in promise.events]
    return replace(promise, **_redacted(promise, TEXT_FIELDS), events=tuple(events))


def _redacted(record: Promise | Event, names: Sequence[str]) -> dict[str, Any]:
    return {name: redact(text)[0] for name in names if (text := getattr(record, name))}


def private_spans(promise: Promise) -> int:
    """Count the private spans in a promise and its events; 0 if it is hidden."""
    if promise.hidden:
        return 0
    texts = [getattr(promise, name) for name in TEXT_FIELDS]
    texts += [getattr(event, name) for event in promise.events for name in EVENT_TEXT_FIELDS]
    return sum(redact(text)[1] for text in texts if text)


def effective_events(events: Sequence[Event]) -> list[Event]:
    """Return the events that still count; `events` are in the order of their moments.

    An undo takes back the event it names, which may come after it if a clock was wrong. One of an
    earlier version names none, and takes back the latest one before it.
    """
    remaining: list[Event] = []
    expected: Counter[str | None] = Counter()
    """The names of events that were taken back but have not come yet."""
    for event in events:
        if event.kind != "undo":
            if expected[event.name]:
                expected[event.name] -= 1
            else:
                remaining.append(event)
        elif not event.undoes:
            del remaining[-1:]
        elif named := [other for other in remaining if other.name == event.undoes]:
            remaining.remove(named[-1])
        else:
            expected[event.undoes] += 1
    return remaining


_ENDS: dict[str, Status] = {
    "kept": Status.KEPT,
    "released": Status.CLOSED,
    "withdrawn": Status.CLOSED,
    "broken": Status.NEEDS_REPAIR,
    "repair": Status.REPAIRED,
}


def state_of(promise: Promise, today: date, pauses: Sequence[Span] = ()) -> State:
    """Derive the state of a promise on a day from its events.

    `pauses` are the spans of days off the calendar: on such a day nothing is past its date, and
    a recurring promise is never due.
    """
    events = effective_events(promise.events)
    if promise.every is not None:
        return _recurring_state(promise, events, today, pauses)
    status, due, partly = Status.OPEN, promise.due, False
    for event in events:
        status = _ENDS.get(event.kind, Status.OPEN)
        partly = partly or event.kind == "partly"
        due = event.due if event.kind == "moved" else due
    past = status is Status.OPEN and due is not None and due < today
    return State(status, due, partly, past=past and not is_paused(today, pauses))


def _recurring_state(
    promise: Promise, events: Sequence[Event], today: date, pauses: Sequence[Span]
) -> State:
    """Derive the state of a recurring promise: only releasing or withdrawing it closes it."""
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
        due = _next_due_day(promise, today, noted_weeks, pauses)
    return State(
        Status.OPEN,
        due,
        past=due < today,
        could_be_smaller=gone_by >= MAKE_SMALLER_AFTER and not is_paused(today, pauses),
    )


def _noted_weeks(events: Sequence[Event]) -> set[date]:
    """Return the weeks in which something was noted of a recurring promise, as Mondays.

    Weeks, not days, so that nothing is asked about twice after its weekday was changed.
    """
    return {monday_of(event.occurrence) for event in events if event.occurrence}


def _next_due_day(
    promise: Promise, today: date, noted_weeks: set[date], pauses: Sequence[Span]
) -> date:
    """Return the next due day of a recurring promise, after today, with nothing noted yet."""
    day = today + timedelta(days=(int(promise.every or 0) - today.weekday() - 1) % 7 + 1)
    while monday_of(day) in noted_weeks or is_paused(day, pauses):
        day += timedelta(days=7)
    return day


def occurrences(
    promise: Promise, start: date, end: date, pauses: Sequence[Span] = ()
) -> list[date]:
    """List the due days of a recurring promise from `start` to `end`, without paused ones."""
    if promise.every is None:
        return []
    first = max(start, promise.made_on)
    first += timedelta(days=(promise.every - first.weekday()) % 7)
    days = [first + timedelta(days=n) for n in range(0, (end - first).days + 1, 7)]
    return [day for day in days if not is_paused(day, pauses)] if pauses else days


def occurrence_of(
    promise: Promise, day: date, kind: Happened = "kept", pauses: Sequence[Span] = ()
) -> date | None:
    """Return the due day of a recurring promise that an event on `day` is about.

    A repair is about the day that was broken. Any other event is about the latest due day or, if
    something was already noted of that one, about the next due day if it is nearer. A day to come
    can't be broken, so that is only about the next one if there was none yet. None for a promise
    that isn't recurring.
    """
    if promise.every is None:
        return None
    events = effective_events(promise.events)
    if kind == "repair":
        broken = [event.occurrence for event in events if event.kind == "broken"]
        if broken:
            return broken[-1]
    noted_weeks = _noted_weeks(events)
    # A promise kept on a day off still counts as kept.
    off = () if is_paused(day, pauses) else pauses
    passed = occurrences(promise, promise.made_on, day, off)
    latest = passed[-1] if passed else None
    if latest and monday_of(latest) not in noted_weeks:
        return latest
    coming = _next_due_day(promise, day, noted_weeks, pauses)
    is_nearer = latest is None or (kind != "broken" and coming - day < day - latest)
    return coming if is_nearer else latest


def is_already_recorded(promise: Promise, event: Event) -> bool:
    """Return whether an event only repeats what is already recorded for the same due day."""
    events = effective_events(promise.events)
    if not events or any(getattr(event, name) for name in EVENT_TEXT_FIELDS):
        return False
    last = events[-1]
    if promise.every is None or event.kind in ("released", "withdrawn"):
        return event.kind in _ENDS and event.kind == last.kind
    if event.kind == "kept" and last.kind == "broken":
        return False
    candidates = events if event.kind == "kept" else [last]
    return any((e.kind, e.occurrence) == (event.kind, event.occurrence) for e in candidates)


def times_kept(promise: Promise, start: date, end: date) -> int:
    """Count how often a promise was kept from `start` to `end`; each due day counts once."""
    due, first = promise.due, dict[date | None, date]()
    for event in effective_events(promise.events):
        if event.kind == "moved":
            due = event.due
        elif event.kind == "kept":
            first.setdefault(due if promise.every is None else event.occurrence, event.day)
    return sum(start <= day <= end for day in first.values())
