"""Wrap a line of text between words, and locate each of its characters in the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

TAB = 4
"""A tab extends to the next column that is a multiple of this."""

CLEAR_BELOW = "\x1b[K\x1b7\x1b[B\x1b[J\x1b8"
"""Clears a terminal below the cursor, in two parts: tmux saves a screen cleared in one."""

_PIECES = re.compile(r"[ \t]+|[^ \t]+")


@dataclass(frozen=True, slots=True)
class Rows:
    """A line as it is drawn, in rows of limited width."""

    shown: tuple[str, ...]
    """The text of each row."""
    cells: tuple[tuple[int, int], ...]
    """For each character of the line, and for its end, the row and the cell, both from 0."""
    offsets: tuple[int, ...]
    """For the same, the position in the row's text, in characters."""

    @property
    def last(self) -> int:
        """The row in which the text ends."""
        return self.cells[-1][0]

    def nearest(self, row: int, cell: int) -> int:
        """Return the index of the character at a cell of a row, or of the last one before it."""
        in_row = [n for n, position in enumerate(self.cells) if position[0] == row]
        return max((n for n in in_row if self.cells[n][1] <= cell), default=in_row[0])


@lru_cache(maxsize=128)  # a screen is drawn several times for each key
def wrap(text: str, width: int, cells: Callable[[str], int]) -> Rows:
    """Break a text without line breaks into rows of `width` cells.

    `cells` returns the number of terminal cells a character takes. A word longer than a row is
    broken. Blanks that don't fit at the end of a row take no cells.
    """
    wrapper = _Wrapper(max(3, width), cells)
    for piece in _PIECES.findall(text):
        if piece[0] in " \t":
            wrapper.add_blanks(piece)
        else:
            wrapper.add_word(piece)
    return wrapper.end()


def rows_above(cells: Sequence[int], cursor: int, columns: int) -> int:
    """Count the terminal rows between the top of the drawn lines and the cursor in the last one.

    `cells` is the length of each line as drawn, `cursor` the cell of the cursor in the last. A
    terminal that has become narrower than a line has broken it by now.
    """
    rows = [max(1, -(-length // columns)) for length in cells]
    return sum(rows[:-1]) + min(cursor // columns, rows[-1] - 1)


def breaks_drawn_lines(environ: Mapping[str, str]) -> bool:
    """Return whether a terminal that becomes narrower breaks lines instead of cutting them off.

    xterm, st and GNU screen cut lines off; nearly all others break them.
    """
    term = environ.get("TERM", "")
    cuts = term == "st" or term.startswith(("screen", "st-")) or "XTERM_VERSION" in environ
    return "TMUX" in environ or not cuts


class _Wrapper:
    """Builds the rows of a line from words and blanks."""

    def __init__(self, width: int, cells: Callable[[str], int]) -> None:
        self._width = width
        self._cells = cells
        self._cell = 0
        self._shown = [""]
        self._offsets: list[int] = []
        self._positions: list[tuple[int, int]] = []

    def add_word(self, word: str) -> None:
        """Add a word, on the next row if this one has no room for it."""
        letters = [_drawable(letter) for letter in word]
        sizes = [self._cells(letter) for letter in letters]
        # The last cell of a row is reserved for the blank after a word, or for the cursor.
        if self._cell and self._cell + sum(sizes) > self._width - 1:
            self._next_row()
        for letter, size in zip(letters, sizes, strict=True):
            if self._cell + size > self._width:
                self._next_row()
            self._record_position()
            self._shown[-1] += letter
            self._cell += size

    def add_blanks(self, blanks: str) -> None:
        """Add blanks and tabs, which never begin a new row."""
        for blank in blanks:
            self._record_position()
            full_width = TAB - self._cell % TAB if blank == "\t" else 1
            cells = min(full_width, self._width - self._cell)
            self._shown[-1] += " " * cells
            self._cell += cells

    def end(self) -> Rows:
        """Return the finished rows."""
        if self._cell == self._width:
            self._next_row()  # a full row has no room for the cursor
        self._record_position()
        return Rows(tuple(self._shown), tuple(self._positions), tuple(self._offsets))

    def _record_position(self) -> None:
        row = len(self._shown) - 1
        at_the_edge = self._cell == self._width
        self._positions.append((row + 1, 0) if at_the_edge else (row, self._cell))
        self._offsets.append(0 if at_the_edge else len(self._shown[-1]))

    def _next_row(self) -> None:
        self._shown.append("")
        self._cell = 0


def _drawable(letter: str) -> str:
    """Return a letter, or `?` for a control character."""
    return "?" if letter < " " or "\x7f" <= letter <= "\x9f" else letter
