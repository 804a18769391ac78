"""`trust` without a command: today."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import __version__, services, stdin, views
from ..app import App
from ..errors import Cancelled
from .command import Result, command, give
from .inbox_first import import_notes_first
from .options import Context
from .sync_first import merge_first
from .warnings import warn, warn_of_clock


def _version(ctx: Context, requested: bool) -> None:
    if requested:
        ctx.obj.out.line(f"trust {__version__}")
        raise typer.Exit


def _store_stdin(app: App) -> bool:
    """Store what waits on standard input as a free entry; False if it is blank."""
    from .journal import store_stdin  # 9 ms, which each command would pay

    try:
        store_stdin(app)
    except Cancelled:
        return False
    return True


@command
def today(
    app: App,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="The version."),
    ] = False,
) -> None:
    """Today: the question, the 28-day line, what is due. A text in a pipe is stored."""
    from . import draft_recovery, onboarding  # 1 ms, which each command would pay

    merge_first(app)
    import_notes_first(app)
    overview = services.today.today(app)
    if stdin.waits_in(app.stdin, stdin.BEGINNING_SECONDS) and _store_stdin(app):
        return
    warn(app)
    warn_of_clock(app)

    def draw_today() -> list[object]:
        late = app.now.today != app.now.calendar_day
        return list(
            views.today.today(
                overview,
                app.out,
                journal=app.journal_path,
                numbers=app.settings.streaks,
                until=f"{app.settings.day_starts_at:%H:%M}" if late else "",
            )
        )

    give(app, Result(overview, draw_today, of_journal=True))
    draft_recovery.offer_unsaved(app)
    if app.can_ask and not overview.newcomer:
        onboarding.ask_where_they_stand(app)  # the first entry came from a pipe or with -m
