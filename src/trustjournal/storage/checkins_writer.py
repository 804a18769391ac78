"""Writing the row that a check-in has besides its entry."""

from __future__ import annotations

from datetime import date

from ..domain.text import label_key
from .models import EntryRow
from .models_extra import CheckinRow
from .writer import Transaction


def add_checkin(
    store: Transaction,
    entry_n: int,
    day: date,
    *,
    person: str | None,
    not_today: bool,
    follow_up: date | None,
) -> None:
    """Store the row of a check-in; `person` is a key.

    Someone who was renamed while the check-in was being written is stored with the new key.
    """
    entry = store.session.get(EntryRow, entry_n)
    if person is not None and entry is not None:
        person = label_key(store.named_now("person", person, entry.created_at))
    store.session.add(
        CheckinRow(
            entry_n=entry_n,
            day=day.isoformat(),
            person=person,
            not_today=not_today,
            follow_up=follow_up.isoformat() if follow_up else None,
        )
    )
