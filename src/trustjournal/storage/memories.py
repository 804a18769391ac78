"""Reading what an evening may take up again, and noting that it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..domain.memory import COME_BACK_DAYS, Memory
from ..domain.memory_kinds import MemoryKind
from ..domain.text import label_key
from ..records.sql import LIVE, QUIET
from .query import Reads

if TYPE_CHECKING:
    from .writer import Transaction

LAST_ANSWER = f"""
    SELECT p.pack, p.prompt_id, e.id FROM prompt_event p JOIN entry e ON e.n = p.entry_n
    WHERE p.day = ? AND p.event = 'answered' AND p.recorded_on < ?
    AND {LIVE} AND NOT e.private AND NOT {QUIET}
    ORDER BY p.recorded_at DESC, e.id, p.pack, p.prompt_id LIMIT 1"""
ANSWERS_SINCE = f"""
    SELECT p.pack, p.prompt_id, e.id FROM prompt_event p JOIN entry e ON e.n = p.entry_n
    WHERE p.event = 'answered' AND p.recorded_on >= ? AND e.created_at > ?
    AND {LIVE} AND NOT e.private AND NOT {QUIET}
    ORDER BY p.recorded_at DESC, e.id, p.pack, p.prompt_id"""
STORED_ON = f"""
    SELECT COUNT(*) FROM entry e
    WHERE {LIVE} AND NOT e.private AND e.kind = ? AND e.day BETWEEN ? AND ? AND e.written_on < ?"""
MOOD = f"""
    SELECT MIN(e.mood) FROM entry e
    WHERE {LIVE} AND NOT e.private AND e.day = ? AND e.written_on < ?"""
COME_BACKS = f"""
    SELECT e.id FROM entry e WHERE e.come_back BETWEEN ? AND ? AND {LIVE}
    ORDER BY e.come_back, e.created_at, e.id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question that was answered, and the id of the entry that answers it."""

    pack: str
    prompt_id: str
    entry: str


class MemoryReader(Reads):
    """Reads what was recorded before a day began. Private entries are never among it.

    Only an entry that is to be come back to may be private.
    """

    def last_answer(self, day: date) -> AnsweredQuestion | None:
        """Return the last question that was answered on a day."""
        rows = self._rows(LAST_ANSWER, day.isoformat(), (day + timedelta(days=1)).isoformat())
        return AnsweredQuestion(*map(str, rows[0])) if rows else None

    def answers_since(self, start: date, moment: str) -> Sequence[AnsweredQuestion]:
        """Return the questions answered from a day on and after a moment, the last first."""
        rows = self._rows(ANSWERS_SINCE, start.isoformat(), moment)
        return [AnsweredQuestion(*map(str, row)) for row in rows]

    def stored(self, kind: str, start: date, end: date) -> int:
        """Count the entries of a kind about some days that were written by the end of these."""
        days = (start.isoformat(), end.isoformat(), (end + timedelta(days=1)).isoformat())
        return int(str(self._value(STORED_ON, kind, *days)))

    def lowest_mood(self, day: date) -> int | None:
        """Return the lowest mood of a day, as written by its end."""
        mood = self._value(MOOD, day.isoformat(), (day + timedelta(days=1)).isoformat())
        return None if mood is None else int(str(mood))

    def to_come_back_to(self, today: date) -> str | None:
        """Return the id of the entry that has waited longest for its day; None without one."""
        since = (today - timedelta(days=COME_BACK_DAYS)).isoformat()
        entry_id = self._value(COME_BACKS, since, today.isoformat())
        return str(entry_id) if entry_id else None


def note_asked(store: Transaction, memory: Memory, today: date) -> None:
    """Note that a memory was asked about, or declined, so that it doesn't come again."""
    if memory.kind is MemoryKind.COME_BACK:
        store.update("entry", {"id": memory.entry}, come_back=None)
    elif memory.kind in (MemoryKind.DATE_BEFORE, MemoryKind.DATE_AFTER):
        column = "asked_before" if memory.kind is MemoryKind.DATE_BEFORE else "asked_after"
        where = {"person": label_key(memory.person), "key": label_key(memory.name)}
        store.update("person_date", where, **{column: today.isoformat()})
