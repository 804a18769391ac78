"""The record of a shared page, with its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...domain.entry import redact_if_then
from ...domain.private_marks import MARK
from ...domain.text import label_key
from ...records.redaction import current_line, redact_text
from ...records.section import OWNER, Field, Omitted, Record, Rows, Section, optional
from ...records.sql import LIVE, OF_ENTRY, ONCE_HIDDEN, QUIET, UNQUOTED

SHARE_LINE: dict[str, Field] = {
    "n": Field("number", "its place on the page"),
    "entry": OWNER,
    "text": Field("text", "the line"),
}

SHARE: dict[str, Field] = {
    "day": Field("day", "when"),
    "shared_at": Field("moment", "when it was shared"),
    "person": optional("text", "who it was for"),
    "path": Field("text", "the file it was written to"),
    "lines": Field("rows", "what was on it", rows=SHARE_LINE),
}

PROMISES = "SELECT text, person FROM promise WHERE NOT private"
IF_THENS = f"""
    SELECT COALESCE(a.text, i.text), a.prompt_text, e.body, {ONCE_HIDDEN}
    FROM intention i LEFT JOIN entry e ON e.n = i.entry_n
        LEFT JOIN answer a ON a.entry_n = i.entry_n AND a.prompt_id = 'if-then'
    WHERE {LIVE} AND NOT COALESCE(e.private, 0) AND NOT {QUIET}"""
ENTRY_NUMBER = "SELECT n FROM entry WHERE id = ?"


def deeds(rows: Rows) -> frozenset[str]:
    """Return the if-thens and promises that may be shown now and have no private words."""
    unquoted = {key for (key,) in rows(UNQUOTED)}
    promises = rows(PROMISES)
    texts = {str(text) for text, person in promises if label_key(person or "") not in unquoted}
    texts |= {
        redact_if_then(str(text), question, body, once_hidden=bool(once_hidden)).strip()
        for text, question, body, once_hidden in rows(IF_THENS)
    }
    return frozenset(text for text in texts if MARK not in text)


def _combine(records: Iterator[Record], rows: Rows) -> Iterator[Record]:
    """Combine the rows of the lines of each shared page into one record."""
    may_be_shown = deeds(rows)
    for _, group in groupby(records, key=lambda row: row["_n"]):
        first, *more = group
        lines = [
            {
                "n": row["_line"],
                "entry": row["_entry"],
                "text": row["_text"],
                "_deed": row["_text"] in may_be_shown,
                **{name: row[name] for name in ("_private", "_quiet", "_body", "_trashed")},
            }
            for row in (first, *more)
            if row["_line"] is not None
        ]
        yield {name: first[name] for name in ("day", "shared_at", "person", "path")} | {
            "lines": lines
        }


def _inner(record: Record, number: int, rows: Rows) -> Iterable[tuple[str, Record]]:
    for line in record["lines"]:
        entry = rows(ENTRY_NUMBER, line["entry"])
        inner = {"share_n": number, "n": line["n"], "text": line["text"]}
        yield "share_line", inner | {"entry_n": entry[0][0] if entry else None}


def redact_line(line: Record) -> str | None:
    """Redact a shared line by the current marks; None if it must not be shown any more.

    A line without an entry was an if-then or a promise.
    """
    if line["_body"] is None:
        return redact_text(line["text"])[0] if line["_deed"] else None
    return None if line["_private"] else current_line(line["text"], line)


def _redact(record: Record, omitted: Omitted) -> Record | None:
    lines = ((line, redact_line(line)) for line in record["lines"])
    return record | {"lines": [line | {"text": text} for line, text in lines if text is not None]}


SECTIONS = (
    Section(
        "shares",
        "pages written for someone",
        ("shared page", "shared pages"),
        SHARE,
        table="share",
        select=f"""
            SELECT s.n AS _n, s.day, s.shared_at, s.person, s.path, l.n AS _line, l.text AS _text,
                e.id AS _entry, e.deleted_at IS NOT NULL AS _trashed, {OF_ENTRY}
            FROM (
                SELECT o.n, i.n AS line FROM share o LEFT JOIN share_line i ON i.share_n = o.n
                WHERE o.day BETWEEN ? AND ? ORDER BY o.shared_at, o.n, i.n LIMIT -1) k
            CROSS JOIN share s ON s.n = k.n
                LEFT JOIN share_line l ON l.share_n = k.n AND l.n = k.line
                LEFT JOIN entry e ON e.n = l.entry_n""",
        ordered_by=("shared_at",),
        combine=_combine,
        same="SELECT 1 FROM share WHERE shared_at = ? AND path = ? AND n <= ?",
        same_by="shared_at path before",
        inner=_inner,
        redact=_redact,
    ),
)
