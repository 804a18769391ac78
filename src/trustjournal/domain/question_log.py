"""What the journal keeps of the questions that were asked."""

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
class EarlierAnswer:
    """An answer given to the same question a good while ago."""

    id: str
    day: date
    body: str | None
    """Without the private words in it; None where it is private as a whole."""


@dataclass(frozen=True, slots=True)
class ServedQuestion:
    """The question a day was given, and what was put aside before it."""

    pack: str
    prompt_id: str
    practice: str
    answered: bool
