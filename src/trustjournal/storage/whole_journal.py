"""All records of a journal, one at a time and in stored order, for exports.

Records have the fields of `domain.record_schema`. Some have more, with names that begin with `_`:
whether their entry is private or about someone who is not to be quoted, and its words. These
decide what an export without private words must leave out (`domain.redaction`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from itertools import groupby

from ..domain.entry import Answer, Entry
from ..domain.question_choice import NOT_SAFE
from ..domain.record_schema import SECTIONS, Record
from ..domain.text import label_key
from . import connect
from .iso_text import day_of, moment_of
from .people_reader import PeopleReader
from .query import ANSWERS, OUTCOME_TOLD, PEOPLE, QUIET, TAGS, Reads
from .shares_reader import SharesReader

CHUNK = 250
"""Entries read at a time, with their labels and answers; one such batch is held in memory."""

_LABELS_AND_ANSWERS = ("tags", "people", "answers")
_ENTRY = ", ".join(
    f"e.{name}" for name in SECTIONS["entries"].fields if name not in _LABELS_AND_ANSWERS
)
_BESIDE = f"e.private AS _private, {QUIET} AS _quiet, e.body AS _body"

LIVE = f"""
    SELECT e.n AS _n, {_ENTRY} FROM entry e
    WHERE e.deleted_at IS NULL AND e.day BETWEEN ? AND ? ORDER BY e.day, e.created_at, e.n"""
META = "SELECT key, value FROM meta WHERE key = 'salt'"
"""The other keys are about this one file only: its search index, the keys of its drafts."""

WHOLE: dict[str, str] = {
    "entries": f"""
        SELECT e.n AS _n, {_ENTRY}, {QUIET} AS _quiet FROM entry e
        WHERE +e.day BETWEEN ? AND ? ORDER BY e.n""",
    "revisions": f"""
        SELECT e.id AS entry, r.revision, r.modified_at, r.title, r.body, r.mood, r.closeness,
            r.tags, r.people, r.private, r.hash, {_BESIDE}, e.title AS _title
        FROM revision r CROSS JOIN entry e ON e.n = r.entry_n
        WHERE e.day BETWEEN ? AND ? ORDER BY r.entry_n, r.revision""",
    "checkins": """
        SELECT e.id AS entry, c.day, c.person, c.not_today, c.follow_up, e.private AS _private
        FROM checkin c CROSS JOIN entry e ON e.n = c.entry_n
        WHERE e.day BETWEEN ? AND ? ORDER BY c.entry_n""",
    "unsaid": f"""
        SELECT e.id AS entry, u.line, u.state, u.changed_at, {_BESIDE}
        FROM unsaid u CROSS JOIN entry e ON e.n = u.entry_n
        WHERE e.day BETWEEN ? AND ? ORDER BY u.n""",
    "intentions": f"""
        SELECT i.period, i.text, i.outcome, i.made_at, e.id AS entry, {_BESIDE},
            {OUTCOME_TOLD} AS _told,
            (SELECT a.text FROM answer a
             WHERE a.entry_n = i.entry_n AND a.prompt_id = 'if-then') AS _answer,
            (SELECT a.prompt_text FROM answer a
             WHERE a.entry_n = i.entry_n AND a.prompt_id = 'if-then') AS _question
        FROM intention i LEFT JOIN entry e ON e.n = i.entry_n
        WHERE substr(i.made_at, 1, 10) BETWEEN ? AND ? ORDER BY i.n""",
    "prompt_events": f"""
        SELECT p.day, p.recorded_on, p.recorded_at, p.event, p.pack, p.prompt_id, p.origin,
            p.practice, p.depth, NULLIF(p.reason, '{NOT_SAFE}') AS reason, e.id AS entry,
            e.private AS _private
        FROM prompt_event p LEFT JOIN entry e ON e.n = p.entry_n
        WHERE +p.day BETWEEN ? AND ? ORDER BY p.n""",
    "focus": """
        SELECT period, practice, set_at FROM focus
        WHERE substr(set_at, 1, 10) BETWEEN ? AND ? ORDER BY period""",
    "people": """
        SELECT alias, context, cadence_days, quote, made_at FROM person
        WHERE ? <= ? ORDER BY n""",
    "promises": """
        SELECT id, text, made_on, made_at, person, due, every, cue, size, origin, private, hidden
        FROM promise WHERE made_on BETWEEN ? AND ? ORDER BY n""",
    "promise_events": """
        SELECT p.id AS promise, v.kind, v.day, v.recorded_at, v.occurrence, v.due, v.note,
            v.told_them, v.acknowledged, v.amends, v.change, p.private AS _private
        FROM promise_event v CROSS JOIN promise p ON p.n = v.promise_n
        WHERE p.made_on BETWEEN ? AND ? ORDER BY v.n""",
    "pulses": """
        SELECT u.n AS _n, u.week, u.taken_on, u.taken_at, a.item AS _item, a.value AS _value
        FROM pulse u LEFT JOIN pulse_answer a ON a.pulse_n = u.n
        WHERE +u.taken_on BETWEEN ? AND ? ORDER BY u.n, a.item""",
    "sittings": """
        SELECT day, began_at, seconds, planned_seconds FROM sitting
        WHERE +day BETWEEN ? AND ? ORDER BY n""",
    "shares": f"""
        SELECT s.n AS _n, s.day, s.shared_at, s.person, s.path, l.n AS _line, l.text AS _text,
            e.id AS _entry, e.deleted_at IS NOT NULL AS _trashed, {_BESIDE}
        FROM share s LEFT JOIN share_line l ON l.share_n = s.n LEFT JOIN entry e ON e.n = l.entry_n
        WHERE s.day BETWEEN ? AND ? ORDER BY s.n, l.n""",
    "pauses": """
        SELECT first_day, last_day, reason, made_at FROM pause
        WHERE last_day >= ? AND first_day <= ? ORDER BY n""",
}
"""The records of each section that concern some days, including those in the trash.

Each statement walks one table in the order of its rows: a plus before a day, and CROSS JOIN, keep
SQLite from using an index after which it would have to sort everything in memory.
"""


class WholeReader(Reads):
    """Reads all records of a journal."""

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Make all reads in the block see the same moment, whatever other programs write."""
        with connect.translated(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                # Nothing was written. After a disk error SQLite may have ended the transaction.
                with suppress(*connect.database_errors()):
                    self._connection.execute("ROLLBACK")

    def entries(self, start: date, end: date) -> Iterator[Entry]:
        """Yield the entries about some days, oldest first, without the trash."""
        return map(_entry, self._entries(LIVE, start, end))

    def meta(self) -> dict[str, str]:
        """Return the facts about the journal itself."""
        return {str(key): str(value) for key, value in self._rows(META)}

    def records(self, section: str, start: date, end: date) -> Iterator[Record]:
        """Yield the records of a section that concern some days, in the order of the file."""
        if section == "entries":
            records = self._entries(WHOLE[section], start, end)
        else:
            records = self._each(WHOLE[section], start, end)
        form = _FORMS.get(section)
        if section == "shares":
            form = partial(_shares, deeds=SharesReader.beside(self).deeds())
        if section == "revisions":
            form = partial(_revisions, unquoted=PeopleReader.beside(self).unquoted())
        flags = [name for name, field in SECTIONS[section].fields.items() if field.kind == "flag"]
        for record in form(records) if form else records:
            for name in flags:
                record[name] = None if record[name] is None else bool(record[name])
            yield record

    def _each(self, sql: str, start: date, end: date) -> Iterator[Record]:
        with self._run(sql, start.isoformat(), end.isoformat()) as cursor:
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def _entries(self, sql: str, start: date, end: date) -> Iterator[Record]:
        """Yield entries with their labels and answers, which are read in batches."""
        with self._run(sql, start.isoformat(), end.isoformat()) as cursor:
            names = [column[0] for column in cursor.description]
            while rows := cursor.fetchmany(CHUNK):
                numbers = [row[0] for row in rows]
                tags, people, answers = (self._of(sql, numbers) for sql in (TAGS, PEOPLE, ANSWERS))
                for row in rows:
                    record = dict(zip(names, row, strict=True))
                    number = record.pop("_n")
                    record["tags"] = [name for (name,) in tags.get(number, ())]
                    record["people"] = [name for (name,) in people.get(number, ())]
                    record["answers"] = [
                        dict(
                            zip(
                                SECTIONS["entries"].fields["answers"].rows or (),
                                answer,
                                strict=True,
                            )
                        )
                        for answer in answers.get(number, ())
                    ]
                    yield record


def _entry(record: Record) -> Entry:
    deleted_at = record["deleted_at"]
    del record["hash"]
    return Entry(
        **record
        | {
            "day": day_of(record["day"]),
            "written_on": day_of(record["written_on"]),
            "created_at": moment_of(record["created_at"]),
            "modified_at": moment_of(record["modified_at"]),
            "deleted_at": moment_of(deleted_at) if deleted_at else None,
            "starred": bool(record["starred"]),
            "private": bool(record["private"]),
            "tags": tuple(record["tags"]),
            "people": tuple(record["people"]),
            "answers": tuple(Answer(**answer) for answer in record["answers"]),
        }
    )


def _revisions(records: Iterator[Record], unquoted: frozenset[str]) -> Iterator[Record]:
    """Decode the labels of earlier versions, which may be about other people than the entry now."""
    for record in records:
        tags, people = json.loads(record["tags"]), json.loads(record["people"])
        quiet = record["_quiet"] or any(label_key(name) in unquoted for name in people)
        yield record | {"tags": tags, "people": people, "_quiet": quiet}


def _pulses(records: Iterator[Record]) -> Iterator[Record]:
    """Combine the rows of the answers of each pulse into one record."""
    for _, rows in groupby(records, key=lambda row: row["_n"]):
        first, *more = rows
        answers = {
            row["_item"]: row["_value"] for row in (first, *more) if row["_item"] is not None
        }
        yield {name: first[name] for name in ("week", "taken_on", "taken_at")} | {
            "answers": answers
        }


def _shares(records: Iterator[Record], deeds: frozenset[str]) -> Iterator[Record]:
    """Combine the rows of the lines of each shared page into one record.

    `deeds` are the texts of if-thens and promises that may be shown.
    """
    for _, rows in groupby(records, key=lambda row: row["_n"]):
        first, *more = rows
        lines = [
            {
                "n": row["_line"],
                "entry": row["_entry"],
                "text": row["_text"],
                "_deed": row["_text"] in deeds,
                **{name: row[name] for name in ("_private", "_quiet", "_body", "_trashed")},
            }
            for row in (first, *more)
            if row["_line"] is not None
        ]
        yield {name: first[name] for name in ("day", "shared_at", "person", "path")} | {
            "lines": lines
        }


_FORMS: dict[str, Callable[[Iterator[Record]], Iterator[Record]]] = {
    "pulses": _pulses,
}
"""The functions that combine several rows into a record, by section."""
