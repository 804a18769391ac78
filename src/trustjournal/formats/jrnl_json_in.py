"""Import what `jrnl --format json` prints.

Its form is `{"tags": …, "entries": [{"title", "body", "date", …}]}`. jrnl stores neither seconds
nor time zones, so this computer's zone is used. The JSON helpers below serve the other importers
of JSON too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TextIO

from ..domain.text import labels
from ..errors import Flawed
from . import jrnl_common
from .incoming import (
    Dropped,
    ImportContext,
    Item,
    Occurrences,
    Place,
    Reason,
    Skipped,
    encoding_notices,
)
from .json_stream import Member, NotJson, members
from .source import Source

_REQUIRED_KEYS = {"title", "body", "date", "time"}
_USED_KEYS = {*_REQUIRED_KEYS, "tags", "starred"}


class JrnlJson:
    """Importer for jrnl's JSON."""

    format = "jrnl"

    def recognises(self, source: Source) -> bool:
        """Return whether the first entry and the document have the keys that jrnl always writes."""
        head, first = beginning(source)
        if first is None:
            return head == {"tags": {}}
        has_tags = head.keys() == {"tags"} and isinstance(head["tags"], dict)
        required = {"title", "date"} if has_tags else _REQUIRED_KEYS
        return isinstance(first, dict) and first.keys() >= required

    def can_read(self, source: Source) -> bool:
        """Return whether it begins like JSON."""
        return begins_as_json(source)

    def read(self, source: Source, context: ImportContext) -> Iterator[Item]:
        """Yield each entry."""
        occurrences = Occurrences()
        source.meter.total = source.size
        with text_of(source) as file:
            for member in members(file):
                if member.name == "entries" and member.number is not None:
                    yield from _item(member, source, context, occurrences)
        yield from encoding_notices(source)


@contextmanager
def text_of(source: Source) -> Iterator[TextIO]:
    """Open a JSON file as text. Raises `Flawed` if it turns out not to be JSON."""
    with source.text() as file, json_checked(source.name):
        yield file


@contextmanager
def json_checked(name: str) -> Iterator[None]:
    """Turn `NotJson` into a `Flawed` that names the file."""
    try:
        yield
    except NotJson as error:
        raise Flawed(
            "{path} is cut off or isn't valid JSON (at character {at}), so nothing was imported",
            path=name,
            at=error.at,
        ) from None


def begins_as_json(source: Source) -> bool:
    """Return whether a source may be a JSON object."""
    return not source.is_folder and source.text_head.lstrip().startswith("{")


def beginning(source: Source) -> tuple[dict[str, Any], Any]:
    """Return the members of a JSON document before its first entry, and that entry or None."""
    head: dict[str, Any] = {}
    if not begins_as_json(source):
        return head, None
    try:
        with source.text() as file:
            return beginning_of(file)
    except Flawed:
        return head, None


def beginning_of(file: TextIO) -> tuple[dict[str, Any], Any]:
    """Read the members before the first entry, and that entry or None, from an open text."""
    head: dict[str, Any] = {}
    try:
        for member in members(file):
            if member.name == "entries" and member.number is not None:
                return head, member.value
            head[member.name] = member.value
    except NotJson:
        pass
    return head, None


def _item(
    member: Member, source: Source, context: ImportContext, occurrences: Occurrences
) -> Iterator[Item]:
    place = Place(source.label, member.number, "entry")
    fields = member.value
    if not isinstance(fields, dict):
        yield Skipped(place, "not_an_entry")
        return
    moment, reason = _moment(fields)
    if moment is None:
        yield Skipped(place, reason)
        return
    if not {"title", "body"} <= fields.keys():
        # jrnl always writes both. Something with only one of them has its words elsewhere.
        yield Skipped(place, "not_an_entry")
        return
    for name in unused_properties(fields, _USED_KEYS):
        yield Dropped("properties", 1, name)
    tags = fields.get("tags")
    words = [tag.lower() for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    yield jrnl_common.item(
        context,
        place,
        moment,
        _text(fields.get("title")),
        _text(fields.get("body")),
        tags=labels(words),
        starred=fields.get("starred") is True,
        occurrences=occurrences,
    )


def unused_properties(fields: dict[str, Any], used: Collection[str]) -> Iterator[str]:
    """Yield the names of an entry's non-empty fields that the import doesn't use."""
    for name, value in fields.items():
        if name not in used and value not in (None, "", [], {}, False, 0):
            yield name


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(fields: dict[str, Any]) -> tuple[datetime | None, Reason]:
    """Return the local time of an entry, or None with the reason why there is none."""
    if not fields.get("date"):
        return None, "no_date"
    text = f"{fields['date']} {fields.get('time') or '12:00'}"
    try:
        return datetime.fromisoformat(text), "no_date"
    except ValueError:
        return None, "not_a_date"
