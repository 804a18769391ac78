"""Marking an entry, or a line of it, as said or not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlmodel import col, select

from ..errors import NotFound
from ..sentences import NO_SUCH_ENTRY
from .iso_text import moment_text
from .models import EntryRow
from .models_extra import UnsaidRow

if TYPE_CHECKING:
    from .writer import Transaction


def mark(store: Transaction, entry_id: str, line: str | None, state: str, now: datetime) -> None:
    """Store a mark, replacing an earlier one on the same words."""
    n = store.session.exec(select(EntryRow.n).where(EntryRow.id == entry_id)).first()
    if n is None:
        raise NotFound(NO_SUCH_ENTRY, name=entry_id)
    mark_number(store, n, line, state, now)


def mark_number(
    store: Transaction, entry_n: int, line: str | None, state: str, now: datetime
) -> None:
    """Store a mark on an entry given by its row number, replacing one on the same words."""
    same = (col(UnsaidRow.entry_n) == entry_n, col(UnsaidRow.line).is_not_distinct_from(line))
    store.session.exec(delete(UnsaidRow).where(*same))
    store.session.add(
        UnsaidRow(entry_n=entry_n, line=line, state=state, changed_at=moment_text(now))
    )
