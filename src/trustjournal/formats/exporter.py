"""What an exporter is, and what it is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from ..domain.entry import Entry
from ..domain.record_schema import Record


class Journal(Protocol):
    """What is to be taken away, told as far as it was asked for: a piece at a time, once."""

    def entries(self) -> Iterator[Entry]:
        """Its entries, oldest first, without the trash."""

    def records(self, section: str) -> Iterator[Record]:
        """The records of a section of `domain.whole`, in the order they were stored."""

    def head(self) -> Mapping[str, Any]:
        """What was asked for, and the facts about the journal itself."""


class Exporter(Protocol):
    """One format: a journal in, bytes out."""

    @property
    def dest(self) -> str:
        """The name of the file where none is given."""

    @property
    def is_text(self) -> bool:
        """Whether it can go to standard output: its bytes are UTF-8."""

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """The file from its beginning to its end. The same journal gives the same bytes."""


def clock_time(entry: Entry) -> datetime:
    """When an entry was written, as a local time on its day, for programs that have only that.

    An entry of the small hours goes to the end of the day it is about; one about an earlier day
    keeps its time of day.
    """
    local = entry.local_time.replace(tzinfo=None)
    if local.date() == entry.day:
        return local
    if local.date() - entry.day == timedelta(days=1) and entry.written_on == entry.day:
        return datetime.combine(entry.day, time(23, 59, 59))
    return datetime.combine(entry.day, local.time())


def title_of(entry: Entry) -> str | None:
    """What stands above the text where there is no place for a question: the title, or that."""
    flat = " ".join((entry.title or entry.prompt_text or "").split())
    return flat or None
