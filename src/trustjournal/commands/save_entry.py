"""Save an entry written at a terminal at once, and only then ask how the person felt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .. import services, views
from ..app import App
from ..domain.text import clean
from ..signals import undisturbed
from .ask import ask_scale, ignore_ctrl_c

if TYPE_CHECKING:
    from ..services.writing import Saved, Stored


@dataclass(frozen=True, slots=True)
class Ended:
    """A saved entry, and how the questions after it ended."""

    saved: Saved
    stopped: bool = False
    """Whether the person pressed Ctrl-C after saving, and wants no more questions."""


def save_and_ask(app: App, store: Callable[[], Stored]) -> Ended:
    """Store an entry, say so, then ask for mood and closeness and add each answer to it.

    Words typed there become its next paragraph. Ctrl-C ends the questions; the entry stays saved.
    """

    stored: list[Stored] = []
    stopped = False
    try:
        with undisturbed():
            stored.append(store())
        _ask(app, stored)
    except KeyboardInterrupt:
        if not stored:
            raise
        ignore_ctrl_c()
        stopped = True
    return Ended(services.writing.standing_after(app, stored[-1]), stopped)


_QUESTIONS = {"mood": views.compose.MOOD, "closeness": views.compose.CLOSENESS}


def _ask(app: App, stored: list[Stored]) -> None:
    """Ask one question after another, and add each answer to the entry at once.

    The entry is added to `stored` again each time that it gets more words.
    """
    entry = stored[0].entry

    def keep_words(typed: str) -> None:
        words = clean(typed).text
        stored.append(
            replace(stored[0], entry=services.edit.add_words(app, stored[-1].entry, words))
        )
        app.err.line(views.compose.WORDS_ADDED)

    fields = services.feelings.to_ask(app, entry)
    if fields:
        app.err.line(f"{views.compose.SAVED}\n")
    for field in fields:
        value = ask_scale(app, _QUESTIONS[field], views.compose.SCALE_AGAIN, keep_words)
        if value is None:
            continue
        if not services.writing.add_feelings(app, entry, **{field: value}):
            app.err.line(views.compose.ENTRY_GONE)
            return
