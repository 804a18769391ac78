"""List entries, with the total and the private ones left out."""

from __future__ import annotations

from dataclasses import dataclass

from .. import storage
from ..app import App
from ..domain.entry import Entry
from ..domain.filter import Filter
from ..domain.tags import nearest
from ..domain.text import label
from ..storage.entry_reader import MANY
from ..storage.filter_sql import LABELS
from .people import everyone


@dataclass(frozen=True, slots=True)
class Unknown:
    """A tag that no entry has, or a person that no entry mentions."""

    field: str
    """`tags` or `people`."""
    name: str
    near: tuple[str, ...]
    """Similar names."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries that match a filter, newest first."""

    entries: tuple[Entry, ...]
    there: int | None
    """The number of matches; None if there are too many to count."""
    private: int
    """Private entries left out, because the filter asks what entries are about."""
    unknown: tuple[Unknown, ...] = ()

    @property
    def more(self) -> bool:
        """Return whether there are more entries than are listed."""
        return self.there is None or self.there > len(self.entries)


def tags_of(app: App) -> storage.tags_reader.TagsReader:
    """Return the reader of tags."""

    return storage.tags_reader.TagsReader.beside(app.reader)


def listed(app: App, filter_: Filter) -> Listing:
    """Return the entries that match a filter. Entries beyond its limit are only counted."""
    entries = app.reader.list(filter_)
    total = len(entries)
    if filter_.limit is not None and total == filter_.limit:
        total = app.reader.count(filter_)
    return Listing(
        tuple(entries),
        None if total > MANY and filter_.limit is not None else total,
        app.reader.private_passed_over(filter_),
        unknown_labels(app, filter_) if not entries else (),
    )


def unknown_labels(app: App, filter_: Filter) -> tuple[Unknown, ...]:
    """Return the tags and people of a filter that no entry has, not giving away private ones."""

    return tuple(
        Unknown(field, label(name), tuple(nearest(label(name), known_names(app, field))))
        for field, table in LABELS
        for name in getattr(filter_, field)
        if not app.reader.has_label(table, name)
    )


def counts_of(app: App, *fields: str) -> dict[str, int]:
    """Return how many entries have each tag, or mention each person; of both fields if empty."""
    counts: dict[str, int] = {}
    if not fields or "tags" in fields:
        counts |= {tag.name: tag.entries for tag in tags_of(app).everything()}
    if not fields or "people" in fields:
        counts |= {each.person.alias: each.mentions for each in everyone(app) if each.mentions}
    return counts


def known_names(app: App, field: str) -> list[str]:
    """Return the tags, or the people that entries mention."""
    if field == "tags":
        return [tag.name for tag in tags_of(app).everything()]

    return [mentioned.person.alias for mentioned in everyone(app) if mentioned.mentions]
