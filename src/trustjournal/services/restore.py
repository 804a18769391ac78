"""Make a copy of the journal the journal again; what was there before is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from ..app import App
from ..drafts import Drafts
from ..drafts.owner import Journal
from ..errors import Damaged, InputOutput, NewerJournal, Sealed, TrustError, UsageError
from ..sentences import BACKUP_DAMAGED
from ..storage import backup_file, connect, header, journal_file
from .backup import identify, new_name

if TYPE_CHECKING:
    pass

RESTORED_NEW_ONLY = (
    "the journal was restored from {source}. But {path} couldn't be written or removed ({why})"
)
RESTORED_ONLY = (
    "the journal was restored from {source}, and the one it replaced is among the backups "
    "(`trust backup list` lists them). But {path} couldn't be written or removed ({why})"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of restoring a copy: it is the journal now."""

    path: Path
    entries: int
    replaced: Path | None
    """The backup of the journal that was replaced."""
    was_damaged: bool
    sealed: bool


def restore(app: App, source: Path, *, may_unseal: bool = False) -> Restored:
    """Make a copy the journal again, after verifying it by reading it to its end.

    The current journal is backed up first; if it can't be opened, the file itself is moved to the
    backups. Raises `Damaged` for an unsound copy; nothing changes then.
    """
    app.check_place(app.journal_path)

    def done(**why: object) -> InputOutput:
        what = RESTORED_ONLY if file else RESTORED_NEW_ONLY
        return InputOutput(what, source=source.name, **why)

    with header.pinned(app.journal_path) as (file, _), saying_what_is_done(app, done):
        return _restore(app, source, file, may_unseal=may_unseal)


@contextmanager
def saying_what_is_done(app: App, done: Callable[..., InputOutput]) -> Iterator[None]:
    """If something fails after the new journal is in place, raise an error that says so first.

    Otherwise the person would go on using a passphrase that no longer opens anything. Signals are
    held back from then on (`App.signals`), because an interrupted program would say nothing.
    """
    before = connect.identity(app.journal_path)
    try:
        yield
    except (OSError, InputOutput) as error:
        if connect.identity(app.journal_path) == before:
            raise
        if isinstance(error, OSError):
            details = {"path": error.filename, "why": error.strerror}
        else:
            details = error.details
        path, why = details.get("path") or app.journal_path, details.get("why") or "no space left"
        raise done(path=path, why=why) from None


def _restore(app: App, source: Path, file: header.File | None, *, may_unseal: bool) -> Restored:
    journal = app.journal_path
    if source == journal or (file and connect.identity(source) == file):
        raise UsageError("that is the journal itself; `trust backup list` lists its backups")
    connect.check_logs(journal)
    connect.check_logs(paths.resolve_path(source))
    connect.check_header(paths.resolve_path(source))  # before a possibly large file is copied
    is_encrypted = connect.salt_of(paths.resolve_path(source)) is not None
    if not is_encrypted and not may_unseal and app.was_encrypted:
        raise UsageError(
            "{path} isn't encrypted, but your journal is; add --unseal to restore it anyway",
            path=source,
        )
    try:
        before, drafts = app.draft_cipher, app.drafts if file else None
        earlier_keys = before.keys[1:] if before else app.earlier_draft_keys() if file else ()
    except TrustError:  # the current journal doesn't open
        before, drafts, earlier_keys = None, None, ()
    other_key = connect.salt_of(journal) != connect.salt_of(paths.resolve_path(source))
    carries_drafts = other_key and (before is not None or connect.salt_of(journal) is None)
    if other_key:
        _drafts(app).check_unused()
    if drafts is not None:
        # This saves what an open editor has written, and notes where the journal is now.
        with suppress(OSError, InputOutput) if before is None else nullcontext():
            for draft in drafts.left_behind():
                draft.let_go()
    app.forget_journal()
    paths.make_private(journal.parent)
    temporary = journal_file.copy_beside(source, journal)
    try:
        with _reported_as(source, temporary), app.opening_backup(source):
            # SQLite rolls back an unfinished write, and applies what is only in a log.
            connect.to_read(temporary, app.keys).close()
            if journal_file.has_log(temporary):
                raise Damaged(BACKUP_DAMAGED, path=source)
            health = backup_file.verify(temporary, app.keys)
        if draft_keys := before.keys if before and other_key else earlier_keys:
            journal_file.know_draft_keys(temporary, app.keys, draft_keys)
        journal_file.note_restored(temporary, app.keys, app.now.moment)
        watched = _drafts(app)
        with watched.held() if other_key else nullcontext():
            check_drafts = watched.check_unused if other_key else _skip_check
            check_drafts()
            replaced, was_damaged = _put_back(app, temporary, file, check_drafts)
    finally:
        backup_file.discard(temporary)
    app.forget_journal()
    if carries_drafts:
        app.drafts.carry_over()
    return Restored(source, health.entries, replaced, was_damaged, is_encrypted)


@contextmanager
def _reported_as(source: Path, temporary: Path) -> Iterator[None]:
    """Make errors about the temporary copy name the file it was made from."""
    try:
        yield
    except TrustError as error:
        if error.details.get("path") == temporary:
            error.details["path"] = source
        raise


def _drafts(app: App) -> Drafts:
    """Return the drafts folder, to see who is writing, even if the journal doesn't open."""
    journal = Journal.at(app.journal_path, app.paths.drafts, connect.identity(app.journal_path))
    return Drafts(app.paths.drafts, journal=journal)


def _skip_check() -> None:
    """Check nothing, for a restore that leaves the drafts as they are."""


def _put_back(
    app: App, temporary: Path, file: header.File | None, check_drafts: Callable[[], None]
) -> tuple[Path | None, bool]:
    """Put a finished copy in the journal's place, and back up the journal that is replaced.

    Returns the path of that backup, and whether the file was moved unopened. `file` is the
    journal this restore began with. Raises `Locked` if it has been replaced since: its words
    would be in no copy, or the copy would be readable although the journal is now encrypted.
    """
    journal = app.journal_path
    if file is None:
        app.signals.begin()
        with journal_file.log_set_aside(journal, new_name(app, "unopened")):
            journal_file.put_in_place(temporary, journal, is_new=True, last_look=check_drafts)
        return None, False
    try:
        if app.has_journal:
            identify(app)
            return _exchange(app, temporary, file, check_drafts), False
    except (Damaged, Sealed, NewerJournal):
        pass
    connect.finish_write(journal)
    with journal_file.locked_unopened(journal, file) as descriptor:
        app.signals.begin()
        dest = None
        while app.has_journal and dest is None:
            name = new_name(app, "unopened")
            with suppress(FileExistsError):
                journal_file.keep_unopened(journal, name, descriptor)
                dest = name
        try:
            with journal_file.log_set_aside(journal, dest or new_name(app, "unopened")):
                journal_file.put_in_place(temporary, journal, last_look=check_drafts)
        except BaseException:
            if dest and connect.identity(journal) == file and not journal_file.has_log(dest):
                dest.unlink()  # nothing was replaced
            raise
    return dest, dest is not None


def _exchange(
    app: App, temporary: Path, file: header.File, check_drafts: Callable[[], None]
) -> Path:
    """Back up a journal that opens, and replace it while holding its lock. Return the backup."""
    journal, keys, folder = app.journal_path, app.keys, app.paths.backups
    with journal_file.held(journal, keys, folder, file=file):
        # A second connection copies: the one that holds the lock is inside a transaction.
        with closing(connect.as_it_is(journal, keys)) as copying:
            while True:
                dest = new_name(app, "restore")
                with suppress(FileExistsError):
                    backup_file.back_up(copying, dest, keys)
                    break
        app.signals.begin()
        journal_file.remove_log(journal)
        journal_file.put_in_place(temporary, journal, last_look=check_drafts)
    return dest
