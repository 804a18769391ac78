"""Queries for entries and reviews, which return domain values.

The statements are constants at the top, so that a test can run each of them against a
freshly migrated journal and look at its query plan.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ..domain.entry import (
    ANSWER_COLUMNS,
    COLUMNS,
    NEARLY_NOW,
    Entry,
    Heading,
    Intention,
    Revision,
    from_row,
    redact_if_then,
)
from ..domain.filter import Filter
from ..domain.private_marks import PLACEHOLDER, redact
from ..domain.text import label, label_key, labels
from ..errors import Damaged
from ..records.sql import LIVE, ONCE_HIDDEN, OUTCOME_TOLD, QUIET
from .days import DaysReader
from .filter_sql import LABELS, NEWEST_FIRST, Label, conditions, labels_of, private_statement
from .iso_text import JOURNAL_BAD_DATE, day_of, moment_of, moment_text
from .query import ANSWERS, PEOPLE, TAGS

_COLUMNS = "e.n, " + ", ".join(f"e.{name}" for name in COLUMNS)
_AT_ONCE = 200
"""Entries read at a time if there may be more than fit into memory."""
READ_AT_ONCE = 50
"""Entries read at a time for a person, who waits for the first ones."""

REVISIONS = """
    SELECT r.revision, r.modified_at, r.title, r.body, r.mood, r.closeness, r.tags, r.people,
    r.private, r.hash FROM revision r
    JOIN entry e ON e.n = r.entry_n WHERE e.id = ? ORDER BY r.revision"""
BY_PREFIX = f"""
    SELECT {_COLUMNS} FROM entry e
    WHERE e.id >= ? AND e.id < ? AND (e.deleted_at IS NULL) = ? ORDER BY e.id LIMIT 9"""
BY_NUMBERS = f"""
    SELECT {_COLUMNS} FROM entry e
    WHERE {LIVE} AND e.n IN (SELECT value FROM json_each(?))"""
PRIVATE_AMONG = f"""
    SELECT COUNT(*) FROM entry e
    WHERE e.private AND {LIVE} AND e.n IN (SELECT value FROM json_each(?))"""
BY_RECENCY = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {LIVE} AND e.created_at <= ?
    ORDER BY e.created_at DESC, e.id DESC LIMIT 1 OFFSET ?"""
UP_TO_NOW = f"""
    SELECT COUNT(*) FROM (
        SELECT 1 FROM entry e WHERE {LIVE} AND e.created_at <= ? LIMIT ?)"""
BY_RECENCY_AHEAD = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {LIVE} AND e.created_at > ?
    ORDER BY e.created_at DESC, e.id DESC LIMIT 1 OFFSET ?"""
FURTHEST_AHEAD = f"""
    SELECT e.id, e.day FROM entry e WHERE {LIVE} AND e.day > ? AND e.created_at > ?
    ORDER BY e.day DESC, e.created_at DESC, e.id DESC LIMIT 1"""
OF_DAY = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {LIVE} AND e.day = ? ORDER BY e.created_at, e.id"""
BETWEEN = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {LIVE} AND e.day BETWEEN ? AND ?
    ORDER BY e.day, e.created_at, e.id"""
DAY_BEFORE = f"SELECT e.day FROM entry e WHERE {LIVE} AND e.day < ? ORDER BY e.day DESC LIMIT 1"
DAY_AFTER = f"SELECT e.day FROM entry e WHERE {LIVE} AND e.day > ? ORDER BY e.day LIMIT 1"
PLACE = f"SELECT e.day, e.created_at, e.id FROM entry e WHERE {LIVE} AND e.id = ?"
JUST_BEFORE = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {LIVE} AND (e.day, e.created_at, e.id) < (?, ?, ?)
    {NEWEST_FIRST} LIMIT 1"""
JUST_AFTER = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {LIVE} AND (e.day, e.created_at, e.id) > (?, ?, ?)
    ORDER BY e.day, e.created_at, e.id LIMIT 1"""
NUMBER = f"SELECT e.n FROM entry e WHERE {LIVE} AND e.id = ?"
# From month to month along the index: counting all days by month takes three times as long.
MONTHS = f"""
    WITH RECURSIVE month(name) AS (
        SELECT (SELECT substr(e.day, 1, 7) FROM entry e WHERE {LIVE} ORDER BY e.day LIMIT 1)
        UNION ALL
        SELECT (SELECT substr(e.day, 1, 7) FROM entry e
                WHERE {LIVE} AND e.day > month.name || '-99' ORDER BY e.day LIMIT 1)
        FROM month WHERE month.name IS NOT NULL)
    SELECT name, (
        SELECT COUNT(*) FROM entry e WHERE {LIVE} AND e.day BETWEEN name || '-00' AND name || '-99')
    FROM month WHERE name IS NOT NULL ORDER BY name DESC"""
OLDEST_DAY = f"SELECT e.day FROM entry e WHERE {LIVE} ORDER BY e.day LIMIT 1"
LAST_NUMBER = "SELECT MAX(e.n) FROM entry e"
FROM_NUMBER = f"""
    SELECT {_COLUMNS} FROM entry e
    WHERE e.n BETWEEN ? AND ? AND {LIVE} AND NOT e.private AND (e.kind <> 'storm' OR ?)
    ORDER BY e.n"""
TRASHED = f"""
    SELECT {_COLUMNS} FROM entry e WHERE e.deleted_at IS NOT NULL
    ORDER BY e.deleted_at DESC, e.created_at DESC, e.id DESC"""
HEADINGS = f"""
    SELECT e.id, e.day, e.kind, e.practice, e.period, e.private
    FROM entry e WHERE {LIVE} ORDER BY e.created_at DESC, e.id DESC LIMIT ?"""
WROTE_ABOUT = f"SELECT 1 FROM entry e WHERE {LIVE} AND e.practice = ? LIMIT 1"
ANY_ENTRY = f"SELECT 1 FROM entry e WHERE {LIVE} LIMIT 1"
SOME_ENTRIES = f"SELECT 1 FROM entry e WHERE {LIVE} LIMIT 1 OFFSET ?"
# An if-then whose review is in the trash is left out; an imported one may have no review.
INTENTION = f"""
    SELECT i.period, COALESCE(a.text, i.text), CASE WHEN {OUTCOME_TOLD} THEN i.outcome END,
        e.private, a.prompt_text, e.body, {ONCE_HIDDEN}, {QUIET}
    FROM intention i LEFT JOIN entry e ON e.n = i.entry_n
        LEFT JOIN answer a ON a.entry_n = i.entry_n AND a.prompt_id = 'if-then'
    WHERE i.period = ? AND {LIVE}
    ORDER BY i.made_at DESC, i.text DESC, i.outcome DESC, e.id DESC LIMIT 1"""
# The outcome is stored with the review that reports it.
OUTCOMES = f"""
    SELECT a.text, a.prompt_text, e.body FROM entry e
        JOIN answer a ON a.entry_n = e.n AND a.prompt_id = 'outcome'
    WHERE e.kind = 'review' AND e.period = ? AND {LIVE} AND NOT e.private AND NOT {QUIET}
    ORDER BY e.created_at, e.id"""
ANY_PROMISE = "SELECT EXISTS (SELECT 1 FROM promise)"
ANY_CHECKIN = """
    SELECT EXISTS (SELECT 1 FROM checkin)
        OR EXISTS (SELECT 1 FROM person WHERE cadence_days IS NOT NULL)"""
REVIEWED = f"SELECT 1 FROM entry e WHERE {LIVE} AND e.kind = 'review' AND e.period = ? LIMIT 1"
LABELLED = {
    table: f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE key = ? LIMIT ?)"
    for _, table in LABELS
}
HAS_LABEL = {
    table: f"""
    SELECT 1 FROM {table} l JOIN entry e ON e.n = l.entry_n
    WHERE l.key = ? AND {LIVE} AND NOT e.private LIMIT 1"""
    for _, table in LABELS
}


MANY = 1_000
"""The limit for counting entries, and the number of entries from which a label is common."""


def list_statement(criteria: Filter, common: Container[Label] = ()) -> tuple[str, list[object]]:
    """Return the SQL of a filtered list and its values.

    A subquery selects the entries before any of their words are read.
    """
    where, values = conditions(criteria, common)
    chosen = f"SELECT e.n FROM entry e WHERE {' AND '.join(where)}"
    if criteria.limit is not None:
        chosen += f" {NEWEST_FIRST} LIMIT ?"
        values.append(criteria.limit)
    return f"SELECT {_COLUMNS} FROM entry e WHERE e.n IN ({chosen}) {NEWEST_FIRST}", values


def count_statement(criteria: Filter) -> tuple[str, list[object]]:
    """Return the SQL that counts the entries of a filter, up to one more than `MANY`.

    The statement has no order, so SQLite may start from the labels however many entries they have.
    """
    where, values = conditions(criteria)
    chosen = f"SELECT 1 FROM entry e WHERE {' AND '.join(where)} LIMIT {MANY + 1}"
    return f"SELECT COUNT(*) FROM ({chosen})", values


def numbers_statement(criteria: Filter, common: Container[Label] = ()) -> tuple[str, list[object]]:
    """Return the SQL of the row numbers of a filtered list, newest first, and its values."""
    where, values = conditions(criteria, common)
    chosen = f"SELECT e.n FROM entry e WHERE {' AND '.join(where)} {NEWEST_FIRST}"
    if criteria.limit is not None:
        chosen += " LIMIT ?"
        values.append(criteria.limit)
    return chosen, values


def months_statement(criteria: Filter, common: Container[Label] = ()) -> tuple[str, list[object]]:
    """Return the SQL that counts the entries of a filter by month, newest first."""
    where, values = conditions(criteria, common)
    sql = f"""
        SELECT substr(e.day, 1, 7), COUNT(*) FROM entry e WHERE {" AND ".join(where)}
        GROUP BY substr(e.day, 1, 7) ORDER BY 1 DESC"""
    return sql, values


def page_statement(
    criteria: Filter, common: Container[Label], start: int
) -> tuple[str, list[object]]:
    """Return the SQL of the row numbers of a filtered list from its place `start` on."""
    sql, values = numbers_statement(criteria, common)
    return f"{sql} OFFSET ?", [*values, start]


def entry_from(row: Mapping[str, Any]) -> Entry:
    """Build an entry from stored values. Raises `Damaged` for an invalid day or moment."""
    try:
        return from_row(row)
    except ValueError:
        raise Damaged(JOURNAL_BAD_DATE) from None


def _entry(row: Sequence[Any], **parts: object) -> Entry:
    """Build an entry from a row of `_COLUMNS` and its values from other tables."""
    return entry_from(dict(zip(COLUMNS, row[1:], strict=True)) | parts)


def _revision(row: Sequence[Any]) -> Revision:
    (number, at, title, body, mood, closeness, tags, people, private, content_hash) = row
    return Revision(
        revision=number,
        modified_at=moment_of(str(at)),
        title=title,
        body=body,
        mood=mood,
        closeness=closeness,
        # In the order that the hash of an entry needs, whichever program wrote them.
        tags=labels(json.loads(str(tags))),
        people=labels(json.loads(str(people))),
        private=bool(private),
        hash=content_hash,
    )


class Reader(DaysReader):
    """Reads the entries, reviews and days of a journal."""

    # --- entries ---------------------------------------------------------------------

    def _with_parts(self, rows: Sequence[Sequence[Any]]) -> list[Entry]:
        """Build entries from rows; read their tags, people and answers for all of them at once."""
        if not rows:
            return []
        numbers = [row[0] for row in rows]
        tags, people, answers = (self._of(sql, numbers) for sql in (TAGS, PEOPLE, ANSWERS))
        return [
            _entry(
                row,
                tags=[name for (name,) in tags.get(row[0], ())],
                people=[name for (name,) in people.get(row[0], ())],
                answers=[
                    dict(zip(ANSWER_COLUMNS, answer, strict=True))
                    for answer in answers.get(row[0], ())
                ],
            )
            for row in rows
        ]

    def _entries_of(self, sql: str, *values: object) -> list[Entry]:
        return self._with_parts(self._rows(sql, *values))

    def by_prefix(self, prefix: str, *, trashed: bool = False) -> list[Entry]:
        """Return the entries whose id begins with a prefix, at most nine."""
        following = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        return self._entries_of(BY_PREFIX, prefix, following, not trashed)

    def by_recency(self, back: int, now: datetime) -> Entry | None:
        """Return the entry written last (0), the one before (1), and so on.

        Entries dated later than now come after all others: a clock was wrong.
        """
        until = moment_text(now + NEARLY_NOW)
        entries = self._entries_of(BY_RECENCY, until, back)
        if not entries:
            others = int(str(self._value(UP_TO_NOW, until, back)))
            entries = self._entries_of(BY_RECENCY_AHEAD, until, back - others)
        return entries[0] if entries else None

    def furthest_ahead(self, day: date, moment: datetime) -> tuple[str, date] | None:
        """Return the id and the day of the entry furthest ahead of both a day and a moment."""
        rows = self._rows(FURTHEST_AHEAD, day.isoformat(), moment_text(moment))
        return (str(rows[0][0]), day_of(str(rows[0][1]))) if rows else None

    def of_day(self, day: date) -> list[Entry]:
        """Return the entries about a day, in the order they were written."""
        return self._entries_of(OF_DAY, day.isoformat())

    def between(self, start: date, end: date) -> list[Entry]:
        """Return the entries about the days from `start` to `end`, oldest first."""
        return self._entries_of(BETWEEN, start.isoformat(), end.isoformat())

    def list(self, criteria: Filter) -> list[Entry]:
        """Return the entries that match a filter, newest first."""
        sql, values = list_statement(criteria, self.common(criteria))
        return self._entries_of(sql, *values)

    def numbers(self, criteria: Filter) -> Sequence[int]:
        """Return the row numbers of the entries that match a filter, oldest first.

        With a limit, they are those of the newest ones.
        """
        sql, values = numbers_statement(criteria, self.common(criteria))
        return [int(str(n)) for (n,) in reversed(self._rows(sql, *values))]

    def months(self, criteria: Filter) -> Sequence[tuple[date, int]]:
        """Count the entries that match a filter by month, given as its first day, newest first."""
        if criteria == Filter():
            rows = self._rows(MONTHS)
        else:
            sql, values = months_statement(criteria, self.common(criteria))
            rows = self._rows(sql, *values)
        return [(day_of(f"{month}-01"), int(str(count))) for month, count in rows]

    def page(self, criteria: Filter, start: int) -> Sequence[Entry]:
        """Return the entries that match a filter, from a place in the list on, newest first.

        The filter has a limit. `start` should be small: the rows before it are walked through.
        """
        sql, values = page_statement(criteria, self.common(criteria), start)
        return self.numbered([int(str(n)) for (n,) in self._rows(sql, *values)])

    def private_among(self, numbers: Sequence[int]) -> int:
        """Count the private entries among those with these row numbers."""
        return int(str(self._value(PRIVATE_AMONG, f"[{','.join(map(str, numbers))}]")))

    def by_numbers(self, numbers: Sequence[int]) -> Iterator[Entry]:
        """Yield the entries with these row numbers, in the same order, reading a few at a time.

        No statement is open while the caller has an entry, so that nothing keeps others from
        writing.
        """
        for start in range(0, len(numbers), READ_AT_ONCE):
            yield from self.numbered(numbers[start : start + READ_AT_ONCE])

    def neighbours(self, entry_id: str) -> tuple[Entry | None, Entry | None]:
        """Return the entries just before and after another, in the order they happened."""
        places = self._rows(PLACE, entry_id)
        if not places:
            return None, None
        before, after = (self._entries_of(sql, *places[0]) for sql in (JUST_BEFORE, JUST_AFTER))
        return next(iter(before), None), next(iter(after), None)

    def number_of(self, entry_id: str) -> int:
        """Return the row number of an entry."""
        return int(str(self._value(NUMBER, entry_id)))

    def day_before(self, day: date) -> date | None:
        """Return the last day before another that has an entry."""
        found = self._value(DAY_BEFORE, day.isoformat())
        return day_of(str(found)) if found else None

    def day_after(self, day: date) -> date | None:
        """Return the first day after another that has an entry."""
        found = self._value(DAY_AFTER, day.isoformat())
        return day_of(str(found)) if found else None

    def common(self, criteria: Filter) -> frozenset[Label]:
        """Return the labels of a filter that are on at least `MANY` entries."""
        return frozenset(
            (table, key)
            for table, key in labels_of(criteria)
            if int(str(self._value(LABELLED[table], key, MANY))) == MANY
        )

    def count(self, criteria: Filter) -> int:
        """Count the entries that match a filter, up to one more than `MANY`."""
        sql, values = count_statement(criteria)
        return int(str(self._value(sql, *values)))

    def private_passed_over(self, criteria: Filter) -> int:
        """Count the private entries of the same days and kind that a filter by words skips."""
        if not criteria.by_words:
            return 0
        sql, values = private_statement(criteria)
        return int(str(self._value(sql, *values)))

    def has_label(self, table: str, name: str) -> bool:
        """Tell whether any entry that isn't private has a tag or mentions a person."""
        return self._value(HAS_LABEL[table], label_key(label(name))) is not None

    def last_number(self) -> int:
        """Return the number of the entry stored last, counted from 1; 0 without entries."""
        return int(str(self._value(LAST_NUMBER) or 0))

    def from_number(self, first: int, last: int, *, storms: bool) -> Iterator[Entry]:
        """Yield the entries numbered `first` to `last` that aren't private, in stored order."""
        with self._run(FROM_NUMBER, first, last, storms) as cursor:
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from self._with_parts(rows)

    def oldest_day(self) -> date | None:
        """Return the earliest day that an entry is about."""
        day = self._value(OLDEST_DAY)
        return day_of(str(day)) if day else None

    def numbered(self, numbers: Sequence[int]) -> Sequence[Entry]:
        """Return the entries with these row numbers, in the same order."""
        rows = self._rows(BY_NUMBERS, f"[{','.join(map(str, numbers))}]")
        place = {n: at for at, n in enumerate(numbers)}
        return self._with_parts(sorted(rows, key=lambda row: place[int(str(row[0]))]))

    def trashed(self) -> Sequence[Entry]:
        """Return the entries in the trash, the latest deleted first."""
        return self._entries_of(TRASHED)

    def revisions(self, entry_id: str) -> Sequence[Revision]:
        """Return the versions of an entry before each edit, oldest first."""
        return [_revision(row) for row in self._rows(REVISIONS, entry_id)]

    def recent_headings(self, limit: int) -> Sequence[Heading]:
        """Return the headings of the latest entries, for shell completion."""
        return [
            Heading(str(id_), day_of(str(day)), str(kind), practice, period, bool(private))
            for id_, day, kind, practice, period, private in self._rows(HEADINGS, limit)
        ]

    def any_entry(self) -> bool:
        """Tell whether there is any entry that isn't in the trash."""
        return self._value(ANY_ENTRY) is not None

    def has_entries(self, number: int) -> bool:
        """Tell whether there are at least so many entries that aren't in the trash."""
        return self._value(SOME_ENTRIES, number - 1) is not None

    def wrote_about(self, practice: str) -> bool:
        """Tell whether there is an entry of a practice."""
        return self._value(WROTE_ABOUT, practice) is not None

    # --- what could be due -------------------------------------------------------------

    def any_promise(self) -> bool:
        """Tell whether a promise was ever made; if not, promises needn't be loaded."""
        return bool(self._value(ANY_PROMISE))

    def any_checkin(self) -> bool:
        """Tell whether there is any check-in, or a rhythm set for one."""
        return bool(self._value(ANY_CHECKIN))

    # --- reviews ---------------------------------------------------------------------

    def intention(self, period: str, *, quoted: bool = False) -> Intention | None:
        """Return the if-then of a period as its review has it now, without private words.

        With `quoted`, return only one that may be quoted to others.
        """
        for week, text, outcome, private, question, body, hid, quiet in self._rows(
            INTENTION, period
        ):
            if quoted and quiet:
                break
            if_then = redact_if_then(str(text), question, body, once_hidden=bool(hid)).strip()
            own_outcome = redact(str(outcome))[0] if outcome and not private else None
            outcomes = dict.fromkeys(filter(None, [own_outcome, *self._outcomes(period)]))
            return Intention(
                str(week), PLACEHOLDER if private else if_then, "\n".join(outcomes) or None
            )
        return None

    def _outcomes(self, period: str) -> Sequence[str]:
        """Return what the reviews of a period say about its if-then, without private words."""
        rows = self._rows(OUTCOMES, period)
        return [redact_if_then(str(a), str(q), str(body)).strip() for a, q, body in rows]

    def reviewed(self, period: str) -> bool:
        """Tell whether a review of the period was saved."""
        return self._value(REVIEWED, period) is not None
