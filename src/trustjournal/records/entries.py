"""Entries, and the earlier versions of edited ones."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..domain.entry import REVISED, Answer, content_hash, redact_answers
from ..domain.kinds import KINDS
from ..domain.private_marks import MARK, private_passages, redact
from ..domain.text import label_key
from .redaction import redact_text
from .section import SCORE, Field, Omitted, Owner, Record, Rows, Section, optional
from .sql import ENTRIES_IN_ORDER, LIVE, OF_ENTRY, QUIET, UNQUOTED

ANSWER: dict[str, Field] = {
    "prompt_text": Field("text", "the question"),
    "text": Field("text", "the answer"),
    "pack": optional("text", "the pack of the question"),
    "prompt_id": optional("text", "the question's name in its pack"),
}

ENTRY: dict[str, Field] = {
    "id": Field("id", "its permanent id"),
    "day": Field("day", "the local day it is about"),
    "written_on": Field("day", "the journal's day on which it was written"),
    "created_at": Field("moment", "when it was written"),
    "tz": optional("text", "the IANA name of the time zone it was written in"),
    "utc_offset": Field("number", "seconds east of UTC on that clock", low=-86_399, high=86_399),
    "modified_at": Field("moment", "when it was last changed"),
    "revision": Field("number", "how many versions it has had", low=1),
    "kind": Field("text", "what kind of entry it is", choices=KINDS),
    "title": optional("text", "its title"),
    "body": Field("text", "the text as it was typed, in Markdown", redactable=True),
    "mood": optional("number", "how I felt", **SCORE),
    "closeness": optional("number", "how close I felt", **SCORE),
    "pack": optional("text", "the pack of its question"),
    "prompt_id": optional("text", "the question's name in its pack"),
    "prompt_text": optional("text", "the question as it was then"),
    "practice": optional("text", "the practice it belongs to"),
    "period": optional("text", "what a review is about: 2026-W47, 2026-11, 2026, or two days"),
    "tags": Field("texts", "its tags"),
    "people": Field("texts", "who it is about, by alias"),
    "starred": Field("flag", "whether it has a star"),
    "private": Field("flag", "whether the whole entry is private"),
    "source": optional("text", "the program it was imported from"),
    "source_id": optional("text", "its id there"),
    "deleted_at": optional("moment", "when it was moved to the trash"),
    "come_back": optional("day", "the day to come back to it"),
    "hash": Field(
        "hash", "BLAKE2b-128 of its content; computed again when it is read", redactable=True
    ),
    "answers": Field("rows", "its parts, if it has several questions", rows=ANSWER),
}

REVISION: dict[str, Field] = {
    "entry": Field("id", "the entry it is an earlier version of"),
    "revision": Field("number", "which version, from 1", low=1),
    "modified_at": Field("moment", "when it was stored"),
    "title": optional("text", "the title then"),
    "body": Field("text", "the words then"),
    "mood": optional("number", "the mood then", **SCORE),
    "closeness": optional("number", "the closeness then", **SCORE),
    "tags": Field("texts", "the tags then"),
    "people": Field("texts", "the people then"),
    "private": Field("flag", "whether it was private then"),
    "hash": Field("hash", "the hash of the entry then", redactable=True),
}

_IN_OTHER_TABLES = ("tags", "people", "answers")
COLUMNS = tuple(name for name in ENTRY if name not in _IN_OTHER_TABLES)
"""The fields of an entry that are columns of its table."""
_SELECTED = ", ".join(f"e.{name}" for name in COLUMNS)

NOT_IN_TRASH = f"""
    SELECT e.n AS _n, {_SELECTED} FROM entry e
    WHERE {LIVE} AND e.day BETWEEN ? AND ? ORDER BY e.day, e.created_at, e.id"""


_NO_HASHES = {"hash": None, "source_id": None}
"""The fields of an entry without all its words. The name an import gave it may be a hash of all of
them, or of words it had before, so someone who has the rest could find the others by trying."""


def _redact_entry(record: Record, omitted: Omitted) -> Record | None:
    if record["private"]:
        omitted.private += 1
        return None
    if record["_quiet"]:
        omitted.unquoted += 1
        # An import takes the first line as the title, so the title may quote them too.
        return record | {**_NO_HASHES, "body": None, "title": None, "answers": []}
    answers = record["answers"]
    body, redacted_answers, in_body = redact_answers(
        record["body"], [Answer(**answer) for answer in answers]
    )
    title, in_title = redact_text(record["title"])
    if not in_body + in_title:
        return record if record["revision"] == 1 else record | {"source_id": None}
    omitted.private_parts += in_body + in_title
    return record | {
        "body": body,
        "title": title,
        "answers": [
            answer | {"text": redacted.text}
            for answer, redacted in zip(answers, redacted_answers, strict=True)
        ],
        **_NO_HASHES,
    }


def _redact_revision(record: Record, omitted: Omitted) -> Record | None:
    if record["_private"]:
        return None
    current_text = f"{record['_body']}{record['_title'] or ''}"
    became_private = record["_private_later"] or MARK in current_text
    if record["private"] or record["_quiet"] or became_private or record["_was_private"]:
        omitted.wordings += 1
        return None
    body, in_body = redact(record["body"])
    title, in_title = redact_text(record["title"])
    omitted.private_parts += in_body + in_title
    unchanged = not in_body + in_title
    return record | {"body": body, "title": title, "hash": record["hash"] if unchanged else None}


def _decode(records: Iterator[Record], rows: Rows) -> Iterator[Record]:
    """Decode the labels of earlier versions, which may be about other people than the entry now.

    A version may show what an earlier one hid, if it was written where the marks weren't seen. So
    it must hide all that any earlier one did.
    """
    unquoted = {key for (key,) in rows(UNQUOTED)}
    entry, hidden = None, frozenset[str]()
    for record in records:
        tags, people = json.loads(record["tags"]), json.loads(record["people"])
        quiet = record["_quiet"] or any(label_key(name) in unquoted for name in people)
        private = private_passages(f"{record['title'] or ''}\n\n{record['body']}")
        if record["entry"] != entry:
            entry, hidden = record["entry"], frozenset[str]()
        yield record | {
            "tags": tags,
            "people": people,
            "_quiet": quiet,
            "_was_private": not private >= hidden,
        }
        hidden |= private


def _revision_row(row: Record, owner: Owner | None) -> Record | None:
    """Return the row of an earlier version; None if the entry has fewer revisions here."""
    assert owner is not None  # an earlier version without its entry isn't stored
    if row["revision"] >= owner.revision:
        return None
    content = {name: row[name] for name in REVISED}
    content |= {"day": owner.day, "kind": owner.kind, "prompt_text": owner.prompt_text}
    labels = {name: json.dumps(row[name], ensure_ascii=False) for name in ("tags", "people")}
    return row | labels | {"hash": row["hash"] or content_hash(content)}


SECTIONS = (
    Section(
        "entries",
        "everything written, including what is in the trash",
        ("entry", "entries"),
        ENTRY,
        table="entry",
        select=f"""
            SELECT e.n AS _n, {_SELECTED}, {QUIET} AS _quiet FROM {ENTRIES_IN_ORDER}""",
        ordered_by=("id",),
        unique=("id",),
        redact=_redact_entry,
    ),
    Section(
        "revisions",
        "how entries read before each edit",
        ("earlier version", "earlier versions"),
        REVISION,
        table="revision",
        select=f"""
            SELECT e.id AS entry, r.revision, r.modified_at, r.title, r.body, r.mood, r.closeness,
                r.tags, r.people, r.private, r.hash, {OF_ENTRY}, e.title AS _title,
                EXISTS (
                    SELECT 1 FROM revision l WHERE l.entry_n = r.entry_n
                        AND l.revision > r.revision
                        AND (l.private OR instr(l.body || coalesce(l.title, ''), '{MARK}'))
                ) AS _private_later
            FROM (
                SELECT o.entry_n, o.revision FROM revision o CROSS JOIN entry x ON x.n = o.entry_n
                WHERE x.day BETWEEN ? AND ?
                ORDER BY x.created_at, x.id, o.revision LIMIT -1) k
            CROSS JOIN revision r ON r.entry_n = k.entry_n AND r.revision = k.revision
            CROSS JOIN entry e ON e.n = r.entry_n""",
        ordered_by=("entry", "revision"),
        combine=_decode,
        unique=("entry", "revision"),
        same="""
            SELECT r.title, r.body FROM revision r JOIN entry x ON x.n = r.entry_n
            WHERE x.id = ? AND r.revision = ?""",
        same_by="entry revision",
        row=_revision_row,
        redact=_redact_revision,
        words=("title", "body"),
    ),
)
