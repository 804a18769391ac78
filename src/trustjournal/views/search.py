"""The results of a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry
from ..domain.search_text import Snippet
from . import phrases, widgets
from .entry import kind_of
from .sanitize import safe_line, safe_text
from .screen import Screen

if TYPE_CHECKING:
    from ..services.search import SearchMatch, SearchResult

NO_MATCH = "No entries match."
NO_MATCH_FOR_ALL = "No entry has all of these words."
NO_MATCH_FOR_PHRASE = (
    "Nothing has exactly that phrase. Without quotation marks, the words can be anywhere."
)
NO_ENTRIES = "No entries yet, so there's nothing to find. Write the first with `trust journal`."
NO_TERMS = "There's nothing to search for. Type at least one word or number."
MORE_MATCHES = "There are more: add -n 50 for up to 50, or another word for fewer."
_FIELD_LABELS = {"title": "title: ", "tags": "tags: ", "people": "with: ", "question": "asked: "}


def results(result: SearchResult, screen: Screen, *, any_entry: bool) -> list[RenderableType]:
    """Return each entry with the words around its match, then notes on what isn't shown."""
    rows: list[RenderableType] = []
    for number, match in enumerate(result.hits):
        if number and not screen.plain:
            rows.append("")
        rows += _match_rows(match, screen)
    if not rows:
        rows.append(Text(_nothing(result, any_entry=any_entry)))
        rows += [Text(line) for line in _other_ways(result)]
    closing = list(_closing(result, screen))
    return [*rows, "", *closing] if closing and result.hits else [*rows, *closing]


def _nothing(result: SearchResult, *, any_entry: bool) -> str:
    if not result.asked:
        return NO_TERMS
    if not any_entry:
        return NO_ENTRIES
    if result.has_phrase:
        return NO_MATCH_FOR_PHRASE
    return NO_MATCH_FOR_ALL if result.all_of > 1 else NO_MATCH


def _other_ways(result: SearchResult) -> Iterable[str]:
    """Yield what the journal has instead of the words: some of them, or longer ones."""
    if result.each:
        counts = sorted(result.each, key=lambda counted: not counted[1])
        yield f"{', '.join(_count(*counted) for counted in counts)}."
    if result.beginning:
        word = safe_line(result.beginning)
        yield f'Words that begin with {word}: trust search "{word}*"'


def _count(word: str, number: int) -> str:
    if not number:
        return f"“{safe_line(word)}” in none"
    return f"“{safe_line(word)}” is in {phrases.count(number, 'entry', 'entries')}"


def _closing(result: SearchResult, screen: Screen) -> Iterable[RenderableType]:
    if result.hits and screen.is_terminal and not screen.plain:
        yield Text(f"In full: trust show {ids.short(result.hits[0].entry.id)}")
    if result.more:
        yield Text(MORE_MATCHES)
    if result.private:
        yield Text(phrases.not_searched(result.private))


def _match_rows(match: SearchMatch, screen: Screen) -> Iterable[RenderableType]:
    entry = match.entry
    if screen.plain:
        starred = " Starred." if entry.starred else ""
        kind = safe_line(kind_of(entry))
        description = f"{ids.short(entry.id)}, {phrases.day(entry.day)}. {kind}.{starred}"
        yield Text.assemble(description, " ", marked(match.snippet, coloured=False))
        return
    yield _head(entry, screen)
    yield widgets.inset(marked(match.snippet, coloured=_shows_colour(screen)))


def _head(entry: Entry, screen: Screen) -> Text:
    star = ("★" if screen.unicode else "*") if entry.starred else " "
    head = Text(no_wrap=True, overflow="ellipsis")
    head.append(ids.short(entry.id), "bold")
    head.append(f"  {phrases.short_day(entry.day)} {entry.day.year} {star} ")
    head.append(safe_line(kind_of(entry)), "cyan")
    return head


def _shows_colour(screen: Screen) -> bool:
    return screen.console.color_system is not None and not screen.console.no_color


def marked(snippet: Snippet, *, coloured: bool) -> Text:
    """Return the words around a match, which is coloured, or between asterisks."""
    marked_text = Text()
    marked_text.append(_FIELD_LABELS.get(snippet.field, ""), widgets.LABEL)
    for text, is_match in snippet.pieces:
        if not is_match:
            marked_text.append(safe_text(text))
        elif coloured:
            marked_text.append(safe_text(text), "bold yellow underline")
        else:
            marked_text.append(f"*{safe_text(text)}*")
    return marked_text
