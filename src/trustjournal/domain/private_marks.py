"""Private words inside a text: `%%what she told me%%`, over several lines too.

A text is *plainly even* where each mark that opens is followed by one that closes, and nobody
could pair them otherwise. As with `**` in Markdown, the letters and blanks around a mark tell
which of the two it can be. Only the words between such pairs are private.

Anything else hides more, never less. Marks inside marks, and doubled ones (`%%%%so%%%%`), hide
from the first to the last of their paragraph; where some are doubled and others are not, or two
touch, all of it. Where a mark was forgotten, nobody can tell which: then the text is private from
the first mark that may lack its second one to the end of the last paragraph with a mark in it,
and what is above a mark in its paragraph too, if it may be the one that closes. `\\%%` is no
mark.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import NamedTuple

MARK = "%%"
PLACEHOLDER = "[private]"
"""Stands in the place of private words."""

_TOKENS = re.compile(r"\\\\|\\%%|%%+")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")

Span = tuple[int, int]


def redact(text: str, instead: str = PLACEHOLDER) -> tuple[str, int]:
    """The text with something else for its private words, and how many spans of them there are."""
    [sealed], count = redact_parts([text], instead=instead)
    return sealed, count


def redact_parts(
    texts: Sequence[str], between: str = "\n\n", instead: str = PLACEHOLDER
) -> tuple[list[str], int]:
    """The same for texts that stand one after another: a span may reach from one to the next."""
    joined = between.join(texts)
    if MARK not in joined:
        return list(texts), 0
    spans = _spans(joined)
    redacted, start = [], 0
    for text in texts:
        end = start + len(text)
        redacted.append(_cut(joined, start, end, spans, instead))
        start = end + len(between)
    return redacted, len(spans)


def redact_within(
    whole: str, texts: Sequence[tuple[str, str]]
) -> tuple[str, list[str | None], int]:
    """A text sealed, what that leaves of texts inside it, and how many spans there are.

    Each of `texts` comes with the line it stands below. A span hides what it covers of them,
    wherever it begins and ends. None is one of which nobody can tell what covers it, because it
    is not there, or there twice; it is hidden altogether.
    """
    if not any(MARK in text for text in (whole, *(text for _, text in texts))):
        return whole, [text for _, text in texts], 0
    spans = _spans(whole)
    below = _below_lines(whole, {line for line, _ in texts})
    redacted_parts = [
        _redact_below(whole, below.get(line, ()), text, spans) for line, text in texts
    ]
    return (
        _cut(whole, 0, len(whole), spans, PLACEHOLDER),
        redacted_parts,
        len(spans) + redacted_parts.count(None),
    )


def _below_lines(text: str, lines: set[str]) -> dict[str, list[int]]:
    """Where the text below each of these lines begins, past the blank lines between."""
    starts: dict[str, list[int]] = {}
    start = 0
    for line in text.split("\n"):
        start += len(line) + 1
        if start > len(text):
            break
        if line.rstrip() in lines:
            begin = start
            while text.startswith("\n", begin):
                begin += 1
            starts.setdefault(line.rstrip(), []).append(begin)
    return starts


def _redact_below(
    whole: str, starts: Sequence[int], text: str, spans: Sequence[Span]
) -> str | None:
    text = text.strip("\n")
    if not text:
        return text
    variants = {
        _cut(whole, start, start + len(text), spans, PLACEHOLDER)
        for start in starts
        if whole.startswith(text, start)
    }
    return variants.pop() if len(variants) == 1 else None


def redacted_lines(text: str) -> list[tuple[str, str]]:
    """Each line as it was written, and as others may see it."""
    lines = text.split("\n")
    return list(zip(lines, redact_parts(lines, "\n")[0], strict=True))


@lru_cache(maxsize=1)
def redacted_by_line(text: str) -> Mapping[str, str]:
    """How others may see each line, by the line without the blanks around it.

    Kept for the next call: what is asked of one text is often asked of many of its lines.
    """
    return {own.strip(): told for own, told in reversed(redacted_lines(text))}


def without_private_words(text: str) -> str:
    """The text without its private words, and nothing in their place: what is left to count."""
    if MARK not in text:
        return text
    return _cut(text, 0, len(text), _spans(text), " ")


def can_be_split(title: str, text: str, between: str = "\n") -> bool:
    """Tell whether a title and the text below it hide apart what they hide as one text.

    A span may begin in a title and end in the text, and a mark that only closes hides the lines
    above it in its paragraph.
    """
    together, _ = redact_parts([title, text], between)
    return together == [redact(title)[0], redact(text)[0]]


def hide(text: str) -> str:
    """Make all the words of a text private, line by line, so that lines can be added to it."""
    return "\n".join(_hidden(line) for line in text.split("\n"))


def _hidden(line: str) -> str:
    words = line.replace(MARK, "").strip()
    if not words or not without_private_words(line).strip():
        return line
    last = " " if words.endswith("\\") else ""  # else it would undo the mark
    return f"{MARK}{words}{last}{MARK}"


def has_visible_words(sealed: str) -> bool:
    """Whether a sealed text has words of its own left."""
    return bool(sealed.replace(PLACEHOLDER, "").strip())


def _cut(text: str, start: int, end: int, spans: Sequence[Span], instead: str) -> str:
    parts = []
    for n in range(bisect_right(spans, start, key=itemgetter(1)), len(spans)):
        first, last = spans[n]
        if first >= end:
            break
        parts += [text[start:first], instead]
        start = min(last, end)
    return "".join((*parts, text[start:end]))


# --- where private words are -----------------------------------------------------------------


class _Mark(NamedTuple):
    """Two or more signs of percent in a row."""

    start: int
    end: int
    paragraph: Span
    opens: bool
    """Whether words around it allow it to begin private words; `closes`: to end them."""
    closes: bool

    @property
    def number(self) -> int:
        """How many marks it may stand for, each of two signs."""
        return (self.end - self.start) // len(MARK)

    @property
    def is_sure(self) -> bool:
        """Whether it can only open, or only close."""
        return self.opens != self.closes


class _Group:
    """Marks of paragraphs that belong together."""

    def __init__(self) -> None:
        self.marks: list[_Mark] = []
        self.is_sure = True
        """Whether each of its marks is a single one, and can only open or only close."""
        self.is_plain = True
        """Whether opening and closing marks take turns, and can do nothing else."""
        self._fewest = self._most = 0
        """How many marks may be open by now, at the fewest and at the most."""
        self._count = 0
        self._depth = 0
        self._could_nest = self._mixed = self._may_lack_first = False

    def add(self, mark: _Mark) -> None:
        """Take in the next mark."""
        opening = len(self.marks) % 2 == 0
        self.marks.append(mark)
        self._count += mark.number
        self._mixed = self._mixed or mark.number != self.marks[0].number
        self.is_sure = self.is_sure and mark.is_sure and mark.number == 1
        fits = mark.opens if opening else mark.closes
        if not fits or mark.number > 1 or (opening and self._could_nest and not mark.is_sure):
            self.is_plain = False
        self._could_nest = self._could_nest or not (opening or mark.is_sure)
        self._depth += -1 if mark.closes else 1
        self._may_lack_first = self._may_lack_first or self._depth < 0
        if self._most < 0:
            return  # more were closed than opened
        self._fewest += -1 if mark.closes else 1
        self._most += 1 if mark.opens else -1
        if self._fewest < 0:
            self._fewest += 2

    @property
    def comes_out_even(self) -> bool:
        """Whether each mark may have its second one, marks inside marks too."""
        return self._fewest == 0 <= self._most and self._count % 2 == 0

    def spans(self) -> Iterator[Span]:
        """What is private where the marks come out even."""
        if self._mixed:
            yield self.unclosed()
            return
        if not self.is_plain:
            yield self.marks[0].start, _end(self.marks[0], self.marks[-1], self.marks[-1].end)
            return
        for first, last in zip(self.marks[::2], self.marks[1::2], strict=True):
            yield first.start, _end(first, last, last.start + len(MARK))

    def unclosed(self) -> Span:
        """What is private where a mark was forgotten, or marks have several lengths."""
        first, last = self.marks[0], self.marks[-1]
        above = self._may_lack_first or self._mixed
        return first.paragraph[0] if above else first.start, last.paragraph[1]


def _end(first: _Mark, last: _Mark, end: int) -> int:
    """Where a span ends; one over several paragraphs with the last of them."""
    return end if first.paragraph == last.paragraph else last.paragraph[1]


def _spans(text: str) -> list[Span]:
    """Where private words are, marks included, first to last."""
    marks = list(_marks(text))
    even = len(marks) % 2 == 0 and sum(mark.number for mark in marks) % 2 == 0
    spans, group = list[Span](), _Group()
    for mark, following in zip_longest(marks, marks[1:]):
        group.add(mark)
        ends = not following or following.paragraph != mark.paragraph
        # Where a mark is missing somewhere, only marks that cannot be mistaken belong together.
        if group.comes_out_even and (group.is_sure or (even and ends)):
            spans += group.spans()
            group = _Group()
    return _merged([*spans, group.unclosed()] if group.marks else spans)


def _marks(text: str) -> Iterator[_Mark]:
    begin, end, following = 0, -1, 0
    for match in _TOKENS.finditer(text):
        if not match[0].startswith(MARK):
            continue
        start, after = match.span()
        while start > end:
            begin = following
            blank = _BLANK_LINES.search(text, begin)
            end, following = blank.span() if blank else (len(text), len(text))
        opens, closes = _sides(text[start - 1 : start], text[after : after + 1])
        yield _Mark(start, after, (begin, end), opens, closes)


def _sides(before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark between these may open private words, and whether it may close them.

    A mark opens beside what weighs more: a word more than a sign, a sign more than a blank. That
    is CommonMark's rule for emphasis (section 6.2); between equals a mark may be both.
    """
    weight_before, weight_after = _weight(before), _weight(after)
    return weight_after >= weight_before, weight_before >= weight_after


def _weight(letter: str) -> int:
    if not letter or letter.isspace():
        return 0
    return 1 if unicodedata.category(letter)[0] in "PS" else 2


def _merged(spans: list[Span]) -> list[Span]:
    """Spans that overlap made one; those that only touch stay two."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
