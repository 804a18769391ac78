"""Conversion of dates and moments as stored: ISO text, moments in UTC to the microsecond."""

from __future__ import annotations

from datetime import date, datetime

from ..domain.calendar import moment_text as moment_text
from ..errors import Damaged

JOURNAL_BAD_DATE = (
    "the journal contains a date that can't be read; keep the file, and restore a backup beside it"
)

ASKED_FOR_CONTEXT_KEY = "asked_for_context"
"""Key in the table `meta`: the person was asked about their situation."""

OFFERED_REMINDER_KEY = "offered_reminder"
"""Key in the table `meta`: the person was told once that there is a reminder."""

LAST_PAUSE_KEY = "last_pause"
"""Key in the table `meta`: the highest number of a pause that was undone. It is never reused."""

RENAMED_KEY = "renamed"
"""Key in the table `meta`: renamed people and tags, for entries begun before they were renamed."""


RESTORED_KEY = "restored_at"
"""Key in the table `meta`: when a copy was last made the journal again."""


def moment_of(text: str) -> datetime:
    """Parse a stored moment, which is in UTC. Raises `Damaged` for an invalid one."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Damaged(JOURNAL_BAD_DATE) from None


def day_of(text: str) -> date:
    """Parse a stored day. Raises `Damaged` for an invalid one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Damaged(JOURNAL_BAD_DATE) from None
