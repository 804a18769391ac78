"""Settings as a list, and one of them."""

from __future__ import annotations

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from .. import config
from . import widgets
from .sanitize import safe_line


def listing(settings: config.Settings) -> list[RenderableType]:
    """Every key with its value, what it is for, and what it takes."""
    shown: list[RenderableType] = []
    for name, key in config.KEYS.items():
        value = config.show(getattr(settings, name))
        shown.append(Text.assemble((name, "bold"), " = ", safe_line(value) or ("(empty)", "dim")))
        shown.append(widgets.inset(Text(f"{key.about}; takes {key.takes}", style="dim")))
    return shown


def changed(name: str, value: Any) -> str:
    """A key was set."""
    return f"{name} = {safe_line(config.show(value))}"
