"""The record of a check-in: what it has besides its entry."""

from __future__ import annotations

from ...records.redaction import unless_private
from ...records.section import Field, Section, optional

CHECKIN: dict[str, Field] = {
    "entry": Field("id", "the entry of kind checkin it belongs to"),
    "day": Field("day", "when it took place"),
    "person": optional("text", "who it was with, by their alias in lower case"),
    "not_today": Field("flag", "whether the answer was: not today"),
    "follow_up": optional("day", "the day to follow up"),
}

SECTIONS = (
    Section(
        "checkins",
        "what entries of kind checkin have besides their words",
        ("check-in", "check-ins"),
        CHECKIN,
        table="checkin",
        select="""
            SELECT e.id AS entry, c.day, c.person, c.not_today, c.follow_up,
                e.private AS _private
            FROM (
                SELECT x.n FROM checkin o CROSS JOIN entry x ON x.n = o.entry_n
                WHERE x.day BETWEEN ? AND ? ORDER BY x.created_at, x.id LIMIT -1) k
            CROSS JOIN checkin c ON c.entry_n = k.n CROSS JOIN entry e ON e.n = k.n""",
        ordered_by=("entry",),
        unique=("entry",),
        same="""
            SELECT 1 FROM checkin c JOIN entry x ON x.n = c.entry_n WHERE x.id = ?""",
        same_by="entry",
        redact=unless_private,
    ),
)
