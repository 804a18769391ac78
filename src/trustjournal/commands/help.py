"""Help: the pages of commands in a window of any width, and `trust help all`."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from typer._click import Context, HelpFormatter

from .. import views
from ..app import App
from . import HELP_ALL, build
from .command import Result, command

_NARROW = 60
"""Columns below which a description comes under its option, not beside it."""


_UNBROKEN = "\u2011"
"""Takes the place of hyphens while lines are wrapped: `too-deep` is one word."""


class _Formatter(HelpFormatter):
    """Lays out help without breaking a word, even in a narrow window."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.columns = shutil.get_terminal_size().columns
        self.is_narrow = self.columns < _NARROW
        width = max(self.columns - 2, 20) if self.is_narrow else None
        super().__init__(width=width, max_width=80)

    def write(self, string: str) -> None:
        """Write text, with its hyphens."""
        super().write(string.replace(_UNBROKEN, "-"))

    def write_text(self, text: str) -> None:
        """Write paragraphs, each wrapped between words."""
        if not self.is_narrow:
            super().write_text(text.replace("-", _UNBROKEN))
            return
        paragraphs = [" ".join(lines.split()) for lines in text.split("\n\n")]
        self.write("\n\n".join(self._wrapped(lines, self.current_indent) for lines in paragraphs))
        self.write("\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        if not self.is_narrow:
            super().write_usage(prog, args, prefix)
            return
        self.write(self._wrapped(f"{prefix or 'Usage: '}{prog} {args}", 0, more=4) + "\n")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands, with each description beside its name or under it."""
        if not self.is_narrow:
            rows = [(name, text.replace("-", _UNBROKEN)) for name, text in rows]
            super().write_dl(rows, col_max, col_spacing)
            return
        for name, text in rows:
            self.write(self._wrapped(name, self.current_indent, more=2) + "\n")
            if text:
                self.write(self._wrapped(text, self.current_indent + 4) + "\n")

    def _wrapped(self, text: str, indent: int, *, more: int = 0) -> str:
        return "\n".join(
            textwrap.wrap(
                text,
                self.width,
                initial_indent=" " * indent,
                subsequent_indent=" " * (indent + more),
                break_long_words=False,
                break_on_hyphens=False,
            )
        )


class _FittingContext(Context):
    formatter_class = _Formatter


def fit_to_window(program: Any) -> None:
    """Make the help of a program and all its commands fit the window."""
    program.context_class = _FittingContext
    for inner in getattr(program, "commands", {}).values():
        fit_to_window(inner)


def lines_of(name: str, program: Any) -> Iterator[tuple[str, str]]:
    """Yield the name and the first line of a command, and of those inside it."""
    if program.hidden:
        return
    yield name, " ".join((program.help or "").split("\n\n")[0].split())
    for inner, target in getattr(program, "commands", {}).items():
        yield from lines_of(f"{name} {inner}", target)


@command
def help_all(app: App) -> Result:
    """List every command with its line.

    Example: trust help all
    """
    program: Any = typer.main.get_command(build([], everything=True))
    lines = {name: list(lines_of(name, target)) for name, target in program.commands.items()}
    lines = {name: rows for name, rows in lines.items() if rows}
    data = [{"command": name, "about": text} for rows in lines.values() for name, text in rows]
    return Result(
        {"commands": data},
        lambda: [views.widgets.text(line) for line in views.help.everything(lines, app.out.width)],
        paged=True,
    )


COMMANDS = {HELP_ALL: help_all}
