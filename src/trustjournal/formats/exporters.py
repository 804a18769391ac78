"""The exporters by format."""

from __future__ import annotations

from collections.abc import Callable

from ..domain.book import Book
from .csv_out import ToCsv
from .dayone_out import ToDayOne
from .exporter import Exporter
from .html_out import ToHtml
from .jrnl_out import ToJrnl
from .json_out import ToJson
from .markdown_out import ToMarkdown

EXPORTERS: dict[str, Callable[[], Exporter]] = {
    "markdown": ToMarkdown,
    "json": ToJson,
    "csv": ToCsv,
    "jrnl": ToJrnl,
    "dayone": ToDayOne,
    "html": ToHtml,
}
"""By the name of the format in `trust export FORMAT`."""

BOOKS: dict[str, Callable[[Book], Exporter]] = {"html": ToHtml}
"""The exporters that make a book, which begin with what kind of book it is to be."""
