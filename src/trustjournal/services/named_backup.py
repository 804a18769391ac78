"""The backup that a name stands for: `last`, a day, the name of a file, or a path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .. import paths
from ..app import App
from ..domain.day_words import parse_day
from ..errors import NoJournal, Sealed, UsageError
from ..storage import backup_file, connect
from ..storage.ownership import Owner
from .backup import Backup, known_owners, listed, owners


@dataclass(frozen=True, slots=True)
class ChosenBackup:
    """The backup that a name stands for."""

    path: Path
    locked: Path | None = None
    """A newer backup that no passphrase opened, if this one takes its place."""


def find(app: App, name: str) -> ChosenBackup:
    """Find a backup by `last`, a day, its file name, or a path.

    `last` and a day never choose a journal that was moved there because it couldn't be opened.
    Raises `NoJournal` if nothing matches, and `UsageError` if all matches are of another journal.
    """
    copies = listed(app)
    if matches := _matching(app, copies, name):
        return _newest_of_own(app, matches, copies)
    for path in (app.paths.backups / name, paths.resolve_path(name)):
        if path.is_file():
            return ChosenBackup(path)
    if matches := _matching(app, copies, _iso_day(app, name)):
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


def _matching(app: App, copies: list[Backup], name: str) -> list[Backup]:
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
    owner_by_path = known_owners(app, copies) if has_key_of_journal else owners(app, copies)
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
        owner_by_path = known_owners(app, copies)
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
