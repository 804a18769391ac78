"""The result of a sync."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..storage.sync_merge import MergeResult


@dataclass(slots=True)
class SyncResult:
    """What a sync did. The fields are the names in `--json`."""

    taken: dict[str, int] = field(default_factory=dict)
    """New entries by the machine they came from."""
    new: int = 0
    changed: int = 0
    removed: int = 0
    others: int = 0
    two_places: list[str] = field(default_factory=list)
    combined: list[str] = field(default_factory=list)
    """Entries that were edited in one place, and grew with their note in another."""
    made_private: list[str] = field(default_factory=list)
    """Entries made private, because a text that isn't shown hides words that the other doesn't."""
    promises_combined: list[str] = field(default_factory=list)
    """Promises that were edited in two places, and have the words of both."""
    promises_made_private: list[str] = field(default_factory=list)
    """Promises made private, because the words of one place hide what the others don't."""
    back: list[str] = field(default_factory=list)
    given_back: int = 0
    """Texts that were deleted where they hadn't arrived yet, and are drafts now."""
    told: int = 0
    """Records that were written to the folder."""
    waiting: int = 0
    """Records that came before what they belong to."""
    missing: int = 0
    """Files that went missing from the folder, so that everything was written again."""
    not_here: int = 0
    """Files whose content has not arrived."""
    damaged: int = 0
    newer: dict[str, str] = field(default_factory=dict)
    """Machines with a newer version of the program, and that version."""
    foreign: int = 0
    """Files of another journal, or under a key that this machine doesn't have."""
    unreadable: int = 0
    too_large: int = 0
    """Records that are too large for a file, so that no other machine gets them."""
    machine: str = ""
    """This machine's name."""
    was_called: str = ""
    """Its name before, if there are files with that name which this journal didn't write."""

    def add(self, machine: str, merged: MergeResult) -> None:
        """Add what a file of a machine has changed in the journal."""
        if merged.new:
            self.taken[machine] = self.taken.get(machine, 0) + merged.new
        self.new += merged.new
        self.changed += merged.changed
        self.removed += merged.removed
        self.others += merged.others
        self.two_places += merged.two_places
        self.back += merged.back
        self.unreadable += merged.unreadable
