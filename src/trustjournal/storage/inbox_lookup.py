"""Lookup of the entries that came from the inbox."""

from __future__ import annotations

from .import_lookup import ImportsReader, StoredEntry
from .iso_text import SYNC_MACHINE_KEY

SOURCE = "inbox"
"""The `source` of entries that were notes in the inbox."""
IS_JOINED = "SELECT 1 FROM meta WHERE key = ?"
IS_PENDING = "SELECT 1 FROM sync_untold WHERE kind = 'entry' AND key = ?"


class InboxReader(ImportsReader):
    """Finds entries that were notes, and tells which are in the sync folder."""

    def notes(self) -> list[StoredEntry]:
        """Return all entries that were notes, in the order in which they were stored."""
        return self.of_source(SOURCE)

    def is_joined(self) -> bool:
        """Tell whether the journal is on several machines."""
        return self._value(IS_JOINED, SYNC_MACHINE_KEY) is not None

    def is_pending(self, entry_id: str) -> bool:
        """Tell whether an entry has yet to be written to the sync folder."""
        return self._value(IS_PENDING, entry_id) is not None
