"""Folders and files of Markdown: ours and other people's, told apart file by file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from . import front, notes, pages
from .incoming import Here, Item, Occurrences, Place, Skipped
from .source import Source

_LOOKED_AT = 200
"""So many files of a folder are looked at to find one that tells a day."""


class Markdown:
    """Reads Markdown."""

    format = "markdown"

    def recognises(self, source: Source) -> bool:
        """By a file that we wrote, or that says which day it is about."""
        return any(_tells(file) for file in islice(source.ending(".md", ".markdown"), _LOOKED_AT))

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """The entries of each file."""
        files = source.ending(".md", ".markdown")
        source.meter.total = sum(file.size for file in files)
        occurrences = Occurrences()
        for file in files:
            if b"\0" in file.head:
                yield Skipped(Place(file.label), "not_text")
                continue
            with _text(file) as lines:
                found = front.taken(lines)
                if pages.is_ours(found):
                    yield from pages.read(found, lines, file.label, here, occurrences)
                else:
                    yield from notes.read(found, lines, file.label, here)


def _tells(file: Source) -> bool:
    if b"\0" in file.head:
        return False
    with _text(file, counted=False) as lines:
        found = front.taken(lines)
    return pages.is_ours(found) or notes.has_day(found, file.stem)


@contextmanager
def _text(file: Source, *, counted: bool = True) -> Iterator[Iterator[str]]:
    """The lines of a file. Where the first ends as Windows ends lines, all of them do."""
    with file.text(counted=counted) as lines:
        first = next(lines, "")
        yield _ended_alike(first, lines) if first.endswith("\r\n") else _again(first, lines)


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _ended_alike(first: str, lines: Iterator[str]) -> Iterator[str]:
    for line in _again(first, lines):
        yield line.removesuffix("\r\n") + "\n" if line.endswith("\r\n") else line
