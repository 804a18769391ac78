"""The result of importing the notes in the inbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from ..domain.calendar import DayFrom
from ..errors import TrustError
from ..sync.inbox import InboxFile

WhyNot = Literal[
    "not_text",
    "not_utf8",
    "encoding",
    "page_of_ours",
    "future",
    "beyond_calendar",
    "no_words",
    "too_long",
    "unreadable",
]
"""Why a text can't be imported; `views/inbox.py` has the wording."""


@dataclass(slots=True)
class InboxResult:
    """What was imported from the inbox, and which texts are left in it."""

    path: Path
    new: list[str] = field(default_factory=list)
    """The ids of the entries that were made."""
    days: dict[DayFrom, int] = field(default_factory=dict)
    """How many of them have their day from where."""
    last_day: date | None = None
    """The day of the one that was made last."""
    grown: list[str] = field(default_factory=list)
    """The ids of entries with a new version, because their text has grown."""
    copies: dict[str, int] = field(default_factory=dict)
    """By the name of a conflict copy, how many lines only it had; they were added."""
    already: int = 0
    in_trash: int = 0
    deleted: int = 0
    """Texts whose entries were permanently deleted after they were written; not imported again."""
    stays: dict[str, WhyNot] = field(default_factory=dict)
    """By the names of texts that can't be imported, why."""
    western: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    """Texts with front matter that can't be read; their entries are private."""
    made_private: list[str] = field(default_factory=list)
    """Texts whose entries were made private, because they repeat lines of a private entry."""
    private_again: list[str] = field(default_factory=list)
    """Texts read again after a restore, whose entries may have been private before."""
    changing: list[str] = field(default_factory=list)
    """Texts that changed less than a minute ago."""
    empty: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    others: int = 0
    waiting: int = 0
    """Stored texts that stay until their entries are in the sync folder."""
    lost: list[Path] = field(default_factory=list)
    """Notes that were moved away long ago, and that the journal doesn't have."""
    problem: TrustError | None = None
    """Why stored texts can't be moved away."""
    moments: dict[datetime, int] = field(default_factory=dict)
    """By the moment of notes, how many microseconds later the last of them was stored."""
    stored: list[tuple[InboxFile, str]] = field(default_factory=list)
    """The files whose words are in the journal, and the ids of their entries."""
    to_delete: list[InboxFile] = field(default_factory=list)
    """The files whose words were permanently deleted elsewhere."""

    @property
    def is_refused(self) -> bool:
        """Whether the system refused to read or to move a text."""
        return self.problem is not None or "unreadable" in self.stays.values()

    @property
    def changed(self) -> bool:
        """Whether anything was stored."""
        return bool(self.new or self.grown or any(self.copies.values()))

    def count_stored(self, file: InboxFile, entry_id: str, *, trashed: bool = False) -> None:
        """Count a file whose words the journal already has."""
        self.already += not trashed
        self.in_trash += trashed
        self.stored.append((file, entry_id))

    def add(self, other: InboxResult) -> None:
        """Add what one transaction stored."""
        self.new += other.new
        self.grown += [each for each in other.grown if each not in self.grown]
        self.copies |= other.copies
        for name, number in other.days.items():
            self.days[name] = self.days.get(name, 0) + number
        self.last_day = other.last_day or self.last_day
        self.made_private += other.made_private
        self.private_again += other.private_again
        self.already += other.already
        self.in_trash += other.in_trash
        self.deleted += other.deleted
        self.stored += other.stored
        self.to_delete += other.to_delete
