"""`trust sync`: one journal on several machines."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import services, views
from ..app import App
from ..errors import Sealed
from ..passphrases import typed_twice
from ..sync import passphrase as sources
from . import sync_inbox
from .command import Result, command

PASSPHRASE_NEEDED = (
    "the sync folder needs a passphrase; give it at a terminal, with TRUST_SYNC_PASSPHRASE_FD, or "
    "with the setting sync_passphrase_command"
)

sync = typer.Typer(
    help="Take in what you wrote on other machines, and tell them what you wrote here.\n\n"
    "A program of your choice carries the folder: Syncthing, Dropbox, iCloud, Nextcloud, git, a "
    "USB stick. `trust` itself opens no connection. Everything in the folder is encrypted. Begin "
    "with `trust sync setup FOLDER`.\n\n"
    "Texts from a phone become entries too, from the folder that the setting `inbox` names.\n\n"
    "Example: trust sync",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@sync.callback()
@command
def run(app: App) -> Result:
    """Take in what you wrote on other machines, and tell them what you wrote here.

    What a notes app left in the inbox becomes entries.
    """
    return sync_inbox.sync_with_inbox(app, _sync)


def _sync(app: App) -> services.sync.Done:
    return services.sync.run(app, fetch=True)


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
    passphrase = sources.given(app.environ, app.settings.sync_passphrase_command)
    if passphrase is None:
        passphrase = _ask(app, is_new=is_new)
    done = services.sync.setup(app, place, machine, passphrase)
    data = {
        "folder": str(done.path),
        "machine": done.machine,
        "new": done.is_new,
        "copy": str(done.copy) if done.copy else None,
        "sync": _data(done.done),
    }
    return Result(data, lambda: views.sync.set_up(done))


def _ask(app: App, *, is_new: bool) -> str:
    """Ask for the passphrase of the folder: twice for a new one. Raises `Sealed`, `Cancelled`."""
    from ..terminal.terminal_mode import hidden_line

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

    Example: trust sync status
    """
    state = services.sync.status(app) if services.sync.is_set_up(app) else None
    if state is None:
        return sync_inbox.with_state(app, Result({"folder": None}, views.sync.not_set_up))
    data = {
        "folder": str(state.path),
        "machine": state.machine,
        "machines": [asdict(machine) for machine in state.machines],
        "untold": state.untold,
        "waiting": state.waiting,
        "new_files": state.new_files,
        "own_files": state.own_files,
        "folder_bytes": state.folder_bytes,
        "problem": views.messages.error(state.problem) if state.problem else None,
    }
    return sync_inbox.with_state(
        app, Result(data, lambda: views.sync.status(state, app.now.moment))
    )


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
