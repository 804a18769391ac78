"""`trust about` and `trust safety`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import __version__, services, views
from ..app import App
from ..errors import Cancelled, TrustError, UsageError
from ..sentences import NOTHING_CHANGED, SAY_YES
from .ask import says_yes
from .command import Result, command, give


@command
def about(app: App) -> Result:
    """Show what this is, what it's based on, and where your files are.

    Example: trust about
    """
    journal = _journal(app)
    data = {
        "version": __version__,
        "journal": str(journal) if isinstance(journal, Path) else None,
        "settings": str(app.paths.settings),
        "backups": str(app.paths.backups),
        "drafts": str(app.paths.drafts),
        "packs": str(app.paths.packs),
    }

    return Result(
        data,
        lambda: views.about.about(
            app.out,
            version=__version__,
            locations={
                "Journal": journal,
                "Backups": app.paths.backups,
                "Drafts": app.paths.drafts,
                "Packs": app.paths.packs,
                "Settings": app.paths.settings,
            },
        ),
    )


def _journal(app: App) -> Path | str:
    """Return the journal's path, or a sentence that says why it is unknown."""
    try:
        return app.journal_path
    except TrustError as unknown:
        return views.messages.error(unknown)


@command
def safety(
    app: App,
    forget: Annotated[
        bool,
        typer.Option("--forget", help="Forget what you put aside as not-safe (asks first)."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Skip the confirmation.")] = False,
) -> Result | None:
    """Show a page for someone who isn't sure they are safe. Using it is never recorded.

    With --forget, the journal forgets every `not-safe` reason, and every 1 you gave in the pulse
    for how at ease you felt, so any question may be asked again. Your entries stay as they are.

    Example: trust safety
    """
    if forget:
        _forget(app, yes=yes)
        return None

    return Result(
        {"safety_line": app.settings.safety_line},
        lambda: views.about.safety(app.settings.safety_line, app.settings.language),
        paged=True,
    )


def _forget(app: App, *, yes: bool) -> None:
    """Delete the reasons and answers that tell of not being safe. Asks first."""
    if not yes:
        if not app.can_ask:
            raise UsageError(SAY_YES)
        app.err.line(views.about.BEFORE_FORGETTING)
        if not says_yes(app, views.about.CONFIRM_FORGETTING):
            raise Cancelled(NOTHING_CHANGED)
    services.safety_pause.take_back(app)
    give(app, Result({"forgotten": True}, views.about.forgotten))


COMMANDS = {"about": about, "safety": safety}
