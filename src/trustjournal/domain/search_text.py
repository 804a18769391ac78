"""The searchable text of an entry, and the snippet shown around a match.

Both are redacted: a private entry has no searchable text, and private words in any other entry
are replaced by a gap.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from . import private_marks
from .entry import Entry
from .search_query import Phrase
from .text import excerpt
from .tokenizer import GAP, token_spans

FIELDS = ("title", "body", "question", "tags", "people")
"""The parts of an entry that are searched. The question is among them because people remember
what they wrote about by it."""

_SHOWN_FIRST = ("body", "title", "tags", "people", "question")

WIDTH = 160
"""The approximate length of a snippet, in characters."""
_HITS = 60
"""The most matches examined in one text; the first ones are as good as later ones."""


def indexed_fields(
    title: str | None, body: str, question: str | None, tags: str, people: str
) -> tuple[str, ...]:
    """Return the searchable texts of an entry that is not private, in the order of `FIELDS`.

    `tags` and `people` are each one text, such as `walk, home`.
    """
    return (
        private_marks.redact(title or "", GAP)[0],
        private_marks.redact(body, GAP)[0],
        question or "",
        tags,
        people,
    )


@dataclass(frozen=True, slots=True)
class Snippet:
    """The words around a match, on one line."""

    field: str
    """The part of the entry they are from, one of `FIELDS`."""
    pieces: tuple[tuple[str, bool], ...]
    """Pieces of text, each with whether it is a match."""

    @property
    def text(self) -> str:
        """The text without highlighting."""
        return "".join(text for text, _ in self.pieces)

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """The start and end of each match in `text`, in characters."""
        spans, position = [], 0
        for text, hit in self.pieces:
            if hit:
                spans.append((position, position + len(text)))
            position += len(text)
        return tuple(spans)


def snippet(entry: Entry, phrases: Sequence[Phrase]) -> Snippet:
    """Cut the snippet of an entry around the place where most phrases occur together.

    Without a match it is the opening of the entry; for a private entry it is empty.
    """
    if entry.private:
        return Snippet("body", ())
    texts = dict(
        zip(
            FIELDS,
            indexed_fields(
                entry.title,
                entry.body,
                entry.prompt_text,
                ", ".join(entry.tags),
                ", ".join(entry.people),
            ),
            strict=True,
        )
    )
    best = max((_best_window(texts[field], phrases, field) for field in _SHOWN_FIRST), key=len)
    if not best:
        opening = excerpt(private_marks.redact(entry.body)[0], WIDTH)
        return Snippet("body", ((opening, False),))
    return Snippet(best.field, tuple(_pieces(texts[best.field], best.hits)))


Hit = tuple[int, int, int]
"""The start and end of a match in a text, and the index of its phrase."""


class _Window:
    """Matches that are close together; its length is the number of different phrases."""

    def __init__(self, field: str, hits: Sequence[Hit]) -> None:
        self.field = field
        self.hits = hits

    def __len__(self) -> int:
        return len({which for _, _, which in self.hits})


def _best_window(text: str, phrases: Sequence[Phrase], field: str) -> _Window:
    hits = list(islice(find_phrases(text, phrases), _HITS))
    windows = (
        _Window(field, [hits[n], *(hit for hit in hits[n + 1 :] if hit[1] - start <= WIDTH)])
        for n, (start, _, _) in enumerate(hits)
    )
    return max(windows, key=len, default=_Window(field, ()))


def find_phrases(text: str, phrases: Sequence[Phrase]) -> Iterator[Hit]:
    """Find the phrases in a text, in the order in which they end."""
    if not phrases:
        return
    longest = max(len(phrase.tokens) for phrase in phrases)
    recent: deque[tuple[str, int, int]] = deque(maxlen=longest)
    for token in token_spans(text):
        recent.append(token)
        for which, phrase in enumerate(phrases):
            if _ends_here(recent, phrase):
                yield recent[-len(phrase.tokens)][1], token[2], which


def _ends_here(recent: deque[tuple[str, int, int]], phrase: Phrase) -> bool:
    *before, last = phrase.tokens
    current = recent[-1][0]
    if not (current.startswith(last) if phrase.prefix else current == last):
        return False
    if len(recent) < len(phrase.tokens):
        return False
    return all(recent[n - len(before) - 1][0] == token for n, token in enumerate(before))


def _pieces(text: str, hits: Iterable[Hit]) -> Iterator[tuple[str, bool]]:
    """Yield the text around some matches, cut between words; matches alternate with other text."""
    first = min(start for start, _, _ in hits)
    spans = _merge(sorted((start, min(end, first + WIDTH)) for start, end, _ in hits))
    room = max(0, WIDTH - (spans[-1][1] - spans[0][0]))
    begin = _word_after(text, max(0, spans[0][0] - room // 3), spans[0][0])
    end = _word_before(text, min(len(text), spans[-1][1] + room - (spans[0][0] - begin)), spans)
    marks = list(_marks(text, begin, end))
    at = begin
    if begin > 0:
        yield "… ", False
    for start, stop in spans:
        piece = _one_line(text, at, start, marks)
        yield piece.lstrip() if at == begin else piece, False
        yield _one_line(text, start, stop, marks), True
        at = stop
    yield _one_line(text, at, end, marks).rstrip().removesuffix(" /"), False
    if text[end:].strip():
        yield " …", False


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge matches that overlap or share a place."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _word_after(text: str, at: int, latest: int) -> int:
    """Return the start of the next word, given a position that may be inside one."""
    if at == 0 or text[at - 1].isspace():
        return at
    space = re.compile(r"\s").search(text, at, latest)
    return space.end() if space else at


def _word_before(text: str, at: int, spans: Sequence[tuple[int, int]]) -> int:
    """Return the end of the last word before a position."""
    if at == len(text) or text[at].isspace():
        return at
    space = max(text.rfind(character, spans[-1][1], at) for character in " \n\t")
    return space if space >= 0 else at


_MARKDOWN = re.compile(
    r"(?P<paragraph>\n(?:[^\S\n]*\n)+)"
    r"|^[^\S\n]*(?:#{1,6}|[-*+>]|\d+[.)])[^\S\n]+"
    r"|(?<!\w)[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?!\w)",
    re.MULTILINE,
)
"""What a snippet doesn't show: breaks between paragraphs, and marks of Markdown."""
_LONGEST_MARK = 100
"""How far to look beyond the end of a snippet, for a mark that begins in it."""

Mark = tuple[int, int, str]
"""The start and end of something that isn't shown, and what is shown in its place."""


def _marks(text: str, begin: int, end: int) -> Iterator[Mark]:
    """Find the paragraph breaks and the marks of Markdown in a part of a text."""
    for match in _MARKDOWN.finditer(text, begin, end + _LONGEST_MARK):
        if match.start() >= end:
            return
        yield match.start(), match.end(), " / " if match["paragraph"] else ""


def _one_line(text: str, begin: int, end: int, marks: Iterable[Mark]) -> str:
    """Put a part of a text on one line, without the marks, and fill in the placeholder."""
    pieces, at = [], begin
    for start, stop, instead in marks:
        if stop > at and start < end:
            pieces += [text[at : max(at, start)], instead if start >= begin else ""]
            at = min(stop, end)
    pieces.append(text[at:end])
    return re.sub(r"\s+", " ", "".join(pieces)).replace(GAP, private_marks.PLACEHOLDER)
