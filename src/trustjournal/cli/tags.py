"""`trust tags`: what entries are labelled with."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import render
from ..errors import UsageError
from ..flows import tags as flow
from .options import Context, Json, Plain, answer, app_of, as_text, complete_tag

tags = typer.Typer(
    help="Your tags: which there are, another name, several made one.\n\nExample: trust tags",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@tags.callback()
def everything(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """List your tags, with how many entries have each.

    Example: trust tags
    """
    app = app_of(ctx, json=json, plain=plain)
    if ctx.invoked_subcommand is not None:
        return
    found = flow.everything(app)
    data = {
        "tags": [{"name": tag.name, "entries": tag.entries} for tag in found.tags],
        "alike": [[one.name, other.name] for one, other in found.alike],
        "private": found.private,
    }
    answer(app, data, lambda: render.tags.everything(found, app.out), paged=True)
    if not app.json and (note := render.tags.note(found)):
        app.err.line(note, dim=True)


@tags.command("rename")
def rename(
    ctx: Context,
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="A tag.", parser=as_text, autocompletion=complete_tag),
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="Its name from now on.", parser=as_text)
    ],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Give a tag another name on every entry.

    Example: trust tags rename walk walking
    """
    app = app_of(ctx, json=json, plain=plain)
    app.need_journal()
    done = flow.rename(app, old, new)
    answer(app, done, lambda: render.tags.retagged(done))


@tags.command("merge")
def merge(
    ctx: Context,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="TAG... INTO",
            help="Tags, and last the one they become.",
            parser=as_text,
            autocompletion=complete_tag,
        ),
    ],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Make several tags one, the last one named.

    Example: trust tags merge walks stroll walk
    """
    app = app_of(ctx, json=json, plain=plain)
    app.need_journal()
    *before, into = names
    if not before:
        raise UsageError("merge_into_what")
    done = flow.merge(app, before, into)
    answer(app, done, lambda: render.tags.retagged(done))


COMMANDS = {"tags": tags}
