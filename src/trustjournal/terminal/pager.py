"""Start the person's own pager, for an answer longer than the screen."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import PurePath

DEFAULT = "less -FRX"
_SHELL_SYNTAX = frozenset("|&;<>()$`")
_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")
_NO_COPIES = {"LESSHISTFILE": "-", "LESSSECURE": "1"}
"""Keeps less from writing a history or log file, and from starting a shell or an editor."""


def command_for(environ: Mapping[str, str]) -> list[str]:
    """Return the pager command: `$PAGER`, else less. Empty means no pager.

    `PAGER=cat` or an empty `PAGER` turns the pager off, and so does a value that only a shell
    could run, or a program that isn't installed. less gets an option to show colours, whatever
    `$LESS` says; the person's own options come after it.
    """
    setting = environ.get("PAGER", DEFAULT)
    try:
        words = shlex.split(setting)
    except ValueError:
        return []
    if not words or _SHELL_SYNTAX & set(setting) or _name_of(words) == "cat":
        return []
    if not shutil.which(words[0], path=environ.get("PATH")):
        return []
    return [words[0], "-R", *words[1:]] if _name_of(words) == "less" else words


def shows_colours(command: list[str]) -> bool:
    """Return whether a pager is known to show colours; others may show escape sequences."""
    return _name_of(command) == "less" and "-+R" not in command


def _name_of(command: list[str]) -> str:
    return PurePath(command[0]).name


def show(command: list[str], pieces: Iterable[bytes], environ: Mapping[str, str]) -> bool:
    """Show a text in the pager and wait; return False if it couldn't show it.

    The pieces are taken as the pager reads them, and no more once it has ended.

    Only the pager reacts to Ctrl-C while it runs. Whatever ends this program ends the pager too:
    a pager left running would compete with the shell for the keyboard.
    """
    env = {"LESS": "FRX", **environ, **_NO_COPIES}
    # A handler that does nothing, because the pager would inherit SIG_IGN.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        with _signals_deferred() as deliver:
            pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=env)
            try:
                deliver()
                _feed(pager, pieces)
                pager.wait()
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


def _feed(pager: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    """Write pieces to the pager until it ends."""
    assert pager.stdin is not None
    with suppress(BrokenPipeError), pager.stdin:
        for piece in pieces:
            pager.stdin.write(piece)


@contextmanager
def _signals_deferred() -> Iterator[Callable[[], None]]:
    """Defer signals that end the program; yield a function that delivers them.

    If the program ended while it was starting a pager, it wouldn't end the pager yet.
    """
    deferred: list[int] = []
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    numbers = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, lambda n, _: deferred.append(n)) for number in numbers}

    def deliver() -> None:
        while before:
            signal.signal(*before.popitem())
        while deferred:
            signal.raise_signal(deferred.pop())

    try:
        yield deliver
    finally:
        deliver()
