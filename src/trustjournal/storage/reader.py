"""SQL in, domain values out: the reads of entries, days, reviews and questions.

Statements stand at the top as constants, so that a test can run each of them against a
freshly migrated journal and look at its query plan.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from ..domain import choose
from ..domain.entry import Answer, Entry, Intention, Revision
from ..domain.filter import Filter
from ..domain.practices import PRACTICES
from ..domain.private import SEALED, seal
from ..domain.pulse import EASE, NO_EASE
from ..domain.records import Earlier, Pause, Served
from ..domain.texts import label, label_key
from . import connect
from .filters import LABELS, LIVE, NEWEST_FIRST, Label, conditions, labels_of
from .reads import Reads
from .values import day_of, moment_of

_COLUMNS = (
    "e.n, e.id, e.day, e.written_on, e.created_at, e.tz, e.utc_offset, e.modified_at,"
    " e.revision, e.kind, e.title, e.body, e.mood, e.closeness, e.pack, e.prompt_id,"
    " e.prompt_text, e.practice, e.period, e.starred, e.private, e.source, e.source_id,"
    " e.deleted_at"
)
_LIVE = LIVE

SALT = "SELECT value FROM meta WHERE key = 'salt'"
TAGS = "SELECT name FROM entry_tag WHERE entry_n = ? ORDER BY key"
PEOPLE = "SELECT name FROM entry_person WHERE entry_n = ? ORDER BY key"
ANSWERS = "SELECT prompt_text, text, pack, prompt_id FROM answer WHERE entry_n = ? ORDER BY n"
REVISIONS = """
    SELECT r.revision, r.modified_at, r.title, r.body, r.mood, r.closeness, r.tags, r.people,
    r.private, r.hash FROM revision r
    JOIN entry e ON e.n = r.entry_n WHERE e.id = ? ORDER BY r.revision"""
BY_PREFIX = f"""
    SELECT {_COLUMNS} FROM entry e
    WHERE e.id >= ? AND e.id < ? AND (e.deleted_at IS NULL) = ? ORDER BY e.id LIMIT 9"""
BY_NUMBER = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {_LIVE} AND e.n = ?"""
BY_RECENCY = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {_LIVE}
    ORDER BY e.created_at DESC, e.n DESC LIMIT 1 OFFSET ?"""
OF_DAY = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {_LIVE} AND e.day = ? ORDER BY e.created_at, e.n"""
BETWEEN = f"""
    SELECT {_COLUMNS} FROM entry e WHERE {_LIVE} AND e.day BETWEEN ? AND ?
    ORDER BY e.day, e.created_at, e.n"""
OLDEST_DAY = f"SELECT e.day FROM entry e WHERE {_LIVE} ORDER BY e.day LIMIT 1"
LAST_NUMBER = f"SELECT MAX(e.n) FROM entry e WHERE {_LIVE} OR e.deleted_at IS NOT NULL"
FROM_NUMBER = f"""
    SELECT {_COLUMNS} FROM entry e
    WHERE e.n BETWEEN ? AND ? AND {_LIVE} AND NOT e.private AND (e.kind <> 'storm' OR ?)
    ORDER BY e.n"""
TRASHED = f"""
    SELECT {_COLUMNS} FROM entry e WHERE e.deleted_at IS NOT NULL
    ORDER BY e.deleted_at DESC, e.n DESC"""
IDS = f"SELECT e.id, e.day, e.kind FROM entry e WHERE {_LIVE} ORDER BY e.created_at DESC LIMIT ?"
WROTE_ABOUT = f"SELECT 1 FROM entry e WHERE {_LIVE} AND e.practice = ? LIMIT 1"
ANY_ENTRY = f"SELECT 1 FROM entry e WHERE {_LIVE} LIMIT 1"
FIRST_DAY = f"""
    SELECT e.day FROM entry e
    WHERE {_LIVE} AND julianday(e.written_on) - julianday(e.day) <= 2
    ORDER BY e.day LIMIT 1"""
WRITTEN_DAYS = f"""
    SELECT e.day, MIN(e.written_on) FROM entry e
    WHERE {_LIVE} AND e.day BETWEEN ? AND ? GROUP BY e.day ORDER BY e.day"""
DAYS_BY_PRACTICE = f"""
    SELECT e.practice, COUNT(DISTINCT e.day) FROM entry e
    WHERE {_LIVE} AND e.day BETWEEN ? AND ? AND e.practice IS NOT NULL AND NOT e.private
    GROUP BY e.practice ORDER BY e.practice"""
DAYS_OF_PRACTICE = f"""
    SELECT e.day, MIN(e.written_on) FROM entry e
    WHERE {_LIVE} AND e.practice = ? AND e.day BETWEEN ? AND ? AND NOT e.private
    GROUP BY e.day ORDER BY e.day"""
PAUSES = "SELECT n, first_day, last_day, reason FROM pause ORDER BY first_day, n"
INTENTION = """
    SELECT i.period, COALESCE(
        (SELECT a.text FROM answer a WHERE a.entry_n = i.entry_n AND a.prompt_id = 'if-then'),
        i.text), i.outcome, e.private
    FROM intention i LEFT JOIN entry e ON e.n = i.entry_n
    AND (e.deleted_at IS NULL OR e.deleted_at IS NOT NULL)
    WHERE i.period = ? ORDER BY i.n DESC LIMIT 1"""
REVIEWED = f"SELECT 1 FROM entry e WHERE {_LIVE} AND e.kind = 'review' AND e.period = ? LIMIT 1"
LAST_SERVED = """
    SELECT s.pack, s.prompt_id, s.practice, EXISTS (
        SELECT 1 FROM prompt_event a WHERE a.day = s.day AND a.event = 'answered'
        AND a.pack = s.pack AND a.prompt_id = s.prompt_id
        AND NOT EXISTS (
            SELECT 1 FROM entry e WHERE e.n = a.entry_n AND e.deleted_at IS NOT NULL))
    FROM prompt_event s WHERE s.day = ? AND s.event = 'served' ORDER BY s.n DESC LIMIT 1"""
PUT_ASIDE = "SELECT DISTINCT pack, prompt_id FROM prompt_event WHERE day = ? AND event = 'skipped'"
MET_ON = "SELECT DISTINCT pack, prompt_id FROM prompt_event WHERE recorded_on = ? AND day <> ?"
ALREADY_SAID = """
    SELECT DISTINCT origin FROM prompt_event
    WHERE reason = 'already-said' AND recorded_on >= ? AND recorded_on < ?"""
NOT_SAFE_COUNT = """
    SELECT COUNT(*) FROM prompt_event
    WHERE reason = 'not-safe' AND recorded_on > ? AND recorded_on <= ?"""
NO_EASE_COUNT = """
    SELECT COUNT(*) FROM pulse p JOIN pulse_answer a ON a.pulse_n = p.n
    WHERE p.taken_on > ? AND p.taken_on <= ? AND a.item = ? AND a.value = ? AND NOT EXISTS (
        SELECT 1 FROM pulse l JOIN pulse_answer b ON b.pulse_n = l.n
        WHERE l.week = p.week AND l.n > p.n AND b.item = a.item)"""
ECHOES = """
    SELECT DISTINCT origin FROM prompt_event a
    WHERE a.recorded_on BETWEEN ? AND ? AND a.event = 'answered' AND NOT EXISTS (
        SELECT 1 FROM prompt_event s
        WHERE s.origin = a.origin AND s.event = 'answered' AND s.recorded_on > a.recorded_on)"""
EARLIER = f"""
    SELECT e.id, e.day, e.body, e.private FROM prompt_event a JOIN entry e ON e.n = a.entry_n
    WHERE a.origin = ? AND a.event = 'answered' AND a.recorded_on <= ? AND {_LIVE}
    ORDER BY a.recorded_on DESC LIMIT 1"""
FOCUS = "SELECT practice FROM focus WHERE period = ?"
EVER_SERVED = "SELECT 1 FROM prompt_event WHERE recorded_on < ? LIMIT 1"
SERVED_SINCE = """
    SELECT origin, MAX(recorded_on) FROM prompt_event
    WHERE recorded_on >= ? AND recorded_on < ? GROUP BY origin"""
ANSWERED_COUNT = """
    SELECT COUNT(*) FROM (SELECT 1 FROM prompt_event
    WHERE practice = ? AND event = 'answered' AND recorded_on < ? LIMIT ?)"""
ANSWERED_LAST = """
    SELECT MAX(recorded_on) FROM prompt_event
    WHERE practice = ? AND event = 'answered' AND recorded_on < ?"""
TOO_DEEP_LAST = """
    SELECT MAX(recorded_on) FROM prompt_event WHERE practice = ? AND event = 'skipped'
    AND recorded_on < ? AND recorded_on >= ? AND reason IN ('too-deep', 'not-safe')"""
LAST_DEPTH_3 = """
    SELECT MAX(recorded_on) FROM prompt_event
    WHERE depth = 3 AND event = 'answered' AND recorded_on < ?"""
FIRST_DEEP = """
    SELECT practice, MIN(recorded_on) FROM prompt_event
    WHERE depth = 3 AND event = 'answered' AND recorded_on <= ? GROUP BY practice"""
ENTRY_COUNT = f"""
    SELECT COUNT(*) FROM (
        SELECT 1 FROM entry e WHERE {_LIVE} AND e.day < ? AND e.written_on < ? LIMIT ?)"""
RECENT_DAYS = f"""
    SELECT e.day FROM entry e WHERE {_LIVE} AND e.day < ? AND e.written_on < ?
    ORDER BY e.day DESC, e.created_at DESC LIMIT ?"""
LOWEST_MOOD = f"""
    SELECT MIN(e.mood) FROM entry e WHERE {_LIVE} AND e.day = ? AND e.written_on < ?"""
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
"""How far entries are counted, and from where on a label counts as common."""


def list_statement(wanted: Filter, common: Container[Label] = ()) -> tuple[str, list[object]]:
    """The SQL of a filtered list and its values.

    Which entries they are is settled before any of their words are read.
    """
    where, values = conditions(wanted, common)
    chosen = f"SELECT e.n FROM entry e WHERE {' AND '.join(where)}"
    if wanted.limit is not None:
        chosen += f" {NEWEST_FIRST} LIMIT ?"
        values.append(wanted.limit)
    return f"SELECT {_COLUMNS} FROM entry e WHERE e.n IN ({chosen}) {NEWEST_FIRST}", values


def count_statement(wanted: Filter) -> tuple[str, list[object]]:
    """The SQL that counts what a filter lets through, up to one more than `MANY`.

    In no order, so that labels may lead to their entries however many these are.
    """
    where, values = conditions(wanted)
    chosen = f"SELECT 1 FROM entry e WHERE {' AND '.join(where)} LIMIT {MANY + 1}"
    return f"SELECT COUNT(*) FROM ({chosen})", values


def private_statement(wanted: Filter) -> tuple[str, list[object]]:
    """The SQL that counts the private entries which a filter by words passes over."""
    where, values = conditions(replace(wanted, tags=(), people=(), practice=None))
    return f"SELECT COUNT(*) FROM entry e WHERE e.private AND {' AND '.join(where)}", values


def _entry(row: Sequence[object]) -> Entry:
    """An entry from a row of `_COLUMNS`, without what stands in other tables."""
    (_n, entry_id, day, written_on, created_at, tz, offset, modified_at, *rest) = row
    (revision, kind, title, body, mood, closeness, pack, prompt_id, prompt_text, *last) = rest
    (practice, period, starred, private, source, source_id, deleted_at) = last
    return Entry(
        id=entry_id,  # type: ignore[arg-type]  # SQLite's rows are untyped; the schema types them
        day=day_of(str(day)),
        written_on=day_of(str(written_on)),
        created_at=moment_of(str(created_at)),
        tz=tz,  # type: ignore[arg-type]
        utc_offset=offset,  # type: ignore[arg-type]
        modified_at=moment_of(str(modified_at)),
        revision=revision,  # type: ignore[arg-type]
        kind=kind,  # type: ignore[arg-type]
        title=title,  # type: ignore[arg-type]
        body=body,  # type: ignore[arg-type]
        mood=mood,  # type: ignore[arg-type]
        closeness=closeness,  # type: ignore[arg-type]
        pack=pack,  # type: ignore[arg-type]
        prompt_id=prompt_id,  # type: ignore[arg-type]
        prompt_text=prompt_text,  # type: ignore[arg-type]
        practice=practice,  # type: ignore[arg-type]
        period=period,  # type: ignore[arg-type]
        starred=bool(starred),
        private=bool(private),
        source=source,  # type: ignore[arg-type]
        source_id=source_id,  # type: ignore[arg-type]
        deleted_at=moment_of(str(deleted_at)) if deleted_at else None,
    )


def _revision(row: Sequence[object]) -> Revision:
    (number, at, title, body, mood, closeness, tags, people, private, content_hash) = row
    return Revision(
        revision=number,  # type: ignore[arg-type]  # as above
        modified_at=moment_of(str(at)),
        title=title,  # type: ignore[arg-type]
        body=body,  # type: ignore[arg-type]
        mood=mood,  # type: ignore[arg-type]
        closeness=closeness,  # type: ignore[arg-type]
        tags=tuple(json.loads(str(tags))),
        people=tuple(json.loads(str(people))),
        private=bool(private),
        hash=content_hash,  # type: ignore[arg-type]
    )


class Reader(Reads):
    """A journal open for reading: entries, days, reviews, questions."""

    def __init__(
        self, path: Path, keys: connect.Keys | None = None, backups: Path | None = None
    ) -> None:
        super().__init__(path, connect.for_reading(path, keys, backups))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # --- entries ---------------------------------------------------------------------

    def _whole(self, row: Sequence[object]) -> Entry:
        n = row[0]
        entry = _entry(row)
        tags = tuple(str(name) for (name,) in self._rows(TAGS, n))
        people = tuple(str(name) for (name,) in self._rows(PEOPLE, n))
        answers: tuple[Answer, ...] = ()
        if entry.kind not in ("daily", "free"):
            answers = tuple(Answer(*found) for found in self._rows(ANSWERS, n))  # type: ignore[arg-type]
        return replace(entry, tags=tags, people=people, answers=answers)

    def _whole_rows(self, sql: str, *values: object) -> list[Entry]:
        return [self._whole(row) for row in self._rows(sql, *values)]

    def by_prefix(self, prefix: str, *, trashed: bool = False) -> list[Entry]:
        """Entries whose id begins so, at most nine."""
        following = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        return self._whole_rows(BY_PREFIX, prefix, following, not trashed)

    def by_recency(self, back: int) -> Entry | None:
        """The entry written last (0), the one before (1), and so on."""
        return next(iter(self._whole_rows(BY_RECENCY, back)), None)

    def of_day(self, day: date) -> list[Entry]:
        """The entries about a day, in the order they were written."""
        return self._whole_rows(OF_DAY, day.isoformat())

    def between(self, start: date, end: date) -> list[Entry]:
        """The entries about some days, oldest first."""
        return self._whole_rows(BETWEEN, start.isoformat(), end.isoformat())

    def each_between(self, start: date, end: date) -> Iterator[Entry]:
        """The same one at a time, for what is too long to hold."""
        with self._run(BETWEEN, start.isoformat(), end.isoformat()) as cursor:
            for row in cursor:
                yield self._whole(row)

    def list(self, wanted: Filter) -> list[Entry]:
        """The entries a filter lets through, newest first."""
        sql, values = list_statement(wanted, self.common(wanted))
        return self._whole_rows(sql, *values)

    def common(self, wanted: Filter) -> frozenset[Label]:
        """The labels of a filter that stand on so many entries that they hardly choose."""
        return frozenset(
            (table, key)
            for table, key in labels_of(wanted)
            if int(str(self._value(LABELLED[table], key, MANY))) == MANY
        )

    def count(self, wanted: Filter) -> int:
        """How many entries a filter lets through; beyond `MANY` it is not counted further."""
        sql, values = count_statement(wanted)
        return int(str(self._value(sql, *values)))

    def private_passed_over(self, wanted: Filter) -> int:
        """How many private entries of the same days and kind a filter by words passes over."""
        if not wanted.by_words:
            return 0
        sql, values = private_statement(wanted)
        return int(str(self._value(sql, *values)))

    def has_label(self, table: str, name: str) -> bool:
        """Whether an entry that is not private has a tag, or mentions a person."""
        return self._value(HAS_LABEL[table], label_key(label(name))) is not None

    def last_number(self) -> int:
        """The number of the entry stored last, counted from 1; 0 where there is none."""
        return int(str(self._value(LAST_NUMBER) or 0))

    def from_number(self, first: int, last: int, *, storms: bool) -> Iterator[Entry]:
        """Entries that are not private, in the order they were stored, of these numbers."""
        with self._run(FROM_NUMBER, first, last, storms) as cursor:
            for row in cursor:
                yield self._whole(row)

    def oldest_day(self) -> date | None:
        """The first day anything is about."""
        found = self._value(OLDEST_DAY)
        return day_of(str(found)) if found else None

    def numbered(self, numbers: Sequence[int]) -> Sequence[Entry]:
        """Entries by their rows, in that order."""
        return [entry for n in numbers for entry in self._whole_rows(BY_NUMBER, n)]

    def trashed(self) -> Sequence[Entry]:
        """What is in the trash, the latest first."""
        return self._whole_rows(TRASHED)

    def revisions(self, entry_id: str) -> Sequence[Revision]:
        """How an entry read before each edit, oldest first."""
        return [_revision(row) for row in self._rows(REVISIONS, entry_id)]

    def recent_ids(self, limit: int) -> Sequence[tuple[str, str, str]]:
        """(id, day, kind) of the latest entries, for completion."""
        return [(str(i), str(d), str(k)) for i, d, k in self._rows(IDS, limit)]

    def any_entry(self) -> bool:
        """Whether anything has been written yet."""
        return self._value(ANY_ENTRY) is not None

    def wrote_about(self, practice: str) -> bool:
        """Whether there is an entry of that practice."""
        return self._value(WROTE_ABOUT, practice) is not None

    # --- days ------------------------------------------------------------------------

    def first_day(self) -> date | None:
        """The first day written about on time."""
        found = self._value(FIRST_DAY)
        return day_of(str(found)) if found else None

    def written_days(
        self, start: date, end: date, practice: str | None = None
    ) -> Sequence[tuple[date, date]]:
        """(day, earliest written_on) of each day with an entry, oldest first."""
        span = (start.isoformat(), end.isoformat())
        if practice:
            rows = self._rows(DAYS_OF_PRACTICE, practice, *span)
        else:
            rows = self._rows(WRITTEN_DAYS, *span)
        return [(day_of(str(day)), day_of(str(on))) for day, on in rows]

    def days_by_practice(self, start: date, end: date) -> dict[str, int]:
        """On how many days each practice was written about."""
        rows = self._rows(DAYS_BY_PRACTICE, start.isoformat(), end.isoformat())
        return {str(practice): int(str(count)) for practice, count in rows}

    def pauses(self) -> Sequence[Pause]:
        """Every pause, the earliest first."""
        return [
            Pause(int(str(n)), day_of(str(a)), day_of(str(b)), str(why) if why else None)
            for n, a, b, why in self._rows(PAUSES)
        ]

    # --- reviews ---------------------------------------------------------------------

    def intention(self, period: str) -> Intention | None:
        """The if-then carried in a period, as its review has it now, without private words."""
        for found, text, outcome, private in self._rows(INTENTION, period):
            told = SEALED if private else seal(str(text).strip())[0]
            went = seal(str(outcome))[0] if outcome and not private else None
            return Intention(str(found), told, went)
        return None

    def reviewed(self, period: str) -> bool:
        """Whether a review of the period was saved."""
        return self._value(REVIEWED, period) is not None

    # --- questions -------------------------------------------------------------------

    def salt(self) -> bytes | None:
        """What makes this journal's choice of questions its own."""
        found = self._value(SALT)
        return bytes.fromhex(str(found)) if found else None

    def served(self, day: date) -> Served | None:
        """The question that was served for a day."""
        rows = self._rows(LAST_SERVED, day.isoformat())
        if not rows:
            return None
        pack, prompt_id, practice, answered = rows[0]
        return Served(str(pack), str(prompt_id), str(practice), bool(answered))

    def put_aside(self, day: date) -> frozenset[str]:
        """The questions put aside for a day, as `pack/id`."""
        return frozenset(f"{pack}/{name}" for pack, name in self._rows(PUT_ASIDE, day.isoformat()))

    def met_on(self, recorded_on: date, *, not_for: date) -> frozenset[str]:
        """The questions met on a journal day for days other than one, as `pack/id`."""
        rows = self._rows(MET_ON, recorded_on.isoformat(), not_for.isoformat())
        return frozenset(f"{pack}/{name}" for pack, name in rows)

    def focus(self, period: str) -> str | None:
        """The practice a week is given to."""
        found = self._value(FOCUS, period)
        return str(found) if found else None

    def not_safe(self, today: date) -> bool:
        """Whether it was said so often lately that it is not safe that some questions must wait.

        Said by putting a question aside as not safe, or by the lowest answer about ease; of one
        week the last such answer counts. Today counts: what someone has just said must not have
        to wait for tomorrow.
        """
        since = (today - timedelta(days=choose.NOT_SAFE_DAYS)).isoformat()
        put_aside = self._value(NOT_SAFE_COUNT, since, today.isoformat())
        no_ease = self._value(NO_EASE_COUNT, since, today.isoformat(), EASE, NO_EASE)
        return int(str(put_aside)) + int(str(no_ease)) >= choose.NOT_SAFE_TIMES

    def earlier(self, origin: str, day: date) -> Earlier | None:
        """The last answer to a question that was given long enough before a day."""
        until = day - timedelta(days=choose.ECHO_AFTER_DAYS)
        for entry_id, on, body, private in self._rows(EARLIER, origin, until.isoformat()):
            told = None if private else seal(str(body))[0]
            return Earlier(str(entry_id), day_of(str(on)), told)
        return None

    def first_deep_answers(self, until: date) -> dict[str, date]:
        """When the deepest questions of each practice were answered for the first time."""
        rows = self._rows(FIRST_DEEP, until.isoformat())
        return {str(practice): day_of(str(day)) for practice, day in rows}

    def _origins(self, sql: str, start: date, end: date) -> frozenset[str]:
        rows = self._rows(sql, start.isoformat(), end.isoformat())
        return frozenset(str(origin) for (origin,) in rows)

    def past(self, day: date, practices: Sequence[str] = tuple(PRACTICES)) -> choose.Past:
        """What the choice of a question rests on: all that was recorded before `day`."""
        before = day.isoformat()
        since = (day - timedelta(days=choose.NO_REPEAT_DAYS + 1)).isoformat()
        depth_3 = self._value(LAST_DEPTH_3, before)
        recent = [
            day_of(str(found))
            for (found,) in self._rows(
                RECENT_DAYS, before, before, choose.SHALLOW_ENTRIES_AFTER_GAP + 1
            )
        ]
        mood = self._value(LOWEST_MOOD, (day - timedelta(days=1)).isoformat(), before)
        return choose.Past(
            practices={practice: self._practice_past(practice, day) for practice in practices},
            served={
                str(origin): day_of(str(on))
                for origin, on in self._rows(SERVED_SINCE, since, before)
            },
            any_served=self._value(EVER_SERVED, before) is not None,
            entries=int(str(self._value(ENTRY_COUNT, before, before, choose.DEPTH_3_ENTRIES))),
            last_depth_3=day_of(str(depth_3)) if depth_3 else None,
            last_entry=recent[0] if recent else None,
            entries_since_gap=_since_gap(recent),
            heavy_yesterday=mood is not None and int(str(mood)) <= choose.HEAVY_MOOD,
            already_said=self._origins(
                ALREADY_SAID, day - timedelta(days=choose.ALREADY_SAID_DAYS), day
            ),
            echoes=self._origins(
                ECHOES,
                day - timedelta(days=choose.ECHO_WITHIN_DAYS),
                day - timedelta(days=choose.ECHO_AFTER_DAYS),
            ),
            guarded=self.not_safe(day),
        )

    def _practice_past(self, practice: str, day: date) -> choose.PracticePast:
        before = day.isoformat()
        count = self._value(ANSWERED_COUNT, practice, before, choose.DEPTH_3_AFTER)
        last = self._value(ANSWERED_LAST, practice, before)
        since = (day - timedelta(days=choose.TOO_DEEP_DAYS)).isoformat()
        too_deep = self._value(TOO_DEEP_LAST, practice, before, since)
        return choose.PracticePast(
            answered=int(str(count)),
            last_answered=day_of(str(last)) if last else None,
            too_deep_on=day_of(str(too_deep)) if too_deep else None,
        )


def _since_gap(recent: Sequence[date]) -> int | None:
    """How many of the latest entries came after a long gap; None where there is no gap."""
    for n, (later, earlier) in enumerate(pairwise(recent), start=1):
        if (later - earlier).days >= choose.LONG_GAP:
            return n
    return None
