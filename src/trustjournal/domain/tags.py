"""Tags, and which of them are probably meant to be one."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

TYPO_MIN_LETTERS = 5
"""Letters from which on two words that differ in one letter are probably one word."""
TYPO_MAX_LETTERS = 64
"""Letters up to which it is looked at in such detail."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and on how many entries it stands."""

    key: str
    """Its case-folded form, under which it is stored."""
    name: str
    entries: int


def folded(text: str) -> str:
    """Without what people write now one way, now another: case, accents, hyphens and blanks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


def singular(word: str) -> str:
    """The word without an English plural; a guess that is only ever used for a hint."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word


def is_near_duplicate(one: str, other: str) -> bool:
    """Whether two tags are probably meant to be one."""
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
    """Whether a letter was added, left out, changed, or changed places with the next.

    Numbers tell apart what is otherwise the same, `week-1` and `week-2`.
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
    """Pairs of tags that are probably one, the more common first; by name."""
    buckets: dict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        for form in {*_forms(folded(tag.name))}:
            buckets[form].append(tag)
    pairs = {
        _ordered(one, other)
        for found in buckets.values()
        for one, other in combinations(found, 2)
        if is_near_duplicate(one.name, other.name)
    }
    return sorted(pairs, key=lambda pair: (pair[0].key, pair[1].key))


def _forms(word: str) -> Iterator[str]:
    """What two words that are alike have in common at least one of."""
    yield singular(word)
    yield word
    for n in range(len(word) if len(word) <= TYPO_MAX_LETTERS else 0):
        yield word[:n] + word[n + 1 :]


def _ordered(one: Tag, other: Tag) -> tuple[Tag, Tag]:
    first, second = sorted((one, other), key=lambda tag: (-tag.entries, tag.key))
    return first, second


def nearest(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Names that come close to one nobody has, the closest first."""
    from difflib import get_close_matches

    forms = {folded(each): each for each in names}
    found = get_close_matches(folded(name), forms, n=most, cutoff=0.6)
    begins = [form for form in forms if form not in found and form.startswith(folded(name) or "\0")]
    return [forms[form] for form in [*found, *begins][:most]]
