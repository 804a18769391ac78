"""One journal on several machines: merge what others wrote, and write what changed here.

Another program carries the folder. Each file is merged, and each is written, in a transaction of
its own, so that the program may be stopped anywhere.
"""

from __future__ import annotations

from contextlib import suppress

from ..app import App
from ..errors import InputOutput, UsageError
from ..storage.iso_text import SYNC_MACHINE_KEY
from . import sync_machines, sync_merge, sync_rewrite, sync_write
from .sync_folder import folder_of, is_set_up, reader_of
from .sync_keys import files_in
from .sync_result import SyncResult

NOT_JOINED = "this journal isn't synced through {path} yet; `trust sync setup {path}` sets it up"


def run(app: App, *, fetch: bool) -> SyncResult:
    """Merge what the others wrote, and write what changed here.

    With `fetch`, files that are only in a cloud are fetched.
    """
    folder = folder_of(app)
    result = SyncResult(machine=reader_of(app).fact(SYNC_MACHINE_KEY) or "")
    files = files_in(app, folder)
    sync_merge.merge_files(app, folder, files, result, fetch=fetch)
    sync_write.repair_missing(app, files, result)
    sync_machines.share_own_facts(app)
    sync_write.write_pending(app, folder, result)
    sync_rewrite.erase(app, folder, fetch=fetch)
    sync_rewrite.compact(app, folder, fetch=fetch)
    sync_rewrite.remove_replaced(app, folder)
    with suppress(InputOutput):
        folder.remove_old_temporary_files(app.now.moment.timestamp())
    result.waiting = reader_of(app).waiting()
    if result.newer and not (result.new or result.changed or result.others or result.told):
        app.exit_code = 13
    return result


def merge_new(app: App) -> SyncResult | None:
    """Merge what others wrote since the last time; None if there is nothing new."""
    if not is_set_up(app):
        return None
    folder = folder_of(app)
    files = files_in(app, folder)
    if not sync_merge.has_something(app, files):
        return None
    result = SyncResult(machine=reader_of(app).fact(SYNC_MACHINE_KEY) or "")
    sync_merge.merge_files(app, folder, files, result, fetch=False)
    if result.given_back:
        # Once that is in the folder, no other machine gives the words back too.
        sync_write.write_pending(app, folder, result)
    is_new = result.new or result.changed or result.removed or result.others or result.given_back
    return result if is_new else None


def write_after_save(app: App) -> None:
    """Write what was just stored to the folder. Raises `TrustError` if that can't be done."""
    if not is_set_up(app):  # it was restored from a copy of before, or the settings were copied
        raise UsageError(NOT_JOINED, path=app.settings.sync_folder)
    if reader_of(app).pending():
        folder = folder_of(app)
        files_in(app, folder)
        sync_machines.share_own_facts(app)
        sync_write.write_pending(app, folder, SyncResult())
        sync_rewrite.erase(app, folder, fetch=False)
        sync_rewrite.compact(app, folder, fetch=False)
