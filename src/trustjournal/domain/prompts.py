"""Questions and packs, as the program holds them once a pack has been read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from .practices import Practice
from .relationship import SITUATIONS

Facet = Literal["mine", "theirs", "ours"]
Cadence = Literal["daily", "weekly", "storm", "joy", "memory"]
Form = Literal["question", "sentence", "words", "letter", "title"]
FACETS: tuple[str, ...] = get_args(Facet)
CADENCES: tuple[str, ...] = get_args(Cadence)
FORMS: tuple[str, ...] = get_args(Form)
PERSON = "{person}"
"""The only placeholder in packs."""
OMIT_FROM_JSON = "untold"
"""Metadata key of a dataclass field that `json_values.plain` leaves out."""
SOMEONE = "someone close"
"""The English text for `{person}` while the user has named no one."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question, or an invitation of another form, addressed `pack/id`."""

    pack: str
    id: str
    practice: str
    depth: int
    """1: observe today. 2: a feeling or pattern this week. 3: meaning and history."""
    text: str
    follow_ups: tuple[str, ...] = ()
    facet: Facet = "mine"
    contexts: tuple[str, ...] = ("any",)
    cadence: Cadence = "daily"
    form: Form = "question"
    """What its text asks for: an answer, the end of a sentence, a few words, a letter, a title."""
    care: bool = False
    when_unsafe: bool = field(default=False, metadata={OMIT_FROM_JSON: True})
    """Whether it was reviewed as safe to read for someone who is not safe; during the safety
    pause only such questions come."""
    tags: tuple[str, ...] = ()
    note: str | None = None
    with_name: str | None = None
    """The wording used instead of `text` once the user has named someone; it has `{person}`."""
    language: str = "en"
    origin: str = ""
    """The address its history is stored under; a translation shares its original's."""
    someone: str = SOMEONE
    """The text for `{person}` while the user has named no one."""

    @property
    def key(self) -> str:
        """The question's address, `pack/id`."""
        return f"{self.pack}/{self.id}"

    def fits(self, situation: str) -> bool:
        """Return whether the question suits someone in this situation."""
        return fits(self.contexts, situation)

    def speaks(self, language: str) -> bool:
        """Return whether it is in a language, ignoring the region."""
        return same_language(self.language, language)

    @property
    def names_person(self) -> bool:
        """Whether its text, follow-ups or note contain `{person}`, in either wording."""
        others = (self.with_name or "", self.note or "")
        return _names_person(self.text, *self.follow_ups, *others)

    @property
    def may_come_when_unsafe(self) -> bool:
        """Whether it may be asked of someone who is not safe: marked so, and naming no one."""
        return self.when_unsafe and not self.names_person

    def names_someone(self, situation: str) -> bool:
        """Return whether the question itself says the name that is set, in this situation."""
        return _names_person(self._wording(situation, named=True))

    def _wording(self, situation: str, *, named: bool) -> str:
        """Return `with_name` if someone is named and it may be used, else `text`.

        What anybody can answer is worded with a name only for those who meet: the person named
        may have died or be out of touch.
        """
        suits = "any" not in self.contexts or "contact" in SITUATIONS[situation]
        return self.with_name if self.with_name and named and suits else self.text

    def with_person(self, person: str, situation: str) -> Prompt:
        """Return the question with the person's alias (or `someone`) in place of `{person}`.

        With an alias it is worded as in `with_name`, where that suits the situation.
        """
        name = person or self.someone
        text = self._wording(situation, named=bool(person))
        filled = {field: getattr(self, field) for field in self.__dataclass_fields__}
        filled["text"] = fill(text, name)
        filled["with_name"] = None
        filled["follow_ups"] = tuple(fill(text, name) for text in self.follow_ups)
        filled["note"] = fill(self.note, name) if self.note else None
        return Prompt(**filled)


def in_language(prompts: Sequence[Prompt], language: str) -> list[Prompt]:
    """Return the questions in a language; if there are none, all of them."""
    return [prompt for prompt in prompts if prompt.speaks(language)] or list(prompts)


def same_language(tag: str, other: str) -> bool:
    """Return whether two language tags mean one language, ignoring the region and capitals."""
    return tag.partition("-")[0].lower() == other.partition("-")[0].lower()


def _names_person(*texts: str) -> bool:
    return any(PERSON in text for text in texts)


def fits(contexts: tuple[str, ...], situation: str) -> bool:
    """Return whether a question with these contexts suits someone in this situation."""
    return not SITUATIONS[situation].isdisjoint(contexts)


def fill(text: str, person: str) -> str:
    """Replace `{person}` in a text."""
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
        """Whether it may be asked of someone who is not safe: marked so, and naming no one."""
        return self.when_unsafe and not _names_person(self.text)


@dataclass(frozen=True, slots=True)
class LongerWording:
    """The wording of a review question for periods other than a week."""

    id: str
    month: str | None = None
    year: str | None = None
    days: str | None = None
    """For any other span of days."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A collection of questions with a purpose of its own."""

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
        """Return whether it is in a language, ignoring the region."""
        return same_language(self.language, language)

    def first_prompt(self) -> Prompt | None:
        """Return the question a newcomer is asked first."""
        by_id = {prompt.id: prompt for prompt in self.prompts}
        if self.first in by_id:
            return by_id[self.first]
        return next((prompt for prompt in self.prompts if prompt.depth == 1), None)
