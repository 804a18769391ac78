"""Short questions at a terminal."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TypeVar

from .. import terminal, views
from ..app import App
from ..domain.text import is_sentence
from ..signals import undisturbed

T = TypeVar("T")


def ask(app: App, question: str, half: Callable[[str], object] | None = None) -> str | None:
    """Ask for a line and return it, or None at the end of input. Call only if `app.can_ask`.

    If the program is ended before Enter, `half` is called with the words typed so far.
    Raises `SystemExit` if the terminal was closed, which is not an answer.
    """
    line = terminal.key_reader.Line(lambda text: _show(app, text))
    try:
        finished = _is_finished(app, question, line)
    except (KeyboardInterrupt, SystemExit) as ended:
        if half is not None:
            with undisturbed():
                half(_clean_line(line.text))
        if isinstance(ended, KeyboardInterrupt):
            _show(app, "\n")  # the next message starts on a new line
        raise
    if finished:
        return _clean_line(line.text)
    _show(app, "\n")
    return None


def _is_finished(app: App, question: str, line: terminal.key_reader.Line) -> bool:
    """Ask for a line; False at the end of input. Raises `SystemExit` if the terminal is gone."""
    try:
        finished = terminal.key_reader.ask_line(
            app.stdin, app.err.wrapped(question.rstrip()) + " ", line
        )
    except OSError:
        if not terminal.terminal_mode.is_gone(app.stdin):
            raise
        finished = False
    if not finished and terminal.terminal_mode.is_gone(app.stdin):
        raise SystemExit(128 + signal.SIGHUP)
    return finished


def _clean_line(text: str) -> str:
    """Return a line without surrounding blanks, with U+FFFD in place of bytes that aren't text."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


def _show(app: App, text: str) -> None:
    app.stderr.write(text)
    app.stderr.flush()


YES = ("y", "yes")
NO = ("n", "no")


def yes_or_no(reply: str) -> bool | None:
    """Return whether a reply is yes or no; None if it is neither, such as a sentence."""
    word = reply.lower().rstrip(".!")
    return True if word in YES else False if word in NO else None


def says_yes(
    app: App,
    question: str,
    on_partial: Callable[[str], object] | None = None,
    *,
    enter_is_yes: bool = False,
) -> bool:
    """Return whether the person says yes. Enter is no; ask again if the reply is neither.

    `on_partial` is called as the `half` of `ask`. With `enter_is_yes`, only the end of input is no.
    """
    again = views.compose.YES_OR_NO_ENTER_YES if enter_is_yes else views.compose.YES_OR_NO
    reply = ask(app, question, on_partial)
    while reply and yes_or_no(reply) is None:
        reply = ask(app, again, on_partial)
    if reply == "":
        return enter_is_yes
    return bool(reply and yes_or_no(reply))


def ask_scale(
    app: App, question: str, again: str, keep_words: Callable[[str], object]
) -> int | None:
    """Ask for a number from 1 to 5 and return it, or None if the person skips it.

    `keep_words` is called with each reply of several words, which is no answer: someone is still
    writing.
    """

    def keep(typed: str) -> None:
        if has_several_words(typed):
            keep_words(typed)

    reply = ask(app, question, keep)
    while reply and reply not in {"1", "2", "3", "4", "5"}:
        keep(reply)
        reply = ask(app, again, keep)
    return int(reply) if reply else None


def has_several_words(typed: str) -> bool:
    """Return whether a reply may be more of a text, because it has several words."""
    return " " in typed or is_sentence(typed)


def kept_whatever_comes(asking: Callable[[], object], keep: Callable[[], T]) -> T:
    """Ask, then call `keep` exactly once, even if the program is ended meanwhile.

    A terminal that closes ends the reading first and the program a moment later.
    Return what `keep` returned.
    """
    results: list[T] = []

    def keep_once() -> None:
        with undisturbed():
            if not results:
                results.append(keep())

    try:
        try:
            asking()
        finally:
            keep_once()
    except SystemExit:
        keep_once()  # the signal may have come before `keep_once`, and comes only once
        raise
    return results[0]


def ignore_ctrl_c() -> None:
    """Ignore Ctrl-C from now on: the first ended the questions, and the rest must complete."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
