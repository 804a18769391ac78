"""Questions and the packs they come in, as the program knows them after reading a pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from .practices import Practice
from .relationship import SITUATIONS

Facet = Literal["mine", "theirs", "ours"]
Cadence = Literal["daily", "weekly", "storm", "joy"]
FACETS: tuple[str, ...] = get_args(Facet)
CADENCES: tuple[str, ...] = get_args(Cadence)
PERSON = "{person}"
"""The only placeholder packs have."""
OMIT_FROM_JSON = "untold"
"""In the metadata of a field: it is not among the plain values for JSON (`plain`)."""
SOMEONE = "someone close"
"""What `{person}` reads as while the person has named nobody, in English."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question, addressed `pack/id`."""

    pack: str
    id: str
    practice: str
    depth: int
    """1 observe today, 2 a feeling or pattern this week, 3 meaning and history."""
    text: str
    follow_ups: tuple[str, ...] = ()
    facet: Facet = "mine"
    contexts: tuple[str, ...] = ("any",)
    cadence: Cadence = "daily"
    care: bool = False
    when_unsafe: bool = field(default=False, metadata={OMIT_FROM_JSON: True})
    """Read for someone who is not safe; only such questions come while that is so."""
    tags: tuple[str, ...] = ()
    note: str | None = None
    language: str = "en"
    origin: str = ""
    """The address history is kept under: a translation shares its original's."""
    someone: str = SOMEONE
    """What `{person}` reads as while the person has named nobody."""

    @property
    def key(self) -> str:
        """How the question is addressed, `pack/id`."""
        return f"{self.pack}/{self.id}"

    def fits(self, situation: str) -> bool:
        """Whether it presupposes nothing that this person does not have."""
        return fits(self.contexts, situation)

    @property
    def names_person(self) -> bool:
        """Whether it names the person it is about, or what goes further with it does."""
        return _names_person(self.text, *self.follow_ups, self.note or "")

    @property
    def may_come_when_unsafe(self) -> bool:
        """Whether it may be asked of someone who is not safe: it is marked so, and names nobody."""
        return self.when_unsafe and not self.names_person

    def asked_of(self, person: str) -> Prompt:
        """The question with the person's alias in place of `{person}`."""
        name = person or self.someone
        filled = {field: getattr(self, field) for field in self.__dataclass_fields__}
        filled["text"] = fill(self.text, name)
        filled["follow_ups"] = tuple(fill(text, name) for text in self.follow_ups)
        filled["note"] = fill(self.note, name) if self.note else None
        return Prompt(**filled)


def _names_person(*texts: str) -> bool:
    return any(PERSON in text for text in texts)


def fits(contexts: tuple[str, ...], situation: str) -> bool:
    """Whether what a question presupposes is there."""
    return not SITUATIONS[situation].isdisjoint(contexts)


def fill(text: str, person: str) -> str:
    """`{person}` replaced."""
    return text.replace(PERSON, person)


@dataclass(frozen=True, slots=True)
class PackQuestion:
    """A question of a pack's review, check-in or pulse."""

    id: str
    text: str
    practice: str | None = None
    pinned: bool = False
    contexts: tuple[str, ...] = ("any",)
    when_unsafe: bool = field(default=False, metadata={OMIT_FROM_JSON: True})

    @property
    def may_come_when_unsafe(self) -> bool:
        """As of a prompt."""
        return self.when_unsafe and not _names_person(self.text)


@dataclass(frozen=True, slots=True)
class LongerWording:
    """How a question of the review reads where it isn't about a week."""

    id: str
    month: str | None = None
    year: str | None = None
    days: str | None = None
    """Of any other stretch of days."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A collection of questions with its own purpose."""

    id: str
    title: str
    version: str
    language: str
    license: str
    prompts: tuple[Prompt, ...]
    practices: tuple[Practice, ...] = ()
    description: str = ""
    about: str = ""
    how_to_use: str = ""
    author: tuple[str, ...] = ()
    first: str | None = None
    translation_of: str | None = None
    someone: str = SOMEONE
    review: tuple[PackQuestion, ...] = ()
    review_longer: tuple[LongerWording, ...] = ()
    checkin: tuple[PackQuestion, ...] = ()
    pulse: tuple[PackQuestion, ...] = ()

    def speaks(self, language: str) -> bool:
        """Whether it is in a language, whatever the country."""
        return self.language.partition("-")[0] == language.partition("-")[0]

    def first_prompt(self) -> Prompt | None:
        """The question a newcomer meets."""
        by_id = {prompt.id: prompt for prompt in self.prompts}
        if self.first in by_id:
            return by_id[self.first]
        return next((prompt for prompt in self.prompts if prompt.depth == 1), None)
