"""Find the day in a file name, as programs write it that keep one note for each day.

`2024-01-05.md`, Logseq's `2024_01_05.md`, `20240105.md`, `05.01.2024.md`, `Jan 5th, 2024.md`,
`Fri 2024-01-05.md`, and `2024/01/05.md`, where folders name the year and the month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import date_formats

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-_.])(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\w.-])(\d{1,2})([-_.])(\d{1,2})\2(\d{4})(?!\d)")
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?", re.IGNORECASE
)
_IN_FOLDERS = re.compile(
    r"(?:.*/)?(\d{4})(?:/(?:\1[-_.]?)?|[-_.])(\d\d)(?!\d)[^/]*/(?:\1[-_.]?\2[-_.])?(\d\d)([^/\d][^/]*)?"
)
_MONTH_AND_DAY = re.compile(r"(?:.*/)?(\d{4})/(\d\d)[-_.](\d\d)([^/\d][^/]*)?")
_CONFLICT = re.compile(
    r"[. ]*(?:\.sync-conflict-|\([^()]*conflicted copy|_conflict-\d{8}-).*", re.IGNORECASE
)
"""What engines add to the name of a file that was changed in two places."""
_EDGES = " \t_-.,\N{EN DASH}\N{EM DASH}"


@dataclass(frozen=True, slots=True)
class DateInName:
    """The day and the title in the name of a file."""

    readings: list[date_formats.DateReading]
    """The possible days: none if there is no such day, two if day and month could be swapped."""
    title: str | None
    """The rest of the name."""


def stem_of(path: Path) -> str:
    """Return the name without its ending. A number isn't an ending, as in `2024.01.06`."""
    return path.name if path.suffix[1:].isdigit() else path.stem


def original_of(path: Path) -> Path:
    """Return the name that a conflict copy was made of; any other name as it is."""
    stem = stem_of(path)
    return path.with_name(f"{_CONFLICT.sub('', stem) or stem}{path.name[len(stem) :]}")


def date_in_name(path: Path) -> DateInName | None:
    """Find the day in the name of a file or of its folders; None if there is none."""
    stem = _CONFLICT.sub("", stem_of(path))
    for form in (_YEAR_FIRST, _YEAR_LAST):
        match = form.search(stem)
        if match:
            return DateInName(
                date_formats.readings(match[0]), _title(stem[: match.start()], stem[match.end() :])
            )
    weekday = _WEEKDAY.match(stem)
    start = weekday.end() if weekday else 0
    bare = stem[start:].lstrip(_EDGES)
    digits = _DIGITS.match(bare)
    if digits:
        return DateInName(date_formats.readings(digits[0]), _title(bare[digits.end() :]))
    spelled_out = date_formats.readings(re.sub(r"[\s_]+", " ", stem))
    if spelled_out:
        return DateInName(spelled_out, None)
    return _in_folders(path.with_name(stem).as_posix())


def _in_folders(name: str) -> DateInName | None:
    match = _IN_FOLDERS.fullmatch(name) or _MONTH_AND_DAY.fullmatch(name)
    if not match:
        return None
    rest = _title(match[4] or "")
    # More words than a weekday mean a chapter or a list, such as `08 Things to do.md`.
    readings = date_formats.readings(f"{match[1]}-{match[2]}-{match[3]}")
    return DateInName(readings, None) if readings and rest is None else None


def has_day(path: Path) -> bool:
    """Return whether a name contains a day, even one that isn't in the calendar."""
    return date_in_name(path) is not None


def day_month_order(paths: Iterable[Path]) -> date_formats.Order | None:
    """Return whether days or months come first in these names; None if they don't settle it."""
    orders: set[date_formats.Order] = set()
    for path in paths:
        name = date_in_name(path)
        if name and len(name.readings) == 1 and name.readings[0].order:
            orders.add(name.readings[0].order)
    return orders.pop() if len(orders) == 1 else None


def _title(*parts: str) -> str | None:
    """Return the rest of a name as a title, without weekdays; None if nothing is left."""
    stripped = [part.strip(_EDGES) for part in parts]
    words = [part for part in stripped if part and not _WEEKDAY.fullmatch(part)]
    return " ".join(words) or None
