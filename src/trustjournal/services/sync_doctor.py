"""Check the sync of a journal and its folder; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ..app import App
from ..errors import InputOutput, KeyChanged, TrustError
from ..storage.iso_text import SYNC_KEY_KEY
from . import sync_keys
from .sync_folder import folder_of, key_from, reader_of

if TYPE_CHECKING:
    from ..sync.folder import Files, SyncFolder

_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class SyncFinding:
    """The result of one check, or the error that ended it."""

    level: Literal["note", "warning", "error"]
    what: str
    details: dict[str, object] = field(default_factory=dict)
    error: TrustError | None = None


def examine(app: App) -> Iterator[SyncFinding]:
    """Check the tables, the key and the folder. Yield nothing for a journal without a sync."""
    is_set_up = app.has_journal and reader_of(app).fact(SYNC_KEY_KEY) is not None
    if not app.settings.sync_folder:
        if is_set_up:
            yield SyncFinding("warning", "sync_no_folder")
        return
    if not is_set_up:
        yield SyncFinding("warning", "sync_not_joined", {"path": app.settings.sync_folder})
        return
    yield from _tables(app)
    try:
        key_from(reader_of(app).fact(SYNC_KEY_KEY))
    except ValueError:
        yield SyncFinding("error", "sync_key")
        return
    folder = folder_of(app)
    try:
        files = sync_keys.files_in(app, folder)
    except KeyChanged as error:
        yield SyncFinding("warning", "error", error=error)
        files = folder.files()
    except InputOutput as error:
        yield SyncFinding("warning", "error", error=error)
        return
    yield from _files(app, folder, files)


def _tables(app: App) -> Iterator[SyncFinding]:
    """Check that the tables of the sync are in step with the rows."""
    for trouble in reader_of(app).troubles():
        details: dict[str, object] = {"table": trouble.table, "count": trouble.count}
        yield SyncFinding("error", "sync_tables", details)


def _files(app: App, folder: SyncFolder, files: Files) -> Iterator[SyncFinding]:
    """Check the files of the folder: whether they are present, complete, and can be opened."""
    from . import sync_status  # it imports what decrypts

    seen = [f for f in reader_of(app).files() if f.known_at and not f.replaced_at]
    listed = {file.name for file in files.encrypted}
    missing = [f for f in seen if f.name not in listed]
    own = sum(f.ours for f in seen)
    if missing:
        noted = sum(f.missed_at is not None for f in missing)
        what = "sync_missing" if noted == len(missing) else "sync_missing_unnoted"
        yield SyncFinding("warning", what, {"count": len(missing), "path": folder.path})
    damaged = sync_status.damaged_files(folder, files, {f.name for f in seen})
    for path in damaged:
        yield SyncFinding("warning", "sync_damaged", {"path": path})
    _, passed_over = sync_status.new_files_in(app, folder, files)
    for what, count in (
        ("sync_incomplete", passed_over.incomplete + passed_over.not_here),
        ("sync_unopened", passed_over.unopened),
        ("sync_other_journal", passed_over.other_journal),
    ):
        if count:
            yield SyncFinding("warning", what, {"count": count, "path": folder.path})
    for machine, program in sorted(passed_over.newer.items()):
        yield SyncFinding("warning", "sync_newer", {"machine": machine, "program": program})
    if files.others:
        names = ", ".join(path.name for path in files.others[:_MOST_NAMES])
        details = {"count": len(files.others), "names": names, "path": folder.path}
        yield SyncFinding("warning", "sync_other_files", details)
    if not missing and not damaged:
        yield SyncFinding("note", "sync_sound", {"count": own, "path": folder.path})
