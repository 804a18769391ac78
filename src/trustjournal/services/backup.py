"""Copies of the journal: made, listed, thinned, and put back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from ..app import App
from ..domain.retention import moments_to_keep
from ..draft_owner import Journal
from ..drafts import Drafts
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
from ..sentences import BACKUP_DAMAGED, FILE_EXISTS, NOT_A_FILE
from ..storage import backup_file, connect, header, journal_file, opening, ownership
from ..storage.iso_text import moment_text
from ..storage.ownership import Owner
from . import destination

if TYPE_CHECKING:
    from ..draft_cipher import Vault

RESTORED_NEW_ONLY = (
    "the journal is now {source}; but {path} could not be written or removed ({why})"
)
RESTORED_ONLY = (
    "the journal is now {source}, and what was there before is kept among the backups "
    "(`trust restore` lists them); but {path} could not be written or removed ({why})"
)

_STAMP = "%Y%m%dT%H%M%SZ"
_MIGRATION = re.compile(r"schema-(\d+)-migrate(?:-\d+)?\.db")
"""Made where there is no clock (`storage.opening`): see `_of_migrations`."""
IMPORT_DAYS = 28
"""So long a copy from before an import stays; as long as the oldest of the daily ones."""
_NAME = re.compile(r"(\d{8}T\d{6}Z)-([a-z]+)(?:-\d+)?\.db")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy in the folder of backups."""

    path: Path
    made_at: datetime
    reason: str
    """When it was made: `manual`, `daily`, `import`, `migrate`, `restore`, `sealed`, `unopened`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was just made and read to its end."""

    path: Path
    entries: int
    sealed: bool
    place: str | None
    """What is known of the journal's folder that speaks against keeping it there."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy that is the journal now."""

    path: Path
    entries: int
    replaced: Path | None
    """Where the journal that stood there is kept."""
    was_damaged: bool
    sealed: bool


def listed(app: App) -> list[Backup]:
    """The copies in the folder of backups, newest first.

    Those dated later than now come after all others: a clock was ahead when they were made.
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
    # Of one second, by when the file was written: the number in a name is no order.
    copies.sort(
        key=lambda copy: (copy.made_at, copy.reason != "migrate", copy.path.lstat().st_mtime_ns),
        reverse=True,
    )
    copies.sort(key=lambda copy: is_ahead(app, copy))
    return copies


def _migration_copies(folder: Path, dated_copies: list[Backup]) -> list[Backup]:
    """The copies from before an upgrade, whose names hold no moment.

    The time of such a file is that of the last `cp` of the folder. What was made by a later
    version is newer, and so may be what is encrypted, because its version cannot be read.
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
    """Whether a copy was made after an upgrade from a version; with None, if nobody can tell."""
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
    """Whether a copy is dated later than now."""
    return copy.made_at > app.now.moment


def new_name(app: App, reason: str) -> Path:
    """A name for a copy of this moment that nothing has yet."""
    stamp = app.now.moment.astimezone(UTC).strftime(_STAMP)
    numbers = ["", *(f"-{n}" for n in range(2, 1000))]
    names = (app.paths.backups / f"{stamp}-{reason}{number}.db" for number in numbers)
    return next(name for name in names if not name.exists() and not journal_file.has_log(name))


def make(app: App, dest: Path | None = None, *, force: bool = False) -> Made:
    """Copy the journal to a file, into a folder, or to the folder of backups.

    Raises `NoJournal` where there is nothing to copy.
    """
    app.need_journal()
    if dest is None:
        return make_new(app, "manual")
    if destination.is_special(dest):
        raise UsageError(NOT_A_FILE, path=dest)
    dest = paths.resolve_path(dest)
    path = dest / new_name(app, "manual").name if dest.is_dir() else dest
    destination.check(app, path, new_in=(app.paths.backups,))
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


def make_new(app: App, reason: str) -> Made:
    """Copy the journal to the folder of backups, under a name that nothing has yet.

    Another program may take the name that was free a moment ago; then the next one is tried.
    """
    app.need_journal()
    if reason == "manual":
        _identify_if_possible(app)
    elif reason != "import":
        identify(app)
    while True:
        path = new_name(app, reason)
        with suppress(FileExistsError):
            return _made(app, path, _copy(app, path))


def _made(app: App, path: Path, entries: int) -> Made:
    is_encrypted = connect.salt_of(path) is not None
    return Made(path, entries, is_encrypted, place_of(app.journal_path))


def before_import(app: App) -> Path:
    """Copy the journal before an import adds to it; returns where the copy is.

    The caller has the write lock, and has identified the journal before.
    """
    return make_new(app, "import").path


def daily(app: App) -> bool:
    """The first time something is stored on a day, copy the journal and thin the daily copies.

    False where the journal is not sound enough to be copied. Of other trouble (no room, no time)
    nobody is told: words have just been saved, and `trust doctor` says how old the last copy is.
    """
    if not app.has_journal:
        return True  # it was taken away meanwhile; an empty copy would be the newest of all
    try:
        copies = [copy for copy in listed(app) if not is_ahead(app, copy)]
        daily_copies = [copy for copy in copies if copy.reason == "daily"]
        offset = app.now.moment.tzinfo
        day = app.now.calendar_day
        copies_today = [
            copy for copy in daily_copies if copy.made_at.astimezone(offset).date() == day
        ]
        if not _own_copies(app, copies_today):
            make_new(app, "daily")
            _thin(app)
    except Damaged:
        return False
    except Exception:
        # Whatever it is: the words are stored, and that was said.
        return True
    return True


def _thin(app: App) -> None:
    """Remove daily copies that are one too many, and those from before an import in time.

    So words that were purged age out of the copies the program makes by itself. Copies dated
    later than now neither go nor count. What is from before an import is judged by the daily copy
    before the new one: a single day with a clock far ahead takes none away. Copies of another
    journal stay, such as one that was lost: they may be all that is left of its words. So does
    one with words written into it since, where it was the journal itself for a time.
    """
    thinned_reasons = ("daily", "import")
    copies = [
        copy for copy in listed(app) if copy.reason in thinned_reasons and not is_ahead(app, copy)
    ]
    copies = _own_copies(app, copies)
    offset = app.now.moment.tzinfo
    days = [copy.made_at.astimezone(offset) for copy in copies if copy.reason == "daily"]
    kept_moments = moments_to_keep(days)
    before = sorted(days)[-2:][0]
    for copy in copies:
        is_surplus = copy.reason == "daily" and copy.made_at.astimezone(offset) not in kept_moments
        is_old = before - copy.made_at >= timedelta(days=IMPORT_DAYS)
        is_due = is_surplus or (copy.reason == "import" and is_old)
        if is_due and not _has_words_of_its_own(app, copy):
            copy.path.unlink(missing_ok=True)


def _own_copies(app: App, copies: list[Backup]) -> list[Backup]:
    """Return those that are surely copies of this journal, and not the journal itself."""
    journal = connect.identity(app.journal_path)
    copies = [copy for copy in copies if connect.identity(copy.path) != journal]
    if not copies:
        return []
    owner_by_path = _owner_by_path(app, copies, _line(app))
    return [copy for copy in copies if owner_by_path[copy.path] is Owner.OWN]


def names_of_own(app: App) -> list[str]:
    """Return the names of the copies that thinning may take one day.

    Once the journal has another key, nothing else tells them from those of other journals.
    """
    copies = [copy for copy in listed(app) if copy.reason in ("daily", "import")]
    return [copy.path.name for copy in _own_copies(app, copies)]


def _line(app: App, keys: connect.Keys | None = None) -> ownership.Line:
    """Return what tells copies of the journal from those of others. Raises where it can't open."""
    opened = connect.to_read(app.journal_path, keys or app.keys)
    with closing(opened) as connection, connect.translated(app.journal_path):
        return ownership.line_of(connection, app.journal_path, app.paths.backups)


def identify(app: App) -> None:
    """Give the journal an identity that its copies have and those of no other journal."""
    place = app.journal_path, app.paths.backups
    opened = opening.for_reading(app.journal_path, app.keys, app.paths.backups)
    with closing(opened) as connection, connect.translated(app.journal_path):
        if getattr(opened, "file", None) is None or ownership.is_identified(connection, *place):
            return
    opened = connect.to_read(app.journal_path, app.keys)  # which makes none where it is gone
    with (
        closing(opened) as connection,
        connect.translated(app.journal_path),
        connect.write_lock(app.journal_path, connection),
    ):
        ownership.identify(connection, *place)
        connection.execute("COMMIT")


def _identify_if_possible(app: App) -> None:
    """Identify the journal for a copy the person asked for, which is never thinned."""
    with suppress(Locked, InputOutput):
        identify(app)


def owners(app: App, copies: list[Backup]) -> dict[Path, Owner]:
    """Tell whose each copy is; where the journal is gone or doesn't open, its place tells."""
    line = None
    with suppress(TrustError):
        line = _line(app) if app.has_journal else None
    return _owner_by_path(app, copies, line)


def of_others(app: App, copies: list[Backup]) -> set[Path]:
    """Find the copies of other journals, as far as that is known without a passphrase."""
    line = None
    with suppress(TrustError):
        line = _line(app, _KnownKeys(app)) if app.has_journal else None
    owner_by_path = _owner_by_path(app, copies, line)
    return {path for path, owner in owner_by_path.items() if owner is Owner.OTHER}


def _owner_by_path(
    app: App, copies: list[Backup], line: ownership.Line | None
) -> dict[Path, Owner]:
    place, keys = (app.journal_path, app.paths.backups), _KnownKeys(app)
    if line is None:
        return {copy.path: ownership.owner_by_place(copy.path, *place, keys) for copy in copies}
    return {copy.path: ownership.owner_by_line(copy.path, line, *place, keys) for copy in copies}


def _has_words_of_its_own(app: App, copy: Backup) -> bool:
    """Return whether a copy was written to after it was made, and the journal lacks some of it."""
    if journal_file.has_log(copy.path):
        return True
    since = moment_text(copy.made_at + timedelta(days=1))
    written = backup_file.written_since(copy.path, since, _KnownKeys(app))
    return bool(written - backup_file.written_since(app.journal_path, since, app.keys))


class _KnownKeys:
    """The keys this run has opened files with; nobody is asked for another."""

    def __init__(self, app: App) -> None:
        self._app = app

    def candidates(self, salt: bytes) -> Iterator[str]:
        key = self._app.keys.opened(salt)
        if key is not None:
            yield key

    def accept(self, salt: bytes, key: str) -> None:
        """It is known already."""


def _copy(app: App, path: Path, *, replace: bool = False) -> int:
    """Copy the journal that is there, and make sure that it was still there afterwards.

    Another program may have encrypted it meanwhile; a copy of what it was before would be a
    readable one that nobody knows of.
    """
    while True:
        opened = opening.for_reading(app.journal_path, app.keys, app.paths.backups)
        if getattr(opened, "file", None) is None:
            # What is in memory is either nothing, as the journal was gone, and a copy of nothing
            # would count as the newest; or an older journal where the disk takes no upgrade.
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
    """Whether an open journal is still the one at the path."""
    return connect.identity(path) == getattr(connection, "file", None)


def named(app: App, name: str) -> Path:
    """A backup by `last`, a day, its file's name, or a path. Raises `NoJournal`.

    Neither the last one nor the last of a day is a journal that was moved there because it could
    not be opened. Raises `UsageError` where the only ones are those of another journal.
    """
    copies = listed(app)
    zone = app.now.moment.tzinfo
    matches = [
        copy
        for copy in copies
        if copy.reason != "unopened"
        and copy.path.stat().st_size  # a program was killed as it took that name
        and name in ("last", copy.made_at.astimezone(zone).date().isoformat())
    ]
    if matches:
        return _newest_of_own(app, matches, copies).path
    for path in (app.paths.backups / name, paths.resolve_path(name)):
        if path.is_file():
            return path
    raise NoJournal("there is no backup {name}; `trust restore` lists them", name=name)


def _newest_of_own(app: App, matches: list[Backup], copies: list[Backup]) -> Backup:
    """Choose the newest of these copies that is of this journal.

    One of which that can't be told is taken only where no copy is of another journal.
    """
    owner_by_path = owners(app, copies)
    locked = [copy for copy in matches if owner_by_path[copy.path] is Owner.LOCKED]
    has_own = Owner.OWN in owner_by_path.values()
    if locked and (matches[0] is locked[0] or not has_own):
        with suppress(Sealed) if has_own else nullcontext():
            backup_file.verify(locked[0].path, app.keys)  # asks for the passphrase
        owner_by_path = owners(app, copies)
    accepted = {Owner.OWN}
    if Owner.OTHER not in owner_by_path.values():
        accepted.add(Owner.UNKNOWN)
        if Owner.OWN not in owner_by_path.values():
            accepted.add(Owner.LOCKED)
    for copy in matches:
        if owner_by_path[copy.path] in accepted:
            return copy
    raise UsageError(
        "{path} is a copy of another journal, or of this one when it was somewhere else; "
        "`trust restore {name}` restores it anyway, `trust restore` lists all copies",
        path=matches[0].path,
        name=matches[0].path.name,
    )


def restore(app: App, source: Path, *, may_unseal: bool = False) -> Restored:
    """Make a copy the journal again, once it has been read to its end.

    The journal that stands there is kept among the backups; one that cannot be opened is
    moved there as it is. Raises `Damaged` for a copy that is not sound: nothing changes then.
    """
    app.check_place(app.journal_path)

    def done(**why: object) -> InputOutput:
        what = RESTORED_ONLY if file else RESTORED_NEW_ONLY
        return InputOutput(what, source=source.name, **why)

    with header.pinned(app.journal_path) as (file, _), saying_what_is_done(app, done):
        return _restore(app, source, file, may_unseal=may_unseal)


@contextmanager
def saying_what_is_done(app: App, done: Callable[..., InputOutput]) -> Iterator[None]:
    """Where something fails once the new journal is in place, say first that it is.

    Else the person would go on with a passphrase that opens nothing any more. From then on a
    signal ends nothing (`App.signals`): it would say as little.
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
        path, why = details.get("path") or app.journal_path, details.get("why") or "no room"
        raise done(path=path, why=why) from None


def _restore(app: App, source: Path, file: header.File | None, *, may_unseal: bool) -> Restored:
    journal = app.journal_path
    if source == journal or (file and connect.identity(source) == file):
        raise UsageError("that is the journal itself; `trust restore` lists its backups")
    connect.check_header(paths.resolve_path(source))  # before what may be a large file is copied
    is_encrypted = connect.salt_of(paths.resolve_path(source)) is not None
    if not is_encrypted and not may_unseal and app.was_encrypted:
        raise UsageError(
            "{path} is not sealed, and your journal is; --unseal restores it all the same",
            path=source,
        )
    before = _vault(app)
    other_key = connect.salt_of(journal) != connect.salt_of(paths.resolve_path(source))
    carries_drafts = other_key and (before is not None or connect.salt_of(journal) is None)
    if other_key:
        _drafts(app).check_unused()
    if before is not None:
        for draft in app.drafts.left_behind():  # takes in what an editor left lying open
            draft.let_go()
    app.forget_journal()
    paths.make_private(journal.parent)
    temporary = journal_file.copy_beside(source, journal)
    try:
        with _reported_as(source, temporary):
            # SQLite undoes an unfinished write, and takes in what is in a log only.
            connect.to_read(temporary, app.keys).close()
            if journal_file.has_log(temporary):
                raise Damaged(BACKUP_DAMAGED, path=source)
            health = backup_file.verify(temporary, app.keys)
        if carries_drafts and before:
            journal_file.know_draft_keys(temporary, app.keys, before.keys)
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
    """Let what is wrong with a private copy be said of the file it was made of."""
    try:
        yield
    except TrustError as error:
        if error.details.get("path") == temporary:
            error.details["path"] = source
        raise


def _drafts(app: App) -> Drafts:
    """Return the folder of drafts for a look at who writes, whether the journal opens or not."""
    journal = Journal.at(app.journal_path, app.paths.drafts, connect.identity(app.journal_path))
    return Drafts(app.paths.drafts, journal=journal)


def _skip_check() -> None:
    """Look at nothing: the drafts stay as they are."""


def _put_back(
    app: App, temporary: Path, file: header.File | None, check_drafts: Callable[[], None]
) -> tuple[Path | None, bool]:
    """Put a finished copy in the journal's place, and keep what is there among the backups.

    Returns where that is kept, and whether it could only be kept as it was. `file` is the
    journal this restore began with; `Locked` is raised where it is another one by now, because
    its words would be in no copy, or the copy readable where the journal is encrypted by now.
    """
    journal = app.journal_path
    if file is None:
        app.signals.begin()
        if journal_file.has_log(journal):
            journal_file.move_log(journal, new_name(app, "unopened"))
        journal_file.put_in_place(temporary, journal, is_new=True, last_look=check_drafts)
        return None, False
    try:
        if app.has_journal:
            identify(app)
            return _exchange(app, temporary, file, check_drafts), False
    except (Damaged, Sealed, NewerJournal):
        pass
    with journal_file.locked_unopened(journal, file) as descriptor:
        app.signals.begin()
        dest = None
        while app.has_journal and dest is None:
            name = new_name(app, "unopened")
            with suppress(FileExistsError):
                journal_file.keep_unopened(journal, name, descriptor)
                dest = name
        if dest is None and journal_file.has_log(journal):  # beside a file that was emptied
            journal_file.move_log(journal, new_name(app, "unopened"))
        journal_file.put_in_place(temporary, journal, last_look=check_drafts)
    return dest, dest is not None


def _exchange(
    app: App, temporary: Path, file: header.File, check_drafts: Callable[[], None]
) -> Path:
    """Copy a journal that opens, and put another in its place before anyone else can save."""
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
        journal_file.put_in_place(temporary, journal, last_look=check_drafts)
    return dest


def _vault(app: App) -> Vault | None:
    """What seals the drafts now; None where the journal that stands there does not open."""
    try:
        return app.vault
    except TrustError:
        return None


_SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents",
           "nextcloud", "owncloud", "pcloud", "syncthing", "megasync")  # fmt: skip
_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "fuse.rclone", "9p", "afs", "davfs")


def place_of(path: Path) -> str | None:
    """`synced` or `network` where a journal lies in such a folder: both copy files half-written.

    By the names sync programs give their folders, and by what Linux says is mounted there.
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
