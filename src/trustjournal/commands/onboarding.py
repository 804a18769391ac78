"""Ask once about the person's situation, and for a name, so that the questions fit."""

from __future__ import annotations

from contextlib import suppress

from .. import config, services, storage, views
from ..app import App
from ..domain.relationship import OFFERED, PACK_FOR, has_someone
from ..errors import TrustError
from .ask import ask

LONGEST_NAME = 40
"""The most characters of a name. A longer reply is a sentence."""


def ask_where_they_stand(app: App) -> None:
    """Ask once, at a terminal, for the `context` setting, which turns on its pack, and for a name.

    Enter skips each question. Nothing is asked if the situation is set already.
    """
    if config.is_set(app.paths.settings, "context") or app.questions.asked_for_context():
        return

    app.err.print(*views.onboarding.question())
    with suppress(TrustError), app.writer.transaction() as store:
        storage.questions.note_asked_for_context(store)
    numbers = {str(n): situation for n, situation in enumerate(OFFERED, start=1)}
    reply = ask(app, views.onboarding.CHOICE)
    while reply and reply not in numbers:
        reply = ask(app, views.onboarding.CHOICE_AGAIN)
    if not reply:
        return
    situation = numbers[reply]
    config.store(app.paths.settings, "context", situation, packs=app.library.files)
    name = _ask_for_name(app, situation) if has_someone(situation) else None
    app.err.print(*views.onboarding.chosen(app.library.pack(PACK_FOR.get(situation, "")), name))


HINT_AFTER = 3
"""The number of entries after which the reminder is offered."""


def offer_reminder(app: App) -> None:
    """Say once, after the third entry, that there is a reminder. Whoever ignores it is left alone.

    In the safety pause nothing is offered, because the reminder would be silent.
    """
    if app.settings.remind is not None or app.questions.offered_reminder():
        return
    if not app.reader.has_entries(HINT_AFTER) or services.safety_pause.safety_pause(app):
        return
    with suppress(TrustError), app.writer.transaction() as store:
        storage.questions.note_offered_reminder(store)
    app.err.print(*views.onboarding.reminder())


def _ask_for_name(app: App, situation: str) -> str | None:
    """Ask for the `person` setting, unless it is set. Enter skips the question."""
    if app.settings.person:
        return app.settings.person
    reply = ask(app, views.onboarding.name_question(situation))
    while reply and not _is_name(reply):
        reply = ask(app, views.onboarding.NAME_AGAIN)
    if reply:
        config.store(app.paths.settings, "person", reply, packs=app.library.files)
    return reply


def _is_name(reply: str) -> bool:
    """Return whether a reply can be a name: one printable line, short enough for a question."""
    return reply.isprintable() and len(reply) <= LONGEST_NAME
