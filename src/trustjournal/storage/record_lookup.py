"""Lookup of existing records other than entries, for the import of a complete journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..domain.private_marks import MARK, PLACEHOLDER, has_words_of, hide, redacted_by_line
from ..domain.text import label_key
from ..records.section import Owner, Record
from ..records.sections import SECTIONS
from .query import Reads

ENTRY = "SELECT n, revision, day, kind, prompt_text FROM entry WHERE id = ?"
PROMISE = "SELECT n FROM promise WHERE id = ?"
HIDES = {
    "entry": "SELECT 1 FROM entry WHERE id = ? AND private",
    "promise": "SELECT 1 FROM promise WHERE id = ? AND hidden",
    "told_promise": "SELECT 1 FROM promise WHERE id = ? AND (hidden OR private)",
}
"""Queries for an entry or promise with hidden words, or (`told_promise`) kept out of exports."""
ANYTHING = "SELECT EXISTS (SELECT 1 FROM entry) OR EXISTS (SELECT 1 FROM prompt_event)"

VERSIONS = """
    SELECT r.title, r.body FROM revision r JOIN entry x ON x.n = r.entry_n WHERE x.id = ?
    UNION ALL SELECT x.title, x.body FROM entry x WHERE x.id = ?"""
UNSAID = """
    SELECT u.line, x.body FROM unsaid u JOIN entry x ON x.n = u.entry_n
    WHERE x.id = ? AND u.line IS NOT NULL AND u.n <= ?"""


@dataclass(frozen=True, slots=True)
class IfThen:
    """An if-then in the journal, with the fields that a copy may add to."""

    n: int
    outcome: str | None
    entry: str | None
    """The id of its review."""
    text: str


def with_outcome(own: str | None, other: str | None, *, private: bool = False) -> str | None:
    """Merge two outcomes of an if-then: the other one if it continues our own, else our own.

    Journals of earlier versions store the outcome with the if-then and append lines to it. With
    `private`, the added lines are hidden.
    """
    if not other:
        return own
    before, lines = own.split("\n") if own else [], other.split("\n")
    if len(lines) <= len(before) or not all(map(_is_same, before, lines)):
        return own
    added = "\n".join(lines[len(before) :])
    return "\n".join([*before, hide(added) if private else added])


def _is_same(own: str, other: str) -> bool:
    """Tell whether two lines are the same, apart from words that are hidden only in ours."""
    if own == other:
        return True
    return MARK in own and hide(own) == hide(other)


def says_otherwise(own: str | None, other: str | None) -> bool:
    """Tell whether a copy's outcome of an if-then has words that the journal lacks."""
    if not other:
        return False
    if PLACEHOLDER in other:
        return not has_words_of(own or "", f"{PLACEHOLDER} {other} {PLACEHOLDER}")
    lines, own_lines = other.split("\n"), (own or "").split("\n")
    starts = range(len(own_lines) - len(lines) + 1)
    return not any(all(map(_is_same, own_lines[n:], lines)) for n in starts)


def _has_words(own: str | None, other: str | None) -> bool:
    """Tell whether our text is the other one; of a redacted one, only visible words count."""
    if not other or _is_same(own or "", other):
        return True
    return PLACEHOLDER in other and has_words_of(own or "", other)


class PartsReader(Reads):
    """Finds records that an import brings a second time."""

    def is_empty(self) -> bool:
        """Tell whether the journal has no entries and no question was asked yet."""
        return not self._value(ANYTHING)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that a section declares."""
        return self._rows(sql, *values)

    def last(self, section: str) -> int:
        """Return the number of the last row of a section; 0 if there is none."""
        declared = SECTIONS[section]
        if not declared.order_matters:
            return 0
        return int(str(self._value(f"SELECT max(n) FROM {declared.table}") or 0))

    def has(self, section: str, record: Record, before: int) -> bool:
        """Tell whether a record is among the rows up to `before`."""
        if section == "unsaid" and PLACEHOLDER in (record["line"] or ""):
            return self._has_unredacted(record, before)
        return bool(self._same(section, record, before))

    def has_other_words(self, section: str, record: Record, before: int) -> bool:
        """Tell whether each of our rows that is this record lacks some of its words.

        An earlier version of an entry may have another number here.
        """
        names = SECTIONS[section].words
        theirs = [record[name] for name in names]

        def lack(rows: list[tuple[Any, ...]]) -> bool:
            return not any(all(map(_has_words, row, theirs)) for row in rows)

        rows = self._same(section, record, before) if names else []
        differs = bool(rows) and lack(rows)
        if differs and section == "revisions":
            return lack(self._rows(VERSIONS, record["entry"], record["entry"]))
        return differs

    def _same(self, section: str, record: Record, before: int) -> list[tuple[Any, ...]]:
        """Return the rows up to `before` that are a record, each with its words."""
        values: dict[str, Any] = {**record, "before": before}
        if section == "people":
            values["key"] = label_key(record["alias"])
        elif section == "person_dates":
            values |= {"person": label_key(record["person"]), "key": label_key(record["name"])}
        same = SECTIONS[section]
        return self._rows(same.same, *(values[name] for name in same.same_by.split()))

    def if_then(self, record: Record, before: int) -> IfThen | None:
        """Return the if-then that corresponds to a record, among the rows up to `before`.

        A copy without private words may have a placeholder instead, so the words may differ.
        """
        rows = self._rows(SECTIONS["intentions"].same, record["period"], record["made_at"], before)
        candidates = [IfThen(*row) for row in rows]

        def likeness(candidate: IfThen) -> tuple[bool, ...]:
            return tuple(
                getattr(candidate, name) == record[name] for name in ("text", "entry", "outcome")
            )

        return max(candidates, key=likeness, default=None)

    def hides(self, kind: str, name: str) -> bool:
        """Tell whether an entry or a promise hides its words (see `HIDES`)."""
        return self._value(HIDES[kind], name) is not None

    def _has_unredacted(self, record: Record, before: int) -> bool:
        """Tell whether a redacted line is marked in the journal with its private words."""
        return any(
            (redacted_by_line(str(body)).get(str(line)) or "").strip() == record["line"]
            for line, body in self._rows(UNSAID, record["entry"], before)
        )

    def entry(self, entry_id: str | None) -> Owner | None:
        """Return the facts about an entry, by its id."""
        rows = self._rows(ENTRY, entry_id)
        return Owner(*rows[0]) if rows else None

    def promise(self, promise_id: str) -> int | None:
        """Return the row number of a promise, by its id."""
        number: int | None = self._value(PROMISE, promise_id)
        return number
