"""The result of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import phrases
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..services.export import Exported


def summary(result: Exported) -> list[str]:
    """Return a line each for entries, removed pages, files left alone and omissions."""
    lines = [_headline(result)]
    if result.format == "html" and result.dest != "-":
        lines.append(
            "to print it: open it in a browser, print or save as PDF, without headers and footers"
        )
    if result.trashed:
        lines.append(f"including {result.trashed} from the trash, each with the day it was deleted")
    if result.removed:
        lines.append(
            "pages removed because their entries are gone or on other pages: "
            + ", ".join(result.removed)
        )
    if result.kept:
        lines.append(
            "pages you changed, which were kept (--force replaces them): " + ", ".join(result.kept)
        )
    if result.not_ours:
        lines.append(
            "left alone, because they are links, pipes or the like and not exported pages: "
            + ", ".join(result.not_ours)
        )
    if result.unquoted:
        unquoted = phrases.count(result.unquoted, "entry", "entries")
        lines.append(
            f"{unquoted} without their words, because they aren't to be quoted (trust people)"
        )
    lines += [
        f"{phrases.count(count, one, many)} left out (--include-private includes them)"
        for count, one, many in _left_out(result)
        if count
    ]
    return lines


def _headline(result: Exported) -> str:
    entries = phrases.count(result.entries, "entry", "entries")
    if result.dest == "-":
        return entries
    if not result.is_folder:
        return f"{entries} in {safe_line(result.dest)}"
    files = phrases.count(result.written, "file")
    return f"{entries} in {safe_line(result.dest)}: {files} written, {result.unchanged} unchanged"


def _left_out(result: Exported) -> tuple[tuple[int, str, str], ...]:
    return (
        (result.private, "private entry", "private entries"),
        (result.private_parts, "private passage", "private passages"),
        (result.private_promises, "private promise", "private promises"),
        (result.wordings, "earlier version", "earlier versions"),
    )
