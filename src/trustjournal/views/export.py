"""What an export did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import phrases
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..services.export import Exported


def done(found: Exported) -> list[str]:
    """Entries, files, and whatever was left as it is, each on its line."""
    lines = [_headline(found)]
    if found.trashed:
        lines.append(f"{found.trashed} of them from the trash, each with the day it was deleted")
    if found.removed:
        lines.append(f"removed, because their entries are gone: {', '.join(found.removed)}")
    if found.kept:
        lines.append(
            f"changed by hand and left as they are (--force replaces them): {', '.join(found.kept)}"
        )
    if found.not_ours:
        lines.append(
            "left as they are, because they are links, pipes or the like and not pages of ours: "
            + ", ".join(found.not_ours)
        )
    if found.unquoted:
        silent = phrases.count(found.unquoted, "entry", "entries")
        lines.append(f"{silent} without the words, which are not to be quoted (trust people)")
    lines += [
        f"{phrases.count(count, one, many)} left out (--include-private takes them along)"
        for count, one, many in _left_out(found)
        if count
    ]
    return lines


def _headline(found: Exported) -> str:
    entries = phrases.count(found.entries, "entry", "entries")
    if found.dest == "-":
        return entries
    if not found.is_folder:
        return f"{entries} in {safe_line(found.dest)}"
    files = phrases.count(found.written, "file")
    return f"{entries} in {safe_line(found.dest)}: {files} written, {found.unchanged} unchanged"


def _left_out(found: Exported) -> tuple[tuple[int, str, str], ...]:
    return (
        (found.private, "private entry", "private entries"),
        (found.private_parts, "private passage", "private passages"),
        (found.private_promises, "private promise", "private promises"),
        (found.wordings, "earlier wording", "earlier wordings"),
    )
