"""Entries, their answers and earlier versions, and how they read with private words left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from . import private_marks as private
from .calendar import moment_text
from .hashes import blake2b
from .kinds import Kind

_HASH_VERSION = b"\x01"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of an entry that has several, with its answer."""

    prompt_text: str
    text: str
    pack: str | None = None
    prompt_id: str | None = None

    @property
    def heading(self) -> str:
        """The Markdown heading above the answer in the entry's body."""
        return f"### {self.prompt_text}".rstrip()


HASHED = (
    "day",
    "kind",
    "title",
    "body",
    "prompt_text",
    "mood",
    "closeness",
    "tags",
    "people",
    "private",
)
"""The fields a reader would call the content of an entry; its hash covers them."""
REVISED = ("title", "body", "mood", "closeness", "tags", "people", "private")
"""The fields that each earlier version of an entry stores."""


def content_hash(values: Mapping[str, object]) -> str:
    """Hash the content of an entry, given as plain values: BLAKE2b-128 of canonical JSON, as hex.

    `values` may have other fields than the ones in `HASHED`; they don't count.
    """
    content = {name: values[name] for name in HASHED}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(_HASH_VERSION + canonical.encode(), size=16).hex()


_NIGHT_ENDS = time(6)
"""A time before this one can belong to the day before, whose night it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of writing about one day, stored exactly as typed."""

    id: str
    day: date
    """The local day it is about; fixed when written, whatever the time zone is later."""
    written_on: date
    """The journal day on which it was written."""
    created_at: datetime
    """When it was written, in UTC."""
    tz: str | None
    utc_offset: int
    """Seconds east of UTC on the writer's clock."""
    modified_at: datetime
    kind: Kind
    body: str
    revision: int = 1
    title: str | None = None
    mood: int | None = None
    """1 to 5, about me."""
    closeness: int | None = None
    """1 to 5: how close I felt. Never a mark for the other person."""
    pack: str | None = None
    prompt_id: str | None = None
    prompt_text: str | None = None
    """The question as it read at the time; packs change."""
    practice: str | None = None
    period: str | None = None
    """The period a review covers: `2026-W47`, `2026-11`, `2026`."""
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    starred: bool = False
    private: bool = False
    source: str | None = None
    source_id: str | None = None
    deleted_at: datetime | None = None
    come_back: date | None = None
    """The day its writer would like to be asked about it."""
    answers: tuple[Answer, ...] = ()

    @property
    def local_time(self) -> datetime:
        """When it was written, as the writer's clock showed it."""
        return self.created_at.astimezone(timezone(timedelta(seconds=self.utc_offset)))

    @property
    def is_from_later(self) -> bool:
        """Whether it was written on a later day and its time is that of the writing."""
        local = self.local_time
        if local.date() == self.day + timedelta(days=1) and local.time() < _NIGHT_ENDS:
            return False
        return self.day < self.written_on <= local.date()

    @property
    def hash(self) -> str:
        """The hash of its content (`HASHED`)."""
        return content_hash(to_row(self, with_hash=False))


_TUPLES = ("tags", "people", "answers")
COLUMNS = tuple(field.name for field in fields(Entry) if field.name not in _TUPLES)
"""The fields of an entry with one value each, as columns of its table store them."""
_DAYS = ("day", "written_on", "come_back")
_MOMENTS = ("created_at", "modified_at", "deleted_at")
_FLAGS = ("starred", "private")


def to_row(entry: Entry, *, with_hash: bool = True) -> dict[str, Any]:
    """Convert an entry to plain values: days and moments as text, labels as lists."""
    row = {name: getattr(entry, name) for name in COLUMNS}
    for name in _DAYS:
        row[name] = row[name].isoformat() if row[name] else None
    for name in _MOMENTS:
        row[name] = moment_text(row[name]) if row[name] else None
    row |= {"tags": list(entry.tags), "people": list(entry.people)}
    return row | {"hash": content_hash(row)} if with_hash else row


def from_row(values: Mapping[str, Any]) -> Entry:
    """Build an entry from plain values, as a table, a file or a draft has them.

    Other fields are ignored. Raises `ValueError`, `TypeError` or `KeyError`.
    """
    row = {name: values[name] for name in COLUMNS if name in values}
    for name in _DAYS:
        if name != "come_back" or row.get(name):
            row[name] = date.fromisoformat(row[name])
    for name in _MOMENTS:
        if row.get(name):
            row[name] = datetime.fromisoformat(row[name])
    for name in _FLAGS:
        row[name] = bool(row.get(name))
    answers = tuple(Answer(**answer) for answer in values.get("answers", ()))
    tags, people = tuple(values.get("tags", ())), tuple(values.get("people", ()))
    return Entry(**row, tags=tags, people=people, answers=answers)


NEARLY_NOW = timedelta(seconds=1)
"""An entry may be this far ahead although the clock is right: see `later`."""


def later(entry: Entry, by: timedelta) -> Entry:
    """Return an entry as if it had been written a little later, so that it comes after another."""
    created_at = entry.created_at + by
    return replace(entry, created_at=created_at, modified_at=max(entry.modified_at, created_at))


ANSWER_COLUMNS = tuple(field.name for field in fields(Answer))


@dataclass(frozen=True, slots=True)
class Heading:
    """What a shell shows of an entry beside its id."""

    id: str
    day: date
    kind: str
    practice: str | None
    period: str | None
    private: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier version of an entry."""

    revision: int
    modified_at: datetime
    """When this version was stored."""
    title: str | None
    body: str
    mood: int | None
    closeness: int | None
    tags: tuple[str, ...]
    people: tuple[str, ...]
    private: bool
    hash: str


def seen_versions(versions: Iterable[Entry | Revision], opened: Entry) -> list[Entry | Revision]:
    """Return the version that someone opened to edit it, and those before it.

    There are none if the journal doesn't have that version any more: an earlier journal was put
    back, so the versions that it has now may be others with the same numbers.
    """
    found = [*versions]
    at = opened.revision, opened.modified_at
    if at not in [(version.revision, version.modified_at) for version in found]:
        return []
    return [version for version in found if version.revision <= opened.revision]


def current_revision(entry: Entry) -> Revision:
    """Return the current version of an entry as a `Revision`."""
    return Revision(
        revision=entry.revision,
        modified_at=entry.modified_at,
        hash=entry.hash,
        **{name: getattr(entry, name) for name in REVISED},
    )


def revision_fields(revision: Revision) -> dict[str, Any]:
    """Return the fields to restore from an earlier version.

    People are not among them, since they may have been renamed. A private version makes the
    entry private, but an open one never makes a private entry open.
    """
    restored = {n: getattr(revision, n) for n in REVISED if n not in ("people", "private")}
    return restored | {"private": True} if revision.private else restored


@dataclass(frozen=True, slots=True)
class Intention:
    """A week's if-then: what I will do when a certain moment comes, and how it went."""

    period: str
    """The week it is for."""
    text: str
    outcome: str | None = None


def redacted(entry: Entry) -> Entry:
    """Return the entry as every screen may show it but `show`, `edit` and `read` if asked to.

    A private entry keeps its day and kind but none of its words (docs/architecture.md, Private);
    any other entry loses only the private words inside it. The name it had where it was imported
    may be a hash of words that it doesn't show, or doesn't have any more.
    """
    if not entry.private:
        shown = _without_private_words(entry)
        return shown if shown is entry and entry.revision == 1 else replace(shown, source_id=None)
    return replace(
        entry,
        source_id=None,
        body="",
        title=None,
        prompt_text=None,
        prompt_id=None,
        pack=None,
        practice=None,
        mood=None,
        closeness=None,
        tags=(),
        people=(),
        answers=(),
    )


def _without_private_words(entry: Entry) -> Entry:
    body, answers, inside = redact_answers(entry.body, entry.answers)
    title, in_title = private.redact(entry.title or "")
    if not inside + in_title:
        return entry
    return replace(entry, body=body, title=title if entry.title else entry.title, answers=answers)


def redact_answers(body: str, answers: Sequence[Answer]) -> tuple[str, tuple[Answer, ...], int]:
    """Redact a body and its answers; returns both, and the number of private spans.

    The answers are parts of the body: a span that begins above the first heading, or in an
    earlier answer, also hides what it covers of later ones.
    """
    redacted_body, texts, count = private.redact_within(
        body, [(answer.heading, answer.text) for answer in answers]
    )
    redacted_answers = tuple(
        replace(answer, text=private.PLACEHOLDER if text is None else text)
        for answer, text in zip(answers, texts, strict=True)
    )
    return redacted_body, redacted_answers, count


def redact_if_then(
    text: str, question: str | None, body: str | None, *, once_hidden: bool = False
) -> str:
    """Redact an if-then, as an answer in its review if that still exists.

    `question` is None if its heading was removed from the review, `body` is None if the review
    no longer exists. `once_hidden` says that an earlier version of the review hid words: it may
    have been the if-then that was removed.
    """
    if body is None:
        return private.redact(text)[0]
    if question is None and once_hidden:
        return private.PLACEHOLDER
    _, (answer,), _ = redact_answers(body, [Answer(question or "", text)])
    return answer.text


def private_spans(entry: Entry) -> int:
    """Count the private spans in an entry; 0 if the entry is private as a whole."""
    if entry.private:
        return 0
    inside = redact_answers(entry.body, entry.answers)[2]
    return inside + private.redact(entry.title or "")[1]
