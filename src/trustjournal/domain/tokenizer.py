"""The tokenizer of search: tokens without case, width, accents or punctuation.

A token is a run of letters, digits and their marks; a sign (an emoji, `€`, `+`); or one character
of a script that puts no spaces between words, so that any part of such a text can be found as
consecutive tokens. Entries and searches are folded by the same rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

VERSION = f"2/{unicodedata.unidata_version}"
"""An index built by another version is rebuilt. Raise the first number with any change to the
rules below, or to what counts as private in a text (`private_marks`), since private words are not
indexed. A new Unicode version may also change how a text is folded."""

EARLIER = f"1/{unicodedata.unidata_version}"
"""The earlier version. It indexed texts without private marks the same way, but left more words
open in some texts with marks."""

GAP = "\ufdd0"
"""Replaces words that were left out, so that the words around them don't match as a phrase.
Unicode guarantees that this code point will never be a character."""

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303c"  # radicals, signs of repetition
    "\u3041-\u3096\u309b-\u30fa\u30fc-\u312f\u3190-\u31ff"  # kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\U00020000-\U0003ffff"
)
_VOICED = "\u3099\u309a"
"""The marks that turn か into が; a text may contain them as separate characters."""
_ASCII_MARKS = r"\0-#%-*,-/:-@\[-`{-\x7f"
_MARKS = "‘’“”„«»–—…、。！？，"
"""Common punctuation beyond ASCII; the rest is recognised by its Unicode category."""

_ASCII_PIECE = re.compile(r"[+$]|[0-9A-Za-z]+")
_ACCENTS = (
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew vowel points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # selectors of another shape of the same character
)


class _Patterns(NamedTuple):
    piece: re.Pattern[str]
    single: re.Pattern[str]
    accents: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Compile the patterns for text beyond ASCII; only when needed, because that takes a while."""
    return _Patterns(
        re.compile(
            rf"[+${GAP}]|[{_UNSPACED}][{_VOICED}]?"
            rf"|[^\s+${GAP}{_ASCII_MARKS}{_MARKS}{_UNSPACED}]+"
        ),
        re.compile(rf"[{_UNSPACED}\U0001f000-\U0001faff+${GAP}]"),
        re.compile(f"[{_ACCENTS}]"),
    )


def _pieces(text: str) -> re.Pattern[str]:
    return _ASCII_PIECE if text.isascii() else _patterns().piece


_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
)
"""Letters that people type without their stroke, and that Unicode does not decompose."""
_BREAKS = "\u200b"
"""An invisible break between words; other invisible characters occur inside words."""

_UNKNOWN = ("Cn", "Co")
"""The categories of characters unknown to this Python's Unicode version; they may be letters."""


def folded(text: str) -> str:
    """Return the tokens of a text separated by spaces, ready for the index.

    The index splits at ASCII punctuation itself, so ASCII text needs little work.
    """
    if text.isascii():
        return text.lower().replace("+", " + ").replace("$", " $ ")
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """List the tokens of a text in order."""
    result: list[str] = []
    for piece in _pieces(text).findall(text):
        if piece.isascii():
            result.append(piece.lower())
        else:
            result += _fold(piece)
    return result


def has_word(text: str, beginning: str) -> bool:
    """Return whether a word of a text begins like this; of unspaced scripts, any part is a word."""
    *whole, last = tokens(beginning) or [""]
    words, length = tokens(text), len(whole)
    return bool(last) and any(
        words[n : n + length] == whole and words[n + length].startswith(last)
        for n in range(len(words) - length)
    )


def token_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the tokens of a text, each with its start and end in characters.

    Tokens made from the same run of characters share its span.
    """
    for match in _pieces(text).finditer(text):
        for token in _fold(match[0]):
            yield token, match.start(), match.end()


@lru_cache(maxsize=1 << 15)
def _fold(piece: str) -> tuple[str, ...]:
    """Fold a piece without spaces into tokens; cached, because words recur."""
    if piece.isascii():
        return (piece.lower(),)
    return tuple(
        token
        for part in _parts(unicodedata.normalize("NFC", piece))
        for token in _parts(_without_accents(part))
        if not token.isascii() or token.isalnum() or token in "+$"
    )


def _without_accents(part: str) -> str:
    """Remove width, case and accents, as NFKC_Casefold does; Hangul is recomposed."""
    flat = unicodedata.normalize("NFKC", part).casefold().translate(_STROKES)
    bare = _patterns().accents.sub("", unicodedata.normalize("NFKD", flat))
    return unicodedata.normalize("NFC", bare)


def _parts(piece: str) -> Iterable[str]:
    """Split a piece into runs of letters, digits and marks, and single signs or characters."""
    word, single = "", _patterns().single
    for character in piece:
        category = unicodedata.category(character)
        if category == "Cf" and character not in _BREAKS:
            continue
        alone = category[0] == "S" or single.match(character) is not None
        if not alone and (category[0] not in "PZC" or category in _UNKNOWN):
            word += character
            continue
        yield from filter(None, (word, character if alone else ""))
        word = ""
    yield from filter(None, (word,))
