"""Doing something to one entry or to several at once; one undo takes all of it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import services
from ..app import App
from ..domain.entry import Entry
from ..domain.text import labels
from .details import store, undo

Undo = Callable[[App], object]
Change = Callable[[App, Entry], "Undo | None"]
"""Changes an entry; returns how that is undone, or None if there was nothing to change."""


def star(*, starred: bool) -> Change:
    """Return the change that stars entries, or takes their stars away."""

    def change(act: App, entry: Entry) -> Undo | None:
        if entry.starred == starred:
            return None
        after = services.edit.star(act, entry, starred)
        return lambda act: services.edit.star(act, after, entry.starred)

    return change


def trash(act: App, entry: Entry) -> Undo:
    """Put an entry in the trash."""
    services.edit.trash(act, entry)
    return lambda act: services.edit.untrash(act, entry)


def tag(names: Sequence[str]) -> Change:
    """Return the change that adds tags to entries."""

    def change(act: App, entry: Entry) -> Undo | None:
        tags = labels([*entry.tags, *names])
        if tags == entry.tags:
            return None
        after = store(act, entry, {"tags": tags})
        return lambda act: undo(act, (entry, after))

    return change


def change_each(act: App, entries: Sequence[Entry], change: Change, undos: list[Undo]) -> None:
    """Change entries one after the other; `undos` gets what takes each change back.

    Raises `TrustError`; those before are changed then.
    """
    for entry in entries:
        undone = change(act, entry)
        if undone is not None:
            undos.append(undone)


def undo_all(act: App, undos: Sequence[Undo]) -> None:
    """Take changes back, the last one first."""
    for each in reversed(undos):
        each(act)
