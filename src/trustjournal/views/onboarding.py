"""The one question about the user that the program asks, and its result."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from ..domain.prompts import Pack
from ..domain.relationship import OFFERED
from . import widgets
from .sanitize import safe_line

CHOICE = "  A number, or Enter to skip: "
CHOICE_AGAIN = f"  A number from 1 to {len(OFFERED)}, or Enter to skip: "

ANSWERS = {
    "partnered": "I have a partner, and we see each other",
    "far-apart": "We're far apart, and in touch",
    "no-contact": "We're not in touch, for now or for good",
    "single": "I'm on my own",
    "grieving": "Someone has died, and I miss them",
    "separated": "We've separated",
    "friend": "It's about a friend or someone in my family",
}


def question() -> list[RenderableType]:
    """Return the question about the user's relationship, worded so that any answer is fine."""
    from rich.table import Table

    answers = Table.grid(padding=(0, 2))
    for n, situation in enumerate(OFFERED, start=1):
        answers.add_row(str(n), ANSWERS[situation])
    asked = Text("One thing, asked once, so that questions fit. What comes closest?")
    return [widgets.inset(asked, widgets.inset(answers))]


def chosen(pack: Pack | None) -> list[RenderableType]:
    """Return what was set, and how to change it. `pack` is the pack it turned on, if any."""
    body: list[RenderableType] = []
    if pack:
        body += [
            Text(
                f"Questions from “{safe_line(pack.title)}” come too: {safe_line(pack.description)}"
            )
        ]
    others = ", ".join(OFFERED)
    body += [
        Text("To change it later: trust config set context WORD", style="dim"),
        Text(f"WORD is one of {others}.", style="dim"),
    ]
    return ["", widgets.inset(*body), ""]
