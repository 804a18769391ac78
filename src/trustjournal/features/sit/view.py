"""Sitting in silence: the bar, and the lines before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ...views import phrases
from ...views.screen import Screen

if TYPE_CHECKING:
    from .model import Sitting
    from .service import SittingTotal

TOO_SHORT = "That was only a few seconds, so nothing was recorded. That's fine."
MAX_BAR_WIDTH = 30
"""Maximum width of the bar in cells."""
_LABEL_WIDTH = len("    180 of 180 minutes^C") + 1


def opening_line(minutes: int) -> str:
    """Return the line before a session."""
    length = phrases.count(minutes, "minute")
    return f"{length} of silence. Ctrl-C ends it early and keeps the time so far."


def bar(seconds: int, planned: int, screen: Screen) -> str:
    """Return the progress bar. `seconds` have passed of `planned` seconds."""
    full, empty = ("━", "·") if screen.unicode else ("=", ".")
    width = max(0, min(MAX_BAR_WIDTH, screen.width - _LABEL_WIDTH))
    filled = width * seconds // planned
    progress = f"{seconds // 60} of {phrases.count(planned // 60, 'minute')}"
    return f"  {full * filled}{empty * (width - filled)}  {progress}"


def ended(sitting: Sitting | None) -> list[RenderableType]:
    """Return the line after a session. None means it was too short to be stored."""
    if sitting is None:
        return [Text(TOO_SHORT)]
    minutes = _minutes(sitting.seconds // 60)
    if sitting.seconds < sitting.planned_seconds:
        return [Text(phrases.sentence(f"{minutes}. That counts"))]
    return [Text(phrases.sentence(f"{minutes} of silence"))]


def recorded(sitting: Sitting) -> list[RenderableType]:
    """Return the confirmation of a session that was entered afterwards."""
    minutes = _minutes(sitting.seconds // 60)
    return [Text(phrases.sentence(f"{minutes} of silence, on {phrases.day(sitting.day)}"))]


def review_section(sat: SittingTotal) -> list[RenderableType]:
    """Return the section of a review, or nothing if there was no session."""
    return ["", Text(_line(sat))] if sat.days else []


def review_section_markdown(sat: SittingTotal) -> list[str]:
    """Return the section of a review as Markdown lines, or nothing without a session."""
    return ["", _line(sat)] if sat.days else []


def _line(sat: SittingTotal) -> str:
    """Return `45 minutes of silence, on 3 days.`"""
    days = phrases.count(sat.days, "day")
    return phrases.sentence(f"{_minutes(sat.minutes)} of silence, on {days}")


def _minutes(minutes: int) -> str:
    return phrases.count(minutes, "minute") if minutes else "less than a minute"
