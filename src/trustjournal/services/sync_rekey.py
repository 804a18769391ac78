"""Give the sync folder a new key, because a machine was lost or the passphrase is to change.

The files of a lost machine are written again as ours, and go. Each machine encrypts its own files
again once it has the new key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..app import App
from ..errors import NotFound, UsageError
from ..storage.iso_text import SYNC_FORGOTTEN_KEY, SYNC_MACHINE_KEY, SYNC_RESEAL_KEY
from ..storage.sync_files import SyncFile
from ..sync import levels
from ..sync.folder import SyncFolder
from . import sync, sync_keys, sync_machines, sync_rewrite
from .sync_folder import folder_of, reader_of
from .sync_keys import files_in
from .sync_result import SyncResult

ITSELF = (
    "{name} is this machine. To stop syncing here, run `trust sync off`; `trust sync status` "
    "lists the others"
)
NO_SUCH_MACHINE = "there's no machine called {name}; the other one is {known}"
NONE_OF_THE_OTHERS = "there's no machine called {name}; the others are {known}"
NO_OTHER_MACHINE = "there's no machine called {name}; nothing has arrived from another machine yet"
FORGOTTEN_ALREADY = (
    "{name} has already been locked out; `trust sync passphrase` changes the passphrase"
)

_MOST_TEXT = 16 << 20
"""The most text that is written again at once, because all of it is in memory."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """The result of a change of the key."""

    lost: str | None
    """The machine that was forgotten, if one was."""
    others: tuple[str, ...]
    """The machines that will ask for the new passphrase."""
    remaining: int
    """Files of the lost machine that couldn't be read yet, so that they're still in the folder."""
    done: SyncResult


# --- what a command does -------------------------------------------------------------------


def check(app: App, lost: str | None) -> bool:
    """Check that the key can be changed, and tell whether that change was begun already.

    `lost` is the machine that is to be forgotten, if one is. Raises before a passphrase is asked
    for.
    """
    folder = folder_of(app)
    files_in(app, folder)
    begun = sync_keys.begun_change(app)
    if begun is not None and begun.lost == lost:
        return True
    if lost is None:
        return False
    if lost == (reader_of(app).fact(SYNC_MACHINE_KEY) or ""):
        raise UsageError(ITSELF, name=lost)
    if lost not in other_machines(app):
        run(app, fetch=True)  # what it wrote may not have been merged yet
    others = other_machines(app)
    if lost in others:
        return False
    if lost in sync_machines.forgotten(app):
        if _is_unfinished(app, folder):
            return True
        raise UsageError(FORGOTTEN_ALREADY, name=lost)
    if not others:
        raise NotFound(NO_OTHER_MACHINE, name=lost)
    sentence = NO_SUCH_MACHINE if len(others) == 1 else NONE_OF_THE_OTHERS
    raise NotFound(sentence, name=lost, known=", ".join(others))


def other_machines(app: App) -> list[str]:
    """Return the names of the other machines, without those that were forgotten."""
    forgotten = sync_machines.forgotten(app)
    names = {file.machine for file in reader_of(app).files() if not file.ours and file.known_at}
    names |= sync_machines.facts_of(app).keys()
    own = reader_of(app).fact(SYNC_MACHINE_KEY)
    return sorted(names - forgotten - {own or ""})


def change_key(app: App, passphrase: str | None, lost: str | None) -> KeyChange:
    """Give the folder a new key under a new passphrase; forget the machine that was lost.

    `passphrase` is None to complete a change that was begun. Raises before anything is written if
    the passphrase can't be used.
    """
    if passphrase is not None:
        begun = sync_keys.begun_change(app)
        if begun is not None:
            run(app, fetch=True)
        sync_keys.begin_change(app, passphrase, lost)
    done = run(app, fetch=True)
    folder = folder_of(app)
    remaining = _files_of(app, [lost] if lost else [])
    listed = {file.name for file in folder.files().encrypted}
    unread = sum(file.name in listed for file in remaining)
    return KeyChange(lost, tuple(other_machines(app)), unread, done)


def run(app: App, *, fetch: bool) -> SyncResult:
    """Sync, and complete what a change of the key has left to do."""
    folder = folder_of(app)
    sync_keys.complete_change(app, folder)
    done = sync.run(app, fetch=fetch)
    _adopt(app, folder, fetch=fetch)
    _reencrypt(app, folder, fetch=fetch)
    sync_keys.remove_outdated(app, folder)
    return done


# --- the files of a lost machine -------------------------------------------------------------


def _forgotten_by_us(app: App) -> list[str]:
    """Return the machines that this one has forgotten, and whose files it writes again."""
    ours = json.loads(reader_of(app).fact(SYNC_FORGOTTEN_KEY) or "[]")
    return sorted(set(ours) & sync_machines.forgotten(app))


def _files_of(app: App, machines: Iterable[str]) -> list[SyncFile]:
    """Return the current files of some other machines."""
    names = {*machines}
    return [
        file
        for file in reader_of(app).files()
        if not file.ours and file.known_at and not file.replaced_at and file.machine in names
    ]


def _adopt(app: App, folder: SyncFolder, *, fetch: bool) -> None:
    """Write the files of forgotten machines again as ours, and remove them.

    What was replaced before is removed too: the program may have been killed in between.
    """
    lost = _forgotten_by_us(app)
    if not lost:
        return
    for group in _groups(_files_of(app, lost)):
        opened = sync_rewrite.open_files(app, folder, [file.name for file in group], fetch=fetch)
        if opened:
            level = min(max(file.level for file in group), levels.FULL - 1)
            sync_rewrite.rewrite(app, folder, opened, level)
    replaced = {
        file.name for file in reader_of(app).files() if file.replaced_at and file.machine in lost
    }
    if any(file.name in replaced for file in folder.files().encrypted):
        folder.remove(replaced)


def _groups(files: Iterable[SyncFile]) -> Iterator[list[SyncFile]]:
    """Divide files into groups that fit into memory."""
    group: list[SyncFile] = []
    size = 0
    for file in files:
        if group and size + file.text_bytes > _MOST_TEXT:
            yield group
            group, size = [], 0
        group.append(file)
        size += file.text_bytes
    if group:
        yield group


# --- our own files ---------------------------------------------------------------------------


def _to_reencrypt(app: App) -> list[SyncFile]:
    """Return our files that may be encrypted with an earlier key, oldest first."""
    names = json.loads(reader_of(app).fact(SYNC_RESEAL_KEY) or "[]")
    return [
        file
        for file in reader_of(app).files()
        if file.name in names and file.ours and not file.replaced_at
    ]


def _reencrypt(app: App, folder: SyncFolder, *, fetch: bool) -> None:
    """Encrypt our files with the newest key. Those that can't be read now follow the next time."""
    if not json.loads(reader_of(app).fact(SYNC_RESEAL_KEY) or "[]"):
        return
    done: set[str] = set()
    by_level: dict[int, list[SyncFile]] = {}
    for file in _to_reencrypt(app):
        by_level.setdefault(file.level, []).append(file)
    for level, of_level in sorted(by_level.items()):
        for group in _groups(of_level):
            opened = sync_rewrite.open_files(
                app, folder, [file.name for file in group], fetch=fetch
            )
            outdated = [each for each in opened if not each.has_newest_key]
            if outdated:
                sync_rewrite.rewrite(app, folder, outdated, level)
            done |= {each.name for each in opened}
    remaining = [file.name for file in _to_reencrypt(app) if file.name not in done]
    with app.writer.transaction() as store:
        if store.sync is not None:
            store.put_meta(SYNC_RESEAL_KEY, json.dumps(remaining))


def _is_unfinished(app: App, folder: SyncFolder) -> bool:
    """Tell whether a change of the key has left something to do in the folder."""
    listed = {file.name for file in folder.files().encrypted}
    files = [*_files_of(app, _forgotten_by_us(app)), *_to_reencrypt(app)]
    return any(file.name in listed for file in files)
