"""The people a journal is about, under the aliases its writer gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .entry import Entry
from .text import label_key


@dataclass(frozen=True, slots=True)
class Person:
    """What the journal knows of someone, beside the entries that mention them."""

    alias: str
    context: str | None = None
    """Where I stand with them, as the setting `context`; None where it is as the setting says."""
    cadence_days: int | None = None
    """How often I would like to check in; None for no rhythm."""
    quote: bool = True
    """Whether words about them may be quoted in reviews and exports."""

    @property
    def key(self) -> str:
        """What two aliases must share to be the same person."""
        return label_key(self.alias)


def merged(person: Person, into: Person) -> Person:
    """Two who are one: as the second is set, and not quoted where either is not."""
    return replace(into, quote=person.quote and into.quote)


@dataclass(frozen=True, slots=True)
class MentionedPerson:
    """Someone, and how many entries mention them."""

    person: Person
    mentions: int


def names_any(entry: Entry, keys: frozenset[str]) -> bool:
    """Whether an entry is about one of these people."""
    return any(label_key(person) in keys for person in entry.people)
