"""Lists of entries: a line each, by month, with as many columns as fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry, redacted
from ..domain.filter import Filter
from ..domain.periods import month_of, period_between
from ..domain.text import excerpt
from . import phrases, widgets
from .entry import kind_of
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..services.list_entries import Listing, Unknown

NO_ENTRIES = "No entries yet. Write the first with `trust journal`."
NO_MATCHES = "No entries match."
NO_TRASH = "The trash is empty."
_GAP = "  "
OPENING_LENGTH = 200
"""Maximum characters shown of an entry's beginning."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column between the day of an entry and its beginning."""

    text: Callable[[Entry], str]
    style: str
    min_screen_width: int
    """Columns a screen needs to have this one."""
    max_width: int
    """Maximum width in cells."""


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
    _Column(_mood, widgets.LABEL, 100, 6),
    _Column(_closeness, widgets.LABEL, 140, 11),
    _Column(_labels, widgets.LABEL, 120, 32),
)


def listing(
    entries: Sequence[Entry], screen: Screen, today: date, *, by_month: bool = True
) -> list[RenderableType]:
    """Return a line for each entry: id, day, kind and beginning. Private words are left out.

    A terminal gets a heading for each month and each date only once. In a pipe every line has
    its date.
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
    """Return the columns that fit and aren't empty, with the width of each in cells."""
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
    """Return a text padded or cut to the width of its column."""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def _opening_cell(entry: Entry, screen: Screen) -> tuple[str, str]:
    if entry.private:
        return "private", widgets.LABEL
    star = ("★ " if screen.unicode else "* ") if entry.starred else ""
    return star + safe_line(opening(entry)), ""


def opening(entry: Entry) -> str:
    """Return the beginning of an entry: its title, or its first words without its questions."""
    text = entry.answers[0].text if entry.answers else entry.body
    return entry.title or excerpt(text, OPENING_LENGTH)


def _plain_row(entry: Entry) -> Text:
    if entry.private:
        description = "Private."
    else:
        star = "Starred. " if entry.starred else ""
        description = f"{kind_of(entry)}. {star}{opening(entry)}"
    return Text(safe_line(f"{ids.short(entry.id)}, {phrases.day(entry.day)}. {description}"))


def empty(unknown: Sequence[Unknown], *, filtered: bool) -> list[RenderableType]:
    """Return why a list is empty: there are no entries, or none match."""
    return [NO_MATCHES, *map(unknown_label, unknown)] if filtered else [NO_ENTRIES]


def unknown_label(unknown: Unknown) -> str:
    """Return that no entry has a tag or is about a person, and what is similar."""
    name = safe_line(unknown.name) or "''"
    is_tag = unknown.field == "tags"
    no_entries = f"No entry has the tag {name}." if is_tag else f"No entry is about {name}."
    if unknown.near:
        suggestions = [safe_line(suggestion) for suggestion in unknown.near]
        return f"{no_entries} Did you mean {phrases.joined_with_or(suggestions)}?"
    lists = "`trust tags` lists your tags." if is_tag else "`trust people` lists everyone."
    return f"{no_entries} {lists}"


def how_to_read(entries: Sequence[Entry], filter_: Filter, today: date) -> str:
    """Return which command shows the listed entries, or the newest month, in full."""
    if len(entries) == 1:
        return f"In full: trust show {ids.short(entries[0].id)}"
    asked = replace(filter_, limit=None)
    if asked == Filter():
        month = phrases.typed(month_of(entries[0].day), today)
        return f"A month in full: trust read {month}"
    if asked.start and asked.end and asked == Filter(start=asked.start, end=asked.end):
        days = phrases.typed(period_between(asked.start, asked.end), today)
        return f"In full: trust read {days}"
    private_too = " --include-private" if asked.private else ""
    return f"In full: trust read {as_typed(asked, today)}{private_too}"


def as_typed(filter_: Filter, today: date) -> str:
    """Return the words and options of `trust list` and `trust read` that make a filter."""
    words = []
    if filter_.start and filter_.end:
        words.append(phrases.typed(period_between(filter_.start, filter_.end), today))
    elif filter_.start or filter_.end:
        words.append(f"--from {filter_.start}" if filter_.start else f"--to {filter_.end}")
    words += ["private"] if filter_.private else []
    words += [f"--tag {phrases.quoted(tag)}" for tag in filter_.tags]
    words += [f"--person {phrases.quoted(name)}" for name in filter_.people]
    words += [f"--practice {filter_.practice}"] if filter_.practice else []
    words += [f"--kind {filter_.kind}"] if filter_.kind else []
    words += ["--starred"] if filter_.starred else []
    words += ["--unsaid"] if filter_.unsaid else []
    words += [f"-n {filter_.limit}"] if filter_.limit else []
    return " ".join(words)


def also_a_label(name: str) -> str:
    """Return the note that a word was read as a period, although a tag or a person has it."""
    word = safe_line(name)
    return (
        f"{word} was read as a day or a period. For the person or the tag: --person {word} or"
        f" --tag {word}"
    )


def notes(listed: Listing, filter_: Filter, today: date) -> list[str]:
    """Return notes about entries that aren't listed, and private ones that weren't searched."""
    notes = []
    if listed.more:
        listed_count = len(listed.entries)
        total = "more than a thousand" if listed.there is None else f"{listed.there:,}"
        wider_count = min(listed.there or 5 * listed_count, 5 * listed_count)
        more = as_typed(replace(filter_, limit=wider_count), today)
        notes.append(f"The newest {listed_count:,} of {total}. For more: trust list {more}")
    if listed.private:
        notes.append(phrases.not_searched(listed.private))
    return notes
