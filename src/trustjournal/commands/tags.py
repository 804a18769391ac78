"""`trust tags`: list, rename and merge the tags of entries."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import services, views
from ..app import App
from ..errors import UsageError
from .command import Result, command, give
from .options import as_name, as_text, complete_tag

tags = typer.Typer(
    help="List, rename and merge your tags.\n\nExample: trust tags",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@tags.callback()
@command
def everything(app: App) -> None:
    """List your tags, with how many entries have each.

    Example: trust tags
    """
    tag_list = services.tags.everything(app)
    data = {
        "tags": [{"name": tag.name, "entries": tag.entries} for tag in tag_list.tags],
        "alike": [[one.name, other.name] for one, other in tag_list.alike],
        "private": tag_list.private,
    }
    give(
        app,
        Result(data, lambda: views.tags.listing(tag_list, app.out), paged=True, of_journal=True),
    )
    if not app.json and (note := views.tags.note(tag_list)):
        app.err.line(note, label=True)


@tags.command("rename")
@command
def rename(
    app: App,
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="A tag.", parser=as_text, autocompletion=complete_tag),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new name.", parser=as_name)],
) -> Result:
    """Rename a tag on every entry.

    Example: trust tags rename walk walking
    """
    app.need_journal()
    retagged = services.tags.rename(app, old, new)
    return Result(retagged, lambda: views.tags.retagged(retagged))


@tags.command("merge")
@command
def merge(
    app: App,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="TAG... INTO",
            help="The tags to merge; the last one is kept.",
            parser=as_text,
            autocompletion=complete_tag,
        ),
    ],
) -> Result:
    """Merge several tags into the last one.

    Example: trust tags merge walks stroll walk
    """
    app.need_journal()
    *before, into = names
    if not before:
        raise UsageError("say which tags to merge; the last one is kept")
    retagged = services.tags.merge(app, before, into)
    return Result(retagged, lambda: views.tags.retagged(retagged))


COMMANDS = {"tags": tags}
