"""`trust encrypt`: encrypt the journal with a passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .. import encryption_keys, services, terminal, views
from ..app import App
from ..errors import Sealed, TrustError, UsageError
from ..passphrases import typed_twice
from .ask import says_yes
from .command import Result, command


@command
def encrypt(
    app: App,
    off: Annotated[bool, typer.Option("--off", help="Remove the encryption.")] = False,
    change: Annotated[bool, typer.Option("--change", help="Change the passphrase.")] = False,
    remember: Annotated[
        bool,
        typer.Option(
            "--remember",
            help="Keep the key in the system's keyring, so you aren't asked for the passphrase.",
        ),
    ] = False,
    remove_plaintext: Annotated[
        bool,
        typer.Option(
            "--remove-plaintext",
            help="Remove unencrypted backups, if the journal has every word that's in them.",
        ),
    ] = False,
) -> Result:
    """Encrypt the journal with a passphrase, as a standard SQLCipher 4 file.

    No one can open it without the passphrase. If you forget it, your journal is gone.
    Without a terminal the passphrase comes from TRUST_PASSPHRASE_FD, the setting
    passphrase_command, or TRUST_PASSPHRASE; with --change the new one comes from
    TRUST_NEW_PASSPHRASE_FD.

    If the journal is already encrypted, --remember stores its key in the keyring and changes
    nothing else.

    Example: trust encrypt
    """
    if off and (change or remember):
        raise UsageError("--off doesn't go with --change or --remember")
    if (
        (remember or remove_plaintext)
        and services.encryption.is_sealed(app)
        and not (off or change)
    ):
        changed = services.encryption.remember(app) if remember else None
        if remove_plaintext:
            services.encryption.remove_log(app)
            services.encryption.back_up(app)
    else:
        services.encryption.check(app, sealed=off or change, to_remove=off)
        changed = (
            services.encryption.unseal(app) if off else _seal(app, change=change, remember=remember)
        )
    plain_copies = [] if off else services.encryption.plain_copies(app)
    not_copied = changed.not_copied if changed else None
    asked = bool(plain_copies) and (
        remove_plaintext or (not not_copied and _confirms_removal(app, plain_copies))
    )
    removed = services.encryption.remove(app, plain_copies) if asked and not not_copied else None
    data = {
        "sealed": not off,
        "remembered": changed.remembered if changed else None,
        "drafts": changed.drafts if changed else 0,
        "plain_copies": [str(path) for path in plain_copies],
        "removed": removed is not None,
        "sealed_copies": [str(path) for path in removed.sealed] if removed else [],
        "spared_copies": [str(path) for path in (*removed.spared, *removed.others)]
        if removed
        else [],
    }

    if not_copied:
        _say_not_copied(app, not_copied, has_plain_backups=bool(plain_copies))
        app.exit_code = not_copied.exit_code if asked else 0
    return Result(
        data,
        lambda: views.encryption.changed(
            changed,
            plain_copies,
            removed=removed,
            keyring_requested=remember,
            passphrase_changed=change,
        ),
    )


def _say_not_copied(app: App, why: TrustError, *, has_plain_backups: bool) -> None:
    """Say that there is no encrypted backup, so the readable ones are kept."""
    app.note(
        views.encryption.not_copied(views.messages.error(why), has_plain_backups=has_plain_backups)
    )


def _seal(app: App, *, change: bool, remember: bool) -> services.encryption.EncryptionChange:
    if change:
        app.questions.salt()  # asks for the old passphrase before the new one
        new = encryption_keys.from_descriptor(app.environ, "TRUST_NEW_PASSPHRASE_FD")
    else:
        new = app.keys.set_source() or encryption_keys.from_variable(app.environ)
    return services.encryption.seal(
        app, _new_passphrase(app) if new is None else new, remember=remember
    )


def _new_passphrase(app: App) -> str:
    """Ask for a new passphrase twice and return it.

    Raises `Sealed` without a terminal, `Cancelled` if it is left empty or never matches.
    """
    if not app.can_ask:
        raise Sealed(
            "a new passphrase is needed; type it at a terminal, or give it with "
            "TRUST_PASSPHRASE_FD (for --change, TRUST_NEW_PASSPHRASE_FD) or passphrase_command"
        )
    app.err.line(views.encryption.PASSPHRASE_ADVICE)
    words = views.encryption
    return typed_twice(
        terminal.terminal_mode.hidden_line,
        words.NEW_PASSPHRASE,
        words.REPEAT_PASSPHRASE,
        words.REPEAT_MISMATCH,
    )


def _confirms_removal(app: App, plain_copies: list[Path]) -> bool:
    """Ask whether to remove the plain copies. Without a terminal they are kept and listed."""
    if not app.can_ask:
        return False

    if app.signals.late:
        return False
    app.err.print(*views.encryption.plain_copies(plain_copies))
    with app.signals.let_through():
        return says_yes(app, views.encryption.confirm_removal(len(plain_copies)))
    return False


COMMANDS = {"encrypt": encrypt}
