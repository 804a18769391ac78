"""The part of a `Screen` that needs Rich, imported when something is first drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.text import Text

from .widgets import Verbatim, trimmed

if TYPE_CHECKING:
    from .screen import Screen

_WORD = re.compile(r"[^\S\xa0\u202f]*[\S\xa0\u202f]+[^\S\xa0\u202f]*")
"""A word with the blanks around it. A no-break space, as before a French `?`, is part of it."""

with suppress(ImportError):  # what Rich breaks lines by isn't public
    from rich import _wrap

    _wrap.re_word = _WORD


def console(screen: Screen) -> Console:
    """Return a Rich console without markup, emoji codes and highlighting."""
    dumb = screen.dumb
    colour = screen.is_terminal or bool(screen.environ.get("FORCE_COLOR"))
    # Rich assumes 80 columns for a dumb terminal, whatever width it is given.
    environ = {k: v for k, v in screen.environ.items() if not (dumb and k == "TERM")}
    return Console(
        file=screen.stream,
        width=screen.width,
        force_terminal=colour,
        color_system="auto" if colour and not dumb and not screen.plain else None,
        no_color="NO_COLOR" in screen.environ,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        safe_box=not screen.unicode,
        _environ=environ,
    )


def print_each(screen: Screen, renderables: Iterable[RenderableType]) -> None:
    """Print renderables below each other as they come, and flush the stream at the end."""
    for renderable in renderables:
        if isinstance(renderable, Verbatim):
            screen.stream.write(renderable.plain + "\n")
        else:
            screen.console.print(trimmed(renderable))
    screen.stream.flush()


def rendered(screen: Screen, renderables: Iterable[RenderableType]) -> Iterator[str]:
    """Yield renderables as text with its line breaks and colours, as they come."""
    for renderable in renderables:
        if isinstance(renderable, Verbatim):
            yield renderable.plain + "\n"
            continue
        with screen.console.capture() as captured:
            screen.console.print(trimmed(renderable))
        yield captured.get()


def lines(screen: Screen, renderables: Iterable[RenderableType]) -> list[list[Segment]]:
    """Return the lines of renderables, each as pieces of text with their styles."""
    lines: list[list[Segment]] = []
    for renderable in renderables:
        if isinstance(renderable, Verbatim):
            for line in renderable.plain.split("\n"):
                lines += [[Segment(piece)] for piece in chop_cells(line, screen.width) or [""]]
            continue
        shown = Text(renderable) if isinstance(renderable, str) else renderable
        lines += screen.console.render_lines(trimmed(shown), pad=False)
    return lines


def rows(line: str, columns: int) -> int:
    """Return the number of rows that a line takes in a terminal of some columns."""
    return max(1, -(-cell_len(line) // columns))
