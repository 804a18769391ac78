"""The items that an importer yields, and helpers for turning foreign text into entries.

An importer knows nothing about the journal. It yields the entries of its source and says why
anything else can't be imported. `services/imports.py` decides which entries the journal already
has, and stores the others.
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

from ..domain.calendar import EARLIEST, LATEST, DayFrom
from ..domain.entry import Answer, Entry
from ..domain.private_marks import MARK, without_private_words
from ..domain.text import MAX_BYTES, clean, labels
from .name_numbers import NameNumbers
from .source import WESTERN, Source

NOON = time(12)
"""The time of an entry whose source names only a day: no time zone moves noon to another day."""
LONGEST_TITLE = 120
"""In characters. A longer first line isn't taken for a title, and stays in the text."""

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
    "words_differ",
]
"""Why an item isn't imported; `views/import_.py` has the wording."""
Remark = Literal[
    "bracket_unread", "front_unreadable", "index_missing", "read_as_western", "zone_unknown"
]
"""A warning about an item that is imported; `views/import_.py` has the wording."""


@dataclass(frozen=True, slots=True)
class Place:
    """The position of an item in the source."""

    file: str
    """The name of the file inside the source."""
    at: int | None = None
    unit: Literal["line", "entry"] = "line"
    """What `at` counts, from 1."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry to import. Its id is empty if the journal is to give it one."""

    entry: Entry
    place: Place
    timeless: bool = False
    """Whether the source names a day but no time."""
    repaired: bool = False
    """Whether NULs, or bytes that aren't UTF-8, were replaced by U+FFFD."""
    has_unique_name: bool = False
    """Whether no other item of the source can have the same name (`Entry.source_id`)."""
    day_from: DayFrom = "text"


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that can't be imported, and why. It holds none of the item's words."""

    place: Place
    reason: Reason


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning that an item is imported differently from what its writer may expect."""

    place: Place
    remark: Remark


DroppedKind = Literal[
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
"""Kinds of content that the journal has no place for."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Content of an entry that the import drops because the journal has no place for it.

    Photos and locations, for example.
    """

    kind: DroppedKind
    count: int
    name: str = ""
    """The name of a property in the source."""
    text: str = ""
    """The property and its value as a line, for whoever stores it in another way."""


@dataclass(frozen=True, slots=True)
class IncomingRecord:
    """A record of the journal that isn't an entry: a promise, a pulse, an earlier version.

    Only our own JSON has these. `services/imports.py` hands each of them to
    `services/import_records.py` in the transaction that stores the entries, after every entry
    that was yielded before it.
    """

    kind: str
    values: Mapping[str, Any]
    place: Place


Item = Incoming | Skipped | Notice | Dropped | IncomingRecord


@dataclass(frozen=True, slots=True)
class ImportContext:
    """The facts and options from outside the source that an importer needs.

    The time zone is this computer's, for sources that name none.
    """

    zone: tzinfo
    tz: str | None
    """The IANA name of the zone, if it is known."""
    date_format: str | None = None
    """The format of dates in a jrnl text, if the person has given one."""

    def moment(self, local: datetime) -> datetime:
        """Return the moment of a naive local time in this computer's zone."""
        return local.replace(tzinfo=self.zone)


class Importer(Protocol):
    """A reader for one of the formats in which a program stores a journal."""

    format: str
    """The value of `--format` that selects it; several importers may share a name."""

    def recognises(self, source: Source) -> bool:
        """Return whether the content is in this format. A file's name alone proves nothing."""

    def can_read(self, source: Source) -> bool:
        """Return whether the source can be read in this format at all, if a person says so."""

    def read(self, source: Source, context: ImportContext) -> Iterator[Item]:
        """Yield each item of the source, with one at a time in memory. Raises `TrustError`."""


@lru_cache(maxsize=256)
def find_zone(name: str) -> ZoneInfo | None:
    """Find a time zone by its IANA name; None for an unknown name."""
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
    """Make a free entry from a moment that knows its UTC offset.

    By default the entry is about the calendar day at that offset, as the program it comes from
    has always shown it, and was written on that day; `day_starts_at` isn't applied. The caller
    has checked the moment with `in_calendar`.
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


def tags_outside_private(tags: Iterable[str], text: str) -> tuple[str, ...]:
    """Make labels from tags, without those that appear only in private passages of a text."""
    if MARK not in text:
        return labels(list(tags))
    full, shown = text.casefold(), without_private_words(text).casefold()
    return labels([tag for tag in tags if _has_tag(shown, tag) or not _has_tag(full, tag)])


def _has_tag(text: str, tag: str) -> bool:
    name = re.escape(tag.casefold().lstrip("@#"))
    return re.search(rf"[@#]{name}(?![\w/-])", text) is not None


def fingerprint(*parts: str) -> str:
    """Return a BLAKE2b-128 hash of texts as hex; differences in white space don't count."""
    flat = "\0".join(" ".join(part.split()) for part in parts)
    return blake2b(flat.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Occurrences:
    """Names for entries whose source gives them none: a hash of their content.

    Entries with the same content are numbered.
    """

    def __init__(self) -> None:
        self._counts = NameNumbers()

    def name(self, *content: str) -> str:
        """Return the name of the next entry with this content."""
        digest = fingerprint(*content)
        count = self._counts.get(digest, 0) + 1
        self._counts.put(digest, count)
        return digest if count == 1 else f"{digest}-{count}"


MEDIA = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".svg", ".bmp", ".tif", ".tiff", ".avif"),
    *(".mp4", ".mov", ".webm", ".mkv", ".mp3", ".m4a", ".wav", ".ogg", ".flac", ".3gp", ".pdf"),
)
"""Endings of media files, which are counted rather than listed."""


def unread_files(source: Source, is_read: Callable[[Source], bool]) -> Iterator[Item]:
    """Report the files of a folder that aren't read, so that they aren't thought imported."""
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
        yield Dropped("media", media)
    for link in source.links():
        yield Skipped(Place(link.name), "linked_folder")


def encoding_notices(file: Source) -> Iterator[Notice]:
    """Warn if the encoding of a file had to be guessed."""
    if file.encoding == WESTERN:
        yield Notice(Place(file.label), "read_as_western")


def in_calendar(moment: datetime) -> bool:
    """Return whether a moment can be converted to any time zone without leaving the calendar."""
    return EARLIEST < moment.date() < LATEST


def why_not_storable(entry: Entry, last_day: date) -> Reason | None:
    """Return why an entry can't be stored, or None. `last_day` is the latest day that has begun."""
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


def clean_entry(entry: Entry) -> tuple[Entry, bool]:
    """Clean every text of an entry (`domain.text.clean`).

    Also returns whether NULs or invalid bytes had to be replaced.
    """
    repaired = False

    def text(raw: str) -> str:
        nonlocal repaired
        if raw.isascii() and "\0" not in raw and "\r" not in raw:
            return raw
        result = clean(raw)
        repaired = repaired or result.nul or result.invalid
        return result.text

    def optional(raw: str | None) -> str | None:
        return None if raw is None else text(raw)

    cleaned = replace(
        entry,
        title=optional(entry.title),
        body=text(entry.body),
        tags=labels([text(tag) for tag in entry.tags]) if entry.tags else (),
        people=labels([text(alias) for alias in entry.people]) if entry.people else (),
        tz=optional(entry.tz),
        pack=optional(entry.pack),
        prompt_id=optional(entry.prompt_id),
        prompt_text=optional(entry.prompt_text),
        practice=optional(entry.practice),
        period=optional(entry.period),
        source=optional(entry.source),
        source_id=optional(entry.source_id),
        answers=tuple(
            Answer(
                text(answer.prompt_text),
                text(answer.text),
                optional(answer.pack),
                optional(answer.prompt_id),
            )
            for answer in entry.answers
        ),
    )
    return cleaned, repaired
