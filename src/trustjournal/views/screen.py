"""An output stream and its abilities. What it needs Rich for is in `rich_output`."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from .. import views

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.segment import Segment

DEFAULT_WIDTH = 80
_STYLES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Screen:
    """Standard output or standard error, with its width, encoding and colours."""

    stream: TextIO
    environ: Mapping[str, str]
    plain: bool = False

    @cached_property
    def is_terminal(self) -> bool:
        """True if the stream is a terminal."""
        return self.stream.isatty()

    @cached_property
    def width(self) -> int:
        """Width in columns, at least 20; 80 if it is unknown or the terminal reports 0."""
        columns = self.environ.get("COLUMNS", "")
        if columns.isdigit() and int(columns) > 0:
            return max(20, min(int(columns), 500))
        try:
            size = os.get_terminal_size(self.stream.fileno()).columns
        except (OSError, ValueError):
            size = 0
        return max(20, size) if size else DEFAULT_WIDTH

    @cached_property
    def size(self) -> os.terminal_size | None:
        """Columns and lines of the terminal; None if it doesn't know both."""
        try:
            size = os.get_terminal_size(self.stream.fileno())
        except (OSError, ValueError):
            return None
        return size if size.columns and size.lines else None

    @cached_property
    def unicode(self) -> bool:
        """True if marks such as `■` can be shown."""
        encoding = (getattr(self.stream, "encoding", None) or "ascii").lower()
        return encoding.replace("-", "").startswith("utf") and self.environ.get("TERM") != "linux"

    @property
    def dumb(self) -> bool:
        """True if the terminal says that it can only print text, without colours."""
        return self.environ.get("TERM") in ("dumb", "unknown")

    @cached_property
    def console(self) -> Console:
        """A Rich console without markup, emoji codes and highlighting, which texts may contain."""
        return views.rich_output.console(self)

    def print(self, *renderables: RenderableType) -> None:
        """Print renderables below each other, and flush the stream."""
        self.print_each(renderables)

    def print_each(self, renderables: Iterable[RenderableType]) -> None:
        """Print renderables below each other as they come, and flush the stream at the end."""
        views.rich_output.print_each(self, renderables)

    def rendered(self, renderables: Iterable[RenderableType]) -> Iterator[str]:
        """Yield renderables as text with its line breaks and colours, as they come."""
        return views.rich_output.rendered(self, renderables)

    def part(self, width: int) -> Screen:
        """Return a part of this terminal, such as a page beside a list, with its own width."""
        part = replace(self)
        part.__dict__ |= {"width": max(1, width), "is_terminal": True, "size": None}
        return part

    def lines(self, renderables: Iterable[RenderableType]) -> list[list[Segment]]:
        """Return the lines of renderables, each as pieces of text with their styles.

        No line is wider than the screen. Use it for a part of a terminal.
        """
        return views.rich_output.lines(self, renderables)

    def fits(self, text: str) -> bool:
        """Return True if rendered text and a prompt below it fit, or if the size is unknown."""
        if self.size is None:
            return True
        columns, rows = self.size
        for line in text.splitlines():
            rows -= views.rich_output.rows(without_styles(line), columns)
            if rows < 1:
                return False
        return True

    def line(self, text: str, *, label: bool = False) -> None:
        """Print a line without Rich, which is slow to load; a terminal gets it wrapped at words.

        `label` prints it as `widgets.LABEL` would.
        """
        text = self.wrapped(text)
        styled = self.is_terminal and not (self.plain or self.dumb)
        italic = label and styled and "NO_COLOR" not in self.environ
        self.stream.write(f"\x1b[3m{text}\x1b[0m\n" if italic else f"{text}\n")
        self.stream.flush()

    def wrapped(self, text: str) -> str:
        """Return a text wrapped between words to fit the terminal; unchanged for a pipe."""
        if len(text) <= self.width or not self.is_terminal:
            return text
        return "\n".join(_wrapped(line, self.width) for line in text.split("\n"))


def without_styles(text: str) -> str:
    """Return rendered text without its colours."""
    return _STYLES.sub("", text)


def _wrapped(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    lines = textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)
