"""A stream and what it can show. The one place that makes a Rich console."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

DEFAULT_WIDTH = 80
_STYLES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Screen:
    """Standard output or standard error, as wide and as colourful as it really is."""

    stream: TextIO
    environ: Mapping[str, str]
    plain: bool = False

    @cached_property
    def is_terminal(self) -> bool:
        """Whether a person is looking at it."""
        return self.stream.isatty()

    @cached_property
    def width(self) -> int:
        """Columns; 80 where nobody knows. A terminal that says 0 does not know."""
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
        """Columns and lines of the terminal; None where it does not know one of them."""
        try:
            size = os.get_terminal_size(self.stream.fileno())
        except (OSError, ValueError):
            return None
        return size if size.columns and size.lines else None

    @cached_property
    def unicode(self) -> bool:
        """Whether marks such as `■` can be shown."""
        encoding = (getattr(self.stream, "encoding", None) or "ascii").lower()
        return encoding.replace("-", "").startswith("utf") and self.environ.get("TERM") != "linux"

    @property
    def dumb(self) -> bool:
        """Whether the terminal says that it can do nothing but show letters."""
        return self.environ.get("TERM") in ("dumb", "unknown")

    @cached_property
    def console(self) -> Console:
        """Rich, with markup, emoji codes and highlighting off: journals hold all of them."""
        from rich.console import Console

        dumb = self.dumb
        colour = self.is_terminal or bool(self.environ.get("FORCE_COLOR"))
        # Rich takes a dumb terminal for 80 columns, whatever width it is told.
        environ = {k: v for k, v in self.environ.items() if not (dumb and k == "TERM")}
        return Console(
            file=self.stream,
            width=self.width,
            force_terminal=colour,
            color_system="auto" if colour and not dumb and not self.plain else None,
            no_color="NO_COLOR" in self.environ,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
            safe_box=not self.unicode,
            _environ=environ,
        )

    def print(self, *renderables: RenderableType) -> None:
        """Show some parts below each other, and let them reach the screen at once."""
        from .widgets import Verbatim, trimmed

        for renderable in renderables:
            if isinstance(renderable, Verbatim):
                self.stream.write(renderable.plain + "\n")
            else:
                self.console.print(trimmed(renderable))
        self.stream.flush()

    def drawn(self, *renderables: RenderableType) -> str:
        """The same as text, with its line breaks and colours, for whoever else will show it."""
        from .widgets import Verbatim, trimmed

        pieces = []
        for renderable in renderables:
            if isinstance(renderable, Verbatim):
                pieces.append(renderable.plain + "\n")
                continue
            with self.console.capture() as captured:
                self.console.print(trimmed(renderable))
            pieces.append(captured.get())
        return "".join(pieces)

    def holds(self, drawn: str) -> bool:
        """Whether a drawn text and a prompt below it fit on the screen, or nobody knows."""
        if self.size is None:
            return True
        from rich.cells import cell_len

        columns, rows = self.size
        for line in drawn.splitlines():
            rows -= max(1, -(-cell_len(without_styles(line)) // columns))
            if rows < 1:
                return False
        return True

    def line(self, text: str, *, dim: bool = False) -> None:
        """One line without Rich, which takes time to load; at a terminal no word is broken."""
        text = self.wrapped(text)
        styled = self.is_terminal and not (self.plain or self.dumb)
        quiet = dim and styled and "NO_COLOR" not in self.environ
        self.stream.write(f"\x1b[2m{text}\x1b[0m\n" if quiet else f"{text}\n")
        self.stream.flush()

    def wrapped(self, text: str) -> str:
        """A text whose lines fit a terminal, broken between words."""
        if len(text) <= self.width or not self.is_terminal:
            return text
        return "\n".join(_wrapped(line, self.width) for line in text.split("\n"))


def without_styles(drawn: str) -> str:
    """A drawn text without its colours."""
    return _STYLES.sub("", drawn)


def _wrapped(line: str, width: int) -> str:
    import textwrap

    margin = line[: len(line) - len(line.lstrip())]
    parts = textwrap.wrap(
        line, width, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(parts)
