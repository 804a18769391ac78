"""Old entries: one at random, and those of this day in earlier months. Always redacted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry, redacted
from . import phrases
from .entry import entry_view
from .screen import Screen
from .ways import way

if TYPE_CHECKING:
    from ..services.resurface import OnThisDay

NOTHING_TO_DRAW = "There are no entries to pick from yet."
NOTHING_ON_THIS_DAY = "Nothing from this day a month ago or in earlier years."


def redacted_entry(entry: Entry, screen: Screen) -> list[RenderableType]:
    """Return an entry without its private words."""
    if entry.private:
        name = ids.short(entry.id)
        how = way(f"trust show {name}", f"g {entry.day}, then Enter")
        line = f"{phrases.day(entry.day)}, private. To read it: {how}"
        return [Text(line)]
    return entry_view(redacted(entry), 0, screen)


def on_this_day(days: Sequence[OnThisDay], screen: Screen) -> Iterator[RenderableType]:
    """Return the entries of each earlier day, under a heading such as `2 years ago`."""
    for n, day in enumerate(days):
        yield from ["", ""] if n else []
        yield Text(ago(day.months), style="bold cyan")
        for entry in day.entries:
            yield ""
            yield from redacted_entry(entry, screen)


def ago(months: int) -> str:
    """Return `A month ago`, `A year ago` or `2 years ago`."""
    if months < 12:
        return "A month ago"
    return "A year ago" if months == 12 else f"{months // 12} years ago"
