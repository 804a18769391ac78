"""Helpers for both forms of a jrnl journal, JSON and text: how its entries become ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from ..domain.private_marks import MARK, can_be_split
from .incoming import (
    LONGEST_TITLE,
    ImportContext,
    Incoming,
    Item,
    Occurrences,
    Place,
    Skipped,
    in_calendar,
    new_entry,
    tags_outside_private,
)

SOURCE = "jrnl"

_OPENS_BRACKET = re.compile(r"[\n\r](\\*)\[|\A[^\n\r]*[\n\r]\s*(\\*)\[")
_LONGEST_FOOTNOTE = 6
"""jrnl doesn't look for a date in brackets that hold this many characters or fewer."""


def bracketed_lines(text: str) -> Iterator[int]:
    """Yield the offsets of lines, after the first, that jrnl may take for the date of an entry.

    jrnl looks for the end of a date on all lines that follow, so an open bracket would swallow
    the date of the next entry. For jrnl, a lone CR ends a line too. When jrnl writes the entry
    again, it drops white space before the first word below the first line, so a bracket after
    such space counts as the beginning of a line.
    """
    close = 0
    for match in _OPENS_BRACKET.finditer(text):
        inside = match.end()
        if 0 <= close < inside:
            close = text.find("]", inside)
        if close < 0 or (close - inside > _LONGEST_FOOTNOTE and text.startswith(" ", close + 1)):
            yield match.start(1 if match[1] is not None else 2)


def item(
    context: ImportContext,
    place: Place,
    moment: datetime,
    title: str,
    body: str,
    *,
    tags: tuple[str, ...],
    starred: bool,
    occurrences: Occurrences,
) -> Item:
    """Make an entry to import, or say why it can't be imported.

    `moment` is local, and has a zone only if jrnl's time format has one. jrnl gives entries no
    ids, so the entry is named by a hash of the minute and the text, which are the same in both
    forms. White space doesn't count, because the two forms divide title and body in different
    places.
    """
    if not in_calendar(moment):
        return Skipped(place, "beyond_calendar")
    local = context.moment(moment) if moment.tzinfo is None else moment
    own_title, text = _title_and_text(title.strip(), body.strip("\n"))
    entry = new_entry(
        local,
        text,
        tz=context.tz if moment.tzinfo is None else None,
        title=own_title,
        tags=tags_outside_private(tags, f"{title}\n{body}"),
        starred=starred,
        source=SOURCE,
        source_id=occurrences.name(f"{moment:%Y-%m-%d %H:%M}", f"{title} {body}"),
    )
    return Incoming(entry, place, has_unique_name=True)


def _title_and_text(title: str, body: str) -> tuple[str | None, str]:
    """Return a title and a text. jrnl's own title is just the first line or sentence."""
    if not title or not body.strip():
        return None, title or body
    if len(title) > LONGEST_TITLE or MARK in title or not can_be_split(title, body):
        # A private passage may begin in the title and end in the text, or have only an end there.
        return None, f"{title}\n{body}"
    return title, body
