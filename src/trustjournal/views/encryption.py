"""The texts of `trust encrypt` and of the passphrase prompts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .. import views  # late: a question for the passphrase doesn't need Rich
from . import phrases
from .sanitize import safe_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..services.encryption import EncryptionChange, RemovedCopies

_PASSPHRASE = "Passphrase: "
_WRONG_PASSPHRASE = "That passphrase doesn't open the journal. Try again: "
_PASSPHRASE_OF = "Passphrase of {backup}: "
_WRONG_PASSPHRASE_OF = "That passphrase doesn't open {backup}. Try again: "
NEW_PASSPHRASE = "New passphrase: "
REPEAT_PASSPHRASE = "Repeat it: "
REPEAT_MISMATCH = "They don't match. Repeat the first one (Enter cancels): "
PASSPHRASE_ADVICE = (
    "The passphrase is the only way in. If you forget it, your journal is gone."
    " Five words that no one would guess make a good passphrase. Write it down somewhere safe."
)


def passphrase_question(backup: str, *, is_retry: bool) -> str:
    """Return the question for the passphrase of a backup, or of the journal if that is empty."""
    if not backup:
        return _WRONG_PASSPHRASE if is_retry else _PASSPHRASE
    question = _WRONG_PASSPHRASE_OF if is_retry else _PASSPHRASE_OF
    return question.format(backup=safe_line(backup))


def plain_copies(copies: Sequence[Path]) -> Iterator[RenderableType]:
    """Return the names of the backups that aren't encrypted."""
    yield views.widgets.text(
        phrases.plural(
            len(copies),
            "{number} backup in {folder} isn't encrypted:",
            "{number} backups in {folder} aren't encrypted:",
            folder=safe_line(str(copies[0].parent)),
        )
    )
    for path in copies:
        yield views.widgets.text(f"  {safe_line(path.name)}")


def confirm_removal(number: int) -> str:
    """Return the question whether to remove the backups that aren't encrypted."""
    return phrases.plural(number, "Remove it? [y/N] ", "Remove them? [y/N] ")


def not_copied(reason: str, *, has_plain_backups: bool) -> str:
    """Return the warning that no encrypted backup could be made.

    With readable backups it says that they were kept.
    """
    consequence = "; the unencrypted backups were kept" if has_plain_backups else ""
    return f"trust: the journal is encrypted, but it couldn't be backed up: {reason}{consequence}"


def changed(
    result: EncryptionChange | None,
    plain_backups: Sequence[Path],
    *,
    removed: RemovedCopies | None,
    keyring_requested: bool,
    passphrase_changed: bool = False,
) -> Iterator[RenderableType]:
    """Return whether the journal is encrypted now, and what is still readable."""
    widgets = views.widgets
    if result and not result.sealed:
        yield widgets.text(
            "The journal is no longer encrypted: anyone who can use your account can read it."
        )
        yield widgets.text("Encrypted backups still need the passphrase.")
        return
    if result:
        if result.was_sealed_now:
            yield widgets.text(
                "The passphrase has been changed. From now on, only the new one opens the journal."
                if passphrase_changed
                else "The journal is encrypted. Each command asks for the passphrase."
            )
        if result.remembered:
            yield widgets.text("Your keyring has its key, so you won't be asked on this computer.")
        elif keyring_requested:
            yield widgets.text("No keyring could be reached, so you'll be asked each time.")
        if result.drafts:
            yield widgets.text(
                phrases.plural(
                    result.drafts,
                    "{number} unsaved draft was encrypted too.",
                    "{number} unsaved drafts were encrypted too.",
                )
            )
    if removed:
        yield from _removed(removed)
    elif plain_backups:
        yield from plain_copies(plain_backups)
        yield widgets.text(
            phrases.plural(
                len(plain_backups),
                "trust encrypt --remove-plaintext removes it.",
                "trust encrypt --remove-plaintext removes them.",
            )
        )
    if result and result.was_sealed_now:
        yield widgets.text(
            "Exports and copies you made elsewhere stay as they are.",
        )


def _removed(removed: RemovedCopies) -> Iterator[RenderableType]:
    """Return what happened to the unencrypted backups that were to be removed."""
    widgets = views.widgets
    if removed.sealed:
        yield widgets.text(
            phrases.plural(
                len(removed.sealed),
                "{number} backup wasn't removed, because it may hold words that aren't anywhere"
                " else. It's encrypted now: {names}. Delete the file yourself if you don't need"
                " it.",
                "{number} backups weren't removed, because they may hold words that aren't anywhere"
                " else. They're encrypted now: {names}. Delete the files yourself if you don't need"
                " them.",
                names=_names(removed.sealed),
            )
        )
    if removed.gone:
        yield widgets.text(
            phrases.plural(
                len(removed.gone),
                "{number} backup removed. The disk may keep traces of it until the space is used"
                " again.",
                "{number} backups removed. The disk may keep traces of them until the space is used"
                " again.",
            )
        )
    if removed.others:
        yield widgets.text(
            phrases.plural(
                len(removed.others),
                "{number} backup from another journal was kept: {names}. Delete the file yourself"
                " if you don't need it.",
                "{number} backups from another journal were kept: {names}. Delete the files"
                " yourself if you don't need them.",
                names=_names(removed.others),
            )
        )
    for path in removed.spared:
        yield widgets.text(
            f"{safe_line(str(path))} can't be encrypted: it's damaged, or the log of an unfinished"
            " write is beside it. This backup may hold words that are nowhere else; remove it once"
            " you're sure you don't need it."
        )


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(safe_line(path.name) for path in paths)
