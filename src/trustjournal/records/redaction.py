"""Redaction of records for JSON without private words; other formats have entries alone.

`services/export.py` leaves out of those what is private (`domain/entry.py` has the rule for each).

Such an export omits private entries and promises with everything that belongs to them, redacts
the private words inside others, and omits earlier versions of entries that have private words now,
because those versions were written before the marks. A complete export redacts nothing.
"""

from __future__ import annotations

from ..domain import private_marks
from ..domain.private_marks import PLACEHOLDER, redacted_by_line
from .section import Omitted, Record, Section


def redact_record(section: Section, record: Record, omitted: Omitted) -> Record | None:
    """Redact a record of a section and count what is left out; None if all of it is."""
    if section.redact:
        return section.redact(record, omitted)
    return redact_fields(record, omitted, section.words)


def unless_private(record: Record, omitted: Omitted) -> Record | None:
    """Return the record, or None if its entry is private."""
    return None if record["_private"] else record


def redact_text(text: str | None) -> tuple[str | None, int]:
    """Redact a text that may be missing; returns it, and the number of private spans."""
    return (None, 0) if text is None else private_marks.redact(text)


def redact_fields(record: Record, omitted: Omitted, names: tuple[str, ...]) -> Record:
    """Redact some fields of a record, and count their private spans."""
    redacted = dict(record)
    for name in names:
        redacted[name], count = redact_text(record[name])
        omitted.private_parts += count
    return redacted


def current_line(line: str, record: Record) -> str | None:
    """Redact a line of an entry by its current text; None if gone, private or not to be quoted."""
    if record["_quiet"]:
        return None
    redacted = redacted_by_line(record["_body"]).get(line)
    return None if redacted is None or redacted.strip() == PLACEHOLDER else redacted.strip()
