"""A line that names no command: the text of an entry, words that may be one, or a slip.

This runs before any command is imported, so it imports next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ..domain.calendar import split_day
from ..domain.text import is_sentence
from . import synonyms


def with_command(args: Sequence[str], names: Collection[str]) -> list[str]:
    """Put `journal` before a line that names no command but holds the text of an entry."""
    line = list(args)
    start = next(
        (n for n, word in enumerate(line) if word not in ("--json", "--plain", "--")), None
    )
    if start is None or line[start] in {*names, "help"}:
        return line
    flags, words = [word for word in line[:start] if word != "--"], line[start:]
    if not _is_text(words, names):
        return line
    if _begins_with_dash(words[0]):
        return [*flags, "journal", *words[1:], "--", words[0]]
    return [*flags, "journal", *words]


def _is_text(words: Sequence[str], names: Collection[str]) -> bool:
    """Return whether words hold the text of an entry, or words that may be one."""
    first = words[0]
    if _is_option(first):  # `trust --mood 4 "I felt rested"`
        return not any(word in names for word in words) and any(
            len(word.split()) > 1 and not word.startswith("-") for word in words
        )
    if len(first.split()) > 1 or is_sentence(first):
        return True
    bare = bare_words(words)
    if split_day(" ".join(bare))[0]:
        return True
    return len(bare) > 1 and not synonyms.leads_home(bare, names)


def bare_words(words: Sequence[str]) -> list[str]:
    """Return the words of a line that are neither options nor their values."""
    pairs = zip(["", *words], words, strict=False)
    return [
        word
        for before, word in pairs
        if word != "--" and not (_is_option(word) or _is_option(before))
    ]


def _is_option(word: str) -> bool:
    return bool(re.match(r"-{1,2}[A-Za-z]", word))


def _begins_with_dash(word: str) -> bool:
    return word.startswith("-") and not _is_option(word)
