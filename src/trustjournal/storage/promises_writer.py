"""Writing promises: one row each, and a row for everything that becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from ..domain.promises import Event, Promise
from ..errors import NotFound
from .part_tables import PromiseEventRow, PromiseRow
from .values import moment_text

if TYPE_CHECKING:
    from .writer import Transaction


def add_promise(store: Transaction, promise: Promise, now: datetime) -> None:
    """Store a new promise."""
    store.session.add(
        PromiseRow(
            id=promise.id,
            text=promise.text,
            made_on=promise.made_on.isoformat(),
            made_at=moment_text(now),
            person=promise.person,
            due=promise.due.isoformat() if promise.due else None,
            every=promise.every,
            cue=promise.cue,
            size=promise.size,
            origin=promise.origin,
            private=promise.private,
        )
    )


def add_event(store: Transaction, promise_id: str, event: Event, now: datetime) -> None:
    """Add what became of a promise; nothing that was said before is changed."""
    row = store.session.exec(select(PromiseRow).where(PromiseRow.id == promise_id)).first()
    if row is None or row.n is None:
        raise NotFound("no_such_promise", name=promise_id)
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
