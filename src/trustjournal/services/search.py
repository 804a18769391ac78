"""Searching: the entries that hold some words, and where in them these stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..app import App
from ..domain.entry import Entry
from ..domain.filter import Filter
from ..domain.private_marks import MARK
from ..domain.search_query import parse_query
from ..domain.search_text import Snippet, snippet
from ..storage.search_query import SearchReader


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """A matching entry, and some words around the match."""

    entry: Entry
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search."""

    hits: tuple[SearchMatch, ...] = ()
    more: bool = False
    """Whether there are more matches than the limit."""
    private: int = 0
    """Private entries that were not searched."""
    asked: bool = True
    """Whether there was anything to search for: punctuation alone doesn't count."""
    all_of: int = 1
    """How many words or phrases an entry must have to match; 1 if one of several is enough."""
    has_phrase: bool = False
    """Whether some words had to be next to each other."""


def search(app: App, words: Sequence[str], filter_: Filter, *, best: bool) -> SearchResult:
    """Return the entries that match a query and a filter."""
    query = parse_query(words)
    if not query.match:
        return SearchResult(asked=False)
    reader = SearchReader.beside(app.reader)
    limit = filter_.limit
    one_more = replace(filter_, limit=limit + 1 if limit is not None else None)
    numbers = reader.numbers(query.match, one_more, best=best)
    entries = app.reader.numbered(numbers[:limit])
    marked = 0
    if reader.is_from_before():
        all_entries, entries = (
            entries,
            [e for e in entries if MARK not in f"{e.body}{e.title or ''}"],
        )
        marked = len(all_entries) - len(entries)
    return SearchResult(
        tuple(SearchMatch(entry, snippet(entry, query.phrases)) for entry in entries),
        more=limit is not None and len(numbers) > limit,
        private=reader.private(filter_) + marked,
        all_of=1 if " OR " in query.match else len(query.phrases),
        has_phrase=any(len(phrase.tokens) > 1 for phrase in query.phrases),
    )
