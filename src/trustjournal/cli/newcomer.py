"""Asked once, after the first entry: where the person stands, so that questions fit."""

from __future__ import annotations

from .. import config
from ..context import App
from ..domain.situations import PACK_FOR, SITUATIONS
from .asking import ask


def ask_where_they_stand(app: App) -> None:
    """Ask for the `context` setting, and turn on the pack that goes with it.

    Enter skips; whoever has set it already is not asked.
    """
    if config.is_set(app.paths.settings, "context"):
        return
    from ..render import newcomer as render

    app.err.print(*render.question())
    numbers = {str(n): situation for n, situation in enumerate(SITUATIONS, start=1)}
    said = ask(app, render.WHICH)
    while said and said not in numbers:
        said = ask(app, render.WHICH_AGAIN)
    if not said:
        return
    situation = numbers[said]
    config.store(app.paths.settings, "context", situation, packs=app.library.files)
    pack = app.library.pack(PACK_FOR.get(situation, ""))
    if pack and pack.id not in app.settings.packs:
        names = " ".join([*app.settings.packs, pack.id])
        config.store(app.paths.settings, "packs", names, packs=app.library.files)
    app.err.print(*render.chosen(pack))
