"""`trust sync`: one journal on several machines."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import services, views
from ..app import App
from . import sync_inbox
from .command import Result, command
from .sync_passphrase import passphrase_of, sync_all

sync = typer.Typer(
    help="Read what's new from your other machines, and write what's new on this one to the folder."
    "\n\n"
    "A program of your choice copies the folder between machines: Syncthing, Dropbox, iCloud, "
    "Nextcloud, git, a USB stick. `trust` itself opens no connection. Everything in the "
    "folder is encrypted. Begin with `trust sync setup FOLDER`.\n\n"
    "Notes from your phone become entries too, if you set `inbox` to the folder they're in.\n\n"
    "Example: trust sync",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@sync.callback()
@command
def run(app: App) -> Result:
    """Read what's new from your other machines, and write what's new on this one to the folder.

    Notes in the inbox become entries.
    """
    return sync_inbox.sync_with_inbox(app, sync_all)


@sync.command("setup")
@command
def setup(
    app: App,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder that the machines share.")
    ],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="A name for this machine, such as laptop."),
    ] = None,
) -> Result:
    """Start syncing this machine, or join machines that already sync.

    Run it on each machine, with the same passphrase. A copy of the journal is made first. If
    several machines have entries, they're merged, and every word is kept.

    Example: trust sync setup ~/Sync/trust --name laptop
    """
    place, machine, is_new = services.sync_setup.check_setup(app, folder, name)
    passphrase = passphrase_of(app, is_new=is_new)
    done = services.sync_setup.setup(app, place, machine, passphrase)
    data = {
        "folder": str(done.path),
        "machine": done.machine,
        "new": done.is_new,
        "copy": str(done.copy) if done.copy else None,
        "sync": _data(done.done),
    }
    return Result(data, lambda: views.sync.set_up(done))


@sync.command("status")
@command
def status(app: App) -> Result:
    """List the machines, and what has yet to be read or written.

    It also shows clocks that differ, packs or settings that would change the day's question, and
    where permanently deleted words may still exist. It writes nothing.

    Example: trust sync status
    """
    state = services.sync_status.status(app) if services.sync_folder.is_set_up(app) else None
    if state is None:
        return sync_inbox.with_state(app, Result({"folder": None}, views.sync.not_set_up))
    data = asdict(replace(state, problem=None))
    data["folder"] = data.pop("path")
    data["problem"] = views.messages.error(state.problem) if state.problem else None
    return sync_inbox.with_state(
        app, Result(data, lambda: views.sync_status.status(state, app.now.moment))
    )


@sync.command("forget")
@command
def forget(
    app: App,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="The machine's name, as shown by `trust sync status`."),
    ],
) -> Result:
    """Lock out a machine you no longer have, and set a new passphrase.

    The sync folder gets a new passphrase and a new key. You choose the passphrase, and your other
    machines ask for it at their next `trust sync`. What you wrote on that machine stays in your
    journal, and that machine keeps its own copy of the journal.

    Example: trust sync forget laptop
    """
    return _change_key(app, name)


@sync.command("passphrase")
@command
def change_passphrase(app: App) -> Result:
    """Change the passphrase for the sync folder, and its key.

    Your other machines ask for the new passphrase at their next `trust sync`.

    Example: trust sync passphrase
    """
    return _change_key(app, None)


def _change_key(app: App, lost: str | None) -> Result:
    """Change the key of the folder; complete a change that was begun without asking again."""
    was_begun = services.sync_rekey.check(app, lost)
    passphrase = None if was_begun else passphrase_of(app, is_new=True)
    change = services.sync_rekey.change_key(app, passphrase, lost)
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
    """Stop syncing on this machine. The journal stays as it is, and so does the folder.

    Example: trust sync off
    """
    path = services.sync_setup.end(app)
    return Result({"folder": str(path)}, lambda: views.sync.ended(path))


def _data(done: services.sync_result.SyncResult) -> dict[str, Any]:
    return asdict(done)


COMMANDS = {"sync": sync}
