"""The questions that were asked, and the practice that a week is dedicated to."""

from __future__ import annotations

from ..domain.safety_pause import NOT_SAFE
from .redaction import unless_private
from .section import OWNER, Field, Section, optional

PROMPT_EVENT: dict[str, Field] = {
    "day": Field("day", "the day the question was for"),
    "recorded_on": Field("day", "the journal's day on which it happened"),
    "recorded_at": Field("moment", "when it happened"),
    "event": Field("text", "what happened", choices=("served", "answered", "skipped")),
    "pack": Field("text", "the pack of the question"),
    "prompt_id": Field("text", "its name in the pack"),
    "origin": Field("text", "the name its history is stored under"),
    "practice": Field("text", "its practice"),
    "depth": Field("number", "how deep it goes", low=1, high=3),
    "reason": optional("text", "why it was put aside"),
    "entry": OWNER,
}

FOCUS: dict[str, Field] = {
    "period": Field("week", "the week"),
    "practice": Field("text", "the practice it focuses on"),
    "set_at": Field("moment", "when it was set"),
}

SECTIONS = (
    Section(
        "prompt_events",
        "questions served, answered and put aside",
        ("question record", "question records"),
        PROMPT_EVENT,
        table="prompt_event",
        select=f"""
            SELECT p.day, p.recorded_on, p.recorded_at, p.event, p.pack, p.prompt_id, p.origin,
                p.practice, p.depth, NULLIF(p.reason, '{NOT_SAFE}') AS reason, e.id AS entry,
                e.private AS _private
            FROM (
                SELECT n FROM prompt_event WHERE +day BETWEEN ? AND ?
                ORDER BY recorded_at, event DESC LIMIT -1) k
            CROSS JOIN prompt_event p ON p.n = k.n LEFT JOIN entry e ON e.n = p.entry_n""",
        ordered_by=("recorded_at", "event"),
        same="""
            SELECT 1 FROM prompt_event WHERE day = ? AND event = ? AND pack = ?
            AND prompt_id = ? AND recorded_at = ? AND n <= ?""",
        same_by="day event pack prompt_id recorded_at before",
        redact=unless_private,
        own_words=False,
    ),
    Section(
        "focus",
        "weeks with a focus on one practice",
        ("week with a focus", "weeks with a focus"),
        FOCUS,
        table="focus",
        select="""
            SELECT period, practice, set_at FROM focus
            WHERE substr(set_at, 1, 10) BETWEEN ? AND ? ORDER BY period""",
        ordered_by=("period",),
        unique=("period",),
        same="SELECT 1 FROM focus WHERE period = ?",
        same_by="period",
        own_words=False,
    ),
)
