"""The person's own editor."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputOutput, UsageError

AT_ONCE_SECONDS = 1.0
"""An editor that is back so soon without a change has probably only handed the file on."""


@dataclass(frozen=True, slots=True)
class Edited:
    """How the editor ended."""

    code: int
    seconds: float


def command_for(setting: str, environ: Mapping[str, str]) -> list[str]:
    """The editor to start: a command from the settings, else `$VISUAL`, else `$EDITOR`.

    Raises `UsageError` where none is set or the command cannot be read.
    """
    text = setting
    if setting in ("inline", "auto", ""):
        text = environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        words = shlex.split(text)
    except ValueError:
        raise UsageError(
            "the editor setting {value} has an open quote; `trust config set editor "
            "COMMAND` mends it",
            value=text,
        ) from None
    if not words:
        raise UsageError("no editor is set; use `trust config set editor nano`, or set EDITOR")
    if shutil.which(words[0], path=environ.get("PATH")) is None:
        raise UsageError(
            "the editor {value} was not found; `trust config set editor COMMAND` names another",
            value=words[0],
        )
    return words


_VIM = ("vim", "nvim", "gvim", "mvim")


def keeping_nothing(command: list[str]) -> list[str]:
    """The command with what keeps an editor from leaving copies, where we know how.

    What stands in the person's own vimrc comes before `-c`, so it cannot bring them back.
    """
    if Path(command[0]).name in _VIM:
        none = "set nobackup nowritebackup noundofile"
        return [command[0], "-n", "-i", "NONE", "-c", none, *command[1:]]
    return command


def edit(command: list[str], path: Path, meanwhile: Callable[[], object]) -> Edited:
    """Open a file in the editor and wait; `meanwhile` runs in a thread once it has started.

    How long that takes is not counted. Ctrl-C belongs to the editor while it runs. Raises
    `InputOutput` if it does not start.
    """
    # A handler that does nothing, not SIG_IGN, which the editor would inherit.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        process = subprocess.Popen([*command, str(path)])
        started = time.monotonic()
        at_work = threading.Thread(target=meanwhile, daemon=True)
        at_work.start()
        code = process.wait()
        seconds = time.monotonic() - started
        at_work.join()
    except OSError as error:
        raise InputOutput(
            "the editor {value} did not start ({why})", value=command[0], why=error.strerror
        ) from None
    finally:
        signal.signal(signal.SIGINT, previous)
    return Edited(code, seconds)
