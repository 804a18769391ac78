"""Commands that ask one thing after the other, run at the terminal while the full screen waits."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import suppress

from .. import views
from ..app import App

COMMANDS = tuple(key.action for key in views.keys.MOMENTS)
"""The commands that are run so."""


def run(app: App, command: str) -> None:
    """Run a command until it ends, and wait for Enter, so that its last words can be read.

    Only the command reacts to Ctrl-C. What ends this program ends the command first, which then has
    time to keep its words. Raises `OSError` if it doesn't start.
    """
    # A handler that does nothing, because the command would inherit SIG_IGN.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        # With -P, a file in the working folder can't pass for a part of the program.
        argv = [sys.executable, "-P", "-m", "trustjournal", command]
        process = subprocess.Popen(argv, env=dict(app.environ))
        try:
            process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        app.stderr.write(f"\n{views.full_screen.AND_BACK}")
        app.stderr.flush()
        with suppress(OSError, ValueError):
            app.stdin.readline()
    finally:
        signal.signal(signal.SIGINT, previous)
