"""Which entries are looked for: by day, by what they are, by what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Filter:
    """What an entry must have, all of it; what is not named does not matter."""

    start: date | None = None
    end: date | None = None
    tags: tuple[str, ...] = ()
    """Each of them."""
    people: tuple[str, ...] = ()
    """Each of them."""
    practice: str | None = None
    kind: str | None = None
    starred: bool = False
    unsaid: bool = False
    limit: int | None = None
    """At the most so many, the newest."""

    @property
    def by_words(self) -> bool:
        """Whether it asks what an entry is about, which of a private one nobody is told."""
        return bool(self.tags or self.people or self.practice)
