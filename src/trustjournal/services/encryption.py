"""Sealing the journal with a passphrase, changing it, and opening it up again.

A verified copy takes the journal's place; nothing plain is made on the way. What was plain
before and lies elsewhere is listed, and goes only when that was asked for.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import config, encryption_keys, storage
from ..app import App
from ..drafts import Drafts
from ..errors import Damaged, InputOutput, TrustError, UsageError
from ..paths import sync_folder
from ..sentences import EMPTY_PASSPHRASE, NOT_REMOVED
from ..storage import backup_file, connect, header, journal_file, ownership
from . import automatic_backups, backup, restore

if TYPE_CHECKING:
    from ..drafts.cipher import DraftCipher

ALREADY_SEALED = (
    "the journal is already encrypted; to change the passphrase, add --change; to keep the key in "
    "the keyring, add --remember"
)
NOT_SEALED = "the journal isn't encrypted; `trust encrypt` encrypts it"
NOTHING_TO_TURN_OFF = "the journal isn't encrypted, so there's nothing to turn off"


@dataclass(frozen=True, slots=True)
class EncryptionChange:
    """The result of encrypting or decrypting the journal."""

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


def check(app: App, *, sealed: bool, to_remove: bool = False) -> None:
    """Raise where the journal is not as a command needs it, or SQLCipher is missing."""
    if is_sealed(app) != sealed:
        not_sealed = NOTHING_TO_TURN_OFF if to_remove else NOT_SEALED
        raise UsageError(not_sealed if sealed else ALREADY_SEALED)
    connect.sealed_driver()


def seal(app: App, passphrase: str, *, remember: bool) -> EncryptionChange:
    """Seal a plain journal, or give a sealed one a new passphrase.

    A sealed backup is made at once, because those from before are plain or need the old one.
    """
    if not passphrase.strip():
        raise UsageError(EMPTY_PASSPHRASE)
    before = connect.salt_of(app.journal_path)
    salt = connect.new_salt()
    key = encryption_keys.derive(passphrase, salt)
    not_copied = None

    def done(**why: object) -> InputOutput:
        if before:
            return InputOutput(
                "the passphrase has been changed. From now on, only the new one opens the "
                "journal. But {path} couldn't be written or removed ({why})",
                path=why["path"],
                why=why["why"],
            )
        return InputOutput(
            "the journal is encrypted now, with the passphrase you gave. But {path} couldn't "
            "be written or removed ({why})",
            path=why["path"],
            why=why["why"],
        )

    with restore.saying_what_is_done(app, done):
        _replace(app, key)
        app.keys.accept(salt, key)
        carried = app.drafts.carry_over()
        if before and app.settings.remember_key:
            with app.signals.let_through():
                encryption_keys.forget(before)
        remembered = (remember or app.settings.remember_key) and _store_key(app, salt, key)
        try:
            back_up(app)
        except TrustError as error:
            not_copied = error
    return EncryptionChange(True, remembered, carried, not_copied=not_copied)


def remember(app: App) -> EncryptionChange:
    """Keep the key of a sealed journal in the keyring. Raises `Sealed` where it stays closed."""
    connect.sealed_driver()
    app.questions.salt()  # asks for the passphrase
    salt = connect.salt_of(app.journal_path)
    key = app.keys.opened(salt) if salt else None
    stored = salt is not None and key is not None and _store_key(app, salt, key)
    return EncryptionChange(True, stored, 0, was_sealed_now=False)


def _store_key(app: App, salt: bytes, key: str) -> bool:
    """Give the keyring a key, and note in the settings that it has it."""
    stored = False
    with app.signals.let_through():  # a keyring may ask for a password of its own
        stored = encryption_keys.keep(salt, key)
    if stored:
        config.store(app.paths.settings, "remember_key", "on", packs=app.library.files)
    return stored


def unseal(app: App) -> EncryptionChange:
    """Make a sealed journal plain again."""
    salt = connect.salt_of(app.journal_path)

    def done(**why: object) -> InputOutput:
        return InputOutput(
            "the journal is readable without a passphrase now. But {path} couldn't be "
            "written or removed ({why})",
            path=why["path"],
            why=why["why"],
        )

    with restore.saying_what_is_done(app, done):
        _replace(app, None)
        carried = app.drafts.carry_over()
    if app.settings.remember_key and salt:
        with app.signals.let_through():
            encryption_keys.forget(salt)
    return EncryptionChange(False, False, carried)


def _replace(app: App, key: str | None) -> None:
    """Put a copy under another key in the journal's place.

    The copy knows what opens the drafts there are, so the program may be killed before they
    are carried over.
    """
    path, driver = app.journal_path, connect.sealed_driver()
    app.check_place(path)
    with header.pinned(path) as (file, _):
        draft_cipher, drafts = app.draft_cipher, app.drafts
        drafts.check_unused()
        for draft in drafts.left_behind():  # takes in what an editor left lying open
            draft.let_go()
        own_copies = automatic_backups.names_of_own(app)
        app.forget_journal()
        with journal_file.held(path, app.keys, app.paths.backups, file=file, driver=driver):
            _put_resealed(app, key, draft_cipher, drafts, own_copies)
    app.forget_journal()


def _put_resealed(
    app: App,
    key: str | None,
    draft_cipher: DraftCipher | None,
    drafts: Drafts,
    own_copies: list[str],
) -> None:
    path = app.journal_path
    temporary = journal_file.reseal(
        path, app.keys, key, draft_cipher.keys if draft_cipher else (), own_copies
    )
    try:
        with drafts.held():
            # Again: someone may have begun to write while a long journal was copied.
            drafts.check_unused()
            app.signals.begin()
            journal_file.remove_log(path)
            journal_file.put_in_place(temporary, path, last_look=drafts.check_unused)
    finally:
        backup_file.discard(temporary)


def back_up(app: App) -> None:
    """A sealed copy, before the plain ones go. Raises where the journal cannot be read whole."""
    backup.make_new(app, "sealed")


def remove_log(app: App) -> None:
    """Remove a log that was left beside the journal, maybe from before it was encrypted."""
    path = app.journal_path
    with header.pinned(path) as (file, _):
        app.forget_journal()
        with journal_file.held(path, app.keys, app.paths.backups, file=file):
            journal_file.remove_log(path)
    app.forget_journal()


def plain_copies(app: App) -> list[Path]:
    """The files in the folder of backups anyone can read who has them, whatever their names.

    Without what a restore could only move away: it may hold words that are nowhere else. And
    without the copies of other journals, which may need them.
    """
    if not app.paths.backups.is_dir():
        return []
    unopened = {copy.path for copy in backup.listed(app) if copy.reason == "unopened"}
    unopened |= {header.log_of(path) for path in unopened}
    plain = sorted(set(app.paths.backups.iterdir()) - unopened)
    plain = [path for path in plain if path.is_file() and connect.is_plain(path)]
    place = app.journal_path, app.paths.backups
    return [path for path in plain if not ownership.is_of_another(path, *place)]


@dataclass(frozen=True, slots=True)
class RemovedCopies:
    """The result of removing the readable copies."""

    gone: tuple[Path, ...]
    """The journal has all their words."""
    sealed: tuple[Path, ...]
    """Earlier copies of the journal, and what a restore replaced: words may be nowhere else."""
    spared: tuple[Path, ...]
    """They can't be read to their end, or not without the log of an unfinished write."""
    others: tuple[Path, ...]
    """They are copies of another journal, which may be lost."""


def remove(app: App, paths: list[Path]) -> RemovedCopies:
    """Remove plain copies whose words the journal has, and seal those with more words.

    Those of another journal stay as they are. Raises `InputOutput`.
    """

    replaced = {copy.path for copy in backup.listed(app) if copy.reason == "restore"}
    by_holding: dict[storage.compare_copy.Holding | None, list[Path]] = {
        None: [],
        **{copy: [] for copy in storage.compare_copy.Holding},
    }
    for path in paths:
        holding = None
        with suppress(TrustError, ValueError, *connect.database_errors()):
            if not journal_file.has_log(path):  # else the file alone is not all there is of it
                holding = storage.compare_copy.compare(app.journal_path, path, app.keys)
        if holding and path in replaced:
            holding = storage.compare_copy.Holding.SOMETHING
        by_holding[holding].append(path)
    sealed: list[Path] = []
    spared = by_holding[None]
    for path in by_holding[storage.compare_copy.Holding.SOMETHING]:
        (sealed if _seal_copy(app, path) else spared).append(path)
    gone = by_holding[storage.compare_copy.Holding.NOTHING]
    _unlink(gone)
    others = by_holding[storage.compare_copy.Holding.OF_ANOTHER]
    return RemovedCopies(tuple(gone), tuple(sealed), tuple(spared), tuple(others))


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
