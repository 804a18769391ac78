"""The formats there are."""

from __future__ import annotations

from collections.abc import Callable

from .exporter import Exporter
from .markdown import ToMarkdown
from .to_csv import ToCsv
from .to_dayone import ToDayOne
from .to_jrnl import ToJrnl
from .to_json import ToJson

EXPORTERS: dict[str, Callable[[], Exporter]] = {
    "markdown": ToMarkdown,
    "json": ToJson,
    "csv": ToCsv,
    "jrnl": ToJrnl,
    "dayone": ToDayOne,
}
"""By the name people give them."""
