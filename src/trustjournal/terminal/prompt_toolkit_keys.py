"""Keys for prompt_toolkit, which does not know all the ways in which terminals send them.

Its release 3.0 takes sequences it does not know for Escape and letters, which end up in the text.
"""

from __future__ import annotations

from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyPress

from .key_parser import ALT_BACKSPACE, ALT_ENTER, Keyboard

_WITH_ALT = {ALT_ENTER: "\x1b\r", ALT_BACKSPACE: "\x1b\x7f"} | {
    f"\x1b[{ord(letter)};3u": f"\x1b{letter}" for letter in "bfd<>"
}
"""What moves or deletes by words; other characters with Alt do nothing."""


class InlineInput(Vt100Input):
    """The keys of a terminal, told by `Keyboard`."""

    _keyboard: Keyboard | None = None

    def read_keys(self) -> list[KeyPress]:
        """Read what has come."""
        self._keyboard = self._keyboard or Keyboard()
        tokens = self._keyboard.feed(self.stdin_reader.read())
        return self._parsed("".join(map(_known, tokens)))

    def flush_keys(self) -> list[KeyPress]:
        """Take what is there for complete; nothing has come for a moment."""
        tokens = self._keyboard.pause() if self._keyboard else ()
        return [*self._parsed("".join(map(_known, tokens))), *super().flush_keys()]

    def _parsed(self, keys: str) -> list[KeyPress]:
        self.vt100_parser.feed(keys)
        pressed, self._buffer = self._buffer, []
        return pressed


def _known(token: str) -> str:
    """A token in the one form that prompt_toolkit knows; empty where the key does nothing."""
    if token[:2] in ("\x1b[", "\x1bO", "\x1b]", "\x1bP", "\x1b_") and len(token) == 2:
        return token[1]  # with the next character it would be a sequence
    if token.endswith("u") and token.startswith("\x1b["):
        return _WITH_ALT.get(token, "")
    return token
