"""Changing an entry; every earlier wording is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..context import App
from ..domain.answers import split
from ..domain.entry import Entry, brought_back
from ..domain.ids import short
from ..domain.texts import Cleaned
from ..drafts import Draft
from ..errors import Cancelled, NotFound
from .write import LeftBehind, check_size, keeping


@dataclass(frozen=True, slots=True)
class Revised:
    """An entry after an edit."""

    entry: Entry
    revision: int
    conflict: bool
    """Another program changed the entry meanwhile; its wording is among the revisions."""
    notes: Cleaned


def revise(app: App, entry: Entry, edited: Entry, draft: Draft | None, notes: Cleaned) -> Revised:
    """Store an edited entry as a new revision.

    Raises `Cancelled` where nothing changed, or where no text is left (deleting is another
    command). Whatever else is raised, the draft stays and the error carries its path.
    """
    if not edited.body.strip() or (edited.hash == entry.hash and edited.starred == entry.starred):
        if draft:
            draft.remove()
        raise Cancelled("nothing_changed" if edited.body.strip() else "edited_empty")
    edited = replace(edited, answers=split(edited.body, entry.answers))
    if draft:
        with keeping(draft):
            conflict = _store(app, edited, entry.revision)
        draft.remove()
    else:
        conflict = _store(app, edited, entry.revision)
    return Revised(edited, entry.revision + 1 + conflict, conflict, notes)


def earlier(app: App, entry: Entry, number: int) -> Entry:
    """The entry as a revision had it, to be stored as a new one. Raises `NotFound`."""
    for found in app.reader.revisions(entry.id):
        if found.revision == number:
            return brought_back(entry, found)
    raise NotFound("no_such_revision", name=short(entry.id), number=number)


def star(app: App, entry: Entry, starred: bool) -> Entry:
    """Mark an entry, or take the mark off; there is no other wording to keep."""
    if entry.starred != starred:
        with app.writer.transaction() as store:
            store.star(entry.id, starred)
    return replace(entry, starred=starred)


def empty_trash(app: App) -> Sequence[Entry]:
    """Remove all that is in the trash for good, in one transaction; what it was.

    No copy of the journal is made first: it would keep what is to be gone.
    """
    seen = app.reader.trashed()
    if not seen:
        return ()
    with app.writer.transaction() as store:
        # Another program may have taken something out since.
        still = store.in_trash()
        gone = [entry for entry in seen if entry.id in still]
        for entry in gone:
            store.purge(entry.id)
    for entry in gone:
        app.drafts.forget(entry.id)
    return gone


def purge(app: App, entry: Entry) -> Entry:
    """Remove an entry for good: from the journal, its trash, and the folder of drafts."""
    with app.writer.transaction() as store:
        store.purge(entry.id)
    app.drafts.forget(entry.id)
    return entry


def revise_left_behind(app: App, left: LeftBehind) -> Revised:
    """Store a draft of an edit that was left behind; other wordings since then are kept too."""
    stored = next(iter(app.reader.by_prefix(left.entry.id)), None)
    if stored is None:
        raise NotFound("no_such_entry", name=left.entry.id)
    edited = replace(left.entry, body=left.written.text)
    return revise(app, replace(stored, revision=left.revises), edited, left.draft, left.written)


def _store(app: App, edited: Entry, base_revision: int) -> bool:
    check_size(edited)
    with app.writer.transaction() as store:
        return store.revise(edited, base_revision, app.now.moment)


def trash(app: App, entry: Entry) -> Entry:
    """Put an entry in the trash."""
    with app.writer.transaction() as store:
        store.trash(entry.id, app.now.moment)
    return entry


def untrash(app: App, entry: Entry) -> Entry:
    """Take an entry out of the trash."""
    with app.writer.transaction() as store:
        store.untrash(entry.id)
    return entry
