"""The log of questions served, answered and put aside, and the history for choosing the next.

Also the practice that a week is dedicated to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from ..domain import question_choice
from ..domain.practices import PRACTICES
from ..domain.private_marks import redact
from ..domain.question_log import EarlierAnswer, PromptEvent, ServedQuestion
from ..records.sql import LIVE, QUIET
from .iso_text import ASKED_FOR_CONTEXT_KEY, OFFERED_REMINDER_KEY, day_of, moment_text
from .safety_pause import SafetyPauseReader

if TYPE_CHECKING:
    from .writer import Transaction

SALT = "SELECT value FROM meta WHERE key = 'salt'"
ASKED_FOR_CONTEXT = f"SELECT 1 FROM meta WHERE key = '{ASKED_FOR_CONTEXT_KEY}'"
OFFERED_REMINDER = f"SELECT 1 FROM meta WHERE key = '{OFFERED_REMINDER_KEY}'"
LAST_SERVED = """
    SELECT s.pack, s.prompt_id, s.practice, (
        SELECT ifnull(e.prompt_text, '') FROM prompt_event a JOIN entry e ON e.n = a.entry_n
        WHERE a.day = s.day AND a.event = 'answered' AND e.day = a.day
        AND a.pack = s.pack AND a.prompt_id = s.prompt_id AND e.deleted_at IS NULL
        ORDER BY a.recorded_at DESC, e.id LIMIT 1), EXISTS (
        SELECT 1 FROM prompt_event a JOIN entry e ON e.n = a.entry_n
        WHERE a.day = s.day AND a.event = 'answered' AND e.day <> a.day
        AND a.pack = s.pack AND a.prompt_id = s.prompt_id AND e.deleted_at IS NULL)
    FROM prompt_event s WHERE s.day = ? AND s.event = 'served'
    ORDER BY s.recorded_at DESC, s.pack, s.prompt_id, s.practice LIMIT 1"""
PUT_ASIDE = """
    SELECT DISTINCT pack, prompt_id FROM prompt_event WHERE day = ? AND event = 'skipped'"""
MOVED_AWAY = """
    SELECT DISTINCT a.pack, a.prompt_id FROM prompt_event a JOIN entry e ON e.n = a.entry_n
    WHERE a.day = ? AND a.event = 'answered' AND e.day <> a.day AND e.deleted_at IS NULL"""
MET_ON = "SELECT DISTINCT pack, prompt_id FROM prompt_event WHERE recorded_on = ? AND day <> ?"
ALREADY_SAID = """
    SELECT DISTINCT origin FROM prompt_event
    WHERE reason = 'already-said' AND recorded_on >= ? AND recorded_on < ?"""
ECHOES = """
    SELECT DISTINCT origin FROM prompt_event a
    WHERE a.recorded_on BETWEEN ? AND ? AND a.event = 'answered'
    AND EXISTS (SELECT 1 FROM entry e WHERE e.n = a.entry_n AND e.deleted_at IS NULL)
    AND NOT EXISTS (
        SELECT 1 FROM prompt_event s
        WHERE s.origin = a.origin AND s.event = 'answered' AND s.recorded_on > a.recorded_on)"""
EARLIER = f"""
    SELECT e.id, e.day, e.body, e.private FROM prompt_event a JOIN entry e ON e.n = a.entry_n
    WHERE a.origin = ? AND a.event = 'answered' AND a.recorded_on <= ? AND {LIVE} AND NOT {QUIET}
    ORDER BY a.recorded_on DESC, a.recorded_at DESC, e.id LIMIT 1"""
FOCUS = "SELECT practice FROM focus WHERE period = ?"
FIRST_SERVED = "SELECT MIN(recorded_on) FROM prompt_event WHERE recorded_on < ?"
SERVED_SINCE = """
    SELECT origin, MAX(recorded_on) FROM prompt_event
    WHERE recorded_on >= ? AND recorded_on < ? GROUP BY origin"""
# Looks each question up: an old journal has many answers, and no more questions.
LAST_ANSWERED = """
    SELECT o.value, (SELECT MAX(recorded_on) FROM prompt_event
        WHERE event = 'answered' AND origin = o.value AND recorded_on < ?)
    FROM json_each(?) o"""
PRACTICES_PAST = """
    SELECT p.value,
        (SELECT COUNT(*) FROM (SELECT 1 FROM prompt_event
            WHERE practice = p.value AND event = 'answered' AND recorded_on < ? LIMIT ?)),
        (SELECT MAX(recorded_on) FROM prompt_event
            WHERE practice = p.value AND event = 'answered' AND recorded_on < ?),
        (SELECT MAX(recorded_on) FROM prompt_event
            WHERE practice = p.value AND event = 'skipped' AND recorded_on < ?
            AND recorded_on >= ? AND reason IN ('too-deep', 'not-safe'))
    FROM json_each(?) p"""
LAST_DEPTH_3 = """
    SELECT MAX((SELECT MAX(recorded_on) FROM prompt_event
        WHERE depth = 3 AND event = v.column1 AND recorded_on < ?))
    FROM (VALUES ('answered'), ('skipped')) v"""
# Steps from practice to practice along the index, and in each up to the first deep answer.
FIRST_DEEP = """
    WITH RECURSIVE known (practice) AS (
        SELECT MIN(practice) FROM prompt_event UNION ALL
        SELECT (SELECT MIN(practice) FROM prompt_event WHERE practice > k.practice)
        FROM known k WHERE k.practice IS NOT NULL)
    SELECT k.practice, (
        SELECT a.recorded_on FROM prompt_event a
        WHERE a.practice = k.practice AND a.event = 'answered' AND a.depth = 3
        AND a.recorded_on <= ?
        AND EXISTS (SELECT 1 FROM entry e WHERE e.n = a.entry_n AND e.deleted_at IS NULL)
        ORDER BY a.recorded_on LIMIT 1)
    FROM known k WHERE k.practice IS NOT NULL"""
ENTRY_COUNT = f"""
    SELECT COUNT(*) FROM (
        SELECT 1 FROM entry e WHERE {LIVE} AND e.day < ? AND e.written_on < ? LIMIT ?)"""
RECENT_DAYS = f"""
    SELECT e.day FROM entry e WHERE {LIVE} AND e.day < ? AND e.written_on < ?
    ORDER BY e.day DESC, e.created_at DESC LIMIT ?"""
LOWEST_MOOD = f"""
    SELECT MIN(e.mood) FROM entry e WHERE {LIVE} AND e.day = ? AND e.written_on < ?"""


class QuestionReader(SafetyPauseReader):
    """Reads the log of questions."""

    def salt(self) -> bytes | None:
        """Return the salt that makes this journal's choice of questions its own."""
        salt = self._value(SALT)
        return bytes.fromhex(str(salt)) if salt else None

    def asked_for_context(self) -> bool:
        """Tell whether the person was already asked about their situation."""
        return self._value(ASKED_FOR_CONTEXT) is not None

    def offered_reminder(self) -> bool:
        """Tell whether the person was already told that there is a reminder."""
        return self._value(OFFERED_REMINDER) is not None

    def served(self, day: date) -> ServedQuestion | None:
        """Return the question that was served for a day.

        One whose answer was moved to another day since isn't a question of this day any more.
        """
        rows = self._rows(LAST_SERVED, day.isoformat())
        if not rows:
            return None
        pack, prompt_id, practice, text, moved = rows[0]
        answered = text is not None
        if moved and not answered:
            return None
        return ServedQuestion(str(pack), str(prompt_id), str(practice), answered, text or "")

    def done_with(self, day: date) -> frozenset[str]:
        """Return the questions put aside for a day, or answered and moved away, as `pack/id`."""
        rows = [
            row for query in (PUT_ASIDE, MOVED_AWAY) for row in self._rows(query, day.isoformat())
        ]
        return frozenset(f"{pack}/{name}" for pack, name in rows)

    def met_on(self, recorded_on: date, *, not_for: date) -> frozenset[str]:
        """Return the questions recorded on a journal day for days other than `not_for`.

        They are named as `pack/id`.
        """
        rows = self._rows(MET_ON, recorded_on.isoformat(), not_for.isoformat())
        return frozenset(f"{pack}/{name}" for pack, name in rows)

    def focus(self, period: str) -> str | None:
        """Return the practice that a week is dedicated to."""
        practice = self._value(FOCUS, period)
        return str(practice) if practice else None

    def earlier(self, origin: str, day: date) -> EarlierAnswer | None:
        """Return the last answer to a question given at least ECHO_AFTER_DAYS before a day.

        Answers about someone who is not to be quoted are left out.
        """
        until = day - timedelta(days=question_choice.ECHO_AFTER_DAYS)
        for entry_id, on, body, private in self._rows(EARLIER, origin, until.isoformat()):
            text = None if private else redact(str(body))[0]
            return EarlierAnswer(str(entry_id), day_of(str(on)), text)
        return None

    def first_deep_answers(self, until: date) -> dict[str, date]:
        """Return the day each practice's deepest questions were answered for the first time."""
        rows = self._rows(FIRST_DEEP, until.isoformat())
        return {str(practice): day_of(str(day)) for practice, day in rows if day}

    def _origins(self, sql: str, start: date, end: date) -> frozenset[str]:
        rows = self._rows(sql, start.isoformat(), end.isoformat())
        return frozenset(str(origin) for (origin,) in rows)

    def past(
        self,
        day: date,
        practices: Sequence[str] = tuple(PRACTICES),
        origins: Sequence[str] = (),
    ) -> question_choice.History:
        """Return the history for choosing among questions: everything recorded before `day`."""
        before = day.isoformat()
        since = (day - timedelta(days=question_choice.MET_DAYS)).isoformat()
        depth_3 = self._value(LAST_DEPTH_3, before)
        began = self._value(FIRST_SERVED, before)
        recent = [
            day_of(str(recent_day))
            for (recent_day,) in self._rows(
                RECENT_DAYS, before, before, question_choice.SHALLOW_ENTRIES_AFTER_GAP + 1
            )
        ]
        mood = self._value(LOWEST_MOOD, (day - timedelta(days=1)).isoformat(), before)
        return question_choice.History(
            practices=self._practices_past(practices, day),
            served={
                str(origin): day_of(str(on))
                for origin, on in self._rows(SERVED_SINCE, since, before)
            },
            answered={
                str(origin): day_of(str(on))
                for origin, on in self._rows(LAST_ANSWERED, before, json.dumps(origins))
                if on
            },
            any_served=began is not None,
            began=day_of(str(began)) if began else None,
            entries=int(
                str(self._value(ENTRY_COUNT, before, before, question_choice.DEPTH_3_ENTRIES))
            ),
            last_depth_3=day_of(str(depth_3)) if depth_3 else None,
            last_entry=recent[0] if recent else None,
            entries_since_gap=_since_gap(recent),
            heavy_yesterday=mood is not None and int(str(mood)) <= question_choice.HEAVY_MOOD,
            already_said=self._origins(
                ALREADY_SAID, day - timedelta(days=question_choice.ALREADY_SAID_DAYS), day
            ),
            echoes=self._origins(
                ECHOES,
                day - timedelta(days=question_choice.ECHO_WITHIN_DAYS),
                day - timedelta(days=question_choice.ECHO_AFTER_DAYS),
            ),
        )

    def _practices_past(
        self, practices: Sequence[str], day: date
    ) -> dict[str, question_choice.PracticeHistory]:
        before = day.isoformat()
        rows = self._rows(
            PRACTICES_PAST,
            before,
            question_choice.DEPTH_3_AFTER,
            before,
            before,
            (day - timedelta(days=question_choice.TOO_DEEP_DAYS)).isoformat(),
            json.dumps(practices),
        )
        return {
            str(practice): question_choice.PracticeHistory(
                answered=int(str(count)),
                last_answered=day_of(str(last)) if last else None,
                too_deep_on=day_of(str(too_deep)) if too_deep else None,
            )
            for practice, count, last, too_deep in rows
        }


def _since_gap(recent: Sequence[date]) -> int | None:
    """Count the latest entries since a long gap; return None if there is no gap."""
    for n, (later, earlier) in enumerate(pairwise(recent), start=1):
        if (later - earlier).days >= question_choice.LONG_GAP:
            return n
    return None


def log(store: Transaction, event: PromptEvent, entry_n: int | None = None) -> None:
    """Record that a question was served, answered or put aside."""
    prompt, day = event.prompt, event.day.isoformat()
    recorded_at = store.next_moment(
        "prompt_event", "recorded_at", event.recorded_at, day=day, event=event.event
    )
    store.insert(
        "prompt_event",
        day=day,
        recorded_on=event.recorded_on.isoformat(),
        recorded_at=recorded_at,
        event=event.event,
        pack=prompt.pack,
        prompt_id=prompt.id,
        origin=prompt.origin,
        practice=prompt.practice,
        depth=prompt.depth,
        reason=event.reason,
        entry_n=entry_n,
    )


def set_focus(store: Transaction, period: str, practice: str | None, now: datetime) -> None:
    """Set or clear the practice that a week is dedicated to."""
    store.delete("focus", period=period)
    if practice:
        store.insert("focus", period=period, practice=practice, set_at=moment_text(now))


def note_asked_for_context(store: Transaction) -> None:
    """Record that the person was asked about their situation, so they aren't asked again."""
    store.put_meta(ASKED_FOR_CONTEXT_KEY, "1")


def note_offered_reminder(store: Transaction) -> None:
    """Record that the person was told that there is a reminder, so they aren't told again."""
    store.put_meta(OFFERED_REMINDER_KEY, "1")
