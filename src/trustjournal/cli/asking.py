"""Short questions at a terminal."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TypeVar

from ..context import App
from ..signals import undisturbed
from ..terminal import is_gone, keeping_half_a_line

T = TypeVar("T")


def ask(app: App, question: str, half: Callable[[str], object] | None = None) -> str | None:
    """A line from the person, or None at the end of input. Call only where `app.can_ask`.

    Where the program is ended before Enter, `half` is given the words that stand in the line.
    Raises `SystemExit` where the terminal was closed: that is no answer.
    """
    try:
        line = _line(app, question) if half is None else _line_or_half(app, question, half)
    except KeyboardInterrupt:
        app.stderr.write("\n")  # what is said next begins a line of its own
        raise
    except OSError:
        if not is_gone(app.stdin):
            raise
        line = ""
    if not line:
        if is_gone(app.stdin):
            raise SystemExit(128 + signal.SIGHUP)
        app.stderr.write("\n")
        return None
    return line.strip()


def _line(app: App, question: str) -> str:
    app.stderr.write(app.err.wrapped(question.rstrip()) + " ")
    app.stderr.flush()
    return app.stdin.readline()


def _line_or_half(app: App, question: str, half: Callable[[str], object]) -> str:
    """A line; what was typed of one that nobody finished goes to `half`."""
    with keeping_half_a_line(app.stdin) as typed:
        try:
            return _line(app, question)
        except (KeyboardInterrupt, SystemExit):
            with undisturbed():
                half(typed())
            raise


def says_yes(app: App, question: str) -> bool:
    """Whether the person says yes; anything else is no."""
    return (ask(app, question) or "").lower()[:1] == "y"


def ask_scale(app: App, question: str, again: str) -> int | None:
    """A number from 1 to 5, or None where the person skips it."""
    found = ask(app, question)
    while found and found not in {"1", "2", "3", "4", "5"}:
        found = ask(app, again)
    return int(found) if found else None


def kept_whatever_comes(asking: Callable[[], object], keep: Callable[[], T]) -> T:
    """First the one, then the other, once, also where the program is ended in between.

    A terminal that closes ends the reading first and the program a moment later.
    """
    kept: list[T] = []

    def keep_once() -> None:
        with undisturbed():
            if not kept:
                kept.append(keep())

    try:
        try:
            asking()
        finally:
            keep_once()
    except SystemExit:
        keep_once()  # the end may have come just before; there is only one
        raise
    return kept[0]


def ignore_ctrl_c() -> None:
    """Ignore Ctrl-C from now on: one has ended the asking, and what is left is done in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
