"""What records of a whole journal may tell where private words stay out.

A copy with everything needs none of this. One without private words leaves out private entries
and promises with all that belongs to them, seals the private words inside others, and leaves
out earlier wordings of what has private words now: they were written before the marks. How much
at ease someone felt stays out too, and is not even counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .entry import Answer, redact_answers, redact_if_then
from .private_marks import MARK, PLACEHOLDER, redact, redacted_by_line
from .promises import WORDS, WORDS_OF_EVENT
from .pulse import EASE
from .record_schema import Record


@dataclass(slots=True)
class LeftOut:
    """What did not come along, counted."""

    private: int = 0
    """Entries that are private as a whole."""
    private_parts: int = 0
    """Private words inside others, by the passage."""
    private_promises: int = 0
    unquoted: int = 0
    """Entries without their words, because someone in them is not to be quoted."""
    wordings: int = 0
    """Earlier wordings of entries that come along."""


def told(section: str, record: Record, left: LeftOut) -> Record | None:
    """The record as others may have it; None where it stays out altogether."""
    tell = _TELLS.get(section)
    return tell(record, left) if tell else record


def _entry(record: Record, left: LeftOut) -> Record | None:
    if record["private"]:
        left.private += 1
        return None
    if record["_quiet"]:
        left.unquoted += 1
        # An import makes a first line the title, so that is their words too.
        return record | {"body": None, "title": None, "answers": [], "hash": None}
    answers = record["answers"]
    body, told_answers, inside = redact_answers(
        record["body"], [Answer(**answer) for answer in answers]
    )
    title, in_title = _sealed(record["title"])
    if not inside + in_title:
        return record
    left.private_parts += inside + in_title
    return record | {
        "body": body,
        "title": title,
        "answers": [
            answer | {"text": told.text} for answer, told in zip(answers, told_answers, strict=True)
        ],
        "hash": None,
    }


def _revision(record: Record, left: LeftOut) -> Record | None:
    if record["_private"]:
        return None
    now = f"{record['_body']}{record['_title'] or ''}"
    if record["private"] or record["_quiet"] or MARK in now:
        left.wordings += 1
        return None
    body, inside = redact(record["body"])
    title, in_title = _sealed(record["title"])
    left.private_parts += inside + in_title
    whole = not inside + in_title
    return record | {"body": body, "title": title, "hash": record["hash"] if whole else None}


def _of_entry(record: Record, left: LeftOut) -> Record | None:
    return None if record["_private"] else record


def _unsaid(record: Record, left: LeftOut) -> Record | None:
    if record["_private"] or record["line"] is None:
        return _of_entry(record, left)
    line = _line(record["line"], record)
    return None if line is None else record | {"line": line}


def _intention(record: Record, left: LeftOut) -> Record | None:
    if record["_private"] or record["_quiet"]:
        return None
    # A review may have got its marks in an edit, so its words now are what counts.
    text = record["text"] if record["_answer"] is None else record["_answer"]
    told = redact_if_then(text, record["_question"], record["_body"])
    return record | {"text": told, "outcome": _sealed(record["outcome"])[0]}


def _prompt_event(record: Record, left: LeftOut) -> Record | None:
    if record["_private"]:
        return None
    return record


def _promise(record: Record, left: LeftOut) -> Record | None:
    if record["private"]:
        left.private_promises += 1
        return None
    return _seal_all(record, left, WORDS)


def _promise_event(record: Record, left: LeftOut) -> Record | None:
    if record["_private"]:
        return None
    return _seal_all(record, left, WORDS_OF_EVENT)


def _pause(record: Record, left: LeftOut) -> Record | None:
    return _seal_all(record, left, ("reason",))


def _pulse(record: Record, left: LeftOut) -> Record | None:
    answers = {item: value for item, value in record["answers"].items() if item != EASE}
    return record | {"answers": answers} if answers else None


def _share(record: Record, left: LeftOut) -> Record | None:
    lines = ((line, shared_line(line)) for line in record["lines"])
    return record | {"lines": [line | {"text": text} for line, text in lines if text is not None]}


def shared_line(line: Record) -> str | None:
    """A line that was shared, as it may be told by now; None where it may not.

    One that is from no entry was an if-then or a promise.
    """
    if line["_body"] is None:
        return _sealed(line["text"])[0] if line["_deed"] else None
    return None if line["_private"] else _line(line["text"], line)


def _line(line: str, record: Record) -> str | None:
    """A line of an entry as its words are now; None where it is not there, or not to be told."""
    if record["_quiet"]:
        return None
    told = redacted_by_line(record["_body"]).get(line)
    return None if told is None or told.strip() == PLACEHOLDER else told.strip()


def _sealed(text: str | None) -> tuple[str | None, int]:
    return (None, 0) if text is None else redact(text)


def _seal_all(record: Record, left: LeftOut, names: tuple[str, ...]) -> Record:
    found = dict(record)
    for name in names:
        found[name], inside = _sealed(record[name])
        left.private_parts += inside
    return found


_TELLS: dict[str, Callable[[Record, LeftOut], Record | None]] = {
    "entries": _entry,
    "revisions": _revision,
    "checkins": _of_entry,
    "unsaid": _unsaid,
    "intentions": _intention,
    "prompt_events": _prompt_event,
    "promises": _promise,
    "promise_events": _promise_event,
    "pulses": _pulse,
    "shares": _share,
    "pauses": _pause,
}
