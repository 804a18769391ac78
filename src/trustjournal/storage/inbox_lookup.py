"""The entries that came from the inbox, and the names of the texts of deleted ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ..domain.entry import Entry
from ..domain.inbox_note import Deletion, Note, Versions, hashes_in, line_hashes
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


class DeletedNote(NamedTuple):
    """What is known of a note whose entry was permanently deleted."""

    name: str
    """A hash of its file's name."""
    at: str
    """When it was deleted, as ISO 8601."""
    lines: frozenset[str]
    """Hashes of the lines of its entry's versions, with that moment as their salt."""

    def has_text_of(self, note: Note, time: float) -> bool:
        """Tell whether a note, in a file of this time, has its name, and no line that it hadn't."""
        return (
            note.name_hash == self.name
            and time <= datetime.fromisoformat(self.at).timestamp()
            and line_hashes([note.entry], self.at) <= self.lines
        )


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

    def deleted_notes(self) -> list[DeletedNote]:
        """Return the deleted notes whose texts are yet to be removed."""
        stored = json.loads(str(self._value(FACT, INBOX_DELETED_KEY) or "[]"))
        if isinstance(stored, dict):  # from before lines were noted: names, each with a moment
            stored = [[name, at, []] for name, at in stored.items()]
        return [DeletedNote(name, at, frozenset(lines)) for name, at, lines in stored]


def notes_among(reader: Reader, entries: Iterable[Entry]) -> list[Versions]:
    """Return those of some entries that came from the inbox, with their earlier versions."""
    return [
        Versions(entry, (entry, *reader.revisions(entry.id)))
        for entry in entries
        if entry.source == SOURCE
    ]


def note_deleted(store: Transaction, deletions: Iterable[Deletion]) -> None:
    """Note that the texts of permanently deleted entries are to be removed from `.taken`."""
    deleted = []
    for versions, moment in deletions:
        name, at = hashes_in(versions.current.source_id).name, moment.isoformat()
        deleted.append(DeletedNote(name, at, line_hashes(versions.all, at)))
    if deleted:
        _put(store, [*store.reads(InboxReader).deleted_notes(), *deleted])


def forget_deleted(store: Transaction, names: Iterable[str]) -> None:
    """Note that the texts of these names are removed."""
    gone = {*names}
    _put(
        store, [each for each in store.reads(InboxReader).deleted_notes() if each.name not in gone]
    )


def _put(store: Transaction, notes: Iterable[DeletedNote]) -> None:
    stored = [[each.name, each.at, sorted(each.lines)] for each in notes]
    store.put_meta(INBOX_DELETED_KEY, json.dumps(stored))
