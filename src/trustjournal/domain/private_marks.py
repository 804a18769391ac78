"""Private words inside a text: `%%what she told me%%`, also over several lines.

A text is *plainly even* if each opening mark is followed by a closing one and they could not be
paired in any other way. As with `**` in Markdown, the letters and blanks around a mark decide
whether it can open, close, or both. Only the words between such pairs are private.

Anything else hides more, never less. Nested marks, and doubled ones (`%%%%so%%%%`), hide
everything from the first to the last mark of their paragraph; if some are doubled and others are
not, or two touch, the whole paragraph. If a mark was forgotten, there is no telling which: the text
is then private from the first mark that may be unpaired to the end of the last paragraph that has
a mark, and also from the start of a mark's paragraph if that mark may be a closing one. `\\%%` is
not a mark.
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
"""What is shown in place of private words."""

_TOKENS = re.compile(r"\\\\|\\%%|%%+")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")

Span = tuple[int, int]


def redact(text: str, placeholder: str = PLACEHOLDER) -> tuple[str, int]:
    """Replace each private span of a text; returns the redacted text and the number of spans."""
    [redacted_text], count = redact_parts([text], placeholder=placeholder)
    return redacted_text, count


def redact_parts(
    texts: Sequence[str], between: str = "\n\n", placeholder: str = PLACEHOLDER
) -> tuple[list[str], int]:
    """Redact texts that follow one another; a span may reach from one into the next.

    `between` is the text that separates them. Returns the redacted texts and the number of spans.
    """
    joined = between.join(texts)
    if MARK not in joined:
        return list(texts), 0
    spans = _spans(joined)
    redacted, start = [], 0
    for text in texts:
        end = start + len(text)
        redacted.append(_cut(joined, start, end, spans, placeholder))
        start = end + len(between)
    return redacted, len(spans)


def redact_within(body: str, texts: Sequence[tuple[str, str]]) -> tuple[str, list[str | None], int]:
    """Redact a body and the texts inside it.

    `texts` are pairs of the line above a text and the text. A span hides what it covers of them,
    wherever it begins and ends. Returns the redacted body, each redacted text and the number of
    spans. A text is None if it cannot be located unambiguously (missing, or found twice with
    different results); treat it as fully private.
    """
    if not any(MARK in text for text in (body, *(text for _, text in texts))):
        return body, [text for _, text in texts], 0
    spans = _spans(body)
    below = _below_lines(body, {line for line, _ in texts})
    redacted_parts = [_redact_below(body, below.get(line, ()), text, spans) for line, text in texts]
    return (
        _cut(body, 0, len(body), spans, PLACEHOLDER),
        redacted_parts,
        len(spans) + redacted_parts.count(None),
    )


def _below_lines(body: str, lines: set[str]) -> dict[str, list[int]]:
    """Find where the text below each of these lines begins, after any blank lines."""
    starts: dict[str, list[int]] = {}
    start = 0
    for line in body.split("\n"):
        start += len(line) + 1
        if start > len(body):
            break
        if line.rstrip() in lines:
            begin = start
            while body.startswith("\n", begin):
                begin += 1
            starts.setdefault(line.rstrip(), []).append(begin)
    return starts


def _redact_below(
    body: str, starts: Sequence[int], answer: str, spans: Sequence[Span]
) -> str | None:
    answer = answer.strip("\n")
    if not answer:
        return answer
    variants = {
        _cut(body, start, start + len(answer), spans, PLACEHOLDER)
        for start in starts
        if body.startswith(answer, start)
    }
    return variants.pop() if len(variants) == 1 else None


def redacted_lines(text: str) -> list[tuple[str, str]]:
    """Pair each line with its redacted form."""
    lines = text.split("\n")
    return list(zip(lines, redact_parts(lines, "\n")[0], strict=True))


@lru_cache(maxsize=1)
def redacted_by_line(text: str) -> Mapping[str, str]:
    """Map each line, stripped of surrounding blanks, to its redacted form.

    Cached for one text, because callers often look up many of its lines.
    """
    return {line.strip(): redacted for line, redacted in reversed(redacted_lines(text))}


def without_private_words(text: str) -> str:
    """Remove the private words from a text, with no placeholder, so that it can be counted."""
    if MARK not in text:
        return text
    return _cut(text, 0, len(text), _spans(text), " ")


def without_marks(text: str) -> str:
    """Remove the marks from a text and leave the private words, for a page that may show them."""
    if MARK not in text:
        return text
    return _TOKENS.sub(lambda token: "" if token[0].startswith(MARK) else token[0], text)


def private_lines(text: str) -> list[str]:
    """List the private words of a text, without marks, line by line."""
    spans = _spans(text) if MARK in text else []
    passages = [without_marks(text[first:last]) for first, last in spans]
    return [line.strip() for passage in passages for line in passage.split("\n")]


def private_passages(text: str) -> frozenset[str]:
    """Return the private passages of a text, without marks, with one blank between words."""
    spans = _spans(text) if MARK in text else []
    passages = (" ".join(without_marks(text[first:last]).split()) for first, last in spans)
    return frozenset(passages) - {""}


def can_be_split(title: str, text: str, between: str = "\n") -> bool:
    """Return whether a title and its text redact the same apart as they do together.

    A span may begin in a title and end in the text, and a mark that only closes hides the lines
    above it in its paragraph.
    """
    together, _ = redact_parts([title, text], between)
    return together == [redact(title)[0], redact(text)[0]]


def hide(text: str) -> str:
    """Mark all the words of a text as private, line by line so that lines can be added to it."""
    return "\n".join(_hide_line(line) for line in text.split("\n"))


def _hide_line(line: str) -> str:
    words = line.replace(MARK, "").strip()
    is_private = not without_private_words(line).strip()
    if not words or (is_private and hides_alone(line)):
        return line
    last = " " if words.endswith("\\") else ""  # a backslash would escape the closing mark
    return f"{MARK}{words}{last}{MARK}"


def hides_alone(line: str) -> bool:
    """Return whether a line hides the same words below any other lines.

    Each of its marks must clearly open or close, in turn. Any other mark may be paired with one of
    another line.
    """
    marks = [*_marks(line)]
    return len(marks) % 2 == 0 and all(
        mark.number == 1 and mark.is_unambiguous and mark.opens == (n % 2 == 0)
        for n, mark in enumerate(marks)
    )


def has_visible_words(redacted_text: str) -> bool:
    """Return whether a redacted text has any words besides placeholders."""
    return bool(redacted_text.replace(PLACEHOLDER, "").strip())


def has_words_of(text: str, redacted_text: str) -> bool:
    """Return whether a text has all visible words of a redacted one, in the same order.

    Each placeholder stands for any words, or none. White space doesn't count.
    """
    words = " ".join(without_marks(text).split())
    parts = [" ".join(part.split()) for part in without_marks(redacted_text).split(PLACEHOLDER)]
    first, last = parts[0], parts[-1]
    if len(parts) == 1 or not words.startswith(first):
        return words == first
    at = len(first)
    for part in parts[1:-1]:
        at = words.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return words.endswith(last) and at + len(last) <= len(words)


def _cut(text: str, start: int, end: int, spans: Sequence[Span], placeholder: str) -> str:
    parts = []
    for n in range(bisect_right(spans, start, key=itemgetter(1)), len(spans)):
        first, last = spans[n]
        if first >= end:
            break
        parts += [text[start:first], placeholder]
        start = min(last, end)
    return "".join((*parts, text[start:end]))


# --- finding private words -------------------------------------------------------------------


class _Mark(NamedTuple):
    """Two or more percent signs in a row."""

    start: int
    end: int
    paragraph: Span
    opens: bool
    """Whether the characters around it allow it to begin private words; `closes`: to end them."""
    closes: bool

    @property
    def number(self) -> int:
        """The number of marks it amounts to, at two signs each."""
        return (self.end - self.start) // len(MARK)

    @property
    def is_unambiguous(self) -> bool:
        """Whether it can only open, or only close."""
        return self.opens != self.closes


class _Group:
    """Consecutive marks, over one paragraph or several, that are paired with each other."""

    def __init__(self) -> None:
        self.marks: list[_Mark] = []
        self.is_unambiguous = True
        """Whether each of its marks is single (not doubled), and can only open or only close."""
        self.is_plain = True
        """Whether opening and closing marks alternate, and no other pairing is possible."""
        self._fewest = self._most = 0
        """The fewest and the most marks that may be open at this point."""
        self._count = 0
        self._depth = 0
        self._could_nest = self._mixed = self._may_lack_first = False

    def add(self, mark: _Mark) -> None:
        """Add the next mark of the text."""
        opening = len(self.marks) % 2 == 0
        self.marks.append(mark)
        self._count += mark.number
        self._mixed = self._mixed or mark.number != self.marks[0].number
        self.is_unambiguous = self.is_unambiguous and mark.is_unambiguous and mark.number == 1
        fits = mark.opens if opening else mark.closes
        if (
            not fits
            or mark.number > 1
            or (opening and self._could_nest and not mark.is_unambiguous)
        ):
            self.is_plain = False
        self._could_nest = self._could_nest or not (opening or mark.is_unambiguous)
        self._depth += -1 if mark.closes else 1
        self._may_lack_first = self._may_lack_first or self._depth < 0
        if self._most < 0:
            return  # more marks close than open, so no pairing is possible
        self._fewest += -1 if mark.closes else 1
        self._most += 1 if mark.opens else -1
        if self._fewest < 0:
            self._fewest += 2

    @property
    def is_balanced(self) -> bool:
        """Whether every mark can be paired, allowing nested pairs."""
        return self._fewest == 0 <= self._most and self._count % 2 == 0

    def spans(self) -> Iterator[Span]:
        """Yield the private spans if the marks come out even."""
        if self._mixed:
            yield self.unclosed()
            return
        if not self.is_plain:
            yield self.marks[0].start, _end(self.marks[0], self.marks[-1], self.marks[-1].end)
            return
        for first, last in zip(self.marks[::2], self.marks[1::2], strict=True):
            yield first.start, _end(first, last, last.start + len(MARK))

    def unclosed(self) -> Span:
        """Return the private span if a mark is missing, or marks differ in length."""
        first, last = self.marks[0], self.marks[-1]
        above = self._may_lack_first or self._mixed
        return first.paragraph[0] if above else first.start, last.paragraph[1]


def _end(first: _Mark, last: _Mark, end: int) -> int:
    """Return the end of a span; one over several paragraphs ends with the last paragraph."""
    return end if first.paragraph == last.paragraph else last.paragraph[1]


def _spans(text: str) -> list[Span]:
    """List the private spans of a text, marks included, in order."""
    marks = list(_marks(text))
    even = len(marks) % 2 == 0 and sum(mark.number for mark in marks) % 2 == 0
    spans, group = list[Span](), _Group()
    for mark, following in zip_longest(marks, marks[1:]):
        group.add(mark)
        ends = not following or following.paragraph != mark.paragraph
        # If a mark is missing somewhere, only unambiguous marks can be paired.
        if group.is_balanced and (group.is_unambiguous or (even and ends)):
            spans += group.spans()
            group = _Group()
    return _merge([*spans, group.unclosed()] if group.marks else spans)


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
    """Return whether a mark between these characters may open private words, and may close them.

    A mark faces the heavier side: a word weighs more than a sign, a sign more than a blank. That
    is CommonMark's rule for emphasis (section 6.2); between equals a mark may do both.
    """
    weight_before, weight_after = _weight(before), _weight(after)
    return weight_after >= weight_before, weight_before >= weight_after


def _weight(letter: str) -> int:
    if not letter or letter.isspace():
        return 0
    return 1 if unicodedata.category(letter)[0] in "PS" else 2


def _merge(spans: list[Span]) -> list[Span]:
    """Merge spans that overlap; those that only touch stay separate."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
