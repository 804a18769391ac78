"""Start the person's own editor."""

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
"""An editor that ends sooner, without a change, has probably handed the file to another process."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The result of running an editor: its exit code, and how long it ran."""

    code: int
    seconds: float


def command_for(setting: str, environ: Mapping[str, str]) -> list[str]:
    """Return the editor command: from the settings, else from `$VISUAL`, else from `$EDITOR`.

    Raises `UsageError` if none is set, if it has an unclosed quote, or if it isn't installed.
    """
    text = setting
    if setting in ("inline", "auto", ""):
        text = environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        words = shlex.split(text)
    except ValueError:
        raise UsageError(
            "the editor setting {value} has an open quote; `trust config set editor "
            "COMMAND` fixes it",
            value=text,
        ) from None
    if not words:
        raise UsageError("no editor is set; use `trust config set editor nano`, or set EDITOR")
    if shutil.which(words[0], path=environ.get("PATH")) is None:
        raise UsageError(
            "there's no program called {value}; `trust config set editor COMMAND` sets another one",
            value=words[0],
        )
    return words


_VIM = ("vim", "nvim", "gvim", "mvim")


def without_copies(command: list[str]) -> list[str]:
    """Add options that keep an editor from leaving copies of the text, where they are known.

    Vim runs `-c` after the person's own vimrc, which therefore can't turn copies on again.
    """
    if Path(command[0]).name in _VIM:
        no_copies = "set nobackup nowritebackup noundofile"
        return [command[0], "-n", "-i", "NONE", "-c", no_copies, *command[1:]]
    return command


_PLUS_LINE = frozenset(
    (
        *("vi", "vim", "nvim", "gvim", "mvim", "view", "nano", "pico", "emacs", "emacsclient"),
        *("micro", "kak", "joe", "mg", "ne", "gedit", "mcedit"),
    )
)
"""Editors that take `+7 FILE`."""
_LINE_AFTER_COLON = frozenset(("hx", "helix", "subl", "zed"))
"""Editors that take `FILE:7`."""
_GOTO = frozenset(("code", "code-insiders", "codium", "vscodium", "cursor"))
"""Editors that take `--goto FILE:7`."""


def opening(command: list[str], path: Path, line: int) -> list[str]:
    """Return the command that opens a file with the cursor on a line, where that is known.

    An editor that isn't known begins at the top.
    """
    name = Path(command[0]).name.removesuffix(".exe")
    if line > 1 and name in _PLUS_LINE:
        return [*command, f"+{line}", str(path)]
    if line > 1 and name in _LINE_AFTER_COLON:
        return [*command, f"{path}:{line}"]
    if line > 1 and name in _GOTO:
        return [*command, "--goto", f"{path}:{line}"]
    return [*command, str(path)]


def edit(
    command: list[str], path: Path, meanwhile: Callable[[], object], *, line: int = 1
) -> Edited:
    """Open a file in the editor and wait; `meanwhile` runs in a thread while it is open.

    The cursor is on `line` if the editor can be told. The time `meanwhile` takes after the
    editor has ended doesn't count. Only the editor reacts to Ctrl-C while it runs. Raises
    `InputOutput` if it doesn't start.
    """
    # A handler that does nothing, because the editor would inherit SIG_IGN.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        process = subprocess.Popen(opening(command, path, line))
        started = time.monotonic()
        worker = threading.Thread(target=meanwhile, daemon=True)
        worker.start()
        code = process.wait()
        seconds = time.monotonic() - started
        worker.join()
    except OSError as error:
        raise InputOutput(
            "the editor {value} didn't start ({why})", value=command[0], why=error.strerror
        ) from None
    finally:
        signal.signal(signal.SIGINT, previous)
    return Edited(code, seconds)
