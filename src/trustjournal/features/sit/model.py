"""A session of sitting in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session of sitting in silence."""

    day: date
    began_at: datetime | None
    """None if it was logged afterwards."""
    seconds: int
    planned_seconds: int
