"""A line of text broken between words, and where each of its characters then stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

TAB = 4
"""A tab goes on to the next column that is a multiple of this."""

_PIECES = re.compile(r"[ \t]+|[^ \t]+")


@dataclass(frozen=True, slots=True)
class Rows:
    """A line as it is drawn, in rows of the same number of cells."""

    shown: str
    """What is drawn; each row but the last is filled up with blanks."""
    places: tuple[int, ...]
    """For each character of the text, and for its end, where in `shown` it begins."""
    spots: tuple[tuple[int, int], ...]
    """The same as a row and a cell in it, both from 0."""

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


class _Setter:
    """Sets pieces of text one after another."""

    def __init__(self, width: int, cells: Callable[[str], int]) -> None:
        self._width = width
        self._cells = cells
        self._row = self._cell = 0
        self._shown: list[str] = []
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
            self._shown.append(letter)
            self._cell += size

    def blanks(self, blanks: str) -> None:
        """Blanks and tabs, which never begin a row."""
        for blank in blanks:
            self._place()
            wanted = TAB - self._cell % TAB if blank == "\t" else 1
            self._fill(min(wanted, self._width - self._cell))

    def end(self) -> Rows:
        """All that was set."""
        self._place()
        return Rows("".join(self._shown), tuple(self._places), tuple(self._spots))

    def _place(self) -> None:
        at_the_edge = self._cell == self._width
        self._places.append(len(self._shown))
        self._spots.append((self._row + 1, 0) if at_the_edge else (self._row, self._cell))

    def _fill(self, cells: int) -> None:
        self._shown += " " * cells
        self._cell += cells

    def _next_row(self) -> None:
        self._fill(self._width - self._cell)
        self._row, self._cell = self._row + 1, 0


def _drawable(letter: str) -> str:
    """Control characters have no place on a terminal."""
    return "?" if letter < " " or "\x7f" <= letter <= "\x9f" else letter
