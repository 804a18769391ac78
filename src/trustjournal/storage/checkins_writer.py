"""Writing what is particular to a check-in, beside its entry."""

from __future__ import annotations

from datetime import date

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
    """Store the row of a check-in; `person` is a key."""
    store.session.add(
        CheckinRow(
            entry_n=entry_n,
            day=day.isoformat(),
            person=person,
            not_today=not_today,
            follow_up=follow_up.isoformat() if follow_up else None,
        )
    )
