"""Small facts the journal keeps beside its entries."""

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
    """What it is for, without private words."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A time of sitting in silence."""

    day: date
    began_at: datetime | None
    """None where it was noted down afterwards."""
    seconds: int
    planned_seconds: int


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A mark on an entry, or on a line of it: not yet said, said, or mine to keep."""

    entry: str
    day: date
    line: str | None
    """The line as it was written; None for the whole entry."""
    state: str
    body: str
    private: bool
    quiet: bool = False
    """Someone in the entry is not to be quoted."""


@dataclass(frozen=True, slots=True)
class Share:
    """A page that was written for someone."""

    day: date
    person: str | None
    path: str
    lines: tuple[str, ...]
