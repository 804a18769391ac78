"""What `jrnl --format json` prints: `{"tags": …, "entries": [{"title", "body", "date", …}]}`.

jrnl knows neither seconds nor time zones; the zone of this computer is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TextIO

from ..domain.text import labels
from ..errors import Flawed
from . import jrnl_common
from .incoming import Here, Item, LeftOut, Occurrences, Place, Reason, Skipped, remarks
from .json_stream import Member, NotJson, members
from .source import Source

_ALWAYS = {"title", "body", "date", "time"}
_TAKEN = {*_ALWAYS, "tags", "starred"}


class JrnlJson:
    """Reads jrnl's JSON."""

    format = "jrnl"

    def recognises(self, source: Source) -> bool:
        """By the names that an entry and the document always have."""
        head, first = beginning(source)
        if first is None:
            return head == {"tags": {}}
        has_tags = head.keys() == {"tags"} and isinstance(head["tags"], dict)
        always = {"title", "date"} if has_tags else _ALWAYS
        return isinstance(first, dict) and first.keys() >= always

    def obeys(self, source: Source) -> bool:
        """Whether it begins as JSON does."""
        return begins_as_json(source)

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """Each entry."""
        occurrences = Occurrences()
        source.meter.total = source.size
        with text_of(source) as file:
            for member in members(file):
                if member.name == "entries" and member.number is not None:
                    yield from _item(member, source, here, occurrences)
        yield from remarks(source)


@contextmanager
def text_of(source: Source) -> Iterator[TextIO]:
    """The text of a JSON file. Raises `Flawed` where it turns out to be no JSON."""
    with source.text() as file, json_checked(source.name):
        yield file


@contextmanager
def json_checked(name: str) -> Iterator[None]:
    """Turn what is no JSON into one line that names the file."""
    try:
        yield
    except NotJson as error:
        raise Flawed(
            "{path} breaks off or is no JSON at character {at}; nothing was brought in",
            path=name,
            at=error.at,
        ) from None


def begins_as_json(source: Source) -> bool:
    """Whether it may be an object of JSON."""
    return not source.is_folder and source.text_head.lstrip().startswith("{")


def beginning(source: Source) -> tuple[dict[str, Any], Any]:
    """What a JSON document holds up to its first entry, and that entry; None without one."""
    head: dict[str, Any] = {}
    if not begins_as_json(source):
        return head, None
    try:
        with source.text() as file:
            return beginning_of(file)
    except Flawed:
        return head, None


def beginning_of(file: TextIO) -> tuple[dict[str, Any], Any]:
    """The same of an open text."""
    head: dict[str, Any] = {}
    try:
        for member in members(file):
            if member.name == "entries" and member.number is not None:
                return head, member.value
            head[member.name] = member.value
    except NotJson:
        pass
    return head, None


def _item(member: Member, source: Source, here: Here, occurrences: Occurrences) -> Iterator[Item]:
    place = Place(source.label, member.number, "entry")
    found = member.value
    if not isinstance(found, dict):
        yield Skipped(place, "not_an_entry")
        return
    moment, reason = _moment(found)
    if moment is None:
        yield Skipped(place, reason)
        return
    if not {"title", "body"} <= found.keys():
        # jrnl writes both, always; what has one of them only has its words elsewhere.
        yield Skipped(place, "not_an_entry")
        return
    for name in left_by(found, _TAKEN):
        yield LeftOut("properties", 1, name)
    tags = found.get("tags")
    words = [tag.lower() for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    yield jrnl_common.item(
        here,
        place,
        moment,
        _text(found.get("title")),
        _text(found.get("body")),
        tags=labels(words),
        starred=found.get("starred") is True,
        occurrences=occurrences,
    )


def left_by(found: dict[str, Any], taken: Collection[str]) -> Iterator[str]:
    """The names in an entry, beside those that are taken, that hold something."""
    for name, value in found.items():
        if name not in taken and value not in (None, "", [], {}, False, 0):
            yield name


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(found: dict[str, Any]) -> tuple[datetime | None, Reason]:
    if not found.get("date"):
        return None, "no_date"
    try:
        return datetime.fromisoformat(f"{found['date']} {found.get('time') or '12:00'}"), "no_date"
    except ValueError:
        return None, "not_a_date"
