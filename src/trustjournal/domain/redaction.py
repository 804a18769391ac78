"""Redaction of the records of a whole journal, for exports without private words.

A complete export doesn't use this module. An export without private words omits private entries
and promises with everything that belongs to them, redacts the private words inside others, and
omits earlier versions of entries that have private words now, because those versions were written
before the marks. The pulse item about ease is omitted too, and is not even counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .entry import Answer, redact_answers, redact_if_then
from .private_marks import MARK, PLACEHOLDER, redact, redacted_by_line
from .promises import EVENT_TEXT_FIELDS, TEXT_FIELDS
from .pulse import EASE
from .record_schema import Record


@dataclass(slots=True)
class Omitted:
    """Counts of what was left out of an export."""

    private: int = 0
    """Entries that are private as a whole."""
    private_parts: int = 0
    """Private passages inside other records."""
    private_promises: int = 0
    unquoted: int = 0
    """Entries exported without their words, because they name a person who must not be quoted."""
    wordings: int = 0
    """Earlier versions of exported entries."""


def redact_record(section: str, record: Record, omitted: Omitted) -> Record | None:
    """Redact a record of a section and count what is left out; None if all of it is."""
    redactor = _REDACTORS.get(section)
    return redactor(record, omitted) if redactor else record


def _entry(record: Record, omitted: Omitted) -> Record | None:
    if record["private"]:
        omitted.private += 1
        return None
    if record["_quiet"]:
        omitted.unquoted += 1
        # An import takes the first line as the title, so the title may quote them too.
        return record | {"body": None, "title": None, "answers": [], "hash": None}
    answers = record["answers"]
    body, redacted_answers, in_body = redact_answers(
        record["body"], [Answer(**answer) for answer in answers]
    )
    title, in_title = _redact(record["title"])
    if not in_body + in_title:
        return record
    omitted.private_parts += in_body + in_title
    return record | {
        "body": body,
        "title": title,
        "answers": [
            answer | {"text": redacted.text}
            for answer, redacted in zip(answers, redacted_answers, strict=True)
        ],
        "hash": None,
    }


def _revision(record: Record, omitted: Omitted) -> Record | None:
    if record["_private"]:
        return None
    current_text = f"{record['_body']}{record['_title'] or ''}"
    if record["private"] or record["_quiet"] or MARK in current_text:
        omitted.wordings += 1
        return None
    body, in_body = redact(record["body"])
    title, in_title = _redact(record["title"])
    omitted.private_parts += in_body + in_title
    unchanged = not in_body + in_title
    return record | {"body": body, "title": title, "hash": record["hash"] if unchanged else None}


def _unless_private(record: Record, omitted: Omitted) -> Record | None:
    return None if record["_private"] else record


def _unsaid(record: Record, omitted: Omitted) -> Record | None:
    if record["_private"] or record["line"] is None:
        return _unless_private(record, omitted)
    line = _current_line(record["line"], record)
    return None if line is None else record | {"line": line}


def _intention(record: Record, omitted: Omitted) -> Record | None:
    if record["_private"] or record["_quiet"]:
        return None
    # The review may have been marked in a later edit, so its current words decide.
    text = record["text"] if record["_answer"] is None else record["_answer"]
    redact_record = redact_if_then(text, record["_question"], record["_body"])
    outcome = record["outcome"] if record["_told"] else None
    return record | {"text": redact_record, "outcome": _redact(outcome)[0]}


def _promise(record: Record, omitted: Omitted) -> Record | None:
    if record["private"]:
        omitted.private_promises += 1
        return None
    return _redact_fields(record, omitted, TEXT_FIELDS)


def _promise_event(record: Record, omitted: Omitted) -> Record | None:
    if record["_private"]:
        return None
    return _redact_fields(record, omitted, EVENT_TEXT_FIELDS)


def _pause(record: Record, omitted: Omitted) -> Record | None:
    return _redact_fields(record, omitted, ("reason",))


def _pulse(record: Record, omitted: Omitted) -> Record | None:
    answers = {item: value for item, value in record["answers"].items() if item != EASE}
    return record | {"answers": answers} if answers else None


def _share(record: Record, omitted: Omitted) -> Record | None:
    lines = ((line, shared_line(line)) for line in record["lines"])
    return record | {"lines": [line | {"text": text} for line, text in lines if text is not None]}


def shared_line(line: Record) -> str | None:
    """Redact a shared line by the current marks; None if it must not be shown any more.

    A line without an entry was an if-then or a promise.
    """
    if line["_body"] is None:
        return _redact(line["text"])[0] if line["_deed"] else None
    return None if line["_private"] else _current_line(line["text"], line)


def _current_line(line: str, record: Record) -> str | None:
    """Redact a line of an entry by its current text; None if gone, private or not to be quoted."""
    if record["_quiet"]:
        return None
    redacted = redacted_by_line(record["_body"]).get(line)
    return None if redacted is None or redacted.strip() == PLACEHOLDER else redacted.strip()


def _redact(text: str | None) -> tuple[str | None, int]:
    return (None, 0) if text is None else redact(text)


def _redact_fields(record: Record, omitted: Omitted, names: tuple[str, ...]) -> Record:
    redacted = dict(record)
    for name in names:
        redacted[name], count = _redact(record[name])
        omitted.private_parts += count
    return redacted


_REDACTORS: dict[str, Callable[[Record, Omitted], Record | None]] = {
    "entries": _entry,
    "revisions": _revision,
    "checkins": _unless_private,
    "unsaid": _unsaid,
    "intentions": _intention,
    "prompt_events": _unless_private,
    "promises": _promise,
    "promise_events": _promise_event,
    "pulses": _pulse,
    "shares": _share,
    "pauses": _pause,
}
