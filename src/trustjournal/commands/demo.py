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
        typer.Argument(metavar="[FOLDER]", help="Keep it here; else it is gone at the end."),
    ] = None,
) -> None:
    """Look at a made-up journal, and try commands on it; yours is not touched.

    It is in a temporary folder, and gone at the end, unless you name a folder for it.

    Example: trust demo
    """
    if app.json:
        raise UsageError("this shows screens, so it has no JSON")
    if folder is not None and Path(folder).exists():
        raise UsageError("{path} is already there; choose another name", path=folder)
    words = [app.now.today.isoformat(), *([str(Path(folder).absolute())] if folder else [])]
    options = ["--plain"] if app.plain else []
    # In a process of its own: it runs the program many times, with another folder and clock.
    program = [sys.executable, "-P", "-m", "trustjournal.demo", *words, *options]
    app.stdout.flush()
    app.exit_code = subprocess.run(program, check=False).returncode


COMMANDS = {"demo": demo}
