"""The error about a journal that is gone. It needs no Rich, because every command may show it."""

from __future__ import annotations

from pathlib import Path

from .sanitize import safe_line

_COPIES = (
    "there's no journal at {path}, but there are copies of one; `trust backup restore last` "
    "brings back the newest"
)
_NO_COPIES = (
    "there's no journal at {path}, but there was an encrypted one; if it was moved, move it back"
)


NEW_BEGUN = (
    "a new journal was begun; `trust backup list` lists the copies of the one you had, and `trust "
    "backup restore NAME` brings one back"
)


def lost(path: Path, *, has_copies: bool) -> str:
    """Return the sentence about a journal that is gone, with or without backups of it."""
    return (_COPIES if has_copies else _NO_COPIES).format(path=safe_line(str(path)))
