"""Import entries from another program or from this one: recognise, compare, back up, store.

An import only ever adds. Entries already in the journal stay as they are, even if the source
differs; that is reported. People who are not to be quoted in the source are not quoted here either.
Everything is stored in one transaction, after the journal was backed up, or nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..app import App
from ..domain import ids
from ..domain.entry import later
from ..domain.private_marks import PLACEHOLDER, redact
from ..domain.text import label_key
from ..errors import InputOutput, NotFound, UsageError
from ..formats.importers import FORMATS, importer_for
from ..formats.incoming import (
    Dropped,
    ImportContext,
    Incoming,
    IncomingRecord,
    Item,
    Notice,
    Place,
    Reason,
    Remark,
    Skipped,
    clean_entry,
    find_zone,
    fingerprint,
    why_not_storable,
)
from ..formats.jrnl_out import NO_TAG
from ..formats.name_numbers import NameNumbers, digest
from ..formats.source import Meter, Source
from ..paths import resolve_path
from ..sentences import NO_ORDINARY_FILE, NO_SUCH_FORMAT
from ..storage.import_lookup import ImportsReader, StoredEntry, StoredWords
from ..storage.people import PeopleReader
from ..storage.questions import QuestionReader
from ..storage.sync_files import SyncReader
from ..storage.whole_journal import WholeReader
from ..time_zones import SystemZone
from . import automatic_backups, destination, people
from .compare_words import has_words
from .import_records import RecordImporter

if TYPE_CHECKING:
    from ..domain.entry import Entry
    from ..storage.writer import Transaction

CHUNK = 500
"""How many entries are looked up and stored at a time; memory holds one such batch."""
ANY_MINUTE = "*"
MOST_NOTES = 1000
"""How many places a result names for each reason; all are counted."""
MOST_PROPERTIES = 50
MOST_BYTES = 200 * 1024 * 1024
"""The most bytes read from standard input or another pipe."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of an import."""

    format: str | None = None
    """One of `FORMATS`, if the person names one."""
    dry_run: bool = False
    date_format: str | None = None


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Something that was not imported, or not unchanged: its place in the source, and why."""

    place: Place
    reason: Reason | Remark | Literal["differs", "trash_differs"]


@dataclass(slots=True)
class Imported:
    """What an import did, or would do."""

    source: str
    format: str
    dry_run: bool
    added: int = 0
    first_day: date | None = None
    last_day: date | None = None
    already: int = 0
    """Entries that are already in the journal."""
    in_trash: int = 0
    """Entries that are in our trash; they stay there."""
    differs: int = 0
    """Entries that differ from those in the journal or in its trash; ours stay."""
    skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    """How many were skipped, differ, or were imported with a remark, by reason."""
    notes: list[ImportNote] = field(default_factory=list)
    """The places of those, the first `MOST_NOTES` for each reason."""
    left_out: dict[str, int] = field(default_factory=dict)
    properties: dict[str, int] = field(default_factory=dict)
    """How often each property was left out; `other` counts those beyond `MOST_PROPERTIES`."""
    mended: int = 0
    """Entries in which invalid bytes were replaced by U+FFFD."""
    parts: dict[str, int] = field(default_factory=dict)
    """How many other records were imported, by kind."""
    backup: str | None = None
    """The file name of the copy made before anything was stored."""


Watch = Callable[[Meter, int], None]
"""Called from time to time with the reading progress and the number of entries read."""


def take(
    app: App, name: str, options: ImportOptions, watch: Watch = lambda meter, count: None
) -> Imported:
    """Import a file or folder by name; `-` is standard input. Raises `TrustError`."""
    if options.format is not None and options.format not in FORMATS:
        raise UsageError(NO_SUCH_FORMAT, value=options.format, known=", ".join(FORMATS))
    source = _source(app, name)
    reader = importer_for(source, options.format)
    result = Imported(source.name, reader.format, options.dry_run)
    with ExitStack() as stack:
        run = _Run(app, result, stack)
        context = context_of(app, options.date_format)
        for item in reader.read(source, context):
            run.take(item)
            if run.read % CHUNK == 0:
                watch(source.meter, run.read)
        run.finish()
        watch(source.meter, run.read)
    return result


_STREAMS = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""Paths of descriptors a shell opens for us. Any other pipe may never get a writer."""


def _source(app: App, name: str) -> Source:
    if name == "-":
        raw = app.stdin.buffer.read(MOST_BYTES + 1)
        return _piped("-", raw)
    if not name.strip():
        raise UsageError(
            "give a file or folder to import, or - for standard input"
        )  # as a path it would be the current folder
    resolve_path(name)  # raises for an invalid path
    path = Path(name).expanduser()
    # Opening and closing the journal as a source would release the lock held for storing.
    journals = destination.journals(app)
    if destination.identity(path) in journals:
        raise UsageError("{path} is the journal itself, so there's nothing to import", path=path)
    source = Source(name, path, excluded=journals)
    if path.is_file() or path.is_dir():
        return source
    if not path.exists():
        raise NotFound(
            "there's nothing at {path}; give a file, a folder, or - for standard input", path=path
        )
    if not str(path).startswith(_STREAMS):
        raise InputOutput(NO_ORDINARY_FILE, path=path)
    with source.open() as file:  # a pipe, such as the /dev/fd/63 of `trust import <(...)`
        return _piped(name, file.read(MOST_BYTES + 1))


def _piped(name: str, raw: bytes) -> Source:
    if len(raw) > MOST_BYTES:
        raise UsageError(
            "standard input can't be larger than {most}; give a file instead",
            most=f"{MOST_BYTES >> 20} MB",
        )
    return Source(name, raw=raw)


def context_of(app: App, date_format: str | None = None) -> ImportContext:
    """Return what an importer needs to know of this computer: its time zone."""
    zone = find_zone(app.time_zone) if app.time_zone else None
    if zone is not None:
        return ImportContext(zone, app.time_zone, date_format)
    fixed = app.now.moment.tzinfo
    assert fixed is not None  # the clock knows its offset
    if app.environ.get("TZ") or not app.environ.get("TRUST_NOW"):
        return ImportContext(SystemZone(), None, date_format)
    return ImportContext(fixed, None, date_format)


class _Run:
    """An import in progress: takes items one by one and stores entries in batches."""

    def __init__(self, app: App, result: Imported, stack: ExitStack) -> None:
        self._app = app
        self._result = result
        self._stack = stack
        self._store: Transaction | None = None
        self._unquoted: dict[str, people.Labels] = {}
        self._reads = ImportsReader.beside(app.reader)
        self._sync = SyncReader.beside(app.reader)
        self._before = self._reads.newest()
        self._keeper = RecordImporter(self._reads, app.now.moment)
        self._last_day = max(app.now.calendar_day, app.now.today)
        self._waiting: list[Incoming] = []
        self._seen = NameNumbers()
        """In a dry run, the names seen so far, each with the numbers for its content."""
        self._moment: datetime | None = None
        self._tied = 0
        """How many entries in a row have the moment of the last one."""
        self.read = 0
        """How many entries have been read."""

    def take(self, item: Item) -> None:
        """Process the next item."""
        if isinstance(item, Incoming):
            self.read += 1
            self._entry(item)
        elif isinstance(item, Skipped):
            self._skip(item.place, item.reason)
        elif isinstance(item, Notice):
            self._note(ImportNote(item.place, item.remark))
        elif isinstance(item, Dropped):
            counts = self._result.left_out
            counts[item.kind] = counts.get(item.kind, 0) + item.count
            if item.name:
                self._property(item)
        else:
            if self._waiting:
                self._flush()
            self._part(item)

    def finish(self) -> None:
        """Store the remaining entries and records."""
        self._flush()
        self._keeper.finish()
        if self._store is not None:
            people.carry_over_unquoted(self._app, self._store, self._unquoted)

    def _property(self, item: Dropped) -> None:
        counts = self._result.properties
        # A key may hold a private sentence by mistake, so only word-like names are reported.
        is_word = item.name.replace("-", "").replace("_", "").isalnum() and len(item.name) <= 30
        has_room = item.name in counts or len(counts) < MOST_PROPERTIES
        name = item.name if is_word and has_room else "other"
        counts[name] = counts.get(name, 0) + item.count

    # --- entries ---------------------------------------------------------------------

    def _entry(self, item: Incoming) -> None:
        entry, was_repaired = clean_entry(item.entry)
        reason = why_not_storable(entry, self._last_day)
        if reason is not None:
            self._skip(item.place, reason)
            return
        entry = self._after_the_last(entry)
        if entry.private and entry.kind == "review":
            self._keeper.saw_private(entry.id)
        self._waiting.append(replace(item, entry=entry, repaired=item.repaired or was_repaired))
        if len(self._waiting) >= CHUNK:
            self._flush()

    def _after_the_last(self, entry: Entry) -> Entry:
        """Let entries of one moment keep their order: each comes a microsecond after the last.

        Programs that store only the minute, or the day, have many of them. Our JSON stays exact.
        """
        if self._result.format == "json":
            return entry
        self._tied = self._tied + 1 if entry.created_at == self._moment else 0
        self._moment = entry.created_at
        return later(entry, timedelta(microseconds=self._tied)) if self._tied else entry

    def _flush(self) -> None:
        fresh = self._only_new(self._waiting)
        self._waiting = []
        if not fresh:
            return
        if not self._result.dry_run:
            if self._store is None:
                # Another program may have stored the same entries before we had the lock.
                self._begin()
                fresh = self._only_new(fresh)
            assert self._store is not None
            self._store.add_all(self._with_ids([item.entry for item in fresh]))
        for item in fresh:
            self._count(item)

    def _begin(self) -> None:
        """Take the write lock, then back up the journal before anything is added."""
        copy = automatic_backups.announce(self._app, "import") if self._app.has_journal else None
        self._store = self._stack.enter_context(self._app.writer.transaction())
        self._reads = self._store.reads(ImportsReader)
        self._sync = self._store.reads(SyncReader)
        self._before = self._reads.newest()
        self._unquoted = people.unquoted_labels(self._store.reads(PeopleReader))
        if copy is not None:
            self._result.backup = automatic_backups.before_import(self._app, copy).name

    def _with_ids(self, entries: list[Entry]) -> list[Entry]:
        """Give an id to each entry that has none yet, one that isn't taken."""
        salt = QuestionReader.beside(self._reads).salt() or b""
        used = {entry.id for entry in entries}
        for attempt in count():
            ids_by_place = {
                place: self._id_for(entry, salt, attempt)
                for place, entry in enumerate(entries)
                if not entry.id
            }
            used |= self._reads.by_id(ids_by_place.values()).keys()
            for place, entry_id in ids_by_place.items():
                if entry_id not in used:
                    entries[place] = replace(entries[place], id=entry_id)
                    used.add(entry_id)
            if all(entry.id for entry in entries):
                break
        return entries

    def _id_for(self, entry: Entry, salt: bytes, attempt: int) -> str:
        if entry.source is None or entry.source_id is None:
            return self._app.new_id()
        return ids.of_import(salt, entry.source, entry.source_id, attempt)

    def _count(self, item: Incoming) -> None:
        result, day = self._result, item.entry.day
        for name in _names(item) if result.dry_run and not item.has_unique_name else ():
            for key, number in zip(_keys(name), _numbers(item.entry), strict=True):
                self._seen.put(key, number)
        result.added += 1
        result.mended += item.repaired
        result.first_day = min(day, result.first_day or day)
        result.last_day = max(day, result.last_day or day)

    def _only_new(self, items: list[Incoming]) -> list[Incoming]:
        """Return the items that are not in the journal yet, and count the others."""
        by_id = self._reads.by_id(item.entry.id for item in items if item.entry.id)
        by_source = self._reads.by_source(
            name for item in items for name in _names(item) if isinstance(name, tuple)
        )
        fresh: list[Incoming] = []
        batch: dict[str | tuple[str, str], tuple[int, int]] = {}
        for item in items:
            names, entry_id = _names(item), item.entry.id
            matches = [by_id[entry_id]] if entry_id in by_id else self._came_again(item)
            if not matches:
                matches = [
                    m for name in names if isinstance(name, tuple) for m in by_source.get(name, ())
                ]
            before_import = [match for match in matches if match.n <= self._before]
            if entry_id:  # two entries of ours may have the same name in another program
                names, matches = [entry_id], [m for m in matches if m.id == entry_id]
            if before_import:
                self._count_existing(item, before_import)
                continue
            numbers = {number for name in names for number in batch.get(name, ())}
            numbers |= self._numbers_of(matches, item)
            if (
                self._result.dry_run and not item.has_unique_name
            ):  # else the journal has them by now
                numbers |= {self._seen.get(key, 0) for name in names for key in _keys(name)} - {0}
            if numbers:
                self._count_repeat(item, numbers)
            else:
                fresh.append(item)
                batch |= dict.fromkeys(names, _numbers(item.entry))
        return self._drop_same_words(fresh)

    def _came_again(self, item: Incoming) -> list[StoredEntry]:
        """Return the entry with the words of an item that was deleted and imported again, if any.

        In a synced journal it has another id since then.
        """
        entry = item.entry
        for name in self._sync.ids_after("entry", entry.id) if entry.id else ():
            same = self._reads.by_id([name])[name]
            if entry.hash == same.hash or self._reads.had_hash(name, entry.hash):
                self._keeper.is_now(entry.id, name)
                return [same]
        return []

    def _numbers_of(self, entries: list[StoredEntry], item: Incoming) -> set[int]:
        """Return the numbers of entries that this import has stored, to compare an item."""
        numbers = {_number(entry.hash) for entry in entries}
        if _lacks_words(item):
            reads = WholeReader.beside(self._reads)
            versions = [version for entry in entries for version in reads.versions(entry.id)]
            numbers |= {_redacted_number(each.title or "", each.body) for each in versions}
        return numbers

    def _count_repeat(self, item: Incoming, numbers: set[int]) -> None:
        """Count or skip an item whose name came earlier in the same source."""
        content, without_private_words = _numbers(item.entry)
        if content in numbers or (_lacks_words(item) and without_private_words in numbers):
            self._result.already += 1
        else:
            self._skip(item.place, "twice")

    def _count_existing(self, item: Incoming, existing: list[StoredEntry]) -> None:
        """Count an item whose name an entry of ours has, and name it if that one differs."""
        result = self._result
        same = [entry for entry in existing if self._has_words(entry, item)]
        if any(not entry.trashed for entry in same):
            result.already += 1
        elif same:
            result.in_trash += 1
        else:
            result.differs += 1
            in_trash = all(entry.trashed for entry in existing)
            self._note(ImportNote(item.place, "trash_differs" if in_trash else "differs"))

    def _has_words(self, stored: StoredEntry, item: Incoming) -> bool:
        """Return whether an entry has, or had before an edit, all that an item has."""
        if _lacks_words(item):
            versions = WholeReader.beside(self._reads).versions(stored.id)
            return has_words(versions, item.entry)
        content_hash = item.entry.hash
        return content_hash == stored.hash or self._reads.had_hash(stored.id, content_hash)

    def _drop_same_words(self, items: list[Incoming]) -> list[Incoming]:
        """Return the items whose text the journal doesn't have on that day under another name.

        This way entries exported from here, or imported in another format, don't come in twice.
        """
        days = {item.entry.day for item in items}
        if not days or not self._before:
            return items
        labels_by_mark: dict[_Mark, list[frozenset[str]]] = {}
        for entry in self._reads.on_days(days, self._before):
            for mark in _marks(entry):
                labels_by_mark.setdefault(mark, []).append(frozenset(map(_label_key, entry.labels)))
        fresh = []
        for item in items:
            if any(
                needed <= has
                for mark, needed in _marks_of(item)
                for has in labels_by_mark.get(mark, ())
            ):
                self._result.already += 1
            else:
                fresh.append(item)
        return fresh

    # --- the rest --------------------------------------------------------------------

    def _part(self, part: IncomingRecord) -> None:
        if self._store is None:
            outcome = self._keeper.look(self._reads, part)
            if outcome == "added" and not self._result.dry_run:
                self._begin()
        if self._store is not None:
            outcome = self._keeper.keep(self._reads, self._store, part)
        if outcome == "added":
            self._result.parts[part.kind] = self._result.parts.get(part.kind, 0) + 1
        elif outcome != "already":
            self._skip(part.place, outcome)

    def _skip(self, place: Place, reason: Reason) -> None:
        self._result.skipped += 1
        self._note(ImportNote(place, reason))

    def _note(self, note: ImportNote) -> None:
        reasons = self._result.reasons
        reasons[note.reason] = reasons.get(note.reason, 0) + 1
        if reasons[note.reason] <= MOST_NOTES:
            self._result.notes.append(note)


def _number(content_hash: str) -> int:
    """Return a number for the content of an entry; never 0."""
    return digest(content_hash) | 1


def _numbers(entry: Entry) -> tuple[int, int]:
    """Return two numbers for the content of an entry: all of it, and its visible words."""
    return _number(entry.hash), _redacted_number(entry.title or "", entry.body)


def _redacted_number(title: str, body: str) -> int:
    return _number(fingerprint(redact(title)[0], redact(body)[0]))


def _keys(name: str | tuple[str, str]) -> tuple[str, str]:
    """Return the keys under which a dry run keeps the two numbers of an entry."""
    return repr(name), repr((name, "redacted"))


def _lacks_words(item: Incoming) -> bool:
    """Return whether private words are missing from an item, so that its hash says nothing."""
    return PLACEHOLDER in item.entry.body or PLACEHOLDER in (item.entry.title or "")


def _names(item: Incoming) -> list[str | tuple[str, str]]:
    """Return what identifies an entry: its id, and its name in the source."""
    entry = item.entry
    names: list[str | tuple[str, str]] = [entry.id] if entry.id else []
    if entry.source is not None and entry.source_id is not None:
        names.append((entry.source, entry.source_id))
    return names


_Mark = tuple[date, str, str]
"""A day, a hash of the text, and the minute (or an empty string, which matches any minute)."""

_LABELS_LINE = re.compile(r"\n[@#]\S+(?: [@#]\S+)*\s*\Z")


def _marks(entry: StoredWords) -> Iterator[_Mark]:
    """Yield the marks one of our entries may have when it returns from another program.

    Its question may have become the title. An entry about another day than it was written on
    may have another time.
    """
    minute = f"{entry.local_time:%H:%M}" if entry.local_time.date() == entry.day else ANY_MINUTE
    for heading in {entry.title, entry.title or entry.question}:
        words = _words(f"{heading}\n{entry.body}")
        yield entry.day, words, minute
        yield entry.day, words, ""


def _marks_of(item: Incoming) -> Iterator[tuple[_Mark, frozenset[str]]]:
    """Yield the marks of an incoming entry, each with the labels a matching entry must have.

    Programs with tags only in the text get ours in a last line. Unless our entry has these
    labels, such a line is part of the text. The minute is ignored for an entry without a time.
    """
    entry = item.entry
    minutes = ("",) if item.timeless else (f"{entry.local_time:%H:%M}", ANY_MINUTE)
    text = f"{entry.title or ''}\n{entry.body}"
    line = _LABELS_LINE.search(text)
    below = line[0].split() if line else []
    wordings = {
        text: frozenset[str](),
        text.removesuffix(line[0] if line else ""): frozenset(
            _label_key(label[1:]) for label in below
        ),
    }
    for words, needed in wordings.items():
        for minute in minutes:
            yield (entry.day, _words(words), minute), needed


def _label_key(label: str) -> str:
    """Return the key of a label as it reads when written as a tag inside a text."""
    return label_key(NO_TAG.sub("-", label).strip("-"))


def _words(text: str) -> str:
    """Return a hash of a text without a first heading mark: a heading may have become a title."""
    return fingerprint(re.sub(r"\A\s*#\s+", "", text))
