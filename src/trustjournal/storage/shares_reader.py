"""Queries for the pages that were shared, and with whom."""

from __future__ import annotations

from ..domain.records import Share
from .iso_text import day_of
from .query import Reads

SHARES = "SELECT n, day, person, path FROM share ORDER BY n"
LINES = "SELECT share_n, text FROM share_line ORDER BY share_n, n"


class SharesReader(Reads):
    """Reads shared pages."""

    def all(self) -> list[Share]:
        """Return every page that was written, oldest first."""
        lines: dict[object, list[str]] = {}
        for share_n, text in self._rows(LINES):
            lines.setdefault(share_n, []).append(str(text))
        return [
            Share(
                day_of(str(day)),
                str(person) if person else None,
                str(path),
                tuple(lines.get(n, ())),
            )
            for n, day, person, path in self._rows(SHARES)
        ]
