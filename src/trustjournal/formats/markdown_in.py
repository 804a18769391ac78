"""Folders and files of Markdown: ours and other people's, told apart file by file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import Flawed
from . import front_matter, markdown_pages_in, note_names, notes_in
from .date_formats import Order
from .incoming import Here, Item, Occurrences, Place, Skipped, left_over, remarks
from .source import MARKDOWN, Source

_PLAIN = (".txt", ".text")
"""A text is Markdown too; in a folder only where its name is a day."""
_OTHER = re.compile(
    r"\s*(?:\{\\rtf|<!doctype|<html|<\?xml|%PDF|\{\s*[\"}]|\[\s*[\"{])", re.IGNORECASE
)
"""How files of other kinds begin, whatever their names are."""
_COPIES = re.compile(r"(?:^|/)logseq/(?:bak|version-files)/")
"""Where Logseq keeps earlier versions of its pages."""


class Markdown:
    """Reads Markdown."""

    format = "markdown"

    def recognises(self, source: Source) -> bool:
        """By a file that we wrote, or that says which day it is about."""
        if not source.is_folder:
            return _may_be_markdown(source) and _tells(source)
        # Names are quickly looked through, even where the first day comes late among them.
        return any(note_names.has_day(_path(file)) for file in _notes(source)) or any(
            _tells(file) for file in _notes(source)
        )

    def obeys(self, source: Source) -> bool:
        """Whether there is any text."""
        return any("\0" not in file.text_head for file in _notes(source))

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """The entries of each file."""
        source.meter.total = sum(file.size for file in _notes(source))
        order = note_names.order_in(map(_path, _notes(source)))
        occurrences = Occurrences()
        for file in _notes(source):
            if _COPIES.search(file.name):
                yield Skipped(Place(file.label), "program_copy")
            elif "\0" in file.text_head:
                yield Skipped(Place(file.label), "not_text")
            elif source.is_folder and not file.has_known_encoding:
                yield Skipped(Place(file.label), "not_utf8")
            else:
                yield from remarks(file)
                yield from _entries(file, here, occurrences, order)
        yield from left_over(source, _is_note)


def _entries(
    file: Source, here: Here, occurrences: Occurrences, order: Order | None
) -> Iterator[Item]:
    with _text(file) as lines:
        found = front_matter.taken(lines)
        if markdown_pages_in.is_ours(found):
            yield from markdown_pages_in.read(found, lines, file.label, here, occurrences)
        else:
            yield from notes_in.read(found, lines, file.label, _path(file), here, order)


def _notes(source: Source) -> Iterator[Source]:
    return filter(_is_note, source.walk()) if source.is_folder else iter([source])


def _is_note(file: Source) -> bool:
    is_day = file.name.lower().endswith(_PLAIN) and note_names.has_day(_path(file))
    return is_day or file.is_markdown


def _path(file: Source) -> Path:
    """Where a file is, with the folders above it, whose names may be a year and a month."""
    return file.path.absolute() if file.path else Path(file.name)


def _may_be_markdown(file: Source) -> bool:
    """Whether a file could be Markdown by its ending and its first characters."""
    ending = Path(file.name).suffix.lower()
    is_text = ending in (*MARKDOWN, *_PLAIN, "") or ending[1:].isdigit()
    return is_text and _OTHER.match(file.text_head) is None


def _tells(file: Source) -> bool:
    if "\0" in file.text_head:
        return False
    try:
        with _text(file, counted=False) as lines:
            found = front_matter.taken(lines)
    except Flawed:
        return note_names.has_day(_path(file))
    return markdown_pages_in.is_ours(found) or notes_in.has_day(found, _path(file))


@contextmanager
def _text(file: Source, *, counted: bool = True) -> Iterator[Iterator[str]]:
    """The lines of a file. Where the first ends as Windows ends lines, all of them do."""
    with file.text(counted=counted, any_end=file.ends_at_cr) as lines:
        first = next(lines, "")
        yield _ended_alike(first, lines) if first.endswith("\r\n") else _again(first, lines)


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _ended_alike(first: str, lines: Iterator[str]) -> Iterator[str]:
    for line in _again(first, lines):
        yield line.removesuffix("\r\n") + "\n" if line.endswith("\r\n") else line
