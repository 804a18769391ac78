"""`trust open`: the journal, full screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from .. import tui
from ..app import App
from ..errors import UsageError
from . import build
from .command import command
from .help import lines_of
from .options import as_text, complete_entry


@command
def open_journal(
    app: App,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DAY|ENTRY]",
            help="Where to begin: 2026-11-22, october, an id, last.",
            parser=as_text,
            autocompletion=complete_entry,
        ),
    ] = None,
    no_mouse: Annotated[
        bool,
        typer.Option(
            "--no-mouse", help="Leave the mouse to the terminal, to select text (setting: mouse)."
        ),
    ] = False,
) -> None:
    """Open the journal, full screen: read, find, write, review.

    The keys are on the last line, and ? lists all of them. Commands such as `trust read` can do
    all of this too, and they work with a screen reader.

    Example: trust open

    Example: trust open october
    """
    if app.plain and not app.json:
        raise UsageError(
            "the full screen can't be shown as plain text; `trust list` and `trust read` show "
            "entries, and `trust journal` writes one"
        )
    if not (app.can_ask and app.out.is_terminal) or app.err.dumb:
        raise UsageError(
            "the full screen needs a terminal; `trust list` and `trust read` show entries, and "
            "`trust journal` writes one"
        )
    tui.run(
        app, " ".join(what or ()), mouse=app.settings.mouse and not no_mouse, commands=_commands
    )


def _commands() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return every command with its line, by its first word."""
    program: Any = typer.main.get_command(build([], everything=True))
    return {name: list(lines_of(name, target)) for name, target in program.commands.items()}


COMMANDS = {"open": open_journal}
