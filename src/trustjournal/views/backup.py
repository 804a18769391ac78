"""Backups of the journal: made, listed and restored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from . import phrases, widgets
from .sanitize import safe_line
from .storage_warning import PLACES

if TYPE_CHECKING:
    from ..services.backup import Backup, NewBackup
    from ..services.restore import Restored

REASONS = {
    "manual": "made by you",
    "daily": "automatic",
    "import": "before an import",
    "restore": "before a restore",
    "replaced": "before an older journal was put back",
    "migrate": "before an upgrade",
    "sync": "before syncing",
    "sealed": "made by trust encrypt",
    "unopened": "couldn't be opened, set aside by a restore",
}
FROM_ANOTHER_JOURNAL = ", from another journal"
DATED_IN_FUTURE = ", dated in the future"
_REASON_WIDTH = 16
"""Cells up to which reasons are padded, so that the names below each other are aligned."""
NO_BACKUPS = (
    "No backups yet. `trust` makes one on each day you write; `trust backup` makes one now."
)
_NEWEST_LOCKED = (
    "The newest backup, {locked}, needs its passphrase, and none was given. The newest one that"
    " could be opened is {chosen}."
)

NOT_COPIED = (
    "your words are saved, but the journal couldn't be backed up, because something in it is"
    " damaged; `trust doctor` says what"
)


def created(backup: NewBackup) -> Iterator[RenderableType]:
    """Return where a new backup is, and what is in it."""
    holds = phrases.count(backup.entries, "entry", "entries")
    yield Text(f"Copied to {safe_line(str(backup.path))}")
    yield widgets.text(
        f"Checked: {holds}, encrypted."
        if backup.sealed
        else f"Checked: {holds}. It isn't encrypted: anyone who has the file can read it."
    )
    if backup.place:
        yield widgets.text(PLACES[backup.place])


def listing(
    backups: Sequence[Backup], others: Collection[Path], now: datetime
) -> Iterator[RenderableType]:
    """Return a line for each backup, with its time in the zone of `now`, newest first.

    Backups dated later than `now` come last. They and those of `others` (other journals) are
    marked as such.
    """
    if not backups:
        yield Text(NO_BACKUPS)
        return
    rows = []
    for backup in backups:
        made_at = backup.made_at.astimezone(now.tzinfo)
        reason = REASONS.get(backup.reason, backup.reason) + DATED_IN_FUTURE * (
            backup.made_at > now
        )
        reason += FROM_ANOTHER_JOURNAL * (backup.path in others)
        rows.append((f"{made_at:%Y-%m-%d %H:%M}", reason, safe_line(backup.path.name)))
    widest = min(max(len(reason) for _, reason, _ in rows), _REASON_WIDTH)
    for when, reason, name in rows:
        pieces = (Text(when), Text(reason.ljust(widest)), Text(name))
        yield widgets.items(pieces, gap=2, hang=widgets.INDENT)
    yield Text("")
    hint = "To go back to one: trust backup restore NAME (a name from this list, a day, or last)."
    yield widgets.text(hint)


def newest_locked(locked: Path, chosen: Path) -> str:
    """Return that the newest backup couldn't be opened, and which one takes its place."""
    return _NEWEST_LOCKED.format(locked=safe_line(locked.name), chosen=safe_line(chosen.name))


def restore_question(source: Path) -> str:
    """Return the question asked before a journal is replaced."""
    name = safe_line(source.name)
    return f"  Replace your journal with {name}? The current one is kept with the backups. [y/N] "


def restored(result: Restored) -> Iterator[RenderableType]:
    """Return which backup is the journal now, and where the previous journal went."""
    holds = phrases.count(result.entries, "entry", "entries")
    yield Text(f"Your journal is now as it was in {safe_line(result.path.name)}: {holds}.")
    if result.replaced:
        replaced_name = safe_line(result.replaced.name)
        if result.was_damaged:
            yield widgets.text(
                f"The journal it replaced couldn't be opened. It's kept with the backups: "
                f"{replaced_name}"
            )
        else:
            yield widgets.text("The journal it replaced was kept. To get it back:")
            yield widgets.text(f"trust backup restore {replaced_name}")
