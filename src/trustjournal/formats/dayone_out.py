"""A zip with JSON in it that Day One takes in.

Day One shows an entry on the day its moment has in its time zone, so an entry about another day
than it was written on gets a time on that day (`clock_time`). Text is Markdown, and Day One reads
a backslash before a sign as that sign, so such a backslash is doubled.
"""

from __future__ import annotations

import io
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
from .exporter import Journal, clock_time, title_of

INNER = "Trust.json"
"""Day One names the journal it makes after this file."""
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The time of the file inside, so that the same journal gives the same bytes."""
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


class ToDayOne:
    """Text, title, tags, stars, moment and zone."""

    dest = "trust-journal.zip"
    is_text = False

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """The zip, a little at a time."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            about = zipfile.ZipInfo(INNER, _ALWAYS)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o600 << 16
            about.create_system = 3  # Unix, whatever this is
            with archive.open(about, "w", force_zip64=True) as inner:
                inner.write(b'{"metadata": {"version": "1.0"},\n"entries": [')
                between = "\n"
                for entry in journal.entries():
                    text = json.dumps(_entry(entry), ensure_ascii=False)
                    inner.write(f"{between}{text}".encode())
                    yield sink.taken()
                    between = ",\n"
                inner.write(b"\n]}\n")
        yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that cannot go back, and hands on what was written to it."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._waiting += content
        return len(content)

    def taken(self) -> bytes:
        content = bytes(self._waiting)
        self._waiting.clear()
        return content


def uuid_of(entry: Entry) -> str:
    """Always the same for an entry, and different for each: 32 digits, as Day One has them."""
    return blake2b(entry.id.encode(), digest_size=16, person=b"trust-dayone").hexdigest().upper()


def _entry(entry: Entry) -> dict[str, Any]:
    zone, name = _zone(entry)
    created = entry.created_at
    has_clock = created.astimezone(zone).utcoffset() == timedelta(seconds=entry.utc_offset)
    if created.astimezone(zone).date() != entry.day or not (entry.tz == name or has_clock):
        created = clock_time(entry).replace(tzinfo=zone).astimezone(UTC)
    title = title_of(entry)
    text = _ESCAPE.sub(r"\\\\", f"# {title}\n\n{entry.body}" if title else entry.body)
    found: dict[str, Any] = {
        "uuid": uuid_of(entry),
        "creationDate": _moment(created),
        "modifiedDate": _moment(entry.modified_at),
        "timeZone": name,
        "text": text,
        "starred": entry.starred,
    }
    tags = list(dict.fromkeys((*entry.tags, *entry.people)))
    return found | {"tags": tags} if tags else found


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _zone(entry: Entry) -> tuple[Any, str]:
    """The zone an entry was written in; where nobody knows it, one with the same clock."""
    try:
        if entry.tz:
            return ZoneInfo(entry.tz), entry.tz
    except (LookupError, ValueError, OSError):
        pass
    hours, rest = divmod(entry.utc_offset, 3600)
    if not rest and -14 <= -hours <= 12:
        # In these names, and nowhere else, east of Greenwich is minus.
        name = f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
        return timezone(timedelta(hours=hours)), name
    hour = entry.created_at.replace(minute=0, second=0, microsecond=0)
    odd = _with_clock(hour, entry.utc_offset)
    return (ZoneInfo(odd), odd) if odd else (UTC, "Etc/UTC")


_WITH_ODD_CLOCKS = (
    *("Asia/Kolkata", "Australia/Darwin", "Asia/Kathmandu", "Asia/Tehran", "Asia/Kabul"),
    *("America/St_Johns", "Australia/Adelaide", "Asia/Yangon", "Australia/Lord_Howe"),
    *("Pacific/Marquesas", "Pacific/Chatham", "Australia/Eucla"),
)


@lru_cache(maxsize=4096)
def _with_clock(moment: datetime, offset: int) -> str | None:
    """The name of a zone that had this offset then, in seconds; None where no zone had."""
    for name in (*_WITH_ODD_CLOCKS, *_all_zones()):
        try:
            if moment.astimezone(ZoneInfo(name)).utcoffset() == timedelta(seconds=offset):
                return name
        except (LookupError, ValueError, OSError, OverflowError):
            continue
    return None


@lru_cache(maxsize=1)
def _all_zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))
