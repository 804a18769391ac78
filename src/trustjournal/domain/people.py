"""The people in a journal, under the aliases its writer gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .entry import Entry
from .text import label_key


@dataclass(frozen=True, slots=True)
class Person:
    """A person's settings; the entries that mention them are stored separately."""

    alias: str
    context: str | None = None
    """My situation with them, one of `SITUATIONS`; None to use the setting `context`."""
    cadence_days: int | None = None
    """How often I would like to check in; None for no rhythm."""
    quote: bool = True
    """Whether words about them may be quoted in reviews and exports."""

    @property
    def key(self) -> str:
        """The form of the alias by which people are compared."""
        return label_key(self.alias)


def merge_people(person: Person, into: Person) -> Person:
    """Merge two people: the settings of `into`, and quoted only if both may be quoted."""
    return replace(into, quote=person.quote and into.quote)


@dataclass(frozen=True, slots=True)
class MentionedPerson:
    """A person, and how many entries mention them."""

    person: Person
    mentions: int


def mentions_any(entry: Entry, keys: frozenset[str]) -> bool:
    """Return whether an entry names one of these people."""
    return any(label_key(person) in keys for person in entry.people)
