"""Which feelings a person is asked about after writing."""

from __future__ import annotations

from ..app import App
from ..domain.entry import Entry
from ..domain.relationship import is_with_someone
from .enabled_packs import prompt_of
from .safety_pause import safety_pause


def to_ask(app: App, entry: Entry) -> tuple[str, ...]:
    """Return the fields, `mood` and `closeness`, to ask about: on in the settings, not answered."""
    settings = app.settings
    asks = {
        "mood": settings.ask_mood and entry.mood is None,
        "closeness": settings.ask_closeness
        and entry.closeness is None
        and _may_ask_closeness(app, entry),
    }
    return tuple(field for field, is_asked in asks.items() if is_asked)


def _may_ask_closeness(app: App, entry: Entry) -> bool:
    """Return whether to ask how close someone felt, as after a question that involves others.

    In the safety pause it is never asked. That reveals nothing: no such question comes up then,
    and after other questions or free writing, it is never asked anyway.
    """
    if not is_with_someone(app.settings.context) or safety_pause(app):
        return False

    prompt = prompt_of(app, entry.pack or "", entry.prompt_id or "")
    return prompt is not None and not prompt.when_unsafe
