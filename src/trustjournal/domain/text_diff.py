"""The differences between two versions of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "out", "in"]

_MOST_LINES = 2_000
"""Versions with more lines are not compared, because the time grows with their square."""
_MOST_WORDS = 1_000
"""Lines with more words are not compared word by word."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the later version, or one that was removed."""

    change: Change
    text: str
    changed: tuple[tuple[int, int], ...] = ()
    """The spans of changed words; empty if the line is entirely new, removed or unchanged."""


def compare(before: str, after: str) -> list[DiffLine]:
    """List the lines of the later version, with removed lines in their old places."""
    old, new = before.split("\n"), after.split("\n")
    if max(len(old), len(new)) > _MOST_LINES:
        return [*(DiffLine("out", line) for line in old), *(DiffLine("in", line) for line in new)]
    lines: list[DiffLine] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [DiffLine("same", line) for line in new[c:d]]
        else:
            lines += _compare_replaced(old[a:b], new[c:d])
    return lines


def _compare_replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    """Compare lines that were replaced: pairwise if there are as many new as old ones."""
    if len(old) != len(new):
        yield from (DiffLine("out", line) for line in old)
        yield from (DiffLine("in", line) for line in new)
        return
    for before, after in zip(old, new, strict=True):
        out, into = _changed_words(before, after)
        yield DiffLine("out", before, out)
        yield DiffLine("in", after, into)


_Spans = tuple[tuple[int, int], ...]


def _changed_words(before: str, after: str) -> tuple[_Spans, _Spans]:
    """Return the spans of differing words in two lines; none if fewer than half are the same."""
    old, new = (re.findall(r"\s+|\S+", line) for line in (before, after))
    if max(len(old), len(new)) > _MOST_WORDS:
        return (), ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.5:
        return (), ()
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return (
        tuple(_span(old, a, b) for _, a, b, _, _ in changed if b > a),
        tuple(_span(new, c, d) for _, _, _, c, d in changed if d > c),
    )


def _span(words: Sequence[str], first: int, end: int) -> tuple[int, int]:
    start = sum(map(len, words[:first]))
    return start, start + sum(map(len, words[first:end]))
