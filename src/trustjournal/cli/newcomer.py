"""Asked once: where the person stands, so that questions fit."""

from __future__ import annotations

from contextlib import suppress

from .. import config, render
from ..context import App
from ..domain.situations import OFFERED, PACK_FOR
from ..errors import TrustError
from .asking import ask


def ask_where_they_stand(app: App) -> None:
    """Ask for the `context` setting, with which its pack comes; at a terminal, and once.

    Enter skips. Whoever has set it already is not asked.
    """
    if config.is_set(app.paths.settings, "context") or app.questions.asked_for_context():
        return

    app.err.print(*render.newcomer.question())
    with suppress(TrustError), app.writer.transaction() as store:
        store.note_asked_for_context()
    numbers = {str(n): situation for n, situation in enumerate(OFFERED, start=1)}
    said = ask(app, render.newcomer.WHICH)
    while said and said not in numbers:
        said = ask(app, render.newcomer.WHICH_AGAIN)
    if not said:
        return
    situation = numbers[said]
    config.store(app.paths.settings, "context", situation, packs=app.library.files)
    app.err.print(*render.newcomer.chosen(app.library.pack(PACK_FOR.get(situation, ""))))
