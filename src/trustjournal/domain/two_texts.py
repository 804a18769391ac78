"""Combine texts that were written over the same earlier one, each without knowing of the other.

Of a note's entry, one text grew in one place, and the other was edited in another. What the person
wrote stays, and what only the grown text has is added below it. Lines are joined with a slash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .note_lines import hides_more, hides_shown_line, lines_missing_in, with_lines
from .private_marks import can_be_split
from .text import MAX_BYTES

_SLASH = " / "


class Text(NamedTuple):
    """A title and a body."""

    title: str | None
    body: str


class Branch(NamedTuple):
    """A text that nothing was written over, and all those that it was written over."""

    text: Text
    before: frozenset[Text]


def combined(branches: Sequence[Branch]) -> Branch | None:
    """Return a text with the words of two, the later one last; None if neither has only grown.

    With it come the texts that the edited one of the two was written over.
    """
    if len(branches) != 2:
        return None
    earlier, later = branches
    pairs = [
        (grown, edited)
        for grown, edited in ((later, earlier), (earlier, later))
        if any(_has_grown(each.body, grown.text.body) for each in grown.before & edited.before)
    ]
    if not pairs:
        return None
    grown, edited = next(
        (pair for pair in pairs if not hides_shown_line(pair[0].text.body, pair[1].text)), pairs[0]
    )
    title, more = edited.text.title, grown.text
    if more.title and title in {each.title for each in grown.before & edited.before}:
        title, more = more.title, more._replace(title=None)
    lines = lines_missing_in([edited.text, *edited.before], more, edited.text)
    body = with_lines(edited.text.body, lines) if lines else edited.text.body
    if title and not can_be_split(title, body, "\n\n"):
        return None
    return Branch(Text(title, body), edited.before) if len(body.encode()) <= MAX_BYTES else None


def others_hide_more(shown: Branch, branches: Sequence[Branch]) -> bool:
    """Return whether texts that the writer of the shown one hadn't seen hide what it doesn't."""
    texts = frozenset[Text]().union(*({each.text, *each.before} for each in branches))
    return hides_more(texts - shown.before, shown.text, shown.before)


def _has_grown(before: str, now: str) -> bool:
    """Return whether a text is an earlier one with more at its end, or above last paragraphs of it.

    The lines of a note's front matter are below its text.
    """
    ends = [len(before), *(match.start() for match in re.finditer("\n\n", before))]
    return len(now) >= len(before) and any(
        now.startswith(before[:end]) and now.endswith(before[end:]) for end in ends
    )


def joined_lines(lines: Sequence[str | None]) -> str | None:
    """Return one line with the words of several, a slash between them; None if there are none.

    Words that two of them have are there once, so a joined line can be joined again.
    """
    if len({*lines}) < 2:
        return lines[0]
    return _SLASH.join(dict.fromkeys(part for line in lines if line for part in line.split(_SLASH)))
