"""Save an entry written at a terminal at once, and only then ask how the person felt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import services, views
from ..app import App
from ..domain.relationship import is_with_someone
from ..services.safety_pause import safety_pause
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


def _questions(app: App, entry: Entry) -> dict[str, str]:
    """Return, by field, the questions that are on in the settings and not yet answered."""
    settings = app.settings
    questions = {}
    if settings.ask_mood and entry.mood is None:
        questions["mood"] = views.compose.MOOD
    if settings.ask_closeness and entry.closeness is None and _may_ask_closeness(app, entry):
        questions["closeness"] = views.compose.CLOSENESS
    return questions


def _may_ask_closeness(app: App, entry: Entry) -> bool:
    """Return whether to ask how close someone felt, as after a question that involves others.

    In the safety pause it is never asked. That reveals nothing: no such question comes up then,
    and after other questions or free writing, it is never asked anyway.
    """
    if not is_with_someone(app.settings.context) or safety_pause(app):
        return False

    prompt = services.enabled_packs.prompt_of(app, entry.pack or "", entry.prompt_id or "")
    return prompt is not None and not prompt.when_unsafe


def _ask(app: App, entry: Entry) -> None:
    """Ask one question after another, and add each answer to the entry at once."""
    questions = _questions(app, entry)
    if questions:
        app.err.line(f"{views.compose.SAVED}\n")
    for field, question in questions.items():
        value = ask_scale(app, question, views.compose.SCALE_AGAIN)
        if value is None:
            continue
        if not services.writing.add_feelings(app, entry, **{field: value}):
            app.err.line(views.compose.ENTRY_GONE)
            return
