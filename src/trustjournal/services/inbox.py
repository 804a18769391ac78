"""Import the notes that a phone's notes app leaves in the inbox, each of them once.

`inbox_reading` reads a note, `domain.inbox_note` decides what is new in it, and `inbox_storing`
stores that. A note is moved away only once the journal has it. So the program may be stopped
anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .. import paths
from ..app import App
from ..domain import inbox_note
from ..domain.entry import Entry, Revision
from ..domain.inbox_note import Versions, hashes_in
from ..errors import InputOutput, TrustError, UsageError
from ..formats import note_names
from ..storage.inbox_lookup import SOURCE, InboxReader
from ..storage.iso_text import INBOX_RESTORED_KEY
from ..sync.inbox import Changed, Inbox, InboxFile, Listing, before_move
from . import inbox_reading, inbox_storing
from .inbox_reading import NoteFile
from .inbox_result import InboxResult

NO_PLACE = (
    "{path} can't be the inbox, because the notes in an inbox are moved away; choose a folder of "
    "its own, such as ~/Sync/inbox"
)
IN_SYNC_FOLDER = "{path} is in the sync folder, which is only for encrypted files; choose another"
_AT_ONCE = 50
"""How many texts are stored in one transaction, and are in memory at a time."""


# --- where it is -----------------------------------------------------------------------------


def folder_of(app: App) -> Inbox:
    """Return the inbox of the settings. Raises `UsageError` for a place that can't be one."""
    return Inbox(check_place(app, app.settings.inbox))


def check_place(app: App, value: str) -> Path:
    """Return the path of an inbox. Raises `UsageError` where moving texts away would do harm."""
    path = paths.resolve_path(value, app.paths.data)
    ours = (app.paths.data, app.paths.state, app.paths.config, app.journal_path.parent)
    in_use = [paths.resolve_path(each) for each in ours]
    with suppress(RuntimeError):  # there's no home folder
        in_use.append(paths.resolve_path(Path.home()))
    within = [paths.resolve_path(each) for each in (app.paths.backups, app.paths.drafts)]
    if any(path == each or path in each.parents for each in in_use) or any(
        path == each or each in path.parents
        for each in (*within, paths.resolve_path(app.paths.packs))
    ):
        raise UsageError(NO_PLACE, path=path)
    if app.settings.sync_folder:
        sync_folder = paths.resolve_path(app.settings.sync_folder, app.paths.data)
        if path == sync_folder or sync_folder in path.parents:
            raise UsageError(IN_SYNC_FOLDER, path=path)
    return path


def count(path: Path) -> int:
    """Count the texts in a folder that would be imported; 0 if it can't be read."""
    try:
        listing = Inbox(path).files(0)
    except InputOutput:
        return 0
    return len(listing.ready)


@dataclass(frozen=True, slots=True)
class State:
    """Where the inbox is, and how many texts are in it."""

    path: Path
    texts: int = 0
    problem: TrustError | None = None
    """Why it can't be read, or can't be the inbox."""


def state(app: App) -> State | None:
    """Count the texts in the inbox without opening any; None if no inbox is set."""
    if not app.settings.inbox:
        return None
    path = paths.resolve_path(app.settings.inbox, app.paths.data)
    try:
        listing = folder_of(app).files(app.now.moment.timestamp())
    except TrustError as error:
        return State(path, problem=error)
    unsuitable = len(listing.empty) + len(listing.too_large) + len(listing.links)
    return State(path, len(listing.ready) + len(listing.changing) + unsuitable)


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
    _remove_deleted_elsewhere(app, inbox)
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
            if (note := _moved_note(app, inbox, file))
        ]
        notes = inbox_storing.without_stored(app, notes, again)
        if notes:
            inbox_storing.store(app, notes, again)
            app.read_anew()
        result.add(
            InboxResult(
                inbox.path,
                new=again.new,
                grown=again.grown,
                days=again.days,
                last_day=again.last_day,
            )
        )
    with app.writer.transaction() as transaction:
        transaction.put_meta(INBOX_RESTORED_KEY, restored_at)
    app.read_anew()


def lost(app: App, inbox: Inbox) -> list[Path]:
    """Return the notes in `.taken` that are due to be removed, and that the journal doesn't have.

    They may be the last place of their words, if an older journal was put back without a restore.
    Files that can't be read are among them: nobody knows what is in those.
    """
    due = [*inbox.old(app.now.calendar_day, keep=app.settings.inbox_keep)]
    if not due:
        return []
    _remove_deleted_elsewhere(app, inbox)
    notes = inbox_storing.with_lost_words(app, _notes_in(app, inbox, due))
    return [*(note.file.path for note in notes), *filter(inbox.cannot_read, due)]


def _remove_deleted_elsewhere(app: App, inbox: Inbox) -> None:
    """Remove the notes in `.taken` whose entries another machine has permanently deleted.

    Earlier and later texts of such a note have its name, and its lines. They go with it, because
    once its own file is gone, nothing would tell them from notes that the journal has lost.
    """
    deleted = inbox_storing.deleted_notes(app, _notes_in(app, inbox, inbox.moved()))
    if not deleted:
        return
    moved = [*inbox.moved()]
    for note in inbox_storing.texts_of(app, deleted, _notes_in(app, inbox, moved)):
        with suppress(InputOutput):
            inbox.remove(note.file.path)


def _notes_in(app: App, inbox: Inbox, paths_in_taken: Iterable[Path]) -> Iterator[NoteFile]:
    """Yield the notes in some files of `.taken`."""
    for path in paths_in_taken:
        with suppress(Changed):
            if note := _moved_note(app, inbox, InboxFile.at(path)):
                yield note


def _moved_note(app: App, inbox: Inbox, file: InboxFile) -> NoteFile | None:
    """Return the note in a file of `.taken`; None if it can't be read or has none."""
    with suppress(Changed, InputOutput):
        parsed = inbox_reading.parse(app, file, inbox.read(file))
        return parsed if isinstance(parsed, NoteFile) else None
    return None


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
        result.lost = lost(app, inbox)
        inbox.remove_old(app.now.calendar_day, keep=keep, stays=result.lost)
    except InputOutput as error:
        result.problem = error


def remove_deleted(app: App, deleted: Iterable[tuple[Entry, Sequence[Revision]]]) -> None:
    """Remove the texts of permanently deleted entries from the inbox and its `.taken`.

    `deleted` are the entries with their earlier versions. A file in `.taken` that has the name of
    such a text is removed too, because it may be an earlier version, unless it's another note whose
    words are nowhere else; in the inbox, only the texts that the entries were made of. Raises
    `InputOutput` for a file that can't be removed.
    """
    notes = [Versions(now, (now, *earlier)) for now, earlier in deleted if now.source == SOURCE]
    if not (notes and app.settings.inbox):
        return
    names = {hashes_in(versions.current.source_id).name for versions in notes}
    with suppress(UsageError):
        inbox = folder_of(app)
        for path in [*inbox.moved()]:
            names_before = (note_names.original_of(path).name, before_move(path).name)
            has_name = any(inbox_reading.name_hash(name) in names for name in names_before)
            if _made_any_of(app, path, notes) or (has_name and not _is_lost(app, path, notes)):
                inbox.remove(path)
        for path in inbox.texts():
            if _made_any_of(app, path, notes):
                inbox.remove(path)


def _made_any_of(app: App, path: Path, notes: Sequence[Versions]) -> bool:
    """Return whether one of some entries was made of the text in a file."""
    parsed = _parsed(app, path)
    return parsed is not None and any(
        inbox_note.was_made_of(versions, parsed.note) for versions in notes
    )


def _is_lost(app: App, path: Path, deleted: Sequence[Versions]) -> bool:
    """Return whether a file has a note with lines that neither deleted entries nor ours have."""
    parsed = _parsed(app, path)
    if parsed is None:
        return False
    has_more = all(inbox_note.missing_lines(versions, parsed.note) for versions in deleted)
    return has_more and bool(inbox_storing.with_lost_words(app, [parsed]))


def _parsed(app: App, path: Path) -> NoteFile | None:
    """Return the note in a file; None if it can't be read or has none."""
    try:
        file = InboxFile.at(path)
        parsed = inbox_reading.parse(app, file, Inbox(path.parent).read(file))
    except (Changed, InputOutput):
        return None
    return parsed if isinstance(parsed, NoteFile) else None
