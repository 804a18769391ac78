"""Our own Markdown, read back exactly (`formats/markdown_out.py` writes it).

The comment under a heading says all that Markdown has no place for, so what comes back is the
entry itself. A section that someone added by hand, without a comment, is an entry of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from ..domain import ids, multi_answer, private_marks
from ..domain.entry import Answer, Entry
from ..domain.kinds import KINDS
from ..domain.record_schema import ENTRY, FORMAT
from ..errors import UsageError
from . import markdown_out
from .front_matter import FrontMatter
from .incoming import (
    ImportContext,
    Incoming,
    Item,
    Occurrences,
    Place,
    Skipped,
    in_calendar,
    new_entry,
)

SOURCE = "markdown"

_HEADING = re.compile(r"## (\d\d):(\d\d)(?:[ \r\n]|$)")
_DAY = re.compile(r"# (\d{4}-\d\d-\d\d)[\r\n]*$")
_COMMENT = re.compile(r"\n?<!-- trust: (.*) -->\n")
_ESCAPED = re.compile(markdown_out.LOOKS_LIKE_OURS.pattern.replace(r"(?=\\*(?:", r"\\(?=\\*(?:", 1))
_WORD = re.compile(r"([a-z_]+)=")

_NUMBERS = ("question", "mood", "closeness", "revision", "utc_offset")
_FLAGS = ("starred", "private")
_LISTS = ("tags", "people", "answers")
_MOMENTS = ("created_at", "modified_at")


def is_ours(front: FrontMatter) -> bool:
    """Whether a file says that this program wrote it. Raises `UsageError` for a later form."""
    said = front.text("format") or ""
    if said.startswith("trustjournal/") and said != FORMAT:
        raise UsageError(
            "these pages have the form {format}, which is newer than this version of "
            "trust; upgrade it to read them",
            format=said,
        )
    return said == FORMAT


@dataclass(slots=True)
class _Section:
    """A heading and what stands below it."""

    heading: str
    number: int
    day: date | None
    text: list[str]


def read(
    front: FrontMatter,
    lines: Iterator[str],
    file: str,
    context: ImportContext,
    occurrences: Occurrences,
) -> Iterator[Item]:
    """The entries of one file, whose front matter has been read."""
    day = _day(front.text("date"))
    for section, is_last in _sections(lines, day, len(front.lines)):
        # What the writer put between two sections is no part of either.
        text = "".join(section.text).removesuffix("\n")
        text = text if is_last else text.removesuffix("\n")
        place = Place(file, section.number)
        comment = _COMMENT.match(text)
        if comment is None:
            yield _added_by_hand(section, text, place, context, occurrences)
        else:
            yield _exact(comment[1], text[comment.end() :], section.day, place)


def _sections(
    lines: Iterator[str], day: date | None, passed: int
) -> Iterator[tuple[_Section, bool]]:
    """Each section, and whether it is the last of the file."""
    section: _Section | None = None
    for number, line in enumerate(lines, start=passed + 1):
        named = _DAY.match(line)
        if named or _HEADING.match(line):
            if section:
                yield section, False
                section = None
            if named:
                day = _day(named[1])
            else:
                section = _Section(line, number, day, [])
        elif section:
            section.text.append(line)
    if section:
        yield section, True


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# --- sections with a comment ---------------------------------------------------------------------


def _exact(comment: str, text: str, day: date | None, place: Place) -> Item:
    try:
        said = _said(comment)
        if said.get("words") == "left-out":
            return Skipped(place, "words_left_out")
        question, body = _divided(text, said.get("question", 0))
        return Incoming(_entry(said, question, body, day), place)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return Skipped(place, "comment_unreadable")


def _said(comment: str) -> dict[str, Any]:
    """What a comment says: bare words, or JSON where they need it. Raises `ValueError`."""
    found: dict[str, Any] = {}
    at = 0
    while at < len(comment):
        name = _WORD.match(comment, at)
        if not name:
            raise ValueError
        at = name.end()
        if comment[at : at + 1] in ('"', "[", "{"):
            value, at = json.JSONDecoder().raw_decode(comment, at)
        else:
            value, _, _ = comment[at:].partition(" ")
            at += len(value)
        found[name[1]] = _typed(name[1], value)
        at += 1
    return found


def _typed(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        return int(value)
    if name in _FLAGS:
        return value == "true"
    if name in _LISTS:
        if not isinstance(value, list):
            raise TypeError
        return value
    if not isinstance(value, str):
        raise TypeError
    return value


def _divided(text: str, question_lines: int) -> tuple[str | None, str]:
    """The question and the body below a comment, with an empty line before each."""
    text = text.removeprefix("\n")
    if question_lines < 1:
        return None, _plain(text)
    lines = text.split("\n")
    quoted = lines[:question_lines]
    if len(quoted) < question_lines or not all(line.startswith(">") for line in quoted):
        raise ValueError
    question = "\n".join(line.removeprefix(">").removeprefix(" ") for line in quoted)
    return question, _plain("\n".join(lines[question_lines:]).removeprefix("\n"))


def _plain(body: str) -> str:
    """The body as it was typed: one backslash less before what looks like ours."""
    return _ESCAPED.sub("", body)


def _entry(said: Mapping[str, Any], question: str | None, body: str, day: date | None) -> Entry:
    pack, _, prompt_id = said.get("prompt", "").partition("/")
    created_at, modified_at = (datetime.fromisoformat(said[name]) for name in _MOMENTS)
    day = date.fromisoformat(said["day"]) if "day" in said else day
    if day is None or not (in_calendar(created_at) and in_calendar(modified_at)):
        raise ValueError
    asked = tuple(
        Answer(each["prompt_text"], "", each.get("pack"), each.get("prompt_id"))
        for each in said.get("answers", [])
    )
    return _checked(
        Entry(
            id=said["id"],
            day=day,
            written_on=date.fromisoformat(said["written_on"]),
            created_at=created_at,
            tz=said.get("tz"),
            utc_offset=said.get("utc_offset", 0),
            modified_at=modified_at,
            kind=said["kind"],
            body=body,
            revision=said.get("revision", 1),
            title=said.get("title"),
            mood=said.get("mood"),
            closeness=said.get("closeness"),
            pack=pack or None,
            prompt_id=prompt_id or None,
            prompt_text=question,
            practice=said.get("practice"),
            period=said.get("period"),
            tags=tuple(said.get("tags", ())),
            people=tuple(said.get("people", ())),
            starred=said.get("starred", False),
            private=said.get("private", False),
            source=said.get("source"),
            source_id=said.get("source_id"),
            answers=multi_answer.split(body, asked),
        )
    )


def _checked(entry: Entry) -> Entry:
    """An entry the journal can hold. Raises `ValueError`: someone may have changed the comment."""
    numbers = [name for name, field in ENTRY.items() if field.kind == "number"]
    texts = (*entry.tags, *entry.people)
    texts += tuple(
        t for a in entry.answers for t in (a.prompt_text, a.pack or "", a.prompt_id or "")
    )
    sound = (
        len(entry.id) == ids.LENGTH
        and ids.is_prefix(entry.id)
        and entry.kind in KINDS
        and all(ENTRY[name].fits(getattr(entry, name)) for name in numbers)
        and all(isinstance(text, str) for text in texts)
        and entry.created_at.tzinfo is not None
        and entry.modified_at.tzinfo is not None
    )
    if not sound:
        raise ValueError
    return entry


# --- sections without ----------------------------------------------------------------------------


def _added_by_hand(
    section: _Section, text: str, place: Place, context: ImportContext, occurrences: Occurrences
) -> Item:
    heading = _HEADING.match(section.heading)
    assert heading  # it began the section
    if section.day is None:
        return Skipped(place, "no_date")
    try:
        local = datetime.combine(section.day, time(int(heading[1]), int(heading[2])))
    except ValueError:
        return Skipped(place, "not_a_date")
    if not in_calendar(local):
        return Skipped(place, "beyond_calendar")
    title, plain = section.heading[len("## 00:00") :].strip(), _plain(text)
    body = plain.strip("\n")
    if title and not private_marks.can_be_parted(title, plain):
        title, body = "", f"{title}\n{plain}".strip("\n")
    found = new_entry(
        context.moment(local),
        body,
        tz=context.tz,
        title=title or None,
        source=SOURCE,
        source_id=occurrences.name(str(local), body),
    )
    return Incoming(found, place, has_unique_name=True)
