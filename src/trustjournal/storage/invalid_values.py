"""Values that none of our rows has: text instead of a number, a date that doesn't exist.

SQLite stores them without an error, and its own check ignores them. The readers would fail on them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator

from ..errors import Damaged
from .iso_text import day_of, moment_of

COLUMNS = """
    SELECT t.name, c.name, c.type, c."notnull" FROM sqlite_master t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'search%' AND t.name NOT LIKE 'sqlite_%'"""

_TYPES = {"INTEGER": "integer", "BOOLEAN": "integer", "TEXT": "text"}
_LARGEST = 1 << 53
"""None of our numbers is larger, and SQLite can still add up some thousand of this size."""
_DAY = 24 * 60 * 60

_DAYS = frozenset(
    {
        *(("entry", name) for name in ("day", "written_on", "come_back")),
        *(("person_date", name) for name in ("asked_before", "asked_after")),
        *(("prompt_event", name) for name in ("day", "recorded_on")),
        *(("promise", name) for name in ("made_on", "due")),
        *(("promise_event", name) for name in ("day", "occurrence", "due")),
        *(("checkin", name) for name in ("day", "follow_up")),
        *(("pause", name) for name in ("first_day", "last_day")),
        ("pulse", "taken_on"),
        ("sitting", "day"),
        ("share", "day"),
    }
)
_MOMENTS = frozenset(
    {
        *(("entry", name) for name in ("created_at", "modified_at", "deleted_at")),
        ("revision", "modified_at"),
    }
)
_LISTS = frozenset({("revision", "tags"), ("revision", "people")})

Odd = tuple[str, str, str, bool, int]
"""A table, a column, the type of the column, whether it needs a value, and the row number."""


def odd_values(connection: sqlite3.Connection) -> Iterator[Odd]:
    """Yield the place of each value that its reader couldn't handle."""
    for table, column, type_, needed in connection.execute(COLUMNS).fetchall():
        for (row,) in connection.execute(_of_another_type(table, column, type_)).fetchall():
            yield table, column, type_, bool(needed), row
        makes_sense = _check_of((table, column))
        if makes_sense is None:
            continue
        query = f'SELECT rowid, "{column}" FROM "{table}" WHERE typeof("{column}") = \'text\''
        for row, value in connection.execute(query).fetchall():
            if (value or needed) and not makes_sense(value):
                yield table, column, type_, bool(needed), row


def instead(odd: Odd, value: object) -> tuple[object, ...]:
    """Return possible replacements for an invalid value, the closest first."""
    table, column, type_, needed, _ = odd
    place = (table, column)
    if not needed and _check_of(place) is not None:
        return (None,)
    if place in _DAYS:
        return ("1970-01-01",)
    if place in _MOMENTS:
        return ("1970-01-01T00:00:00.000000Z",)
    if place in _LISTS:
        return ("[]",)
    if type_ == "TEXT":
        return (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value),)
    return (0, 1) if needed else (None,)


def _of_another_type(table: str, column: str, type_: str) -> str:
    right = _TYPES.get(type_, "text")
    largest = _DAY - 1 if column == "utc_offset" else _LARGEST
    typed = f'typeof("{column}")'
    return (
        f"SELECT rowid FROM \"{table}\" WHERE {typed} NOT IN ('{right}', 'null')"
        f" OR ({typed} = 'integer' AND \"{column}\" NOT BETWEEN -{largest} AND {largest})"
    )


def _check_of(place: tuple[str, str]) -> Callable[[str], bool] | None:
    if place in _DAYS:
        return _is_day
    if place in _MOMENTS:
        return _is_moment
    return _is_list if place in _LISTS else None


def _is_day(text: str) -> bool:
    try:
        day_of(text)
    except Damaged:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        return moment_of(text).tzinfo is not None
    except Damaged:
        return False


def _is_list(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
