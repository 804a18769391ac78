"""The record of a pulse, with its answers. The answer about ease is never exported redacted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...domain.safety_pause import EASE
from ...records.section import SCORE, Field, Omitted, Record, Rows, Section

PULSE: dict[str, Field] = {
    "week": Field("week", "the week it is about"),
    "taken_on": Field("day", "the day it was taken"),
    "taken_at": Field("moment", "when it was taken"),
    "answers": Field("numbers", "item and value; null if it didn't come up", **SCORE),
}


def _combine(records: Iterator[Record], rows: Rows) -> Iterator[Record]:
    """Combine the rows of the answers of each pulse into one record."""
    for _, group in groupby(records, key=lambda row: row["_n"]):
        first, *more = group
        answers = {
            row["_item"]: row["_value"] for row in (first, *more) if row["_item"] is not None
        }
        yield {name: first[name] for name in ("week", "taken_on", "taken_at")} | {
            "answers": answers
        }


def _inner(record: Record, number: int, rows: Rows) -> Iterable[tuple[str, Record]]:
    for item, value in record["answers"].items():
        yield "pulse_answer", {"pulse_n": number, "item": item, "value": value}


def _redact(record: Record, omitted: Omitted) -> Record | None:
    """Leave out the answer about ease, which isn't even counted."""
    answers = {item: value for item, value in record["answers"].items() if item != EASE}
    return record | {"answers": answers} if answers else None


SECTIONS = (
    Section(
        "pulses",
        "self-checks",
        ("pulse", "pulses"),
        PULSE,
        table="pulse",
        select="""
            SELECT u.n AS _n, u.week, u.taken_on, u.taken_at, a.item AS _item, a.value AS _value
            FROM (
                SELECT o.n, i.item FROM pulse o LEFT JOIN pulse_answer i ON i.pulse_n = o.n
                WHERE +o.taken_on BETWEEN ? AND ? ORDER BY o.taken_at, o.n, i.item LIMIT -1) k
            CROSS JOIN pulse u ON u.n = k.n
                LEFT JOIN pulse_answer a ON a.pulse_n = k.n AND a.item = k.item""",
        ordered_by=("taken_at",),
        combine=_combine,
        same="SELECT 1 FROM pulse WHERE week = ? AND taken_at = ? AND n <= ?",
        same_by="week taken_at before",
        inner=_inner,
        redact=_redact,
    ),
)
