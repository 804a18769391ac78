"""The time zone that the environment names, and the system's own zone."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import tzlocal

_FOLDERS = ("zoneinfo", "zoneinfo.default", "posix", "right")
"""Folders of zone files; the name of a zone is the path below the last of these."""


def name_of(tz: str) -> str | None:
    """Return the IANA name for a value of `TZ`; None for a POSIX rule or an unknown zone.

    Symbolic links such as `:/etc/localtime` are followed to the zone's file.
    """
    name = tz.removeprefix(":")
    if not name:
        return "UTC"  # as in the C library
    if name.startswith("/"):
        parts = PurePosixPath(os.path.realpath(name)).parts
    else:
        parts = PurePosixPath(name).parts
    last = max((at for at, part in enumerate(parts) if part in _FOLDERS), default=-1)
    if name.startswith("/") and last < 0:
        return None
    zone_name = "/".join(parts[last + 1 :])
    try:
        ZoneInfo(zone_name)
    except (LookupError, ValueError, OSError):
        return None
    return zone_name


def name_of_system() -> str | None:
    """Return the IANA name of the system's own zone, or None if it is unknown."""
    try:
        return tzlocal.get_localzone_name()
    except (LookupError, OSError):
        return None


class SystemZone(tzinfo):
    """The system's time zone, with its changes to summer time, when its name is unknown."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return the offset at a local time."""
        if moment is None:
            return None
        try:
            return moment.replace(tzinfo=None).astimezone().utcoffset()
        except (OverflowError, ValueError, OSError):
            return timedelta(seconds=-time.timezone)

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Return None: unknown."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Return None: unknown."""
        return None

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of a moment in UTC."""
        try:
            offset = moment.replace(tzinfo=None) - datetime(1970, 1, 1)  # noqa: DTZ001  # UTC
            local = datetime.fromtimestamp(offset.total_seconds())  # noqa: DTZ006  # local
            return local.replace(microsecond=moment.microsecond, tzinfo=self)
        except (OverflowError, ValueError, OSError):
            return moment + timedelta(seconds=-time.timezone)
