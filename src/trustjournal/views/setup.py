"""The few questions of `trust setup`, each with what holds now, and what was set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from ..errors import TrustError
from . import messages, phrases, widgets
from .onboarding import ANSWERS
from .sanitize import safe_line

PERSON = "  A name, - for none (Enter keeps it): "
NUMBER = "  A number (Enter keeps it): "
NUMBER_AGAIN = "  One of these numbers (Enter keeps it): "
HOUR = "  A time such as 21:30, - for none (Enter keeps it): "
EDITOR = "  A number or a command (Enter keeps it): "
EDITOR_AGAIN = "  Type 1, 2, or the name of an editor."


NOT_ASKED = (
    "trust setup: setup asks its questions at a terminal, so nothing was changed; "
    "`trust config set KEY VALUE` changes a single setting"
)


def not_an_editor(error: TrustError) -> str:
    """Return why a command can't be the editor. The question is asked again after it."""
    return phrases.sentence(messages.error(error).partition("; ")[0])


def as_it_is(settings: Mapping[str, str]) -> list[RenderableType]:
    """Return what `trust setup` would ask about, as it is now."""
    return [Text(f"{key} = {safe_line(value)}".rstrip()) for key, value in settings.items()]


def introduction(count: int) -> list[RenderableType]:
    """Return what `trust setup` is going to do."""
    return [
        "",
        widgets.inset(
            Text(
                f"There are {count} short questions. Enter keeps what's set. Nothing is saved"
                " until you've answered the last one; Ctrl-C leaves everything as it was."
            ),
        ),
    ]


def question(
    number: int, asked: str, now: str, choices: Sequence[str] = ()
) -> list[RenderableType]:
    """Return one question, with what holds now and the choices by number."""
    rows = [
        widgets.with_margin(f"{n}  ", Text(safe_line(choice)))
        for n, choice in enumerate(choices, start=1)
    ]
    return [
        "",
        widgets.inset(
            Text(f"{number}. {asked}", style="bold"),
            Text(f"Now: {safe_line(now)}"),
            *([widgets.inset(*rows)] if rows else []),
        ),
    ]


def situation(name: str) -> str:
    """Return a situation in the words of the person."""
    return ANSWERS.get(name, name)


def done(changed: Mapping[str, str]) -> list[RenderableType]:
    """Return what was set, and the command that sets each thing alone."""
    if not changed:
        return ["", widgets.inset(Text("Nothing has changed.")), ""]
    rows = [Text(f"trust config set {key} {safe_line(value)}") for key, value in changed.items()]
    return [
        "",
        widgets.inset(
            Text(f"To do the same with {'a command' if len(rows) == 1 else 'commands'}:"),
            widgets.inset(*rows),
            Text("You're all set. To write: trust journal"),
        ),
        "",
    ]
