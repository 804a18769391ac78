"""Import the notes that a phone's notes app leaves in the inbox, each of them once.

`inbox_reading` reads a note, `domain.inbox_note` decides what is new in it, and `inbox_storing`
stores that. A note is moved away only once the journal has it. So the program may be stopped
anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache

from ..app import App
from ..errors import InputOutput
from ..formats import note_names
from ..storage import backup_file
from ..storage.inbox_lookup import InboxReader
from ..storage.iso_text import INBOX_RESTORED_KEY
from ..sync.inbox import Changed, Inbox, InboxFile, Listing
from . import inbox_deletions, inbox_reading, inbox_storing
from .inbox_folder import folder_of
from .inbox_reading import NoteFile
from .inbox_result import InboxResult

_AT_ONCE = 50
"""How many texts are stored in one transaction, and are in memory at a time."""


# --- importing -------------------------------------------------------------------------------


def import_notes(app: App, *, fetch: bool = False) -> InboxResult:
    """Store the notes in the inbox. Call `move_away` once the sync folder has them.

    With `fetch`, texts that are only in a cloud are fetched. Raises `TrustError` if nothing can be
    stored; everything stays in the inbox then.
    """
    inbox = folder_of(app)
    listing = inbox.files(app.now.moment.timestamp(), fetch=fetch)
    result = InboxResult(
        inbox.path,
        changing=listing.changing,
        empty=listing.empty,
        too_large=listing.too_large,
        links=listing.links,
        others=listing.others,
    )
    if app.has_only_copies:
        app.need_journal()  # raises: a new journal must not take the place of a lost one
    _import_again(app, inbox, result)
    files = sorted(_without_early_copies(listing), key=_order)
    for start in range(0, len(files), _AT_ONCE):
        notes = [*_read(app, inbox, files[start : start + _AT_ONCE], result)]
        notes = inbox_storing.without_stored(app, notes, result)
        if notes:
            inbox_storing.store(app, notes, result)
            app.read_anew()
    return result


def _import_again(app: App, inbox: Inbox, result: InboxResult) -> None:
    """Store notes in `.taken` whose entries the journal doesn't have, once after each restore."""
    restored_at = InboxReader.beside(app.reader).unchecked_restore() if [*inbox.moved()] else None
    if restored_at is None:
        return
    inbox_deletions.remove_noted(app, inbox)
    files = []
    for path in inbox.moved():
        with suppress(Changed):
            files.append(InboxFile.at(path))
    # A note that grew was moved there several times, the later ones with a number in their names.
    files.sort(key=lambda file: (file.time, len(file.path.name), file.path.name))
    for start in range(0, len(files), _AT_ONCE):
        again = InboxResult(inbox.path, moments=result.moments)
        notes = [
            note
            for file in files[start : start + _AT_ONCE]
            if (note := inbox_reading.note_in(app, inbox, file))
        ]
        notes = inbox_storing.without_stored(app, notes, again)
        if notes:
            inbox_storing.store(app, notes, again, may_show=_was_open_before(app))
            app.read_anew()
        result.add(
            InboxResult(
                inbox.path,
                new=again.new,
                grown=again.grown,
                days=again.days,
                last_day=again.last_day,
                made_private=again.made_private,
                private_again=again.private_again,
            )
        )
    with app.writer.transaction() as transaction:
        transaction.put_meta(INBOX_RESTORED_KEY, restored_at)
    app.read_anew()


def _was_open_before(app: App) -> Callable[[str], bool]:
    """Return a function that says by an entry's id whether it hid nothing before the restore.

    If the journal that was replaced can't be read, every entry may have been private.
    """
    from . import backup  # 40 ms, for what happens once after a restore

    @cache
    def open_ones() -> frozenset[str]:
        replaced = [copy.path for copy in backup.listed(app) if copy.reason == "restore"]
        keys = backup.KnownKeys(app)
        return backup_file.hiding_no_words(replaced[0], keys) if replaced else frozenset()

    return lambda entry_id: entry_id in open_ones()


def _without_early_copies(listing: Listing) -> Iterator[InboxFile]:
    """Yield the files to import: a conflict copy waits for its original."""
    for file in listing.ready:
        original = note_names.original_of(file.path)
        if original != file.path and original.name in listing.changing:
            listing.changing.append(file.path.name)
        else:
            yield file


def _order(file: InboxFile) -> tuple[str, bool, float]:
    """Sort a copy behind its original, whether a conflict or a person made it."""
    original = note_names.original_of(file.path)
    return note_names.stem_of(original), original != file.path, file.time


def _read(
    app: App, inbox: Inbox, files: Sequence[InboxFile], result: InboxResult
) -> Iterator[NoteFile]:
    """Yield the notes in some files, and note in `result` which files have none."""
    for file in files:
        name = file.path.name
        try:
            parsed = inbox_reading.parse(app, file, inbox.read(file))
        except Changed:
            result.changing.append(name)
            continue
        except InputOutput:
            result.stays[name] = "unreadable"  # the others are imported
            continue
        if not isinstance(parsed, NoteFile):
            result.stays[name] = parsed
            continue
        if parsed.is_western:
            result.western.append(name)
        if parsed.is_unclear:
            result.unclear.append(name)
        yield parsed


# --- removing what was imported --------------------------------------------------------------


def move_away(app: App, result: InboxResult) -> None:
    """Move the texts to `.taken` whose entries are stored, and in the sync folder if there's one.

    A text that can't be moved is noted in `result`.
    """
    inbox, keep = Inbox(result.path), app.settings.inbox_keep
    reader = InboxReader.beside(app.reads)
    is_synced = bool(app.settings.sync_folder)
    to_move = [(file, False) for file in result.to_delete]
    for file, entry_id in result.stored:
        if is_synced and (not reader.is_joined() or reader.is_pending(entry_id)):
            result.waiting += 1
        else:
            to_move.append((file, keep))
    try:
        for file, keep_file in to_move:
            try:
                inbox.move_away(file, app.now.calendar_day, keep=keep_file)
            except Changed:
                result.changing.append(file.path.name)
        inbox_deletions.remove_noted(app, inbox)
        _remove_old(app, inbox, result)
    except InputOutput as error:
        result.problem = error


def _remove_old(app: App, inbox: Inbox, result: InboxResult) -> None:
    """Remove the notes from `.taken` whose time is over, and note in `result` which ones stay.

    Notes that the journal doesn't have stay, because their words may be nowhere else if an older
    journal was put back without a restore. So do notes that can't be read.
    """
    today, keep = app.now.calendar_day, app.settings.inbox_keep
    due = inbox.old(today, keep=keep)
    notes = [*inbox_reading.notes_in(app, inbox, due)]
    lost = inbox_storing.with_lost_words(app, notes) if notes else []
    deleted = inbox_storing.deleted_notes(app, lost) if lost else []
    stored = [note.file for note in notes if note not in lost or note in deleted]
    result.lost = [path for path in due if path not in {file.path for file in stored}]
    inbox.remove_old(today, stored, keep=keep)
