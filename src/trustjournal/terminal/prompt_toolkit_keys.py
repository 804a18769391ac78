"""Keyboard input for prompt_toolkit, which doesn't know every encoding of keys in terminals.

Its release 3.0 takes unknown sequences for Escape and letters, which then end up in the text.
"""

from __future__ import annotations

from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyPress

from .key_parser import ALT_BACKSPACE, ALT_ENTER, Keyboard

_WITH_ALT = {ALT_ENTER: "\x1b\r", ALT_BACKSPACE: "\x1b\x7f"} | {
    f"\x1b[{ord(letter)};3u": f"\x1b{letter}" for letter in "bfd<>"
}
"""The keys that move or delete by words; other characters with Alt do nothing."""


class InlineInput(Vt100Input):
    """Input from a terminal whose keys are parsed by `Keyboard`."""

    _keyboard: Keyboard | None = None

    def read_keys(self) -> list[KeyPress]:
        """Read the keys that have arrived."""
        self._keyboard = self._keyboard or Keyboard()
        tokens = self._keyboard.feed(self.stdin_reader.read())
        return self._parsed("".join(map(_for_prompt_toolkit, tokens)))

    def flush_keys(self) -> list[KeyPress]:
        """Treat what has arrived as complete, because nothing more has come for a moment."""
        # An Escape alone does nothing; prompt_toolkit would take what is typed next for Alt.
        arrived = self._keyboard.pause() if self._keyboard else ()
        tokens = (token for token in arrived if token != "\x1b")
        return [*self._parsed("".join(map(_for_prompt_toolkit, tokens))), *super().flush_keys()]

    def _parsed(self, keys: str) -> list[KeyPress]:
        self.vt100_parser.feed(keys)
        pressed, self._buffer = self._buffer, []
        return pressed


def _for_prompt_toolkit(token: str) -> str:
    """Translate a token into the form that prompt_toolkit knows; empty for a key that does nothing.

    Escape before `[` and the like is dropped: with the next character it would form a sequence.
    """
    if token[:2] in ("\x1b[", "\x1bO", "\x1b]", "\x1bP", "\x1b_") and len(token) == 2:
        return token[1]
    if token.endswith("u") and token.startswith("\x1b["):
        return _WITH_ALT.get(token, "")
    return token
