"""What is set for people."""

from __future__ import annotations

from ..domain.relationship import SITUATIONS
from ..domain.text import label_key
from .section import Field, Owner, Record, Section, optional

PERSON: dict[str, Field] = {
    "alias": Field("text", "the name I use"),
    "context": optional("text", "where I stand with them", choices=tuple(SITUATIONS)),
    "cadence_days": optional("number", "the rhythm of check-ins, in days", low=1, high=366),
    "quote": Field("flag", "whether words about them may be quoted"),
    "made_at": Field("moment", "when it was set"),
}


def _row(row: Record, owner: Owner | None) -> Record:
    return row | {"key": label_key(row["alias"])}


SECTIONS = (
    Section(
        "people",
        "the settings for people",
        ("person", "people"),
        PERSON,
        table="person",
        select="""
            SELECT alias, context, cadence_days, quote, made_at FROM person
            WHERE ? <= ? ORDER BY n""",
        unique=("alias",),
        # A record that ends quoting someone counts as new: the import must not lose that.
        same="SELECT 1 FROM person WHERE key = ? AND (? OR NOT quote)",
        same_by="key quote",
        row=_row,
    ),
)
