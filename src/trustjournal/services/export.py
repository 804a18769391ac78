"""Export the journal to one file or standard output in any format, or to a Markdown folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

from .. import registry
from ..app import App
from ..domain.book import Book, BookLine, Selection
from ..domain.entry import Entry, private_spans, redacted
from ..domain.people import mentions_any
from ..domain.private_marks import has_visible_words
from ..domain.text import label_key
from ..errors import InputOutput, UsageError
from ..formats import markdown_out
from ..formats.book import period_in_words
from ..formats.exporter_protocol import Exporter
from ..paths import write_atomic
from ..records.redaction import redact_record
from ..records.section import Omitted, Record
from ..records.sections import SECTIONS
from ..sentences import EXPORT_UNWRITABLE, FILE_EXISTS, NOT_A_FILE
from ..storage.iso_text import SYNC_MACHINE_KEY
from ..storage.sync_files import SyncReader
from ..storage.whole_journal import WholeReader
from . import destination
from .people import unquoted


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The options of an export."""

    format: str
    start: date | None = None
    end: date | None = None
    include_private: bool = False
    force: bool = False
    person: str | None = None
    """The only person whose entries to export."""
    only: frozenset[str] | None = None
    """The ids of the only entries to export; None for all of these days."""
    book: Book | None = None
    """What kind of book to make, if it is one."""

    @property
    def whole(self) -> bool:
        """Return whether the whole journal is exported, so that pages without entries can go."""
        return self.start is None and self.end is None


@dataclass(slots=True)
class Exported(Omitted):
    """The result of an export."""

    dest: str = "-"
    format: str = "markdown"
    entries: int = 0
    is_folder: bool = False
    trashed: int = 0
    """How many of them are in the trash."""
    written: int = 0
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Files that were changed by hand and therefore not replaced."""
    newer: list[str] = field(default_factory=list)
    """Pages with words that the journal doesn't have; not replaced."""
    not_ours: list[str] = field(default_factory=list)
    """Links, pipes and the like found in place of a page or a folder; not replaced."""


class RedactedJournal:
    """The journal as an export may show it; counts what is left out."""

    def __init__(self, app: App, options: ExportOptions, result: Exported) -> None:
        self._app = app
        self._options = options
        self._result = result
        self._reader = WholeReader.beside(app.reader)
        self._span = (options.start or date.min, options.end or date.max)
        self._unquoted_people = unquoted(app)
        self._person = label_key(options.person) if options.person else None
        self._counted = False

    def head(self) -> dict[str, Any]:
        """Return the options of the export and the metadata of the journal."""
        options = self._options
        return {
            "private": options.include_private,
            "from": options.start.isoformat() if options.start else None,
            "to": options.end.isoformat() if options.end else None,
            "meta": self._reader.meta(),
        }

    @property
    def journal(self) -> str:
        """Return an id of this journal, which its copies share."""
        return self.journals[0]

    @property
    def journals(self) -> list[str]:
        """Return the current id of this journal, and those it had before it joined a sync."""
        return [
            blake2b(salt.encode(), digest_size=8, person=b"pages").hexdigest()
            for salt in self._reader.salts()
        ]

    def restored_at(self) -> str:
        """Return when a copy was last made the journal again; empty if that never happened."""
        return self._reader.restored_at()

    @property
    def is_synced(self) -> bool:
        """Return whether the journal is or was synced, so that it knows what was deleted."""
        return SyncReader.beside(self._reader).fact(SYNC_MACHINE_KEY) is not None

    def has_lost_any(self, entry_ids: Iterable[str]) -> bool:
        """Return whether any of these entries is missing and was never permanently deleted."""
        return self._reader.has_lost_any(entry_ids)

    def records(self, section: str) -> Iterator[Record]:
        """Yield the records of a section."""
        for record in self._reader.records(section, *self._span):
            tells = (
                record
                if self._options.include_private
                else redact_record(SECTIONS[section], record, self._result)
            )
            if tells is None:
                continue
            if section == "entries":
                self._result.entries += 1
                self._result.trashed += tells["deleted_at"] is not None
            yield tells

    def entries(self) -> Iterator[Entry]:
        """Yield the entries. Words about people who are not to be quoted are always left out.

        What is left out is counted the first time. A book has no entries without words.
        """
        options = self._options
        result = Exported() if self._counted else self._result
        self._counted = True
        left_out_kinds = options.book.left_out_kinds if options.book else ()
        for entry in self._reader.entries(*self._span):
            if options.only is not None and entry.id not in options.only:
                continue
            if entry.private and not options.include_private:
                result.private += 1
                continue
            if entry.kind in left_out_kinds or not self._is_about(entry):
                continue
            tells = entry if options.include_private else redacted(entry)
            if mentions_any(entry, self._unquoted_people):
                result.unquoted += 1
                if options.book:
                    continue
                tells = replace(
                    tells, body=markdown_out.LEFT_OUT, title=None, answers=(), source_id=None
                )
            elif not options.include_private:
                result.private_parts += private_spans(entry)
            result.entries += 1
            yield tells

    def _is_about(self, entry: Entry) -> bool:
        return self._person is None or self._person in map(label_key, entry.people)

    def lists(self) -> Mapping[str, Sequence[BookLine]]:
        """Return the lists of a book that aren't made from its entries."""
        selection = Selection(
            *self._span, self._options.person, self._options.include_private, self._unquoted_people
        )
        lists: dict[str, Sequence[BookLine]] = {"if-thens": self._if_thens()}
        for feature in registry.all_features():
            lists |= feature.book_lists(self._app, selection, self._result)
        return lists

    def _if_thens(self) -> list[BookLine]:
        """Return the if-thens made in these days as their reviews have them, if they may be told.

        Private ones are never among them; a book with private words has them in its reviews.
        """
        if self._person:
            return []  # an if-then names no one, and may be about anybody
        made = self._reader.records("intentions", *self._span)
        found = (
            self._app.reader.intention(period, quoted=True)
            for period in sorted({record["period"] for record in made})
        )
        return [
            BookLine(intention.text, period_in_words(intention.period))
            for intention in found
            if intention and has_visible_words(intention.text)
        ]

    def omitted(self) -> Omitted:
        """Return the counts of what has been left out so far."""
        return self._result


@contextmanager
def telling(app: App, options: ExportOptions, result: Exported) -> Iterator[RedactedJournal]:
    """Yield a consistent snapshot of the journal.

    Raises `NoJournal` if there is none: an empty export would overwrite the last one, which may
    be the only copy left.
    """
    reader = WholeReader.beside(app.reader)
    with reader.one_moment():
        if not reader.meta():
            app.need_journal()
        yield RedactedJournal(app, options, result)


def to_stream(
    app: App, options: ExportOptions, exporter: Exporter, write: Callable[[str], object]
) -> Exported:
    """Export everything as text, piece by piece, through `write`."""
    result = Exported(format=options.format)
    with telling(app, options, result) as journal:
        for piece in exporter.pieces(journal):
            write(piece.decode())
    return result


def to_descriptor(
    app: App, options: ExportOptions, exporter: Exporter, dest: Path, file: BinaryIO
) -> Exported:
    """Export everything into an open pipe or device."""
    result = Exported(dest=str(dest), format=options.format)
    with writing(dest), telling(app, options, result) as journal:
        file.writelines(exporter.pieces(journal))
        file.flush()
    result.written = 1
    return result


def to_file(app: App, options: ExportOptions, exporter: Exporter, dest: Path) -> Exported:
    """Export everything to one file, completely or not at all. A link is never followed."""
    result = Exported(dest=str(dest), format=options.format)
    with writing(dest):
        destination.check(app, dest)
        if dest.is_dir():
            raise UsageError("{path} is a folder; give the name of a file", path=dest)
        if os.path.lexists(dest) and not (dest.is_file() or dest.is_symlink()):
            raise UsageError(NOT_A_FILE, path=dest)
        if os.path.lexists(dest) and not options.force:
            raise UsageError(FILE_EXISTS, path=dest)
        with telling(app, options, result) as journal:
            try:
                write_atomic(dest, exporter.pieces(journal), new=not options.force)
            except FileExistsError:
                raise UsageError(FILE_EXISTS, path=dest) from None
    result.written = 1
    return result


@contextmanager
def writing(dest: Path | str) -> Iterator[None]:
    """Turn an `OSError` into an `InputOutput` that names the destination.

    A reader that closes the pipe early is an error too: half an export is not a copy.
    """
    try:
        yield
    except BrokenPipeError:
        raise InputOutput(
            "the export is incomplete: the program reading {path} stopped before the end", path=dest
        ) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise InputOutput(EXPORT_UNWRITABLE, path=dest, why=why) from None
