"""Remove the texts of permanently deleted entries from the inbox and its `.taken`.

Their names and hashes of their lines are noted in the transaction that deletes the entries, and
forgotten once the texts are removed: the program may be stopped between the two, and the inbox
turned off or out of reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from ..app import App
from ..domain import inbox_note
from ..domain.inbox_note import Deletion
from ..errors import Locked, UsageError
from ..formats import note_names
from ..storage.inbox_lookup import InboxReader, forget_deleted
from ..sync.inbox import Inbox, before_move
from . import inbox_reading, inbox_storing
from .inbox_folder import folder_of


def remove(app: App, deleted: Sequence[Deletion]) -> None:
    """Remove the texts that deleted entries were made from, even if they're still in the inbox.

    Raises `InputOutput` for a file that can't be removed.
    """
    app.read_anew()
    with suppress(UsageError):
        inbox = folder_of(app)
        for each in inbox_reading.notes_in(app, inbox, [*inbox.moved(), *inbox.texts()]):
            time = inbox_reading.plausible_time(app, each.file.time)
            if any(
                inbox_note.was_made_of(versions, each.note) and time <= at.timestamp()
                for versions, at in deleted
            ):
                inbox.remove(each.file, app.now.calendar_day)
        remove_noted(app, inbox)


def remove_noted(app: App, inbox: Inbox) -> None:
    """Remove the texts in `.taken` that should have gone with their entries.

    Besides those that the entries were made of, these are earlier versions and conflict copies.
    They have the name of such a text, and no line that no version of its entry had. What can't be
    read stays, because it may hold anything. Raises `InputOutput`.
    """
    deleted = InboxReader.beside(app.reader).deleted_notes() if app.has_journal else []
    if not deleted or not inbox.has_moved:
        return
    files = [*inbox.moved()]
    notes = [*inbox_reading.notes_in(app, inbox, files)]
    due = [
        each
        for each in notes
        for time in [inbox_reading.plausible_time(app, each.file.time)]
        if any(gone.has_text_of(each.note, time) for gone in deleted)
    ]
    for each in inbox_storing.with_lost_words(app, due):
        inbox.remove(each.file, app.now.calendar_day)
    read = {each.file.path for each in notes}
    unread = {
        inbox_reading.name_hash(note_names.original_of(before_move(path)).name)
        for path in files
        if path not in read
    }
    _forget(app, {gone.name for gone in deleted} - unread)


def _forget(app: App, names: Iterable[str]) -> None:
    """Record that the texts of these names are removed.

    If another program has the journal now, the next sync does it. That isn't an error for the
    person, because the entries are deleted either way.
    """
    with suppress(Locked), app.writer.transaction() as store:
        forget_deleted(store, names)
    app.read_anew()
