"""Time zones as the environment names them."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

_FOLDERS = ("zoneinfo", "zoneinfo.default", "posix", "right")
"""A zone is called by what comes after the last of these in a path."""


def name_of(tz: str) -> str | None:
    """The IANA name of the zone that `TZ` names; None for a rule, or for what is no zone.

    `:/etc/localtime` and other paths are followed to where the zone's file is.
    """
    name = tz.removeprefix(":")
    if not name:
        return "UTC"  # so the C library has it
    if name.startswith("/"):
        parts = PurePosixPath(os.path.realpath(name)).parts
    else:
        parts = PurePosixPath(name).parts
    last = max((at for at, part in enumerate(parts) if part in _FOLDERS), default=-1)
    if name.startswith("/") and last < 0:
        return None
    found = "/".join(parts[last + 1 :])
    try:
        ZoneInfo(found)
    except (LookupError, ValueError, OSError):
        return None
    return found


class SystemZone(tzinfo):
    """The zone that the system reckons with, summer time and all, though nobody knows its name."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset at a local time."""
        if moment is None:
            return None
        try:
            return moment.replace(tzinfo=None).astimezone().utcoffset()
        except (OverflowError, ValueError, OSError):
            return timedelta(seconds=-time.timezone)

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Unknown."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Unknown."""
        return None

    def fromutc(self, moment: datetime) -> datetime:
        """The local time of a moment in UTC."""
        try:
            offset = moment.replace(tzinfo=None) - datetime(1970, 1, 1)  # noqa: DTZ001  # UTC
            local = datetime.fromtimestamp(offset.total_seconds())  # noqa: DTZ006  # local it is
            return local.replace(microsecond=moment.microsecond, tzinfo=self)
        except (OverflowError, ValueError, OSError):
            return moment + timedelta(seconds=-time.timezone)
