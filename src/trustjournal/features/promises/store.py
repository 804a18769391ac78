"""Reading and writing promises: a row for each, and a row for each of its events."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ...errors import NotFound
from ...sentences import NO_SUCH_PROMISE
from ...storage.iso_text import day_of, moment_of
from ...storage.query import Reads
from .model import Event, Promise

if TYPE_CHECKING:
    from ...storage.writer import Transaction

PROMISES = """
    SELECT n, id, text, made_on, person, due, every, cue, size, origin, private, hidden
    FROM promise ORDER BY made_at, id"""
# Of events of one moment an undo comes last; the rest only makes their order certain.
EVENTS = """
    SELECT promise_n, kind, day, occurrence, due, note, told_them, acknowledged, amends, change,
        undoes, recorded_at
    FROM promise_event ORDER BY promise_n, recorded_at, kind = 'undo', kind, day, occurrence,
        due, note, told_them, acknowledged, amends, change, undoes"""
ANY = "SELECT 1 FROM promise LIMIT 1"
LAST_MADE = "SELECT id, made_at FROM promise ORDER BY made_at DESC, id DESC LIMIT 1"
NUMBER = "SELECT n FROM promise WHERE id = ?"


class PromisesReader(Reads):
    """Reads promises."""

    def all(self) -> list[Promise]:
        """Return every promise with its events, in the order they were made."""
        if self._value(ANY) is None:
            return []
        events: dict[int, list[Event]] = {}
        for promise_n, *row in self._rows(EVENTS):
            events.setdefault(promise_n, []).append(_event(*row))
        return [_promise(events.get(n, []), *row) for n, *row in self._rows(PROMISES)]

    def last_made(self) -> tuple[str, datetime] | None:
        """Return the id of the promise that was made last, and when; None without any."""
        for promise_id, made_at in self._rows(LAST_MADE):
            return promise_id, moment_of(made_at)
        return None

    def number_of(self, promise_id: str) -> int:
        """Return the row number of a promise. Raises `NotFound`."""
        number: int | None = self._value(NUMBER, promise_id)
        if number is None:
            raise NotFound(NO_SUCH_PROMISE, name=promise_id)
        return number


def _day(value: str | None) -> date | None:
    return day_of(value) if value else None


def _event(
    kind: Any,
    day: str,
    occurrence: str | None,
    due: str | None,
    note: str | None,
    told_them: int | None,
    acknowledged: str | None,
    amends: str | None,
    change: str | None,
    undoes: str | None,
    recorded_at: str,
) -> Event:
    return Event(
        kind,
        day_of(day),
        _day(occurrence),
        _day(due),
        note,
        None if told_them is None else bool(told_them),
        acknowledged,
        amends,
        change,
        undoes,
        moment_of(recorded_at),
    )


def _promise(
    events: list[Event],
    promise_id: str,
    text: str,
    made_on: str,
    person: str | None,
    due: str | None,
    every: int | None,
    cue: str | None,
    size: str | None,
    origin: str | None,
    private: int,
    hidden: int,
) -> Promise:
    return Promise(
        promise_id,
        text,
        day_of(made_on),
        person,
        _day(due),
        every,
        cue,
        size,
        origin,
        bool(private),
        bool(hidden),
        tuple(events),
    )


def _columns(promise: Promise) -> dict[str, Any]:
    """Return the columns of a promise that the person decides."""
    return {
        "text": promise.text,
        "made_on": promise.made_on.isoformat(),
        "person": promise.person,
        "due": promise.due.isoformat() if promise.due else None,
        "every": promise.every,
        "cue": promise.cue,
        "size": promise.size,
        "origin": promise.origin,
        "private": promise.private,
        "hidden": promise.hidden,
    }


def add_promise(store: Transaction, promise: Promise, now: datetime) -> None:
    """Store a new promise."""
    columns = _columns(promise)
    made_at = store.next_moment("promise", "made_at", now, made_on=columns["made_on"])
    store.insert("promise", id=promise.id, made_at=made_at, **columns)


def correct_promise(store: Transaction, promise: Promise) -> None:
    """Correct a stored promise; its events stay."""
    n = store.reads(PromisesReader).number_of(promise.id)
    store.update("promise", {"n": n}, **_columns(promise))


def delete_promise(store: Transaction, promise_id: str) -> None:
    """Permanently delete a promise with its events, including those taken back."""
    store.delete("promise", n=store.reads(PromisesReader).number_of(promise_id))


def add_event(store: Transaction, promise_id: str, event: Event, now: datetime) -> None:
    """Add an event to a promise; earlier events are not changed."""
    n = store.reads(PromisesReader).number_of(promise_id)
    store.insert(
        "promise_event",
        promise_n=n,
        kind=event.kind,
        day=event.day.isoformat(),
        recorded_at=store.next_moment("promise_event", "recorded_at", now, promise_n=n),
        occurrence=event.occurrence.isoformat() if event.occurrence else None,
        due=event.due.isoformat() if event.due else None,
        note=event.note,
        told_them=event.told_them,
        acknowledged=event.acknowledged,
        amends=event.amends,
        change=event.change,
        undoes=event.undoes,
    )
