"""The copies that nobody asks for: of each day, and before an import. The oldest are removed."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from .. import paths
from ..app import App
from ..domain.retention import moments_to_keep
from ..errors import Damaged
from ..storage import backup_file, journal_file, ownership
from ..storage.iso_text import moment_text
from .backup import (
    Backup,
    KnownKeys,
    identify,
    is_ahead,
    listed,
    make_at,
    new_name,
    own_copies,
    writing,
)

_AUTOMATIC = ("daily", "import")
"""The reasons of copies that thinning removes one day."""
IMPORT_DAYS = 28
"""How many days a copy made before an import stays: as long as the oldest daily copy."""


def before_import(app: App, path: Path) -> Path:
    """Copy the journal before an import adds to it, and return the path of the copy.

    The caller holds the write lock, and called `announce` before taking it, which chose `path`.
    """
    return make_at(app, path, "import").path


def announce(app: App, reason: str) -> Path:
    """Choose the name of an automatic copy, and store it in the journal before the copy is made.

    Own copies that the journal doesn't know are from a time it has lost: an older file was put in
    its place, or a salvaged one. The newest of them has all that was written in that time, and is
    renamed, so that it stays. Raises `TrustError` or `OSError` if the journal can't be written: a
    copy that it doesn't know would count as one of a time it has lost.
    """
    identify(app)
    path = new_name(app, reason)
    own = own_copies(app, [copy for copy in _past(app) if copy.reason in _AUTOMATIC])
    with writing(app) as connection:
        known = ownership.known_copies(connection)
        lost = _last_of_lost_times(app, own) if known is None else _newest_unknown(own, known)
        for copy in lost:
            _keep(app, copy)
        names = (known or set()) | {copy.path.name for copy in own}
        there = {name for name in names if (app.paths.backups / name).exists()}
        ownership.know_copies(connection, there | {path.name})
    return path


def _newest_unknown(own: list[Backup], known: set[str]) -> list[Backup]:
    return [copy for copy in own if copy.path.name not in known][:1]


def _last_of_lost_times(app: App, own: list[Backup]) -> list[Backup]:
    """Return the copies with words that the next newer one lacks, or that can't be opened.

    For a journal from before it knew its copies.
    """
    keys, lost = KnownKeys(app), []
    newer = backup_file.wordings(app.journal_path, app.keys)
    for copy in own:
        written = backup_file.wordings(copy.path, keys)
        if written is None or newer is None or newer.lacks(written):
            lost.append(copy)
        newer = written or newer
    return lost


def _keep(app: App, copy: Backup) -> None:
    """Rename an automatic copy so that thinning never removes it. Raises `OSError`."""
    while True:
        with suppress(FileExistsError):
            paths.rename_to_new(copy.path, new_name(app, "replaced", copy.made_at))
            return


def daily(app: App) -> bool:
    """Copy the journal the first time something is stored on a day, and thin the daily copies.

    Returns False if the journal is too damaged to be copied. Other failures (no room, no time)
    are not reported: words have just been saved, and `trust doctor` says how old the last copy is.
    """
    if not app.has_journal:
        return True  # removed meanwhile; an empty copy would count as the newest
    try:
        daily_copies = [copy for copy in _past(app) if copy.reason == "daily"]
        offset = app.now.moment.tzinfo
        day = app.now.calendar_day
        copies_today = [
            copy for copy in daily_copies if copy.made_at.astimezone(offset).date() == day
        ]
        if not own_copies(app, copies_today):
            make_at(app, announce(app, "daily"), "daily")
            _thin(app)
    except Damaged:
        return False
    except Exception:
        # The words are stored whatever went wrong, and the person has been told so.
        return True
    return True


def _thin(app: App) -> None:
    """Remove surplus daily copies, and old copies made before an import.

    This way permanently deleted words age out of the automatic copies. Copies dated in the future
    are neither removed nor counted. The age of an import copy is measured from the daily copy
    before the newest, so that a single day with a clock far ahead removes none. Copies of another
    journal stay: it may be lost, and they may be all that remains of its words. So does a copy
    that was written in after it was made.
    """
    copies = own_copies(app, [copy for copy in _past(app) if copy.reason in _AUTOMATIC])
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


def _past(app: App) -> list[Backup]:
    """Return the copies that aren't dated in the future, newest first."""
    return [copy for copy in listed(app) if not is_ahead(app, copy)]


def names_of_own(app: App) -> list[str]:
    """Return the names of the copies that thinning may take one day.

    Once the key of the journal changes, only their names tell them from copies of other
    journals.
    """
    copies = [copy for copy in listed(app) if copy.reason in _AUTOMATIC]
    return [copy.path.name for copy in own_copies(app, copies)]


def _has_words_of_its_own(app: App, copy: Backup) -> bool:
    """Return whether a copy was itself the journal for a time, and has words from then."""
    if journal_file.has_log(copy.path):
        return True
    since = moment_text(copy.made_at + timedelta(days=1))
    written = backup_file.written_since(copy.path, since, KnownKeys(app))
    return bool(written - backup_file.written_since(app.journal_path, since, app.keys))
