"""Day One's JSON: a zip with a `Journal.json` each and folders of media, or the same unpacked.

Which keys an entry has depends on when and where it was written. Nothing is unpacked to the
disk; how much a zip may hold is bounded, whatever it says of itself.
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
from .date_formats import offset_named
from .incoming import (
    MEDIA,
    Here,
    Incoming,
    Item,
    Left,
    LeftOut,
    Notice,
    Occurrences,
    Place,
    Skipped,
    in_calendar,
    left_over,
    new_entry,
    open_tags,
    remarks,
    zone_named,
)
from .jrnl_json_in import beginning, beginning_of, begins_as_json, json_checked, left_by
from .json_stream import Member, members
from .source import Source, as_text

ZIP_DAMAGED = "{path} is a damaged zip file; nothing was brought in"

SOURCE = "dayone"
MOST_MEMBERS = 10_000
MOST_BYTES = 200 * 1024 * 1024
"""Of text, in all the members that are read."""
MOST_RATIO = 200
"""So many times larger than it was packed; text packs five to ten times."""
_ROOM = 1024 * 1024
"""Below this no ratio is looked at: small files may pack well."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MEDIA_ENDS = re.compile(r"\]\(dayone-[a-z]+:[^()\n]*\)[ \t]*\n?")
"""The end of a link to media; its beginning is looked for backwards, or many brackets would take
time with their square."""
_COUNTED: dict[str, Left] = {
    "photos": "photos",
    "videos": "videos",
    "audios": "audios",
    "pdfAttachments": "pdfs",
}
_SINGLE: dict[str, Left] = {"location": "places", "weather": "weather"}
_OF_THE_DEVICE = ("creationDevice", "creationDeviceType", "creationDeviceModel")
_OF_THE_PROGRAM = ("creationOSName", "creationOSVersion", "duration", "editingTime", "sourceString")
_TAKEN = {
    *("uuid", "creationDate", "modifiedDate", "timeZone", "text", "richText", "tags", "starred"),
    *(*_COUNTED, *_SINGLE, *_OF_THE_DEVICE, *_OF_THE_PROGRAM),
}
"""What is taken, counted, or about the device and no words of anybody."""


_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, ValueError, IndexError),
)
"""What zipfile raises for headers and contents that make no sense."""


class DayOne:
    """Reads Day One's export."""

    format = "dayone"

    def recognises(self, source: Source) -> bool:
        """By its entries: in a JSON file, in one of a folder's, or in one inside a zip."""
        if not source.is_zip:
            return any(_is_ours(file) for file in _files(source))
        with source.open() as file, _opened(file, source) as archive:
            return any(_is_ours_in(archive, each, source) for each in _in_zip(archive, source))

    def obeys(self, source: Source) -> bool:
        """Whether there is any JSON, by itself, in a folder or in a zip."""
        return source.is_zip or any(map(begins_as_json, _files(source)))

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """Each entry of each journal."""
        occurrences = Occurrences()
        if source.is_zip:
            yield from _zipped(source, here, occurrences)
            return
        files = [file for file in _files(source) if not source.is_folder or _is_ours(file)]
        source.meter.total = sum(file.size for file in files)
        for each in files:
            with each.text(counted=True) as file:
                yield from _items(file, each.label, here, occurrences)
            yield from remarks(each)
        read = {each.name for each in files}
        yield from left_over(source, lambda file: file.name in read or _is_media(file.name))


def _is_ours(file: Source) -> bool:
    return _begins_as_ours(*beginning(file))


_TEXTS = {"text", "richText"}
_BESIDE_UUID = {"timeZone", "creationDevice", *_COUNTED}


def _begins_as_ours(head: dict[str, Any], first: Any) -> bool:
    """Whether a first entry has what one of Day One always has, or an empty journal says so."""
    if first is None:
        about = head.get("metadata")
        return len(head) == 1 and isinstance(about, dict) and about.keys() == {"version"}
    if not isinstance(first, dict) or "creationDate" not in first:
        return False
    # Programs that write for Day One give no names; photos alone have no text.
    return not _TEXTS.isdisjoint(first) or ("uuid" in first and not _BESIDE_UUID.isdisjoint(first))


def _files(source: Source) -> Iterator[Source]:
    """The JSON files at the top of a folder: below it lie media."""
    if not source.is_folder:
        return iter([source])
    return (file for file in source.ending(".json") if "/" not in file.name)


def _is_media(name: str) -> bool:
    """Whether a file is one of those that entries point at, which are counted with these."""
    return "/" in name or name.lower().endswith(MEDIA)


# --- zips ----------------------------------------------------------------------------------------


@contextmanager
def _opened(file: BinaryIO, source: Source) -> Iterator[zipfile.ZipFile]:
    """The archive; what is wrong with it becomes `Flawed`."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _DAMAGED:
        raise Flawed(ZIP_DAMAGED, path=source.name) from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place that no file can have, from a damaged header
            raise
        raise Flawed(ZIP_DAMAGED, path=source.name) from None
    except RuntimeError:  # how zipfile says that a member has a password
        raise UsageError(
            "{path} has a password; unpack it, and import the folder", path=source.name
        ) from None


def _in_zip(archive: zipfile.ZipFile, source: Source) -> list[zipfile.ZipInfo]:
    """The journals in an archive: plain files at its top. Raises `UsageError` for too many."""
    found = archive.infolist()
    if len(found) > MOST_MEMBERS:
        raise UsageError(
            "{path} holds more than {most} files; unpack it, and import the folder",
            path=source.name,
            most=f"{MOST_MEMBERS:,}",
        )
    return [each for each in found if each.filename.lower().endswith(".json") and _is_plain(each)]


def _is_plain(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file with a name of its own: no link, and no way out of the folder."""
    mode = member.external_attr >> 16
    parts = member.filename.split("/")
    in_media = len(parts) > 2 or member.filename.startswith(("/", "__MACOSX"))
    return not (in_media or ".." in parts or "\\" in member.filename or stat.S_ISLNK(mode))


class _Bounded(io.RawIOBase):
    """A member that stops where it grows beyond what a journal can be."""

    def __init__(self, file: BinaryIO, packed: int, budget: list[int], source: Source) -> None:
        self._file = file
        self._most = max(packed * MOST_RATIO, _ROOM)
        self._budget = budget
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        self._most -= len(piece)
        self._budget[0] -= len(piece)
        if self._most < 0 or self._budget[0] < 0:
            raise UsageError(
                "{path} unpacks to more than {most}, or packs tighter than a journal does; "
                "if you trust it, unpack it and import the folder",
                path=self._source.name,
                most=f"{MOST_BYTES >> 20} MB",
            )
        buffer[: len(piece)] = piece
        self._source.meter.done += len(piece)
        return len(piece)


def _zipped(source: Source, here: Here, occurrences: Occurrences) -> Iterator[Item]:
    budget = [MOST_BYTES]
    with source.open() as file, _opened(file, source) as archive:
        inner = _in_zip(archive, source)
        journals = [each for each in inner if _is_ours_in(archive, each, source)] or inner
        source.meter.total = sum(each.file_size for each in journals)
        for each in journals:
            with _text_in(archive, each, budget, source) as text:
                yield from _items(text, each.filename, here, occurrences)
        read = {each.filename for each in journals}
        for each in archive.infolist():
            if not (each.is_dir() or each.filename in read or _is_apart(each.filename)):
                yield Skipped(Place(each.filename), "other_file")


def _is_apart(name: str) -> bool:
    """Whether a file in a zip is media, or what macOS adds for itself."""
    return _is_media(name) or name.startswith((".", "__MACOSX"))


def _is_ours_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source) -> bool:
    """The same of a file in a zip, of which only the beginning is read."""
    with _text_in(archive, member, [MOST_BYTES], source) as text:
        return _begins_as_ours(*beginning_of(text))


@contextmanager
def _text_in(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: list[int], source: Source
) -> Iterator[TextIO]:
    with archive.open(member) as inside:
        bounded = _Bounded(inside, member.compress_size, budget, source)  # type: ignore[arg-type]  # it only reads
        with as_text(io.BufferedReader(bounded)) as text:
            yield text


# --- entries -------------------------------------------------------------------------------------


def _items(file: TextIO, name: str, here: Here, occurrences: Occurrences) -> Iterator[Item]:
    with json_checked(name):
        for member in members(file):
            if member.name == "entries" and member.number is not None:
                yield from _item(member, name, here, occurrences)


def _item(member: Member, name: str, here: Here, occurrences: Occurrences) -> Iterator[Item]:
    place = Place(name, member.number, "entry")
    found = member.value
    if not isinstance(found, dict):
        yield Skipped(place, "not_an_entry")
        return
    yield from _left_out(found)
    created = _moment(found.get("creationDate"))
    if created is None:
        yield Skipped(place, "not_a_date" if found.get("creationDate") else "no_date")
        return
    if not in_calendar(created):
        yield Skipped(place, "beyond_calendar")
        return
    zone = _zone(found)
    known = (zone_named(zone) or offset_named(zone)) if zone else None
    if zone and known is None:
        yield Notice(place, "zone_unknown")
    modified = _moment(found.get("modifiedDate"))
    title, body = _words(found)
    tags = found.get("tags")
    uuid = found.get("uuid")
    named = uuid if isinstance(uuid, str) and uuid else occurrences.name(str(created), body)
    yield Incoming(
        new_entry(
            created.astimezone(known or here.zone),
            body,
            tz=zone if isinstance(known, ZoneInfo) else None if known else here.tz,
            modified_at=modified if modified and in_calendar(modified) else None,
            title=title,
            tags=open_tags([t for t in tags if isinstance(t, str)], f"{title or ''}\n{body}")
            if isinstance(tags, list)
            else (),
            starred=found.get("starred") is True,
            source=SOURCE,
            source_id=named,
        ),
        place,
        once=named != uuid,
    )


def _left_out(found: dict[str, Any]) -> Iterator[LeftOut]:
    for key, what in _COUNTED.items():
        if isinstance(found.get(key), list) and found[key]:
            yield LeftOut(what, len(found[key]))
    for key, what in _SINGLE.items():
        if isinstance(found.get(key), dict):
            yield LeftOut(what, 1)
    for name in left_by(found, _TAKEN):
        yield LeftOut("properties", 1, name)


def _moment(value: Any) -> datetime | None:
    """A moment such as `2018-12-06T21:04:39Z`; Day One writes no other zone than that."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _zone(found: dict[str, Any]) -> str | None:
    """The zone an entry was written in; that of its place where it names none itself."""
    place = found.get("location")
    places = place.get("timeZoneName") if isinstance(place, dict) else None
    for name in (found.get("timeZone"), places):
        if isinstance(name, str) and name:
            return name
    return None


def _words(found: dict[str, Any]) -> tuple[str | None, str]:
    """Title and text as their writer saw them: without links to media, and without backslashes."""
    text = found.get("text")
    if not isinstance(text, str) or not text.strip():
        text, is_heading = _rich(found.get("richText"))
        return _divided(_without_media(text).strip("\n"), is_heading=is_heading)
    title, body = _divided(_without_media(text).strip("\n"), is_heading=None)
    return title and _plain(title), _plain(body)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _without_media(text: str) -> str:
    pieces, after, end = [], 0, 0
    for found in _MEDIA_ENDS.finditer(text):
        before = [text.rfind(letter, end, found.start()) + 1 for letter in "]\n"]
        start = text.find("[", max(end, *before), found.start())
        end = found.end()
        if start < 0:
            continue
        if start > after and text[start - 1] == "!":
            start -= 1
        pieces.append(text[after:start])
        after = end
    return "".join((*pieces, text[after:]))


def _divided(text: str, *, is_heading: bool | None) -> tuple[str | None, str]:
    """Title and text: a heading in the first line, with more below, is a title.

    Looked for before backslashes are undone: `\\# 1 reason` is no heading.
    """
    first, _, rest = text.partition("\n")
    titled = first.startswith("# ") and is_heading is not False and MARK not in _plain(first)
    # Private words may begin in it and end in the text, or end there with no beginning.
    titled = titled and can_be_split(_plain(first), _plain(rest))
    if titled and first[2:].strip() and rest.strip():
        return first[2:].strip(), rest.strip("\n")
    return None, text


def _rich(value: Any) -> tuple[str, bool]:
    """The words of Day One's other way to keep a text, and whether they begin with a heading.

    Pieces with attributes, as JSON in JSON.
    """
    try:
        document = json.loads(value) if isinstance(value, str) else {}
        pieces = [each for each in document.get("contents", []) if isinstance(each, dict)]
        text = "".join(map(_piece, pieces))
        first = next((each for each in pieces if str(each.get("text") or "").strip()), {})
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
