"""Store notes as entries, or as new versions of the entries that were made of them before.

Everything is decided inside the transaction, so that two programs never store a note twice.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .. import storage
from ..app import App
from ..domain import ids, inbox_note
from ..domain.entry import Entry, later
from ..domain.inbox_note import Candidates, NewVersion, Note, Versions, hashes_in
from ..domain.join.kinds import gone_at, is_purged
from ..domain.join.parts import State
from ..domain.join.stamps import moment_of
from ..storage.entry_reader import Reader
from ..storage.import_lookup import StoredEntry
from ..storage.inbox_lookup import SOURCE, InboxReader
from ..storage.questions import QuestionReader
from ..sync.inbox import InboxFile
from .inbox_reading import FIRST_TIME, NoteFile
from .inbox_result import InboxResult

if TYPE_CHECKING:
    from ..storage.writer import Transaction

_CLOCK_MAY_DIFFER = timedelta(days=1)
"""How far the clocks of two machines may differ without anyone noticing."""


def store(
    app: App,
    notes: Iterable[NoteFile],
    result: InboxResult,
    *,
    may_show: Callable[[str], bool] = lambda entry_id: True,
) -> None:
    """Store notes in one transaction, and add to `result` what came of them.

    `may_show` takes the id of an entry, and returns false if the entry has to be private.
    """
    with app.writer.transaction() as transaction:
        writer = _NoteWriter(app, transaction, result, may_show)
        for each in notes:
            writer.store(each)
    result.add(writer.result)


def without_stored(app: App, notes: Sequence[NoteFile], result: InboxResult) -> list[NoteFile]:
    """Return the notes that may have something new, and count the others.

    Opening the journal for writing takes a third of a second, which a text that can't be moved away
    should not cost each time.
    """
    if not notes or not app.has_journal:
        return [*notes]
    stored = _by_words(InboxReader.beside(app.reader).notes())
    remaining = []
    for each in notes:
        for entry, versions in _still_there(app.reader, _of_same_words(stored, each.note)):
            if inbox_note.has_note(versions, each.note) and (
                entry.trashed or inbox_note.with_metadata(versions, each.note) == versions.current
            ):
                result.count_stored(each.file, entry.id, trashed=entry.trashed)
                break
        else:
            remaining.append(each)
    return remaining


def with_lost_words(app: App, notes: Iterable[NoteFile]) -> list[NoteFile]:
    """Return the notes with a line that the entries made of them, or of their name, never had.

    What else a note says counts no more: its entry may have been changed since, on purpose.
    """
    if not app.has_journal:
        return [*notes]
    entries = InboxReader.beside(app.reader).notes()
    by_words, by_name = _by_words(entries), _by_name(entries)

    def is_stored(note: Note) -> bool:
        made_of_it = (*_of_same_words(by_words, note), *by_name.get(note.name_hash, ()))
        return any(
            not inbox_note.missing_lines(versions, note)
            for _, versions in _still_there(app.reader, made_of_it)
        )

    return [each for each in notes if not is_stored(each.note)]


def deleted_notes(app: App, notes: Iterable[NoteFile]) -> list[NoteFile]:
    """Return the notes whose text made an entry that a machine permanently deleted afterwards.

    That entry may never have been in this journal, so that nothing else tells of it here.
    """
    by_words = _by_words(InboxReader.beside(app.reader).notes())
    salt = QuestionReader.beside(app.reader).salt() or b""
    states = storage.sync_files.SyncReader.beside(app.reader)

    def was_deleted(each: NoteFile) -> bool:
        state = states.state("entry", ids.of_import(salt, SOURCE, each.note.words.hash, 0))
        if state is None or not is_purged(state) or any(_of_same_words(by_words, each.note)):
            return False
        return _is_from_before(each.file, state, app.now.moment)

    return [each for each in notes if was_deleted(each)]


def _is_from_before(file: InboxFile, purged: State, now: datetime) -> bool:
    """Return whether a file is from before an entry was permanently deleted.

    A moment that is yet to come is from a machine whose clock was ahead, or had seen such a time.
    If that is more than a day, it isn't known when the entry was deleted: the file may be newer.
    """
    deleted_at = moment_of(gone_at(purged) or "")
    return deleted_at <= now + _CLOCK_MAY_DIFFER and (
        FIRST_TIME < file.time <= deleted_at.timestamp()
    )


def versions_of(reader: Reader, entry: StoredEntry) -> Versions:
    """Return an entry as it is now, with its earlier versions."""
    [(_, versions)] = _still_there(reader, [entry])
    return versions


def _still_there(
    reader: Reader, entries: Iterable[StoredEntry]
) -> Iterator[tuple[StoredEntry, Versions]]:
    """Yield entries with their versions, without those that another program has removed since.

    What becomes of the others is decided in a transaction, or the next time.
    """
    for entry in entries:
        for current in reader.by_prefix(entry.id, trashed=entry.trashed):
            yield entry, Versions(current, (current, *reader.revisions(entry.id)))


def _by_words(entries: Iterable[StoredEntry]) -> defaultdict[str, list[StoredEntry]]:
    by_words = defaultdict(list)
    for entry in entries:
        by_words[hashes_in(entry.source_id).words].append(entry)
    return by_words


def _by_name(entries: Iterable[StoredEntry]) -> defaultdict[str, list[StoredEntry]]:
    by_name = defaultdict(list)
    for entry in entries:
        by_name[hashes_in(entry.source_id).name].append(entry)
    return by_name


def _of_same_words(by_words: Mapping[str, list[StoredEntry]], note: Note) -> Iterator[StoredEntry]:
    """Yield the entries that were made of the words of a note, with its title or without."""
    for words_hash in dict.fromkeys(
        words.hash for words in (note.words, note.original, note.untitled)
    ):
        yield from by_words.get(words_hash, ())


class _NoteWriter:
    """Stores notes in a transaction."""

    def __init__(
        self,
        app: App,
        transaction: Transaction,
        total: InboxResult,
        may_show: Callable[[str], bool],
    ) -> None:
        self._app = app
        self._may_show = may_show
        self._transaction = transaction
        self._reader = transaction.reads(Reader)
        self._inbox = transaction.reads(InboxReader)
        self._states = transaction.reads(storage.sync_files.SyncReader)
        self._salt = bytes.fromhex(transaction.salt())
        self.result = InboxResult(total.path, moments=total.moments)
        """What the transaction stores, if it isn't rolled back."""
        notes = self._inbox.notes()
        self._by_words = _by_words(notes)
        self._by_name = _by_name(entry for entry in notes if not entry.trashed)

    def store(self, read: NoteFile) -> None:
        """Store a note, unless the journal has all of it."""
        file, note = read.file, read.note
        if self._is_of_same_words(file, note):
            return
        candidates = {
            entry.id: versions
            for entry in self._by_name.get(note.name_hash, ())
            if inbox_note.fits_day(versions := versions_of(self._reader, entry), note)
        }
        for entry_id, versions in candidates.items():
            if inbox_note.has_version(versions, note):
                self._update_metadata(versions, note)
                self.result.count_stored(file, entry_id)
                return
        if candidates and note.is_copy:
            self._add_missing_lines(file, note, candidates)
        elif not self._continue(file, note, candidates):
            self._add(file, note)

    def _is_of_same_words(self, file: InboxFile, note: Note) -> bool:
        """Store what is new in a note whose words made an entry; False if there's no such entry.

        The same words with another title are another note, unless the entry has no title.
        """
        entries = {
            entry: versions_of(self._reader, entry)
            for entry in _of_same_words(self._by_words, note)
        }
        for entry, versions in entries.items():
            if inbox_note.has_note(versions, note):
                self.result.count_stored(file, entry.id, trashed=entry.trashed)
                if not entry.trashed:
                    self._update_metadata(versions, note)
                return True
        for entry, versions in entries.items():
            if not entry.trashed and inbox_note.lacks_only_title(versions, note):
                new = inbox_note.with_title(versions, note)
                self._add_versions(file, versions.current.id, new)
                return True
        return False

    def _add(self, file: InboxFile, note: Note) -> None:
        """Store a note as a new entry, unless it was permanently deleted since it was written.

        The id is made of its words, so that two machines make the same entry of it.
        """
        for attempt in itertools.count():
            entry_id = ids.of_import(self._salt, SOURCE, note.words.hash, attempt)
            state = self._states.state("entry", entry_id)
            stored = self._inbox.by_id([entry_id]).get(entry_id)
            if state is not None and is_purged(state):
                if _is_from_before(file, state, self._app.now.moment):
                    self.result.to_delete.append(file)
                    self.result.deleted += 1
                    return
            elif stored is None:
                break
            elif inbox_note.has_words(versions_of(self._reader, stored), note.words):
                self.result.count_stored(file, stored.id, trashed=stored.trashed)
                return
        self.result.stored.append((file, entry_id))
        entry = later(note.entry, self._microseconds(note))
        if not entry.private and self._repeats_private_lines(note):
            entry = replace(entry, private=True)
            self.result.made_private.append(file.path.name)
        elif not entry.private and not self._may_show(entry_id):
            entry = replace(entry, private=True)
            self.result.private_again.append(file.path.name)
        self._transaction.add(replace(entry, id=entry_id, source_id=note.source_id))
        added = self._inbox.by_id([entry_id])[entry_id]
        self._by_words[note.words.hash].append(added)
        self._by_name[note.name_hash].append(added)
        self.result.new.append(entry_id)
        self.result.days[note.day_from] = self.result.days.get(note.day_from, 0) + 1
        self.result.last_day = note.entry.day

    def _repeats_private_lines(self, note: Note) -> bool:
        same_name = _by_name(self._inbox.notes())[note.name_hash]
        others = (versions_of(self._reader, each) for each in same_name)
        return inbox_note.repeats_private_lines(note, others)

    def _microseconds(self, note: Note) -> timedelta:
        """Return how much later a note is stored, so that each has a moment of its own.

        Many files may have the time of one second, and notes of a day without a time have noon.
        """
        if note.day_from == "file":
            return timedelta(microseconds=int(note.words.hash[:8], 16) % 1_000_000)
        moment = note.entry.created_at
        self.result.moments[moment] = self.result.moments.get(moment, -1) + 1
        return timedelta(microseconds=self.result.moments[moment])

    def _continue(self, file: InboxFile, note: Note, candidates: Candidates) -> bool:
        """Store a note as new versions of the entry that has its beginning, if there is one."""
        continued = inbox_note.continuation(candidates, note)
        if continued is None:
            return False
        self._add_versions(file, *continued)
        return True

    def _add_missing_lines(self, file: InboxFile, note: Note, candidates: Candidates) -> None:
        """Add the lines that only a conflict copy has to the entry of its original."""
        missing = {
            entry_id: inbox_note.missing_lines(versions, note)
            for entry_id, versions in candidates.items()
        }
        entry_id = min(reversed([*missing]), key=lambda each: len(missing[each]))
        versions, lines = candidates[entry_id], missing[entry_id]
        note = inbox_note.as_private_as(note, versions.current)
        if lines and not inbox_note.fits_below(versions.current.body, note.entry.body):
            self._add(file, note)
            return
        self.result.stored.append((file, entry_id))
        self.result.copies[file.path.name] = len(lines)
        if lines:
            self._add_version(entry_id, inbox_note.with_missing_lines(versions, note, lines))
        else:
            self._update_metadata(versions, note)

    def _add_versions(self, file: InboxFile, entry_id: str, new: Iterable[NewVersion]) -> None:
        for version in new:
            self._add_version(entry_id, version)
        self.result.stored.append((file, entry_id))
        self.result.grown.append(entry_id)

    def _add_version(self, entry_id: str, new: NewVersion) -> None:
        [stored] = self._inbox.by_id([entry_id]).values()
        self._revise(new.of(versions_of(self._reader, stored)))

    def _update_metadata(self, versions: Versions, note: Note) -> None:
        """Store the tags, people, mood and privacy of a note, if any of them are new."""
        updated = inbox_note.with_metadata(versions, note)
        if updated != versions.current:
            self._revise(updated)
            self.result.grown.append(updated.id)

    def _revise(self, edited: Entry) -> None:
        edited = replace(edited, private=edited.private or not self._may_show(edited.id))
        moment = max(self._app.now.moment, edited.modified_at + timedelta(microseconds=1))
        self._transaction.revise(edited, edited.revision, moment)
