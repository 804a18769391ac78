"""Merge the files that other machines wrote into the journal, each in a transaction of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from .. import storage
from ..app import App
from ..domain.calendar import moment_text
from ..domain.inbox_note import Deletion
from ..domain.join.kinds import fits, gone_at, is_purged
from ..domain.join.stamps import moment_of
from ..errors import InputOutput, UsageError
from ..storage.entry_reader import Reader
from ..storage.inbox_lookup import InboxReader, note_deleted, notes_among
from ..storage.people import PeopleReader
from ..sync import encrypted_file
from ..sync.folder import Files, FolderFile, SyncFolder
from ..sync.problems import (
    Incomplete,
    NewerVersion,
    NotArrived,
    NotOurs,
    OtherJournal,
    OtherKey,
    Unusable,
)
from . import inbox_deletions, people, sync_machines, sync_notes, writing
from .sync_folder import NOT_SET_UP, key_of, reader_of
from .sync_result import SyncResult

if TYPE_CHECKING:
    from ..storage.writer import Transaction
    from ..sync.encrypted_file import Opened
    from ..sync.key_file import FolderKey

LONGEST_NAME = 20
"""The most characters in a machine's name."""
GIVE_BACK_AFTER = timedelta(days=1)
"""How long words of another machine are kept before this one gives them back."""


def new_files(app: App, files: Files) -> list[FolderFile]:
    """Return the files that this machine neither wrote nor merged."""
    seen = {file.name for file in reader_of(app).files() if file.was_seen}
    return [file for file in files.encrypted if file.name is None or file.name not in seen]


def has_something(app: App, files: Files) -> bool:
    """Tell whether there is a file to merge, or words to give back."""
    is_due = reader_of(app).has_unseen(app.now.moment, GIVE_BACK_AFTER)
    return is_due or any(file.has_arrived for file in new_files(app, files))


def merge_files(
    app: App, folder: SyncFolder, files: Files, result: SyncResult, *, fetch: bool
) -> None:
    """Merge the new files, each in a transaction, and give back words that were deleted unseen."""
    key = key_of(app)
    deleted: list[Deletion] = []
    merged = {file.name for file in reader_of(app).files() if file.was_seen}
    for file in new_files(app, files):
        try:
            opened = open_file(folder, file, key, fetch=fetch)
        except NotArrived:
            result.not_here += 1
        except Incomplete:
            result.damaged += 1
        except NewerVersion as newer:
            result.newer[newer.machine] = newer.program
        except (OtherKey, OtherJournal):
            result.foreign += 1
        except NotOurs:
            continue
        except Unusable:
            result.damaged += 1
        else:
            if opened.name not in merged:
                merged.add(opened.name)
                deleted += _merge_file(app, opened, result)
    _give_back(app, result)
    _remove_texts(app, deleted)


def _remove_texts(app: App, deleted: Sequence[Deletion]) -> None:
    """Remove the texts of notes from the inbox; later, if it's out of reach now."""
    if deleted and app.settings.inbox:
        with suppress(InputOutput):
            inbox_deletions.remove(app, deleted)


def open_file(folder: SyncFolder, file: FolderFile, key: FolderKey, *, fetch: bool) -> Opened:
    """Read and decrypt a file. Raises `Unusable`."""
    raw = folder.read(file, fetch=fetch)
    return encrypted_file.decrypt(raw, [key], key.journal, file.path.name)


def _merge_file(app: App, opened: Opened, result: SyncResult) -> list[Deletion]:
    """Merge a file, and return the notes of the inbox whose entries it deleted permanently."""
    header = opened.header
    at = moment_text(app.now.moment)
    with app.writer.transaction() as store:
        if store.sync is None:
            raise UsageError(NOT_SET_UP)
        states = store.sync.states
        unquoted = people.unquoted_labels(store.reads(PeopleReader))
        notes = _notes_to_delete(store, opened, app.now.moment)
        merged = store.sync.merger.merge(opened.records)
        deleted = [each for each in notes if store.number_of(each.versions.current.id) is None]
        note_deleted(store, deleted)
        sync_notes.combine(app, store, merged, result)
        people.carry_over_unquoted(app, store, unquoted)
        states.raise_clock(header.clock)
        states.flush()
        sync_machines.note_clock(store, header, app.now.moment)
        storage.sync_files.put_file(
            states.connection,
            storage.sync_files.SyncFile(
                opened.name,
                False,
                header.machine,
                header.clock,
                header.level,
                opened.text_bytes,
                at,
            ),
        )
        storage.sync_files.note_replaced(states.connection, header.replaces, at)
        if header.machine == states.machine:
            # Another machine has this name, or this journal was restored from a copy.
            result.was_called = result.was_called or states.machine
            result.machine = _other_name(states.machine)
            states.rename_machine(result.machine)
    result.add(header.machine, merged)
    return deleted


def _notes_to_delete(store: Transaction, opened: Opened, now: datetime) -> list[Deletion]:
    """Return the entries of this journal that came from the inbox and are deleted in a file.

    If the clock of the other machine is ahead, they were deleted now at the latest.
    """
    notes = {each.id: each for each in store.reads(InboxReader).notes()}
    deleted = {
        name: min(moment_of(gone_at(state) or ""), now)
        for kind, name, state in opened.records
        if kind == "entry" and name in notes and fits(kind, name, state) and is_purged(state)
    }
    reader = store.reads(Reader)
    entries = [
        entry for name in deleted for entry in reader.by_prefix(name, trashed=notes[name].trashed)
    ]
    return [Deletion(each, deleted[each.current.id]) for each in notes_among(reader, entries)]


def _other_name(name: str) -> str:
    base = re.sub(r"-[0-9a-f]{4}$", "", name)[: LONGEST_NAME - 5]
    return f"{base}-{os.urandom(2).hex()}"


def _give_back(app: App, result: SyncResult) -> None:
    """Make private drafts of words that were deleted by a machine that didn't have them.

    The machine that wrote them does so at once, another one only if that stays away. It's done when
    all files are merged, so that drafts on other machines are known.
    """
    now = app.now.moment
    if not reader_of(app).has_unseen(now, GIVE_BACK_AFTER):
        return
    with app.writer.transaction() as store:
        if store.sync is None:
            return
        texts: set[str] = set()
        for words in store.sync.unseen.due(now, GIVE_BACK_AFTER):
            text = _as_text(words.words)
            if text not in texts:
                entry = replace(writing.new_entry(app, app.now.today, "free"), private=True)
                writing.begin_draft(app, entry, text=text).let_go()
                app.draft = None
                result.given_back += 1
            texts.add(text)
            store.sync.unseen.mark_given_back(words)


def _as_text(words: Mapping[str, Any]) -> str:
    """Return words as the text of a draft."""
    if "body" not in words:
        return "\n\n".join(filter(None, words.values()))
    title, body = words["title"], words["body"]
    return f"# {title}\n\n{body}" if title else str(body)
