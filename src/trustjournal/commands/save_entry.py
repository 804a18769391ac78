"""Save an entry written at a terminal at once, and only then ask how the person felt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import services, views
from ..app import App
from ..signals import undisturbed
from .ask import ask_scale, ignore_ctrl_c

if TYPE_CHECKING:
    from ..domain.entry import Entry
    from ..services.writing import Saved, Stored


@dataclass(frozen=True, slots=True)
class Ended:
    """A saved entry, and how the questions after it ended."""

    saved: Saved
    stopped: bool = False
    """Whether the person pressed Ctrl-C after saving, and wants no more questions."""


def save_and_ask(app: App, store: Callable[[], Stored]) -> Ended:
    """Store an entry, say so, then ask for mood and closeness and add each answer to it.

    Ctrl-C ends the questions; the entry stays saved.
    """

    stored: list[Stored] = []
    stopped = False
    try:
        with undisturbed():
            stored.append(store())
        _ask(app, stored[0].entry)
    except KeyboardInterrupt:
        if not stored:
            raise
        ignore_ctrl_c()
        stopped = True
    return Ended(services.writing.standing_after(app, stored[0]), stopped)


_QUESTIONS = {"mood": views.compose.MOOD, "closeness": views.compose.CLOSENESS}


def _ask(app: App, entry: Entry) -> None:
    """Ask one question after another, and add each answer to the entry at once."""
    fields = services.feelings.to_ask(app, entry)
    if fields:
        app.err.line(f"{views.compose.SAVED}\n")
    for field in fields:
        value = ask_scale(app, _QUESTIONS[field], views.compose.SCALE_AGAIN)
        if value is None:
            continue
        if not services.writing.add_feelings(app, entry, **{field: value}):
            app.err.line(views.compose.ENTRY_GONE)
            return
