"""Any journal there can be: records of every section, made from the table that says what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlmodel import SQLModel

from trustjournal.domain import ids
from trustjournal.domain.entry import from_row
from trustjournal.domain.people import date_name, is_date_name
from trustjournal.domain.periods import week_of
from trustjournal.domain.streak import LONGEST_PAUSE
from trustjournal.domain.text import clean, label_key, labels
from trustjournal.records.section import Field, Record
from trustjournal.records.sections import SECTIONS
from trustjournal.storage import opening
from trustjournal.storage.iso_text import RESTORED_KEY
from trustjournal.storage.writer import Writer

Whole = dict[str, list[Record]]

MOST = 3
"""Records of a section."""

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40).map(
    lambda text: clean(text).text
)
WORDS = TEXT.filter(str.strip)
DAY = st.dates(date(2019, 1, 1), date(2026, 11, 22)).map(str)
MOMENT = st.datetimes(datetime(2019, 1, 1), datetime(2026, 11, 22)).map(  # noqa: DTZ001  # of UTC
    lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"
)
WEEK = st.dates(date(2019, 1, 1), date(2026, 11, 22)).map(lambda day: week_of(day).name)
LABEL = st.text("ab Cß-ñ", min_size=1, max_size=9).filter(str.strip)
ID = st.text(ids.ALPHABET, min_size=ids.LENGTH, max_size=ids.LENGTH)
LABELS = st.lists(TEXT, max_size=3).map(lambda texts: list(labels(texts)))

_KINDS: dict[str, Callable[[Field], st.SearchStrategy[Any]]] = {
    "id": lambda field: ID,
    "text": lambda field: st.sampled_from(field.choices) if field.choices else WORDS,
    "day": lambda field: DAY,
    "week": lambda field: WEEK,
    "moment": lambda field: MOMENT,
    "number": lambda field: st.integers(field.low, min(field.high, 10**6)),
    "flag": lambda field: st.booleans(),
    "hash": lambda field: st.text("0123456789abcdef", min_size=32, max_size=32),
    "texts": lambda field: LABELS,
    "rows": lambda field: st.lists(records(field.rows or {}), max_size=3),
    "numbers": lambda field: st.dictionaries(WORDS, st.none() | st.integers(1, 5), max_size=3),
}


def records(
    fields: Mapping[str, Field], **known: st.SearchStrategy[Any]
) -> st.SearchStrategy[Record]:
    """Records with these fields; `known` says better what some of them hold."""
    made = {name: known[name] if name in known else _of(fields[name]) for name in fields}
    return st.fixed_dictionaries(made)


def _of(field: Field) -> st.SearchStrategy[Any]:
    found = _KINDS[field.kind](field)
    return st.none() | found if field.optional else found


@st.composite
def journals(draw: st.DrawFn) -> Whole:
    """Any journal, in the order of its sections, each pointing only at what is there."""
    whole: Whole = {}
    for name, section in SECTIONS.items():
        most = MOST if _has_owner(name, whole) else 0
        lists = st.lists(_records(name, whole), max_size=most, unique_by=_key(section.unique))
        whole[name] = draw(lists) if most else []
    first = {entry["id"]: entry["revision"] for entry in whole["entries"]}
    for revision in whole["revisions"]:
        # Each is one of those before the one there is now.
        revision["revision"] = first[revision["entry"]]
        first[revision["entry"]] += 1
    for entry in whole["entries"]:
        entry["revision"] = first[entry["id"]]
    kinds = {checkin["entry"]: "checkin" for checkin in whole["checkins"]}
    whole["entries"] = [e | {"kind": kinds.get(e["id"], e["kind"])} for e in whole["entries"]]
    for pause in whole["pauses"]:
        first_day, last_day = sorted((pause["first_day"], pause["last_day"]))
        latest = date.fromisoformat(first_day) + timedelta(days=LONGEST_PAUSE - 1)
        pause["first_day"], pause["last_day"] = first_day, min(last_day, latest.isoformat())
    for share in whole["shares"]:
        share["lines"] = [line | {"n": n * 2} for n, line in enumerate(share["lines"])]
    return whole


def _owners(name: str) -> dict[str, str]:
    """The fields of a section that point elsewhere, and where."""
    fields = SECTIONS[name].fields
    return {
        field: to
        for field, to in (("entry", "entries"), ("promise", "promises"))
        if field in fields
    }


def _has_owner(name: str, whole: Whole) -> bool:
    """Whether there is what a record of the section must point at."""
    fields = SECTIONS[name].fields
    return all(whole[to] or fields[field].optional for field, to in _owners(name).items())


def _records(name: str, whole: Whole) -> st.SearchStrategy[Record]:
    fields = SECTIONS[name].fields
    known: dict[str, st.SearchStrategy[Any]] = {}
    for field, to in _owners(name).items():
        there = [record["id"] for record in whole[to]]
        known[field] = st.sampled_from([None, *there] if fields[field].optional else there)
    if name == "shares":
        entries = [None, *(record["id"] for record in whole["entries"])]
        line = records(fields["lines"].rows or {}, entry=st.sampled_from(entries))
        known["lines"] = st.lists(line, max_size=MOST)
    if name == "promises":
        known["hidden"] = st.booleans()  # the file may lack it, the journal does not
    if name == "person_dates":
        known |= {
            "person": LABEL.map(label_key),
            "name": LABEL.map(date_name).filter(is_date_name),
            "day": st.integers(1, 28),
        }
    if name == "prompt_events":  # which no file has (tests/cli/test_not_safe.py)
        known["reason"] = _of(fields["reason"]).filter(lambda reason: reason != "not-safe")
    return records(fields, **known)


def _key(unique: tuple[str, ...]) -> Callable[[Record], Any]:
    if not unique or "revision" in unique:  # earlier wordings get their numbers afterwards
        return id
    return lambda record: tuple(label_key(record[name]) for name in unique)


def store(path: Path, whole: Whole) -> None:
    """Make a journal of these records, without the writer that is to be tested."""
    with Writer(path, lambda: b"\x07" * 32).transaction() as written:
        written.add_all([from_row(record) for record in whole["entries"]])
        session = written.session
        session.flush()
        with closing(session.connection().connection.cursor()) as cursor:
            for name in list(SECTIONS)[1:]:
                for n, record in enumerate(whole[name]):
                    _insert(cursor, name, record, 3 + 2 * n)


_TABLES = {
    "revisions": "revision",
    "checkins": "checkin",
    "unsaid": "unsaid",
    "intentions": "intention",
    "prompt_events": "prompt_event",
    "focus": "focus",
    "people": "person",
    "promises": "promise",
    "promise_events": "promise_event",
    "pulses": "pulse",
    "sittings": "sitting",
    "shares": "share",
    "pauses": "pause",
    "person_dates": "person_date",
}
_WITHOUT_NUMBER = {"revisions", "checkins", "focus"}


def _insert(cursor: Any, section: str, record: Record, n: int) -> None:
    import json

    row = dict(record)
    if section not in _WITHOUT_NUMBER:
        row["n"] = n
    if "entry" in row:
        row["entry_n"] = _number(cursor, "entry", row.pop("entry"))
    if "promise" in row:
        row["promise_n"] = _number(cursor, "promise", row.pop("promise"))
    if section == "people":
        row["key"] = label_key(row["alias"])
    if section == "person_dates":
        row["key"] = label_key(row["name"])
    if section == "revisions":
        row |= {name: json.dumps(row[name], ensure_ascii=False) for name in ("tags", "people")}
    answers, lines = row.pop("answers", {}), row.pop("lines", [])
    _row(cursor, _TABLES[section], row)
    for item, value in answers.items():
        _row(cursor, "pulse_answer", {"pulse_n": n, "item": item, "value": value})
    for line in lines:
        entry_n = _number(cursor, "entry", line["entry"])
        _row(
            cursor,
            "share_line",
            {"share_n": n, "n": line["n"], "entry_n": entry_n, "text": line["text"]},
        )


def _row(cursor: Any, table: str, row: Record) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    cursor.execute(
        f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())
    )


def _number(cursor: Any, table: str, name: str | None) -> int | None:
    found = cursor.execute(f"SELECT n FROM {table} WHERE id = ?", (name,)).fetchone()
    return found[0] if found else None


def dump(path: Path) -> dict[str, list[Record]]:
    """Every field of every table, sorted; numbers of rows give way to what they stand for."""
    with closing(opening.for_reading(path)) as journal:
        found = {}
        for table in SQLModel.metadata.tables:
            cursor = journal.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
    found["meta"] = [row for row in found["meta"] if row["key"] != RESTORED_KEY]
    entries = {row["n"]: row["id"] for row in found["entry"]}
    promises = {row["n"]: row["id"] for row in found["promise"]}
    moments = {
        f"{table}_n": {row["n"]: row[moment] for row in found[table]}
        for table, moment in (("pulse", "taken_at"), ("share", "shared_at"))
    }
    owners = {"entry_n": entries, "promise_n": promises, **moments}
    for table, rows in found.items():
        for row in rows:
            if table not in ("answer", "share_line"):
                row.pop("n", None)
            for name, names_of in owners.items():
                if row.get(name) is not None:
                    row[name] = names_of[row[name]]
        rows.sort(key=lambda row: [str(value) for value in row.values()])
    return found
