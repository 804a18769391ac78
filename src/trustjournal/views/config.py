"""The settings: the list, and a change to one."""

from __future__ import annotations

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from .. import config
from . import widgets
from .sanitize import safe_line


def listing(settings: config.Settings) -> list[RenderableType]:
    """Return every key with its value, its purpose, and the values it takes."""
    lines: list[RenderableType] = []
    for name, key in config.KEYS.items():
        value = config.show(getattr(settings, name))
        lines.append(
            Text.assemble((name, "bold"), " = ", safe_line(value) or ("(empty)", widgets.LABEL))
        )
        lines.append(widgets.inset(Text(f"{key.about}; takes {key.takes}")))
    return lines


def changed(name: str, value: Any) -> str:
    """Return the line about a key that was set."""
    return f"{name} = {safe_line(config.show(value))}"
