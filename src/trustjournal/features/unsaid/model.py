"""A mark on words: not yet said, said, or mine to keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A mark on an entry or one of its lines: not yet said, said, or mine to keep."""

    entry: str
    day: date
    line: str | None
    """The line as it was written; None for the whole entry."""
    state: str
    body: str
    private: bool
    quiet: bool = False
    """Whether the entry names a person who must not be quoted."""
