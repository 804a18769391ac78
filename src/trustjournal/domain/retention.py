"""Which of the daily copies stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

DAYS = 7
WEEKS = 4


def moments_to_keep(moments: Iterable[datetime]) -> set[datetime]:
    """The newest copy of each of the last seven days and four weeks that have one.

    Days and weeks without a copy do not count, so a month away costs nothing.
    """
    keep: set[datetime] = set()
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for moment in sorted(moments, reverse=True):
        days.setdefault(moment.date(), moment)
        weeks.setdefault(moment.isocalendar()[:2], moment)
    keep.update(list(days.values())[:DAYS])
    keep.update(list(weeks.values())[:WEEKS])
    return keep
