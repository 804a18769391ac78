"""The records of promises, and of what became of them."""

from __future__ import annotations

from collections.abc import Iterator

from ...domain.text import label_key
from ...records.redaction import redact_fields
from ...records.section import Field, Omitted, Owner, Record, Rows, Section, optional
from ...records.sql import UNQUOTED
from .model import EVENT_TEXT_FIELDS, HAPPENED, ORIGINS, SIZES, TEXT_FIELDS

PROMISE: dict[str, Field] = {
    "id": Field("id", "its permanent id"),
    "text": Field("text", "what I said I'd do"),
    "made_on": Field("day", "the day I said it"),
    "made_at": Field("moment", "when it was recorded"),
    "person": optional("text", "who I said it to"),
    "due": optional("day", "the day it's due"),
    "every": optional("number", "the weekday of a weekly promise, 0 for Monday", high=6),
    "cue": optional("text", "if ..., then I'll ..."),
    "size": optional("text", "how big it is", choices=SIZES),
    "origin": optional("text", "whether I offered it or was asked", choices=ORIGINS),
    "private": Field("flag", "whether it's left out of exports and shared pages"),
    "hidden": optional("flag", "whether only `promise show` shows its words"),
}

PROMISE_EVENT: dict[str, Field] = {
    "promise": Field("id", "the promise"),
    "kind": Field("text", "what came of it", choices=HAPPENED),
    "day": Field("day", "when"),
    "recorded_at": Field("moment", "when it was recorded"),
    "occurrence": optional("day", "the due day of a weekly promise that it is about"),
    "due": optional("day", "the new day, if the promise was moved"),
    "note": optional("text", "a note"),
    "told_them": optional("flag", "whether I told them"),
    "acknowledged": optional("text", "what I did, in one plain sentence"),
    "amends": optional("text", "what I'll do to put it right"),
    "change": optional("text", "what I'll change so it goes better"),
    "undoes": optional("text", "of an undo: the kind and the moment of the event it takes back"),
}


def _row(row: Record, owner: Owner | None) -> Record:
    if row.get("hidden") is None:  # from before the two were told apart
        return row | {"hidden": row["private"]}
    return row


def _mark_unquoted(records: Iterator[Record], rows: Rows) -> Iterator[Record]:
    """Mark what is about a promise to someone who is not to be quoted."""
    unquoted = {key for (key,) in rows(UNQUOTED)}
    for record in records:
        person = record["_person"] if "_person" in record else record["person"]
        yield record | {"_quiet": label_key(person or "") in unquoted}


def _redact(record: Record, omitted: Omitted) -> Record | None:
    if record["private"]:
        if record["hidden"]:
            omitted.private_promises += 1
        else:
            omitted.promises_to_someone += 1
        return None
    if record["_quiet"]:
        omitted.unquoted_promises += 1
        return None
    return redact_fields(record, omitted, TEXT_FIELDS)


def _redact_event(record: Record, omitted: Omitted) -> Record | None:
    if record["_private"] or record["_quiet"]:
        return None
    return redact_fields(record, omitted, EVENT_TEXT_FIELDS)


SECTIONS = (
    Section(
        "promises",
        "what I said I'd do",
        ("promise", "promises"),
        PROMISE,
        table="promise",
        select="""
            SELECT p.id, p.text, p.made_on, p.made_at, p.person, p.due, p.every, p.cue, p.size,
                p.origin, p.private, p.hidden
            FROM (
                SELECT n FROM promise WHERE made_on BETWEEN ? AND ?
                ORDER BY made_at, id LIMIT -1) k
            CROSS JOIN promise p ON p.n = k.n""",
        ordered_by=("id",),
        combine=_mark_unquoted,
        unique=("id",),
        same="SELECT text, cue FROM promise WHERE id = ?",
        same_by="id",
        row=_row,
        redact=_redact,
        words=TEXT_FIELDS,
    ),
    Section(
        "promise_events",
        "what came of each promise, in the order it was recorded",
        ("promise update", "promise updates"),
        PROMISE_EVENT,
        table="promise_event",
        select="""
            SELECT p.id AS promise, v.kind, v.day, v.recorded_at, v.occurrence, v.due, v.note,
                v.told_them, v.acknowledged, v.amends, v.change, v.undoes, p.private AS _private,
                p.person AS _person
            FROM (
                SELECT o.n FROM promise_event o CROSS JOIN promise x ON x.n = o.promise_n
                WHERE x.made_on BETWEEN ? AND ? ORDER BY o.recorded_at LIMIT -1) k
            CROSS JOIN promise_event v ON v.n = k.n CROSS JOIN promise p ON p.n = v.promise_n""",
        ordered_by=("recorded_at",),
        combine=_mark_unquoted,
        same="""
            SELECT v.note, v.acknowledged, v.amends, v.change
            FROM promise_event v JOIN promise p ON p.n = v.promise_n
            WHERE p.id = ? AND v.kind = ? AND v.day = ?
            AND v.recorded_at = ? AND v.n <= ?""",
        same_by="promise kind day recorded_at before",
        redact=_redact_event,
        words=EVENT_TEXT_FIELDS,
    ),
)
