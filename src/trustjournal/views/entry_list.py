"""Lists of entries: a line each, by month, as wide as there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry, redacted
from ..domain.text import excerpt
from . import phrases
from .entry import kind_of
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..services.list_entries import Listed, Unknown

NO_ENTRIES = "No entries yet. `trust journal` writes the first one."
NO_MATCHES = "No entries match."
NO_TRASH = "The trash is empty."
_GAP = "  "
_OPENING = 200
"""Characters of an entry's opening, at the most."""


@dataclass(frozen=True, slots=True)
class _Column:
    """Something about an entry that stands between its day and its words."""

    says: Callable[[Entry], str]
    style: str
    from_width: int
    """How wide a screen must be to have it."""
    most: int
    """Cells, at the most."""


def _mood(entry: Entry) -> str:
    return f"mood {entry.mood}" if entry.mood else ""


def _closeness(entry: Entry) -> str:
    return f"closeness {entry.closeness}" if entry.closeness else ""


def _labels(entry: Entry) -> str:
    return " ".join([*(f"#{tag}" for tag in entry.tags), *(f"@{name}" for name in entry.people)])


def _what(entry: Entry) -> str:
    return "" if entry.private else kind_of(entry)


_COLUMNS = (
    _Column(_what, "cyan", 60, 24),
    _Column(_mood, "dim", 100, 6),
    _Column(_closeness, "dim", 140, 11),
    _Column(_labels, "dim", 120, 32),
)


def listing(
    entries: Sequence[Entry], screen: Screen, today: date, *, by_month: bool = True
) -> list[RenderableType]:
    """A line an entry: id, day, what it is, how it begins.

    A terminal gets a heading for each month, and each day said once; a pipe gets lines that
    can be read alone.
    """
    entries = [redacted(entry) for entry in entries]
    if screen.plain:
        return [_plain_row(entry) for entry in entries]
    columns = list(_fitting(entries, screen.width))
    if not (by_month and screen.is_terminal):
        days = [phrases.short_day(entry.day, today) for entry in entries]
        widest = max(map(len, days), default=0)
        rows = zip(entries, days, strict=True)
        return [_row(entry, day.ljust(widest), columns, screen) for entry, day in rows]
    parts: list[RenderableType] = []
    for month, found in groupby(entries, key=lambda entry: (entry.day.year, entry.day.month)):
        parts += ["", Text(f"{date(*month, 1):%B %Y}", style="bold")]
        before = None
        for entry in found:
            day = f"{entry.day:%a} {entry.day.day:2}"
            parts.append(
                _row(entry, " " * len(day) if entry.day == before else day, columns, screen)
            )
            before = entry.day
    return parts[1:]


def _fitting(entries: Sequence[Entry], width: int) -> Iterator[tuple[_Column, int]]:
    """The columns there is room and something to say for, and how wide each is."""
    for column in _COLUMNS:
        widest = max((cell_len(safe_line(column.says(entry))) for entry in entries), default=0)
        if widest and width >= column.from_width:
            yield column, min(column.most, widest)


def _row(entry: Entry, day: str, columns: Sequence[tuple[_Column, int]], screen: Screen) -> Text:
    row = Text(no_wrap=True, overflow="ellipsis")
    row.append(ids.short(entry.id), "bold")
    row.append(_GAP + day)
    for column, width in columns:
        row.append(_GAP + _cell(safe_line(column.says(entry)), width), column.style)
    row.append(_GAP)
    row.append(*_opening(entry, screen))
    return row


def _cell(text: str, width: int) -> str:
    """A text made as wide as its column."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def _opening(entry: Entry, screen: Screen) -> tuple[str, str]:
    if entry.private:
        return "private", "dim italic"
    star = ("★ " if screen.unicode else "* ") if entry.starred else ""
    return star + safe_line(beginning(entry)), ""


def beginning(entry: Entry) -> str:
    """How an entry begins, on one line: its title, else its first words, not its questions."""
    words_ = entry.answers[0].text if entry.answers else entry.body
    return entry.title or excerpt(words_, _OPENING)


def _plain_row(entry: Entry) -> Text:
    if entry.private:
        what = "Private."
    else:
        star = "Starred. " if entry.starred else ""
        what = f"{kind_of(entry)}. {star}{beginning(entry)}"
    return Text(safe_line(f"{ids.short(entry.id)}, {phrases.day(entry.day)}. {what}"))


def nothing(unknown: Sequence[Unknown], *, filtered: bool) -> list[RenderableType]:
    """That a list is empty, and why it may be."""
    return [NO_MATCHES, *map(_unknown, unknown)] if filtered else [NO_ENTRIES]


def _unknown(found: Unknown) -> str:
    name = safe_line(found.name)
    is_tag = found.field == "tags"
    nobody = f"No entry has the tag {name}." if is_tag else f"No entry is about {name}."
    if found.near:
        return f"{nobody} Did you mean {phrases.one_of([safe_line(each) for each in found.near])}?"
    return f"{nobody} {'`trust tags`' if is_tag else '`trust people`'} lists what there is."


def notes(found: Listed) -> list[str]:
    """How much of what is there a list does not show, and what it did not look into."""
    said = []
    if found.more:
        shown = len(found.entries)
        there = "more than a thousand" if found.there is None else f"{found.there:,}"
        most = min(found.there or 5 * shown, 5 * shown)
        said.append(f"The newest {shown:,} of {there}. For more: -n {most}")
    if found.private:
        count = phrases.count(found.private, "private entry was", "private entries were")
        said.append(f"{count} not looked into.")
    return said
