"""Take in the texts that a phone's notes app leaves in the inbox, each of them once.

A text is known by its words, so two machines that share an inbox make the same entry of it. By its
name it's known again if it has grown. Everything is decided inside the transaction that stores it,
and only what the journal has is moved away. So the program may be stopped anywhere.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from .. import paths, storage
from ..app import App
from ..domain import ids, private_marks
from ..domain.calendar import journal_day
from ..domain.entry import Entry, Revision, later
from ..domain.join.kinds import gone_at, is_purged
from ..domain.join.stamps import moment_of
from ..domain.multi_answer import split_answers
from ..domain.text import MAX_BYTES, clean, label_key, labels
from ..errors import Flawed, InputOutput, TrustError, UsageError
from ..formats import note_names
from ..formats.front_matter import FrontMatter, plain_key
from ..formats.incoming import (
    DayFrom,
    Dropped,
    Incoming,
    Reason,
    clean_entry,
    fingerprint,
    why_not_storable,
)
from ..formats.markdown_in import read_note
from ..formats.source import UTF8, WESTERN, Source
from ..storage.entry_reader import Reader
from ..storage.import_lookup import StoredEntry
from ..storage.inbox_lookup import SOURCE, InboxReader
from ..sync.inbox import Changed, Inbox, InboxFile, Listing, untaken_name
from . import imports

if TYPE_CHECKING:
    from ..storage.writer import Transaction

NO_PLACE = (
    "{path} can't be the inbox, because the notes in an inbox are moved away; choose a folder of "
    "its own, such as ~/Sync/inbox"
)
IN_SYNC_FOLDER = "{path} is in the sync folder, which is only for encrypted files; choose another"
_AT_ONCE = 50
"""How many texts are stored in one transaction, and are in memory at a time."""

Why = Literal[
    "not_text",
    "not_utf8",
    "encoding",
    "page_of_ours",
    "future",
    "beyond_calendar",
    "no_words",
    "too_long",
    "unreadable",
]
"""Why a text stays in the inbox; `views/inbox.py` has the wording."""


@dataclass(slots=True)
class Taken:
    """What came of the texts in the inbox."""

    path: Path
    new: list[str] = field(default_factory=list)
    """The ids of the entries that were made."""
    days: dict[DayFrom, int] = field(default_factory=dict)
    """How many of them have their day from where."""
    last_day: date | None = None
    """The day of the one that was made last."""
    grown: list[str] = field(default_factory=list)
    """The ids of entries with a new version, because their text has grown."""
    copies: dict[str, int] = field(default_factory=dict)
    """By the name of a conflict copy, how many lines only it had; they were added."""
    already: int = 0
    in_trash: int = 0
    deleted: int = 0
    """Texts that were permanently deleted after they were written; they aren't taken in again."""
    stays: dict[str, Why] = field(default_factory=dict)
    """By the names of texts that can't be taken in, why."""
    western: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    """Texts with front matter that can't be read; their entries are private."""
    changing: list[str] = field(default_factory=list)
    """Texts that changed less than a minute ago."""
    empty: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    others: int = 0
    waiting: int = 0
    """Texts the journal has, which stay until the other machines have been told."""
    problem: TrustError | None = None
    """Why texts the journal has can't be moved away."""
    moments: dict[datetime, int] = field(default_factory=dict)
    """By the moment of notes, how many microseconds later the last of them was stored."""
    stored: list[tuple[InboxFile, str]] = field(default_factory=list)
    """The files whose words the journal has, and the ids of their entries."""
    to_delete: list[InboxFile] = field(default_factory=list)
    """The files whose words were permanently deleted elsewhere."""

    @property
    def is_refused(self) -> bool:
        """Whether the system refused to read or to move a text."""
        return self.problem is not None or "unreadable" in self.stays.values()

    @property
    def changed(self) -> bool:
        """Whether anything was stored."""
        return bool(self.new or self.grown or any(self.copies.values()))


@dataclass(frozen=True, slots=True)
class _Note:
    """A text as it was read."""

    file: InboxFile
    entry: Entry
    """Without an id. Its body has everything."""
    text: str
    """The body without what was added below it."""
    below: str
    """What the journal has no field for, as lines."""
    name: str
    """A hash of the file's name; a conflict copy has that of its original."""
    parts: tuple[str, str, str]
    """The title in its front matter, its text, and `below`, as they were written."""
    words: str
    """A hash of the parts, with the day if the text or its name says it."""
    is_copy: bool
    day_from: DayFrom

    @property
    def source_id(self) -> str:
        return f"{self.words}-{self.name}"


# --- where it is -----------------------------------------------------------------------------


def folder_of(app: App) -> Inbox:
    """Return the inbox of the settings. Raises `UsageError` for a place that can't be one."""
    return Inbox(check_place(app, app.settings.inbox))


def check_place(app: App, value: str) -> Path:
    """Return the path of an inbox. Raises `UsageError` where moving texts away would do harm."""
    path = paths.resolve_path(value, app.paths.data)
    ours = (app.paths.data, app.paths.state, app.paths.config, app.journal_path.parent)
    in_use = [paths.resolve_path(each) for each in ours]
    with suppress(RuntimeError):  # there's no home folder
        in_use.append(paths.resolve_path(Path.home()))
    within = [paths.resolve_path(each) for each in (app.paths.backups, app.paths.drafts)]
    if any(path == each or path in each.parents for each in in_use) or any(
        path == each or each in path.parents
        for each in (*within, paths.resolve_path(app.paths.packs))
    ):
        raise UsageError(NO_PLACE, path=path)
    if app.settings.sync_folder:
        carried = paths.resolve_path(app.settings.sync_folder, app.paths.data)
        if path == carried or carried in path.parents:
            raise UsageError(IN_SYNC_FOLDER, path=path)
    return path


def count(path: Path) -> int:
    """Count the texts in a folder that would be taken in; 0 if it can't be read."""
    try:
        listing = Inbox(path).files(0)
    except InputOutput:
        return 0
    return len(listing.ready)


@dataclass(frozen=True, slots=True)
class State:
    """How things are with the inbox."""

    path: Path
    texts: int = 0
    problem: TrustError | None = None
    """Why it can't be read, or can't be the inbox."""


def state(app: App) -> State | None:
    """Return how things are with the inbox; None without one. Nothing is opened."""
    if not app.settings.inbox:
        return None
    path = paths.resolve_path(app.settings.inbox, app.paths.data)
    try:
        listing = folder_of(app).files(app.now.moment.timestamp())
    except TrustError as error:
        return State(path, problem=error)
    unsuitable = len(listing.empty) + len(listing.too_large) + len(listing.links)
    return State(path, len(listing.ready) + len(listing.changing) + unsuitable)


# --- taking in -------------------------------------------------------------------------------


def take_in(app: App, *, fetch: bool = False) -> Taken:
    """Store the texts in the inbox. Call `put_away` once the other machines were told.

    With `fetch`, texts that are only in a cloud are fetched. Raises `TrustError` if nothing can be
    stored; everything stays in the inbox then.
    """
    inbox = folder_of(app)
    listing = inbox.files(app.now.moment.timestamp(), fetch=fetch)
    result = Taken(
        inbox.path,
        changing=listing.changing,
        empty=listing.empty,
        too_large=listing.too_large,
        links=listing.links,
        others=listing.others,
    )
    if app.has_only_copies:
        app.need_journal()  # raises: a new journal must not take the place of a lost one
    files = sorted(_complete(listing), key=_order)
    for start in range(0, len(files), _AT_ONCE):
        notes = [*_readable(app, inbox, files[start : start + _AT_ONCE], result)]
        notes = _unknown(app, notes, result)
        if notes:
            with app.writer.transaction() as store:
                taker = _Taker(app, store, result)
                for note in notes:
                    taker.take(note)
            taker.report()
            app.read_anew()
    return result


def _complete(listing: Listing) -> Iterator[InboxFile]:
    """Yield the files to take in: a conflict copy waits for its original."""
    for file in listing.ready:
        original = note_names.original_of(file.path)
        if original != file.path and original.name in listing.changing:
            listing.changing.append(file.path.name)
        else:
            yield file


def _order(file: InboxFile) -> tuple[str, bool, float]:
    """Sort a conflict copy behind its original."""
    original = note_names.original_of(file.path)
    return original.name, original != file.path, file.time


def _readable(app: App, inbox: Inbox, files: Sequence[InboxFile], result: Taken) -> Iterator[_Note]:
    for file in files:
        try:
            read = _read(app, file, inbox.read(file), result)
        except Changed:
            result.changing.append(file.path.name)
            continue
        except InputOutput:
            result.stays[file.path.name] = "unreadable"  # the others come in
            continue
        if isinstance(read, _Note):
            yield read
        else:
            result.stays[file.path.name] = read


def _read(app: App, file: InboxFile, raw: bytes, result: Taken) -> _Note | Why:
    """Return the note in a file, or why it can't be an entry."""
    name = file.path.name
    source = Source(name, raw=raw, inside=True)
    why = _why_unreadable(source)
    if why:
        return why
    original = Path(note_names.original_of(file.path).name)
    context = imports.context_of(app)
    moment = datetime.fromtimestamp(_plausible(app, file.time), UTC).astimezone(context.zone)
    file_time = journal_day(moment, app.settings.day_starts_at), moment
    try:
        read = read_note(source, original, context, file_time)
    except UsageError:  # a page of a later version
        read = None
    if read is None:
        return "page_of_ours"
    front, items = read
    incoming = next((item for item in items if isinstance(item, Incoming)), None)
    if incoming is None:
        return "beyond_calendar"
    below = _below(front, (item for item in items if isinstance(item, Dropped)))
    if not (incoming.entry.body.strip() or below or front.text("title")):
        return "no_words"  # an app may make the file first, and write into it later
    note = _note_of(file, original, incoming, front, below)
    reason = why_not_storable(note.entry, max(app.now.calendar_day, app.now.today))
    if reason is not None:
        return _WHY[reason]
    result.western += [name] if source.encoding == WESTERN else []
    result.unclear += [name] if front.doubtful else []
    return note


def _why_unreadable(source: Source) -> Why | None:
    try:
        encoding = source.encoding
    except Flawed:
        return "encoding"
    with source.text() as opened:
        text = opened.read()
    if "\0" in text:
        return "not_text"
    is_damaged = any("\udc80" <= letter <= "\udcff" for letter in text)
    return "not_utf8" if encoding == UTF8 and is_damaged else None


_WHY: dict[Reason, Why] = {
    "future": "future",
    "beyond_calendar": "beyond_calendar",
    "empty": "no_words",
    "too_long": "too_long",
}


_FIRST_YEAR = 315_619_200
"""The second of January 1980: the earliest time of a file on a phone's card means no time."""


def _plausible(app: App, time: float) -> int:
    """Return the time of a file in seconds, or the present if it can't be right."""
    now = int(app.now.moment.timestamp())
    return int(time) if _FIRST_YEAR < time <= now else now


def _note_of(
    file: InboxFile, name: Path, incoming: Incoming, front: FrontMatter, below: str
) -> _Note:
    entry, _ = clean_entry(incoming.entry)
    text, own_title = entry.body, clean(front.text("title") or "").text
    rest_of_name = entry.title if incoming.day_from != "file" else None
    title = own_title or rest_of_name or _title(name, incoming.day_from, text)
    if title and not private_marks.can_be_split(title, text, "\n\n"):
        title, text = None, f"{title}\n\n{text}"
    day = entry.day.isoformat() if incoming.day_from != "file" else ""
    parts = own_title, entry.body, below
    is_private = re.search(r"(?<!\w)#private\b", f"{text}\n{below}", re.IGNORECASE) is not None
    tags = entry.tags
    return _Note(
        file,
        replace(
            entry,
            title=title,
            body=f"{text}\n\n{below}" if below else text,
            private=entry.private or is_private or "private" in map(label_key, tags),
            source=SOURCE,
        ),
        text,
        below,
        name_key(name.name),
        parts,
        fingerprint(day, *parts),
        file.path.name != name.name,
        incoming.day_from,
    )


def name_key(name: str) -> str:
    """Return a hash of a file's name that is the same on each system."""
    return fingerprint(unicodedata.normalize("NFC", name).casefold())[:16]


_BY_MACHINE = {
    *("id", "uuid", "guid", "modified", "modifiedat", "modifiedtime", "updated", "updatedat"),
    *("lastmodified", "datemodified", "mtime", "aliases", "alias", "cssclass", "cssclasses"),
    *("timezone", "encoding", "application", "source", "generator"),
}
"""Keys of front matter that programs write for themselves."""


def _below(front: FrontMatter, dropped: Iterable[Dropped]) -> str:
    """Return as lines what the front matter has and the journal has no field for."""
    if not front.readable:
        return ""  # all of it is in the text
    names = {plain_key(item.name or "mood") for item in dropped} - _BY_MACHINE
    return "\n".join(
        f"{key}: {_plain(value)}" for key, value in front.pairs if plain_key(key) in names
    )


def _plain(value: object) -> str:
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value).strip()


_NO_TITLE = {
    *("untitled", "unnamed", "new", "note", "notes", "text", "document", "file", "memo", "draft"),
    *("drafts", "quick", "journal", "diary", "inbox", "entry", "scratch"),
}


def _title(name: Path, day_from: DayFrom, text: str) -> str | None:
    """Return the name of a file as a title, unless an app made it or the text begins with it.

    If it has a day, the rest of it is a title already, except where that could be two days.
    """
    stem = " ".join(clean(note_names.stem_of(name)).text.replace("_", " ").split())
    if note_names.has_day(name):
        return stem if day_from == "file" else None
    words = re.findall(r"[^\W\d_]+", stem.casefold())
    is_code = " " not in stem and any(letter.isdigit() for letter in stem)
    if not words or is_code or _NO_TITLE.issuperset(words):
        return None
    return None if _letters(text).startswith(_letters(stem)) else stem


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _words_of(entry: StoredEntry) -> str:
    return (entry.source_id or "").partition("-")[0]


def _unknown(app: App, notes: Sequence[_Note], result: Taken) -> list[_Note]:
    """Return the texts that the journal may not have, and count the others.

    Opening the journal for writing takes a third of a second, which a text that can't be moved away
    should not cost each time.
    """
    if not notes or not app.has_journal:
        return [*notes]
    stored = _by_words(InboxReader.beside(app.reader).notes())
    unknown = []
    for note in notes:
        for same in stored.get(note.words, ()):
            texts = _texts(app.reader, same)
            if _has_words(texts, note) and (same.trashed or _updated(texts, note) == texts.now):
                _count_same(result, note, same)
                break
        else:
            unknown.append(note)
    return unknown


def _by_words(entries: Iterable[StoredEntry]) -> defaultdict[str, list[StoredEntry]]:
    by_words = defaultdict(list)
    for entry in entries:
        by_words[_words_of(entry)].append(entry)
    return by_words


def _count_same(result: Taken, note: _Note, same: StoredEntry) -> None:
    result.already += not same.trashed
    result.in_trash += same.trashed
    result.stored.append((note.file, same.id))


class _Texts(NamedTuple):
    """An entry, and all its versions."""

    now: Entry
    versions: tuple[Entry | Revision, ...]


def _texts(reader: Reader, entry: StoredEntry) -> _Texts:
    """Return an entry as it is now, with its earlier versions."""
    [now] = reader.by_prefix(entry.id, trashed=entry.trashed)
    return _Texts(now, (now, *reader.revisions(entry.id)))


def _has_words(texts: _Texts, note: _Note) -> bool:
    """Return whether a version of an entry has all the words of a note.

    An entry that was exported without its private words hasn't.
    """
    return any(
        all(" ".join(part.split()) in words for part in note.parts)
        for text in texts.versions
        for words in [" ".join(f"{text.title or ''} {text.body}".split())]
    )


def _may_be_of(texts: _Texts, note: _Note) -> bool:
    """Return whether an entry is of the day that a note of its name gives in its text, if any."""
    return note.day_from != "text" or texts.now.day == note.entry.day


def _updated(texts: _Texts, note: _Note) -> Entry:
    """Return an entry with what a note says besides its words and no version has said."""
    now, versions = texts
    had = {label_key(label) for text in versions for label in (*text.tags, *text.people)}
    never_private = not any(text.private for text in versions)
    no_mood = all(text.mood is None for text in versions)
    return replace(
        now,
        tags=labels([*now.tags, *(tag for tag in note.entry.tags if label_key(tag) not in had)]),
        people=labels(
            [*now.people, *(alias for alias in note.entry.people if label_key(alias) not in had)]
        ),
        mood=note.entry.mood if no_mood else now.mood,
        private=now.private or (note.entry.private and never_private),
    )


_Versions: TypeAlias = Mapping[str, _Texts]
"""By the ids of the entries that came from files of one name."""


class _Taker:
    """Stores texts in a transaction, and counts them once it is over."""

    def __init__(self, app: App, store: Transaction, result: Taken) -> None:
        self._app = app
        self._store = store
        self._reader = store.reads(Reader)
        self._inbox = store.reads(InboxReader)
        self._states = store.reads(storage.sync_files.SyncReader)
        self._salt = bytes.fromhex(store.salt())
        self._total = result
        self._result = Taken(result.path, moments=result.moments)
        """What the transaction stores, if it isn't rolled back."""
        notes = self._inbox.notes()
        self._by_words = _by_words(notes)
        self._by_name: dict[str, list[StoredEntry]] = defaultdict(list)
        for entry in notes:
            if not entry.trashed:
                self._by_name[(entry.source_id or "").partition("-")[2]].append(entry)

    def report(self) -> None:
        """Count what was stored, after the transaction."""
        own, total = self._result, self._total
        total.new += own.new
        total.grown += [each for each in own.grown if each not in total.grown]
        total.copies |= own.copies
        for name, number in own.days.items():
            total.days[name] = total.days.get(name, 0) + number
        total.last_day = own.last_day or total.last_day
        total.already += own.already
        total.in_trash += own.in_trash
        total.deleted += own.deleted
        total.stored += own.stored
        total.to_delete += own.to_delete

    def take(self, note: _Note) -> None:
        """Store a text, unless the journal has it."""
        same = {each: _texts(self._reader, each) for each in self._by_words.get(note.words, ())}
        for entry, texts in same.items():
            if _has_words(texts, note):
                _count_same(self._result, note, entry)
                if not entry.trashed:
                    self._update(texts, note)
                return
        for entry, texts in same.items():
            if not entry.trashed:
                self._complete(texts, note)
                return
        versions = {
            each.id: texts
            for each in self._by_name.get(note.name, ())
            if _may_be_of(texts := _texts(self._reader, each), note)
        }
        for entry_id, texts in versions.items():
            if any(_is_same(text, note) for text in texts.versions):
                self._update(texts, note)
                self._done(note, entry_id)
                self._result.already += 1
                return
        if versions and note.is_copy:
            self._add_lines(note, versions)
        elif not self._grow(note, versions):
            self._add(note)

    def _done(self, note: _Note, entry_id: str) -> None:
        self._result.stored.append((note.file, entry_id))

    def _add(self, note: _Note) -> None:
        for attempt in itertools.count():
            entry_id = ids.of_import(self._salt, SOURCE, note.words, attempt)
            state = self._states.state("entry", entry_id)
            stored = self._inbox.by_id([entry_id]).get(entry_id)
            if state is not None and is_purged(state):
                gone = moment_of(gone_at(state) or "").timestamp()
                if _FIRST_YEAR < note.file.time <= gone:
                    self._result.to_delete.append(note.file)
                    self._result.deleted += 1
                    return
            elif stored is None:
                break
            elif _has_words(_texts(self._reader, stored), note):
                _count_same(self._result, note, stored)
                return
        self._done(note, entry_id)
        entry = later(note.entry, self._microseconds(note))
        self._store.add(replace(entry, id=entry_id, source_id=note.source_id))
        added = self._inbox.by_id([entry_id])[entry_id]
        self._by_words[note.words].append(added)
        self._by_name[note.name].append(added)
        self._result.new.append(entry_id)
        self._result.days[note.day_from] = self._result.days.get(note.day_from, 0) + 1
        self._result.last_day = note.entry.day

    def _microseconds(self, note: _Note) -> timedelta:
        """Return how much later a note is stored, so that each has a moment of its own.

        Many files may have the time of one second, and notes of a day without a time have noon.
        """
        if note.day_from == "file":
            return timedelta(microseconds=int(note.words[:8], 16) % 1_000_000)
        moment = note.entry.created_at
        self._result.moments[moment] = self._result.moments.get(moment, -1) + 1
        return timedelta(microseconds=self._result.moments[moment])

    def _grow(self, note: _Note, versions: _Versions) -> bool:
        """Store a text as a new version of the entry that has its beginning, if there is one.

        What was changed in the entry meanwhile stays, and only what is new in the text is added.
        """
        best: tuple[int, str, Entry | Revision] | None = None
        for entry_id, texts in versions.items():
            for text in texts.versions:
                begin = _without(text.body, note.below)
                if begin.strip() and note.text.startswith(begin):
                    best = max(best or (0, "", text), (len(begin), entry_id, text), key=_length)
        if best is None:
            return False
        length, entry_id, begun = best
        now = versions[entry_id].now
        is_edited = begun.body != now.body
        if is_edited and not _fits(now.body, note.text):
            return False
        titles = {text.title for text in versions[entry_id].versions}
        title = now.title if note.entry.title in titles else note.entry.title
        self._revise(entry_id, note, title=title, body=note.entry.body)
        if is_edited:
            body = _with_lines(now.body, _lines_after(note.text, length, now))
            self._revise(entry_id, _hiding(note, now), title=title, body=body)
        self._done(note, entry_id)
        self._result.grown.append(entry_id)
        return True

    def _add_lines(self, note: _Note, versions: _Versions) -> None:
        """Add the lines that only a conflict copy has to the entry of its original."""
        missing_in = {each: _lines_only_in(note, texts) for each, texts in versions.items()}
        entry_id = min(reversed([*missing_in]), key=lambda each: len(missing_in[each]))
        now, missing = versions[entry_id].now, missing_in[entry_id]
        note = _hiding(note, now)
        if missing and not _fits(now.body, note.entry.body):
            self._add(note)
            return
        self._done(note, entry_id)
        self._result.copies[note.file.path.name] = len(missing)
        if missing:
            body = _with_lines(now.body.rstrip("\n") + "\n\n", missing)
            self._revise(entry_id, note, title=now.title, body=body)
        else:
            self._update(versions[entry_id], note)

    def _complete(self, texts: _Texts, note: _Note) -> None:
        """Store the words of a note that an entry was imported without as a version of it.

        It's the version shown, unless the entry has been edited.
        """
        now = texts.now
        title = note.entry.title if note.parts[0] else now.title
        without = (
            title and private_marks.redact(title)[0],
            private_marks.redact(note.entry.body)[0],
        )
        self._revise(now.id, note, title=title, body=note.entry.body)
        if without != (now.title, now.body):
            self._revise(now.id, note, title=now.title, body=now.body)
        self._done(note, now.id)
        self._result.grown.append(now.id)

    def _update(self, texts: _Texts, note: _Note) -> None:
        """Store what a note says besides its words."""
        updated = _updated(texts, note)
        if updated != texts.now:
            self._store_version(updated)
            self._result.grown.append(updated.id)

    def _revise(self, entry_id: str, note: _Note, *, title: str | None, body: str) -> None:
        """Store a new version of an entry, with new words of a note."""
        [stored] = self._inbox.by_id([entry_id]).values()
        updated = _updated(_texts(self._reader, stored), note)
        private = updated.private or note.entry.private
        answers = split_answers(body, updated.answers)
        self._store_version(
            replace(updated, title=title, body=body, private=private, answers=answers)
        )

    def _store_version(self, edited: Entry) -> None:
        moment = max(self._app.now.moment, edited.modified_at + timedelta(microseconds=1))
        self._store.revise(edited, edited.revision, moment)


def _length(best: tuple[int, str, Entry | Revision]) -> int:
    return best[0]


def _fits(body: str, more: str) -> bool:
    """Return whether a text is small enough for an entry with another one below it."""
    return len(body.encode()) + len(more.encode()) < MAX_BYTES


def _is_same(text: Entry | Revision, note: _Note) -> bool:
    return (text.title, text.body) == (note.entry.title, note.entry.body)


def _without(body: str, below: str) -> str:
    return body.removesuffix(f"\n\n{below}") if below else body


_Line: TypeAlias = tuple[str, str]
"""A line of a note, and how it's shown there, without private words."""


def _lines_after(text: str, length: int, now: Entry) -> list[_Line]:
    """Return the lines that a text has after some characters, from the beginning of a line.

    A line whose beginning the entry doesn't show now is private.
    """
    if length == len(text):
        return []
    begun = text[:length].split("\n")
    lines = private_marks.redacted_lines(text)
    if text.startswith("\n", length):
        return lines[len(begun) :]
    line, *more = lines[len(begun) - 1 :]
    is_shown = begun[-1] == "" or _bare(begun[-1]) in _shown_lines(now)
    return [line if is_shown else (line[0], private_marks.PLACEHOLDER), *more]


def _lines_only_in(note: _Note, texts: _Texts) -> list[_Line]:
    """Return the lines of a note that no version of an entry has; its title is a line too.

    A line that has words which are private in the entry, or that is a longer or a shorter form of
    a line which the entry doesn't show now, is private.
    """
    known = {_bare(line) for text in texts.versions for line in _all_lines(text)} | {""}
    lines = private_marks.redacted_lines("\n\n".join(_title_and_body(note.entry)))
    missing = [(line, redacted) for line, redacted in lines if _bare(line) not in known]
    if not missing:
        return []
    hidden = _Beginnings(known - _shown_lines(texts.now))
    words = [each for each in private_marks.private_lines(texts.now.body) if len(each) >= _A_WORD]
    return [
        (line, private_marks.PLACEHOLDER)
        if hidden.fit(_bare(line)) or any(each in _bare(line) for each in words)
        else (line, redacted)
        for line, redacted in missing
    ]


_A_WORD = 3
"""In letters. What is shorter is in too many lines."""


class _Beginnings:
    """Finds lines that begin with one of some lines, or are the beginning of one."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = sorted(line for line in lines if len(line) >= _A_WORD)
        self._shortest: list[str] = []
        """Those that begin with no other one, so that at most one is the beginning of a line."""
        for line in self._lines:
            if not (self._shortest and line.startswith(self._shortest[-1])):
                self._shortest.append(line)

    def fit(self, line: str) -> bool:
        before = self._shortest[bisect(self._shortest, line) - 1 :][:1]
        after = self._lines[bisect(self._lines, line) :][:1]
        return any(map(line.startswith, before)) or any(each.startswith(line) for each in after)


def _with_lines(body: str, lines: Sequence[_Line]) -> str:
    """Return a text with lines below it that hide as much as they did in another text."""
    return "\n".join([body.removesuffix("\n"), *(_alone(*line) for line in lines)])


def _hiding(note: _Note, entry: Entry) -> _Note:
    """Return a note as private if it hides a line that an entry shows."""
    shown = _shown_lines(entry)
    lines = private_marks.redacted_lines(note.entry.body)
    if any(line != redacted and _bare(line) in shown for line, redacted in lines):
        return replace(note, entry=replace(note.entry, private=True))
    return note


def _shown_lines(entry: Entry) -> set[str]:
    """Return the lines of an entry that have no private words."""
    lines = private_marks.redacted_lines("\n\n".join(_title_and_body(entry)))
    return {_bare(line) for line, redacted in lines if line == redacted}


def _title_and_body(text: Entry | Revision) -> list[str]:
    return [text.title, text.body] if text.title else [text.body]


def _all_lines(text: Entry | Revision) -> list[str]:
    return "\n".join(_title_and_body(text)).split("\n")


def _bare(line: str) -> str:
    return private_marks.without_marks(line).strip()


def _alone(line: str, redacted: str) -> str:
    """Return a line that hides as much by itself as it did among others."""
    if private_marks.redact(line)[0] == redacted and line.count(private_marks.MARK) % 2 == 0:
        return line
    return private_marks.hide(line) if _bare(line) else ""


# --- afterwards ------------------------------------------------------------------------------


def put_away(app: App, taken: Taken) -> None:
    """Move the texts away that the journal has, and that the other machines were told of."""
    inbox, keep = Inbox(taken.path), app.settings.inbox_keep
    reader = InboxReader.beside(app.reads)
    is_synced = bool(app.settings.sync_folder)
    to_move = [(file, False) for file in taken.to_delete]
    for file, entry_id in taken.stored:
        if is_synced and (not reader.is_joined() or reader.is_untold(entry_id)):
            taken.waiting += 1
        else:
            to_move.append((file, keep))
    try:
        for file, keeps in to_move:
            try:
                inbox.put_away(file, app.now.calendar_day, keep=keeps)
            except Changed:
                taken.changing.append(file.path.name)
        inbox.remove_old(app.now.calendar_day, keep=keep)
    except InputOutput as error:
        taken.problem = error


def forget(app: App, deleted: Iterable[tuple[Entry, Sequence[Revision]]]) -> None:
    """Remove the texts of permanently deleted entries from the inbox and its `.taken`.

    `deleted` are the entries with their earlier versions. Whatever had the name of such a text goes
    from `.taken`, because it may be an earlier version; from the inbox, only what came in. Raises
    `InputOutput` for a file that can't be removed.
    """
    ours = [_Texts(now, (now, *earlier)) for now, earlier in deleted if now.source == SOURCE]
    if not (ours and app.settings.inbox):
        return
    names = {(texts.now.source_id or "").partition("-")[2] for texts in ours}
    with suppress(UsageError):
        inbox = folder_of(app)
        for path in [*inbox.taken()]:
            known_as = (note_names.original_of(path), Path(untaken_name(path)))
            if any(name_key(each.name) in names for each in known_as) or _is_of(app, path, ours):
                inbox.remove(path)
        for path in inbox.texts():
            if _is_of(app, path, ours):
                inbox.remove(path)


def _is_of(app: App, path: Path, ours: Sequence[_Texts]) -> bool:
    """Return whether one of some entries has the words in a file, and came from it."""
    try:
        file = InboxFile.at(path)
        note = _read(app, file, Inbox(path.parent).read(file), Taken(path.parent))
    except (Changed, InputOutput):
        return False
    return isinstance(note, _Note) and any(_came_from(texts, note) for texts in ours)


def _came_from(texts: _Texts, note: _Note) -> bool:
    words, _, name = (texts.now.source_id or "").partition("-")
    if words == note.words:
        return _has_words(texts, note)
    is_its_name = name == note.name and _may_be_of(texts, note)
    return is_its_name and (
        any(_is_same(text, note) for text in texts.versions)
        or (note.is_copy and not _lines_only_in(note, texts))
    )
