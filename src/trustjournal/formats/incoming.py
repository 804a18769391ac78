"""What a reader of a foreign format hands on, one piece at a time.

A reader is told nothing about the journal: it yields entries to be and says of the rest why it
cannot come along. What is there already, and what is stored, is the flow's business
(`services/imports.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from ..domain.calendar import EARLIEST, LATEST
from ..domain.entry import Answer, Entry
from ..domain.private_marks import MARK, without_private_words
from ..domain.text import MAX_BYTES, clean, labels
from .name_numbers import Numbers
from .source import WESTERN, Source

NOON = time(12)
"""The time of an entry whose source names only a day: no zone on earth moves noon to another."""
LONGEST_TITLE = 120
"""Characters; a first line longer than that is no title, and stays in the text."""

Reason = Literal[
    "no_date",
    "not_a_date",
    "future",
    "beyond_calendar",
    "empty",
    "too_long",
    "words_left_out",
    "comment_unreadable",
    "before_first_entry",
    "not_an_entry",
    "not_text",
    "not_utf8",
    "two_days",
    "twice",
    "other_file",
    "linked_folder",
    "program_copy",
    "no_owner",
    "outcome_differs",
]
"""Why a piece does not come along; the words are in `views/import_.py`."""
Remark = Literal["bracket_unread", "front_unreadable", "read_as_western", "zone_unknown"]
"""What is to be known about a piece that does come along; the words are there too."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source a piece stands."""

    file: str
    """Its name inside the source."""
    at: int | None = None
    unit: Literal["line", "entry"] = "line"
    """What `at` counts, from 1."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry to be. Its id is empty where the journal gives it one."""

    entry: Entry
    place: Place
    timeless: bool = False
    """The source names a day and no time."""
    mended: bool = False
    """It held NULs or bytes that are no UTF-8; U+FFFD stands in their place."""
    once: bool = False
    """Nothing else in the source can have its name."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A piece that cannot come along, and why. Never any of its words."""

    place: Place
    reason: Reason


@dataclass(frozen=True, slots=True)
class Notice:
    """A piece that comes along otherwise than its writer may expect, and how."""

    place: Place
    remark: Remark


Left = Literal[
    "photos",
    "videos",
    "audios",
    "pdfs",
    "places",
    "weather",
    "moods",
    "properties",
    "media",
]
"""What an entry or a folder may have that the journal has no room for."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an entry had beside its words and the journal has no room for: photos, places."""

    what: Left
    count: int
    name: str = ""
    """Of a property, what the source calls it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something of the journal that is no entry: a promise, a pulse, an earlier wording.

    Only our own JSON has these. The flow hands each to `flows.import_parts`, within the
    transaction the entries are stored in, after every entry that was yielded before it.
    """

    kind: str
    values: Mapping[str, Any]
    place: Place


Item = Incoming | Skipped | Notice | LeftOut | Part


@dataclass(frozen=True, slots=True)
class Here:
    """What a reader may know of this computer: its zone, for sources that name none."""

    zone: tzinfo
    tz: str | None
    """The IANA name of the zone, where it is known."""
    date_format: str | None = None
    """How days are written in a jrnl text, where the person said so."""

    def moment(self, local: datetime) -> datetime:
        """A local time of this computer as a moment."""
        return local.replace(tzinfo=self.zone)


class Reader(Protocol):
    """One way a journal is written down by a program."""

    format: str
    """What `--format` calls it; several readers may share a name."""

    def recognises(self, source: Source) -> bool:
        """Whether the content is of this kind; the name of a file alone says nothing."""

    def obeys(self, source: Source) -> bool:
        """Whether it can be read as this kind at all, where a person says that it is."""

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """All of it, a piece at a time, holding one piece in memory. Raises `TrustError`."""


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """A time zone by its IANA name; None where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def new_entry(
    moment: datetime,
    body: str,
    *,
    day: date | None = None,
    written_on: date | None = None,
    modified_at: datetime | None = None,
    tz: str | None = None,
    **more: Any,
) -> Entry:
    """A free entry of a moment that knows its offset.

    Its day is that of the clock where it was written, as the program it comes from has shown it
    all along; no start of the day is applied. And it was written on that day. The moment is
    one of those `in_calendar` lets through.
    """
    offset = moment.utcoffset() or timedelta()
    day = day or moment.date()
    created_at = moment.astimezone(UTC)
    return Entry(
        id="",
        day=day,
        written_on=written_on or day,
        created_at=created_at,
        tz=tz,
        utc_offset=int(offset.total_seconds()),
        modified_at=max(created_at, modified_at or created_at),
        kind="free",
        body=body,
        **more,
    )


def open_tags(tags: Iterable[str], text: str) -> tuple[str, ...]:
    """Labels without those that come only from the private words of a text."""
    if MARK not in text:
        return labels(list(tags))
    everything, shown = text.casefold(), without_private_words(text).casefold()
    return labels([tag for tag in tags if _has(shown, tag) or not _has(everything, tag)])


def _has(text: str, tag: str) -> bool:
    name = re.escape(tag.casefold().lstrip("@#"))
    return re.search(rf"[@#]{name}(?![\w/-])", text) is not None


def fingerprint(*parts: str) -> str:
    """BLAKE2b-128 over words, whatever white space stands between them, as hex."""
    flat = "\0".join(" ".join(part.split()) for part in parts)
    return blake2b(flat.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Occurrences:
    """Names for entries that have none: a hash of what they hold, counted where it comes again."""

    def __init__(self) -> None:
        self._counts = Numbers()

    def name(self, *content: str) -> str:
        """The name of the next entry that holds this."""
        digest = fingerprint(*content)
        count = self._counts.get(digest, 0) + 1
        self._counts.put(digest, count)
        return digest if count == 1 else f"{digest}-{count}"


MEDIA = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".svg", ".bmp", ".tif", ".tiff", ".avif"),
    *(".mp4", ".mov", ".webm", ".mkv", ".mp3", ".m4a", ".wav", ".ogg", ".flac", ".3gp", ".pdf"),
)


def left_over(source: Source, is_read: Callable[[Source], bool]) -> Iterator[Item]:
    """The files of a folder that are not read, so that nobody thinks they have come along."""
    if not source.is_folder:
        return
    media = 0
    for file in source.walk():
        if is_read(file):
            continue
        if file.name.lower().endswith(MEDIA):
            media += 1
        else:
            yield Skipped(Place(file.name), "other_file")
    if media:
        yield LeftOut("media", media)
    for link in source.links():
        yield Skipped(Place(link.name), "linked_folder")


def remarks(file: Source) -> Iterator[Notice]:
    """What is to be known about how a file was read."""
    if file.encoding == WESTERN:
        yield Notice(Place(file.label), "read_as_western")


def in_calendar(moment: datetime) -> bool:
    """Whether a moment can be reckoned with in any time zone."""
    return EARLIEST < moment.date() < LATEST


def problem(entry: Entry, last_day: date) -> Reason | None:
    """Why an entry cannot be stored; None where it can. `last_day` is the last that has begun."""
    if entry.day > last_day:
        return "future"
    moments = (entry.created_at, entry.modified_at)
    days = (entry.day, entry.written_on, *(moment.date() for moment in moments))
    if not all(EARLIEST <= day <= LATEST for day in days):
        return "beyond_calendar"
    if not (entry.body.strip() or entry.title):
        return "empty"
    # Nothing in Unicode takes more than four bytes, so most texts need not be encoded.
    if len(entry.body) * 4 > MAX_BYTES and len(entry.body.encode()) > MAX_BYTES:
        return "too_long"
    return None


def cleaned(entry: Entry) -> tuple[Entry, bool]:
    """The entry as text files can carry it, and whether anything had to be replaced."""
    mended = False

    def text(words: str) -> str:
        nonlocal mended
        if words.isascii() and "\0" not in words and "\r" not in words:
            return words
        found = clean(words)
        mended = mended or found.nul or found.invalid
        return found.text

    def maybe(words: str | None) -> str | None:
        return None if words is None else text(words)

    found = replace(
        entry,
        title=maybe(entry.title),
        body=text(entry.body),
        tags=labels([text(tag) for tag in entry.tags]) if entry.tags else (),
        people=labels([text(alias) for alias in entry.people]) if entry.people else (),
        tz=maybe(entry.tz),
        pack=maybe(entry.pack),
        prompt_id=maybe(entry.prompt_id),
        prompt_text=maybe(entry.prompt_text),
        practice=maybe(entry.practice),
        period=maybe(entry.period),
        source=maybe(entry.source),
        source_id=maybe(entry.source_id),
        answers=tuple(
            Answer(text(each.prompt_text), text(each.text), maybe(each.pack), maybe(each.prompt_id))
            for each in entry.answers
        ),
    )
    return found, mended
