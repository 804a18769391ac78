"""Tags, and the detection of tags that are probably meant to be the same.

`difflib` would find near duplicates with less code, but it compares every pair (1,000 tags take
650 ms instead of 5), and a ratio also matches words of different meaning, such as `moment` and
`movement`.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations

TYPO_MIN_LETTERS = 5
"""Words at least this long that differ in one letter are probably the same word."""
TYPO_MAX_LETTERS = 64
"""Longer words are not checked for a differing letter."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and how many entries have it."""

    key: str
    """The case-folded form under which it is stored."""
    name: str
    entries: int


def folded(text: str) -> str:
    """Remove what people write inconsistently: case, accents, hyphens and blanks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


def singular(word: str) -> str:
    """Remove an English plural ending; a guess that is only used for hints."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word


def is_near_duplicate(one: str, other: str) -> bool:
    """Return whether two tags are probably meant to be the same."""
    first, second = folded(one), folded(other)
    if singular(first) == singular(second):
        return bool(first)
    lengths = (len(first), len(second))
    return (
        min(lengths) >= TYPO_MIN_LETTERS
        and max(lengths) <= TYPO_MAX_LETTERS
        and _one_letter_apart(first, second)
    )


def _one_letter_apart(one: str, other: str) -> bool:
    """Return whether one letter was added, removed, changed, or swapped with the next.

    A differing digit doesn't count: `week-1` and `week-2` are different tags.
    """
    start = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1), -1
    )
    if start < 0:
        start = min(len(one), len(other))
    a, b = one[start:], other[start:]
    if any(letter.isdigit() for letter in (a[:1], b[:1])):
        return False
    swapped = a[:2] == b[:2][::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b or a == b[1:] or a[1:] == b[1:]


def near_duplicates(tags: Sequence[Tag]) -> list[tuple[Tag, Tag]]:
    """List pairs of tags that are probably the same, the more common tag first, sorted by name."""
    buckets: dict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        for form in {*_forms(folded(tag.name))}:
            buckets[form].append(tag)
    pairs = {
        _ordered(one, other)
        for bucket in buckets.values()
        for one, other in combinations(bucket, 2)
        if is_near_duplicate(one.name, other.name)
    }
    return sorted(pairs, key=lambda pair: (pair[0].key, pair[1].key))


def _forms(word: str) -> Iterator[str]:
    """Yield forms of a word; two near duplicates share at least one."""
    yield singular(word)
    yield word
    for n in range(len(word) if len(word) <= TYPO_MAX_LETTERS else 0):
        yield word[:n] + word[n + 1 :]


def _ordered(one: Tag, other: Tag) -> tuple[Tag, Tag]:
    first, second = sorted((one, other), key=lambda tag: (-tag.entries, tag.key))
    return first, second


def nearest(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Suggest existing names that are close to an unknown one, the closest first."""
    by_form = {folded(existing): existing for existing in names}
    form = folded(name)
    close = get_close_matches(form, by_form, n=most, cutoff=0.6)
    longer = [other for other in by_form if other not in close and other.startswith(form or "\0")]
    return [by_form[match] for match in [*close, *longer][:most]]
