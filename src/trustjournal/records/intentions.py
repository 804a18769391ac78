"""The if-thens of weeks."""

from __future__ import annotations

from ..domain.entry import redact_if_then
from .redaction import redact_text
from .section import OWNER, Field, Omitted, Record, Section, optional
from .sql import OF_ENTRY, ONCE_HIDDEN, OUTCOME_TOLD

INTENTION: dict[str, Field] = {
    "period": Field("week", "the week it is for"),
    "text": Field("text", "the if-then"),
    "outcome": optional("text", "how it went"),
    "made_at": Field("moment", "when it was made"),
    "entry": OWNER,
}


def _redact(record: Record, omitted: Omitted) -> Record | None:
    if record["_private"] or record["_quiet"]:
        return None
    # The review may have been marked in a later edit, so its current words decide.
    text = record["text"] if record["_answer"] is None else record["_answer"]
    redacted = redact_if_then(
        text, record["_question"], record["_body"], once_hidden=bool(record["_once_hidden"])
    )
    outcome = record["outcome"] if record["_told"] else None
    return record | {"text": redacted, "outcome": redact_text(outcome)[0]}


SECTIONS = (
    Section(
        "intentions",
        "the if-then for each week; the last one counts. How it went is an answer in the "
        "review; `outcome` is from earlier versions",
        ("if-then", "if-thens"),
        INTENTION,
        table="intention",
        select=f"""
            SELECT i.period, i.text, i.outcome, i.made_at, e.id AS entry, {OF_ENTRY},
                {OUTCOME_TOLD} AS _told, {ONCE_HIDDEN} AS _once_hidden,
                (SELECT a.text FROM answer a
                 WHERE a.entry_n = i.entry_n AND a.prompt_id = 'if-then') AS _answer,
                (SELECT a.prompt_text FROM answer a
                 WHERE a.entry_n = i.entry_n AND a.prompt_id = 'if-then') AS _question
            FROM (
                SELECT n FROM intention WHERE substr(made_at, 1, 10) BETWEEN ? AND ?
                ORDER BY made_at LIMIT -1) k
            CROSS JOIN intention i ON i.n = k.n LEFT JOIN entry e ON e.n = i.entry_n""",
        ordered_by=("made_at",),
        same="""
            SELECT i.n, i.outcome, x.id, i.text
            FROM intention i LEFT JOIN entry x ON x.n = i.entry_n
            WHERE i.period = ? AND i.made_at = ? AND i.n <= ?""",
        same_by="period made_at before",
        redact=_redact,
        words=("text",),
    ),
)
