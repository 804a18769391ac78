"""Read a note from a file in the inbox: its day, its title, its text, and whether it's private."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..app import App
from ..domain import private_marks
from ..domain.calendar import DayFrom, journal_day
from ..domain.entry import Entry
from ..domain.inbox_note import Note, Words
from ..domain.text import clean, label_key
from ..errors import Flawed, InputOutput, UsageError
from ..formats import date_formats, note_names
from ..formats.front_matter import FrontMatter, plain_key
from ..formats.incoming import (
    Dropped,
    Incoming,
    Reason,
    clean_entry,
    fingerprint,
    why_not_storable,
)
from ..formats.markdown_in import read_note
from ..formats.source import UTF8, WESTERN, Source
from ..storage.inbox_lookup import SOURCE
from ..sync.inbox import Changed, Inbox, InboxFile, before_move
from . import imports
from .inbox_result import WhyNot

FIRST_TIME = 315_619_200
"""The second of January 1980: an earlier time of a file means that a phone's card kept none."""

_WHY: dict[Reason, WhyNot] = {
    "future": "future",
    "beyond_calendar": "beyond_calendar",
    "empty": "no_words",
    "too_long": "too_long",
}


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file in the inbox with the note in it."""

    file: InboxFile
    note: Note
    is_western: bool
    """Whether it isn't UTF-8, and was read as Windows-1252."""
    is_unclear: bool
    """Whether its front matter can't be read."""


def parse(app: App, file: InboxFile, raw: bytes) -> NoteFile | WhyNot:
    """Return the note in the content of a file, or why it can't be an entry."""
    path = before_move(file.path)
    source = Source(path.name, raw=raw, inside=True)
    why = _why_not_text(source)
    if why:
        return why
    original = Path(note_names.original_of(path).name)
    context = imports.context_of(app)
    moment = datetime.fromtimestamp(plausible_time(app, file.time), UTC).astimezone(context.zone)
    file_time = journal_day(moment, app.settings.day_starts_at), moment
    try:
        parsed = read_note(source, original, context, file_time)
    except UsageError:  # a page of a later version
        parsed = None
    if parsed is None:
        return "page_of_ours"
    front, items = parsed
    incoming = next((item for item in items if isinstance(item, Incoming)), None)
    if incoming is None:
        return "beyond_calendar"
    dropped = [item for item in items if isinstance(item, Dropped) and not _is_by_machine(item)]
    is_written = any(plain_key(item.name) not in _BY_APPS for item in dropped)
    if not (incoming.entry.body.strip() or is_written or front.text("title")):
        return "no_words"  # an app may make the file first, and write into it later
    below = clean("\n".join(item.text for item in dropped)).text
    note = _note_of(path, original, incoming, front, below)
    reason = why_not_storable(note.entry, max(app.now.calendar_day, app.now.today))
    if reason is not None:
        return _WHY[reason]
    return NoteFile(file, note, source.encoding == WESTERN, front.doubtful)


def notes_in(app: App, inbox: Inbox, files: Iterable[Path]) -> Iterator[NoteFile]:
    """Yield the notes in some files of the inbox or its `.taken`."""
    for path in files:
        with suppress(Changed):
            if note := note_in(app, inbox, InboxFile.at(path)):
                yield note


def note_in(app: App, inbox: Inbox, file: InboxFile) -> NoteFile | None:
    """Return the note in a file; None if it can't be read or has none."""
    with suppress(Changed, InputOutput):
        parsed = parse(app, file, inbox.read(file))
        return parsed if isinstance(parsed, NoteFile) else None
    return None


def name_hash(name: str) -> str:
    """Return a hash of a file's name that is the same on each system."""
    return fingerprint(unicodedata.normalize("NFC", name).casefold())[:16]


def _why_not_text(source: Source) -> WhyNot | None:
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


def plausible_time(app: App, time: float) -> int:
    """Return the time of a file in seconds since 1970, or the present if it can't be right."""
    now = int(app.now.moment.timestamp())
    return int(time) if FIRST_TIME < time <= now else now


def _note_of(
    path: Path, original: Path, incoming: Incoming, front: FrontMatter, below: str
) -> Note:
    entry, _ = clean_entry(incoming.entry)
    text, own_title = entry.body, clean(front.text("title") or "").text
    rest_of_name = entry.title if incoming.day_from != "file" else None
    title = own_title or rest_of_name or _title(original, incoming.day_from, text) or ""
    if own_title:
        below = "\n".join(filter(None, [_unsaid_name(original, incoming, own_title), below]))
    day = entry.day.isoformat() if incoming.day_from != "file" else ""

    def words(title: str) -> Words:
        return Words(title, entry.body, below, fingerprint(day, title, entry.body, below))

    full = words(title)
    untitled = words(own_title)
    original_words = words(own_title or _COPY.sub("", title))
    if title and not private_marks.can_be_split(title, text, "\n\n"):
        text, title = f"{title}\n\n{text}", ""
    is_private = entry.private or _says_private(entry, "\n".join((title, text, below)))
    return Note(
        replace(
            entry,
            title=title or None,
            body=f"{text}\n\n{below}" if below else text,
            private=is_private,
            source=SOURCE,
        ),
        text,
        below,
        name_hash(original.name),
        full,
        untitled,
        original_words,
        path.name != original.name,
        incoming.day_from,
    )


_PRIVATE = re.compile(r"(?<![^\W_])#private(?![^\W_])", re.IGNORECASE)
"""Among letters that emphasise it, too: `_#private_`."""


def _says_private(entry: Entry, words: str) -> bool:
    tags = (label_key(tag).partition("/")[0] for tag in entry.tags)
    return "private" in tags or _PRIVATE.search(words) is not None


_BY_MACHINE = {
    *("id", "uuid", "guid", "modified", "modifiedat", "modifiedtime", "updated", "updatedat"),
    *("lastmodified", "datemodified", "mtime"),
}
"""Keys of front matter under which programs write numbers and dates for themselves."""
_NAMES_BY_MACHINE = {"cssclass", "cssclasses", "timezone", "encoding", "application", "generator"}
"""Keys under which they write a name."""
_BY_APPS = {*_BY_MACHINE, *_NAMES_BY_MACHINE, "aliases", "alias", "source", "comment"}
"""Keys that an app may write before a person writes anything."""


def _is_by_machine(item: Dropped) -> bool:
    """Return whether a value is one that a program wrote for itself, and no words of a person."""
    key, value = plain_key(item.name), item.text.partition(":")[2].strip()
    is_single = not re.search(r"\s", value)
    if key in _NAMES_BY_MACHINE:
        return is_single
    has_digit = any(sign.isdigit() for sign in value)
    return key in _BY_MACHINE and ((is_single and has_digit) or bool(date_formats.readings(value)))


_NO_TITLE = {
    *("untitled", "unnamed", "new", "note", "notes", "text", "document", "file", "memo", "draft"),
    *("drafts", "quick", "journal", "diary", "inbox", "entry", "scratch"),
}
"""Words of which apps make names."""
_ID = re.compile(r"(?<![^\W_])(?=[a-f-]*\d)[\da-f][\da-f-]{14,}[\da-f](?![^\W_])")
"""An id in hexadecimal digits, such as a UUID."""
_COPY = re.compile(
    r"(?:[ -]+copy(?: \d{1,3})?|^copy(?: \d{1,3})?|^\d{1,3})?(?: ?\(\d{1,3}\))?$", re.IGNORECASE
)
"""What file managers add to the name of a copy."""
_CUT = 20
"""In letters. An app may cut a name as long as this inside a word."""


def _title(name: Path, day_from: DayFrom, text: str) -> str | None:
    """Return the name of a file as a title, unless an app made it or the text begins with it.

    If it has a day, the rest of it is a title already, except where that could be two days.
    """
    stem = " ".join(clean(note_names.stem_of(name)).text.replace("_", " ").split())
    if note_names.has_day(name):
        return stem if day_from == "file" else None
    if any(unicodedata.category(sign) == "So" for sign in stem):  # a smiley, say
        return None if text.startswith(stem) else stem
    words = re.findall(r"[^\W\d_]+", _ID.sub("", stem.casefold()))
    if _NO_TITLE.issuperset(words):
        return None
    return None if _begins_with(text.casefold(), stem.casefold()) else stem


def _unsaid_name(name: Path, incoming: Incoming, title: str) -> str | None:
    """Return the name of a file as a line, if a note with another title doesn't have its words."""
    dated = note_names.date_in_name(name) if incoming.day_from != "file" else None
    text = f"{title}\n{incoming.entry.body}"
    rest = dated.title if dated else _title(name, incoming.day_from, text)
    words = _words(_COPY.sub("", rest or ""))
    return rest if any(len(word) > 1 for word in words - _words(text)) else None


def _words(text: str) -> set[str]:
    """Return the words of a text without accents and apostrophes, as in names made of titles."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return set(re.findall(r"[^\W\d_]+", re.sub("['\N{RIGHT SINGLE QUOTATION MARK}]", "", bare)))


def _begins_with(text: str, name: str) -> bool:
    """Return whether a text begins with the words of a name, whatever signs are between them."""
    letters = re.sub(r"[\W_]+", "", name)
    match = re.match(r"[\W_]*" + r"[\W_]*".join(map(re.escape, letters)), text)
    return match is not None and (
        len(letters) >= _CUT or re.match(r"[^\W_]", text[match.end() :]) is None
    )
