"""Import Day One's JSON: a zip with a JSON file for each journal and folders of media.

The same may come unpacked, as a folder or a single JSON file. Which keys an entry has depends on
when and where it was written. Nothing is unpacked to the disk. How much is read from a zip is
limited, whatever sizes its headers claim.
"""

from __future__ import annotations

import errno
import io
import json
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo

from ..domain.private_marks import MARK, can_be_split
from ..errors import Flawed, UsageError
from .date_formats import parse_offset
from .incoming import (
    MEDIA,
    Dropped,
    DroppedKind,
    ImportContext,
    Incoming,
    Item,
    Notice,
    Occurrences,
    Place,
    Skipped,
    encoding_notices,
    find_zone,
    in_calendar,
    new_entry,
    tags_outside_private,
    unread_files,
)
from .jrnl_json_in import beginning, beginning_of, begins_as_json, json_checked, unused_properties
from .json_stream import Member, members
from .source import Source, as_text

ZIP_DAMAGED = "{path} is a damaged zip file, so nothing was imported"

SOURCE = "dayone"
MOST_MEMBERS = 10_000
MOST_BYTES = 200 * 1024 * 1024
"""The limit for the text in all the members that are read."""
MOST_RATIO = 200
"""The limit for unpacked over packed size; text compresses five to ten times."""
_ANY_RATIO_BYTES = 1024 * 1024
"""Up to this size any ratio is allowed: small files may compress very well."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MEDIA_ENDS = re.compile(r"\]\(dayone-[a-z]+:[^()\n]*\)[ \t]*\n?")
"""The end of a link to media. Its beginning is searched backwards from there; a pattern for the
whole link would take quadratic time on many brackets."""
_COUNTED: dict[str, DroppedKind] = {
    "photos": "photos",
    "videos": "videos",
    "audios": "audios",
    "pdfAttachments": "pdfs",
}
_SINGLE: dict[str, DroppedKind] = {"location": "places", "weather": "weather"}
_OF_THE_DEVICE = ("creationDevice", "creationDeviceType", "creationDeviceModel")
_OF_THE_PROGRAM = ("creationOSName", "creationOSVersion", "duration", "editingTime", "sourceString")
_USED_KEYS = {
    *("uuid", "creationDate", "modifiedDate", "timeZone", "text", "richText", "tags", "starred"),
    *(*_COUNTED, *_SINGLE, *_OF_THE_DEVICE, *_OF_THE_PROGRAM),
}
"""Keys that are imported, counted as dropped, or about the device and without words."""


_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, ValueError, IndexError),
)
"""What zipfile raises for damaged headers and contents."""


class DayOne:
    """Importer for Day One's export."""

    format = "dayone"

    def recognises(self, source: Source) -> bool:
        """Return whether a JSON file has Day One's entries: alone, in a folder or in a zip."""
        if not source.is_zip:
            return any(_is_day_one(file) for file in _files(source))
        with source.open() as file, _opened(file, source) as archive:
            journals = _json_members(archive, source)
            return any(_is_day_one_member(archive, member, source) for member in journals)

    def can_read(self, source: Source) -> bool:
        """Return whether there is any JSON: alone, in a folder or in a zip."""
        return source.is_zip or any(map(begins_as_json, _files(source)))

    def read(self, source: Source, context: ImportContext) -> Iterator[Item]:
        """Yield each entry of each journal."""
        occurrences = Occurrences()
        if source.is_zip:
            yield from _zipped(source, context, occurrences)
            return
        files = [file for file in _files(source) if not source.is_folder or _is_day_one(file)]
        source.meter.total = sum(file.size for file in files)
        for file in files:
            with file.text(counted=True) as text:
                yield from _items(text, file.label, context, occurrences)
            yield from encoding_notices(file)
        read = {file.name for file in files}
        yield from unread_files(source, lambda file: file.name in read or _is_media(file.name))


def _is_day_one(file: Source) -> bool:
    return _begins_as_day_one(*beginning(file))


_TEXT_KEYS = {"text", "richText"}
_KEYS_WITH_UUID = {"timeZone", "creationDevice", *_COUNTED}


def _begins_as_day_one(head: dict[str, Any], first: Any) -> bool:
    """Return whether a first entry, or the head of an empty journal, looks like Day One's."""
    if first is None:
        metadata = head.get("metadata")
        return len(head) == 1 and isinstance(metadata, dict) and metadata.keys() == {"version"}
    if not isinstance(first, dict) or "creationDate" not in first:
        return False
    if not _TEXT_KEYS.isdisjoint(first):  # programs that write for Day One leave out the uuid
        return True
    return "uuid" in first and not _KEYS_WITH_UUID.isdisjoint(first)  # photos without text


def _files(source: Source) -> Iterator[Source]:
    """Return the JSON files at the top of a folder (the folders below hold media), or the file."""
    if not source.is_folder:
        return iter([source])
    return (file for file in source.files_ending(".json") if "/" not in file.name)


def _is_media(name: str) -> bool:
    """Return whether a file is media that an entry links to; such are counted with the entry."""
    return "/" in name or name.lower().endswith(MEDIA)


# --- zips ----------------------------------------------------------------------------------------


@contextmanager
def _opened(file: BinaryIO, source: Source) -> Iterator[zipfile.ZipFile]:
    """Open an archive. Raises `Flawed` if it is damaged, `UsageError` if it has a password."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _DAMAGED:
        raise Flawed(ZIP_DAMAGED, path=source.name) from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # an impossible file offset, from a damaged header
            raise
        raise Flawed(ZIP_DAMAGED, path=source.name) from None
    except RuntimeError:  # zipfile raises it for a member with a password
        raise UsageError(
            "{path} has a password; unpack it and import the folder", path=source.name
        ) from None


def _json_members(archive: zipfile.ZipFile, source: Source) -> list[zipfile.ZipInfo]:
    """Return the JSON files in an archive that aren't in a media folder.

    Raises `UsageError` for an archive with too many members.
    """
    all_members = archive.infolist()
    if len(all_members) > MOST_MEMBERS:
        raise UsageError(
            "{path} contains more than {most} files; unpack it and import the folder",
            path=source.name,
            most=f"{MOST_MEMBERS:,}",
        )
    return [
        member
        for member in all_members
        if member.filename.lower().endswith(".json") and _is_plain(member)
    ]


def _is_plain(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is an ordinary file near the top, without `..` in its path."""
    mode = member.external_attr >> 16
    parts = member.filename.split("/")
    in_media = len(parts) > 2 or member.filename.startswith(("/", "__MACOSX"))
    return not (in_media or ".." in parts or "\\" in member.filename or stat.S_ISLNK(mode))


class _Bounded(io.RawIOBase):
    """A member that raises `UsageError` once it grows larger than a journal can be."""

    def __init__(self, file: BinaryIO, packed: int, budget: list[int], source: Source) -> None:
        self._file = file
        self._remaining = max(packed * MOST_RATIO, _ANY_RATIO_BYTES)
        self._budget = budget
        """The bytes that all members together may still have; a list of one, shared by them."""
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        self._remaining -= len(piece)
        self._budget[0] -= len(piece)
        if self._remaining < 0 or self._budget[0] < 0:
            raise UsageError(
                "{path} unpacks to more than {most}, or is compressed more than a journal could "
                "be; if you trust it, unpack it and import the folder",
                path=self._source.name,
                most=f"{MOST_BYTES >> 20} MB",
            )
        buffer[: len(piece)] = piece
        self._source.meter.done += len(piece)
        return len(piece)


def _zipped(source: Source, context: ImportContext, occurrences: Occurrences) -> Iterator[Item]:
    budget = [MOST_BYTES]
    with source.open() as file, _opened(file, source) as archive:
        json_files = _json_members(archive, source)
        journals = [
            member for member in json_files if _is_day_one_member(archive, member, source)
        ] or json_files
        source.meter.total = sum(member.file_size for member in journals)
        for member in journals:
            with _text_in(archive, member, budget, source) as text:
                yield from _items(text, member.filename, context, occurrences)
        read = {member.filename for member in journals}
        for member in archive.infolist():
            name = member.filename
            if not (member.is_dir() or name in read or _is_expected(name)):
                yield Skipped(Place(name), "other_file")


def _is_expected(name: str) -> bool:
    """Return whether a file in a zip is media, or one that macOS adds."""
    return _is_media(name) or name.startswith((".", "__MACOSX"))


def _is_day_one_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source) -> bool:
    """Return whether a member looks like Day One's, by its beginning."""
    with _text_in(archive, member, [MOST_BYTES], source) as text:
        return _begins_as_day_one(*beginning_of(text))


@contextmanager
def _text_in(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: list[int], source: Source
) -> Iterator[TextIO]:
    with archive.open(member) as inside:
        bounded = _Bounded(inside, member.compress_size, budget, source)  # type: ignore[arg-type]  # it only reads
        with as_text(io.BufferedReader(bounded)) as text:
            yield text


# --- entries -------------------------------------------------------------------------------------


def _items(
    file: TextIO, name: str, context: ImportContext, occurrences: Occurrences
) -> Iterator[Item]:
    with json_checked(name):
        for member in members(file):
            if member.name == "entries" and member.number is not None:
                yield from _item(member, name, context, occurrences)


def _item(
    member: Member, name: str, context: ImportContext, occurrences: Occurrences
) -> Iterator[Item]:
    place = Place(name, member.number, "entry")
    fields = member.value
    if not isinstance(fields, dict):
        yield Skipped(place, "not_an_entry")
        return
    yield from _dropped(fields)
    created = _moment(fields.get("creationDate"))
    if created is None:
        yield Skipped(place, "not_a_date" if fields.get("creationDate") else "no_date")
        return
    if not in_calendar(created):
        yield Skipped(place, "beyond_calendar")
        return
    zone_name = _zone_name(fields)
    zone = (find_zone(zone_name) or parse_offset(zone_name)) if zone_name else None
    if zone_name and zone is None:
        yield Notice(place, "zone_unknown")
    modified = _moment(fields.get("modifiedDate"))
    title, body = _title_and_text(fields)
    tags = fields.get("tags")
    uuid = fields.get("uuid")
    name = uuid if isinstance(uuid, str) and uuid else occurrences.name(str(created), body)
    yield Incoming(
        new_entry(
            created.astimezone(zone or context.zone),
            body,
            tz=zone_name if isinstance(zone, ZoneInfo) else None if zone else context.tz,
            modified_at=modified if modified and in_calendar(modified) else None,
            title=title,
            tags=tags_outside_private(
                [t for t in tags if isinstance(t, str)], f"{title or ''}\n{body}"
            )
            if isinstance(tags, list)
            else (),
            starred=fields.get("starred") is True,
            source=SOURCE,
            source_id=name,
        ),
        place,
        has_unique_name=name != uuid,
    )


def _dropped(fields: dict[str, Any]) -> Iterator[Dropped]:
    for key, kind in _COUNTED.items():
        if isinstance(fields.get(key), list) and fields[key]:
            yield Dropped(kind, len(fields[key]))
    for key, kind in _SINGLE.items():
        if isinstance(fields.get(key), dict):
            yield Dropped(kind, 1)
    for name in unused_properties(fields, _USED_KEYS):
        yield Dropped("properties", 1, name)


def _moment(value: Any) -> datetime | None:
    """Parse a moment such as `2018-12-06T21:04:39Z`; Day One always writes UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _zone_name(fields: dict[str, Any]) -> str | None:
    """Return the time zone that an entry names, or else the one of its location."""
    location = fields.get("location")
    zone_of_location = location.get("timeZoneName") if isinstance(location, dict) else None
    for name in (fields.get("timeZone"), zone_of_location):
        if isinstance(name, str) and name:
            return name
    return None


def _title_and_text(fields: dict[str, Any]) -> tuple[str | None, str]:
    """Return title and text as their writer saw them: without media links and backslashes."""
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        text, is_heading = _rich_text(fields.get("richText"))
        return _split_title(_without_media(text).strip("\n"), is_heading=is_heading)
    title, body = _split_title(_without_media(text).strip("\n"), is_heading=None)
    return title and _unescaped(title), _unescaped(body)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _without_media(text: str) -> str:
    pieces, last_end, end = [], 0, 0
    for match in _MEDIA_ENDS.finditer(text):
        # The link begins at the first `[` after the last `]` or line break.
        before = [text.rfind(letter, end, match.start()) + 1 for letter in "]\n"]
        start = text.find("[", max(end, *before), match.start())
        end = match.end()
        if start < 0:
            continue
        if start > last_end and text[start - 1] == "!":
            start -= 1
        pieces.append(text[last_end:start])
        last_end = end
    return "".join((*pieces, text[last_end:]))


def _split_title(text: str, *, is_heading: bool | None) -> tuple[str | None, str]:
    """Split a text into title and rest; a heading in the first line, with more below, is a title.

    This comes before backslashes are removed: `\\# 1 reason` isn't a heading.
    """
    first, _, rest = text.partition("\n")
    has_title = first.startswith("# ") and is_heading is not False and MARK not in _unescaped(first)
    # A private passage may begin in the title and end in the text, or have only an end there.
    has_title = has_title and can_be_split(_unescaped(first), _unescaped(rest))
    if has_title and first[2:].strip() and rest.strip():
        return first[2:].strip(), rest.strip("\n")
    return None, text


def _rich_text(value: Any) -> tuple[str, bool]:
    """Return the text of a `richText`, and whether it begins with a heading.

    Day One stores it as pieces with attributes, as JSON inside JSON.
    """
    try:
        document = json.loads(value) if isinstance(value, str) else {}
        pieces = [piece for piece in document.get("contents", []) if isinstance(piece, dict)]
        text = "".join(map(_piece, pieces))
        first = next((piece for piece in pieces if str(piece.get("text") or "").strip()), {})
        return text.strip("\n"), _piece(first) != first.get("text")
    except (ValueError, RecursionError, AttributeError, TypeError):
        return "", False


def _piece(piece: dict[str, Any]) -> str:
    text = piece.get("text")
    if not isinstance(text, str):
        return ""
    line = piece.get("attributes", {}).get("line", {})
    header = line.get("header", 0) if isinstance(line, dict) else 0
    return "#" * header + " " + text if isinstance(header, int) and 0 < header <= 6 else text
