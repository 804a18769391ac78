"""Get the passphrase of the sync folder from where it was set, without asking anyone."""

from __future__ import annotations

from collections.abc import Mapping

from ..passphrases import from_command, from_descriptor

DESCRIPTOR = "TRUST_SYNC_PASSPHRASE_FD"
COMMAND = "TRUST_SYNC_PASSPHRASE_COMMAND"
SETTING = "sync_passphrase_command"


def given(environ: Mapping[str, str], command: str, *, silent: bool = False) -> str | None:
    """Return the passphrase from the descriptor, else from the command; None if neither is set.

    `command` is the setting, which the variable TRUST_SYNC_PASSPHRASE_COMMAND replaces. With
    `silent`, the command's standard error is not shown. A source can be read only once. Raises
    `Sealed` if one that is set gives nothing.
    """
    passphrase = from_descriptor(environ, DESCRIPTOR)
    command = environ.get(COMMAND) or command
    if passphrase is None and command:
        passphrase = from_command(command, environ, SETTING, silent=silent)
    return passphrase
