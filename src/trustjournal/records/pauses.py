"""Days off the calendar."""

from __future__ import annotations

from datetime import date

from ..domain.streak import LONGEST_PAUSE
from .section import Field, Invalid, Omitted, Record, Section, optional

PAUSE: dict[str, Field] = {
    "first_day": Field("day", "the first day off"),
    "last_day": Field("day", "the last day off"),
    "reason": optional("text", "why"),
    "made_at": Field("moment", "when it was set"),
}


def _check(record: Record) -> None:
    first, last = (date.fromisoformat(record[name]) for name in ("first_day", "last_day"))
    if last < first:
        raise Invalid("last_day", "order")
    if (last - first).days >= LONGEST_PAUSE:
        raise Invalid("last_day", "too_long")


def _redact(record: Record, omitted: Omitted) -> Record:
    """Leave out why: only its owner sees it."""
    omitted.private_parts += record["reason"] is not None
    return record | {"reason": None}


SECTIONS = (
    Section(
        "pauses",
        "days off the calendar",
        ("pause", "pauses"),
        PAUSE,
        table="pause",
        select="""
            SELECT p.first_day, p.last_day, p.reason, p.made_at
            FROM (
                SELECT n FROM pause WHERE last_day >= ? AND first_day <= ?
                ORDER BY made_at LIMIT -1) k
            CROSS JOIN pause p ON p.n = k.n""",
        ordered_by=("made_at",),
        check=_check,
        same="""
            SELECT reason FROM pause WHERE first_day = ? AND last_day = ?
            AND made_at = ? AND n <= ?""",
        same_by="first_day last_day made_at before",
        redact=_redact,
        words=("reason",),
    ),
)
