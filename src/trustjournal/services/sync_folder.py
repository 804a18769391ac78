"""The sync folder of a journal, and its key, as the journal stores them."""

from __future__ import annotations

import re
from typing import Any

from .. import paths, storage
from ..app import App
from ..errors import UsageError
from ..storage.iso_text import SYNC_KEY_KEY
from ..sync.folder import SyncFolder
from ..sync.key_file import FolderKey

NOT_SET_UP = "this journal isn't set up for sync; `trust sync setup FOLDER` sets it up"
_KEY = re.compile("[0-9a-f]{64}")


def reader_of(app: App) -> storage.sync_files.SyncReader:
    """Return the reader of what the journal stores about its sync."""
    return storage.sync_files.SyncReader.beside(app.reads)


def is_set_up(app: App) -> bool:
    """Tell whether this journal is synced."""
    has_folder = app.has_journal and bool(app.settings.sync_folder)
    return has_folder and reader_of(app).fact(SYNC_KEY_KEY) is not None


def is_automatic(app: App) -> bool:
    """Tell whether a sync happens without being asked for; nothing is opened to find out."""
    return bool(app.settings.sync_folder) and app.settings.sync == "auto"


def folder_of(app: App) -> SyncFolder:
    """Return the sync folder of this journal. Raises `UsageError` if none is set up."""
    if not app.settings.sync_folder or not is_set_up(app):
        raise UsageError(NOT_SET_UP)
    return SyncFolder(paths.resolve_path(app.settings.sync_folder, app.paths.data))


def key_of(app: App) -> FolderKey:
    """Return the key of the folder, with all earlier ones that the journal has.

    Raises `UsageError` if there is none.
    """
    reader = reader_of(app)
    key = key_from(reader.fact(SYNC_KEY_KEY))
    return key.with_earlier(earlier_keys_in(reader.state(*storage.sync_files.EARLIER_KEYS)))


def key_from(stored: str | None) -> FolderKey:
    """Return a key as the journal stores it. Raises `UsageError` if there is none."""
    if stored is None:
        raise UsageError(NOT_SET_UP)
    return FolderKey.from_stored(bytes.fromhex(stored))


def earlier_keys_in(state: Any) -> list[bytes]:
    """Return the keys in the state of the record in which machines share the earlier ones."""
    earlier = state.get("earlier") if isinstance(state, dict) else None
    keys = earlier if isinstance(earlier, dict) else {}
    return [bytes.fromhex(each) for each in keys if _KEY.fullmatch(each)]
