"""`trust export`: taking the journal away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from ..context import App
from ..domain.days import parse_day
from ..errors import UsageError
from ..flows import export as flow
from ..paths import real
from .options import Context, End, Json, Plain, Start, app_of
from .warnings import warn

FORMATS = ("markdown",)
DEST = "trust-journal"


def export(
    ctx: Context,
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help=" or ".join(FORMATS) + ".")],
    dest: Annotated[
        str, typer.Argument(metavar="[DEST]", help="A folder, or - for standard output.")
    ] = DEST,
    single: Annotated[bool, typer.Option("--single", help="One file, named DEST.")] = False,
    start: Start = None,
    end: End = None,
    include_private: Annotated[
        bool, typer.Option("--include-private", help="Also private entries.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that were changed by hand.")
    ] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Export entries: a folder with a file a day, one file, or standard output.

    Example: trust export markdown ~/journal-pages
    """
    app = app_of(ctx, json=json, plain=plain)
    if format_ not in FORMATS:
        raise UsageError("no_such_format", value=format_, known=", ".join(FORMATS))
    if dest == "-" and (single or json):
        raise UsageError("single_to_terminal" if single else "json_to_stdout")
    if not dest.strip():
        raise UsageError("no_dest")
    wanted = flow.Wanted(
        start=parse_day(start, app.now) if start is not None else None,
        end=parse_day(end, app.now) if end is not None else None,
        include_private=include_private,
        force=force,
    )
    if wanted.start and wanted.end and wanted.end < wanted.start:
        raise UsageError("span_backwards", value=f"{wanted.start}..{wanted.end}")
    warn(app)
    if dest == "-":
        # The text is the answer; what was left out is said beside it.
        done = flow.to_stream(app, wanted, _stream(app))
    elif single:
        done = flow.to_file(app, wanted, real(dest))
    else:
        done = flow.to_folder(app, wanted, real(dest))
    _say(app, done)


def _stream(app: App) -> Callable[[str], object]:
    """Where the text goes: to a pipe as it is, to a terminal made safe."""
    if not app.out.is_terminal:
        return app.stdout.write
    from ..render.safe import safe_text

    return lambda text: app.stdout.write(safe_text(text))


def _say(app: App, done: flow.Exported) -> None:
    if app.json and done.dest != "-":
        from ..render import envelope

        envelope.success(app.stdout, app.command, done)
        return
    from ..render import exports

    screen = app.err if done.dest == "-" else app.out
    for line in exports.done(done):
        screen.line(line)


COMMANDS = {"export": export}
