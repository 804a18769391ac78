"""What a terminal does with keys: hold those that come too early, or hide a passphrase."""

from __future__ import annotations

import contextlib
import locale
import os
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import TextIO

from .key_reader import Line, keys_of, read_line

if sys.platform == "win32":
    import getpass
else:
    import termios


@contextlib.contextmanager
def unechoed(stream: TextIO, *, enabled: bool = True) -> Iterator[Callable[[], None]]:
    """Keep keys that are pressed too early from being shown; they wait for the text input.

    `stream` is where keys come from. Yields a function that restores the terminal, as the end of
    the block does.
    """
    if not enabled or sys.platform == "win32":
        yield lambda: None
        return

    before = termios.tcgetattr(stream)

    def restore() -> None:
        with contextlib.suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(stream, termios.TCSADRAIN, before)

    unechoed_mode = termios.tcgetattr(stream)
    # Ctrl-C waits too: as a signal it would discard what was typed before it.
    unechoed_mode[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(stream, termios.TCSADRAIN, unechoed_mode)
    try:
        yield restore
    finally:
        restore()


def is_gone(stream: TextIO) -> bool:
    """Return whether the terminal that keys came from was closed."""
    if sys.platform == "win32":
        return False

    try:
        termios.tcgetattr(stream)
    except termios.error:
        return True
    except (OSError, ValueError):  # it wasn't a terminal
        return False
    return False


def hidden_line(question: str) -> str | None:
    """Ask for a line that isn't shown while it is typed; None if there is no terminal.

    It asks again if the line has a byte that can't be decoded: a passphrase is never repaired.
    """
    if sys.platform == "win32":
        return getpass.getpass(question)
    try:
        with open("/dev/tty", "r+b", buffering=0) as terminal:  # noqa: PTH123  # no seeking, no buffer

            def show(text: str) -> None:
                terminal.write(text.encode(errors="replace"))

            while True:
                line = _hidden(terminal.fileno(), show, question)
                if line is None or not _has_stray_bytes(line):
                    return line
    except OSError:
        return None


def _hidden(descriptor: int, show: Callable[[str], None], question: str) -> str | None:

    line = Line(lambda _: None)
    try:
        with keys_of(
            descriptor, locale.getencoding(), ctrl_c_interrupts=True, forget_early_keys=True
        ) as keys:
            try:
                show(_fitted(question, os.get_terminal_size(descriptor).columns))
                return line.text if read_line(keys, line) else None
            finally:
                show("\n")  # so that the next output begins on a line of its own
    except termios.error as error:
        raise OSError(*error.args) from None


def _fitted(question: str, columns: int) -> str:
    """Return a question wrapped between words, with the blank at its end."""
    if len(question) < columns:
        return question
    return "\n".join(textwrap.wrap(question, max(1, columns - 1))) + " "


def _has_stray_bytes(text: str) -> bool:
    """Return whether a line has bytes that couldn't be decoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
