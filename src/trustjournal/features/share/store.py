"""Reading and writing the pages that were shared, and with whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ...storage.iso_text import day_of
from ...storage.query import Reads
from .model import Share

if TYPE_CHECKING:
    from ...storage.writer import Transaction

SHARES = "SELECT n, day, person, path FROM share ORDER BY shared_at, path"
LINES = "SELECT share_n, text FROM share_line ORDER BY share_n, n"


class SharesReader(Reads):
    """Reads shared pages."""

    def all(self) -> list[Share]:
        """Return every page that was written, oldest first."""
        lines: dict[int, list[str]] = {}
        for share_n, text in self._rows(LINES):
            lines.setdefault(share_n, []).append(text)
        return [
            Share(day_of(day), person or None, path, tuple(lines.get(n, ())))
            for n, day, person, path in self._rows(SHARES)
        ]


def add_share(
    store: Transaction, share: Share, entries: Sequence[str | None], now: datetime
) -> None:
    """Store a page that was written; `entries` are the ids of the entries its lines come from."""
    n = store.insert(
        "share",
        day=share.day.isoformat(),
        shared_at=store.next_moment("share", "shared_at", now),
        person=share.person,
        path=share.path,
    )
    for number, (text, entry_id) in enumerate(zip(share.lines, entries, strict=True), start=1):
        entry_n = store.number_of(entry_id) if entry_id else None
        store.insert("share_line", share_n=n, n=number, entry_n=entry_n, text=text)
