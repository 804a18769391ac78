"""`trust config`: settings."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from .. import config as leaf
from .. import render
from ..context import App
from ..errors import InputOutput
from ..paths import real
from .options import Context, Json, Plain, answer, app_of, group_alone
from .warnings import warn_of_settings


def _complete_key(incomplete: str) -> list[str]:
    return [name for name in leaf.KEYS if name.startswith(incomplete)]


KeyName = Annotated[
    str, typer.Argument(metavar="KEY", help="A setting.", autocompletion=_complete_key)
]

config = typer.Typer(
    help="Settings: list, get, set, path.\n\nExample: trust config list",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@config.callback()
def config_alone(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    app = app_of(ctx, json=json, plain=plain)
    if ctx.invoked_subcommand is None:
        group_alone(ctx, app, lambda: _list(app))


@config.command("list")
def config_list(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """List every setting with its value and what it takes.

    Example: trust config list
    """
    _list(app_of(ctx, json=json, plain=plain))


def _list(app: App) -> None:
    warn_of_settings(app)

    def human() -> list[object]:
        return list(render.settings.listing(app.settings))

    answer(app, {"settings": _values(app.settings)}, human, paged=True)


def _values(settings: leaf.Settings) -> dict[str, object]:
    found = {name: getattr(settings, name) for name in leaf.KEYS}
    return found | {"day_starts_at": leaf.show(settings.day_starts_at)}


@config.command("get")
def config_get(ctx: Context, key: KeyName, json: Json = False, plain: Plain = False) -> None:
    """Print one setting.

    Example: trust config get day_starts_at
    """
    app = app_of(ctx, json=json, plain=plain)
    leaf.known(key)
    warn_of_settings(app)
    value = _values(app.settings)[key]
    if app.json:
        answer(app, {"key": key, "value": value}, list)
    else:
        app.out.line(render.safe.safe_line(leaf.show(value)))


@config.command("set")
def config_set(
    ctx: Context,
    key: KeyName,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The new value.")],
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Change one setting; the file's comments stay.

    Example: trust config set person Sam
    """
    app = app_of(ctx, json=json, plain=plain)
    if key == "journal" and value.strip():
        with suppress(InputOutput):  # no place at all, which `store` says
            app.check_place(real(value.strip(), app.paths.data))
    stored = leaf.store(app.paths.settings, key, value, packs=app.library.files)
    if app.json:
        answer(app, {"key": key, "value": leaf.show(stored)}, list)
    else:
        app.out.line(render.settings.changed(key, stored))


@config.command("path")
def config_path(ctx: Context, json: Json = False, plain: Plain = False) -> None:
    """Print where the settings file is.

    Example: trust config path
    """
    app = app_of(ctx, json=json, plain=plain)
    if app.json:
        answer(app, {"path": str(app.paths.settings)}, list)
    else:
        app.out.line(render.safe.safe_line(str(app.paths.settings)))


COMMANDS = {"config": config}
