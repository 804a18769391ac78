"""Small facts the journal keeps beside its entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .prompts import Prompt


@dataclass(frozen=True, slots=True)
class PromptEvent:
    """A question was served, answered or put aside."""

    event: Literal["served", "answered", "skipped"]
    prompt: Prompt
    day: date
    """The day the question was for."""
    recorded_on: date
    """The journal day on which it happened."""
    recorded_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer given to the same question a good while ago."""

    id: str
    day: date
    body: str | None
    """Without the private words in it; None where it is private as a whole."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days taken off the calendar."""

    n: int
    first_day: date
    last_day: date
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """The question a day was given, and what was put aside before it."""

    pack: str
    prompt_id: str
    practice: str
    answered: bool


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


@dataclass(frozen=True, slots=True)
class Share:
    """A page that was written for someone."""

    day: date
    person: str | None
    path: str
    lines: tuple[str, ...]
