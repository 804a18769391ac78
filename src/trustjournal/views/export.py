"""The result of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType

from . import phrases, widgets
from .sanitize import safe_line
from .ways import way

if TYPE_CHECKING:
    from ..services.export import Exported


FORMATS = {
    "markdown": "a folder of pages, one for each day",
    "html": "a book to read in a browser or to print",
    "epub": "the same book for an e-reader",
    "json": "everything in one file, for another computer or program",
    "csv": "a table for a spreadsheet",
    "jrnl": "a text file for jrnl",
    "dayone": "a zip file for the Day One app",
    "ics": "calendar entries for an app on a phone",
}
"""Each format of `trust export`, and what it makes."""
BOOKS = ("html", "epub")
"""The formats that have no entries without their words."""


def list_of_formats() -> list[RenderableType]:
    """Return each format with the command that exports it, and what it makes."""
    return [widgets.hints([(f"trust export {name}", text) for name, text in FORMATS.items()])]


def summary(result: Exported) -> list[str]:
    """Return a line each for entries, removed pages, files left alone and omissions."""
    lines = [_headline(result)]
    if result.format == "html" and result.dest != "-":
        lines.append(
            "To print it or save it as a PDF, open it in a browser and print with headers and "
            "footers off."
        )
    if result.trashed:
        lines.append(
            phrases.plural(
                result.trashed,
                "including {number} from the trash, with the day it was deleted",
                "including {number} from the trash, each with the day it was deleted",
            )
        )
    if result.removed:
        lines.append(
            "pages removed because their entries are gone or on other pages: "
            + ", ".join(result.removed)
        )
    if result.kept:
        lines.append(
            "pages you changed, which stay as they are even if their entries have changed (--force "
            "replaces them): " + ", ".join(result.kept)
        )
    if result.newer:
        lines.append(
            "pages kept because they have words that aren't in your journal (add them with `trust "
            "import` or `trust edit`, or replace the pages with --force): "
            + ", ".join(result.newer)
        )
    if result.not_ours:
        lines.append(
            "left alone, because they are links, pipes or the like and not exported pages: "
            + ", ".join(result.not_ours)
        )
    see = way(" (see `trust people`)", "")
    if result.unquoted and result.format in BOOKS:
        lines.append(
            phrases.plural(
                result.unquoted,
                "{number} entry left out: it's about someone you don't quote{see}",
                "{number} entries left out: they're about someone you don't quote{see}",
                see=see,
            )
        )
    elif result.unquoted:
        unquoted = phrases.count(result.unquoted, "entry", "entries")
        lines.append(f"{unquoted} about someone you don't quote: only the words are left out{see}")
    if result.unquoted_promises:
        lines.append(
            phrases.plural(
                result.unquoted_promises,
                "{number} promise left out: it's to someone you don't quote{see}",
                "{number} promises left out: they're to someone you don't quote{see}",
                see=see,
            )
        )
    lines += [
        f"left out: {phrases.count(count, one, many)}{_how_to_include(count)}"
        for count, one, many in _left_out(result)
        if count
    ]
    return lines


def _how_to_include(count: int) -> str:
    one, many = " (--include-private includes it)", " (--include-private includes them)"
    return way(one if count == 1 else many, "")


def _headline(result: Exported) -> str:
    entries = phrases.count(result.entries, "entry", "entries")
    if result.dest == "-":
        return entries
    if not result.is_folder:
        return f"{entries} in {safe_line(result.dest)}"
    pages = phrases.count(result.written + result.unchanged, "page")
    on_pages = f"{entries} in {safe_line(result.dest)}, on {pages}"
    if not result.unchanged:
        return on_pages
    if not result.written and (result.kept or result.newer):
        return f"{on_pages}: no page was written"
    if not result.written:
        return f"{on_pages}: nothing has changed since the last export"
    return f"{on_pages}: {result.written:,} new or changed"


def _left_out(result: Exported) -> tuple[tuple[int, str, str], ...]:
    return (
        (result.private, "private entry", "private entries"),
        (result.private_parts, "private passage", "private passages"),
        (result.private_promises, "private promise", "private promises"),
        (result.promises_to_someone, "promise made to someone", "promises made to someone"),
        (result.wordings, "earlier version", "earlier versions"),
    )
