"""Export to a zip with JSON that Day One can import.

Day One shows an entry on the day of its moment in its time zone, so an entry about another day
than it was written on gets a time on that day (`clock_time`). Text is Markdown. Day One drops a
backslash before a punctuation mark, so such a backslash is doubled.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from ..domain.entry import Entry
from . import zip_pieces
from .exporter_protocol import Journal, clock_time, title_of

INNER = "Trust.json"
"""The file in the zip. Day One names the imported journal after it."""
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


class ToDayOne:
    """Exporter for Day One: text, title, tags, stars, moment and zone."""

    dest = "trust-journal.zip"
    is_text = False

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield the zip in pieces."""
        buffer = zip_pieces.Buffer()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            header = zip_pieces.member(INNER)
            with archive.open(header, "w", force_zip64=True) as inner:
                inner.write(b'{"metadata": {"version": "1.0"},\n"entries": [')
                separator = "\n"
                for entry in journal.entries():
                    text = json.dumps(_entry(entry), ensure_ascii=False)
                    inner.write(f"{separator}{text}".encode())
                    yield buffer.drain()
                    separator = ",\n"
                inner.write(b"\n]}\n")
        yield buffer.drain()


def uuid_of(entry: Entry) -> str:
    """Return an id that never changes for an entry: 32 hexadecimal digits, as in Day One."""
    return blake2b(entry.id.encode(), digest_size=16, person=b"trust-dayone").hexdigest().upper()


def _entry(entry: Entry) -> dict[str, Any]:
    zone, name = _zone(entry)
    created = entry.created_at
    has_clock = created.astimezone(zone).utcoffset() == timedelta(seconds=entry.utc_offset)
    if created.astimezone(zone).date() != entry.day or not (entry.tz == name or has_clock):
        created = clock_time(entry).replace(tzinfo=zone).astimezone(UTC)
    title = title_of(entry)
    text = _ESCAPE.sub(r"\\\\", f"# {title}\n\n{entry.body}" if title else entry.body)
    fields: dict[str, Any] = {
        "uuid": uuid_of(entry),
        "creationDate": _moment(created),
        "modifiedDate": _moment(entry.modified_at),
        "timeZone": name,
        "text": text,
        "starred": entry.starred,
    }
    tags = list(dict.fromkeys((*entry.tags, *entry.people)))
    return fields | {"tags": tags} if tags else fields


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _zone(entry: Entry) -> tuple[Any, str]:
    """Return the zone an entry was written in; if unknown, one with the same UTC offset."""
    try:
        if entry.tz:
            return ZoneInfo(entry.tz), entry.tz
    except (LookupError, ValueError, OSError):
        pass
    hours, rest = divmod(entry.utc_offset, 3600)
    if not rest and -14 <= -hours <= 12:
        # In these names, unlike anywhere else, minus is east of Greenwich.
        name = f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
        return timezone(timedelta(hours=hours)), name
    hour = entry.created_at.replace(minute=0, second=0, microsecond=0)
    zone = _zone_with_offset(hour, entry.utc_offset)
    return (ZoneInfo(zone), zone) if zone else (UTC, "Etc/UTC")


_ODD_ZONES = (
    *("Asia/Kolkata", "Australia/Darwin", "Asia/Kathmandu", "Asia/Tehran", "Asia/Kabul"),
    *("America/St_Johns", "Australia/Adelaide", "Asia/Yangon", "Australia/Lord_Howe"),
    *("Pacific/Marquesas", "Pacific/Chatham", "Australia/Eucla"),
)
"""Zones whose offset isn't a whole number of hours; the most likely ones are tried first."""


@lru_cache(maxsize=4096)
def _zone_with_offset(moment: datetime, offset: int) -> str | None:
    """Find a zone that had this offset (in seconds) at a moment; None if no zone had."""
    for name in (*_ODD_ZONES, *_all_zones()):
        try:
            if moment.astimezone(ZoneInfo(name)).utcoffset() == timedelta(seconds=offset):
                return name
        except (LookupError, ValueError, OSError, OverflowError):
            continue
    return None


@lru_cache(maxsize=1)
def _all_zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))
