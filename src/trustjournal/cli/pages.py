"""`trust about` and `trust safety`."""

from __future__ import annotations

from pathlib import Path

from .. import __version__
from ..context import App
from ..errors import TrustError
from .options import Context, Json, Plain, answer, app_of


def about(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """What this is, what it rests on, where things are.

    Example: trust about
    """
    app = app_of(ctx, json=json, plain=plain)
    journal = _journal(app)
    data = {
        "version": __version__,
        "journal": str(journal) if isinstance(journal, Path) else None,
        "settings": str(app.paths.settings),
        "backups": str(app.paths.backups),
        "drafts": str(app.paths.drafts),
        "packs": str(app.paths.packs),
    }

    def human() -> list[object]:
        from ..render import pages as render

        return list(
            render.about(
                app.out,
                version=__version__,
                places={
                    "Journal": journal,
                    "Backups": app.paths.backups,
                    "Drafts": app.paths.drafts,
                    "Packs": app.paths.packs,
                    "Settings": app.paths.settings,
                },
            )
        )

    answer(app, data, human)


def _journal(app: App) -> Path | str:
    """Return where the journal is, or the sentence that says why nobody can tell."""
    try:
        return app.journal_path
    except TrustError as unknown:
        from ..render import messages

        return messages.error(unknown)


def safety(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """A page for someone who is not sure that they are safe. Its use is never recorded.

    Example: trust safety
    """
    app = app_of(ctx, json=json, plain=plain)

    def human() -> list[object]:
        from ..render import pages as render

        return list(render.safety(app.settings.safety_line, app.settings.language))

    answer(app, {"safety_line": app.settings.safety_line}, human, paged=True)


COMMANDS = {"about": about, "safety": safety}
