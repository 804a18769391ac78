"""Entries met again: one by chance, those of this day. Sealed, as everywhere but by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry, redacted
from . import phrases
from .entry import whole
from .screen import Screen

if TYPE_CHECKING:
    from ..services.resurface import OnThisDay

NOTHING_TO_DRAW = "There is no entry to draw yet."
NOTHING_ON_THIS_DAY = "Nothing from this day of a month or a year ago."


def one(entry: Entry, screen: Screen) -> list[RenderableType]:
    """One entry, without private words."""
    if entry.private:
        name = ids.short(entry.id)
        said = f"{phrases.day(entry.day)}, private: trust show {name}"
        return [Text(said, style="dim")]
    return whole(redacted(entry), 0, screen)


def on_this_day(found: Sequence[OnThisDay], screen: Screen) -> Iterator[RenderableType]:
    """The entries of each earlier day, under how long ago that is."""
    for n, day in enumerate(found):
        yield from ["", ""] if n else []
        yield Text(_ago(day.months), style="bold cyan")
        for entry in day.entries:
            yield ""
            yield from one(entry, screen)


def _ago(months: int) -> str:
    if months < 12:
        return "A month ago"
    return "A year ago" if months == 12 else f"{months // 12} years ago"
