"""The schema of a whole journal as one table: its sections, and the fields of their records.

The JSON export, its reader, its JSON Schema and the reference in docs/formats.md are generated
from it. A test compares it with the journal's tables, so nothing can be stored but not exported.
A record is a mapping of plain values: days and moments are ISO text, moments in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .kinds import KINDS
from .promises import HAPPENED, ORIGINS, SIZES
from .relationship import SITUATIONS

FORMAT = "trustjournal/1"
"""The format and version that our own files declare."""

HEAD: dict[str, str] = {
    "format": "what this is, and the version of its form",
    "private": "whether private words are in it; without, it is no copy to come back to",
    "from": "the first day that was asked for; null for the first there is",
    "to": "the last day that was asked for; null for the last there is",
    "meta": "facts about the journal itself: the salt that makes its choice of questions its own",
}
"""The keys of the file besides its sections."""

Record: TypeAlias = dict[str, Any]

FieldKind = Literal[
    "id", "text", "day", "week", "moment", "number", "flag", "hash", "texts", "rows", "numbers"
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: its type, limits and documentation."""

    kind: FieldKind
    about: str
    optional: bool = False
    """Whether it may be null or missing."""
    low: int = 0
    high: int = 2**53
    choices: tuple[str, ...] = ()
    rows: Mapping[str, Field] | None = None
    redactable: bool = False
    """Whether it is null in a redacted export if the value contained private words."""

    def fits(self, number: Any) -> bool:
        """Return whether a value is an integer within the bounds, or null if optional."""
        if number is None:
            return self.optional
        return type(number) is int and self.low <= number <= self.high


def _optional(kind: FieldKind, about: str, **more: Any) -> Field:
    return Field(kind, about, optional=True, **more)


_SCORE: dict[str, Any] = {"low": 1, "high": 5}
_ABOUT = _optional("id", "the entry it belongs to")

ANSWER: dict[str, Field] = {
    "prompt_text": Field("text", "the question"),
    "text": Field("text", "the answer"),
    "pack": _optional("text", "the pack of the question"),
    "prompt_id": _optional("text", "the question's name in its pack"),
}

ENTRY: dict[str, Field] = {
    "id": Field("id", "its name for good"),
    "day": Field("day", "the local day it is about"),
    "written_on": Field("day", "the journal's day on which it was written"),
    "created_at": Field("moment", "when it was written"),
    "tz": _optional("text", "the IANA name of the time zone it was written in"),
    "utc_offset": Field("number", "seconds east of UTC on that clock", low=-86_399, high=86_399),
    "modified_at": Field("moment", "when it was last changed"),
    "revision": Field("number", "how many wordings it has had", low=1),
    "kind": Field("text", "what kind of entry it is", choices=KINDS),
    "title": _optional("text", "its title"),
    "body": Field("text", "the words, Markdown, as they were typed", redactable=True),
    "mood": _optional("number", "how I felt", **_SCORE),
    "closeness": _optional("number", "how close I felt", **_SCORE),
    "pack": _optional("text", "the pack of its question"),
    "prompt_id": _optional("text", "the question's name in its pack"),
    "prompt_text": _optional("text", "the question as it stood then"),
    "practice": _optional("text", "the practice it belongs to"),
    "period": _optional("text", "what a review is about: 2026-W47, 2026-11, 2026, or two days"),
    "tags": Field("texts", "its tags"),
    "people": Field("texts", "whom it is about, by their aliases"),
    "starred": Field("flag", "whether it has a star"),
    "private": Field("flag", "whether it is private as a whole"),
    "source": _optional("text", "the program it was imported from"),
    "source_id": _optional("text", "its name there"),
    "deleted_at": _optional("moment", "when it went to the trash"),
    "hash": Field("hash", "BLAKE2b-128 of its content; made anew when it is read", redactable=True),
    "answers": Field("rows", "its parts, where it has several questions", rows=ANSWER),
}

REVISION: dict[str, Field] = {
    "entry": Field("id", "the entry it is an earlier wording of"),
    "revision": Field("number", "which wording, from 1", low=1),
    "modified_at": Field("moment", "when it was stored"),
    "title": _optional("text", "the title then"),
    "body": Field("text", "the words then"),
    "mood": _optional("number", "the mood then", **_SCORE),
    "closeness": _optional("number", "the closeness then", **_SCORE),
    "tags": Field("texts", "the tags then"),
    "people": Field("texts", "the people then"),
    "private": Field("flag", "whether it was private then"),
    "hash": Field("hash", "the hash of the entry then", redactable=True),
}

CHECKIN: dict[str, Field] = {
    "entry": Field("id", "the entry of kind checkin it belongs to"),
    "day": Field("day", "when it was held"),
    "person": _optional("text", "whom it was with, by their alias in small letters"),
    "not_today": Field("flag", "whether it was met with: not today"),
    "follow_up": _optional("day", "the day to come back to it"),
}

UNSAID: dict[str, Field] = {
    "entry": Field("id", "the entry that is marked"),
    "line": _optional("text", "the line that is marked; none where it is all of it"),
    "state": Field("text", "where it stands", choices=("not-yet", "said", "mine")),
    "changed_at": Field("moment", "since when"),
}

INTENTION: dict[str, Field] = {
    "period": Field("week", "the week it is carried in"),
    "text": Field("text", "the if-then"),
    "outcome": _optional("text", "how it went"),
    "made_at": Field("moment", "when it was made"),
    "entry": _ABOUT,
}

PROMPT_EVENT: dict[str, Field] = {
    "day": Field("day", "the day the question was for"),
    "recorded_on": Field("day", "the journal's day on which it happened"),
    "recorded_at": Field("moment", "when it happened"),
    "event": Field("text", "what happened", choices=("served", "answered", "skipped")),
    "pack": Field("text", "the pack of the question"),
    "prompt_id": Field("text", "its name in the pack"),
    "origin": Field("text", "the address its history is kept under"),
    "practice": Field("text", "its practice"),
    "depth": Field("number", "how deep it goes", low=1, high=3),
    "reason": _optional("text", "why it was put aside"),
    "entry": _ABOUT,
}

FOCUS: dict[str, Field] = {
    "period": Field("week", "the week"),
    "practice": Field("text", "the practice it is given to"),
    "set_at": Field("moment", "when that was said"),
}

PERSON: dict[str, Field] = {
    "alias": Field("text", "the name I use"),
    "context": _optional("text", "where I stand with them", choices=tuple(SITUATIONS)),
    "cadence_days": _optional("number", "the rhythm of check-ins, in days", low=1, high=366),
    "quote": Field("flag", "whether words about them may be quoted"),
    "made_at": Field("moment", "when that was set"),
}

PROMISE: dict[str, Field] = {
    "id": Field("id", "its name for good"),
    "text": Field("text", "what I said I would do"),
    "made_on": Field("day", "the day I said it"),
    "made_at": Field("moment", "when it was noted down"),
    "person": _optional("text", "whom I said it to"),
    "due": _optional("day", "the day it is for"),
    "every": _optional("number", "the weekday of a recurring one, 0 for Monday", high=6),
    "cue": _optional("text", "if ..., then I will ..."),
    "size": _optional("text", "how big it is", choices=SIZES),
    "origin": _optional("text", "whether I offered it or was asked", choices=ORIGINS),
    "private": Field("flag", "whether it stays out of exports and of what is shared"),
    "hidden": _optional("flag", "whether its words stay out of other screens than promise show"),
}

PROMISE_EVENT: dict[str, Field] = {
    "promise": Field("id", "the promise"),
    "kind": Field("text", "what became of it", choices=HAPPENED),
    "day": Field("day", "when"),
    "recorded_at": Field("moment", "when it was noted down"),
    "occurrence": _optional("day", "which day of a recurring one it is about"),
    "due": _optional("day", "the new day of one that was moved"),
    "note": _optional("text", "a note"),
    "told_them": _optional("flag", "whether I told them"),
    "acknowledged": _optional("text", "what I did, in one plain sentence"),
    "amends": _optional("text", "what I do to put it right"),
    "change": _optional("text", "what I change so that it goes better"),
}

PULSE: dict[str, Field] = {
    "week": Field("week", "the week it is about"),
    "taken_on": Field("day", "the day it was taken"),
    "taken_at": Field("moment", "when it was taken"),
    "answers": Field("numbers", "item and value; null where there was no occasion", **_SCORE),
}

SITTING: dict[str, Field] = {
    "day": Field("day", "when"),
    "began_at": _optional("moment", "when it began; none where it was noted down afterwards"),
    "seconds": Field("number", "how long it was", low=1),
    "planned_seconds": Field("number", "how long it was meant to be"),
}

SHARE_LINE: dict[str, Field] = {
    "n": Field("number", "its place on the page"),
    "entry": _ABOUT,
    "text": Field("text", "the line"),
}

SHARE: dict[str, Field] = {
    "day": Field("day", "when"),
    "shared_at": Field("moment", "the moment"),
    "person": _optional("text", "whom it was for"),
    "path": Field("text", "the file it was written to"),
    "lines": Field("rows", "what stood on it", rows=SHARE_LINE),
}

PAUSE: dict[str, Field] = {
    "first_day": Field("day", "the first day off"),
    "last_day": Field("day", "the last day off"),
    "reason": _optional("text", "why"),
    "made_at": Field("moment", "when that was said"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One list of records in a whole journal."""

    about: str
    fields: Mapping[str, Field]
    unique: tuple[str, ...] = ()
    """The fields that together must differ between any two of its records."""


SECTIONS: dict[str, Section] = {
    "entries": Section("everything written, also what is in the trash", ENTRY, ("id",)),
    "revisions": Section("how entries read before each edit", REVISION, ("entry", "revision")),
    "checkins": Section("what is particular to entries of that kind", CHECKIN, ("entry",)),
    "unsaid": Section("what is marked as not yet said, said, or mine to keep", UNSAID),
    "intentions": Section(
        "the if-thens of weeks; the last of a week holds. How one went is an answer of the review"
        " that says so; `outcome` is from before that",
        INTENTION,
    ),
    "prompt_events": Section("questions served, answered and put aside", PROMPT_EVENT),
    "focus": Section("weeks given to a practice", FOCUS, ("period",)),
    "people": Section("what is set for people", PERSON, ("alias",)),
    "promises": Section("what I said I would do", PROMISE, ("id",)),
    "promise_events": Section("what became of promises, in order", PROMISE_EVENT),
    "pulses": Section("self-checks", PULSE),
    "sittings": Section("minutes of silence", SITTING),
    "shares": Section("pages written for someone", SHARE),
    "pauses": Section("days off the calendar", PAUSE),
}
"""In file order: `entries` and `promises` come before the records that refer to them."""
