"""Private words inside a text: `%%what she told me%%`, over several lines too.

Two marks belong together, however many lines lie between them. A mark without its second one
in the same paragraph also hides the rest of that paragraph, and where the marks do not come out
even, what stands between the first and the last that may be meant: a forgotten mark hides too
much rather than too little. `\\%%` is no mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MARK = "%%"
SEALED = "[private]"
"""Stands in the place of private words."""

_TOKENS = re.compile(r"\\\\|\\%%|%%")
_PARAGRAPHS_END = re.compile(r"\n[^\S\n]*\n|\Z")

Span = tuple[int, int]


def seal(text: str, instead: str = SEALED) -> tuple[str, int]:
    """The text with something else for its private words, and how many spans of them there are."""
    [sealed], count = seal_parts([text], instead=instead)
    return sealed, count


def seal_parts(
    texts: Sequence[str], between: str = "\n\n", instead: str = SEALED
) -> tuple[list[str], int]:
    """The same for texts that stand one after another: a span may reach from one to the next."""
    whole = between.join(texts)
    if MARK not in whole:
        return list(texts), 0
    spans = _spans(whole)
    found, start = [], 0
    for text in texts:
        end = start + len(text)
        found.append(_cut(whole, start, end, spans, instead))
        start = end + len(between)
    return found, len(spans)


def seal_within(whole: str, texts: Sequence[tuple[str, str]]) -> tuple[str, list[str | None], int]:
    """A text sealed, what that leaves of texts inside it, and how many spans there are.

    Each of `texts` comes with the line it stands below. A span hides what it covers of them,
    wherever it begins and ends. None is one of which nobody can tell what covers it, because it
    is not there, or there twice; it is hidden altogether.
    """
    if not any(MARK in text for text in (whole, *(text for _, text in texts))):
        return whole, [text for _, text in texts], 0
    spans = _spans(whole)
    found = [_left_of(whole, line, text, spans) for line, text in texts]
    return _cut(whole, 0, len(whole), spans, SEALED), found, len(spans) + found.count(None)


def _left_of(whole: str, line: str, text: str, spans: Sequence[Span]) -> str | None:
    text = text.strip("\n")
    if not text:
        return text
    below = re.compile(rf"^{re.escape(line)}[^\S\n]*\n+", re.MULTILINE)
    starts = (found.end() for found in below.finditer(whole))
    left = {
        _cut(whole, start, start + len(text), spans, SEALED)
        for start in starts
        if whole.startswith(text, start)
    }
    return left.pop() if len(left) == 1 else None


def sealed_lines(text: str) -> list[tuple[str, str]]:
    """Each line as it was written, and as others may see it."""
    lines = text.split("\n")
    return list(zip(lines, seal_parts(lines, "\n")[0], strict=True))


def without(text: str) -> str:
    """The text without its private words, and nothing in their place: what is left to count."""
    if MARK not in text:
        return text
    return _cut(text, 0, len(text), _spans(text), " ")


def says_something(sealed: str) -> bool:
    """Whether a sealed text has words of its own left."""
    return bool(sealed.replace(SEALED, "").strip())


def _cut(whole: str, start: int, end: int, spans: Sequence[Span], instead: str) -> str:
    parts = []
    for first, last in spans:
        if last <= start or first >= end:
            continue
        parts += [whole[start:first], instead]
        start = min(last, end)
    return "".join((*parts, whole[start:end]))


def _spans(text: str) -> list[Span]:
    """Where private words stand, marks included, first to last."""
    marks = [found.start() for found in _TOKENS.finditer(text) if found[0] == MARK]
    closed, forgotten = _in_paragraphs(text, marks)
    found = [*closed, *((mark, _end_of_paragraph(text, mark)) for mark in forgotten)]
    if len(marks) % 2 == 0:
        pairs = zip(marks[::2], marks[1::2], strict=True)
        found += [(first, last + len(MARK)) for first, last in pairs]
    else:
        # One was forgotten, and nobody can tell which: from the first that may be it to the last.
        found.append((forgotten[0], _end_of_paragraph(text, marks[-1])))
    return _merged(found)


def _in_paragraphs(text: str, marks: Sequence[int]) -> tuple[list[Span], list[int]]:
    """The spans that begin and end in one paragraph, and the marks without such a second one."""
    closed, forgotten = list[Span](), list[int]()
    opened, end = None, 0
    for mark in marks:
        if opened is not None and mark < end:
            closed.append((opened, mark + len(MARK)))
            opened = None
            continue
        if opened is not None:
            forgotten.append(opened)
        opened = mark
        if mark >= end:
            end = _end_of_paragraph(text, mark)
    return closed, forgotten if opened is None else [*forgotten, opened]


def _end_of_paragraph(text: str, start: int) -> int:
    found = _PARAGRAPHS_END.search(text, start)
    return found.start() if found else len(text)


def _merged(spans: list[Span]) -> list[Span]:
    """Spans that overlap made one; those that only touch stay two."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
