"""The passphrase for the sync folder, from where it was set or else from the person."""

from __future__ import annotations

from .. import services, views
from ..app import App
from ..errors import KeyChanged, Sealed, UsageError
from ..passphrases import typed_twice
from ..sentences import EMPTY_PASSPHRASE
from ..sync import passphrase as sources
from ..terminal.terminal_mode import hidden_line

PASSPHRASE_NEEDED = (
    "the sync folder needs a passphrase; type it at a terminal, or give it with "
    "TRUST_SYNC_PASSPHRASE_FD or the setting sync_passphrase_command"
)
CHANGED_ELSEWHERE = (
    "the passphrase for the sync folder was changed on another machine; type the new one at a "
    "terminal, or give it with TRUST_SYNC_PASSPHRASE_FD or the setting sync_passphrase_command"
)


def passphrase_of(app: App, *, is_new: bool) -> str:
    """Return the passphrase of the folder; a new one is asked for twice.

    Raises `Sealed` and `Cancelled`, and `UsageError` for a new one that is empty.
    """
    passphrase = _given_or_typed(app, is_new=is_new)
    if is_new and not passphrase.strip():
        raise UsageError(EMPTY_PASSPHRASE)
    return passphrase


def _given_or_typed(app: App, *, is_new: bool) -> str:
    given = sources.given(app.environ, app.settings.sync_passphrase_command)
    if given is not None:
        return given
    if not app.can_ask:
        raise Sealed(PASSPHRASE_NEEDED)
    words = views.sync
    if is_new:
        app.err.line(words.PASSPHRASE_ADVICE)
        return typed_twice(
            hidden_line, words.NEW_PASSPHRASE, words.REPEAT_PASSPHRASE, words.REPEAT_MISMATCH
        )
    return hidden_line(words.PASSPHRASE) or ""


def sync_all(app: App) -> services.sync_result.SyncResult:
    """Sync, after asking for the passphrase if it was changed on another machine."""
    accepted = _accept_new_passphrase(app)
    done = services.sync_rekey.run(app, fetch=True)
    if accepted:
        app.note(views.sync.accepted(accepted))
    return done


def _accept_new_passphrase(app: App) -> services.sync_keys.Accepted | None:
    """Ask for the passphrase if it was changed on another machine. Raises `KeyChanged`."""
    accepted = None
    while change := services.sync_keys.change_elsewhere(app):
        is_unknown = change.sentence == services.sync_keys.UNKNOWN_KEY
        passphrase = sources.given(app.environ, app.settings.sync_passphrase_command)
        if passphrase is None:
            if not app.can_ask:
                raise change if is_unknown else KeyChanged(CHANGED_ELSEWHERE)
            is_second = accepted is not None
            first = views.sync.CHANGED_OR_OTHER if is_unknown else views.sync.CHANGED
            app.err.line(views.sync.CHANGED_TWICE if is_second else first)
            passphrase = hidden_line(views.sync.CHANGED_PASSPHRASE) or ""
        accepted = services.sync_keys.accept(app, passphrase)
    return accepted
