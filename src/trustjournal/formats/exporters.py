"""The exporters by format."""

from __future__ import annotations

from collections.abc import Callable

from .csv_out import ToCsv
from .dayone_out import ToDayOne
from .exporter import Exporter
from .jrnl_out import ToJrnl
from .json_out import ToJson
from .markdown_out import ToMarkdown

EXPORTERS: dict[str, Callable[[], Exporter]] = {
    "markdown": ToMarkdown,
    "json": ToJson,
    "csv": ToCsv,
    "jrnl": ToJrnl,
    "dayone": ToDayOne,
}
"""By the name of the format in `trust export FORMAT`."""
