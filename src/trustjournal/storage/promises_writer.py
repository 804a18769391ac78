"""Writing promises: a row for each, and a row for each of its events."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from ..domain.promises import Event, Promise
from ..errors import NotFound
from ..sentences import NO_SUCH_PROMISE
from .iso_text import moment_text
from .models_extra import PromiseEventRow, PromiseRow

if TYPE_CHECKING:
    from .writer import Transaction


def add_promise(store: Transaction, promise: Promise, now: datetime) -> None:
    """Store a new promise."""
    row = PromiseRow(id=promise.id, made_at=moment_text(now), **_columns(promise))
    store.session.add(row)


def correct_promise(store: Transaction, promise: Promise) -> None:
    """Correct a stored promise; its events stay."""
    row = _find(store, promise.id)
    for name, value in _columns(promise).items():
        setattr(row, name, value)
    store.session.add(row)


def delete_promise(store: Transaction, promise_id: str) -> None:
    """Permanently delete a promise with its events, including those taken back."""
    store.session.delete(_find(store, promise_id))


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


def _find(store: Transaction, promise_id: str) -> PromiseRow:
    row = store.session.exec(select(PromiseRow).where(PromiseRow.id == promise_id)).first()
    if row is None:
        raise NotFound(NO_SUCH_PROMISE, name=promise_id)
    return row


def add_event(store: Transaction, promise_id: str, event: Event, now: datetime) -> None:
    """Add an event to a promise; earlier events are not changed."""
    row = _find(store, promise_id)
    assert row.n is not None  # the database has numbered it
    store.session.add(
        PromiseEventRow(
            promise_n=row.n,
            kind=event.kind,
            day=event.day.isoformat(),
            recorded_at=moment_text(now),
            occurrence=event.occurrence.isoformat() if event.occurrence else None,
            due=event.due.isoformat() if event.due else None,
            note=event.note,
            told_them=event.told_them,
            acknowledged=event.acknowledged,
            amends=event.amends,
            change=event.change,
        )
    )
