"""Characters as people see them: a letter with its marks, a flag, a family of joined emoji.

`wcwidth` is imported only where it is needed; a key at a question need not wait for it.
"""

from __future__ import annotations


def before(text: str, position: int) -> int:
    """Find where the character before a position begins."""
    if position <= 0:
        return 0
    if text[max(0, position - 2) : position].isascii():
        return position - 1
    from wcwidth import grapheme_boundary_before

    return grapheme_boundary_before(text, position)


def after(text: str, position: int) -> int:
    """Find where the character at a position ends."""
    if position >= len(text):
        return len(text)
    if text[position : position + 2].isascii():
        return position + 1
    from wcwidth import iter_graphemes

    return position + len(next(iter_graphemes(text, position)))


def start(text: str, position: int) -> int:
    """Find the beginning of the character that a position is in, or else the position itself."""
    if not 0 < position < len(text) or text[position - 1 : position + 1].isascii():
        return position
    begins = before(text, position)
    return position if after(text, begins) <= position else begins


def cells(character: str) -> int:
    """Count the cells of a terminal that a character takes."""
    if character.isascii():
        return len(character)
    from wcwidth import wcswidth

    return max(0, wcswidth(character))
