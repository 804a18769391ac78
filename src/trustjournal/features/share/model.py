"""A page that was shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Share:
    """A page that was shared with someone."""

    day: date
    person: str | None
    path: str
    lines: tuple[str, ...]
