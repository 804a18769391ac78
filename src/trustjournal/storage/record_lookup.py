"""Which records that are no entries a journal has already, for an import of a whole one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..domain.private_marks import MARK, PLACEHOLDER, hide, redacted_by_line
from ..domain.record_schema import Record
from ..domain.text import label_key
from .query import Reads

ENTRY = "SELECT n, revision, day, kind, prompt_text FROM entry WHERE id = ?"
PROMISE = "SELECT n FROM promise WHERE id = ?"
HIDES = {
    "entry": "SELECT 1 FROM entry WHERE id = ? AND private",
    "promise": "SELECT 1 FROM promise WHERE id = ? AND hidden",
    "told_promise": "SELECT 1 FROM promise WHERE id = ? AND (hidden OR private)",
}
"""Whether the words of what has this id are hidden here; or at least stay out of exports."""
ANYTHING = "SELECT EXISTS (SELECT 1 FROM entry) OR EXISTS (SELECT 1 FROM prompt_event)"

SAME: dict[str, tuple[str, str]] = {
    "revisions": (
        """
        SELECT 1 FROM revision r JOIN entry x ON x.n = r.entry_n
        WHERE x.id = ? AND r.revision = ?""",
        "entry revision",
    ),
    "checkins": (
        """
        SELECT 1 FROM checkin c JOIN entry x ON x.n = c.entry_n WHERE x.id = ?""",
        "entry",
    ),
    "unsaid": (
        """
        SELECT 1 FROM unsaid u JOIN entry x ON x.n = u.entry_n
        WHERE x.id = ? AND u.line IS ? AND u.n <= ?""",
        "entry line before",
    ),
    "prompt_events": (
        """
        SELECT 1 FROM prompt_event WHERE day = ? AND event = ? AND pack = ?
        AND prompt_id = ? AND recorded_at = ? AND n <= ?""",
        "day event pack prompt_id recorded_at before",
    ),
    "focus": ("SELECT 1 FROM focus WHERE period = ?", "period"),
    # One who is to be quoted no more is not there yet: that must not be lost on the way.
    "people": ("SELECT 1 FROM person WHERE key = ? AND (? OR NOT quote)", "key quote"),
    "promises": ("SELECT 1 FROM promise WHERE id = ?", "id"),
    "promise_events": (
        """
        SELECT 1 FROM promise_event v JOIN promise p ON p.n = v.promise_n
        WHERE p.id = ? AND v.kind = ? AND v.day = ?
        AND v.recorded_at = ? AND v.n <= ?""",
        "promise kind day recorded_at before",
    ),
    "pulses": (
        "SELECT 1 FROM pulse WHERE week = ? AND taken_at = ? AND n <= ?",
        "week taken_at before",
    ),
    "sittings": (
        """
        SELECT 1 FROM sitting WHERE day = ? AND began_at IS ?
        AND seconds = ? AND planned_seconds = ? AND n <= ?""",
        "day began_at seconds planned_seconds before",
    ),
    "shares": (
        "SELECT 1 FROM share WHERE shared_at = ? AND path = ? AND n <= ?",
        "shared_at path before",
    ),
    "pauses": (
        """
        SELECT 1 FROM pause WHERE first_day = ? AND last_day = ?
        AND made_at = ? AND n <= ?""",
        "first_day last_day made_at before",
    ),
}
"""Whether a record is there, by what tells it from others of its section, and the names of that.

Where two may be the same in everything, `before` is the last row there was before the import:
so a file with both brings both, and brings none when it comes again.
"""
IF_THEN = """
    SELECT i.n, i.outcome, x.id, i.text FROM intention i LEFT JOIN entry x ON x.n = i.entry_n
    WHERE i.period = ? AND i.made_at = ? AND i.n <= ?"""
UNSAID = """
    SELECT u.line, x.body FROM unsaid u JOIN entry x ON x.n = u.entry_n
    WHERE x.id = ? AND u.line IS NOT NULL AND u.n <= ?"""
LAST: dict[str, str] = {
    "unsaid": "SELECT max(n) FROM unsaid",
    "intentions": "SELECT max(n) FROM intention",
    "prompt_events": "SELECT max(n) FROM prompt_event",
    "promise_events": "SELECT max(n) FROM promise_event",
    "pulses": "SELECT max(n) FROM pulse",
    "sittings": "SELECT max(n) FROM sitting",
    "shares": "SELECT max(n) FROM share",
    "pauses": "SELECT max(n) FROM pause",
}


@dataclass(frozen=True, slots=True)
class IfThen:
    """An if-then that is in the journal, as far as a copy may know more of it."""

    n: int
    outcome: str | None
    entry: str | None
    """The id of its review."""
    text: str


def with_outcome(own: str | None, other: str | None, *, private: bool = False) -> str | None:
    """How an if-then went: as a copy has it that goes on where ours ends, else as ours has it.

    Journals of earlier versions keep it there, and it grew by the line. With `private` the lines
    that are added are hidden.
    """
    if not other:
        return own
    before, lines = own.split("\n") if own else [], other.split("\n")
    if len(lines) <= len(before) or not all(map(_is_same, before, lines)):
        return own
    added = "\n".join(lines[len(before) :])
    return "\n".join([*before, hide(added) if private else added])


def _is_same(own: str, other: str) -> bool:
    """Tell whether two lines are the same, but that ours may hide more of it."""
    if own == other:
        return True
    return MARK in own and hide(own) == hide(other)


def says_otherwise(own: str | None, other: str | None) -> bool:
    """Tell whether a copy has words on how an if-then went that the journal lacks."""
    if not other or PLACEHOLDER in other:
        return False
    lines, own_lines = other.split("\n"), (own or "").split("\n")
    starts = range(len(own_lines) - len(lines) + 1)
    return not any(all(map(_is_same, own_lines[n:], lines)) for n in starts)


@dataclass(frozen=True, slots=True)
class Owner:
    """The entry a record belongs to, as far as its records must know it."""

    n: int
    revision: int
    day: str
    kind: str
    prompt_text: str | None


class PartsReader(Reads):
    """Looking for records that come a second time."""

    def is_empty(self) -> bool:
        """Whether nothing was written and no question asked yet."""
        return not self._value(ANYTHING)

    def last(self, section: str) -> int:
        """The row of a section that was stored last; 0 where there is none."""
        return int(str(self._value(LAST[section]) or 0)) if section in LAST else 0

    def has(self, section: str, record: Record, before: int) -> bool:
        """Whether a record is there, among the rows up to `before`."""
        if section == "unsaid" and PLACEHOLDER in (record["line"] or ""):
            return self._has_unredacted(record, before)
        values: dict[str, Any] = {**record, "before": before}
        if section == "people":
            values["key"] = label_key(record["alias"])
        sql, names = SAME[section]
        return bool(self._rows(sql, *(values[name] for name in names.split())))

    def if_then(self, record: Record, before: int) -> IfThen | None:
        """The if-then that a record is, among the rows up to `before`.

        A copy without private words may have others in it, so its words need not be the same.
        """
        rows = self._rows(IF_THEN, record["period"], record["made_at"], before)
        candidates = [IfThen(*row) for row in rows]  # type: ignore[arg-type]

        def likeness(candidate: IfThen) -> tuple[bool, ...]:
            return tuple(
                getattr(candidate, name) == record[name] for name in ("text", "entry", "outcome")
            )

        return max(candidates, key=likeness, default=None)

    def hides(self, kind: str, name: str) -> bool:
        """Whether an entry or a promise hides its words (see `HIDES`)."""
        return self._value(HIDES[kind], name) is not None

    def _has_unredacted(self, record: Record, before: int) -> bool:
        """Whether a line without its private words is marked here with them."""
        return any(
            (redacted_by_line(str(body)).get(str(line)) or "").strip() == record["line"]
            for line, body in self._rows(UNSAID, record["entry"], before)
        )

    def entry(self, entry_id: str | None) -> Owner | None:
        """An entry by its id."""
        rows = self._rows(ENTRY, entry_id)
        return Owner(*rows[0]) if rows else None  # type: ignore[arg-type]

    def promise(self, promise_id: str) -> int | None:
        """The row of a promise by its id."""
        return self._value(PROMISE, promise_id)  # type: ignore[return-value]
