"""JSON read an element at a time, so that a large file need not fit into memory.

The document is an object; of its arrays each element is handed on by itself, everything else
whole. Only the standard decoder reads values: this module finds where they begin.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

_PIECE = 64 * 1024
LONGEST = 64 * 1024 * 1024
"""Characters of one element; four of the largest entries."""
_WHITE = " \t\n\r"
_DECODER = json.JSONDecoder()


class NotJson(ValueError):
    """The text is no JSON object, or breaks off; `at` is about where, in characters."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True)
class Member:
    """A value under a name; where that holds an array, one element of it."""

    name: str
    value: Any
    number: int | None = None
    """Counts the elements of an array, from 1."""


class _Window:
    """The part of a text that is being looked at."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._passed = 0
        self._ended = False

    def _more(self, size: int = _PIECE) -> None:
        piece = self._file.read(size)
        self._ended = not piece
        self._passed += self._at
        self._text = self._text[self._at :] + piece
        self._at = 0

    def wrong(self) -> NotJson:
        """What to raise where the text cannot go on as it does."""
        return NotJson(self._passed + self._at)

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _WHITE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more()

    def take(self, one_of: str) -> str:
        """The next character, which must be one of these."""
        found = self.peek()
        if not found or found not in one_of:
            raise self.wrong()
        self._at += 1
        return found

    def end(self) -> None:
        """Nothing but white space may follow."""
        if self.peek():
            raise self.wrong()

    def value(self) -> Any:
        """The next value, read as far as it takes."""
        self.peek()
        size = _PIECE
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self.wrong() from None
            except ValueError:
                if self._ended or len(self._text) - self._at > LONGEST:
                    raise self.wrong() from None
            else:
                # A number may go on in what has not been read yet.
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            self._more(size)
            size *= 2


def members(file: TextIO) -> Iterator[Member]:
    """What an object holds, in its order. Raises `NotJson`."""
    window = _Window(file)
    window.take("{")
    if window.peek() == "}":
        window.take("}")
        window.end()
        return
    while True:
        name = window.value()
        if not isinstance(name, str):
            raise window.wrong()
        window.take(":")
        if window.peek() == "[":
            yield from _elements(window, name)
        else:
            yield Member(name, window.value())
        if window.take(",}") == "}":
            window.end()
            return


def _elements(window: _Window, name: str) -> Iterator[Member]:
    window.take("[")
    if window.peek() == "]":
        window.take("]")
        return
    number = 1
    while True:
        yield Member(name, window.value(), number)
        if window.take(",]") == "]":
            return
        number += 1
