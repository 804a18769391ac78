"""Lookup of the entries that came from the inbox."""

from __future__ import annotations

from .import_lookup import ImportsReader, StoredEntry
from .iso_text import INBOX_RESTORED_KEY, RESTORED_KEY, SYNC_MACHINE_KEY

SOURCE = "inbox"
"""The `source` of entries that were notes in the inbox."""
IS_JOINED = "SELECT 1 FROM meta WHERE key = ?"
FACT = "SELECT value FROM meta WHERE key = ?"
IS_PENDING = "SELECT 1 FROM sync_untold WHERE kind = 'entry' AND key = ?"


class InboxReader(ImportsReader):
    """Finds entries that were notes, and tells which are in the sync folder."""

    def notes(self) -> list[StoredEntry]:
        """Return all entries that were notes, in the order in which they were stored."""
        return self.of_source(SOURCE)

    def unchecked_restore(self) -> str | None:
        """Return when the journal was restored, if the notes from before weren't read again."""
        restored_at = self._value(FACT, RESTORED_KEY)
        if restored_at is None or restored_at == self._value(FACT, INBOX_RESTORED_KEY):
            return None
        return str(restored_at)

    def is_joined(self) -> bool:
        """Tell whether the journal is on several machines."""
        return self._value(IS_JOINED, SYNC_MACHINE_KEY) is not None

    def is_pending(self, entry_id: str) -> bool:
        """Tell whether an entry has yet to be written to the sync folder."""
        return self._value(IS_PENDING, entry_id) is not None
