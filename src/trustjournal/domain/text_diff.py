"""What changed from one wording of a text to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "out", "in"]

_MOST_LINES = 2_000
"""Lines up to which wordings are compared; the time grows with their square."""
_MOST_WORDS = 1_000
"""Words of a line up to which it is told which of them changed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a wording, or one that was taken out of it."""

    change: Change
    text: str
    changed: tuple[tuple[int, int], ...] = ()
    """Where in it words changed; empty where all of it is new, gone or the same."""


def compare(before: str, after: str) -> list[Line]:
    """The lines of the later wording, with those that were taken out where they stood."""
    old, new = before.split("\n"), after.split("\n")
    if max(len(old), len(new)) > _MOST_LINES:
        return [*(Line("out", line) for line in old), *(Line("in", line) for line in new)]
    lines: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", line) for line in new[c:d]]
        else:
            lines += _replaced(old[a:b], new[c:d])
    return lines


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines that gave way to others; line by line where there are as many."""
    if len(old) != len(new):
        yield from (Line("out", line) for line in old)
        yield from (Line("in", line) for line in new)
        return
    for before, after in zip(old, new, strict=True):
        out, into = _words_changed(before, after)
        yield Line("out", before, out)
        yield Line("in", after, into)


_Spans = tuple[tuple[int, int], ...]


def _words_changed(before: str, after: str) -> tuple[_Spans, _Spans]:
    """Where words differ in two lines; nothing where hardly a word is the same."""
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
