"""Sealing the journal with a passphrase, changing it, and opening it up again.

A verified copy takes the journal's place; nothing plain is made on the way. What was plain
before and lies elsewhere is listed, and goes only when that was asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import config, keys
from ..app import App
from ..drafts import Drafts
from ..errors import Damaged, InputOutput, Locked, TrustError, UsageError
from ..paths import is_marked_in_use, sync_folder
from ..sentences import DRAFT_IN_USE, NOT_REMOVED
from ..storage import backup_file, connect, header, journal_file, ownership
from . import backup

if TYPE_CHECKING:
    from ..draft_cipher import Vault

ALREADY_SEALED = (
    "the journal is sealed already; --change gives it another passphrase, --remember keeps "
    "its key in the keyring"
)
NOT_SEALED = "the journal is not sealed; `trust encrypt` seals it"


@dataclass(frozen=True, slots=True)
class Changed:
    """What sealing or opening did."""

    sealed: bool
    remembered: bool
    """The keyring has the key."""
    drafts: int
    """Unsaved texts that were sealed or opened along with the journal."""
    was_sealed_now: bool = True
    """Sealed by this run, or given a new passphrase; else it was before, and stayed so."""
    not_copied: TrustError | None = None
    """Why there is no sealed copy yet; the readable ones are then all there are."""


def is_sealed(app: App) -> bool:
    """Whether the journal is sealed. Raises `NoJournal`."""
    app.need_journal()
    return connect.salt_of(app.journal_path) is not None


def check(app: App, *, sealed: bool) -> None:
    """Raise where the journal is not as a command needs it, or SQLCipher is missing."""
    if is_sealed(app) != sealed:
        raise UsageError(NOT_SEALED if sealed else ALREADY_SEALED)
    connect.sealed_driver()


def seal(app: App, passphrase: str, *, remember: bool) -> Changed:
    """Seal a plain journal, or give a sealed one a new passphrase.

    A sealed backup is made at once, because those from before are plain or need the old one.
    """
    if not passphrase.strip():
        raise UsageError("a passphrase needs at least one letter")
    before = connect.salt_of(app.journal_path)
    salt = connect.new_salt()
    key = keys.derive(passphrase, salt)
    not_copied = None

    def done(**why: object) -> InputOutput:
        if before:
            return InputOutput(
                "the passphrase is changed: from now on only the new one opens the "
                "journal; but {path} could not be written or removed ({why})",
                path=why["path"],
                why=why["why"],
            )
        return InputOutput(
            "the journal is encrypted now, with the passphrase you gave; but {path} could "
            "not be written or removed ({why})",
            path=why["path"],
            why=why["why"],
        )

    with _saying_what_is_done(app, done):
        _replace(app, key)
        app.keys.accept(salt, key)
        carried = app.drafts.carry_over()
        if before and app.settings.remember_key:
            keys.forget(before)
        remembered = (remember or app.settings.remember_key) and _keep(app, salt, key)
        try:
            back_up(app)
        except TrustError as error:
            not_copied = error
    return Changed(True, remembered, carried, not_copied=not_copied)


@contextmanager
def _saying_what_is_done(app: App, done: Callable[..., InputOutput]) -> Iterator[None]:
    """Where something fails once the new journal is in place, say first that it is.

    Else the person would go on with a passphrase that opens nothing any more.
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


def remember(app: App) -> Changed:
    """Keep the key of a sealed journal in the keyring. Raises `Sealed` where it stays closed."""
    connect.sealed_driver()
    app.questions.salt()  # asks for the passphrase
    salt = connect.salt_of(app.journal_path)
    key = app.keys.opened(salt) if salt else None
    kept = salt is not None and key is not None and _keep(app, salt, key)
    return Changed(True, kept, 0, was_sealed_now=False)


def _keep(app: App, salt: bytes, key: str) -> bool:
    """Give the keyring a key, and note in the settings that it has it."""
    kept = keys.keep(salt, key)
    if kept:
        config.store(app.paths.settings, "remember_key", "on", packs=app.library.files)
    return kept


def unseal(app: App) -> Changed:
    """Make a sealed journal plain again."""
    salt = connect.salt_of(app.journal_path)

    def done(**why: object) -> InputOutput:
        return InputOutput(
            "the journal is readable without a passphrase now; but {path} could not be "
            "written or removed ({why})",
            path=why["path"],
            why=why["why"],
        )

    with _saying_what_is_done(app, done):
        _replace(app, None)
        carried = app.drafts.carry_over()
    if app.settings.remember_key and salt:
        keys.forget(salt)
    return Changed(False, False, carried)


def _replace(app: App, key: str | None) -> None:
    """Put a copy under another key in the journal's place.

    The copy knows what opens the drafts there are, so the program may be killed before they
    are carried over.
    """
    path, driver = app.journal_path, connect.sealed_driver()
    app.check_place(path)
    with header.pinned(path) as (file, _):
        vault, drafts = app.vault, app.drafts
        _check_nobody_writes(drafts, path)
        for draft in drafts.left_behind():  # takes in what an editor left lying open
            draft.let_go()
        own_copies = backup.names_of_own(app)
        app.forget_journal()
        with journal_file.held(path, app.keys, app.paths.backups, file=file, driver=driver):
            _put_resealed(app, key, vault, drafts, own_copies)
    app.forget_journal()


def _put_resealed(
    app: App, key: str | None, vault: Vault | None, drafts: Drafts, own_copies: list[str]
) -> None:
    path = app.journal_path
    temporary = journal_file.reseal(path, app.keys, key, vault.keys if vault else (), own_copies)
    try:
        with drafts.held():
            # Again: someone may have begun to write while a long journal was copied.
            _check_nobody_writes(drafts, path)
            journal_file.put_in_place(temporary, path)
    finally:
        backup_file.discard(temporary)


def _check_nobody_writes(drafts: Drafts, path: Path) -> None:
    """Raise where a draft is in use: its program does not know the new key.

    That may be one beside other settings that name the same journal.
    """
    if drafts.in_use():
        raise Locked(DRAFT_IN_USE, path=drafts.folder)
    if is_marked_in_use(path):
        raise Locked(
            "something is being written for {path} in another terminal, with other "
            "settings; finish it first",
            path=path,
        )


def back_up(app: App) -> None:
    """A sealed copy, before the plain ones go. Raises where the journal cannot be read whole."""
    backup.make_new(app, "sealed")


def plain_copies(app: App) -> list[Path]:
    """The files in the folder of backups anyone can read who has them, whatever their names.

    Without what a restore could only move away: it may hold words that are nowhere else. And
    without the copies of other journals, which may need them.
    """
    if not app.paths.backups.is_dir():
        return []
    kept = {each.path for each in backup.listed(app) if each.reason == "unopened"}
    kept |= {header.log_of(path) for path in kept}
    found = sorted(set(app.paths.backups.iterdir()) - kept)
    found = [path for path in found if path.is_file() and connect.is_plain(path)]
    place = app.journal_path, app.paths.backups
    return [path for path in found if not ownership.is_of_another(path, *place)]


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of the copies that anyone could read."""

    gone: tuple[Path, ...]
    sealed: tuple[Path, ...]
    """What a restore replaced: its words may be nowhere else, so it is sealed, not removed."""
    spared: tuple[Path, ...]
    """The same, where it is damaged and can't be sealed."""


def remove(app: App, paths: list[Path]) -> Removed:
    """Remove plain copies; seal those of what a restore replaced. Raises `InputOutput`."""
    replaced = {each.path for each in backup.listed(app) if each.reason == "restore"}
    sealed: list[Path] = []
    spared: list[Path] = []
    for path in [path for path in paths if path in replaced]:
        (sealed if _seal_copy(app, path) else spared).append(path)
    gone = [path for path in paths if path not in replaced]
    _unlink(gone)
    return Removed(tuple(gone), tuple(sealed), tuple(spared))


def _seal_copy(app: App, path: Path) -> bool:
    """Seal a copy under the key of the journal, where it stands; False if it is damaged."""
    salt = connect.salt_of(app.journal_path)
    key = app.keys.opened(salt) if salt else None
    try:
        times = path.stat().st_atime_ns, path.stat().st_mtime_ns
        temporary = journal_file.reseal(path, app.keys, key) if key else None
        if temporary is None:
            return False
        try:
            os.utime(temporary, ns=times)  # the order of the copies
            temporary.replace(path)
        finally:
            backup_file.discard(temporary)
    except Damaged:
        return False
    except OSError as error:
        raise InputOutput(NOT_REMOVED, path=path, why=error.strerror) from None
    sync_folder(path.parent)
    return True


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise InputOutput(NOT_REMOVED, path=path, why=error.strerror) from None
