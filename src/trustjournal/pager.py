"""The person's own pager, for an answer that is longer than the screen."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

DEFAULT = "less -FRX"
KEEPING_NOTHING = {"LESSHISTFILE": "-", "LESSSECURE": "1"}
"""less must leave no history behind, and start no shell, editor or log file."""


def command_for(environ: Mapping[str, str]) -> list[str]:
    """The pager to start: `$PAGER`, else less; empty where there is none.

    `PAGER=cat`, or an empty one, is how people say that they want none.
    """
    try:
        words = shlex.split(environ.get("PAGER", DEFAULT))
    except ValueError:
        return []
    if not words or words[0] == "cat" or not shutil.which(words[0], path=environ.get("PATH")):
        return []
    return words


def show(command: list[str], text: bytes, environ: Mapping[str, str]) -> bool:
    """Hand a text to the pager and wait; False where it could not show it.

    Ctrl-C belongs to the pager while it runs. It ends with us, whatever ends us: a pager left
    behind would fight with the shell for the keyboard.
    """
    env = {"LESS": "FRX", **environ, **KEEPING_NOTHING}
    # A handler that does nothing, not SIG_IGN, which the pager would inherit.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=env)
        try:
            pager.communicate(text)
        except BaseException:
            pager.terminate()
            with suppress(subprocess.TimeoutExpired):
                pager.wait(1)
            raise
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, previous)
    return pager.returncode == 0
