"""Storms and joys: the introduction, the questions, and the closing lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ...views import entry, widgets
from ...views.screen import Screen
from .model import STORM, Occasion

if TYPE_CHECKING:
    from ...services.writing import Saved

REST_ADVICE = "A person you trust, a walk or sleep may help more now than another page."
"""Shown instead of questions, even with a text that was stored anyway."""
_SAFETY = ("trust safety", "if you're not sure you're safe")
_FREELY = ("trust journal --free", "to write freely")

SMALLER_CHOICE = "  1, 2 or 3 (Enter stops here): "
SMALLER_AGAIN = (
    "  Type 1 or 2 to go on from what you typed. Enter stops here and keeps it as a draft: "
)
WHOSE = "  Whose joy is it? Enter if it's yours, 2 if it's someone else's: "
WHOSE_AGAIN = (
    "  What you typed is the start of your answer. Now: whose joy is it, yours (Enter) or someone"
    " else's (2)? "
)
NOTHING_WRITTEN = "nothing written, and that's fine"
TIME_UP = "  Seven minutes have passed. You can leave it here: Enter skips the rest."
_NOT_NOW = f"The storm questions are resting for now. {REST_ADVICE}"
_OPEN_LINE = "To write freely: `trust journal --free`. Not sure you're safe? `trust safety`."
_OPEN = (_FREELY, _SAFETY)
"""Commands offered instead of the storm questions."""


def head(moment: Occasion) -> list[RenderableType]:
    """Return the introduction before the first question."""
    body: list[RenderableType] = [Text(f"A {moment.kind}", style="bold")]
    if moment is STORM:
        body += [
            Text(
                "A hard moment, seen from a little further off: three questions, seven minutes at "
                "most. It can also wait until after food, sleep or a walk."
            ),
            Text("It's for people who are safe with each other."),
            widgets.hints([_SAFETY]),
        ]
    else:
        body.append(Text("Three lines: what happened, what it was like, what comes next."))
    return ["", widgets.inset(*body)]


def smaller_steps() -> list[RenderableType]:
    """Return the offer of something smaller than three questions, made once."""
    body: list[RenderableType] = [
        Text("A storm", style="bold"),
        Text(
            "Going over something again and again can make it heavier. One of these may be lighter:"
        ),
        "",
        Text("1  one question that looks at it from further off"),
        Text("2  one small step of your own"),
        Text("3  stop here, and talk to someone you trust"),
    ]
    return ["", widgets.inset(*body), ""]


def stopped() -> list[RenderableType]:
    """Return the closing lines after the user chose to stop."""
    return ["", widgets.inset(Text("Then let it rest here."), "", widgets.hints([_FREELY])), ""]


def not_now() -> list[RenderableType]:
    """Return the lines shown instead of questions."""
    return ["", widgets.inset(Text(_NOT_NOW), "", widgets.hints(_OPEN)), ""]


def not_now_line() -> str:
    """Return the text shown instead of questions, on one line."""
    return f"{_NOT_NOW} {_OPEN_LINE}"


def saved(result: Saved, screen: Screen, *, day_start: str, numbers: bool) -> list[RenderableType]:
    """Return the confirmation of a saved entry; after a storm with a grounding line."""
    closing = entry.GROUNDING if result.entry.kind == STORM.kind else ""
    return entry.saved(result, screen, day_start=day_start, numbers=numbers, closing=closing)
