"""How dates and moments stand in the file: ISO text, moments in UTC to the microsecond."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ..errors import Damaged

JOURNAL_BAD_DATE = (
    "the journal holds a date that cannot be read; keep the file, and restore a backup beside it"
)

ASKED_FOR_CONTEXT_KEY = "asked_for_context"
"""In the table `meta`: the person was asked once where they stand."""

LAST_PAUSE_KEY = "last_pause"
"""In the table `meta`: the highest number of a pause that was undone. It is never given again."""


def moment_text(moment: datetime) -> str:
    """A moment as it is stored, `2026-11-22T21:10:05.123456Z`. It must know its offset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The stored moment, in UTC. Raises `Damaged` for what is no moment."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Damaged(JOURNAL_BAD_DATE) from None


def day_of(text: str) -> date:
    """The stored day. Raises `Damaged` for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Damaged(JOURNAL_BAD_DATE) from None
