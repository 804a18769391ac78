"""What a terminal sends, as text: bytes that aren't UTF-8, and pastes with control characters."""

from __future__ import annotations

import codecs
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver

ESCAPE = "\x1b"
BEGIN, END = f"{ESCAPE}[200~", f"{ESCAPE}[201~"
"""What a terminal sends before and after what is pasted (bracketed paste, xterm)."""
SHOWN = "␛"
"""What an escape inside a paste becomes."""


class KeyDecoder:
    """Decodes what a terminal sends, with the interface of an incremental decoder.

    Textual decodes strictly and ends with an error at other bytes. It also takes an escape inside
    a paste for the end of it, and what follows for keys.
    """

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("as-latin-1").decode
        self._pasting = False
        self._held = ""
        """The end of the last piece, if it may be the beginning of the mark that ends a paste."""

    def decode(self, data: bytes, final: bool = False) -> str:
        """Return the next piece of text."""
        text, self._held = self._held + self._decode(data, final), ""
        decoded = []
        while text:
            mark = END if self._pasting else BEGIN
            before, found, text = text.partition(mark)
            if self._pasting:
                if not found and not final:
                    self._held = _possible_beginning(before, END)
                    before = before.removesuffix(self._held)
                before = before.replace(ESCAPE, SHOWN)
            decoded += [before, found]
            self._pasting = self._pasting != bool(found)
        return "".join(decoded)


def _possible_beginning(text: str, mark: str) -> str:
    """Return the end of a text that may be the beginning of a mark."""
    at = text.rfind(mark[0])
    return text[at:] if at >= 0 and mark.startswith(text[at:]) else ""


def take_any(driver: type[Driver]) -> None:
    """Have a driver of Textual decode what it reads with `KeyDecoder`.

    Other bytes than UTF-8 are taken for Latin-1: a terminal in another encoding sends them, and so
    does a paste that is no text.
    """
    module = vars(sys.modules[driver.__module__])
    if "getincrementaldecoder" in module:
        codecs.register_error("as-latin-1", _as_latin_1)
        module["getincrementaldecoder"] = lambda _: KeyDecoder


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end
