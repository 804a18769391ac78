"""Our own JSON: everything, a record a line. The form stands in `domain.whole`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..domain.record_schema import FORMAT, SECTIONS, Record
from .exporter import Journal

LINES = 200
"""So many records make a piece."""


class ToJson:
    """The whole journal, with all that belongs to it."""

    dest = "trust-journal.json"
    is_text = True

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """One object: what it is, what it holds, then a list a section."""
        head = {"format": FORMAT, **journal.head()}
        yield ("{\n" + ",\n".join(f"{_json(k)}: {_json(v)}" for k, v in head.items())).encode()
        for section in SECTIONS:
            yield f",\n{_json(section)}: [".encode()
            yield from _lines(journal.records(section), section)
            yield b"]"
        yield b"\n}\n"


def _lines(records: Iterator[Record], section: str) -> Iterator[bytes]:
    """A line a record, so many at a time; nothing where there is none."""
    between = "\n"
    while lot := [_json(_ordered(record, section)) for record in islice(records, LINES)]:
        yield (between + ",\n".join(lot)).encode()
        between = ",\n"
    if between != "\n":
        yield b"\n"


def _ordered(record: Record, section: str) -> Record:
    """The fields of the form and no others, in its order."""
    return _fields(record, SECTIONS[section].fields)


def _fields(record: Record, fields: Any) -> Record:
    found = {}
    for name, field in fields.items():
        value = record[name]
        found[name] = [_fields(row, field.rows) for row in value] if field.rows else value
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
