"""Set up a sync folder for this journal, join the machines that use it, or end the sync."""

from __future__ import annotations

import json
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import config, paths, storage
from ..app import App
from ..errors import InputOutput, Sealed, UsageError
from ..storage.iso_text import (
    SYNC_JOURNAL_KEY,
    SYNC_KEY_FILE_KEY,
    SYNC_KEY_FILES_KEY,
    SYNC_KEY_KEY,
    SYNC_PLACE_KEY,
    SYNC_RESEAL_KEY,
)
from ..sync import cipher, key_file
from ..sync.folder import Files, SyncFolder
from ..sync.problems import OtherJournal, OtherKey, Unusable
from . import backup, sync
from .sync_folder import folder_of, is_set_up, reader_of
from .sync_keys import WRONG_PASSPHRASE, open_for_setup
from .sync_merge import LONGEST_NAME, open_file
from .sync_result import SyncResult

if TYPE_CHECKING:
    from ..sync.key_file import FolderKey

ALREADY_SET_UP = (
    "this journal is already synced, through {path}; to use another folder, run `trust sync off` "
    "first"
)
KEY_MISSING = (
    "there are encrypted files in {path}, but their key file hasn't arrived yet; wait until the "
    "program that copies the folder has finished, and try again"
)
NOT_A_NAME = (
    "{value} can't be a machine's name; use at most {most} lower-case letters, digits and hyphens"
)
IN_USE = "trust uses {path} for other things; choose another folder for syncing"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Setup:
    """The result of setting up a sync folder."""

    path: Path
    machine: str
    is_new: bool
    """Whether the folder was new; otherwise this machine joined others."""
    copy: Path | None
    """The copy of the journal that was made before."""
    done: SyncResult


def check_setup(app: App, path: Path, name: str | None) -> tuple[SyncFolder, str, bool]:
    """Return the folder, this machine's name, and whether the folder is new.

    Raises before anything is asked or written, if it can't be set up.
    """
    if is_set_up(app):
        raise UsageError(ALREADY_SET_UP, path=app.settings.sync_folder)
    cipher.encrypt(bytes(cipher.KEY_BYTES), b"", b"")  # raises `Sealed` without the package
    path = paths.resolve_path(path)
    in_use = (app.paths.backups, app.paths.drafts, app.journal_path.parent)
    if path in [paths.resolve_path(other) for other in in_use]:
        raise UsageError(IN_USE, path=path)
    machine = _default_name() if name is None else name
    if len(machine) > LONGEST_NAME or not NAME.fullmatch(machine):
        raise UsageError(NOT_A_NAME, most=LONGEST_NAME, value=machine)
    folder = SyncFolder(path)
    files = folder.files() if path.is_dir() else Files()
    if files.encrypted and not files.keys:
        raise InputOutput(KEY_MISSING, path=path)
    return folder, machine, not files.keys


def _default_name() -> str:
    """Return a name for this machine, made of the one its system has."""
    name = re.sub(r"[^a-z0-9]+", "-", platform.node().partition(".")[0].lower())
    return name[:LONGEST_NAME].strip("-") or "machine"


def setup(app: App, folder: SyncFolder, machine: str, passphrase: str) -> Setup:
    """Begin to sync this journal through a folder, or join the machines that use it.

    The passphrase must open what is in the folder before anything is written.
    """
    files = folder.files() if folder.path.is_dir() else Files()
    is_new = not files.keys
    others: list[str] = []
    if is_new:
        key = key_file.new_key()
        raw = key_file.encrypt(key, passphrase)
    else:
        key, raw, others = open_for_setup(folder, files, passphrase)
        _check_is_readable(folder, files, key)
    copy = backup.make_new(app, "sync").path if app.has_journal else None
    was_synced = app.has_journal and reader_of(app).fact(SYNC_JOURNAL_KEY) == key.journal.hex()
    config.store(app.paths.settings, "sync_folder", str(folder.path), packs=app.library.files)
    app.read_settings_again()
    folder.set_up()
    if is_new:
        folder.add_key(raw)
    with app.writer.transaction() as store:
        started = store.start_sync(machine)
        store.put_meta(SYNC_KEY_KEY, key.stored.hex())
        store.put_meta(SYNC_KEY_FILE_KEY, raw.hex())
        store.put_meta(SYNC_PLACE_KEY, json.dumps(folder.place()))
        store.put_meta(SYNC_JOURNAL_KEY, key.journal.hex())
        store.put_meta(SYNC_KEY_FILES_KEY, json.dumps(dict.fromkeys(others, "other")))
        if not was_synced:
            started.begin()
        if len(files.keys) > 1 and key.earlier:
            started.share_earlier_keys(key.earlier)
        own = storage.sync_files.own_names(started.states.connection)
        store.put_meta(SYNC_RESEAL_KEY, json.dumps(own))
        if is_new:
            started.share_salt(store.salt())
    app.read_anew()
    done = sync.run(app, fetch=True)
    return Setup(folder.path, done.machine, is_new, copy, done)


def _check_is_readable(folder: SyncFolder, files: Files, key: FolderKey) -> None:
    """Raise `Sealed` if the key opens none of some complete files."""
    refused = False
    for file in files.encrypted:
        try:
            open_file(folder, file, key, fetch=True)
        except (OtherKey, OtherJournal):
            refused = True
        except Unusable:
            continue
        else:
            return
    if refused:
        raise Sealed(WRONG_PASSPHRASE, path=folder.path)


def end(app: App) -> Path:
    """End the sync on this machine; the journal and the folder stay as they are."""
    if not app.settings.sync_folder or not is_set_up(app):
        raise UsageError("this journal isn't set up for sync, so there's nothing to turn off")
    path = folder_of(app).path
    with app.writer.transaction() as store:
        store.end_sync()
    config.store(app.paths.settings, "sync_folder", "", packs=app.library.files)
    app.read_settings_again()
    return path
