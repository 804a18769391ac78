"""`trust backup` and `trust restore`: copies of the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import views
from ..app import App
from ..errors import Cancelled, UsageError
from ..sentences import NOT_TO_STDOUT, NOTHING_CHANGED
from ..services import backup as flow
from .ask import says_yes
from .command import Result, command
from .options import Context


@command
def backup(
    app: App,
    dest: Annotated[
        str | None,
        typer.Argument(metavar="[DEST]", help="A file or a folder; else the folder of backups."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace DEST.")] = False,
) -> Result:
    """Copy the journal whole, and read the copy to its end before it counts.

    One is made by itself on each day something is stored; 7 days and 4 weeks of them stay.
    A copy of a sealed journal is sealed.

    Example: trust backup ~/journal-copy.db
    """
    if dest == "-":
        raise UsageError(NOT_TO_STDOUT, value="a backup")
    copy = flow.make(app, Path(dest) if dest else None, force=force)
    data: dict[str, object] = {"path": str(copy.path), "entries": copy.entries}
    data |= {"sealed": copy.sealed, "place": copy.place}
    return Result(data, lambda: views.backup.created(copy))


def _complete_backup(ctx: Context, incomplete: str) -> list[str]:
    """Complete the names of the backups."""
    app = ctx.obj
    backups = flow.listed(app) if isinstance(app, App) else []
    return [name for name in ["last", *(copy.path.name for copy in backups)] if incomplete in name]


@command
def restore(
    app: App,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[BACKUP]",
            help="last, a day, the name of a backup, or a path.",
            autocompletion=_complete_backup,
        ),
    ] = None,
    unseal: Annotated[
        bool, typer.Option("--unseal", help="Also where the copy is not sealed and yours is.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
) -> Result:
    """Make a copy the journal again; alone, list the copies there are.

    The copy is read to its end first, and the journal it replaces is kept. At a terminal it asks.

    Example: trust restore last
    """
    if name is None:
        backups = flow.listed(app)
        rows = [{"path": str(b.path), "made_at": b.made_at, "reason": b.reason} for b in backups]
        others = flow.of_others(app, backups)
        return Result(
            {"backups": rows}, lambda: views.backup.listing(backups, others, app.now.moment)
        )
    source = flow.named(app, name)
    asks = app.can_ask and app.has_journal and not yes
    if asks and not says_yes(app, views.backup.restore_question(source)):
        raise Cancelled(NOTHING_CHANGED)
    restored = flow.restore(app, source, may_unseal=unseal)
    data = {
        "path": str(restored.path),
        "entries": restored.entries,
        "replaced": str(restored.replaced) if restored.replaced else None,
        "was_damaged": restored.was_damaged,
        "sealed": restored.sealed,
    }
    return Result(data, lambda: views.backup.restored(restored))


COMMANDS = {"backup": backup, "restore": restore}
