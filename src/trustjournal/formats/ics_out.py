"""Export to iCalendar, RFC 5545: each entry a VJOURNAL, as jtx Board and others read it.

Times have no zone, so that an entry stays on its day wherever the phone is. A calendar without a
word about it is public, so each entry says that it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from ..domain.entry import Entry
from .exporter_protocol import Journal, clock_time, title_of

_LINE = 75
"""The most bytes of a line; longer ones go on in the next one, behind a blank."""
_SPECIAL = re.compile(r"[\\;,]")
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f]")


class ToIcs:
    """Exporter for iCalendar."""

    dest = "trust-journal.ics"
    is_text = True

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield the beginning, each entry and the end."""
        yield _lines(("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//trustjournal//EN"))
        for entry in journal.entries():
            yield _lines(*_properties(entry))
        yield _lines(("END", "VCALENDAR"))


def uid_of(entry: Entry) -> str:
    """Return an id that never changes for an entry, and differs from those of other programs."""
    return f"{entry.id}@trustjournal"


def _properties(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "BEGIN", "VJOURNAL"
    yield "UID", uid_of(entry)
    yield "DTSTAMP", _moment(entry.modified_at)
    yield "DTSTART", f"{clock_time(entry):%Y%m%dT%H%M%S}"
    yield "CREATED", _moment(entry.created_at)
    yield "LAST-MODIFIED", _moment(entry.modified_at)
    yield "SEQUENCE", str(entry.revision - 1)
    title = title_of(entry)
    if title:
        yield "SUMMARY", _text(title)
    yield "DESCRIPTION", _text(entry.body)
    labels = dict.fromkeys((*entry.tags, *entry.people))
    if labels:
        yield "CATEGORIES", ",".join(map(_text, labels))
    yield "CLASS", "CONFIDENTIAL" if entry.private else "PRIVATE"
    yield "STATUS", "FINAL"
    for name in ("mood", "closeness"):
        value = getattr(entry, name)
        if value is not None:
            yield f"X-TRUST-{name.upper()}", str(value)
    if entry.starred:
        yield "X-TRUST-STARRED", "TRUE"
    yield "END", "VJOURNAL"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Return words as a TEXT value, which has no line breaks and no control characters."""
    escaped = _SPECIAL.sub(r"\\\g<0>", words.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROLS.sub("\ufffd", escaped.replace("\n", "\\n"))


def _lines(*properties: tuple[str, str]) -> bytes:
    return b"".join(_folded(f"{name}:{value}".encode()) for name, value in properties)


def _folded(line: bytes) -> bytes:
    """Fold a line into several, between characters."""
    parts, start = [], 0
    room = _LINE
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:  # inside a character of UTF-8
            end -= 1
        parts.append(line[start:end])
        start, room = end, _LINE - 1  # the blank takes one
    parts.append(line[start:])
    return b"\r\n ".join(parts) + b"\r\n"
