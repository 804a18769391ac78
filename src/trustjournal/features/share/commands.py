"""`trust share`: a page for someone, built line by line from an empty one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ... import features, views
from ...app import App
from ...commands.ask import ask, says_yes
from ...commands.command import Result, command
from ...commands.options import as_name, as_text
from ...domain.json_values import plain as plain_of
from ...domain.text import label
from ...errors import Cancelled, UsageError
from ...sentences import JSON_TO_STDOUT, SAY_YES
from ...services import destination
from . import service
from .model import Share

NOTHING_SHARED = "cancelled; no file was made"


@command
def share(
    app: App,
    to: Annotated[
        str | None, typer.Option("--to", metavar="PERSON", help="Who it's for.", parser=as_name)
    ] = None,
    line: Annotated[
        list[str] | None,
        typer.Option(
            "--line",
            metavar="ENTRY[:TEXT]",
            help="An entry, or one line of it; repeat for several.",
            parser=as_text,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="The file to write, or - for standard output."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Skip the confirmation.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List what you've shared so far.")] = False,
) -> Result | None:
    """Build a page for someone, line by line, and write it to a file.

    Private words, storms and anything marked as yours to keep can't be picked.

    Example: trust share --list
    """
    if listed:
        shares = service.listed(app)
        return Result({"shares": shares}, lambda: features.share.view.listing(shares))
    if app.json and _is_dash(out):
        raise UsageError(JSON_TO_STDOUT)
    if out is not None and app.json and destination.is_stdout(out):
        raise UsageError(JSON_TO_STDOUT)
    person = label(to) if to else app.settings.person
    lines = _named_lines(app, line, person) if line else _picked_lines(app, person)
    shared = _write(app, lines, person, out, confirmed=yes)
    if shared.path == "-" or destination.is_stdout(Path(shared.path)):
        app.err.print(*features.share.view.written_to_stdout(shared))
    else:
        return Result(plain_of(shared), lambda: _confirmation(shared))
    return None


def _confirmation(shared: Share) -> list[object]:
    is_file = Path(shared.path).is_file()
    return list(
        features.share.view.written(shared)
        if is_file
        else features.share.view.written_to_stdout(shared)
    )


def _named_lines(app: App, names: Sequence[str], person: str) -> list[service.ShareableLine]:
    lines = [line for name in names for line in service.named(app, name)]
    return list({line.text: line for line in lines}.values())


def _picked_lines(app: App, person: str) -> list[service.ShareableLine]:
    """Return the lines that the person picks by number at a terminal.

    Raises `UsageError` without a terminal, `Cancelled` if there are no lines or none is picked.
    """
    if not app.can_ask:
        raise UsageError(
            "use --line ENTRY:TEXT to choose what to share; picking from a list needs a terminal"
        )
    lines = service.candidates(app, person)
    if not lines:
        raise Cancelled("there's nothing to share yet")
    app.err.print(*features.share.view.pickable_lines(lines))
    reply = ask(app, features.share.view.PICK)
    while reply:
        words = reply.replace(",", " ").split()
        numbers = [int(word) for word in words if re.fullmatch("[0-9]{1,3}", word)]
        if len(numbers) == len(words) and all(1 <= number <= len(lines) for number in numbers):
            return [lines[number - 1] for number in dict.fromkeys(numbers)]
        reply = ask(app, features.share.view.PICK_AGAIN.format(most=len(lines)))
    raise Cancelled(NOTHING_SHARED)


def _write(
    app: App,
    lines: Sequence[service.ShareableLine],
    person: str,
    out: Path | None,
    *,
    confirmed: bool,
) -> Share:
    """Show the page, ask the two questions about it, and write it."""
    if confirmed:
        if out is None:
            raise UsageError("--yes needs --out FILE")
        return _write_page(app, lines, person, out)
    if not app.can_ask:
        raise UsageError(SAY_YES)
    app.err.print(*features.share.view.preview(service.page(lines)))
    asked = (
        says_yes(app, features.share.view.SURPRISED),
        says_yes(app, features.share.view.ANYONE_ELSE),
    )
    if any(asked) and not says_yes(app, features.share.view.GO_ON):
        raise Cancelled(NOTHING_SHARED)
    default_path = Path(f"for-{re.sub(r'[^a-z0-9]+', '-', person.lower()).strip('-') or 'you'}.md")
    dest = (
        out
        or Path(
            ask(app, features.share.view.WHERE.format(path=default_path)) or default_path
        ).expanduser()
    )
    if not says_yes(app, features.share.view.confirm(dest)):
        raise Cancelled(NOTHING_SHARED)
    return _write_page(app, lines, person, dest)


def _write_page(app: App, lines: Sequence[service.ShareableLine], person: str, dest: Path) -> Share:
    """Write the page to a file, or to standard output for `-`."""
    if not _is_dash(dest):
        return service.write(app, lines, person, dest)
    page = service.page(lines)
    if app.out.is_terminal:
        page = views.sanitize.safe_text(page)

    def put() -> None:
        app.stdout.write(page)
        app.stdout.flush()

    return service.remember(app, lines, person, "-", put)


def _is_dash(dest: Path | None) -> bool:
    return dest is not None and str(dest) == "-"


COMMANDS = {"share": share}
