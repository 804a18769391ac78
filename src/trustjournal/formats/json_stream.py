"""JSON read an element at a time, so that a large file need not fit into memory.

The document is an object. Arrays in it are yielded one element at a time, other values whole.
The standard decoder reads the values; this module only finds where they begin.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

_PIECE = 64 * 1024
LONGEST = 64 * 1024 * 1024
"""Of one element, in characters: four times the largest entry."""
_WHITE = " \t\n\r"
_DECODER = json.JSONDecoder()


class NotJson(ValueError):
    """The text isn't a JSON object, or breaks off; `at` is roughly where, in characters."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True)
class Member:
    """A value of an object under its name; for an array, one element of it."""

    name: str
    value: Any
    number: int | None = None
    """The number of an element in its array, from 1."""


class _Window:
    """The part of a text that is in memory, with a position in it."""

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

    def syntax_error(self) -> NotJson:
        """Return the error to raise for a syntax error at the current position."""
        return NotJson(self._passed + self._at)

    def peek(self) -> str:
        """Return the next character that isn't white space, without moving; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _WHITE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more()

    def expect(self, one_of: str) -> str:
        """Read the next character, which must be one of these. Raises `NotJson`."""
        character = self.peek()
        if not character or character not in one_of:
            raise self.syntax_error()
        self._at += 1
        return character

    def expect_end(self) -> None:
        """Check that only white space follows. Raises `NotJson`."""
        if self.peek():
            raise self.syntax_error()

    def value(self) -> Any:
        """Read the next value, with as much of the file as it takes. Raises `NotJson`."""
        self.peek()
        size = _PIECE
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self.syntax_error() from None
            except ValueError:
                if self._ended or len(self._text) - self._at > LONGEST:
                    raise self.syntax_error() from None
            else:
                # A number may continue in the part that hasn't been read yet.
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            self._more(size)
            size *= 2


def members(file: TextIO) -> Iterator[Member]:
    """Yield the members of a JSON object in their order. Raises `NotJson`."""
    window = _Window(file)
    window.expect("{")
    if window.peek() == "}":
        window.expect("}")
        window.expect_end()
        return
    while True:
        name = window.value()
        if not isinstance(name, str):
            raise window.syntax_error()
        window.expect(":")
        if window.peek() == "[":
            yield from _elements(window, name)
        else:
            yield Member(name, window.value())
        if window.expect(",}") == "}":
            window.expect_end()
            return


def _elements(window: _Window, name: str) -> Iterator[Member]:
    window.expect("[")
    if window.peek() == "]":
        window.expect("]")
        return
    number = 1
    while True:
        yield Member(name, window.value(), number)
        if window.expect(",]") == "]":
            return
        number += 1
