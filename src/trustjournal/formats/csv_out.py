"""Export to CSV: one row for each entry, for a spreadsheet.

Spreadsheets run a cell that begins with `=` or certain other signs as a formula. Such a cell gets
an apostrophe in front, which they don't show. A cell that already has apostrophes before such a
sign gets one more, so that removing one always gives the original text (CWE-1236, and OWASP's
page on CSV injection). The file begins with a byte order mark, because without one Excel guesses
another encoding. `raw` leaves out both, for programs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..domain.entry import Entry
from .exporter_protocol import Journal

_FORMULA = re.compile("'*[=+\\-@\t\r\0＝＋－＠]")
SEPARATOR = "; "
"""Separates tags, and people, in one cell."""

COLUMNS: dict[str, Callable[[Entry], object]] = {
    "day": lambda entry: entry.day,
    "time": lambda entry: f"{entry.local_time:%H:%M}",
    "kind": lambda entry: entry.kind,
    "title": lambda entry: entry.title,
    "question": lambda entry: entry.prompt_text,
    "text": lambda entry: entry.body,
    "mood": lambda entry: entry.mood,
    "closeness": lambda entry: entry.closeness,
    "practice": lambda entry: entry.practice,
    "period": lambda entry: entry.period,
    "tags": lambda entry: SEPARATOR.join(entry.tags),
    "people": lambda entry: SEPARATOR.join(entry.people),
    "starred": lambda entry: "yes" if entry.starred else "",
    "private": lambda entry: "yes" if entry.private else "",
    "written_on": lambda entry: entry.written_on,
    "created_at": lambda entry: _moment(entry),
    "time_zone": lambda entry: entry.tz,
    "id": lambda entry: entry.id,
}
"""The columns, with the functions that return their values."""


def _moment(entry: Entry) -> str:
    return entry.created_at.isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class ToCsv:
    """Exporter for CSV."""

    raw: bool = False
    """Whether cells are unchanged and the byte order mark is left out, for programs."""

    dest = "trust-journal.csv"
    is_text = True

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield the column names, then a row for each entry; a row may span several lines."""
        text = io.StringIO(newline="")
        rows = csv.writer(text)
        if not self.raw:
            text.write("\ufeff")
        rows.writerow(COLUMNS)
        for entry in journal.entries():
            rows.writerow(self._cell(value(entry)) for value in COLUMNS.values())
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
        yield text.getvalue().encode()

    def _cell(self, value: object) -> str:
        text = "" if value is None else str(value)
        return f"'{text}" if not self.raw and _FORMULA.match(text) else text
