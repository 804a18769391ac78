"""Days in the names of files, as the programs name them that keep a note a day.

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
_CONFLICT = re.compile(r"[. ]*(?:\.sync-conflict-|\([^()]*conflicted copy).*", re.IGNORECASE)
_EDGES = " \t_-.,\N{EN DASH}\N{EM DASH}"


@dataclass(frozen=True, slots=True)
class Named:
    """What the name of a file says."""

    readings: list[date_formats.Written]
    """The days it may mean: none where it only looks like one, two where they could be swapped."""
    title: str | None
    """The rest of the name."""


def stem_of(path: Path) -> str:
    """The name without its ending; a number at the end is none, as in `2024.01.06`."""
    return path.name if path.suffix[1:].isdigit() else path.stem


def day_in(path: Path) -> Named | None:
    """The day in the name of a file, or in those of its folders; None where there is none."""
    stem = _CONFLICT.sub("", stem_of(path))
    for form in (_YEAR_FIRST, _YEAR_LAST):
        found = form.search(stem)
        if found:
            return Named(
                date_formats.readings(found[0]), _title(stem[: found.start()], stem[found.end() :])
            )
    weekday = _WEEKDAY.match(stem)
    start = weekday.end() if weekday else 0
    bare = stem[start:].lstrip(_EDGES)
    found = _DIGITS.match(bare)
    if found:
        return Named(date_formats.readings(found[0]), _title(bare[found.end() :]))
    spelled = date_formats.readings(re.sub(r"[\s_]+", " ", stem))
    if spelled:
        return Named(spelled, None)
    return _in_folders(path.with_name(stem).as_posix())


def _in_folders(name: str) -> Named | None:
    found = _IN_FOLDERS.fullmatch(name) or _MONTH_AND_DAY.fullmatch(name)
    if not found:
        return None
    rest = _title(found[4] or "")
    # More words than a weekday: a chapter or a list, such as 08 Things to do.md.
    readings = date_formats.readings(f"{found[1]}-{found[2]}-{found[3]}")
    return Named(readings, None) if readings and rest is None else None


def has_day(path: Path) -> bool:
    """Whether a name holds a day, though perhaps one that there never was."""
    return day_in(path) is not None


def order_in(paths: Iterable[Path]) -> date_formats.Order | None:
    """Whether days or months come first in these names, where any of them tells that."""
    orders: set[date_formats.Order] = set()
    for path in paths:
        found = day_in(path)
        if found and len(found.readings) == 1 and found.readings[0].order:
            orders.add(found.readings[0].order)
    return orders.pop() if len(orders) == 1 else None


def _title(*parts: str) -> str | None:
    """What a name says beside the day. A weekday says nothing."""
    words = [part.strip(_EDGES) for part in parts]
    said = [word for word in words if word and not _WEEKDAY.fullmatch(word)]
    return " ".join(said) or None
