"""What was written and not yet said: marking it, and one of it for the review."""

from __future__ import annotations

from datetime import date, timedelta

from ... import features
from ...app import App
from ...domain.entry import Entry
from ...domain.memory import MINE_AFTER, MINE_WITHIN, Memory
from ...domain.memory_kinds import MemoryKind
from ...domain.private_marks import PLACEHOLDER, has_visible_words, redact, redacted_by_line
from ...domain.text import excerpt
from ...errors import NotFound, UsageError
from ...storage.entry_reader import Reader
from .model import Unsaid
from .store import UnsaidReader

WORDS = 100
"""The most characters of marked words that an evening shows."""


def unsaid_of(app: App) -> UnsaidReader:
    """Return the reader of the marks."""
    return UnsaidReader.beside(app.reader)


def not_yet(app: App) -> list[Unsaid]:
    """Return everything marked as not yet said, oldest first."""
    return unsaid_of(app).not_yet()


def mark(app: App, entry: Entry, fragment: str | None, state: str) -> Unsaid:
    """Mark an entry, or the one line of it that holds a fragment.

    Raises `NotFound` if no line holds it, and `UsageError` if several do.
    """
    if fragment is not None:
        _line_with(entry, fragment)

    with app.writer.transaction() as store:
        entry = next(iter(store.reads(Reader).by_prefix(entry.id)), entry)
        line = _line_with(entry, fragment) if fragment is not None else None
        features.unsaid.store.mark(store, entry.id, line, state, app.now.moment)
    return Unsaid(entry.id, entry.day, line, state, entry.body, entry.private)


def _line_with(entry: Entry, fragment: str) -> str:
    words = fragment.strip().casefold()
    matches = {line.strip() for line in entry.body.split("\n") if words in line.casefold()}
    if not words or not matches:
        raise NotFound("no line of this entry contains that text")
    if len(matches) > 1:
        raise UsageError(
            "{count} lines of this entry contain that text; type a few more of the line's words",
            count=len(matches),
        )
    return matches.pop()


def words_of(mark: Unsaid) -> str:
    """Return the marked words, redacted; an empty text if nothing visible remains."""
    if mark.private:
        return ""
    line = mark.line
    text = redact(mark.body)[0] if line is None else redacted_by_line(mark.body).get(line, "")
    return text if has_visible_words(text) else ""


def kept_mine(app: App, day: date) -> tuple[Memory, ...]:
    """Return the words marked longest ago as mine to keep, among those due to be asked about."""
    first, last = day - timedelta(days=MINE_WITHIN), day - timedelta(days=MINE_AFTER)
    for mark in unsaid_of(app).kept_mine(first, last):
        lines = words_of(mark).split("\n") if not mark.quiet else []
        shown = [line for line in lines if line.strip() and PLACEHOLDER not in line]
        if shown:
            return (Memory(MemoryKind.MINE, mark.day, words=(excerpt(shown[0], WORDS),)),)
    return ()


def one(app: App, end: date) -> Unsaid | None:
    """Return one for a review: the oldest, up to a day, with words to quote; else None."""
    candidates = (mark for mark in not_yet(app) if mark.day <= end and not mark.quiet)
    return next((mark for mark in candidates if words_of(mark)), None)
