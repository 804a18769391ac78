"""What `jrnl --format json` prints: `{"tags": …, "entries": [{"title", "body", "date", …}]}`.

jrnl knows neither seconds nor time zones; the zone of this computer is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TextIO

from ..domain.texts import labels
from ..errors import Flawed
from . import jrnl
from .incoming import Here, Item, Occurrences, Place, Reason, Skipped
from .json_stream import Member, NotJson, members
from .source import Source


class JrnlJson:
    """Reads jrnl's JSON."""

    format = "jrnl"

    def recognises(self, source: Source) -> bool:
        """By the names an entry has, or in an empty journal by those the document has."""
        names, first = beginning(source)
        if first is None:
            return names == {"tags"}
        return isinstance(first, dict) and {"date", "title"} <= first.keys()

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """Each entry."""
        occurrences = Occurrences()
        source.meter.total = source.size
        with text_of(source) as file:
            for member in members(file):
                if member.name == "entries" and member.number is not None:
                    yield _item(member, source, here, occurrences)


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
        raise Flawed("json_damaged", path=name, at=error.at) from None


def beginning(source: Source) -> tuple[set[str], Any]:
    """The names of a JSON document up to its first entry, and that entry; None without one."""
    names: set[str] = set()
    if not source.text_head.lstrip().startswith("{") or source.is_folder:
        return names, None
    try:
        with source.text() as file:
            for member in members(file):
                names.add(member.name)
                if member.name == "entries" and member.number is not None:
                    return names, member.value
    except NotJson:
        return names, None
    return names, None


def _item(member: Member, source: Source, here: Here, occurrences: Occurrences) -> Item:
    place = Place(source.label, member.number, "entry")
    found = member.value
    if not isinstance(found, dict):
        return Skipped(place, "not_an_entry")
    moment, reason = _moment(found)
    if moment is None:
        return Skipped(place, reason)
    tags = found.get("tags")
    words = [tag.lower() for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    return jrnl.item(
        here,
        place,
        moment,
        _text(found.get("title")),
        _text(found.get("body")),
        tags=labels(words),
        starred=found.get("starred") is True,
        occurrences=occurrences,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(found: dict[str, Any]) -> tuple[datetime | None, Reason]:
    if not found.get("date"):
        return None, "no_date"
    try:
        return datetime.fromisoformat(f"{found['date']} {found.get('time') or '12:00'}"), "no_date"
    except ValueError:
        return None, "not_a_date"
