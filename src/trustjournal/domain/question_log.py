"""Records of the questions that were asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .prompts import Prompt


@dataclass(frozen=True, slots=True)
class PromptEvent:
    """A question that was served, answered or skipped."""

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
    """An earlier answer to the same question."""

    id: str
    day: date
    body: str | None
    """With private words redacted; None if the entry is private."""


@dataclass(frozen=True, slots=True)
class ServedQuestion:
    """The question that was served on a day, and whether it was answered."""

    pack: str
    prompt_id: str
    practice: str
    answered: bool
    text: str = ""
    """How the question was worded for the entry that answers it."""
