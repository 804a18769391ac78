"""Exporting the entry, or several, to a Markdown file, as `trust export markdown --single` does."""

from __future__ import annotations

import os
from collections.abc import Sequence

from .. import formats, services, views
from ..app import App
from ..domain.entry import Entry
from ..errors import UsageError
from ..sentences import FILE_EXISTS


def name_for(entries: Sequence[Entry]) -> str:
    """Return the name that is offered for the file: the first and the last day."""
    days = sorted({entry.day.isoformat() for entry in entries})
    return f"~/trust-{'-to-'.join(dict.fromkeys((days[0], days[-1])))}.md"


def check(dest: str) -> None:
    """Raise `UsageError` if the file is there already: it is never replaced."""
    path = services.destination.named(dest.strip())
    if dest.strip() and os.path.lexists(path):
        raise UsageError(FILE_EXISTS, path=path)


def to_file(app: App, entries: Sequence[Entry], dest: str, *, private: bool) -> str:
    """Export entries to a new file; say what was written and what was left out.

    Raises `TrustError`.
    """
    options = services.export.ExportOptions(
        "markdown",
        start=min(entry.day for entry in entries),
        end=max(entry.day for entry in entries),
        include_private=private,
        only=frozenset(entry.id for entry in entries),
    )
    exporter = formats.exporters.EXPORTERS["markdown"]()
    path = services.destination.named(dest.strip())
    exported = services.export.to_file(app, options, exporter, path)
    return "; ".join(views.export.summary(exported))
