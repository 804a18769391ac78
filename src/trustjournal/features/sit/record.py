"""The record of a session of sitting in silence."""

from __future__ import annotations

from ...records.section import Field, Section, optional

SITTING: dict[str, Field] = {
    "day": Field("day", "when"),
    "began_at": optional("moment", "when it began; null if it was logged afterwards"),
    "seconds": Field("number", "how long it was", low=1),
    "planned_seconds": Field("number", "how long it was planned to be"),
}

SECTIONS = (
    Section(
        "sittings",
        "minutes of silence",
        ("session of sitting", "sessions of sitting"),
        SITTING,
        table="sitting",
        select="""
            SELECT s.day, s.began_at, s.seconds, s.planned_seconds
            FROM (
                SELECT n FROM sitting WHERE +day BETWEEN ? AND ? ORDER BY day, began_at LIMIT -1) k
            CROSS JOIN sitting s ON s.n = k.n""",
        ordered_by=("day", "began_at"),
        same="""
            SELECT 1 FROM sitting WHERE day = ? AND began_at IS ?
            AND seconds = ? AND planned_seconds = ? AND n <= ?""",
        same_by="day began_at seconds planned_seconds before",
    ),
)
