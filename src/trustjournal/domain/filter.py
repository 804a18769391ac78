"""The filter of lists and searches: by day, by kind, by tag or person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions an entry must all meet; those left at their default don't count."""

    start: date | None = None
    end: date | None = None
    tags: tuple[str, ...] = ()
    """The entry must have all of them."""
    people: tuple[str, ...] = ()
    """The entry must name all of them."""
    practice: str | None = None
    kind: str | None = None
    starred: bool = False
    unsaid: bool = False
    limit: int | None = None
    """The most entries to return; the newest ones are."""
    private: bool = False
    """Only private entries."""

    @property
    def by_words(self) -> bool:
        """Whether it asks what an entry is about; such a filter never matches a private entry."""
        return bool(self.tags or self.people or self.practice)
