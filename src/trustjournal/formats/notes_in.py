"""Import Markdown from other programs, such as Obsidian's daily notes: one entry for each file.

The day is in the front matter, or in the name of the file; a file without a day is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from ..domain.calendar import DayFrom
from ..domain.entry import Entry
from ..domain.private_marks import can_be_split, without_private_words
from ..domain.text import labels
from . import date_formats, note_names
from .date_formats import Order
from .front_matter import (
    FrontMatter,
    as_text,
    is_word_for,
    plain_key,
    shown_text,
    single,
    words_of,
)
from .incoming import (
    NOON,
    Dropped,
    ImportContext,
    Incoming,
    Item,
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
_CREATED_KEYS = ("created", "createdat", "datecreated", "creationdate", "createdtime", "ctime")
_LISTS = {"tags": "tags", "tag": "tags", "people": "people", "person": "people"}
"""By their keys, the labels that are made of lists."""
_EPOCH = re.compile(r"\d{10}|\d{13}")


def has_day(front: FrontMatter, file: Path) -> bool:
    """Return whether a file says which day it is about."""
    return front.text(*_DAY_KEYS, *_CREATED_KEYS) is not None or note_names.has_day(file)


def read(
    front: FrontMatter,
    lines: Iterator[str],
    file: str,
    path: Path,
    context: ImportContext,
    order: Order | None,
    file_time: tuple[date, datetime] | None = None,
) -> Iterator[Item]:
    """Yield the entry of a file, with any warnings; `lines` follow the front matter.

    `order` is what comes first in the files' names, if they settle it. `file_time` is the day and
    the moment of the file itself, for a file that doesn't say which day it is about.
    """
    place = Place(file)
    name = note_names.date_in_name(path)
    name_reading = date_formats.choose_reading(name.readings, order) if name else None
    name_day = name_reading.day if name_reading else None
    day_text, created_text = front.text(*_DAY_KEYS), front.text(*_CREATED_KEYS)
    written = _parse_date(day_text, context, name_day)
    created = _parse_date(created_text, context, None)
    about = written or (_When(name_day, None) if name_day else None) or created
    by_file = _When(*file_time) if file_time else None
    day_from: DayFrom = "file" if not about else "text" if written or not name_day else "name"
    about = about or by_file
    if about is None:
        ambiguous = len(date_formats.readings(day_text or "")) == 2
        ambiguous = ambiguous or (name is not None and len(name.readings) == 2)
        has_date = day_text or name
        yield Skipped(place, "two_days" if ambiguous else "not_a_date" if has_date else "no_date")
        return
    clock = date_formats.parse_time(front.text("time") or "")
    moment, timeless = _moment_of(about, created or by_file, clock, context)
    if not in_calendar(moment):
        yield Skipped(place, "beyond_calendar")
        return
    body = _body(front, lines)
    title = front.text("title") or (name.title if name else None)
    if title and not can_be_split(title, body, "\n\n"):
        title, body = None, f"{title}\n\n{body}"
    mood = _mood(front.text("mood"))
    if front.doubtful:
        yield Notice(place, "front_unreadable")
    entry = new_entry(
        moment,
        body,
        day=about.day,
        written_on=max(about.day, created.day) if created else about.day,
        tz=context.tz if moment.tzinfo is context.zone else None,
        title=title,
        mood=mood,
        tags=labels(
            [
                *front.words("tags", "tag"),
                *_TAG.findall(_without_code(without_private_words(body))),
            ]
        ),
        people=labels(front.words("people", "person", separator=r"[,;\n]")),
        starred=front.is_true("starred"),
        private=front.is_not_false("private") or front.doubtful or is_private(body),
        source=SOURCE,
        source_id=file if file != "-" else fingerprint(str(about.day), body),
    )
    yield from _left_over(front, entry, lambda text: _parse_date(text, context, name_day))
    yield Incoming(entry, place, timeless, has_unique_name=True, day_from=day_from)


def _left_over(front: FrontMatter, entry: Entry, read_date: DateReader) -> Iterator[Dropped]:
    """Yield what front matter says that the entry made of it doesn't."""
    if not front.readable:
        return  # all of it is in the text
    for key, value in front.pairs:
        name = plain_key(key)
        if as_text(value) and not _is_used(front, name, value, entry, read_date):
            line = f"{key}: {as_text(value)}"
            yield (
                Dropped("moods", 1, "", line)
                if name == "mood"
                else Dropped("properties", 1, key, line)
            )
    for comment in front.comments:
        if not words_of(comment) <= words_of(*entry.tags):
            yield Dropped("properties", 1, "comment", comment)


def _is_used(
    front: FrontMatter, name: str, value: Any, entry: Entry, read_date: DateReader
) -> bool:
    """Return whether an entry has all that a value of its front matter says."""
    text = single(value)
    if name in _LISTS:
        return words_of(shown_text(value)) <= words_of(*getattr(entry, _LISTS[name]))
    if not isinstance(text, str):
        return False
    text = text.strip()
    if name in (*_DAY_KEYS, *_CREATED_KEYS):
        when = read_date(text)
        is_shown = when is not None and (name in _CREATED_KEYS or when.day == entry.day)
        return is_shown and not _has_words_besides_day(text)
    match name:
        case "time":
            clock = date_formats.parse_time(text)
            local = entry.created_at + timedelta(seconds=entry.utc_offset)
            return clock is not None and clock.replace(tzinfo=None) == local.time()
        case "mood":
            return entry.mood is not None and text == str(entry.mood)
        case "starred" | "private":
            return is_word_for(text)
        case "title" | "body":
            return text == front.text(name) and text in f"{entry.title}\n{entry.body}"
    return False


class _When(NamedTuple):
    """A day, and the moment if a time is written too."""

    day: date
    moment: datetime | None


DateReader: TypeAlias = Callable[[str], _When | None]


def _parse_date(text: str | None, context: ImportContext, name_day: date | None) -> _When | None:
    """Parse a date in front matter; None if it can't be read or could be either of two days.

    A moment in UTC was written by a program, not read off a clock, and is converted to this
    computer's zone. `name_day` is the day in the name of the file: it decides between two
    readings, and shows that midnight UTC means that day rather than a moment.
    """
    if text is None:
        return None
    if _EPOCH.fullmatch(text):
        return _local(datetime.fromtimestamp(int(text[:10]), UTC), context)
    possible = date_formats.readings(text) or _day_among_words(text)
    reading = date_formats.choose_reading(possible) or next(
        (reading for reading in possible if reading.day == name_day), None
    )
    if reading is None:
        return None
    if reading.time is None:
        return _When(reading.day, None)
    if reading.zone is UTC and (reading.day != name_day or reading.time != time()):
        return _local(reading.moment, context)
    if reading.zone is UTC:
        return _When(reading.day, None)
    return _When(reading.day, reading.moment)


def _local(moment: datetime, context: ImportContext) -> _When:
    local = moment.astimezone(context.zone) if in_calendar(moment) else moment
    return _When(local.date(), local)


def _has_words_besides_day(text: str) -> bool:
    """Return whether a date was among words that aren't a weekday."""
    if date_formats.readings(text) or _EPOCH.fullmatch(text):
        return False
    return any(not date_formats.is_weekday(word) for word in re.findall(r"[^\W\d_]+", text))


def _day_among_words(text: str) -> list[date_formats.DateReading]:
    """Find a day among words, if no other number could be its time."""
    day = re.search(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)", text)
    rest = text.replace(day[0], "", 1) if day else "0"
    return [] if not day or any(char.isdigit() for char in rest) else date_formats.readings(day[0])


def _moment_of(
    about: _When, created: _When | None, clock: time | None, context: ImportContext
) -> tuple[datetime, bool]:
    """Return the moment of a note, and whether it was guessed: noon, if no time is written."""
    moment = about.moment
    if moment is None and clock is not None:
        moment = datetime.combine(about.day, clock)
    if moment is None and created and created.day == about.day:
        moment = created.moment
    guessed = moment is None
    local = datetime.combine(about.day, NOON) if moment is None else moment
    return (context.moment(local) if local.tzinfo is None else local), guessed


def _mood(value: Any) -> int | None:
    return int(value) if value in ("1", "2", "3", "4", "5") else None


def _body(front: FrontMatter, lines: Iterator[str]) -> str:
    """Return the text without the front matter and the empty line below it.

    Front matter that can't be read stays in the text. jrnl's YAML export has the text in the
    front matter, and nothing below it.
    """
    text = "".join(lines)
    if not front.readable:
        return ("".join(front.lines) + text).removesuffix("\n")
    if not text.strip() and front.text("body"):
        return front.text("body") or ""
    return text.removeprefix("\n").removesuffix("\n")


def _without_code(body: str) -> str:
    """Remove code from a text: a `#` in code isn't a tag."""
    if "`" not in body and "~~~" not in body:
        return body
    prose, fence = [], ""
    for line in body.split("\n"):
        match = _FENCE.match(line)
        if fence:
            ends = match and not match[2].strip() and match[1].startswith(fence)
            fence = "" if ends else fence
        elif match and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
        else:
            prose.append(line)
    return _CODE.sub("", "\n".join(prose))
