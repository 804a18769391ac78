"""`trust demo`: a made-up journal to look at, in a folder of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..app import App
from ..errors import UsageError
from .command import command


@command
def demo(
    app: App,
    folder: Annotated[
        str | None,
        typer.Argument(metavar="[FOLDER]", help="A folder to keep it in."),
    ] = None,
) -> None:
    """Try commands on a made-up journal. Yours isn't touched.

    Everything in it is removed at the end, unless you name a folder to keep it in.

    Example: trust demo
    """
    if app.json:
        raise UsageError("`trust demo` shows screens, so it has no JSON")
    if folder is not None and Path(folder).exists():
        raise UsageError("{path} already exists; choose another name", path=folder)
    words = [app.now.today.isoformat(), *([str(Path(folder).absolute())] if folder else [])]
    options = ["--plain"] if app.plain else []
    # In a process of its own: it runs the program many times, with another folder and clock.
    program = [sys.executable, "-P", "-m", "trustjournal.demo", *words, *options]
    app.stdout.flush()
    app.exit_code = subprocess.run(program, check=False).returncode


COMMANDS = {"demo": demo}
