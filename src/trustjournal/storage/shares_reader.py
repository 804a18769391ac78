"""Queries for the pages that were shared, and with whom."""

from __future__ import annotations

from ..domain.entry import redact_if_then
from ..domain.private_marks import MARK
from ..domain.records import Share
from .iso_text import day_of
from .query import LIVE, QUIET, Reads

SHARES = "SELECT n, day, person, path FROM share ORDER BY n"
LINES = "SELECT share_n, text FROM share_line ORDER BY share_n, n"
PROMISES = "SELECT text FROM promise WHERE NOT private"
IF_THENS = f"""
    SELECT COALESCE(a.text, i.text), a.prompt_text, e.body
    FROM intention i LEFT JOIN entry e ON e.n = i.entry_n
        LEFT JOIN answer a ON a.entry_n = i.entry_n AND a.prompt_id = 'if-then'
    WHERE {LIVE} AND NOT COALESCE(e.private, 0) AND NOT {QUIET}"""


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

    def deeds(self) -> frozenset[str]:
        """Return the if-thens and promises that may be shown now and have no private words."""
        texts = {str(text) for (text,) in self._rows(PROMISES)}
        texts |= {
            redact_if_then(str(text), question, body).strip()  # type: ignore[arg-type]
            for text, question, body in self._rows(IF_THENS)
        }
        return frozenset(text for text in texts if MARK not in text)
