"""An output stream and its abilities. Rich consoles are created only here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.segment import Segment

DEFAULT_WIDTH = 80
_STYLES = re.compile(r"\x1b\[[0-9;]*m")
_WORD = re.compile(r"[^\S\xa0\u202f]*[\S\xa0\u202f]+[^\S\xa0\u202f]*")
"""A word with the blanks around it. A no-break space, as before a French `?`, is part of it."""


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
        from rich.console import Console

        _keep_no_break_spaces()
        dumb = self.dumb
        colour = self.is_terminal or bool(self.environ.get("FORCE_COLOR"))
        # Rich assumes 80 columns for a dumb terminal, whatever width it is given.
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
        """Print renderables below each other, and flush the stream."""
        self.print_each(renderables)

    def print_each(self, renderables: Iterable[RenderableType]) -> None:
        """Print renderables below each other as they come, and flush the stream at the end."""
        from .widgets import Verbatim, trimmed

        for renderable in renderables:
            if isinstance(renderable, Verbatim):
                self.stream.write(renderable.plain + "\n")
            else:
                self.console.print(trimmed(renderable))
        self.stream.flush()

    def rendered(self, renderables: Iterable[RenderableType]) -> Iterator[str]:
        """Yield renderables as text with its line breaks and colours, as they come."""
        from .widgets import Verbatim, trimmed

        for renderable in renderables:
            if isinstance(renderable, Verbatim):
                yield renderable.plain + "\n"
                continue
            with self.console.capture() as captured:
                self.console.print(trimmed(renderable))
            yield captured.get()

    def part(self, width: int) -> Screen:
        """Return a part of this terminal, such as a page beside a list, with its own width."""
        part = replace(self)
        part.__dict__ |= {"width": max(1, width), "is_terminal": True, "size": None}
        return part

    def lines(self, renderables: Iterable[RenderableType]) -> list[list[Segment]]:
        """Return the lines of renderables, each as pieces of text with their styles.

        No line is wider than the screen. Use it for a part of a terminal.
        """
        from rich.cells import chop_cells
        from rich.segment import Segment
        from rich.text import Text

        from .widgets import Verbatim, trimmed

        lines: list[list[Segment]] = []
        for renderable in renderables:
            if isinstance(renderable, Verbatim):
                for line in renderable.plain.split("\n"):
                    lines += [[Segment(piece)] for piece in chop_cells(line, self.width) or [""]]
                continue
            shown = Text(renderable) if isinstance(renderable, str) else renderable
            lines += self.console.render_lines(trimmed(shown), pad=False)
        return lines

    def fits(self, text: str) -> bool:
        """Return True if rendered text and a prompt below it fit, or if the size is unknown."""
        if self.size is None:
            return True
        from rich.cells import cell_len

        columns, rows = self.size
        for line in text.splitlines():
            rows -= max(1, -(-cell_len(without_styles(line)) // columns))
            if rows < 1:
                return False
        return True

    def line(self, text: str, *, dim: bool = False) -> None:
        """Print a line without Rich, which is slow to load; a terminal gets it wrapped at words."""
        text = self.wrapped(text)
        styled = self.is_terminal and not (self.plain or self.dumb)
        dimmed = dim and styled and "NO_COLOR" not in self.environ
        self.stream.write(f"\x1b[2m{text}\x1b[0m\n" if dimmed else f"{text}\n")
        self.stream.flush()

    def wrapped(self, text: str) -> str:
        """Return a text wrapped between words to fit the terminal; unchanged for a pipe."""
        if len(text) <= self.width or not self.is_terminal:
            return text
        return "\n".join(_wrapped(line, self.width) for line in text.split("\n"))


def _keep_no_break_spaces() -> None:
    """Let Rich break no line at a no-break space. What it breaks lines by isn't public."""
    try:
        from rich import _wrap
    except ImportError:
        return
    _wrap.re_word = _WORD


def without_styles(text: str) -> str:
    """Return rendered text without its colours."""
    return _STYLES.sub("", text)


def _wrapped(line: str, width: int) -> str:
    import textwrap

    indent = line[: len(line) - len(line.lstrip())]
    lines = textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)
