"""An if-then in two halves: when it begins, and what I'll do then.

A plan in this form is kept more often than a resolution (Gollwitzer and Sheeran 2006,
docs/evidence.md), and two halves are easier to fill in than one sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language that begin the two halves."""

    first: str
    second: str
    openers: str
    """Words that begin a sentence of one's own, as a pattern."""
    again: str
    """What may be typed again at the beginning of the second half, as a pattern."""
    subjects: str = "(?!)"
    """Words that begin a second half with a subject of its own, as a pattern."""


WORDS = {
    "en": Words(
        *("If", "then I'll", "if|when|whenever"),
        again="(then )?(i'll|i will)|then",
        subjects="i|we",
    ),
    "de": Words("Wenn", "dann", "wenn|sobald|immer wenn", "dann"),
    "es": Words("Si", "entonces", "si|cuando", "entonces"),
    "fr": Words("Si", "alors", "si|quand", "alors"),
    "pt": Words("Se", "então", "se|quando", "então"),
}


def words_of(language: str) -> Words | None:
    """Return the words of a language such as `pt-BR`, or None."""
    return WORDS.get(language.partition("-")[0].lower())


def is_complete(first: str, words: Words) -> bool:
    """Return whether the first half is already the full sentence.

    It opens as one: in "we argue and then go quiet", the word in the middle begins no second half.
    """
    then = words.second.split()[0]
    has_second = "," in first or re.search(rf"\b{then}\b", first, re.IGNORECASE)
    return bool(has_second) and _opens(first, words)


def joined(first: str, second: str, words: Words) -> str:
    """Return the sentence of two halves; the first alone if there is no second."""
    first, second = first.strip(), second.strip()
    if first and not _opens(first, words):
        first = f"{words.first} {first}"
    if not second:
        return first
    act = re.sub(rf"^({words.again}) ", "", second, flags=re.IGNORECASE)
    has_subject = re.match(rf"({words.subjects})\b", act, re.IGNORECASE)
    then = words.second.split()[0] if has_subject else words.second
    return f"{first.rstrip(' ,.…')}, {then} {act}"


def _opens(first: str, words: Words) -> bool:
    return bool(re.match(rf"({words.openers})\b", first, re.IGNORECASE))
