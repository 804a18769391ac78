"""The person's own pager, for an answer that is longer than the screen."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import PurePath

DEFAULT = "less -FRX"
_SHELL_SYNTAX = frozenset("|&;<>()$`")
_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")
KEEPING_NOTHING = {"LESSHISTFILE": "-", "LESSSECURE": "1"}
"""less must leave no history behind, and start no shell, editor or log file."""


def command_for(environ: Mapping[str, str]) -> list[str]:
    """The pager to start: `$PAGER`, else less; empty where there is none.

    `PAGER=cat`, or an empty one, is how people say that they want none. What only a shell could
    read is none either. less is told to show colours, which it does not do by itself, whatever
    `$LESS` says; options of the person's own come after that.
    """
    wanted = environ.get("PAGER", DEFAULT)
    try:
        words = shlex.split(wanted)
    except ValueError:
        return []
    if not words or _SHELL_SYNTAX & set(wanted) or _name_of(words) == "cat":
        return []
    if not shutil.which(words[0], path=environ.get("PATH")):
        return []
    return [words[0], "-R", *words[1:]] if _name_of(words) == "less" else words


def shows_colours(command: list[str]) -> bool:
    """Whether it is known that a pager shows colours; others show escape sequences instead."""
    return _name_of(command) == "less" and "-+R" not in command


def _name_of(command: list[str]) -> str:
    return PurePath(command[0]).name


def show(command: list[str], text: bytes, environ: Mapping[str, str]) -> bool:
    """Hand a text to the pager and wait; False where it could not show it.

    Ctrl-C belongs to the pager while it runs. It ends with us, whatever ends us: a pager left
    behind would fight with the shell for the keyboard.
    """
    env = {"LESS": "FRX", **environ, **KEEPING_NOTHING}
    # A handler that does nothing, not SIG_IGN, which the pager would inherit.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        with _held_back() as let_come:
            pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=env)
            try:
                let_come()
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


@contextmanager
def _held_back() -> Iterator[Callable[[], None]]:
    """Hold back signals that end the program, until what is handed out lets them come.

    Ended while it starts a pager, the program would not know yet that there is one to end.
    """
    came: list[int] = []
    ends = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    ends = [number for number in ends if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, lambda n, _: came.append(n)) for number in ends}

    def let_come() -> None:
        while before:
            signal.signal(*before.popitem())
        while came:
            signal.raise_signal(came.pop())

    try:
        yield let_come
    finally:
        let_come()
