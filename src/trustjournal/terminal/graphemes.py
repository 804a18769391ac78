"""Graphemes, the characters people see: a letter with its marks, a flag, a joined emoji family.

`wcwidth` is imported only for text that isn't ASCII, so that a key at a question doesn't wait.
"""

from __future__ import annotations


def before(text: str, position: int) -> int:
    """Return the position where the character before a position begins."""
    if position <= 0:
        return 0
    if text[max(0, position - 2) : position].isascii():
        return position - 1
    from wcwidth import grapheme_boundary_before  # 8 ms, which no ASCII text needs

    return grapheme_boundary_before(text, position)


def after(text: str, position: int) -> int:
    """Return the position where the character at a position ends."""
    if position >= len(text):
        return len(text)
    if text[position : position + 2].isascii():
        return position + 1
    from wcwidth import iter_graphemes

    return position + len(next(iter_graphemes(text, position)))


def start(text: str, position: int) -> int:
    """Return the beginning of the character a position is inside of, or else the position."""
    if not 0 < position < len(text) or text[position - 1 : position + 1].isascii():
        return position
    begins = before(text, position)
    return position if after(text, begins) <= position else begins


def cells(character: str) -> int:
    """Return the number of terminal cells that a character takes."""
    if character.isascii():
        return len(character)
    from wcwidth import wcswidth

    return max(0, wcswidth(character))
