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
from ..domain.entry import Entry, sealed
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
_OPENING_LENGTH = 200
"""Characters of an entry's opening, at the most."""


@dataclass(frozen=True, slots=True)
class _Column:
    """Something about an entry that stands between its day and its words."""

    text: Callable[[Entry], str]
    style: str
    min_screen_width: int
    """How wide a screen must be to have it."""
    max_width: int
    """Cells, at the most."""


def _mood(entry: Entry) -> str:
    return f"mood {entry.mood}" if entry.mood else ""


def _closeness(entry: Entry) -> str:
    return f"closeness {entry.closeness}" if entry.closeness else ""


def _labels(entry: Entry) -> str:
    return " ".join([*(f"#{tag}" for tag in entry.tags), *(f"@{name}" for name in entry.people)])


def _kind(entry: Entry) -> str:
    return "" if entry.private else kind_of(entry)


_COLUMNS = (
    _Column(_kind, "cyan", 60, 24),
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
    entries = [sealed(entry) for entry in entries]
    if screen.plain:
        return [_plain_row(entry) for entry in entries]
    columns = list(_fitting(entries, screen.width))
    if not (by_month and screen.is_terminal):
        days = [phrases.short_day(entry.day, today) for entry in entries]
        widest = max(map(len, days), default=0)
        rows = zip(entries, days, strict=True)
        return [_row(entry, day.ljust(widest), columns, screen) for entry, day in rows]
    blocks: list[RenderableType] = []
    for month, month_entries in groupby(
        entries, key=lambda entry: (entry.day.year, entry.day.month)
    ):
        blocks += ["", Text(f"{date(*month, 1):%B %Y}", style="bold")]
        before = None
        for entry in month_entries:
            day = f"{entry.day:%a} {entry.day.day:2}"
            blocks.append(
                _row(entry, " " * len(day) if entry.day == before else day, columns, screen)
            )
            before = entry.day
    return blocks[1:]


def _fitting(entries: Sequence[Entry], width: int) -> Iterator[tuple[_Column, int]]:
    """The columns there is room and something to say for, and how wide each is."""
    for column in _COLUMNS:
        widest = max((cell_len(safe_line(column.text(entry))) for entry in entries), default=0)
        if widest and width >= column.min_screen_width:
            yield column, min(column.max_width, widest)


def _row(entry: Entry, day: str, columns: Sequence[tuple[_Column, int]], screen: Screen) -> Text:
    row = Text(no_wrap=True, overflow="ellipsis")
    row.append(ids.short(entry.id), "bold")
    row.append(_GAP + day)
    for column, width in columns:
        row.append(_GAP + _cell(safe_line(column.text(entry)), width), column.style)
    row.append(_GAP)
    row.append(*_opening_cell(entry, screen))
    return row


def _cell(text: str, width: int) -> str:
    """A text made as wide as its column."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def _opening_cell(entry: Entry, screen: Screen) -> tuple[str, str]:
    if entry.private:
        return "private", "dim italic"
    star = ("★ " if screen.unicode else "* ") if entry.starred else ""
    return star + safe_line(opening(entry)), ""


def opening(entry: Entry) -> str:
    """How an entry begins, on one line: its title, else its first words, not its questions."""
    words_ = entry.answers[0].text if entry.answers else entry.body
    return entry.title or excerpt(words_, _OPENING_LENGTH)


def _plain_row(entry: Entry) -> Text:
    if entry.private:
        what = "Private."
    else:
        star = "Starred. " if entry.starred else ""
        what = f"{kind_of(entry)}. {star}{opening(entry)}"
    return Text(safe_line(f"{ids.short(entry.id)}, {phrases.day(entry.day)}. {what}"))


def empty(unknown: Sequence[Unknown], *, filtered: bool) -> list[RenderableType]:
    """That a list is empty, and why it may be."""
    return [NO_MATCHES, *map(_unknown, unknown)] if filtered else [NO_ENTRIES]


def _unknown(unknown: Unknown) -> str:
    name = safe_line(unknown.name)
    is_tag = unknown.field == "tags"
    no_entries = f"No entry has the tag {name}." if is_tag else f"No entry is about {name}."
    if unknown.near:
        return f"{no_entries} Did you mean {phrases.joined_with_or([safe_line(suggestion) for suggestion in unknown.near])}?"
    return f"{no_entries} {'`trust tags`' if is_tag else '`trust people`'} lists what there is."


def notes(listed: Listed) -> list[str]:
    """How much of what is there a list does not show, and what it did not look into."""
    notes = []
    if listed.more:
        shown = len(listed.entries)
        total = "more than a thousand" if listed.there is None else f"{listed.there:,}"
        wider_count = min(listed.there or 5 * shown, 5 * shown)
        notes.append(f"The newest {shown:,} of {total}. For more: -n {wider_count}")
    if listed.private:
        count = phrases.count(listed.private, "private entry was", "private entries were")
        notes.append(f"{count} not looked into.")
    return notes
