"""Making text that isn't ours safe to show on a terminal."""

from __future__ import annotations

import re

UNSAFE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_BLANKS = re.compile(r"[^\S\xa0\u202f]+")
"""Blanks a line may be broken at; a no-break space, as before a French `?`, is none."""


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code < 0xA0:
        return "\ufffd"
    return f"⟨U+{code:04X}⟩"


def safe_text(text: str) -> str:
    """Return a text with control characters made visible, so that none can drive the terminal.

    Line breaks and tabs stay; escape becomes `␛`, C1 controls `�`, and characters that
    change the direction of writing are shown by their code points.
    """
    return UNSAFE.sub(_picture, text)


def safe_cells(text: str) -> str:
    """Return a text with each control character replaced by one mark, for a text that is edited."""
    return UNSAFE.sub("\ufffd", text)


def safe_line(text: str) -> str:
    """Return a text on one line, with control characters made visible as in `safe_text`."""
    return safe_text(_BLANKS.sub(" ", text).strip())
