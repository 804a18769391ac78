"""`trust sync`: one journal on several machines."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import services, views
from ..app import App
from ..errors import Sealed
from ..passphrases import typed_twice
from ..sync import passphrase as sources
from ..terminal.terminal_mode import hidden_line
from .command import Result, command

PASSPHRASE_NEEDED = (
    "the sync folder needs a passphrase; give it at a terminal, with TRUST_SYNC_PASSPHRASE_FD, or "
    "with the setting sync_passphrase_command"
)
CHANGED_ELSEWHERE = (
    "the passphrase of the sync folder was changed on another machine; give the new one at a "
    "terminal, with TRUST_SYNC_PASSPHRASE_FD, or with the setting sync_passphrase_command"
)

sync = typer.Typer(
    help="Take in what you wrote on other machines, and tell them what you wrote here.\n\n"
    "A program of your choice carries the folder: Syncthing, Dropbox, iCloud, Nextcloud, git, a "
    "USB stick. `trust` itself opens no connection. Everything in the folder is encrypted. Begin "
    "with `trust sync setup FOLDER`.\n\n"
    "Example: trust sync",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@sync.callback()
@command
def run(app: App) -> Result:
    """Take in what you wrote on other machines, and tell them what you wrote here."""
    accepted = _accept_new_passphrase(app)
    done = services.sync_forget.run(app, fetch=True)
    if accepted:
        app.note(views.sync.accepted(accepted))
    return Result(_data(done), lambda: views.sync.done(done))


def _accept_new_passphrase(app: App) -> services.sync_keys.Accepted | None:
    """Ask for the passphrase if it was changed on another machine. Raises `Sealed`."""
    accepted = None
    while services.sync_keys.has_changed(app):
        passphrase = sources.given(app.environ, app.settings.sync_passphrase_command)
        if passphrase is None:
            if not app.can_ask:
                raise Sealed(CHANGED_ELSEWHERE)
            is_second = accepted is not None
            app.err.line(views.sync.CHANGED_TWICE if is_second else views.sync.CHANGED)
            passphrase = hidden_line(views.sync.CHANGED_PASSPHRASE) or ""
        accepted = services.sync_keys.accept(app, passphrase)
    return accepted


@sync.command("setup")
@command
def setup(
    app: App,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder that the machines share.")
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="A name for this machine, such as laptop.")
    ] = None,
) -> Result:
    """Begin to keep this journal on several machines, or join the machines that use a folder.

    Run it on each machine, with the same passphrase. A copy of the journal is made first. If both
    have entries, they come together, and every word is kept.

    Example: trust sync setup ~/Sync/trust --name laptop
    """
    place, machine, is_new = services.sync.check_setup(app, folder, name)
    passphrase = _passphrase(app, is_new=is_new)
    done = services.sync.setup(app, place, machine, passphrase)
    data = {
        "folder": str(done.path),
        "machine": done.machine,
        "new": done.is_new,
        "copy": str(done.copy) if done.copy else None,
        "sync": _data(done.done),
    }
    return Result(data, lambda: views.sync.set_up(done))


def _passphrase(app: App, *, is_new: bool) -> str:
    """Return the passphrase of the folder, from where it was set or else from the person.

    A new one is asked for twice. Raises `Sealed` and `Cancelled`.
    """
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


@sync.command("status")
@command
def status(app: App) -> Result:
    """Show which machines there are, and what has yet to be told or taken in.

    It also says whose clock differs, where packs or settings differ that decide the question of a
    day, and where words that you deleted for good still are. Nothing is written.

    Example: trust sync status
    """
    state = services.sync_status.status(app) if services.sync.is_set_up(app) else None
    if state is None:
        return Result({"folder": None}, views.sync.not_set_up)
    data = asdict(replace(state, problem=None))
    data["folder"] = data.pop("path")
    data["problem"] = views.messages.error(state.problem) if state.problem else None
    return Result(data, lambda: views.sync_status.status(state, app.now.moment))


@sync.command("forget")
@command
def forget(
    app: App,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The machine, as `trust sync status` calls it.")
    ],
) -> Result:
    """Shut out a machine you no longer have: give the sync folder a new passphrase and key.

    You choose the passphrase, and your other machines ask for it at their next `trust sync`. What
    that machine wrote becomes this one's. What was on it already is still on it.

    Example: trust sync forget laptop
    """
    return _change_key(app, name)


@sync.command("passphrase")
@command
def change_passphrase(app: App) -> Result:
    """Change the passphrase of the sync folder, and its key.

    Your other machines ask for the new passphrase at their next `trust sync`.

    Example: trust sync passphrase
    """
    return _change_key(app, None)


def _change_key(app: App, lost: str | None) -> Result:
    """Change the key of the folder; complete a change that was begun without asking again."""
    was_begun = services.sync_forget.check(app, lost)
    passphrase = None if was_begun else _passphrase(app, is_new=True)
    change = services.sync_forget.change_key(app, passphrase, lost)
    data = {
        "forgotten": change.lost,
        "others": list(change.others),
        "remaining": change.remaining,
        "sync": _data(change.done),
    }
    return Result(data, lambda: views.sync.key_changed(change, was_begun=was_begun))


@sync.command("off")
@command
def off(app: App) -> Result:
    """End the sync on this machine. The journal stays as it is, and so does the folder.

    Example: trust sync off
    """
    path = services.sync.off(app)
    return Result({"folder": str(path)}, lambda: views.sync.ended(path))


def _data(done: services.sync.Done) -> dict[str, Any]:
    return asdict(done)


COMMANDS = {"sync": sync}
