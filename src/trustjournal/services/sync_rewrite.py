"""Rewrite files of the sync folder: into fewer ones, and without words that were deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .. import storage
from ..app import App
from ..domain.calendar import moment_text
from ..domain.join.kinds import is_purged, join
from ..storage.iso_text import SYNC_ERASE_KEY
from ..sync import encrypted_file, levels
from ..sync.folder import SyncFolder
from ..sync.problems import Unusable
from . import sync_write
from .sync_folder import key_of, reader_of
from .sync_merge import open_file

if TYPE_CHECKING:
    from ..sync.encrypted_file import Opened

_MOST_REPLACED = 1_000
"""How many files a file names that it replaces, directly or by way of others."""


def compact(app: App, folder: SyncFolder, *, fetch: bool) -> None:
    """Rewrite files of this machine into fewer ones, if they are many."""
    while True:
        own = [levels.OwnFile(f.name, f.level, f.text_bytes) for f in _own_files(app, folder)]
        chosen = levels.next_compaction(own)
        if chosen is None:
            return
        opened = open_files(app, folder, [file.name for file in chosen.files], fetch=fetch)
        if len(opened) < len(chosen.files):
            return  # some can't be read now
        rewrite(app, folder, opened, chosen.level)


def erase(app: App, folder: SyncFolder, *, fetch: bool) -> None:
    """Rewrite the files of this machine that have words which were permanently deleted."""
    stored = json.loads(reader_of(app).fact(SYNC_ERASE_KEY) or "[]")
    keys = {(kind, key) for kind, key in stored}
    if not keys:
        return
    own = {file.name: file for file in _own_files(app, folder)}
    is_complete = True
    for name, file in own.items():
        opened = open_files(app, folder, [name], fetch=fetch)
        is_complete = is_complete and bool(opened)
        if opened and has_words(opened[0], keys):
            rewrite(app, folder, opened, file.level)
    if is_complete:
        with app.writer.transaction() as store:
            if store.sync is not None:
                store.sync.mark_erased(keys)


def has_words(opened: Opened, keys: set[tuple[str, str]]) -> bool:
    """Tell whether a file has words of some records, which are named by kind and key."""
    return any((r.kind, r.key) in keys and not is_purged(r.state) for r in opened.records)


def open_files(
    app: App, folder: SyncFolder, file_names: Sequence[str], *, fetch: bool
) -> list[Opened]:
    """Open some files of the folder, and leave out those that can't be read now."""
    key, opened = key_of(app), {}
    for file in folder.files().encrypted:
        if file.name in file_names and file.name not in opened:
            with suppress(Unusable):
                opened[file.name] = open_file(folder, file, key, fetch=fetch)
    return list(opened.values())


def rewrite(app: App, folder: SyncFolder, opened: Sequence[Opened], level: int) -> None:
    """Write the records of some files into new ones, as they are now, and remove the old ones.

    The old ones go when the new ones are on the disk.
    """
    at = moment_text(app.now.moment)
    old = tuple(each.name for each in opened)
    # Another machine may see this file before those between, and miss the first ones.
    before = [name for each in opened for name in each.header.replaces]
    replaces = tuple(dict.fromkeys([*old, *before]))[:_MOST_REPLACED]
    with app.writer.transaction() as store:
        if store.sync is None:
            return
        now: dict[tuple[str, str], Any] = {}
        for record in (record for each in opened for record in each.records):
            of = (record.kind, record.key)
            if of not in now:
                now[of] = store.sync.merger.joined_with_local(*of, record.state)
            now[of] = join(record.kind, now[of], record.state)
        if not _covers(now, opened):
            return
        lines = [encrypted_file.line(*of, now[of]) for of in sorted(now)]
        new = dict(
            sync_write.encrypt(store.sync.states, packed, at, replaces)
            for packed in levels.pack(lines, level)
        )
    for raw in new.values():
        folder.add(raw)
    with app.writer.transaction() as store:
        if store.sync is None:
            return
        connection = store.sync.states.connection
        for name in new:
            storage.sync_files.note_written(connection, name, at)
        storage.sync_files.note_replaced(connection, old, at)
    folder.remove(old)


def _covers(now: Mapping[tuple[str, str], Any], opened: Sequence[Opened]) -> bool:
    """Tell whether states say everything that some files do, so that the files may go."""
    records = (record for each in opened for record in each.records)
    return all(join(r.kind, now[r.kind, r.key], r.state) == now[r.kind, r.key] for r in records)


def _own_files(app: App, folder: SyncFolder) -> list[storage.sync_files.SyncFile]:
    """Return the current files of this machine, oldest first.

    One that isn't noted as written may be in the folder anyway, if the program was killed in
    between.
    """
    listed = {file.name for file in folder.files().encrypted}
    own = [file for file in reader_of(app).files() if file.ours and not file.replaced_at]
    return [file for file in own if file.known_at or file.name in listed]


def remove_replaced(app: App, folder: SyncFolder) -> None:
    """Remove files of this machine that others replace, if the program was killed before."""
    replaced = {f.name for f in reader_of(app).files() if f.ours and f.replaced_at}
    if any(file.name in replaced for file in folder.files().encrypted):
        folder.remove(replaced)
