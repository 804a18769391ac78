"""A page for the other person, built up from nothing: line by line, never a journal less some.

Left out and not to be picked: private entries and words, storms, reviews and check-ins, what is
marked as mine to keep, and words about people who are not to be quoted (docs/people.md).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ... import features
from ...app import App
from ...domain.entry import Entry, redacted
from ...domain.ids import short
from ...domain.people import mentions_any
from ...domain.periods import week_of
from ...domain.private_marks import PLACEHOLDER
from ...domain.text import label, label_key
from ...errors import InputOutput, NotFound, UsageError
from ...paths import write_new
from ...records.section import Record
from ...services import destination
from ...services.find_entry import entry_named
from ...services.people import unquoted
from ...storage.whole_journal import WholeReader
from ..promises.model import Status
from ..promises.service import all_of, is_for
from ..unsaid.service import unsaid_of
from .model import Share
from .record import redact_line
from .store import SharesReader

NOTHING_TO_SHARE = "{id} can't be shared: each of its lines is private, or marked as yours to keep"
IS_PRIVATE = "{id} can't be shared: it's private"
IS_ENTRUSTED = "{id} can't be shared: it's about something entrusted to you"
IS_UNQUOTED = "{id} can't be shared: it's about someone you don't quote"
IS_MINE = "{id} can't be shared: it's marked as yours to keep"
IS_OF_A_KIND = {
    "storm": "{id} can't be shared: it's a storm",
    "review": "{id} can't be shared: it's a review",
    "checkin": "{id} can't be shared: it's a check-in",
}
NO_LINE_TO_SHARE = "none of the lines you can share from {id} contains that text"

DAYS = 28
"""How far back lines are offered from."""
MOST = 30
"""Lines offered, at the most; the latest."""
KINDS = ("joy", "daily", "free")
ENTRUSTED = "confidences"
"""The practice whose entries hold that something was entrusted; they are not handed on."""


@dataclass(frozen=True, slots=True)
class ShareableLine:
    """A line that could be shared."""

    text: str
    entry: str | None
    """The id of its entry; None for an if-then or a promise."""
    before: bool = False
    """It was shared already."""


def shared(app: App) -> list[Share]:
    """Return everything shared so far, oldest first."""
    return SharesReader.beside(app.reader).all()


def listed(app: App) -> list[Share]:
    """Return everything shared, with `[private]` for each line no longer shown."""
    records = WholeReader.beside(app.reader).records("shares", date.min, date.max)
    return [
        Share(
            date.fromisoformat(share["day"]),
            share["person"],
            share["path"],
            tuple(_current_text(line) for line in share["lines"]),
        )
        for share in records
    ]


def _current_text(line: Record) -> str:
    text = None if line["_trashed"] else redact_line(line)
    return PLACEHOLDER if text is None else text


def candidates(app: App, person: str) -> list[ShareableLine]:
    """Return the lines to pick from: joys, own lines, the if-then, promises to the person."""
    today = app.now.today
    entries = app.reader.between(today - timedelta(days=DAYS - 1), today)
    entries.sort(key=lambda entry: (entry.kind != "joy", -entry.day.toordinal()))
    shared_texts = {text for share in shared(app) for text in share.lines}
    unquoted_people = unquoted(app)
    lines = [line for entry in entries for line in _lines(app, entry, unquoted_people)]
    lines = [*lines[:MOST], *_deeds(app, person)]
    unique = {
        line.text: ShareableLine(line.text, line.entry, line.text in shared_texts) for line in lines
    }
    return list(unique.values())


def _withheld(app: App, entry: Entry) -> list[str | None]:
    """Return the lines marked as the person's own to keep; None stands for the whole entry."""
    return [mark.line for mark in unsaid_of(app).of_entry(entry.id) if mark.state == "mine"]


def _why_not(app: App, entry: Entry, unquoted_people: frozenset[str]) -> str:
    """Return the sentence why an entry can't be shared as a whole; empty if it can."""
    if entry.private:
        return IS_PRIVATE
    if entry.kind not in KINDS:
        return IS_OF_A_KIND.get(entry.kind, NOTHING_TO_SHARE)
    if entry.practice == ENTRUSTED:
        return IS_ENTRUSTED
    if mentions_any(entry, unquoted_people):
        return IS_UNQUOTED
    return IS_MINE if None in _withheld(app, entry) else ""


def _lines(app: App, entry: Entry, unquoted_people: frozenset[str]) -> Iterator[ShareableLine]:
    """Yield the lines of an entry that can be picked."""
    if _why_not(app, entry, unquoted_people):
        return
    withheld = _withheld(app, entry)
    asked = {f"### {answer.prompt_text}".rstrip() for answer in entry.answers}
    for line in redacted(entry).body.split("\n"):
        text = line.strip()
        if text and PLACEHOLDER not in text and text not in asked and text not in withheld:
            yield ShareableLine(text, entry.id)


def _deeds(app: App, person: str) -> Iterator[ShareableLine]:
    """Yield this week's if-then, and the open or kept promises to that person."""
    carried = app.reader.intention(week_of(app.now.today).name, quoted=True)
    if carried and PLACEHOLDER not in carried.text:
        yield ShareableLine(carried.text, None)
    if label_key(label(person)) in unquoted(app):
        return  # no promise to them may be quoted
    for standing in all_of(app):
        promise, status = standing.promise, standing.state.status
        mine = person and is_for(promise, person) and not promise.private
        if mine and status in (Status.OPEN, Status.KEPT) and PLACEHOLDER not in promise.text:
            yield ShareableLine(promise.text, None)


def named(app: App, name: str) -> list[ShareableLine]:
    """Return the lines of `ENTRY` or `ENTRY:TEXT` that can be picked. Raises `NotFound`."""
    entry_name, colon, fragment = name.partition(":")
    if not entry_name.strip():
        raise UsageError("--line needs an entry, as in --line last")
    entry = entry_named(app, entry_name)
    fragment_text = fragment.strip().casefold()
    shared_texts = {text for share in shared(app) for text in share.lines}
    unquoted_people = unquoted(app)
    lines = list(_lines(app, entry, unquoted_people))
    matches = [line for line in lines if not colon or fragment_text in line.text.casefold()]
    if not matches:
        if lines:
            raise NotFound(NO_LINE_TO_SHARE, id=short(entry.id))
        reason = _why_not(app, entry, unquoted_people) or NOTHING_TO_SHARE
        raise NotFound(reason, id=short(entry.id))
    return [ShareableLine(line.text, line.entry, line.text in shared_texts) for line in matches]


def page(lines: Sequence[ShareableLine]) -> str:
    """Return the page: the lines and nothing else."""
    return "\n\n".join(line.text for line in lines) + "\n"


def write(app: App, lines: Sequence[ShareableLine], person: str, dest: Path) -> Share:
    """Write the page to a new file or into a pipe, and remember what was shared: both or neither.

    Raises `UsageError` where the file is there, `InputOutput` where it cannot be written.
    """
    text = page(lines)
    with destination.stream(app, dest) as stream:
        if stream is not None:
            file = stream.file
            return remember(app, lines, person, str(dest), lambda: file.write(text.encode()))
    destination.check(app, dest)
    # SQLite only takes text, but the name of a file can be any bytes.
    name, written = os.fsencode(dest).decode("utf-8", "backslashreplace"), list[Path]()

    def put() -> None:
        _write_page(dest, text)
        written.append(dest)

    try:
        return remember(app, lines, person, name, put)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def remember(
    app: App, lines: Sequence[ShareableLine], person: str, dest: str, put: Callable[[], object]
) -> Share:
    """Write a page with `put`, and record it as shared; `dest` is `-` for standard output."""
    share = Share(app.now.today, person or None, dest, tuple(line.text for line in lines))

    with app.writer.transaction() as store:
        app.read_anew()
        _check_still_shareable(app, lines, person)
        features.share.store.add_share(store, share, [line.entry for line in lines], app.now.moment)
        put()
    return share


def _check_still_shareable(app: App, lines: Sequence[ShareableLine], person: str) -> None:
    """Raise `NotFound` if another program has made a line private since it was picked.

    Call it inside a transaction, so that this can't happen afterwards.
    """
    unquoted_people, deeds = unquoted(app), {line.text for line in _deeds(app, person)}
    for line in lines:
        if line.entry is None:
            shareable = deeds
        else:
            entry = next(iter(app.reader.by_prefix(line.entry)), None)
            shareable = (
                {candidate.text for candidate in _lines(app, entry, unquoted_people)}
                if entry
                else set()
            )
        if line.text not in shareable:
            raise NotFound(
                "something you picked has just been changed in another terminal and can't be "
                "shared now; nothing was written, so pick again"
            )


def _write_page(dest: Path, text: str) -> None:
    try:
        write_new(dest, text)
    except FileExistsError:
        raise UsageError("{path} already exists; choose another name", path=dest) from None
    except OSError as error:
        raise InputOutput("can't write to {path} ({why})", path=dest, why=error.strerror) from None
