"""The list of pauses, and the confirmations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.periods import Period
from . import phrases
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..domain.streak import Pause


def listing(pauses: Sequence[Pause]) -> list[RenderableType]:
    """Return the pauses, and how to undo one."""
    if not pauses:
        return [Text("No days are paused. To pause some: trust pause today..2026-12-01")]
    rows: list[RenderableType] = [Text(_pause(pause)) for pause in pauses]
    return [*rows, Text("To undo one: trust pause --undo NUMBER")]


def _pause(pause: Pause) -> str:
    reason = f"  {safe_line(pause.reason)}" if pause.reason else ""
    return f"{pause.n:3}  {_stretch(pause)}{reason}"


def _stretch(pause: Pause) -> str:
    return phrases.period(Period("span", pause.first_day, pause.last_day))


def added(pause: Pause) -> list[RenderableType]:
    """Return the confirmation of a new pause."""
    days = phrases.count((pause.last_day - pause.first_day).days + 1, "day")
    return [
        Text(f"Paused {days}: {_stretch(pause)}."),
        Text(f"To undo it: trust pause --undo {pause.n}"),
    ]


def removed(pause: Pause) -> list[RenderableType]:
    """Return the confirmation that a pause was undone."""
    days = _stretch(pause)
    if pause.first_day == pause.last_day:
        return [Text(f"Removed the pause on {days}.")]
    return [Text(f"Removed the pause from {days}.")]
