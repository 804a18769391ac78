"""`trust trash`: what was deleted, getting it back, letting it go for good."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import flows, render
from ..context import App
from ..errors import Cancelled, UsageError
from ..flows.find import entry_named
from .asking import says_yes
from .options import Context, Json, Plain, answer, app_of, complete_trashed, entries_as_data

trash = typer.Typer(
    help="What was deleted: list it, get it back, or let it go for good.\n\nExample: trust trash",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@trash.callback()
def trash_alone(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """List what is in the trash.

    Example: trust trash
    """
    app = app_of(ctx, json=json, plain=plain)
    if ctx.invoked_subcommand is None:
        _list(app)


@trash.command("list")
def trash_list(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """List what is in the trash.

    Example: trust trash list
    """
    _list(app_of(ctx, json=json, plain=plain))


def _list(app: App) -> None:
    found = app.reader.trashed()

    def human() -> list[object]:
        if not found:
            return [render.listing.NO_TRASH]
        return list(render.listing.listing(found, app.out, app.now.today, by_month=False))

    answer(app, lambda: entries_as_data(found), human, paged=True)


@trash.command("restore")
def trash_restore(
    ctx: Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ENTRY", help="An id or its beginning.", autocompletion=complete_trashed
        ),
    ],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Take an entry out of the trash.

    Example: trust trash restore k3m9p
    """
    app = app_of(ctx, json=json, plain=plain)
    app.need_journal()

    back = flows.edit.untrash(app, entry_named(app, name, trashed=True))

    def human() -> list[object]:
        return list(render.entries.untrashed(back))

    answer(app, {"id": back.id, "day": back.day}, human)


@trash.command("empty")
def trash_empty(
    ctx: Context,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Let all that is in the trash go for good; asks first.

    No copy is made of it; `trust about` says where backups are.

    Example: trust trash empty --yes
    """
    app = app_of(ctx, json=json, plain=plain)
    shown = app.reader.trashed()
    if shown and not yes:
        _ask_before_emptying(app, len(shown))

    gone, left = flows.edit.empty_trash(app, shown)

    def human() -> list[object]:

        return (
            list(render.entries.emptied(len(gone), left))
            if gone or left
            else [render.listing.NO_TRASH]
        )

    answer(app, {"purged": [{"id": entry.id, "day": entry.day} for entry in gone]}, human)


def _ask_before_emptying(app: App, count: int) -> None:
    if not app.can_ask:
        raise UsageError("say_yes")

    app.err.print(*render.entries.before_emptying(count))
    if not says_yes(app, render.entries.SURE_TO_PURGE):
        raise Cancelled("nothing_changed")


COMMANDS = {"trash": trash}
