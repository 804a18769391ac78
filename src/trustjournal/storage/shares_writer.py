"""Writing the record of shared pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from ..domain.records import Share
from .iso_text import moment_text
from .models import EntryRow
from .models_extra import ShareLineRow, ShareRow

if TYPE_CHECKING:
    from .writer import Transaction


def add_share(
    store: Transaction, share: Share, entries: Sequence[str | None], now: datetime
) -> None:
    """Store a page that was written; `entries` are the ids of the entries its lines come from."""
    row = ShareRow(
        day=share.day.isoformat(),
        shared_at=moment_text(now),
        person=share.person,
        path=share.path,
    )
    store.session.add(row)
    store.session.flush()
    assert row.n is not None  # the database numbers a row when it is flushed
    for number, (text, entry_id) in enumerate(zip(share.lines, entries, strict=True), start=1):
        entry_n = store.session.exec(select(EntryRow.n).where(EntryRow.id == entry_id)).first()
        store.session.add(ShareLineRow(share_n=row.n, n=number, entry_n=entry_n, text=text))
