"""The record of a mark: something not yet said, said, or mine to keep."""

from __future__ import annotations

from ...records.redaction import current_line, unless_private
from ...records.section import Field, Omitted, Record, Section, optional
from ...records.sql import OF_ENTRY

UNSAID: dict[str, Field] = {
    "entry": Field("id", "the marked entry"),
    "line": optional("text", "the marked line; null for the whole entry"),
    "state": Field("text", "its mark", choices=("not-yet", "said", "mine")),
    "changed_at": Field("moment", "when it was marked"),
}


def _redact(record: Record, omitted: Omitted) -> Record | None:
    if record["_private"] or record["line"] is None:
        return unless_private(record, omitted)
    line = current_line(record["line"], record)
    return None if line is None else record | {"line": line}


SECTIONS = (
    Section(
        "unsaid",
        "entries and lines marked as not yet said, said, or mine to keep",
        ("mark from `trust unsaid`", "marks from `trust unsaid`"),
        UNSAID,
        table="unsaid",
        select=f"""
            SELECT e.id AS entry, u.line, u.state, u.changed_at, {OF_ENTRY}
            FROM (
                SELECT o.n FROM unsaid o CROSS JOIN entry x ON x.n = o.entry_n
                WHERE x.day BETWEEN ? AND ? ORDER BY o.changed_at LIMIT -1) k
            CROSS JOIN unsaid u ON u.n = k.n CROSS JOIN entry e ON e.n = u.entry_n""",
        ordered_by=("changed_at",),
        same="""
            SELECT 1 FROM unsaid u JOIN entry x ON x.n = u.entry_n
            WHERE x.id = ? AND u.line IS ? AND u.n <= ?""",
        same_by="entry line before",
        redact=_redact,
    ),
)
