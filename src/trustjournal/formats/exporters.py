"""The exporters by format."""

from __future__ import annotations

from collections.abc import Callable

from ..domain.book import Book
from .csv_out import ToCsv
from .dayone_out import ToDayOne
from .epub_out import ToEpub
from .exporter_protocol import Exporter
from .html_out import ToHtml
from .ics_out import ToIcs
from .jrnl_out import ToJrnl
from .json_out import ToJson
from .markdown_out import ToMarkdown

EXPORTERS: dict[str, Callable[[], Exporter]] = {
    "markdown": ToMarkdown,
    "html": ToHtml,
    "epub": ToEpub,
    "json": ToJson,
    "csv": ToCsv,
    "jrnl": ToJrnl,
    "dayone": ToDayOne,
    "ics": ToIcs,
}
"""By the name of the format in `trust export FORMAT`."""

BOOKS: dict[str, Callable[[Book], Exporter]] = {"html": ToHtml, "epub": ToEpub}
"""The exporters that make a book, which begin with what kind of book it is to be."""
