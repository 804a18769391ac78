"""Searching: the entries that hold some words, and where in them these stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..app import App
from ..domain.entry import Entry
from ..domain.filter import Filter
from ..domain.private_marks import MARK
from ..domain.search_query import Phrase, Query, parse_query
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
    each: tuple[tuple[str, int], ...] = ()
    """If no entry has all the words, each of them with the number of entries that have it."""
    beginning: str = ""
    """A word that no entry has, but that longer words begin with."""


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
    words_apart = () if numbers else _words_apart(query)
    single = words_apart[0] if len(words_apart) == 1 else None
    return SearchResult(
        tuple(SearchMatch(entry, snippet(entry, query.phrases)) for entry in entries),
        more=limit is not None and len(numbers) > limit,
        private=reader.private(filter_) + marked,
        all_of=1 if " OR " in query.match else len(query.phrases),
        has_phrase=any(len(phrase.tokens) > 1 for phrase in query.phrases),
        each=_counts(reader, words_apart, filter_),
        beginning=single.tokens[0] if single and _begins_words(reader, single, filter_) else "",
    )


def _words_apart(query: Query) -> tuple[Phrase, ...]:
    """Return the words of a query that asks for nothing but single words, all of them."""
    plain = " AND ".join(phrase.match for phrase in query.phrases)
    only_words = all(len(phrase.tokens) == 1 for phrase in query.phrases)
    is_plain = query.match in (plain, f"({plain})")
    return query.phrases if only_words and is_plain else ()


def _counts(
    reader: SearchReader, words: Sequence[Phrase], filter_: Filter
) -> tuple[tuple[str, int], ...]:
    """Count the entries that have each of several words, unless none has any."""
    if len(words) < 2 or reader.is_from_before():
        return ()
    counts = [(word.text, reader.count(word.match, filter_)) for word in words]
    return tuple(counts) if any(number for _, number in counts) else ()


def _begins_words(reader: SearchReader, word: Phrase, filter_: Filter) -> bool:
    """Return whether some entry has a longer word that begins with another."""
    if word.prefix or reader.is_from_before():
        return False
    return reader.count(replace(word, prefix=True).match, filter_) > 0
