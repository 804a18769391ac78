"""`trust config`: settings."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from .. import config as leaf
from .. import services, views
from ..app import App
from ..domain.prompts import same_language
from ..errors import InputOutput, TrustError
from ..paths import resolve_path
from .command import Result, command
from .warnings import warn_of_settings


def _complete_key(incomplete: str) -> list[str]:
    return [name for name in leaf.KEYS if name.startswith(incomplete)]


KeyName = Annotated[
    str, typer.Argument(metavar="KEY", help="A setting.", autocompletion=_complete_key)
]

config = typer.Typer(
    help="Show and change the settings.\n\nExample: trust config list",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@config.callback()
@command
def config_alone(app: App) -> Result:
    return _list(app)


@config.command("list")
@command
def config_list(app: App) -> Result:
    """List every setting with its value and what it accepts.

    Example: trust config list
    """
    return _list(app)


def _list(app: App) -> Result:
    warn_of_settings(app)

    return Result(
        {"settings": _values(app.settings)},
        lambda: views.config.listing(app.settings),
        paged=True,
    )


def _values(settings: leaf.Settings) -> dict[str, object]:
    values = {name: getattr(settings, name) for name in leaf.KEYS}
    shown = {name: leaf.show(values[name]) for name in ("day_starts_at", "remind")}
    return values | shown


@config.command("get")
@command
def config_get(app: App, key: KeyName) -> Result | None:
    """Print the value of one setting.

    Example: trust config get day_starts_at
    """
    leaf.find_key(key)
    warn_of_settings(app)
    value = _values(app.settings)[key]
    if app.json:
        return Result({"key": key, "value": value}, list)
    app.out.line(views.sanitize.safe_line(leaf.show(value)))
    return None


@config.command("set")
@command
def config_set(
    app: App,
    key: KeyName,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The new value.")],
) -> Result | None:
    """Change one setting. Comments in the settings file stay.

    Example: trust config set person Sam
    """
    if key == "journal" and value.strip():
        with suppress(InputOutput):  # `store` reports a path that can't be resolved
            app.check_place(resolve_path(value.strip(), app.paths.data))
    inbox = (
        services.inbox_folder.check_place(app, value) if key == "inbox" and value.strip() else None
    )
    stored = leaf.store(app.paths.settings, key, value, packs=app.library.files)
    if key in ("remind", "remind_on"):
        _move_timer(app)
    if app.json:
        return Result({"key": key, "value": leaf.show(stored)}, list)
    app.out.line(views.config.changed(key, stored))
    if key == "language":
        languages = services.packs.languages(app)
        if not any(same_language(language, value) for language in languages):
            app.out.line(views.config.no_questions_in(value, languages))
    if inbox:
        waiting = services.inbox_folder.count(inbox)
        app.out.line(views.inbox.was_set(inbox, waiting, keep=app.settings.inbox_keep))
        if not inbox.exists():
            app.out.line(views.inbox.not_there_yet(inbox))
    return None


def _move_timer(app: App) -> None:
    """Let the timer of the reminder follow its settings; say so if it can't."""
    try:
        services.reminder.follow_settings(app)
    except TrustError as error:
        app.note(f"trust config set: the setting is stored, but {views.messages.error(error)}")


@config.command("path")
@command
def config_path(app: App) -> Result | None:
    """Print where the settings file is.

    Example: trust config path
    """
    if app.json:
        return Result({"path": str(app.paths.settings)}, list)
    app.out.line(views.sanitize.safe_line(str(app.paths.settings)))
    return None


COMMANDS = {"config": config}
