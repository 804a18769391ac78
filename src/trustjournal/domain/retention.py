"""The rule for which automatic backups to keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

DAYS = 7
WEEKS = 4


def moments_to_keep(moments: Iterable[datetime]) -> set[datetime]:
    """Choose which backups to keep: the newest of each of the last seven days and four weeks.

    Days and weeks without a backup do not count, so a month away loses none.
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
