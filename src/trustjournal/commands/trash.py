"""`trust trash`: list deleted entries, restore them, or delete them permanently."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import services, views
from ..app import App
from ..domain import ids
from ..domain.entry import Entry
from ..errors import Cancelled, UsageError
from ..sentences import NOTHING_CHANGED, SAY_YES
from ..services.find_entry import entry_named
from .ask import says_yes
from .command import Result, command
from .options import complete_trashed, entries_as_data

trash = typer.Typer(
    help="List what you deleted, bring it back, or delete it permanently.\n\nExample: trust trash",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@trash.callback()
@command
def trash_alone(app: App) -> Result:
    """List what is in the trash.

    Example: trust trash
    """
    return _list(app)


@trash.command("list")
@command
def trash_list(app: App) -> Result:
    """List what is in the trash.

    Example: trust trash list
    """
    return _list(app)


def _list(app: App) -> Result:
    entries = app.reader.trashed()

    def draw_entries() -> list[object]:
        if not entries:
            return [views.entry_list.NO_TRASH]
        listing = views.entry_list.listing(entries, app.out, app.now.today, by_month=False)
        return [*listing, "", views.entry.how_to_untrash(entries[0])]

    return Result(lambda: entries_as_data(entries), draw_entries, paged=True)


@trash.command("restore")
@command
def trash_restore(
    app: App,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENTRY]",
            help="An id or its beginning; “last” is the one you deleted last.",
            autocompletion=complete_trashed,
        ),
    ] = None,
) -> Result:
    """Take an entry out of the trash.

    Without an entry it asks about the one deleted last.

    Example: trust trash restore k3m9p
    """
    app.need_journal()
    entry = entry_named(app, name or "last", trashed=True)
    if name is None:
        _ask_before_restoring(app, entry)
    restored = services.edit.untrash(app, entry)

    return Result({"id": restored.id, "day": restored.day}, lambda: views.entry.untrashed(restored))


def _ask_before_restoring(app: App, entry: Entry) -> None:
    if not app.can_ask:
        raise UsageError(
            "say which entry to take out of the trash; the one deleted last is {id} ({about}), and "
            "`trust trash restore last` restores it",
            id=ids.short(entry.id),
            about=views.entry.day_and_kind(entry),
        )
    if not says_yes(app, views.entry.confirm_untrash(entry)):
        raise Cancelled(NOTHING_CHANGED)


@trash.command("empty")
@command
def trash_empty(
    app: App,
    yes: Annotated[bool, typer.Option("--yes", help="Skip the confirmation.")] = False,
) -> Result:
    """Permanently delete what is in the trash (asks first).

    No copy is made first. Backups may still have these entries; `trust about` says where your
    backups are.

    Example: trust trash empty --yes
    """
    shown = app.reader.trashed()
    if shown and not yes:
        _ask_before_emptying(app, len(shown))

    done = services.edit.empty_trash(app, shown)

    return Result(
        {"purged": [{"id": entry.id, "day": entry.day} for entry in done.gone]},
        lambda: (
            list(views.entry.emptied(len(done.gone), done.changed, done.unsaved))
            if shown
            else [views.entry_list.NO_TRASH]
        ),
    )


def _ask_before_emptying(app: App, count: int) -> None:
    if not app.can_ask:
        raise UsageError(SAY_YES)

    app.err.print(*views.entry.before_emptying(count))
    if not says_yes(app, views.entry.CONFIRM_PURGE):
        raise Cancelled(NOTHING_CHANGED)


COMMANDS = {"trash": trash}
