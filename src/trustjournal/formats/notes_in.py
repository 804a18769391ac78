"""Markdown that others wrote: Obsidian's daily notes and their like, one entry a file.

The day is in the front matter, or in the name of the file; a file that has none is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from ..domain.private_marks import can_be_split, without_private_words
from ..domain.text import labels
from . import date_formats, note_names
from .date_formats import Order
from .front_matter import Front
from .incoming import (
    NOON,
    Here,
    Incoming,
    Item,
    LeftOut,
    Notice,
    Place,
    Skipped,
    fingerprint,
    in_calendar,
    new_entry,
)
from .markdown_pages_in import SOURCE, is_private

_TAG = re.compile(r"(?<!\S)#([\w/-]*[^\W\d][\w/-]*)")
_FENCE = re.compile(r"(?:[ \t]|>|[-*+][ \t])*(`{3,}|~{3,})(.*)")
_CODE = re.compile(r"(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
_DAY_KEYS = ("date", "journaldate", "day")
_MADE_KEYS = ("created", "createdat", "datecreated", "creationdate", "createdtime", "ctime")
_TAKEN = (*_DAY_KEYS, *_MADE_KEYS, "time", "title", "mood", "starred", "private", "format")
_LISTS = ("tags", "tag", "people", "person")
_EPOCH = re.compile(r"\d{10}|\d{13}")


def has_day(front: Front, file: Path) -> bool:
    """Whether a file says which day it is about."""
    return front.text(*_DAY_KEYS, *_MADE_KEYS) is not None or note_names.has_day(file)


def read(
    front: Front, lines: Iterator[str], file: str, path: Path, here: Here, order: Order | None
) -> Iterator[Item]:
    """The entry of one file, whose front matter has been read.

    `order` is what comes first in the names of files, where those tell it.
    """
    place = Place(file)
    named = note_names.day_in(path)
    by_name = date_formats.chosen(named.readings, order) if named else None
    said, made = front.text(*_DAY_KEYS), front.text(*_MADE_KEYS)
    written = _read(said, here, by_name.day if by_name else None)
    created = _read(made, here, None)
    about = written or (_When(by_name.day, None) if by_name else None) or created
    if about is None:
        two = len(date_formats.readings(said or "")) == 2 or (named and len(named.readings) == 2)
        yield Skipped(place, "two_days" if two else "not_a_date" if said or named else "no_date")
        return
    clock = date_formats.time_of(front.text("time") or "")
    moment, timeless = _moment_of(about, created, clock, here)
    if not in_calendar(moment):
        yield Skipped(place, "beyond_calendar")
        return
    body = _body(front, lines)
    title = front.text("title") or (named.title if named else None)
    if title and not can_be_split(title, body, "\n\n"):
        title, body = None, f"{title}\n\n{body}"
    mood = _mood(front.text("mood"))
    if mood is None and front.text("mood"):
        yield LeftOut("moods", 1)
    left = [*front.others(*_TAKEN, *_LISTS, *(["body"] if body == front.text("body") else []))]
    left += [
        key
        for key, text, taken in (("date", said, written), ("created", made, created))
        if text and not taken
    ]
    for key in left:
        yield LeftOut("properties", 1, key)
    if front.doubtful:
        yield Notice(place, "front_unreadable")
    found = new_entry(
        moment,
        body,
        day=about.day,
        written_on=max(about.day, created.day) if created else about.day,
        tz=here.tz if moment.tzinfo is here.zone else None,
        title=title,
        mood=mood,
        tags=labels(
            [*front.words("tags", "tag"), *_TAG.findall(_without_code(without_private_words(body)))]
        ),
        people=labels(front.words("people", "person", parted_by=r"[,;\n]")),
        starred=front.is_true("starred"),
        private=front.is_not_false("private") or front.doubtful or is_private(body),
        source=SOURCE,
        source_id=file if file != "-" else fingerprint(str(about.day), body),
    )
    yield Incoming(found, place, timeless, once=True)


class _When(NamedTuple):
    """A day, and the moment where a time is written too."""

    day: date
    moment: datetime | None


def _read(text: str | None, here: Here, named: date | None) -> _When | None:
    """A date in front matter; None for what cannot be read, or could be either of two days.

    A moment in UTC was written by a program, not by the clock on a wall, and is shown by the
    clock here. `named` is the day in the name of the file: it tells which of two days is meant,
    and that midnight in UTC is no moment but that day.
    """
    if text is None:
        return None
    if _EPOCH.fullmatch(text):
        return _local(datetime.fromtimestamp(int(text[:10]), UTC), here)
    found = date_formats.readings(text) or _day_in(text)
    written = date_formats.chosen(found) or next(
        (each for each in found if each.day == named), None
    )
    if written is None:
        return None
    if written.time is None:
        return _When(written.day, None)
    if written.zone is UTC and (written.day != named or written.time != time()):
        return _local(written.moment, here)
    if written.zone is UTC:
        return _When(written.day, None)
    return _When(written.day, written.moment)


def _local(moment: datetime, here: Here) -> _When:
    local = moment.astimezone(here.zone) if in_calendar(moment) else moment
    return _When(local.date(), local)


def _day_in(text: str) -> list[date_formats.Written]:
    """A day among words, with no other number that could be its time."""
    day = re.search(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)", text)
    rest = text.replace(day[0], "", 1) if day else "0"
    return [] if not day or any(char.isdigit() for char in rest) else date_formats.readings(day[0])


def _moment_of(
    about: _When, created: _When | None, clock: time | None, here: Here
) -> tuple[datetime, bool]:
    """The moment of a note, and whether it is a guess: noon, where no time is written."""
    moment = about.moment
    if moment is None and clock is not None:
        moment = datetime.combine(about.day, clock)
    if moment is None and created and created.day == about.day:
        moment = created.moment
    guessed = moment is None
    local = datetime.combine(about.day, NOON) if moment is None else moment
    return (here.moment(local) if local.tzinfo is None else local), guessed


def _mood(value: Any) -> int | None:
    return int(value) if value in ("1", "2", "3", "4", "5") else None


def _body(front: Front, lines: Iterator[str]) -> str:
    """All but the front matter and the one empty line below it; one nobody can read stays.

    jrnl's YAML has the text in the front matter, and nothing below it.
    """
    text = "".join(lines)
    if not front.readable:
        return ("".join(front.lines) + text).removesuffix("\n")
    if not text.strip() and front.text("body"):
        return front.text("body") or ""
    return text.removeprefix("\n").removesuffix("\n")


def _without_code(body: str) -> str:
    """The text without what stands in it as code, where a `#` makes no tag."""
    if "`" not in body and "~~~" not in body:
        return body
    kept, fence = [], ""
    for line in body.split("\n"):
        found = _FENCE.match(line)
        if fence:
            ends = found and not found[2].strip() and found[1].startswith(fence)
            fence = "" if ends else fence
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
        else:
            kept.append(line)
    return _CODE.sub("", "\n".join(kept))
