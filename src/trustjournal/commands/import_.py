"""`trust import`: bring in entries from other programs, or from this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from .. import formats, services, views
from ..app import App
from ..errors import TrustError
from .command import command
from .warnings import warn

if TYPE_CHECKING:
    from ..formats.source import Meter
    from ..services.imports import Imported


def _complete_format(incomplete: str) -> Iterable[str]:
    return [name for name in formats.importers.FORMATS if name.startswith(incomplete)]


@command
def import_(
    app: App,
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A file, a folder, or - for standard input.")
    ],
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="jrnl, dayone, markdown or json, if it isn't detected.",
            autocompletion=_complete_format,
        ),
    ] = None,
    date_format: Annotated[
        str | None,
        typer.Option(
            "--date-format",
            metavar="FORMAT",
            help="The date format of a jrnl file, such as %d/%m/%Y %H:%M.",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show what would be imported, without changing anything."),
    ] = False,
) -> None:
    """Import entries from jrnl, Day One, Markdown or trust's own JSON.

    The format is detected from the content. An import only adds: what you have stays as it is,
    and importing twice adds nothing. The journal is backed up first (see `trust backup list`).

    Example: trust import ~/journal.txt --dry-run
    """
    warn(app)

    options = services.imports.ImportOptions(format_, dry_run, date_format)
    try:
        with _progress(app) as watch:
            imported = services.imports.take(app, source, options, watch)
    except TrustError as error:
        if source == "-":
            error.details["not_taken"] = True
        raise
    _print_summary(app, imported)


def _progress(app: App) -> AbstractContextManager[Callable[[Meter, int], None]]:
    """Return a progress bar, or a callback that does nothing without a screen to redraw."""
    if app.json or app.plain or not app.err.is_terminal:
        return nullcontext(lambda meter, count: None)

    return views.import_.progress(app.err)


def _print_summary(app: App, imported: Imported) -> None:
    if app.json:
        views.json_envelope.success(app.stdout, app.command, imported)
        return

    app.out.print(*views.import_.summary(imported))


COMMANDS = {"import": import_}
