"""Records as plain values, made of rows, and rows made of them: what the states of a sync need.

The values of a record are the columns of its table by name, with the id of an entry or a promise in
place of its row number, with booleans for flags, and with the rows of its inner tables as a list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from ..domain.entry import ANSWER_COLUMNS
from ..domain.join import entries, kinds
from ..domain.join.parts import State, canonical
from ..domain.join.stamps import moment_of, newest
from ..domain.safety_pause import NOT_SAFE
from ..domain.text import label_key
from ..records.section import Invalid, Record
from ..records.sections import SECTIONS
from ..records.values import record_of
from .days import DaysReader
from .iso_text import moment_text
from .model_lookup import model
from .row_changes import Changed, Row, Rows

if TYPE_CHECKING:
    from .writer import Transaction

SECTION_OF = {section.table: section for section in SECTIONS.values()}
FLAGS = {
    table: tuple(name for name, field in section.fields.items() if field.kind == "flag")
    for table, section in SECTION_OF.items()
}
ENTRY_PARTS = ("entry_tag", "entry_person", "answer", "revision", "checkin")
"""The tables that are parts of an entry, each with the number of its entry in its key."""
INNER = {"pulse": ("pulse_answer", "pulse_n"), "share": ("share_line", "share_n")}
"""The table of the inner rows of a record, and the column with the record's number."""
BY_ID = ("entry", "promise")
"""The kinds that have an id, and that others belong to."""
REFERS_TO_ENTRY = ("intention", "prompt_event", "unsaid")

_LABELS = ("tags", "people")
_IN_OTHER_TABLES = ("tags", "people", "answers")


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry with everything that belongs to its state."""

    entry: Record
    revisions: list[Record]
    checkin: Record | None

    @property
    def state(self) -> State:
        """The state that its rows have."""
        return entries.from_rows(self.entry, self.revisions, self.checkin)


class Unreadable(Exception):
    """A state that this version can't write as rows."""


# --- from rows ---------------------------------------------------------------------------


def _with_flags(table: str, row: Row) -> Row:
    for name in FLAGS[table]:
        if row.get(name) is not None:
            row[name] = bool(row[name])
    return row


def entry_of(rows: Rows, n: int) -> EntryRecord | None:
    """Return the entry with a row number, or None."""
    row = rows.one("entry", n=n)
    if row is None:
        return None
    entry = _with_flags("entry", {name: row[name] for name in row if name != "n"})
    for name, table in (("tags", "entry_tag"), ("people", "entry_person")):
        labels = sorted((each["key"], each["name"]) for each in rows.of(table, entry_n=n))
        entry[name] = [label for _, label in labels]
    answers = sorted(rows.of("answer", entry_n=n), key=lambda answer: answer["n"])
    entry["answers"] = [{name: answer[name] for name in ANSWER_COLUMNS} for answer in answers]
    revisions = []
    for each in sorted(rows.of("revision", entry_n=n), key=lambda row: row["revision"]):
        del each["entry_n"]
        labels_then = {name: json.loads(each[name]) for name in _LABELS}
        revisions.append(_with_flags("revision", each | labels_then))
    checkin = rows.one("checkin", entry_n=n)
    if checkin is not None:
        del checkin["entry_n"]
        checkin = _with_flags("checkin", checkin)
    return EntryRecord(entry, revisions, checkin)


def id_of(rows: Rows, table: str, n: int | None) -> str | None:
    """Return the id of an entry or a promise, by its row number."""
    row = rows.one(table, n=n) if n is not None else None
    return row["id"] if row else None


def values_of(rows: Rows, kind: str, row: Row) -> Record:
    """Return the values of a record other than an entry."""
    values = _with_flags(kind, {name: row[name] for name in row if name != "n"})
    for table in ("entry", "promise"):
        if f"{table}_n" in values:
            values[table] = id_of(rows, table, values.pop(f"{table}_n"))
    if values.get("reason") == NOT_SAFE and kind == "prompt_event":
        values["reason"] = None  # it is only for this machine, and only for a while
    if kind == "pulse":
        answers = rows.of("pulse_answer", pulse_n=row["n"])
        values["answers"] = {answer["item"]: answer["value"] for answer in answers}
    if kind == "share":
        lines = sorted(rows.of("share_line", share_n=row["n"]), key=lambda line: line["n"])
        values["lines"] = [
            {
                "n": line["n"],
                "entry": id_of(rows, "entry", line["entry_n"]),
                "text": line["text"],
            }
            for line in lines
        ]
    return values


_SCOPED = frozenset(
    ("prompt_event", "sitting", "intention", "focus", "pulse", "pause", "promise", "unsaid")
) | {"promise_event"}


def scope_name(kind: str, key: str) -> str:
    """Return a name of what `scope_of` returns: the same for keys whose scope is the same."""
    return key.partition(kinds.BETWEEN)[0] if kind in _SCOPED else ""


def scope_of(rows: Rows, kind: str, key: str) -> list[Row]:
    """Return the rows of a kind, without all that can't have a key."""
    first = key.partition(kinds.BETWEEN)[0]
    match kind:
        case "prompt_event" | "sitting":
            return rows.of(kind, day=first)
        case "intention" | "focus":
            return rows.of(kind, period=first)
        case "pulse":
            return rows.of(kind, week=first)
        case "pause":
            return rows.of(kind, first_day=first)
        case "promise":
            return rows.of(kind, id=key)
        case "unsaid":
            entry = rows.one("entry", id=first)
            return rows.of(kind, entry_n=entry["n"]) if entry else []
        case "promise_event":
            promise = rows.one("promise", id=first)
            return rows.of(kind, promise_n=promise["n"]) if promise else []
    return rows.of(kind)


def records_with(rows: Rows, kind: str, key: str) -> list[tuple[Row, Record]]:
    """Return the rows that have a key, apart from its place, with their values, in order."""
    pairs = [(row, values_of(rows, kind, row)) for row in scope_of(rows, kind, key)]
    same = [pair for pair in pairs if kinds.key_of(kind, pair[1]) == key]
    return sorted(same, key=lambda pair: (canonical(pair[1]), pair[0].get("n", 0)))


def numbers_changed(changed: Changed, kind: str) -> set[Any]:
    """Return the row numbers of records of a kind that changed; for a focus, its period."""
    column = "period" if kind == "focus" else "n"
    numbers = changed.values(kind, column)
    if kind in INNER:
        table, owner = INNER[kind]
        numbers |= changed.values(table, owner)
    return numbers


# --- to rows -----------------------------------------------------------------------------


def _checked(table: str, values: Record) -> Record:
    """Check values as those of an import are. Raises `Unreadable`."""
    section = SECTION_OF[table]
    try:
        record = record_of({name: values.get(name) for name in section.fields}, section.fields)
        if section.check:
            section.check(record)
    except Invalid:
        raise Unreadable from None
    return record


def target_entry(key: str, state: State) -> EntryRecord | None:
    """Return the rows that the state of an entry reads like; None if it was purged.

    Raises `Unreadable`.
    """
    row = entries.values_of(state)
    if row is None:
        return None
    entry = _checked("entry", row | {"id": key})
    revisions = []
    for version in entries.earlier_versions(state):
        record = _checked("revision", version | {"entry": key})
        del record["entry"]
        revisions.append(record)
    checkin = entries.checkin_of(state)
    if checkin is not None:
        checkin = _checked("checkin", checkin | {"entry": key})
        del checkin["entry"]
    return EntryRecord(entry, revisions, checkin)


def target_of(kind: str, key: str, state: State) -> Record | None:
    """Return the values that a state reads like; None if it has no row.

    Raises `Unreadable`, also if they are those of a record with another key.
    """
    row = kinds.values_of(kind, state)
    if row is None:
        return None
    if kind == "person" and row["alias"] is None:
        # Nobody must quote someone without a page.
        row |= {"alias": key, "made_at": moment_text(moment_of(newest(state)))}
    if kind == "promise":
        row["id"] = key
    record = _checked(kind, row)
    if kind == "person":
        record["key"] = label_key(record["alias"])
    if kind == "person_date":
        record |= {"person": label_key(record["person"]), "key": label_key(record["name"])}
    if kinds.key_of(kind, record) != key:
        raise Unreadable
    return record


def entry_columns(record: EntryRecord) -> Row:
    """Return the columns of the row of an entry."""
    return {name: value for name, value in record.entry.items() if name not in _IN_OTHER_TABLES}


def part_rows(n: int, record: EntryRecord) -> dict[str, list[Row]]:
    """Return the rows of the parts of an entry, by table; `n` is the number of its row."""
    entry = record.entry
    labels = (("entry_tag", entry["tags"]), ("entry_person", entry["people"]))
    rows: dict[str, list[Row]] = {
        table: [{"entry_n": n, "key": label_key(name), "name": name} for name in names]
        for table, names in labels
    }
    rows["answer"] = [
        {"entry_n": n, "n": number, **answer}
        for number, answer in enumerate(entry["answers"], start=1)
    ]
    rows["revision"] = [
        {"entry_n": n, **version}
        | {name: json.dumps(version[name], ensure_ascii=False) for name in _LABELS}
        for version in record.revisions
    ]
    rows["checkin"] = [{"entry_n": n, **record.checkin}] if record.checkin else []
    return rows


class RowWriter:
    """Writes records through the models of their tables."""

    def __init__(self, store: Transaction, rows: Rows) -> None:
        self._store = store
        self._session = store.session
        self._rows = rows

    def put_entry(self, n: int | None, before: EntryRecord | None, after: EntryRecord) -> None:
        """Make the rows of an entry those of a record; `n` is None for a new one."""
        columns = entry_columns(after)
        if n is None or before is None:
            self._add("entry", [columns])
            row = self._rows.one("entry", id=columns["id"])
            assert row is not None
            self._put_parts(row["n"], None, after)
            self._store.add_to_index(row["n"])
            return
        with self._store.reworded(n):
            self._store.update("entry", {"n": n}, **columns)
            self._put_parts(n, before, after)

    def _put_parts(self, n: int, before: EntryRecord | None, after: EntryRecord) -> None:
        parts_before = part_rows(n, before) if before else {}
        for table, rows in part_rows(n, after).items():
            if before is None or rows != parts_before[table]:
                self._replace(table, rows, is_new=before is None, entry_n=n)

    def remove_entry(self, n: int) -> None:
        """Delete an entry, erase its words from the file, and leave nothing of it."""
        self._store.erase_words()
        with self._store.reworded(n):
            self._store.delete("entry", n=n)

    def put(self, kind: str, row: Row | None, before: Record | None, after: Record) -> bool:
        """Give a row some values. Return False if the journal doesn't have its owner."""
        columns = self.columns_of(kind, after)
        if columns is None:
            return False
        inner = INNER.get(kind)
        if row is None or before is None:
            if kind == "pause":
                columns["n"] = self._store.reads(DaysReader).next_pause()
            elif inner:
                columns["n"] = max((each["n"] for each in self._rows.of(kind)), default=0) + 1
            self._add(kind, [columns])
            number = columns.get("n")
        else:
            changed = {name: value for name, value in columns.items() if row[name] != value}
            if kind == "prompt_event" and row["reason"] == NOT_SAFE:
                changed.pop("reason", None)
            if changed:
                self._store.update(kind, _name_of(kind, row), **changed)
            number = row.get("n")
        if inner and (before is None or before != after):
            assert number is not None
            rows = list(self._inner_rows(kind, after, number))
            self._replace(inner[0], rows, is_new=before is None, **{inner[1]: number})
        return True

    def remove(self, kind: str, row: Row) -> None:
        """Delete the row of a record."""
        self._store.delete(kind, **_name_of(kind, row))

    def columns_of(self, kind: str, values: Record) -> Row | None:
        """Return the columns of a row with some values; None if the journal has no such owner."""
        columns = {
            name: value for name, value in values.items() if name not in ("lines", "answers")
        }
        for table in ("entry", "promise"):
            if table in columns:
                name = columns.pop(table)
                owner = self._rows.one(table, id=name) if name is not None else None
                if name is not None and owner is None:
                    return None
                columns[f"{table}_n"] = owner["n"] if owner else None
        return columns

    def _inner_rows(self, kind: str, values: Record, number: int) -> Iterator[Row]:
        if kind == "pulse":
            for item, value in values["answers"].items():
                yield {"pulse_n": number, "item": item, "value": value}
            return
        for line in values["lines"]:
            owner = self._rows.one("entry", id=line["entry"]) if line["entry"] else None
            entry_n = owner["n"] if owner else None
            yield {"share_n": number, "n": line["n"], "entry_n": entry_n, "text": line["text"]}

    def _replace(self, table: str, rows: list[Row], *, is_new: bool, **owner: int) -> None:
        if not is_new:
            self._store.delete(table, **owner)
        self._add(table, rows)

    def _add(self, table: str, rows: list[Row]) -> None:
        if rows:
            kind: type[SQLModel] = model(table)
            self._session.connection().execute(insert(kind), rows)


def _name_of(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"period": row["period"]} if kind == "focus" else {"n": row["n"]}
