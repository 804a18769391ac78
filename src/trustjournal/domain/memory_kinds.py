"""The kinds of memories, and what the setting `remember` says of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class MemoryKind(StrEnum):
    """A kind of memory, the one that goes first at the top.

    The value is the tag of its questions, which have the cadence `memory`.
    """

    COME_BACK = "come-back"
    """An entry whose writer named this day to come back to it."""
    DATE_BEFORE = "date-before"
    """A date of someone is coming up."""
    DATE_AFTER = "date-after"
    """A date of someone has passed."""
    STORM = "after-storm"
    """A storm was written yesterday; so the next four."""
    HEAVY = "after-heavy"
    """The mood was low. A light daily question comes."""
    HEARD = "after-heard"
    """A need was heard in a check-in."""
    KEPT = "after-kept"
    """A promise was kept."""
    JOY = "after-joy"
    FOLLOW_UP = "follow-up"
    """Yesterday's question goes on with its last follow-up."""
    IF_THEN = "if-then"
    """The if-then of this week."""
    MOVED = "promises-moved"
    """Promises of this season that were moved."""
    PROMISES_KEPT = "promises-kept"
    """Promises of this season that were kept."""
    MINE = "mine"
    """Words marked as mine to keep a while ago."""


FOLLOW_UPS = frozenset({MemoryKind.FOLLOW_UP})
DATES = frozenset({MemoryKind.DATE_BEFORE, MemoryKind.DATE_AFTER})
LOOKING_BACK = frozenset(
    {MemoryKind.IF_THEN, MemoryKind.MOVED, MemoryKind.PROMISES_KEPT, MemoryKind.MINE}
)
AFTER_A_DAY = frozenset(
    {
        MemoryKind.STORM,
        MemoryKind.HEAVY,
        MemoryKind.HEARD,
        MemoryKind.KEPT,
        MemoryKind.JOY,
    }
)
GUESSES = "guesses"
"""The guesses that a check-in asks about. They are no question of an evening."""
CHOICES: Mapping[str, frozenset[MemoryKind]] = {
    "come-back": frozenset({MemoryKind.COME_BACK}),
    "dates": DATES,
    "days-after": AFTER_A_DAY,
    "follow-ups": FOLLOW_UPS,
    "looking-back": LOOKING_BACK,
    GUESSES: frozenset(),
}
"""What the setting `remember` can name."""
ASKED_FOR = DATES | {MemoryKind.COME_BACK}
"""Kinds for a day that the person named. They come whatever else is waiting."""
MAY_WAIT = FOLLOW_UPS | LOOKING_BACK
"""Kinds that leave the evening to a practice that has waited long."""
LIGHTLY = AFTER_A_DAY - {MemoryKind.STORM, MemoryKind.HEAVY}
"""Kinds that leave it too, unless they can ask about that practice."""
