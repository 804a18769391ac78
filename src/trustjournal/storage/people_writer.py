"""Writing about people: their pages, and the labels on entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from ..domain.people import Person
from ..domain.text import label_key
from .iso_text import moment_text
from .models_extra import CheckinRow, PersonPageRow, PromiseRow
from .writer import Transaction


def put_page(store: Transaction, person: Person, now: datetime) -> None:
    """Store the page of someone, replacing an earlier one."""
    drop_page(store, person.key)
    store.session.add(
        PersonPageRow(
            key=person.key,
            alias=person.alias,
            context=person.context,
            cadence_days=person.cadence_days,
            quote=person.quote,
            made_at=moment_text(now),
        )
    )


def drop_page(store: Transaction, key: str) -> None:
    """Remove the page of someone."""
    store.session.exec(delete(PersonPageRow).where(col(PersonPageRow.key) == key))


def relabel(store: Transaction, entry_ids: Iterable[str], key: str, alias: str | None) -> None:
    """Give a person on entries another alias, or remove them if `alias` is None.

    The text of an entry and its earlier versions stay the same; its hash covers its people, so it
    is computed again.
    """
    for entry_id in entry_ids:
        store.replace_person(entry_id, key, alias)


def repoint(store: Transaction, key: str, alias: str) -> None:
    """Change check-ins and promises to another alias."""
    session = store.session
    session.exec(
        update(CheckinRow).where(col(CheckinRow.person) == key).values(person=label_key(alias))
    )
    for promise in session.exec(select(PromiseRow).where(col(PromiseRow.person).is_not(None))):
        if promise.person is not None and label_key(promise.person) == key:
            promise.person = alias
            session.add(promise)
