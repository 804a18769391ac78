"""The entries that came from the inbox, and the names of the texts of deleted ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from ..domain.entry import Entry
from ..domain.inbox_note import Versions, hashes_in
from .entry_reader import Reader
from .import_lookup import ImportsReader, StoredEntry
from .iso_text import INBOX_DELETED_KEY, INBOX_RESTORED_KEY, RESTORED_KEY, SYNC_MACHINE_KEY

if TYPE_CHECKING:
    from .writer import Transaction

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

    def deleted_names(self) -> dict[str, datetime]:
        """Return the hashes of the names whose texts are yet to be removed, each with a moment."""
        stored = json.loads(str(self._value(FACT, INBOX_DELETED_KEY) or "{}"))
        return {name: datetime.fromisoformat(moment) for name, moment in stored.items()}


def notes_among(reader: Reader, entries: Iterable[Entry]) -> list[Versions]:
    """Return those of some entries that came from the inbox, with their earlier versions."""
    return [
        Versions(entry, (entry, *reader.revisions(entry.id)))
        for entry in entries
        if entry.source == SOURCE
    ]


def note_deleted(store: Transaction, notes: Iterable[Versions], now: datetime) -> None:
    """Note that the texts of permanently deleted entries are to be removed from `.taken`."""
    names = {hashes_in(versions.current.source_id).name: now for versions in notes}
    if names:
        _put_names(store, store.reads(InboxReader).deleted_names() | names)


def forget_deleted(store: Transaction, names: Iterable[str]) -> None:
    """Note that the texts of these names are removed."""
    gone = {*names}
    stored = store.reads(InboxReader).deleted_names()
    _put_names(store, {name: moment for name, moment in stored.items() if name not in gone})


def _put_names(store: Transaction, names: dict[str, datetime]) -> None:
    texts = {name: moment.isoformat() for name, moment in names.items()}
    store.put_meta(INBOX_DELETED_KEY, json.dumps(texts))
