"""An entry and what belongs to it."""

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
    """One question of an entry that has several, and what was written under it."""

    prompt_text: str
    text: str
    pack: str | None = None
    prompt_id: str | None = None

    @property
    def heading(self) -> str:
        """The line it stands below in the body of its entry."""
        return f"### {self.prompt_text}".rstrip()


def content_hash(**content: object) -> str:
    """BLAKE2b-128 over canonical JSON, as hex."""
    from hashlib import blake2b  # brings OpenSSL along, which no read needs

    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(_HASH_VERSION + canonical.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing written, about one day. Stored as typed."""

    id: str
    day: date
    """The local day it is about; fixed when written, whatever clocks do later."""
    written_on: date
    """The journal day on which it was written."""
    created_at: datetime
    """The moment, in UTC."""
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
    """The question as it stood then; packs change."""
    practice: str | None = None
    period: str | None = None
    """What a review is about: `2026-W47`, `2026-11`, `2026`."""
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
        """The moment as the writer's clock showed it."""
        return self.created_at.astimezone(timezone(timedelta(seconds=self.utc_offset)))

    @property
    def hash(self) -> str:
        """BLAKE2b-128 over what a reader would call the content, as hex."""
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
class Revision:
    """How an entry read before an edit."""

    revision: int
    modified_at: datetime
    """When it was written so."""
    title: str | None
    body: str
    mood: int | None
    closeness: int | None
    tags: tuple[str, ...]
    people: tuple[str, ...]
    private: bool
    hash: str


def current_revision(entry: Entry) -> Revision:
    """How it reads now."""
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
    """What comes back with an earlier wording.

    Whom the entry is about does not: they may have another name by now. Nor is one that is
    private by now opened by it.
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
    """The weekly if-then: what I will do when a moment comes, and how it went."""

    period: str
    """The week it is carried in."""
    text: str
    outcome: str | None = None


def redacted(entry: Entry) -> Entry:
    """The entry as screens other than `show` and `edit` may have it.

    Of a private entry they get day and kind, never the words (docs/architecture.md, Private);
    of another all but the private words inside it.
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
    """A body and its answers without private words, and how many spans of them there are.

    The answers are parts of the body: a span that begins above the first heading, or in an
    earlier answer, hides what it covers of them too.
    """
    sealed_body, texts, count = private.redact_within(
        body, [(answer.heading, answer.text) for answer in answers]
    )
    texts_or_none = (private.PLACEHOLDER if text is None else text for text in texts)
    found = (
        replace(answer, text=text) for answer, text in zip(answers, texts_or_none, strict=True)
    )
    return sealed_body, tuple(found), count


def redact_if_then(text: str, question: str | None, body: str | None) -> str:
    """An if-then without private words: an answer of its review, as long as there is one.

    `question` is None where its heading was taken out of the review, `body` where there is no
    review any more.
    """
    if body is None:
        return private.redact(text)[0]
    _, (answer,), _ = redact_answers(body, [Answer(question or "", text)])
    return answer.text


def private_spans(entry: Entry) -> int:
    """How many private spans there are inside an entry that is not private as a whole."""
    if entry.private:
        return 0
    inside = redact_answers(entry.body, entry.answers)[2]
    return inside + private.redact(entry.title or "")[1]
