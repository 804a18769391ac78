"""The first screen, and the one question about the person that the program asks."""

from __future__ import annotations

from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from ..domain.prompts import Pack
from ..domain.relationship import OFFERED
from . import widgets
from .sanitize import safe_line

CHOICE = "  A number, or Enter to skip: "
CHOICE_AGAIN = f"  A number from 1 to {len(OFFERED)}, or Enter to skip: "

_NAME = "  What do you call them? Questions use the name (Enter skips): "
_NAME_MISSED = "  What did you call them? Questions use the name (Enter skips): "
NAME_AGAIN = "  A name of at most 40 characters, or Enter to skip: "

ANSWERS = {
    "partnered": "I have a partner, and we see each other often",
    "far-apart": "We're far apart, and in touch",
    "no-contact": "We're not in touch, for now or for good",
    "single": "I'm on my own",
    "grieving": "Someone has died, and I miss them",
    "separated": "We've separated",
    "friend": "It's about a friend or someone in my family",
}


def welcome(journal: Path) -> list[RenderableType]:
    """Return the first screen of a new journal, which will be at `journal`."""
    return [
        Text("Welcome.", style="bold"),
        Text(
            "This is a private journal for building emotional trust with a partner or someone"
            " close: a good question a day, a few minutes of writing, a look back once a week."
        ),
        "",
        Text("Nothing leaves this computer. Someone who can use your account can read it."),
        Text.assemble("Your journal will live at ", safe_line(str(journal))),
        "",
        Text.assemble(
            "This journal is for relationships where you are safe to speak. If you are not sure: ",
            ("trust safety", "cyan"),
        ),
    ]


def reminder() -> list[RenderableType]:
    """Return the one line that says there is a reminder."""
    hint = ("If a quiet reminder would help: ", ("trust remind at 21:30", "cyan"))
    return [widgets.inset(Text.assemble(*hint)), ""]


def name_question(situation: str) -> str:
    """Return the question for a name, worded for someone who is there or is missed."""
    return _NAME_MISSED if situation == "grieving" else _NAME


def question() -> list[RenderableType]:
    """Return the question about the user's relationship, worded so that any answer is fine."""
    from rich.table import Table  # 3 ms, for a question that is asked once

    answers = Table.grid(padding=(0, 2))
    for n, situation in enumerate(OFFERED, start=1):
        answers.add_row(str(n), ANSWERS[situation])
    asked = Text("This is asked only once, to find questions that suit you. Which comes closest?")
    return [widgets.inset(asked, widgets.inset(answers))]


def chosen(pack: Pack | None, name: str | None) -> list[RenderableType]:
    """Return what was set, and how to change it.

    `pack` is the pack it turned on, if any. `name` is None if no name was asked for.
    """
    body: list[RenderableType] = []
    if pack:
        body += [
            Text(f"From now on, some questions will come from the pack “{safe_line(pack.title)}”.")
        ]
    others = ", ".join(OFFERED)
    body += [
        Text("To change your situation: trust config set context WORD"),
        Text(f"WORD is one of {others}."),
    ]
    if name is not None:
        change = "To change the name" if name else "To set a name"
        body.append(Text(f"{change}: trust config set person NAME"))
    return ["", widgets.inset(*body), ""]
