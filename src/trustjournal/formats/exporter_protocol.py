"""The protocol of an exporter, and of the journal it exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from ..domain.book import BookLine
from ..domain.entry import Entry
from ..records.section import Omitted, Record


class Journal(Protocol):
    """The journal as far as it is to be exported. Each iterator can be used once."""

    def entries(self) -> Iterator[Entry]:
        """Yield the entries, oldest first, without the trash. Can be called again."""

    def records(self, section: str) -> Iterator[Record]:
        """Yield the records of a section (`records.section`), in the order of storing."""

    def head(self) -> Mapping[str, Any]:
        """Return the options of the export, and the facts about the journal itself."""

    def lists(self) -> Mapping[str, Sequence[BookLine]]:
        """Return the lists of a book that aren't made from its entries, by the part they are."""

    def omitted(self) -> Omitted:
        """Return the counts of what has been left out so far."""


class Exporter(Protocol):
    """A writer for one format: a journal in, bytes out."""

    @property
    def dest(self) -> str:
        """The default name of the file."""

    @property
    def is_text(self) -> bool:
        """Whether the bytes are UTF-8, so that they can go to standard output."""

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield the file from beginning to end. The same journal gives the same bytes."""


def clock_time(entry: Entry) -> datetime:
    """Return a local time on the entry's day, for programs that know no other day.

    An entry written after midnight about the day before moves to the end of that day. An entry
    about any other day keeps its time of day.
    """
    local = entry.local_time.replace(tzinfo=None)
    if local.date() == entry.day:
        return local
    if local.date() - entry.day == timedelta(days=1) and entry.written_on == entry.day:
        return datetime.combine(entry.day, time(23, 59, 59))
    return datetime.combine(entry.day, local.time())


def title_of(entry: Entry) -> str | None:
    """Return the title, or else the question, for formats that have no place for a question."""
    flat = " ".join((entry.title or entry.prompt_text or "").split())
    return flat or None
