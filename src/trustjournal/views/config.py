"""The settings: the list, and a change to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from .. import config
from . import phrases, widgets
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


def no_questions_in(language: str, languages: Sequence[str]) -> str:
    """Return that no question is in a language, and which languages there are."""
    there_are = phrases.joined_with_and(languages)
    return (
        f"There are no questions in “{safe_line(language)}”, so you get English ones. There are"
        f" questions in {there_are}."
    )


def changed(name: str, value: Any) -> str:
    """Return the line about a key that was set."""
    return f"{name} = {safe_line(config.show(value))}"
