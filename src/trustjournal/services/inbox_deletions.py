"""Remove the texts of permanently deleted entries from the inbox and its `.taken`.

Their names and hashes of their lines are noted in the transaction that deletes the entries, and
forgotten once the texts are removed: the program may be stopped between the two, and the inbox
turned off or out of reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from ..app import App
from ..domain import inbox_note
from ..domain.inbox_note import Versions, hashes_in
from ..errors import Locked, UsageError
from ..formats import note_names
from ..storage.inbox_lookup import InboxReader, forget_deleted
from ..sync.inbox import Inbox, before_move
from . import inbox_reading, inbox_storing
from .inbox_folder import folder_of


def remove(app: App, deleted: Sequence[Versions]) -> None:
    """Remove the texts of entries that were deleted just now.

    A file in `.taken` that has the name of such a text is removed too, because it may be an earlier
    version, unless it's another note whose words are nowhere else; in the inbox, only the texts
    that the entries were made of. Raises `InputOutput` for a file that can't be removed.
    """
    names = {hashes_in(versions.current.source_id).name for versions in deleted}
    with suppress(UsageError):
        inbox = folder_of(app)
        for path in [*inbox.moved()]:
            names_before = (note_names.original_of(path).name, before_move(path).name)
            has_name = any(inbox_reading.name_hash(name) in names for name in names_before)
            if _made_any_of(app, inbox, path, deleted) or (
                has_name and not _is_lost(app, inbox, path, deleted)
            ):
                inbox.remove(path)
        for path in inbox.texts():
            if _made_any_of(app, inbox, path, deleted):
                inbox.remove(path)
        if inbox.has_moved:
            _forget(app, names)


def remove_noted(app: App, inbox: Inbox) -> None:
    """Remove the texts in `.taken` that should have gone with their entries before.

    Only those go that were written before, and have no line that their entries hadn't. Raises
    `InputOutput`.
    """
    deleted = InboxReader.beside(app.reader).deleted_notes() if app.has_journal else []
    if not deleted or not inbox.has_moved:
        return
    files = [*inbox.moved()]
    notes = [*inbox_reading.notes_in(app, inbox, files)]
    due = [
        each
        for each in notes
        if any(gone.has_text_of(each.note, each.file.time) for gone in deleted)
    ]
    for each in inbox_storing.with_lost_words(app, due):
        inbox.remove(each.file.path)
    read = {each.file.path for each in notes}
    unread = {
        inbox_reading.name_hash(note_names.original_of(before_move(path)).name)
        for path in files
        if path not in read
    }
    _forget(app, {gone.name for gone in deleted} - unread)


def _forget(app: App, names: Iterable[str]) -> None:
    """Note that texts are removed; the next sync does if another program has the journal now.

    The entries are deleted, and the person must not be told otherwise.
    """
    with suppress(Locked), app.writer.transaction() as store:
        forget_deleted(store, names)
    app.read_anew()


def _made_any_of(app: App, inbox: Inbox, path: Path, deleted: Sequence[Versions]) -> bool:
    """Return whether one of some entries was made of the text in a file."""
    return any(
        inbox_note.was_made_of(versions, each.note)
        for each in inbox_reading.notes_in(app, inbox, [path])
        for versions in deleted
    )


def _is_lost(app: App, inbox: Inbox, path: Path, deleted: Sequence[Versions]) -> bool:
    """Return whether a file has a note with lines that neither deleted entries nor ours have."""
    notes = [
        each
        for each in inbox_reading.notes_in(app, inbox, [path])
        if all(inbox_note.missing_lines(versions, each.note) for versions in deleted)
    ]
    lost = inbox_storing.with_lost_words(app, notes)
    return bool(lost) and not inbox_storing.deleted_notes(app, lost)
