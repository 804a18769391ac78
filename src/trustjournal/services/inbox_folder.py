"""Where the inbox is, and how much is in it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .. import paths
from ..app import App
from ..errors import InputOutput, TrustError, UsageError
from ..sync.inbox import Inbox

NO_PLACE = (
    "{path} can't be the inbox, because notes are moved out of an inbox; choose a folder "
    "with nothing else in it, such as ~/Sync/inbox"
)
IN_SYNC_FOLDER = (
    "{path} is in the sync folder, which is only for encrypted files; choose another folder for "
    "the inbox"
)


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
