"""Small records that the journal stores besides its entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """Days taken off the calendar."""

    n: int
    first_day: date
    last_day: date
    reason: str | None = None
    """The reason for the pause, with private words redacted."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session of sitting in silence."""

    day: date
    began_at: datetime | None
    """None if it was logged afterwards."""
    seconds: int
    planned_seconds: int


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


@dataclass(frozen=True, slots=True)
class Share:
    """A page that was shared with someone."""

    day: date
    person: str | None
    path: str
    lines: tuple[str, ...]
