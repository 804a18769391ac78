"""A line of text broken between words, and where each of its characters then stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

TAB = 4
"""A tab goes on to the next column that is a multiple of this."""

CLEAR_BELOW = "\x1b[K\x1b7\x1b[B\x1b[J\x1b8"
"""Clears a terminal from the cursor on, in two parts: tmux keeps a screen that is cleared whole."""

_PIECES = re.compile(r"[ \t]+|[^ \t]+")


@dataclass(frozen=True, slots=True)
class Rows:
    """A line as it is drawn, in rows of no more than a number of cells."""

    shown: tuple[str, ...]
    """What is drawn, row by row."""
    spots: tuple[tuple[int, int], ...]
    """For each character of the text, and for its end, its row and the cell in it, both from 0."""
    places: tuple[int, ...]
    """For each the same: where in its row of `shown` it begins, counted in characters."""

    @property
    def last(self) -> int:
        """The row the text ends in."""
        return self.spots[-1][0]

    def nearest(self, row: int, cell: int) -> int:
        """The character of a row at this cell, or the last before it."""
        in_row = [n for n, spot in enumerate(self.spots) if spot[0] == row]
        return max((n for n in in_row if self.spots[n][1] <= cell), default=in_row[0])


@lru_cache(maxsize=128)  # a screen is drawn several times for each key
def wrap(text: str, width: int, cells: Callable[[str], int]) -> Rows:
    """Break a text without line breaks into rows of `width` cells.

    `cells` says how many cells of a terminal a character takes. A word longer than a row is
    broken; blanks for which a row has no room take none.
    """
    setter = _Setter(max(3, width), cells)
    for piece in _PIECES.findall(text):
        if piece[0] in " \t":
            setter.blanks(piece)
        else:
            setter.word(piece)
    return setter.end()


def rows_above(cells: Sequence[int], cursor: int, columns: int) -> int:
    """Count the rows of a terminal between the first of some lines and the cursor in the last.

    `cells` is how long each line was drawn, `cursor` the cell it stands in. A terminal that has
    become narrower than that has broken those lines by now.
    """
    rows = [max(1, -(-each // columns)) for each in cells]
    return sum(rows[:-1]) + min(cursor // columns, rows[-1] - 1)


def breaks_drawn_lines(environ: Mapping[str, str]) -> bool:
    """Tell whether a terminal that becomes narrower breaks lines, instead of cutting them off.

    xterm, st and GNU screen cut them off; nearly all others break them.
    """
    term = environ.get("TERM", "")
    cuts = term == "st" or term.startswith(("screen", "st-")) or "XTERM_VERSION" in environ
    return "TMUX" in environ or not cuts


class _Setter:
    """Sets pieces of text one after another."""

    def __init__(self, width: int, cells: Callable[[str], int]) -> None:
        self._width = width
        self._cells = cells
        self._cell = 0
        self._shown = [""]
        self._places: list[int] = []
        self._spots: list[tuple[int, int]] = []

    def word(self, word: str) -> None:
        """A word, on the next row where this one has no room for it."""
        letters = [_drawable(letter) for letter in word]
        sizes = [self._cells(letter) for letter in letters]
        # The last cell of a row is left to the blank after a word, or to the cursor.
        if self._cell and self._cell + sum(sizes) > self._width - 1:
            self._next_row()
        for letter, size in zip(letters, sizes, strict=True):
            if self._cell + size > self._width:
                self._next_row()
            self._place()
            self._shown[-1] += letter
            self._cell += size

    def blanks(self, blanks: str) -> None:
        """Blanks and tabs, which never begin a row."""
        for blank in blanks:
            self._place()
            wanted = TAB - self._cell % TAB if blank == "\t" else 1
            cells = min(wanted, self._width - self._cell)
            self._shown[-1] += " " * cells
            self._cell += cells

    def end(self) -> Rows:
        """All that was set."""
        if self._cell == self._width:
            self._next_row()  # the cursor has no room in a full one
        self._place()
        return Rows(tuple(self._shown), tuple(self._spots), tuple(self._places))

    def _place(self) -> None:
        row = len(self._shown) - 1
        at_the_edge = self._cell == self._width
        self._spots.append((row + 1, 0) if at_the_edge else (row, self._cell))
        self._places.append(0 if at_the_edge else len(self._shown[-1]))

    def _next_row(self) -> None:
        self._shown.append("")
        self._cell = 0


def _drawable(letter: str) -> str:
    """Control characters have no place on a terminal."""
    return "?" if letter < " " or "\x7f" <= letter <= "\x9f" else letter
