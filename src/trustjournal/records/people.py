"""What is set for people."""

from __future__ import annotations

from ..domain.people import date_name, is_date_name, is_day_of_year
from ..domain.relationship import SITUATIONS
from ..domain.text import label_key
from .section import Field, Invalid, Omitted, Owner, Record, Section, optional

PERSON: dict[str, Field] = {
    "alias": Field("text", "the name I use"),
    "context": optional("text", "my situation with them", choices=tuple(SITUATIONS)),
    "cadence_days": optional("number", "the rhythm of check-ins, in days", low=1, high=366),
    "quote": Field("flag", "whether words about them may be quoted"),
    "made_at": Field("moment", "when it was set"),
}

PERSON_DATE: dict[str, Field] = {
    "person": Field("text", "whose day it is, by their alias in lower case"),
    "name": Field("text", "what kind of day, such as birthday"),
    "month": Field("number", "its month", low=1, high=12),
    "day": Field("number", "its day of the month", low=1, high=31),
    "asked_before": optional("day", "the day it was last asked about before it came"),
    "asked_after": optional("day", "the day it was last asked about afterwards"),
    "made_at": Field("moment", "when it was set"),
}


def _check_date(record: Record) -> None:
    if not is_date_name(record["name"]) or date_name(record["name"]) != record["name"]:
        raise Invalid("name", "text")
    if not is_day_of_year(record["month"], record["day"]):
        raise Invalid("day", "day")


def _date_row(row: Record, owner: Owner | None) -> Record:
    return row | {"person": label_key(row["person"]), "key": label_key(row["name"])}


def _unless_unquoted(record: Record, omitted: Omitted) -> Record | None:
    return None if record["_quiet"] else record


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
            SELECT p.alias, p.context, p.cadence_days, p.quote, p.made_at
            FROM (SELECT n FROM person WHERE ? <= ? ORDER BY made_at LIMIT -1) k
            CROSS JOIN person p ON p.n = k.n""",
        ordered_by=("made_at",),
        unique=("alias",),
        # A record that ends quoting someone counts as new: the import must not lose that.
        same="SELECT 1 FROM person WHERE key = ? AND (? OR NOT quote)",
        same_by="key quote",
        row=_row,
    ),
    Section(
        "person_dates",
        "days of the year that are asked about, such as someone's birthday",
        ("person's date", "people's dates"),
        PERSON_DATE,
        table="person_date",
        unique=("person", "name"),
        select="""
            SELECT d.person, d.name, d.month, d.day, d.asked_before, d.asked_after, d.made_at,
                EXISTS (SELECT 1 FROM person p WHERE p.key = d.person AND NOT p.quote) AS _quiet
            FROM (SELECT n FROM person_date WHERE ? <= ? ORDER BY made_at LIMIT -1) k
            CROSS JOIN person_date d ON d.n = k.n""",
        ordered_by=("made_at",),
        check=_check_date,
        same="SELECT 1 FROM person_date WHERE person = ? AND key = ?",
        same_by="person key",
        row=_date_row,
        redact=_unless_unquoted,
    ),
)
