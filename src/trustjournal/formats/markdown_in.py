"""Import folders and files of Markdown, whether ours or from another program, file by file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from ..errors import Flawed
from . import front_matter, markdown_out, markdown_pages_in, note_names, notes_in, page_index
from .date_formats import Order
from .front_matter import FrontMatter
from .incoming import (
    ImportContext,
    Item,
    Occurrences,
    Place,
    Skipped,
    encoding_notices,
    unread_files,
)
from .source import MARKDOWN, Source

_PLAIN = (".txt", ".text")
"""Plain text is read as Markdown too; in a folder, only if the file's name is a day."""
_OTHER = re.compile(
    r"\s*(?:\{\\rtf|<!doctype|<html|<\?xml|%PDF|\{\s*[\"}]|\[\s*[\"{])", re.IGNORECASE
)
"""The beginnings of files in other formats, whatever their names."""
_COPIES = re.compile(r"(?:^|/)logseq/(?:bak|version-files)/")
"""Where Logseq keeps earlier versions of its pages."""


class Markdown:
    """Importer for Markdown."""

    format = "markdown"

    def recognises(self, source: Source) -> bool:
        """Return whether any file is an export of ours, or says which day it is about."""
        if not source.is_folder:
            return _may_be_markdown(source) and _has_day(source)
        # Checking all names first is fast, even if the first with a day comes late among them.
        return any(note_names.has_day(_path(file)) for file in _notes(source)) or any(
            _has_day(file) for file in _notes(source)
        )

    def can_read(self, source: Source) -> bool:
        """Return whether there is any text."""
        return any("\0" not in file.text_head for file in _notes(source))

    def read(self, source: Source, context: ImportContext) -> Iterator[Item]:
        """Yield the entries of each file."""
        source.meter.total = sum(file.size for file in _notes(source))
        order = note_names.day_month_order(map(_path, _notes(source)))
        occurrences = Occurrences()
        indexes = _Indexes(source)
        for file in _notes(source):
            if _COPIES.search(file.name):
                yield Skipped(Place(file.label), "program_copy")
            elif "\0" in file.text_head:
                yield Skipped(Place(file.label), "not_text")
            elif source.is_folder and not file.has_known_encoding:
                yield Skipped(Place(file.label), "not_utf8")
            else:
                yield from encoding_notices(file)
                yield from _entries(file, context, occurrences, order, indexes)
        yield from unread_files(source, _is_note)


def read_note(
    file: Source, path: Path, context: ImportContext, file_time: tuple[date, datetime]
) -> tuple[FrontMatter, list[Item]] | None:
    """Read a text as one note, whatever is in it; return its front matter and its items.

    `path` is the name that may contain the day. `file_time` is the day and the moment of the file,
    for a note without a day. Returns None for a page of ours, which has entries of its own.
    """
    with _text(file, counted=False) as lines:
        front = front_matter.read(lines)
        if markdown_pages_in.is_ours(front):
            return None
        notes = notes_in.read(front, lines, file.label, path, context, None, file_time)
        return front, list(notes)


class _Indexes:
    """The indexes of the folders that pages are in; the one that was used last is remembered."""

    def __init__(self, source: Source) -> None:
        self._excluded = source.excluded
        self._folder: Path | None = None
        self._fields: markdown_pages_in.Index = {}

    def beside(self, file: Source) -> markdown_pages_in.Index:
        """Return what the index beside a page says of entries, by their ids."""
        folder = file.path.parent if file.path else None
        if folder != self._folder:
            pages = page_index.read(folder / page_index.NAME, self._excluded) if folder else None
            entries = (pages or {}).values()
            self._fields = {id_: fields for page in entries for id_, fields in page.items()}
            self._folder = folder
        return self._fields


def _entries(
    file: Source,
    context: ImportContext,
    occurrences: Occurrences,
    order: Order | None,
    indexes: _Indexes,
) -> Iterator[Item]:
    with _text(file) as lines:
        found = front_matter.read(lines)
        if not markdown_pages_in.is_ours(found):
            yield from notes_in.read(found, lines, file.label, _path(file), context, order)
            return
        if found.text("page") == markdown_out.CONTENTS:
            yield from markdown_pages_in.read_contents(found, lines, file.label)
            return
        stays = [] if found.readable else found.lines
        above, sections = markdown_pages_in.parted(chain(stays, lines))
        first = next(sections, None)
        if first is not None:
            sections = chain([first], sections)
            yield from markdown_pages_in.read(
                found, above, sections, file.label, context, occurrences, indexes.beside(file)
            )
        elif found.text("title") or any(line.strip() for line in above):
            # Someone took a page of ours, or only its front matter, for a note of their own.
            text = iter(above[len(stays) :])
            yield from notes_in.read(found, text, file.label, _path(file), context, order)


def _notes(source: Source) -> Iterator[Source]:
    return filter(_is_note, source.walk()) if source.is_folder else iter([source])


def _is_note(file: Source) -> bool:
    is_day = file.name.lower().endswith(_PLAIN) and note_names.has_day(_path(file))
    return is_day or file.is_markdown


def _path(file: Source) -> Path:
    """Return the full path of a file: the folders above it may be named after year and month."""
    return file.path.absolute() if file.path else Path(file.name)


def _may_be_markdown(file: Source) -> bool:
    """Return whether a file may be Markdown, by its ending and its first characters."""
    ending = Path(file.name).suffix.lower()
    is_text = ending in (*MARKDOWN, *_PLAIN, "") or ending[1:].isdigit()
    return is_text and _OTHER.match(file.text_head) is None


def _has_day(file: Source) -> bool:
    if "\0" in file.text_head:
        return False
    try:
        with _text(file, counted=False) as lines:
            front = front_matter.read(lines)
    except Flawed:
        return note_names.has_day(_path(file))
    return markdown_pages_in.is_ours(front) or notes_in.has_day(front, _path(file))


@contextmanager
def _text(file: Source, *, counted: bool = True) -> Iterator[Iterator[str]]:
    """Open the lines of a file. If the first ends in CR LF, all lines get LF endings."""
    with file.text(counted=counted, any_end=file.ends_at_cr) as text:
        first = next(text, "")
        lines = chain([first], text)
        yield _with_lf(lines) if first.endswith("\r\n") else lines


def _with_lf(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line.removesuffix("\r\n") + "\n" if line.endswith("\r\n") else line
