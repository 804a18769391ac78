"""Write the records that changed on this machine into new files of the sync folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .. import __version__, storage
from ..app import App
from ..domain.calendar import moment_text
from ..storage.iso_text import SYNC_KEY_FILE_KEY, SYNC_KEY_KEY
from ..sync import encrypted_file, levels, names
from ..sync.folder import Files, SyncFolder
from ..sync.problems import TooLarge
from .sync_folder import folder_of, key_from, reader_of
from .sync_result import SyncResult

if TYPE_CHECKING:
    from ..storage.sync_pending import PendingRecord
    from ..storage.sync_states import States
    from ..sync.levels import Packed

REPAIR_AFTER = timedelta(days=1)
"""How long a file must be missing before its records are written again."""


def write_pending(app: App, folder: SyncFolder, result: SyncResult) -> None:
    """Write files with the records that changed since the last time."""
    while reader_of(app).pending():
        written = _write_file(app, folder, result)
        if written is None:
            return
        result.told += written


def _write_file(app: App, folder: SyncFolder, result: SyncResult) -> int | None:
    """Write one file. Return how many records it has; None if no record is pending.

    The name is noted before the file is there. If the program is killed in between, the records
    are written twice at worst.
    """
    at = moment_text(app.now.moment)
    with app.writer.transaction() as store:
        if store.sync is None:
            return None
        records: dict[bytes, tuple[str, str, str]] = {}
        lines = _lines(store.sync.pending.all(), records, result)
        packed = next(levels.pack(lines), None)
        if packed is None:
            return None
        name, raw = encrypt(store.sync.states, packed, at)
    folder.add(raw)
    with app.writer.transaction() as store:
        if store.sync is None:
            return None
        storage.sync_files.note_written(store.sync.states.connection, name, at)
        store.sync.pending.mark_written(records[line] for line in packed.lines)
    kinds = [records[line][0] for line in packed.lines]
    return sum(kind not in storage.sync_files.UNCOUNTED for kind in kinds)


def _lines(
    pending: Iterable[PendingRecord], records: dict[bytes, tuple[str, str, str]], result: SyncResult
) -> Iterator[bytes]:
    """Yield the lines of records, and note in `records` which record each line is.

    A record that is too large for any file must not keep the others from being written.
    """
    result.too_large = 0
    for each in pending:
        try:
            line = encrypted_file.line(each.kind, each.key, each.state)
        except TooLarge:
            result.too_large += 1
            continue
        records[line] = (each.kind, each.key, each.stamp)
        yield line


def encrypt(
    states: States, packed: Packed, at: str, replaces: tuple[str, ...] = ()
) -> tuple[str, bytes]:
    """Encrypt records as a file of this machine, and note it in the journal.

    Return its name and its content. `at` is the moment, and `replaces` names the files whose
    records it has.
    """
    key = key_from(states.fact(SYNC_KEY_KEY))  # another program may just have changed it
    header = encrypted_file.Header(
        *(states.machine, states.clock, __version__),
        replaces=replaces,
        level=packed.level,
        moment=at,
    )
    raw = encrypted_file.encrypt(key, header, packed.lines)
    name, text_bytes = names.name_of(raw), sum(map(len, packed.lines))
    file = storage.sync_files.SyncFile(
        *(name, True, header.machine, header.clock, packed.level, text_bytes)
    )
    storage.sync_files.put_file(states.connection, file)
    return name, raw


def repair_missing(app: App, files: Files, result: SyncResult) -> None:
    """Make all records pending if files are gone for a day that no other file replaces.

    Not at once: an engine may carry the removal of a file before the file that replaces it.
    """
    listed = {file.name for file in files.encrypted}
    seen = [f for f in reader_of(app).files() if f.known_at and not f.replaced_at]
    back = [f.name for f in seen if f.missed_at and f.name in listed]
    missing = [f for f in seen if f.name not in listed]
    at, now = moment_text(app.now.moment), app.now.moment
    gone = [f.name for f in missing if f.missed_at and _is_past(f.missed_at, now, REPAIR_AFTER)]
    new = [f.name for f in missing if not f.missed_at]
    if not (back or gone or new):
        return
    with app.writer.transaction() as store:
        if store.sync is None:
            return
        connection = store.sync.states.connection
        storage.sync_files.note_missed(connection, back, None)
        storage.sync_files.note_missed(connection, new, at)
        if gone:
            storage.sync_files.note_replaced(connection, gone, at)
            store.sync.pending.add_all()
    if gone and not files.keys:
        raw = reader_of(app).fact(SYNC_KEY_FILE_KEY)
        if raw:
            folder_of(app).add_key(bytes.fromhex(raw))
    result.missing = len(gone)


def _is_past(moment: str, now: datetime, span: timedelta) -> bool:
    return abs(now - datetime.fromisoformat(moment)) > span
