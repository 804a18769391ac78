"""Check the journal and its files. Findings are worded elsewhere, and fixed only on request."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .. import mounts
from ..app import App
from ..drafts import is_unfinished
from ..errors import Damaged, InputOutput, TrustError, UsageError, fault
from ..paths import resolve_path
from ..sentences import JOURNAL_DAMAGED
from ..storage import backup_file, connect, encryption_marker, journal_file, opening, search_index
from ..storage.iso_text import SYNC_KEY_KEY
from ..storage.salvage import Salvaged, salvage
from ..storage.sync_files import SyncReader
from . import backup, clock_check, destination, reminder
from .draft_recovery import left_behind
from .encryption import plain_copies

Level = Literal["note", "warning", "error", "damaged"]

DAMAGED_CODE = 14
ERROR_CODE = 1


@dataclass(slots=True)
class Finding:
    """The result of one check."""

    level: Level
    what: str
    details: dict[str, object] = field(default_factory=dict)
    mendable: bool = False
    mended: bool = False


def exit_code(findings: list[Finding]) -> int:
    """Return the exit code: 0 if there are only notes, warnings and fixed findings."""
    levels = {finding.level for finding in findings if not finding.mended}
    if "damaged" in levels:
        return DAMAGED_CODE
    return ERROR_CODE if "error" in levels else 0


def wrong(findings: list[Finding]) -> int:
    """Count the findings that are worse than a warning and were not fixed."""
    return sum(finding.level in ("damaged", "error") and not finding.mended for finding in findings)


def examine(app: App, *, fix: bool) -> list[Finding]:
    """Run all checks; with `fix`, repair what can be repaired without losing a word.

    Raises the errors of opening the journal if it is encrypted, locked, or from a newer version.
    """
    if app.knows_where_journal_is:
        checks = _all_checks(app, fix=fix)
    else:
        checks = [_permissions(app, fix=fix), _settings_and_packs(app), _program(app)]
    findings = [finding for check in checks for finding in _with_io_errors(check)]
    return sorted(findings, key=lambda findings: _ORDER.index(findings.level))


def _all_checks(app: App, *, fix: bool) -> list[Iterator[Finding]]:
    app.need_journal()
    return [
        _journal(app, fix=fix),
        _clock(app),
        _copies(app),
        _place(app),
        _sync(app),
        _permissions(app, fix=fix),
        _drafts(app),
        _leftovers(app, fix=fix),
        _settings_and_packs(app),
        _program(app),
        _reminder(app),
        _inbox(app),
    ]


_ORDER = ("damaged", "error", "warning", "note")


def _error_finding(level: Level, error: TrustError) -> Finding:
    return Finding(level, "error", {"sentence": error.sentence, **error.details})


def _with_io_errors(check: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the findings of a check; an I/O error becomes a finding too."""
    try:
        yield from check
    except (OSError, InputOutput) as refused:
        error = fault(refused) if isinstance(refused, OSError) else refused
        if not isinstance(error, InputOutput):
            raise
        yield _error_finding("error", error)


def _journal(app: App, *, fix: bool) -> Iterator[Finding]:
    try:
        with (
            connect.translated(app.journal_path),
            closing(
                opening.for_reading(app.journal_path, app.keys, app.paths.backups)
            ) as connection,
        ):
            health = _health(app, connection)
            trouble = search_index.trouble(connection) if health.sound else None
    except Damaged as error:
        if error.sentence == JOURNAL_DAMAGED:
            yield Finding("damaged", "structure", dict(error.details))
        else:
            yield _error_finding("damaged", error)
        return
    if health.structure:
        yield Finding("damaged", "structure", {"path": app.journal_path})
    if health.foreign:
        names = ", ".join(health.foreign[:5])
        yield Finding("damaged", "foreign", {"path": app.journal_path, "names": names})
    if health.changed:
        first = ", ".join(entry_id[:5] for entry_id in health.changed[:5])
        yield Finding("damaged", "words_changed", {"count": len(health.changed), "ids": first})
    if health.sound:
        yield Finding("note", "sound", {"count": health.entries})
    if trouble:
        yield _search_index(app, trouble, fix=fix)
    encrypted = connect.salt_of(app.journal_path) is not None
    yield Finding("note", "sealed" if encrypted else "plain")
    if health.sound and not encrypted and encryption_marker.is_marked(app.journal_path):
        yield _stale_marker(app, fix=fix)


def _health(app: App, connection: sqlite3.Connection) -> backup_file.Health:
    """Return the health of a journal; of the file itself if a copy is open in memory."""
    if getattr(connection, "file", None) is not None:
        return backup_file.health(connection)
    with closing(connect.as_it_is(app.journal_path, app.keys)) as file:
        return backup_file.health(file)


def _stale_marker(app: App, *, fix: bool) -> Finding:
    """Report, and with `fix` remove, an encryption marker beside a journal that isn't encrypted."""
    marker = encryption_marker.marker_of(app.journal_path)
    finding = Finding("warning", "stale_marker", {"path": marker}, mendable=True)
    if fix:
        # Hold the lock, so that no other program encrypts it meanwhile.
        with journal_file.held(app.journal_path, app.keys, app.paths.backups):
            finding.mended = encryption_marker.remove(app.journal_path)
        if not finding.mended:
            return Finding("warning", "not_a_marker", {"path": marker})
    return finding


def _search_index(app: App, trouble: search_index.Trouble, *, fix: bool) -> Finding:
    """Report, and with `fix` rebuild, a search index that doesn't match the entries."""
    level: Level = "note" if trouble == "stale" else "error"
    finding = Finding(level, f"search_{trouble}", mendable=True)
    if fix:
        finding.mended = journal_file.renew_search(app.journal_path, app.keys, app.paths.backups)
    return finding


def _clock(app: App) -> Iterator[Finding]:
    """Report an entry dated later than the clock: one of the two is wrong."""
    with suppress(Damaged):  # reported by `_journal`
        behind = clock_check.behind(app)
        if behind:
            yield Finding("warning", "clock_behind", {"behind": behind})


def _copies(app: App) -> Iterator[Finding]:
    """Report the newest copy that can be read to its end, and newer ones that can't."""
    encrypted = connect.salt_of(app.journal_path) is not None
    for path in plain_copies(app) if encrypted else ():
        yield Finding("warning", "plain_copy", {"path": path})
    copies = backup.listed(app)
    others = backup.of_others(app, copies)
    yield from _own_copies(
        app, [copy for copy in copies if copy.path not in others], encrypted=encrypted
    )
    if others:
        yield Finding("note", "other_copies", {"count": len(others), "path": app.paths.backups})


def _own_copies(app: App, copies: list[backup.Backup], *, encrypted: bool) -> Iterator[Finding]:
    has_readable = False
    for copy in copies:
        if copy.reason == "unopened":
            if encrypted and connect.salt_of(copy.path) is None:
                yield Finding("warning", "plain_unopened", {"path": copy.path})
            continue
        is_ahead = clock_check.is_far_ahead(app, copy.made_at)
        if is_ahead:
            day = copy.made_at.astimezone(app.now.moment.tzinfo).date()
            yield Finding("warning", "copy_ahead", {"name": copy.path.name, "day": day})
        if has_readable and not is_ahead:
            continue
        try:
            health = backup_file.verify(copy.path, app.keys)
        except TrustError:
            yield Finding("error", "bad_copy", {"path": copy.path})
            continue
        if not has_readable:
            details = {"name": copy.path.name, "count": health.entries}
            yield Finding("note", "last_copy", details)
        has_readable = True
    if not has_readable:
        yield Finding("warning", "no_copy")


def _place(app: App) -> Iterator[Finding]:
    place = mounts.unsafe_place(app.journal_path)
    if place:
        yield Finding("warning", place, {"path": app.journal_path.parent})


def _sync(app: App) -> Iterator[Finding]:
    """Report what is wrong with the sync, if the journal is on several machines."""
    with suppress(Damaged):  # reported by `_journal`
        reader = SyncReader.beside(app.reads)
        if not app.settings.sync_folder and reader.fact(SYNC_KEY_KEY) is None:
            return
        from . import sync_doctor  # 8 ms, which most journals don't need

        for finding in sync_doctor.examine(app):
            if finding.error is not None:
                yield _error_finding(finding.level, finding.error)
            else:
                yield Finding(finding.level, finding.what, finding.details)


def _permissions(app: App, *, fix: bool) -> Iterator[Finding]:
    """Report folders and files that other users may enter or read."""
    if sys.platform == "win32":
        return
    folders = [app.paths.data, app.paths.state, app.paths.drafts, app.paths.backups]
    own_files = [app.paths.settings]
    if app.knows_where_journal_is:
        own_files += [app.journal_path, encryption_marker.marker_of(app.journal_path)]
    for folder in (app.paths.drafts, app.paths.backups):
        own_files += sorted(folder.glob("*")) if folder.is_dir() else []
    for path in dict.fromkeys([*folders, *own_files]):
        with suppress(FileNotFoundError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if not mode & 0o077:
                continue
            finding = Finding("warning", "open_to_others", {"path": path}, mendable=True)
            if fix:
                with suppress(OSError):
                    path.chmod(mode & 0o700)
                    finding.mended = True
            yield finding


def _drafts(app: App) -> Iterator[Finding]:
    try:
        unsaved_drafts = left_behind(app)
    except TrustError as error:
        yield _error_finding("error", error)
        return
    for unsaved_draft in unsaved_drafts:
        unsaved_draft.draft.let_go()
        if not unsaved_draft.known:
            yield Finding("note", "undescribed_draft", {"path": unsaved_draft.draft.path})
    if unsaved_drafts:
        yield Finding("note", "drafts", {"count": len(unsaved_drafts), "path": app.paths.drafts})
    if not app.paths.drafts.is_dir():
        return
    for path in app.drafts.odd():
        yield Finding("warning", "odd_draft", {"path": path})
    untouched_paths = set()
    for untouched in app.drafts.skipped():
        untouched_paths.add(untouched.path)
        if untouched.journal:
            details = {"path": untouched.path, "journal": untouched.journal}
            yield Finding("note", "other_draft", details)
        else:
            yield Finding("warning", "locked_draft", {"path": untouched.path})
    raw_paths = [*app.paths.drafts.glob("*.raw"), *app.paths.drafts.glob("*.sealed-raw")]
    unclaimed_paths = [path for path in raw_paths if path not in untouched_paths]
    if unclaimed_paths:
        yield Finding(
            "note", "raw_drafts", {"count": len(unclaimed_paths), "path": app.paths.drafts}
        )


def _leftovers(app: App, *, fix: bool) -> Iterator[Finding]:
    """Report unfinished files of programs that were killed; never the only copy of anything.

    Files with unsaved words are left alone: they become drafts (`_drafts`).
    """
    names = (app.journal_path.name, app.paths.journal.name)
    # Other programs may keep their own files beside a journal, but not in our two folders.
    places: dict[Path, tuple[str, ...]] = {app.journal_path.parent: names, app.paths.data: names}
    places |= {app.paths.backups: (), app.paths.drafts: ()}
    for folder, base_names in sorted(places.items()):
        for path in backup_file.unfinished(folder, *base_names):
            if folder == app.paths.drafts and is_unfinished(path):
                continue
            finding = Finding("note", "leftover", {"path": path}, mendable=True)
            if fix:
                with suppress(OSError):
                    path.unlink()
                    finding.mended = True
            yield finding


def _settings_and_packs(app: App) -> Iterator[Finding]:
    if app.bad_settings:
        yield Finding("warning", "settings", {"bad": app.bad_settings})
    for bad in app.bad_settings:
        if bad.hides_journal:
            yield _error_finding("error", bad.hides_journal)
    for name in dict.fromkeys([*app.settings.packs_on, *app.library.files()]):
        if app.library.pack(name) is None and name not in app.library.skipped:
            yield Finding("warning", "missing_pack", {"name": name})
    for name, skipped in app.library.skipped.items():
        yield Finding("warning", "bad_pack", {"name": name, "problem": skipped.problem})


def _program(app: App) -> Iterator[Finding]:
    """Report if a shell would start another `trust`: many systems have one."""
    path = app.environ.get("PATH")
    ours = Path(sys.executable).parent
    first = shutil.which("trust", path=path)
    if first is None:
        yield Finding("note", "not_on_path", {"path": ours / "trust"})
    elif not _is_ours(Path(first)):
        yield Finding("warning", "other_trust", {"path": first})


def _reminder(app: App) -> Iterator[Finding]:
    """Report a reminder that doesn't come, comes at another hour, or can't be shown."""
    trouble = next(reminder.troubles(app), None)
    if trouble:
        yield Finding("warning", trouble.what, dict(trouble.details))
    elif app.settings.remind is not None:
        yield Finding("note", "reminder", {"hour": f"{app.settings.remind:%H:%M}"})


def _inbox(app: App) -> Iterator[Finding]:
    """Report where the inbox is, or that it can't be used."""
    if app.settings.inbox:
        from . import inbox_folder  # 20 ms, which most people don't need

        state = inbox_folder.state(app)
        if state and state.problem:
            yield _error_finding("warning", state.problem)
        elif state:
            yield Finding("note", "inbox", {"path": state.path, "count": state.texts})


def _is_ours(script: Path) -> bool:
    """Return whether a script starts this program: ours name it within their first lines."""
    try:
        with script.open("rb") as file:
            return b"trustjournal" in file.read(2000)
    except OSError:
        return False


def rescue(app: App, out: Path) -> Salvaged:
    """Copy what can still be read of a damaged journal into a new one at `out`."""
    app.need_journal()
    destination.check(app, out)
    out = resolve_path(out)
    if out.exists():
        raise UsageError("{path} already exists; choose another name", path=out)
    return salvage(app.journal_path, out, app.keys)
