"""What an export did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import words
from .safe import safe_line

if TYPE_CHECKING:
    from ..flows.export import Exported


def done(found: Exported) -> list[str]:
    """Entries, files, and whatever was left as it is, each on its line."""
    files = words.count(found.written, "file")
    lines = [
        f"{words.count(found.entries, 'entry', 'entries')} in {safe_line(found.dest)}:"
        f" {files} written, {found.unchanged} unchanged"
    ]
    if found.removed:
        lines.append(f"removed, because their entries are gone: {', '.join(found.removed)}")
    if found.kept:
        lines.append(
            f"changed by hand and left as they are (--force replaces them): {', '.join(found.kept)}"
        )
    if found.unquoted:
        silent = words.count(found.unquoted, "entry", "entries")
        lines.append(f"{silent} without the words, which are not to be quoted (trust people)")
    if found.private:
        kept_back = words.count(found.private, "private entry", "private entries")
        lines.append(f"{kept_back} left out (--include-private takes them along)")
    if found.private_parts:
        passages = words.count(found.private_parts, "private passage")
        lines.append(f"{passages} left out (--include-private takes them along)")
    return lines
