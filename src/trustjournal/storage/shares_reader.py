"""What was shared with whom, as this journal remembers it."""

from __future__ import annotations

from ..domain.records import Share
from .reads import Reads
from .values import day_of

SHARES = "SELECT n, day, person, path FROM share ORDER BY n"
LINES = "SELECT share_n, text FROM share_line ORDER BY share_n, n"


class SharesReader(Reads):
    """Reading what was shared."""

    def all(self) -> list[Share]:
        """Every page that was written, oldest first."""
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
