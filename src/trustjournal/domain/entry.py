"""Entries, their answers and earlier versions, and how they read with private words left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from . import private_marks as private
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


def content_hash(**content: object) -> str:
    """Hash some values: BLAKE2b-128 over their canonical JSON, as hex."""
    from hashlib import blake2b  # loads OpenSSL, which commands that only read don't need

    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(_HASH_VERSION + canonical.encode(), digest_size=16).hexdigest()


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
    answers: tuple[Answer, ...] = ()

    @property
    def local_time(self) -> datetime:
        """When it was written, as the writer's clock showed it."""
        return self.created_at.astimezone(timezone(timedelta(seconds=self.utc_offset)))

    @property
    def hash(self) -> str:
        """BLAKE2b-128 over the fields a reader would call its content, as hex."""
        return content_hash(
            day=self.day.isoformat(),
            kind=self.kind,
            title=self.title,
            body=self.body,
            prompt_text=self.prompt_text,
            mood=self.mood,
            closeness=self.closeness,
            tags=list(self.tags),
            people=list(self.people),
            private=self.private,
        )


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


def current_revision(entry: Entry) -> Revision:
    """Return the current version of an entry as a `Revision`."""
    return Revision(
        revision=entry.revision,
        modified_at=entry.modified_at,
        title=entry.title,
        body=entry.body,
        mood=entry.mood,
        closeness=entry.closeness,
        tags=entry.tags,
        people=entry.people,
        private=entry.private,
        hash=entry.hash,
    )


def revision_fields(revision: Revision) -> dict[str, Any]:
    """Return the fields to restore from an earlier version.

    People are not among them, since they may have been renamed. A private version makes the
    entry private, but an open one never makes a private entry open.
    """
    fields: dict[str, Any] = {
        "title": revision.title,
        "body": revision.body,
        "mood": revision.mood,
        "closeness": revision.closeness,
        "tags": revision.tags,
    }
    return fields | {"private": True} if revision.private else fields


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
    any other entry loses only the private words inside it.
    """
    if not entry.private:
        return _without_private_words(entry)
    return replace(
        entry,
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


def redact_if_then(text: str, question: str | None, body: str | None) -> str:
    """Redact an if-then, as an answer in its review if that still exists.

    `question` is None if its heading was removed from the review, `body` is None if the review
    no longer exists.
    """
    if body is None:
        return private.redact(text)[0]
    _, (answer,), _ = redact_answers(body, [Answer(question or "", text)])
    return answer.text


def private_spans(entry: Entry) -> int:
    """Count the private spans in an entry; 0 if the entry is private as a whole."""
    if entry.private:
        return 0
    inside = redact_answers(entry.body, entry.answers)[2]
    return inside + private.redact(entry.title or "")[1]
