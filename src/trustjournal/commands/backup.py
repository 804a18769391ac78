"""`trust backup`: make, list and restore copies of the journal."""

from __future__ import annotations

from typing import Annotated

import typer
from typer._click import Context as ClickContext
from typer.core import TyperGroup

from .. import services, views
from ..app import App
from ..errors import Cancelled, UsageError
from ..sentences import NOT_TO_STDOUT, NOTHING_CHANGED
from .ask import says_yes
from .command import Result, command, renamed
from .options import Context


class _WithDest(TyperGroup):
    """A group that takes a file, unless one of its commands is named."""

    def parse_args(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Parse a line, whose first word is either a command or a file."""
        word = next((word for word in args if not word.startswith("-")), None)
        if word in self.commands:
            self.params = [p for p in self.params if p.param_type_name != "argument"]
        else:
            ctx.allow_interspersed_args = True  # options may follow the file
        return super().parse_args(ctx, args)


backups = typer.Typer(
    cls=_WithDest,
    help="Make a copy of the journal, and check that it can be read in full.\n\n"
    "`trust` makes one automatically on each day you write, and keeps the last 7 daily and "
    "the last 4 weekly ones. A backup of an encrypted journal is encrypted.\n\n"
    "Example: trust backup ~/journal-copy.db",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@backups.callback()
@command
def backup(
    app: App,
    dest: Annotated[
        str | None,
        typer.Argument(metavar="[DEST]", help="A file or folder; by default the backups folder."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace DEST.")] = False,
) -> Result:
    """Make a copy of the journal, and check that it can be read in full."""
    if dest == "-":
        raise UsageError(NOT_TO_STDOUT, value="a backup")
    copy = services.backup.make(app, dest, force=force)
    data: dict[str, object] = {"path": str(copy.path), "entries": copy.entries}
    data |= {"sealed": copy.sealed, "place": copy.place}
    return Result(data, lambda: views.backup.created(copy))


def _complete_backup(ctx: Context, incomplete: str) -> list[str]:
    """Complete the names of the backups."""
    app = ctx.obj
    copies = services.backup.listed(app) if isinstance(app, App) else []
    return [name for name in ["last", *(copy.path.name for copy in copies)] if incomplete in name]


@backups.command("list")
@command
def list_backups(app: App) -> Result:
    """List the backups.

    Example: trust backup list
    """
    return _list(app)


@backups.command("restore")
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
        bool,
        typer.Option(
            "--unseal", help="Allow a backup that isn't encrypted, even though the journal is."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Skip the confirmation.")] = False,
) -> Result:
    """Go back to a backup. Without BACKUP, list the backups.

    At a terminal, you're asked first. Nothing is replaced until the backup has been read to the
    end, and the journal it replaces is kept.

    Example: trust backup restore last
    """
    if name is None:
        return _list(app)
    chosen = services.named_backup.find(app, name)
    source = chosen.path
    if chosen.locked:
        app.note(views.backup.newest_locked(chosen.locked, source))
    asks = app.can_ask and app.has_journal and not yes
    if asks and not says_yes(app, views.backup.restore_question(source)):
        raise Cancelled(NOTHING_CHANGED)
    restored = services.restore.restore(app, source, may_unseal=unseal)
    if app.settings.sync_folder and services.sync_folder.is_set_up(app):
        app.note(views.sync.RESTORED)
    data = {
        "path": str(restored.path),
        "entries": restored.entries,
        "replaced": str(restored.replaced) if restored.replaced else None,
        "was_damaged": restored.was_damaged,
        "sealed": restored.sealed,
    }
    return Result(data, lambda: views.backup.restored(restored))


def _list(app: App) -> Result:
    copies = services.backup.listed(app)
    rows = [{"path": str(b.path), "made_at": b.made_at, "reason": b.reason} for b in copies]
    others = services.backup.of_others(app, copies)
    return Result({"backups": rows}, lambda: views.backup.listing(copies, others, app.now.moment))


COMMANDS = {"backup": backups, "restore": renamed(restore, "backup restore")}
