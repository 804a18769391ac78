"""Short questions at a terminal."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..context import App
from ..domain.situations import is_with_someone

if TYPE_CHECKING:
    from ..domain.entry import Entry
    from ..drafts import Draft

T = TypeVar("T")


def ask(app: App, question: str) -> str | None:
    """A line from the person, or None at the end of input. Call only where `app.can_ask`."""
    app.stderr.write(app.err.wrapped(question.rstrip()) + " ")
    app.stderr.flush()
    try:
        line = app.stdin.readline()
    except KeyboardInterrupt:
        app.stderr.write("\n")  # what is said next begins a line of its own
        raise
    if not line:
        app.stderr.write("\n")
        return None
    return line.strip()


def says_yes(app: App, question: str) -> bool:
    """Whether the person says yes; anything else is no."""
    return (ask(app, question) or "").lower()[:1] == "y"


def ask_feelings(app: App, draft: Draft, entry: Entry) -> Entry:
    """The entry with mood and closeness, where they are not known and the settings ask for them.

    Enter skips each. The draft knows the first before the second is asked.
    """
    from ..render import writing as render

    settings = app.settings
    if settings.ask_mood and entry.mood is None:
        entry = replace(entry, mood=ask_scale(app, render.MOOD, render.SCALE_AGAIN))
    asks_closeness = settings.ask_closeness and is_with_someone(settings.context)
    if asks_closeness and entry.closeness is None:
        if entry.mood is not None:
            draft.know(mood=entry.mood)
        entry = replace(entry, closeness=ask_scale(app, render.CLOSENESS, render.SCALE_AGAIN))
    return entry


def ask_scale(app: App, question: str, again: str) -> int | None:
    """A number from 1 to 5, or None where the person skips it."""
    found = ask(app, question)
    while found and found not in {"1", "2", "3", "4", "5"}:
        found = ask(app, again)
    return int(found) if found else None


@dataclass(frozen=True, slots=True)
class Replies:
    """What was replied to some questions, None where nothing was."""

    said: tuple[str | None, ...]
    stopped: bool
    """Whether the person stopped with Ctrl-C."""


def ask_in_turn(steps: Sequence[Callable[[], str | None]], keep: Callable[[Replies], T]) -> T:
    """Short questions one after another, and what `keep` makes of the replies.

    Whoever stops in the middle (Ctrl-C, Ctrl-D, a closed terminal) has the replies so far kept.
    """
    said: list[str | None] = []
    interrupts: list[KeyboardInterrupt] = []

    def ask_all() -> None:
        try:
            for step in steps:
                said.append(step())
        except KeyboardInterrupt as error:
            interrupts.append(error)

    def keep_said() -> T:
        found = [*said, *[None] * (len(steps) - len(said))]
        return keep(Replies(tuple(reply or None for reply in found), bool(interrupts)))

    return kept_whatever_comes(ask_all, keep_said)


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


@contextmanager
def undisturbed() -> Iterator[None]:
    """What stands in here is done before Ctrl-C, a `kill` or a closed terminal ends the program."""
    late: list[int] = []
    before: dict[int, Any] = {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
        if hasattr(signal, name):
            number = getattr(signal, name)
            before[number] = signal.signal(number, lambda number, _frame: late.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if late:
        signal.raise_signal(late[0])
