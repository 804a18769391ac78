"""`trust unsaid`: the words that were written but not yet said."""

from __future__ import annotations

from typing import Annotated

import typer

from ... import features
from ...app import App
from ...commands.command import Result, command
from ...commands.options import as_text, complete_entry
from ...errors import UsageError
from ...services.find_entry import entry_named
from . import service


@command
def unsaid(
    app: App,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENTRY]",
            help="An id or its beginning, last, or a day.",
            autocompletion=complete_entry,
        ),
    ] = None,
    line: Annotated[
        str | None,
        typer.Option(
            "--line", metavar="TEXT", help="Only the line that contains this.", parser=as_text
        ),
    ] = None,
    not_yet: Annotated[bool, typer.Option("--not-yet", help="Mark as not yet said.")] = False,
    said: Annotated[bool, typer.Option("--said", help="Mark as said.")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="Mark as yours to keep.")] = False,
) -> Result:
    """Keep track of what you haven't said yet. Without ENTRY, show the list.

    Example: trust unsaid last --not-yet
    """
    states = {"not-yet": not_yet, "said": said, "mine": mine}
    if sum(states.values()) > 1:
        raise UsageError("choose one of --not-yet, --said or --mine")
    state = next((option for option, chosen in states.items() if chosen), "not-yet")
    if name is None:
        if any(states.values()) or line is not None:
            raise UsageError(
                "say which entry to mark; `trust unsaid` without arguments lists what you "
                "haven't said yet"
            )
        marks = service.not_yet(app)
        shown = [(mark.entry, f"{mark.day}", service.words_of(mark)) for mark in marks]
        readable = [row for row in shown if row[2]]
        data = {"unsaid": [{"id": i, "day": d, "text": t or None} for i, d, t in shown]}
        left_out = len(shown) - len(readable)
        return Result(data, lambda: features.unsaid.view.listing(readable, left_out))
    app.need_journal()
    marked = service.mark(app, entry_named(app, name), line, state)
    data_marked = {"id": marked.entry, "state": state, "line": marked.line is not None}
    has_line = marked.line is not None
    return Result(
        data_marked, lambda: features.unsaid.view.marked(marked.entry, state, line=has_line)
    )


COMMANDS = {"unsaid": unsaid}
