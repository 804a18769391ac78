"""Ask once about the person's situation, so that the questions fit it."""

from __future__ import annotations

from contextlib import suppress

from .. import config, storage, views
from ..app import App
from ..domain.relationship import OFFERED, PACK_FOR
from ..errors import TrustError
from .ask import ask


def ask_where_they_stand(app: App) -> None:
    """Ask once, at a terminal, for the `context` setting, which turns on its pack.

    Enter skips the question. It isn't asked if the setting is set already.
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
    app.err.print(*views.onboarding.chosen(app.library.pack(PACK_FOR.get(situation, ""))))
