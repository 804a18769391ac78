"""Notice that this computer's clock is behind the journal.

A clock that was ahead for a while leaves entries and copies dated later than now. They stay, and
they are never taken for the latest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..app import App
from ..domain.ids import short

TOLERANCE = timedelta(days=1)
"""How far ahead is ignored: clocks are corrected by minutes, and travellers change zones."""


@dataclass(frozen=True, slots=True)
class EntryAhead:
    """The entry dated furthest ahead of this computer's clock."""

    id: str
    """The beginning of its id, as screens show it."""
    day: date
    clock: date
    """The day by this computer's clock."""


def behind(app: App) -> EntryAhead | None:
    """Find the entry dated furthest ahead; None for a journal and a clock that agree.

    Its day counts, which `trust edit --date` can put right, and the moment it was written.
    """
    today = max(app.now.today, app.now.calendar_day)
    furthest = app.reader.furthest_ahead(today + TOLERANCE, app.now.moment + TOLERANCE)
    return EntryAhead(short(furthest[0]), furthest[1], app.now.calendar_day) if furthest else None


def is_far_ahead(app: App, moment: datetime) -> bool:
    """Return whether a moment is far enough ahead of now for a warning."""
    return moment > app.now.moment + TOLERANCE
