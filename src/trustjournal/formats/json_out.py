"""Export to our own JSON: everything, one record in a line.

`records` declares the form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..records.section import FORMAT, Record
from ..records.sections import SECTIONS
from .exporter_protocol import Journal

RECORDS_PER_PIECE = 200


class ToJson:
    """Exporter for JSON: the journal with all its records."""

    dest = "trust-journal.json"
    is_text = True

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield one object: its format, the facts about the export, then a list per section."""
        head = {"format": FORMAT, **journal.head()}
        yield ("{\n" + ",\n".join(f"{_json(k)}: {_json(v)}" for k, v in head.items())).encode()
        for section in SECTIONS:
            yield f",\n{_json(section)}: [".encode()
            yield from _lines(journal.records(section), section)
            yield b"]"
        yield b"\n}\n"


def _lines(records: Iterator[Record], section: str) -> Iterator[bytes]:
    """Yield a line for each record, `RECORDS_PER_PIECE` at a time; nothing if there are none."""
    fields = SECTIONS[section].fields
    separator = "\n"
    while lines := [_json(_select(row, fields)) for row in islice(records, RECORDS_PER_PIECE)]:
        yield (separator + ",\n".join(lines)).encode()
        separator = ",\n"
    if separator != "\n":
        yield b"\n"


def _select(record: Record, fields: Any) -> Record:
    """Return only the fields of the form, in its order."""
    selected = {}
    for name, field in fields.items():
        value = record[name]
        selected[name] = [_select(row, field.rows) for row in value] if field.rows else value
    return selected


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
