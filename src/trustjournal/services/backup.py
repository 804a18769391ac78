"""Copies of the journal: make and list them, and tell whose they are."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .. import mounts, paths
from ..app import App
from ..errors import InputOutput, Locked, TrustError, UsageError
from ..sentences import FILE_EXISTS, NAMED_LIKE_LOG, NOT_A_FILE
from ..storage import backup_file, connect, header, journal_file, opening, ownership
from ..storage.ownership import Owner
from . import destination

NO_SUCH_FOLDER = (
    "there's no folder {path}/; make it first, or leave out the slash at the end to write a file "
    "called {name}"
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
    return NewBackup(path, entries, is_encrypted, mounts.unsafe_place(app.journal_path))


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


def known_owners(app: App, copies: list[Backup]) -> dict[Path, Owner]:
    """Return what `owners` does, as far as can be told without asking for a passphrase."""
    line = None
    with suppress(TrustError):
        line = _line(app, KnownKeys(app)) if app.has_journal else None
    return _owner_by_path(app, copies, line)


def of_others(app: App, copies: list[Backup]) -> set[Path]:
    """Return the copies of other journals, as far as can be told without a passphrase."""
    owner_by_path = known_owners(app, copies)
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
