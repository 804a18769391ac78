"""What a book of the journal is made of: its parts, its paper, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PARTS: dict[str, bool] = {
    "heatmap": True,
    "questions": True,
    "moods": True,
    "tags": True,
    "storms": True,
    "joys": True,
    "words": True,
    "if-thens": True,
    "reviews": True,
    "feelings": True,
    "promises": False,
}
"""The parts of a book that can be left out or added, and whether a book usually has them."""

PAPERS = {"a5": "A5", "a4": "A4", "letter": "letter", "6x9": "6in 9in"}
"""The sizes of paper, as CSS says them."""


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line in one of the lists at the end of a book, such as a promise that was kept."""

    text: str
    note: str = ""
    """A few words below it, such as the day."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a book is about, as the features need to know it."""

    first: date
    last: date
    person: str | None
    include_private: bool
    unquoted: frozenset[str]
    """The keys of the people who are not to be quoted."""


@dataclass(frozen=True, slots=True)
class Book:
    """What to make a book of, and how it looks."""

    first: date | None = None
    """The first day, if one was asked for; `last` is the last."""
    last: date | None = None
    person: str | None = None
    """The only person it is about."""
    title: str | None = None
    """The title, if it isn't to be the year or the days."""
    paper: str = "a5"
    parts: frozenset[str] = frozenset(name for name, usual in PARTS.items() if usual)
    private: bool = False
    """Whether it holds private words."""
    language: str = "en"
    """The language in which the journal is written."""
    made_on: date | None = None

    @property
    def left_out_kinds(self) -> frozenset[str]:
        """Return the kinds of entries that it doesn't have."""
        kinds = {"storms": "storm", "reviews": "review"}
        return frozenset(kind for part, kind in kinds.items() if part not in self.parts)

    @property
    def name(self) -> str:
        """Return the end of the name of its file: `-2026`, or nothing."""
        if self.first and self.last and (self.first.year, self.last.year) == (self.last.year,) * 2:
            return f"-{self.last.year}"
        return ""
