"""The search language: words, "phrases", beginnings*, AND, OR, NOT and parentheses.

Any text is a valid search. If its operators make no sense (a lone `AND`, an extra parenthesis),
they are searched for like other words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .tokenizer import tokens

EVERY = "\ufdd1"
"""A token that is indexed with each entry, so that a search can ask for all entries without a
word. Unicode guarantees that this code point will never be a character."""

_DEPTH = 30
"""The deepest nesting of parentheses; the index could take about a hundred."""

_LEXEMES = re.compile(r'\s+|([()])|"([^"]*)"?(\*?)|([^\s"()][^\s]*)')
_CURLY = str.maketrans("“”„", '"""')
_OPERATORS = ("AND", "OR", "NOT")
_GRAMMAR = re.compile(r'["()]|(?:^|\s)(?:AND|OR|NOT)(?=\s|$)')

Lexeme: TypeAlias = "Literal['AND', 'OR', 'NOT', '(', ')'] | Phrase"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive tokens; with `prefix`, the last one matches any token it begins."""

    tokens: tuple[str, ...]
    prefix: bool = False

    @property
    def text(self) -> str:
        """The words as they can be typed, with the star of a beginning."""
        return " ".join(self.tokens) + ("*" if self.prefix else "")

    @property
    def match(self) -> str:
        """The phrase in FTS5 syntax; empty without tokens. No token contains a quotation mark."""
        quoted = f'"{" ".join(self.tokens)}"'
        return (quoted + " *" if self.prefix else quoted) if self.tokens else ""


@dataclass(frozen=True, slots=True)
class Query:
    """A search, ready for the index."""

    match: str
    """The search in FTS5 syntax; empty if there is nothing to search for."""
    phrases: tuple[Phrase, ...] = ()
    """The phrases to highlight in a match; those after NOT are not among them."""


def parse_query(words: Sequence[str]) -> Query:
    """Build a query from command-line arguments.

    An argument with spaces is a phrase, because the shell removes the quotation marks:
    `trust search "long walk"`. If it contains operators or quotation marks, it is parsed like
    several arguments.
    """
    texts = [word.translate(_CURLY) for word in words]
    try:
        return _Parser([lexeme for text in texts for lexeme in _lexemes(text)]).parse()
    except _Malformed:
        return _Parser([_phrase(word) for text in texts for word in text.split()]).parse()


def _lexemes(text: str) -> list[Lexeme]:
    if not _GRAMMAR.search(text) and len(text.split()) > 1:
        return [_phrase(text)]
    lexemes: list[Lexeme] = []
    for bracket, quoted, star, word in _LEXEMES.findall(text):
        if bracket:
            lexemes.append(bracket)
        elif word in _OPERATORS:
            lexemes.append(word)
        elif quoted:
            lexemes.append(_phrase(quoted + star))
        elif word:
            lexemes += _word(word)
    return lexemes


def _word(word: str) -> list[Lexeme]:
    """Split a word from the closing parentheses at its end that it does not open itself."""
    bare = word.rstrip(")")
    closing = min(len(word) - len(bare), max(0, word.count(")") - word.count("(")))
    brackets: list[Lexeme] = [")"] * closing
    return [_phrase(word[: len(word) - closing]), *brackets]


def _phrase(text: str) -> Phrase:
    """Build the phrase for one or more words; it has no tokens if they are only punctuation.

    Korean attaches particles to a noun without a space, so there a prefix match is enough.
    """
    words = tuple(tokens(text))
    korean = bool(words) and "\uac00" <= words[-1][-1] <= "\ud7a3"
    return Phrase(words, prefix=korean or text.endswith("*"))


class _Malformed(Exception):
    """The operators make no sense."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a query in FTS5 syntax; empty if it asks for nothing."""

    match: str
    negative: bool = False


class _Parser:
    """A recursive-descent parser.

    OR binds less tightly than AND (which may be left out), AND less than NOT.
    """

    def __init__(self, lexemes: list[Lexeme]) -> None:
        self._lexemes = lexemes
        self._position = 0
        self._depth = 0
        self._positive = True
        self._phrases: list[Phrase] = []

    def parse(self) -> Query:
        """Parse the entire query. Raises `_Malformed` if its operators make no sense."""
        if not self._lexemes:
            return Query("")
        query = self._parse_or()
        if self._next is not None:
            raise _Malformed
        return Query(query.match, tuple(dict.fromkeys(self._phrases)))

    @property
    def _next(self) -> Lexeme | None:
        return self._lexemes[self._position] if self._position < len(self._lexemes) else None

    def _parse_or(self) -> _Part:
        parts = [self._parse_and()]
        while self._next == "OR":
            self._position += 1
            parts.append(self._parse_and())
        return _join(parts, "OR")

    def _parse_and(self) -> _Part:
        parts = [self._parse_term()]
        while self._next not in (None, "OR", ")"):
            if self._next == "AND":
                self._position += 1
            parts.append(self._parse_term())
        have = _join([part for part in parts if not part.negative], "AND")
        without = _join([part for part in parts if part.negative], "OR")
        if not without.match:
            return have
        every = f'"{EVERY}"'
        return _Part(f"({have.match or every} NOT {without.match})")

    def _parse_term(self) -> _Part:
        lexeme = self._next
        self._position += 1
        if isinstance(lexeme, Phrase):
            if self._positive and lexeme.tokens:
                self._phrases.append(lexeme)
            return _Part(lexeme.match)
        if lexeme not in ("NOT", "("):
            raise _Malformed
        self._depth += 1
        if self._depth > _DEPTH:
            raise _Malformed
        part = self._parse_not() if lexeme == "NOT" else self._parse_group()
        self._depth -= 1
        return part

    def _parse_not(self) -> _Part:
        self._positive = not self._positive
        part = self._parse_term()
        self._positive = not self._positive
        return _Part(part.match, negative=not part.negative)

    def _parse_group(self) -> _Part:
        part = self._parse_or()
        if self._next != ")":
            raise _Malformed
        self._position += 1
        return part


def _join(parts: Sequence[_Part], operator: str) -> _Part:
    """Join parts with an operator, in parentheses if there are several."""
    matches = list(dict.fromkeys(part.match for part in parts if part.match))
    if len(matches) < 2:
        return _Part("".join(matches))
    return _Part(f"({f' {operator} '.join(matches)})")
