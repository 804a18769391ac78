"""Not written yet."""

from __future__ import annotations

from collections.abc import Iterator

from .incoming import Here, Item
from .source import Source


class Pages:
    """Not written yet."""

    format = "markdown"

    def recognises(self, source: Source) -> bool:
        """Not written yet."""
        return False

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """Not written yet."""
        yield from ()
