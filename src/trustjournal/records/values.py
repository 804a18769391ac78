"""Checking plain values, from a file or a draft, against the fields that are declared for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from ..domain import ids
from ..domain.calendar import EARLIEST, LATEST, moment_text
from ..domain.entry import Entry, from_row
from ..domain.periods import WEEK
from ..domain.text import clean
from .entries import ENTRY
from .section import Field, Invalid, Record


def entry_of(values: Any) -> Entry:
    """Make an entry from plain values, as a draft stores them, and check each value.

    Raises `ValueError`, `TypeError` or `KeyError`.
    """
    if not isinstance(values, dict):
        raise Invalid("it", "record")
    fields = {name: field for name, field in ENTRY.items() if name in values}
    return from_row(record_of({name: values[name] for name in fields}, fields))


def record_of(value: Any, fields: Mapping[str, Field], path: str = "") -> Record:
    """Check the fields of a record and return them; missing optional fields become None.

    Raises `Invalid`, which names the field by its `path`.
    """
    if not isinstance(value, dict):
        raise Invalid(path or "it", "record")
    for name in value:
        if name not in fields:
            raise Invalid(f"{path}{name[:40]}", "nothing")
    record: Record = {}
    for name, field in fields.items():
        raw = value.get(name)
        if raw is None and (field.optional or (field.redactable and name in value)):
            record[name] = None
        elif name not in value:
            raise Invalid(f"{path}{name}", "missing")
        else:
            record[name] = _KINDS[field.kind](raw, field, f"{path}{name}")
    return record


def _text(value: Any, field: Field, path: str) -> str:
    if not isinstance(value, str) or (field.choices and value not in field.choices):
        raise Invalid(path, "choice" if field.choices else "text")
    if value.isascii() and "\0" not in value and "\r" not in value:
        return value
    return clean(value).text


def _id(value: Any, field: Field, path: str) -> str:
    if not isinstance(value, str) or len(value) != ids.LENGTH or not ids.is_prefix(value):
        raise Invalid(path, "id")
    return value


def _hash(value: Any, field: Field, path: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{32}", value):
        raise Invalid(path, "hash")
    return value


def _day(value: Any, field: Field, path: str) -> str:
    try:
        if isinstance(value, str) and len(value) == len("2026-11-22"):
            day = date.fromisoformat(value)
            if EARLIEST <= day <= LATEST:
                return day.isoformat()
    except ValueError:
        pass
    raise Invalid(path, "day")


def _week(value: Any, field: Field, path: str) -> str:
    if not isinstance(value, str) or not WEEK.fullmatch(value):
        raise Invalid(path, "week")
    return value


def _moment(value: Any, field: Field, path: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None and EARLIEST < moment.date() < LATEST:
            return moment_text(moment)
    except (TypeError, ValueError):
        pass
    raise Invalid(path, "moment")


def _number(value: Any, field: Field, path: str) -> int:
    if value is None or not field.fits(value):
        raise Invalid(path, "number")
    return int(value)


def _flag(value: Any, field: Field, path: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid(path, "flag")
    return value


def _texts(value: Any, field: Field, path: str) -> list[str]:
    if not isinstance(value, list):
        raise Invalid(path, "texts")
    return [_text(text, field, path) for text in value]


def _rows(value: Any, field: Field, path: str) -> list[Record]:
    if not isinstance(value, list):
        raise Invalid(path, "rows")
    rows = [record_of(row, field.rows or {}, f"{path}.") for row in value]
    numbers = [row["n"] for row in rows if "n" in row]
    if len(numbers) != len(set(numbers)):
        raise Invalid(f"{path}.n", "unique")
    return rows


def _numbers(value: Any, field: Field, path: str) -> dict[str, int | None]:
    if not isinstance(value, dict):
        raise Invalid(path, "numbers")
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
