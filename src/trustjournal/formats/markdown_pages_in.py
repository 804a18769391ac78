"""Import our own Markdown exactly as `formats/markdown_out.py` wrote it.

The comment under a heading, or the index of the folder (`page_index`), says all that Markdown has
no place for, so what comes back is the entry itself. Without its index, a page gives what it holds.
A section that someone added by hand, without a comment, is an entry of its own, and
so is what stands above the first section of a day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import chain, takewhile
from typing import Any, TypeAlias

from ..domain import ids, multi_answer, private_marks
from ..domain.entry import Answer, Entry
from ..domain.kinds import KINDS
from ..domain.periods import period_named
from ..domain.practices import PRACTICES, practice_named
from ..domain.text import labels
from ..errors import UsageError
from ..records.entries import ENTRY
from ..records.section import FORMAT
from . import markdown_out
from .front_matter import FrontMatter, plain_key, shown_text, words_of
from .incoming import (
    NOON,
    Dropped,
    ImportContext,
    Incoming,
    Item,
    Notice,
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
_PRIVATE = re.compile(r"^<!-- trust: .*\bprivate=true\b", re.MULTILINE)
_FRONT = (
    *("format", "date", "month", "period", "page"),
    *("tags", "people", "practices", "moods", "private"),
)
"""What front matter of ours says; of a page with sections nothing else is taken."""
_OF_ENTRIES = ("date", "month", "period", "tags", "people", "practices", "moods")
"""What it says of the entries of a page: each of them says it too."""

_TAG_OF_A_NUMBER = "tag"
"""The word that `markdown_out.tag_of` puts before a tag without letters."""

_NUMBERS = ("question", "mood", "closeness", "revision", "utc_offset")
_FLAGS = ("starred", "private")
_LISTS = ("tags", "people", "answers")
_MOMENTS = ("created_at", "modified_at")

Index: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What the index of a folder says of entries, by their ids."""


def is_ours(front: FrontMatter) -> bool:
    """Return whether this program wrote a file. Raises `UsageError` for a later format."""
    format_ = front.text("format") or ""
    if format_.startswith("trustjournal/") and format_ != FORMAT:
        raise UsageError(
            "these pages are in the format {format}, from a newer version; upgrade `trust` to read "
            "them",
            format=format_,
        )
    return format_ == FORMAT


@dataclass(slots=True)
class _Section:
    """A heading with its line number, and the lines below it."""

    heading: str
    number: int
    day: date | None
    text: list[str]


def parted(lines: Iterator[str]) -> tuple[list[str], Iterator[str]]:
    """Divide a page into the lines above its first heading of ours, and all that follow."""
    above: list[str] = []
    for line in lines:
        if _DAY.match(line) or _HEADING.match(line):
            return above, chain([line], lines)
        above.append(line)
    return above, iter(())


def read(
    front: FrontMatter,
    above: list[str],
    lines: Iterator[str],
    file: str,
    context: ImportContext,
    occurrences: Occurrences,
    index: Index,
) -> Iterator[Item]:
    """Read the entries of a page in the two parts that `parted` makes of it.

    What its front matter calls private is so in all of its entries; none becomes public by it.
    Front matter that cannot be read stands in `above`, and might say that they are private.
    """
    private_page = front.is_not_false("private") or front.doubtful
    if front.doubtful:
        yield Notice(Place(file), "front_unreadable")
    yield from _beside_ours(front, *_FRONT)
    passed = len(front.lines) if front.readable else 0
    taken = {_TAG_OF_A_NUMBER}
    is_whole = True
    for item in _items(front, chain(above, lines), passed, file, context, occurrences, index):
        if isinstance(item, Incoming):
            taken |= _said_above(item.entry)
        is_whole = is_whole and not isinstance(item, Skipped)
        if private_page and isinstance(item, Incoming):
            yield replace(item, entry=replace(item.entry, private=True))
        else:
            yield item
    if is_whole:  # otherwise it may be about an entry that was passed over
        yield from _added_to_front_matter(front, taken)


def read_contents(front: FrontMatter, lines: Iterator[str], file: str) -> Iterator[Item]:
    """Name what someone added to the page that leads to the others; it has no entries."""
    yield from _beside_ours(front, "format", "page")
    for number in markdown_out.added_to_contents(lines):
        yield Skipped(Place(file, len(front.lines) + 1 + number), "no_date")


def _beside_ours(front: FrontMatter, *ours: str) -> Iterator[Dropped]:
    """Yield the keys and comments of front matter that aren't ours."""
    for key in front.others(*ours):
        yield Dropped("properties", 1, key)
    for _ in front.comments:
        yield Dropped("properties", 1, "comment")


def _said_above(entry: Entry) -> set[str]:
    """Return the words that the front matter of a page has of an entry."""
    mood = "" if entry.mood is None else str(entry.mood)
    days = str(entry.day), entry.period or ""
    return words_of(*days, *entry.tags, *entry.people, entry.practice or "", mood)


def _added_to_front_matter(front: FrontMatter, taken: set[str]) -> Iterator[Dropped]:
    """Yield what someone wrote into the front matter of a page: no entry has it."""
    for key, value in front.pairs:
        is_of_entries = plain_key(key) in _OF_ENTRIES
        if is_of_entries and not words_of(shown_text(value)) <= taken:
            yield Dropped("properties", 1, key)


def is_private(text: str) -> bool:
    """Tell whether a text has a comment of ours in it that says `private`."""
    return "private=true" in text and _PRIVATE.search(text) is not None


def _items(
    front: FrontMatter,
    lines: Iterator[str],
    passed: int,
    file: str,
    context: ImportContext,
    occurrences: Occurrences,
    index: Index,
) -> Iterator[Item]:
    for section, is_last in _sections(lines, _day(front.text("date")), passed):
        # The blank lines between two sections belong to neither.
        text = "".join(section.text).removesuffix("\n")
        text = text if is_last else text.removesuffix("\n")
        place = Place(file, section.number)
        comment = _COMMENT.match(text)
        if not section.heading:
            yield from _above_sections(front, section, place, context, occurrences)
        elif comment is None:
            yield _added_by_hand(section, text, place, context, occurrences)
        else:
            below = text[comment.end() :]
            yield from _with_comment(comment[1], below, section, place, index, front, context)


def _sections(
    lines: Iterator[str], day: date | None, lines_before: int
) -> Iterator[tuple[_Section, bool]]:
    """Yield each section, and whether it is the last of the file.

    The lines above the first section of a file or a day come as a section without a heading.
    """
    section = _Section("", lines_before + 1, day, [])
    for number, line in enumerate(lines, start=lines_before + 1):
        named = _DAY.match(line)
        if named or _HEADING.match(line):
            yield section, False
            if named:
                day = _day(named[1])
            section = _Section("" if named else line, number + bool(named), day, [])
        else:
            section.text.append(line)
    yield section, True


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# --- sections with a comment ---------------------------------------------------------------------


def _with_comment(
    comment: str,
    text: str,
    section: _Section,
    place: Place,
    index: Index,
    front: FrontMatter,
    context: ImportContext,
) -> Iterator[Item]:
    try:
        written = _parse_comment(comment)
        if written.get("words") == "left-out":
            yield Skipped(place, "words_left_out")
            return
        for name in written.keys() - markdown_out.IN_COMMENT:
            yield Dropped("properties", 1, name)
        # A single file has no index, and neither have pages from before there was one.
        is_complete = "kind" in written
        indexed = {} if is_complete else index.get(written.get("id", ""), {})
        fields = {name: _convert(name, value) for name, value in indexed.items()} | written
        question_lines = written.get("question", 0 if is_complete else _quoted_lines(text))
        question, body = _question_and_body(text, question_lines)
        if is_complete or indexed:
            entry = _entry(fields, question, body, section.day)
            yield Incoming(_with_title_of(section.heading, entry), place)
        else:
            entry = _without_index(fields, question, body, section, front, context)
            yield Notice(place, "index_missing")
            yield Incoming(entry, place)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        yield Skipped(place, "comment_unreadable")


def _quoted_lines(text: str) -> int:
    """Count the quoted lines at the beginning of a text, which are the question."""
    lines = text.removeprefix("\n").split("\n")
    return sum(1 for _ in takewhile(lambda line: line.startswith(">"), lines))


def _without_index(
    fields: Mapping[str, Any],
    question: str | None,
    body: str,
    section: _Section,
    front: FrontMatter,
    context: ImportContext,
) -> Entry:
    """Make an entry of what a page holds. Raises `ValueError` if that has no day or time."""
    heading = _HEADING.match(section.heading)
    if section.day is None or heading is None:
        raise ValueError
    local = datetime.combine(section.day, time(int(heading[1]), int(heading[2])))
    if not in_calendar(local):
        raise ValueError
    entry = new_entry(context.moment(local), body, tz=context.tz, prompt_text=question)
    entry = replace(
        entry,
        id=fields["id"],
        private=fields.get("private", False),
        kind="daily" if question else "free",
        # Of people rather too many: someone among them may not want to be quoted.
        people=labels(front.words("people", separator=r"[,;\n]")),
        tags=labels(front.words("tags")) if front.text("date") else (),
    )
    return _checked(replace(entry, **_of_heading(_words_of_heading(section.heading))))


def _words_of_heading(heading: str) -> str:
    return " ".join(heading[len("## 00:00") :].split())


def _with_title_of(heading: str, entry: Entry) -> Entry:
    """Return an entry with the title that someone wrote into the heading of its section."""
    words = _words_of_heading(heading)
    if words == markdown_out.heading(entry):
        return entry
    return replace(entry, title=_of_heading(words).get("title") or entry.title)


def _of_heading(words: str) -> dict[str, Any]:
    """Return what a heading says of an entry: its practice, its kind, or its title."""
    practice = practice_named(words)
    if practice in PRACTICES:
        return {"practice": practice}
    kind, _, period = words.partition(" ")
    if kind == "Review" and (not period or period_named(period)):
        return {"kind": "review", "period": period or None}
    return {"kind": words.lower()} if words.lower() in KINDS else {"title": words or None}


def _parse_comment(comment: str) -> dict[str, Any]:
    """Parse a comment's fields, whose values are bare words or JSON. Raises `ValueError`."""
    fields: dict[str, Any] = {}
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
        fields[name[1]] = _convert(name[1], value)
        at += 1
    return fields


def _convert(name: str, value: Any) -> Any:
    """Convert the value of a field to its type. Raises `ValueError` or `TypeError`."""
    if name in _NUMBERS:
        return int(value)
    if name in _FLAGS:
        return value in ("true", True)
    if name in _LISTS:
        if not isinstance(value, list):
            raise TypeError
        return value
    if not isinstance(value, str):
        raise TypeError
    return value


def _question_and_body(text: str, question_lines: int) -> tuple[str | None, str]:
    """Split the text below a comment; an empty line comes before question and body."""
    text = text.removeprefix("\n")
    if question_lines < 1:
        return None, _unescaped(text)
    lines = text.split("\n")
    quoted = lines[:question_lines]
    if len(quoted) < question_lines or not all(line.startswith(">") for line in quoted):
        raise ValueError
    question = "\n".join(line.removeprefix(">").removeprefix(" ") for line in quoted)
    return question, _unescaped("\n".join(lines[question_lines:]).removeprefix("\n"))


def _unescaped(body: str) -> str:
    """Remove a backslash before each line that looks like one of our headings or comments."""
    return _ESCAPED.sub("", body)


def _entry(fields: Mapping[str, Any], question: str | None, body: str, day: date | None) -> Entry:
    pack, _, prompt_id = fields.get("prompt", "").partition("/")
    created_at, modified_at = (datetime.fromisoformat(fields[name]) for name in _MOMENTS)
    day = date.fromisoformat(fields["day"]) if "day" in fields else day
    if day is None or not (in_calendar(created_at) and in_calendar(modified_at)):
        raise ValueError
    asked = tuple(
        Answer(answer["prompt_text"], "", answer.get("pack"), answer.get("prompt_id"))
        for answer in fields.get("answers", [])
    )
    return _checked(
        Entry(
            id=fields["id"],
            day=day,
            written_on=date.fromisoformat(fields["written_on"]),
            created_at=created_at,
            tz=fields.get("tz"),
            utc_offset=fields.get("utc_offset", 0),
            modified_at=modified_at,
            kind=fields["kind"],
            body=body,
            revision=fields.get("revision", 1),
            title=fields.get("title"),
            mood=fields.get("mood"),
            closeness=fields.get("closeness"),
            pack=pack or None,
            prompt_id=prompt_id or None,
            prompt_text=question,
            practice=fields.get("practice"),
            period=fields.get("period"),
            tags=tuple(fields.get("tags", ())),
            people=tuple(fields.get("people", ())),
            starred=fields.get("starred", False),
            private=fields.get("private", False),
            source=fields.get("source"),
            source_id=fields.get("source_id"),
            come_back=date.fromisoformat(fields["come_back"]) if "come_back" in fields else None,
            answers=multi_answer.split_answers(body, asked),
        )
    )


def _checked(entry: Entry) -> Entry:
    """Return an entry if it is valid. Raises `ValueError`: someone may have edited the comment."""
    numbers = [name for name, field in ENTRY.items() if field.kind == "number"]
    texts = (*entry.tags, *entry.people)
    texts += tuple(
        t for a in entry.answers for t in (a.prompt_text, a.pack or "", a.prompt_id or "")
    )
    is_valid = (
        len(entry.id) == ids.LENGTH
        and ids.is_prefix(entry.id)
        and entry.kind in KINDS
        and all(ENTRY[name].fits(getattr(entry, name)) for name in numbers)
        and all(isinstance(text, str) for text in texts)
        and entry.created_at.tzinfo is not None
        and entry.modified_at.tzinfo is not None
    )
    if not is_valid:
        raise ValueError
    return entry


# --- sections without a comment ------------------------------------------------------------------


def _above_sections(
    front: FrontMatter,
    section: _Section,
    place: Place,
    context: ImportContext,
    occurrences: Occurrences,
) -> Iterator[Item]:
    """Make an entry of the words above the sections of a day, as of a note without a time."""
    body = _unescaped("".join(section.text)).strip("\n")
    if not body.strip():
        return
    place = replace(place, at=section.number + sum(1 for _ in takewhile(_is_blank, section.text)))
    if section.day is None:
        yield Skipped(place, "no_date")
        return
    local = datetime.combine(section.day, NOON)
    if not in_calendar(local):
        yield Skipped(place, "beyond_calendar")
        return
    entry = new_entry(
        context.moment(local),
        body,
        tz=context.tz,
        tags=labels(front.words("tags")),
        people=labels(front.words("people", separator=r"[,;\n]")),
        private=is_private(body),
        source=SOURCE,
        source_id=occurrences.name(str(section.day), body),
    )
    yield Incoming(entry, place, timeless=True, has_unique_name=True)


def _is_blank(line: str) -> bool:
    return not line.strip()


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
    title, plain = section.heading[len("## 00:00") :].strip(), _unescaped(text)
    body = plain.strip("\n")
    if title and not private_marks.can_be_split(title, plain):
        title, body = "", f"{title}\n{plain}".strip("\n")
    entry = new_entry(
        context.moment(local),
        body,
        tz=context.tz,
        title=title or None,
        private=is_private(text),
        source=SOURCE,
        source_id=occurrences.name(str(local), body),
    )
    return Incoming(entry, place, has_unique_name=True)
