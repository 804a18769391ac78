"""Markdown that others wrote: Obsidian's daily notes and their like, one entry a file.

The day is said by the front matter, or by the name of the file; a file that says none is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ..domain.texts import labels
from .front import Front
from .incoming import (
    NOON,
    Here,
    Incoming,
    Item,
    LeftOut,
    Place,
    Skipped,
    fingerprint,
    in_calendar,
    new_entry,
)
from .pages import SOURCE

_DAY_IN_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?!\d)[\s_-]*(.*)")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_TAG = re.compile(r"(?<!\S)#([\w/-]*[^\W\d][\w/-]*)")
_DAY_KEYS = ("date", "journal-date", "day")
_MADE_KEYS = ("created", "created_at", "date created")


def has_day(front: Front, stem: str) -> bool:
    """Whether a file says which day it is about."""
    return front.text(*_DAY_KEYS, *_MADE_KEYS) is not None or _DAY_IN_NAME.match(stem) is not None


def read(front: Front, lines: Iterator[str], file: str, here: Here) -> Iterator[Item]:
    """The entry of one file, whose front matter has been read."""
    place = Place(file)
    stem = file.rpartition("/")[2].rpartition(".")[0]
    named = _DAY_IN_NAME.match(stem)
    said = front.text(*_DAY_KEYS)
    made = _moment(front.text(*_MADE_KEYS))
    about = _moment(said) or _moment(named[1] if named else None) or made
    if about is None:
        yield Skipped(place, "not_a_date" if said or named else "no_date")
        return
    moment, timeless = _when(about, made, here)
    if not in_calendar(moment):
        yield Skipped(place, "beyond_calendar")
        return
    body = _body(front, lines)
    mood = _mood(front.values.get("mood"))
    if mood is None and front.text("mood"):
        yield LeftOut("moods", 1)
    found = new_entry(
        moment,
        body,
        day=about[0],
        written_on=_written_on(about[0], made),
        tz=here.tz if moment.tzinfo is here.zone else None,
        title=front.text("title") or (named[2].strip() or None if named else None),
        mood=mood,
        tags=labels([*front.words("tags"), *_TAG.findall(body)]),
        people=labels(front.words("people")),
        starred=front.says("starred"),
        private=front.says("private"),
        source=SOURCE,
        source_id=file if file != "-" else fingerprint(str(about[0]), body),
    )
    yield Incoming(found, place, timeless)


_When = tuple[date, datetime | None]
"""A day, and the moment where a time is said too."""


def _moment(text: str | None) -> _When | None:
    found = _MOMENT.search(text) if text else None
    if not found:
        return None
    try:
        day = date.fromisoformat(found[1])
        if not found[2]:
            return day, None
        return day, datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ''}")
    except ValueError:
        return None


def _when(about: _When, made: _When | None, here: Here) -> tuple[datetime, bool]:
    """The moment of a note, and whether it is a guess: noon, where no time is said."""
    day, moment = about
    if moment is None and made and made[0] == day:
        moment = made[1]
    guessed = moment is None
    local = datetime.combine(day, NOON) if moment is None else moment
    return (here.moment(local) if local.tzinfo is None else local), guessed


def _written_on(day: date, made: _When | None) -> date:
    """A note made later than its day was written then."""
    return max(day, made[0]) if made else day


def _mood(value: Any) -> int | None:
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text in ("1", "2", "3", "4", "5") else None


def _body(front: Front, lines: Iterator[str]) -> str:
    """All but the front matter and the one empty line below it; one nobody can read stays."""
    text = "".join(lines)
    if not front.readable:
        return ("".join(front.lines) + text).removesuffix("\n")
    return text.removeprefix("\n").removesuffix("\n")
