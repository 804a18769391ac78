"""What both forms of a jrnl journal, JSON and text, share: how an entry of it becomes ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from ..domain.private_marks import MARK, can_be_split
from .incoming import (
    LONGEST_TITLE,
    Here,
    Incoming,
    Item,
    Occurrences,
    Place,
    Skipped,
    in_calendar,
    new_entry,
    open_tags,
)

SOURCE = "jrnl"

_OPENS_BRACKET = re.compile(r"[\n\r](\\*)\[|\A[^\n\r]*[\n\r]\s*(\\*)\[")
_LONGEST_FOOTNOTE = 6
"""jrnl takes brackets with so many characters or fewer for no date."""


def bracketed_lines(text: str) -> Iterator[int]:
    """Where lines begin that jrnl may take for the date of an entry, but for the first line.

    jrnl looks for the end of a date on all lines that follow, so a bracket that stays open would
    swallow the date of the next entry. A lone CR ends a line for it too. White space before the
    first word below the first line goes when jrnl writes the entry again, so a bracket there may
    begin a line by then.
    """
    close = 0
    for found in _OPENS_BRACKET.finditer(text):
        inside = found.end()
        if 0 <= close < inside:
            close = text.find("]", inside)
        if close < 0 or (close - inside > _LONGEST_FOOTNOTE and text.startswith(" ", close + 1)):
            yield found.start(1 if found[1] is not None else 2)


def item(
    here: Here,
    place: Place,
    moment: datetime,
    title: str,
    body: str,
    *,
    tags: tuple[str, ...],
    starred: bool,
    occurrences: Occurrences,
) -> Item:
    """An entry to be; `moment` is local, and knows its zone only where the time format has one.

    Its name is a hash of the minute and the words, which are the same in either form: jrnl gives
    entries no name. White space does not count, because the two forms divide title and body
    in different places.
    """
    if not in_calendar(moment):
        return Skipped(place, "beyond_calendar")
    local = here.moment(moment) if moment.tzinfo is None else moment
    named, text = _divided(title.strip(), body.strip("\n"))
    found = new_entry(
        local,
        text,
        tz=here.tz if moment.tzinfo is None else None,
        title=named,
        tags=open_tags(tags, f"{title}\n{body}"),
        starred=starred,
        source=SOURCE,
        source_id=occurrences.name(f"{moment:%Y-%m-%d %H:%M}", f"{title} {body}"),
    )
    return Incoming(found, place, once=True)


def _divided(title: str, body: str) -> tuple[str | None, str]:
    """Title and text. jrnl's title is the first line or sentence, whatever it is."""
    if not title or not body.strip():
        return None, title or body
    if len(title) > LONGEST_TITLE or MARK in title or not can_be_split(title, body):
        # Private words may begin in it and end in the text, or end there with no beginning.
        return None, f"{title}\n{body}"
    return title, body
