"""Copies of the journal: make, list and restore them."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from ..app import App
from ..domain.day_words import parse_day
from ..drafts import Drafts
from ..drafts.owner import Journal
from ..errors import (
    Damaged,
    InputOutput,
    Locked,
    NewerJournal,
    NoJournal,
    Sealed,
    TrustError,
    UsageError,
)
from ..sentences import BACKUP_DAMAGED, FILE_EXISTS, NAMED_LIKE_LOG, NOT_A_FILE
from ..storage import backup_file, connect, header, journal_file, opening, ownership
from ..storage.ownership import Owner
from . import destination

if TYPE_CHECKING:
    from ..drafts.cipher import DraftCipher

NO_SUCH_FOLDER = (
    "there's no folder {path}/; make it first, or leave out the slash at the end to write a file "
    "called {name}"
)
RESTORED_NEW_ONLY = (
    "the journal was restored from {source}. But {path} couldn't be written or removed ({why})"
)
RESTORED_ONLY = (
    "the journal was restored from {source}, and the one it replaced is among the backups "
    "(`trust backup list` lists them). But {path} couldn't be written or removed ({why})"
)

_STAMP = "%Y%m%dT%H%M%SZ"
_MIGRATION = re.compile(r"schema-(\d+)-migrate(?:-\d+)?\.db")
"""Named by code without a clock (`storage.opening`): see `_migration_copies`."""
_NAME = re.compile(r"(\d{8}T\d{6}Z)-([a-z]+)(?:-\d+)?\.db")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy in the backups folder."""

    path: Path
    made_at: datetime
    reason: str
    """Why it was made: one of the keys of `views.backup.REASONS`."""


@dataclass(frozen=True, slots=True)
class NewBackup:
    """A copy that was just made, and verified by reading it to its end."""

    path: Path
    entries: int
    sealed: bool
    place: str | None
    """A risk of the folder the journal is in (`synced` or `network`), or None."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of restoring a copy: it is the journal now."""

    path: Path
    entries: int
    replaced: Path | None
    """The backup of the journal that was replaced."""
    was_damaged: bool
    sealed: bool


def listed(app: App) -> list[Backup]:
    """Return the copies in the backups folder, newest first.

    Copies dated in the future come last: a clock was ahead when they were made.
    """
    copies = []
    if app.paths.backups.is_dir():
        for path in app.paths.backups.iterdir():
            match = _NAME.fullmatch(path.name)
            if match:
                with suppress(ValueError):
                    made_at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
                    copies.append(Backup(path, made_at, match[2]))
        copies += _migration_copies(app.paths.backups, copies)
    # Within one second the modification time decides: the number in a name gives no order.
    copies.sort(
        key=lambda copy: (copy.made_at, copy.reason != "migrate", copy.path.lstat().st_mtime_ns),
        reverse=True,
    )
    copies.sort(key=lambda copy: is_ahead(app, copy))
    return copies


def _migration_copies(folder: Path, dated_copies: list[Backup]) -> list[Backup]:
    """Return the copies made before an upgrade, whose names hold no timestamp.

    The modification time of such a file may only tell when the folder was last copied with `cp`.
    Copies made by a later version are newer; so may be encrypted ones, whose version can't be
    read. The earliest of these times is taken.
    """
    copies = []
    for path in folder.iterdir():
        match = _MIGRATION.fullmatch(path.name)
        if match:
            made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            later = [copy.made_at for copy in dated_copies if _is_after(copy, int(match[1]))]
            unknown = [copy.made_at for copy in dated_copies if _is_after(copy, None)]
            bounds = [*sorted(later)[:1], *sorted(unknown)[-1:]]
            copies.append(Backup(path, min([made_at, *bounds]), "migrate"))
    return copies


def _is_after(copy: Backup, version: int | None) -> bool:
    """Return whether a copy is newer than `version`; with None, if its version is unreadable."""
    if copy.reason == "unopened":
        return False
    with suppress(TrustError):
        copy_version = header.version_of(copy.path)
        return (
            copy_version is None
            if version is None
            else copy_version is not None and copy_version > version
        )
    return False


def is_ahead(app: App, copy: Backup) -> bool:
    """Return whether a copy is dated in the future."""
    return copy.made_at > app.now.moment


def new_name(app: App, reason: str, made_at: datetime | None = None) -> Path:
    """Return an unused path for a copy made at a moment, or now."""
    stamp = (made_at or app.now.moment).astimezone(UTC).strftime(_STAMP)
    numbers = ["", *(f"-{n}" for n in range(2, 1000))]
    names = (app.paths.backups / f"{stamp}-{reason}{number}.db" for number in numbers)
    return next(name for name in names if not name.exists() and not journal_file.has_log(name))


def make(app: App, dest: str | None = None, *, force: bool = False) -> NewBackup:
    """Copy the journal to a file, into a folder, or to the backups folder.

    A `dest` that ends in a slash is a folder. Raises `NoJournal` if there is nothing to copy, and
    `UsageError` for an unsuitable `dest`.
    """
    app.need_journal()
    if not dest:
        return make_new(app, "manual")
    if destination.is_special(Path(dest)):
        raise UsageError(NOT_A_FILE, path=dest)
    place = paths.resolve_path(dest)
    if dest.endswith(("/", os.sep)) and not place.is_dir():
        raise UsageError(NO_SUCH_FOLDER, path=place, name=place.name)
    path = place / new_name(app, "manual").name if place.is_dir() else place
    destination.check(app, path, new_in=(app.paths.backups,))
    if header.is_named_like_log(path):
        raise UsageError(NAMED_LIKE_LOG, path=path)
    if not force:
        for target in (path, *journal_file.logs(path)):
            if target.exists():
                raise UsageError(FILE_EXISTS, path=target)
    _identify_if_possible(app)
    try:
        entries = _copy(app, path, replace=force)
    except FileExistsError:
        raise UsageError(FILE_EXISTS, path=path) from None
    return _made(app, path, entries)


def make_new(app: App, reason: str) -> NewBackup:
    """Copy the journal to the backups folder under an unused name.

    If another program takes the name first, the next one is tried.
    """
    app.need_journal()
    if reason == "manual":
        _identify_if_possible(app)
    else:
        identify(app)
    return make_at(app, new_name(app, reason), reason)


def make_at(app: App, path: Path, reason: str) -> NewBackup:
    """Copy the journal to a path in the backups folder, or to the next one that isn't taken."""
    while True:
        with suppress(FileExistsError):
            return _made(app, path, _copy(app, path))
        path = new_name(app, reason)


def _made(app: App, path: Path, entries: int) -> NewBackup:
    is_encrypted = connect.salt_of(path) is not None
    return NewBackup(path, entries, is_encrypted, place_of(app.journal_path))


def own_copies(app: App, copies: list[Backup]) -> list[Backup]:
    """Return the copies that are certainly of this journal, and not the journal itself."""
    journal = connect.identity(app.journal_path)
    copies = [copy for copy in copies if connect.identity(copy.path) != journal]
    if not copies:
        return []
    owner_by_path = _owner_by_path(app, copies, _line(app))
    return [copy for copy in copies if owner_by_path[copy.path] is Owner.OWN]


def _line(app: App, keys: connect.Keys | None = None) -> ownership.JournalFacts:
    """Return what identifies copies of this journal. Raises `TrustError` if it doesn't open."""
    opened = connect.to_read(app.journal_path, keys or app.keys)
    with closing(opened) as connection, connect.translated(app.journal_path):
        return ownership.line_of(connection, app.journal_path, app.paths.backups)


def identify(app: App) -> None:
    """Give the journal an identity that only its own copies share."""
    place = app.journal_path, app.paths.backups
    opened = opening.for_reading(app.journal_path, app.keys, app.paths.backups)
    with closing(opened) as connection, connect.translated(app.journal_path):
        if getattr(opened, "file", None) is None or ownership.is_identified(connection, *place):
            return
    with writing(app) as connection:
        ownership.identify(connection, *place)


@contextmanager
def writing(app: App) -> Iterator[sqlite3.Connection]:
    """Open the journal to write in it what isn't the person's, and hold its lock meanwhile."""
    opened = connect.to_read(app.journal_path, app.keys)  # never creates a missing journal
    with (
        closing(opened) as connection,
        connect.translated(app.journal_path),
        connect.write_lock(app.journal_path, connection),
    ):
        yield connection
        connection.execute("COMMIT")


def _identify_if_possible(app: App) -> None:
    """Identify the journal before a manual copy; failures don't matter, as it is never thinned."""
    with suppress(Locked, InputOutput):
        identify(app)


def owners(app: App, copies: list[Backup]) -> dict[Path, Owner]:
    """Return the owner of each copy; judge by location if the journal is gone or doesn't open."""
    line = None
    with suppress(TrustError):
        line = _line(app) if app.has_journal else None
    return _owner_by_path(app, copies, line)


def _known_owners(app: App, copies: list[Backup]) -> dict[Path, Owner]:
    """Return what `owners` does, as far as can be told without asking for a passphrase."""
    line = None
    with suppress(TrustError):
        line = _line(app, KnownKeys(app)) if app.has_journal else None
    return _owner_by_path(app, copies, line)


def of_others(app: App, copies: list[Backup]) -> set[Path]:
    """Return the copies of other journals, as far as can be told without a passphrase."""
    owner_by_path = _known_owners(app, copies)
    return {path for path, owner in owner_by_path.items() if owner is Owner.OTHER}


def _owner_by_path(
    app: App, copies: list[Backup], line: ownership.JournalFacts | None
) -> dict[Path, Owner]:
    place, keys = (app.journal_path, app.paths.backups), KnownKeys(app)
    if line is None:
        return {copy.path: ownership.owner_by_place(copy.path, *place, keys) for copy in copies}
    return {copy.path: ownership.owner_by_line(copy.path, line, *place, keys) for copy in copies}


class KnownKeys:
    """The keys this run has already opened files with. Never asks for a passphrase."""

    def __init__(self, app: App) -> None:
        self._app = app

    def candidates(self, salt: bytes) -> Iterator[str]:
        key = self._app.keys.opened(salt)
        if key is not None:
            yield key

    def accept(self, salt: bytes, key: str) -> None:
        """Do nothing: the key is known already."""


def _copy(app: App, path: Path, *, replace: bool = False) -> int:
    """Copy the journal, and check afterwards that it is still the same file.

    Another program may have encrypted it meanwhile. A copy of the earlier file would then be a
    readable one that the person doesn't know about. Returns the number of entries.
    """
    while True:
        opened = opening.for_reading(app.journal_path, app.keys, app.paths.backups)
        if getattr(opened, "file", None) is None:
            # The database is in memory. Either the journal was gone, and an empty copy would count
            # as the newest; or it is of an older version and the disk takes no upgrade.
            opened.close()
            app.need_journal()
            opened = connect.as_it_is(app.journal_path, app.keys)
        with closing(opened) as connection:
            try:
                entries = backup_file.back_up(connection, path, app.keys, replace=replace)
            except (TrustError, FileNotFoundError):
                if _is_at(app.journal_path, connection):
                    raise
                continue
            if _is_at(app.journal_path, connection):
                return entries
            path.unlink(missing_ok=True)


def _is_at(path: Path, connection: sqlite3.Connection) -> bool:
    """Return whether an open journal is still the file at the path."""
    return connect.identity(path) == getattr(connection, "file", None)


@dataclass(frozen=True, slots=True)
class ChosenBackup:
    """The backup that a name stands for."""

    path: Path
    locked: Path | None = None
    """A newer backup that no passphrase opened, if this one takes its place."""


def named(app: App, name: str) -> ChosenBackup:
    """Find a backup by `last`, a day, its file name, or a path.

    `last` and a day never choose a journal that was moved there because it couldn't be opened.
    Raises `NoJournal` if nothing matches, and `UsageError` if all matches are of another journal.
    """
    copies = listed(app)
    if matches := _named(app, copies, name):
        return _newest_of_own(app, matches, copies)
    for path in (app.paths.backups / name, paths.resolve_path(name)):
        if path.is_file():
            return ChosenBackup(path)
    if matches := _named(app, copies, _iso_day(app, name)):
        return _newest_of_own(app, matches, copies)
    if name == "last":
        raise NoJournal("there are no backups to restore yet")
    if _iso_day(app, name):
        raise NoJournal(
            "there's no backup from {name}; `trust backup list` lists all backups", name=name
        )
    raise NoJournal(
        "there's no backup called {name}; `trust backup list` lists all backups", name=name
    )


def _iso_day(app: App, words: str) -> str:
    """Return `2026-11-22` for words that name a day, or else an empty text."""
    try:
        return parse_day(words, app.now).isoformat()
    except UsageError:
        return ""


def _named(app: App, copies: list[Backup], name: str) -> list[Backup]:
    """Return the copies that `last` or a day such as `2026-11-22` may choose."""
    zone = app.now.moment.tzinfo
    return [
        copy
        for copy in copies
        if copy.reason != "unopened"
        and copy.path.stat().st_size  # a program was killed as it took that name
        and name in ("last", copy.made_at.astimezone(zone).date().isoformat())
    ]


def _newest_of_own(app: App, matches: list[Backup], copies: list[Backup]) -> ChosenBackup:
    """Return the newest of `matches` that is a copy of this journal.

    A copy whose owner is unknown is taken only if no copy is of another journal.
    """
    newest = matches[0]
    salt = connect.salt_of(app.journal_path) if app.has_journal else None
    has_key_of_journal = salt is not None and salt == connect.salt_of(newest.path)
    # One passphrase opens both then: ask only for that of the backup the person has named.
    owner_by_path = _known_owners(app, copies) if has_key_of_journal else owners(app, copies)
    locked = [copy for copy in matches if owner_by_path[copy.path] is Owner.LOCKED]
    has_own = Owner.OWN in owner_by_path.values()
    refused = None
    if locked and (newest is locked[0] or not has_own):
        try:
            with app.opening_backup(locked[0].path):
                backup_file.verify(locked[0].path, app.keys)  # asks for the passphrase
        except Sealed:
            if not has_own:
                raise
            refused = locked[0].path
        owner_by_path = _known_owners(app, copies)
    accepted = {Owner.OWN}
    if Owner.OTHER not in owner_by_path.values():
        accepted.add(Owner.UNKNOWN)
        if Owner.OWN not in owner_by_path.values():
            accepted.add(Owner.LOCKED)
    for copy in matches:
        if owner_by_path[copy.path] in accepted:
            return ChosenBackup(copy.path, refused)
    raise UsageError(
        "{path} is a copy of another journal, or of this one before it was moved; "
        "`trust backup restore {name}` restores it anyway, and `trust backup list` lists all "
        "copies",
        path=matches[0].path,
        name=matches[0].path.name,
    )


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
    before = _draft_cipher(app)
    other_key = connect.salt_of(journal) != connect.salt_of(paths.resolve_path(source))
    carries_drafts = other_key and (before is not None or connect.salt_of(journal) is None)
    if other_key:
        _drafts(app).check_unused()
    if before is not None:
        for draft in app.drafts.left_behind():  # also saves what an open editor has written
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
        if carries_drafts and before:
            journal_file.know_draft_keys(temporary, app.keys, before.keys)
        journal_file.note_restored(temporary, app.keys, app.now.moment)
        drafts = _drafts(app)
        with drafts.held() if other_key else nullcontext():
            check_drafts = drafts.check_unused if other_key else _skip_check
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


def _draft_cipher(app: App) -> DraftCipher | None:
    """Return what encrypts the drafts now; None if the current journal doesn't open."""
    try:
        return app.draft_cipher
    except TrustError:
        return None


_SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents",
           "nextcloud", "owncloud", "pcloud", "syncthing", "megasync")  # fmt: skip
_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "fuse.rclone", "9p", "afs", "davfs")


def place_of(path: Path) -> str | None:
    """Return `synced` or `network` if a journal is in such a folder, else None.

    Both kinds can copy files half-written. They are recognised by the names sync programs give
    their folders, and by what Linux lists in /proc/self/mounts.
    """
    for part in path.parts:
        if any(name in part.lower() for name in _SYNCED):
            return "synced"
    best, kind = 0, ""
    with suppress(OSError):
        for line in Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines():
            fields = line.split()
            mount = fields[1].replace("\\040", " ") if len(fields) > 2 else ""
            if mount and path.is_relative_to(mount) and len(mount) > best:
                best, kind = len(mount), fields[2]
    return "network" if kind.startswith(_NETWORK) else None
