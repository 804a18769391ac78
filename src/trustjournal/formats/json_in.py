"""Import our own JSON, and check every field against its form (`domain.record_schema`).

Nothing in such a file is guessed. A program wrote it, so a value that doesn't fit means that
something went wrong, and the file is refused with the place of the error. Two things may differ
from what was exported: entries whose words were left out are skipped, and hashes are recomputed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from ..domain import ids
from ..domain.calendar import EARLIEST, LATEST
from ..domain.entry import Entry
from ..domain.json_values import entry_from_plain
from ..domain.periods import WEEK
from ..domain.record_schema import ENTRY, FORMAT, HEAD, SECTIONS, Field, Record
from ..domain.streak import LONGEST_PAUSE
from ..domain.text import clean, label_key
from ..errors import Flawed
from .incoming import ImportContext, Incoming, IncomingRecord, Item, Place, Skipped
from .jrnl_json_in import beginning, begins_as_json, text_of
from .json_stream import Member
from .json_stream import members as members_of
from .name_numbers import NameNumbers
from .source import Source

JSON_OTHER_FORM = (
    "{path} does not say that it is {form}; it may come from a later version; nothing was "
    "brought in"
)
JSON_WRONG = "{path}, {place}: {field} {takes}; nothing was brought in"

_REFERS_TO = {"promise_events": "promises"}
"""The section that must come before another; for the rest it is `entries`."""
_INDEPENDENT = {"entries", "promises", "focus", "people", "pulses", "sittings", "pauses"}


class FromJson:
    """Importer for our own JSON."""

    format = "json"

    def recognises(self, source: Source) -> bool:
        """Return whether it names our format, or its first entry has the keys of ours."""
        head, first = beginning(source)
        is_named = str(head.get("format", "")).startswith(FORMAT.partition("/")[0])
        return is_named or (isinstance(first, dict) and {"id", "written_on"} <= set(first))

    def can_read(self, source: Source) -> bool:
        """Return whether it begins like JSON."""
        return begins_as_json(source)

    def read(self, source: Source, context: ImportContext) -> Iterator[Item]:
        """Yield the entries and the other records, in the order of the file."""
        source.meter.total = source.size
        with text_of(source) as file:
            checker = _Checker(source.name)
            for member in members_of(file):
                if member.name in SECTIONS:
                    yield checker.item(member)
                else:
                    checker.check_head(member)
            yield checker.meta()


class _InvalidField(ValueError):
    """A field with an invalid value: its path in the record, and the kind of value it takes."""

    def __init__(self, path: str, takes: str) -> None:
        super().__init__(path)
        self.path = path
        self.takes = takes


class _Checker:
    """A check of a file that sees its members one after another."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._meta: Mapping[str, str] | None = None
        self._is_ours = False
        self._seen = NameNumbers()
        self._begun: list[str] = []

    def check_head(self, member: Member) -> None:
        """Check a member that isn't a section. Raises `Flawed`."""
        if member.name == "format":
            if member.value != FORMAT:
                raise Flawed(JSON_OTHER_FORM, path=self._name, form=FORMAT)
            self._is_ours = True
        elif member.name == "meta":
            self._meta = _meta(member.value, self._name)
        elif member.name not in HEAD:
            raise Flawed(
                "{path}: {name} is nothing this version knows; upgrade, or take it out; "
                "nothing was brought in",
                path=self._name,
                name=member.name[:40],
            )

    def meta(self) -> Item:
        """Return the facts about the journal, at the end of the file. Raises `Flawed`."""
        if not self._is_ours or self._meta is None:
            raise Flawed(JSON_OTHER_FORM, path=self._name, form=FORMAT)
        return IncomingRecord("meta", self._meta, Place(self._name))

    def item(self, member: Member) -> Item:
        """Return the item for a record of a section. Raises `Flawed`."""
        section, number = member.name, member.number
        if number is None:
            raise Flawed(
                "{path}: {section} takes a list; nothing was brought in",
                path=self._name,
                section=section,
            )
        self._check_order(section)
        try:
            record = _record(member.value, SECTIONS[section].fields)
            if section == "pauses" and record["last_day"] < record["first_day"]:
                raise _InvalidField("last_day", "order")
            if section == "pauses" and _days(record) > LONGEST_PAUSE:
                raise _InvalidField("last_day", "too_long")
        except _InvalidField as error:
            raise Flawed(
                JSON_WRONG,
                path=self._name,
                place=f"{section} {number}",
                field=error.path,
                takes=error.takes,
            ) from None
        self._check_unique(section, number, record)
        place = Place(self._name, number, "entry")
        if section != "entries":
            return IncomingRecord(section, record, place)
        if record["body"] is None:
            return Skipped(place, "words_left_out")
        return Incoming(entry_from_plain(record), place, has_unique_name=True)

    def _check_order(self, section: str) -> None:
        """Check that records come after those they refer to, so that one pass can import them."""
        if section in self._begun:
            return
        for earlier in self._begun:
            if earlier not in _INDEPENDENT and section == _REFERS_TO.get(earlier, "entries"):
                raise Flawed(
                    "{path}: put {section} before {later}; nothing was brought in",
                    path=self._name,
                    section=section,
                    later=earlier,
                )
        self._begun.append(section)

    def _check_unique(self, section: str, number: int, record: Record) -> None:
        keys: list[tuple[Any, ...]] = []
        if SECTIONS[section].unique:
            keys.append(tuple(_unique_key(name, record[name]) for name in SECTIONS[section].unique))
        if section == "entries" and record["source"] is not None:
            keys.append((record["source"], record["source_id"] or number))
        for key in keys:
            name = repr((section, *key))
            if self._seen.get(name, 0):
                raise Flawed(
                    "{path}, {place}: another before it has the same name; nothing was brought in",
                    path=self._name,
                    place=f"{section} {number}",
                )
            self._seen.put(name, 1)


def entry_of(values: Any) -> Entry:
    """Make an entry from plain values, as a draft stores them, and check each value.

    Raises `ValueError`, `TypeError` or `KeyError`.
    """
    if not isinstance(values, dict):
        raise _InvalidField("it", "record")
    fields = {name: field for name, field in ENTRY.items() if name in values}
    return entry_from_plain(_record({name: values[name] for name in fields}, fields))


def _days(pause: Record) -> int:
    """Return the number of days that a pause lasts."""
    last, first = (date.fromisoformat(pause[name]) for name in ("last_day", "first_day"))
    return (last - first).days + 1


def _unique_key(field: str, value: Any) -> Any:
    """Return the part of a unique field's value that must differ between records."""
    return label_key(value) if field == "alias" else value


def _meta(value: Any, name: str) -> Mapping[str, str]:
    salt = value.get("salt", "") if isinstance(value, dict) else None
    if not isinstance(salt, str) or not re.fullmatch(r"([0-9a-f]{2}){0,64}", salt):
        raise Flawed(JSON_WRONG, path=name, place="meta", field="salt", takes="hash")
    return {"salt": salt} if salt else {}


def _record(value: Any, fields: Mapping[str, Field], path: str = "") -> Record:
    """Check the fields of a record and return them; missing optional fields become None."""
    if not isinstance(value, dict):
        raise _InvalidField(path or "it", "record")
    for name in value:
        if name not in fields:
            raise _InvalidField(f"{path}{name[:40]}", "nothing")
    record: Record = {}
    for name, field in fields.items():
        raw = value.get(name)
        if raw is None and (field.optional or (field.redactable and name in value)):
            record[name] = None
        elif name not in value:
            raise _InvalidField(f"{path}{name}", "missing")
        else:
            record[name] = _KINDS[field.kind](raw, field, f"{path}{name}")
    return record


def _text(value: Any, field: Field, path: str) -> str:
    if not isinstance(value, str) or (field.choices and value not in field.choices):
        raise _InvalidField(path, "choice" if field.choices else "text")
    if value.isascii() and "\0" not in value and "\r" not in value:
        return value
    return clean(value).text


def _id(value: Any, field: Field, path: str) -> str:
    if not isinstance(value, str) or len(value) != ids.LENGTH or not ids.is_prefix(value):
        raise _InvalidField(path, "id")
    return value


def _hash(value: Any, field: Field, path: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{32}", value):
        raise _InvalidField(path, "hash")
    return value


def _day(value: Any, field: Field, path: str) -> str:
    try:
        if isinstance(value, str) and len(value) == len("2026-11-22"):
            day = date.fromisoformat(value)
            if EARLIEST <= day <= LATEST:
                return day.isoformat()
    except ValueError:
        pass
    raise _InvalidField(path, "day")


def _week(value: Any, field: Field, path: str) -> str:
    if not isinstance(value, str) or not WEEK.fullmatch(value):
        raise _InvalidField(path, "week")
    return value


def _moment(value: Any, field: Field, path: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None and EARLIEST < moment.date() < LATEST:
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (TypeError, ValueError):
        pass
    raise _InvalidField(path, "moment")


def _number(value: Any, field: Field, path: str) -> int:
    if value is None or not field.fits(value):
        raise _InvalidField(path, "number")
    return int(value)


def _flag(value: Any, field: Field, path: str) -> bool:
    if not isinstance(value, bool):
        raise _InvalidField(path, "flag")
    return value


def _texts(value: Any, field: Field, path: str) -> list[str]:
    if not isinstance(value, list):
        raise _InvalidField(path, "texts")
    return [_text(text, field, path) for text in value]


def _rows(value: Any, field: Field, path: str) -> list[Record]:
    if not isinstance(value, list):
        raise _InvalidField(path, "rows")
    rows = [_record(row, field.rows or {}, f"{path}.") for row in value]
    numbers = [row["n"] for row in rows if "n" in row]
    if len(numbers) != len(set(numbers)):
        raise _InvalidField(f"{path}.n", "unique")
    return rows


def _numbers(value: Any, field: Field, path: str) -> dict[str, int | None]:
    if not isinstance(value, dict):
        raise _InvalidField(path, "numbers")
    return {
        _text(name, field, path): None
        if number is None
        else _number(number, field, f"{path}.{name[:40]}")
        for name, number in value.items()
    }


_KINDS: dict[str, Callable[[Any, Field, str], Any]] = {
    "id": _id,
    "text": _text,
    "day": _day,
    "week": _week,
    "moment": _moment,
    "number": _number,
    "flag": _flag,
    "hash": _hash,
    "texts": _texts,
    "rows": _rows,
    "numbers": _numbers,
}
