"""Changing an entry; every earlier wording is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any

from .. import storage
from ..app import App
from ..domain.calendar import When
from ..domain.entry import NEARLY_NOW, Entry, Revision, revision_fields, seen_versions
from ..domain.ids import short
from ..domain.inbox_note import Deletion
from ..domain.memory import Memory
from ..domain.multi_answer import split_answers
from ..domain.note_lines import hides_more
from ..domain.question_choice import Choice, Reason
from ..domain.question_log import PromptEvent
from ..domain.text import Cleaned
from ..drafts import Draft
from ..errors import Cancelled, NotFound, UsageError
from ..sentences import CHANGED_MEANWHILE, HAS_UNSAVED_TEXT, NO_SUCH_ENTRY, NOTHING_CHANGED
from ..storage.entry_reader import Reader
from ..storage.inbox_lookup import note_deleted, notes_among
from ..storage.writer import Transaction
from .draft_recovery import drafts_left
from .enabled_packs import prompt_of
from .entry_plan import at_moment, moment_of
from .questions import question_of
from .writing import (
    Plan,
    UnsavedDraft,
    begin_draft,
    check_size,
    done_with,
    keeping,
    new_entry,
    prompt_events,
    unwritten,
)

EDITED_EMPTY = (
    "the text was empty, so the entry wasn't changed; to put it in the trash, use `trust delete`"
)


@dataclass(frozen=True, slots=True)
class Revised:
    """An entry after an edit."""

    entry: Entry
    conflict: bool
    """Another program changed the entry meanwhile; its wording is among the revisions."""
    notes: Cleaned
    made_private: bool = False
    """What was stored meanwhile hides words that the new text shows, so the entry is private."""


def revise(
    app: App, entry: Entry, changes: Mapping[str, Any], draft: Draft | None, notes: Cleaned
) -> Revised:
    """Store an edited entry as a new revision.

    `changes` are the fields that were changed. Whatever else another program has changed since
    `entry` was read stays as that made it: a label, a star, that it is private now.

    Raises `Cancelled` where nothing changed, or where no text is left (deleting is another
    command). Whatever else is raised, the draft stays and the error carries its path.
    """
    edited = replace(entry, **changes)
    marks = ("starred", "created_at", "come_back")
    same_marks = all(getattr(edited, name) == getattr(entry, name) for name in marks)
    if not edited.body.strip() or (edited.hash == entry.hash and same_marks):
        if changes.get("private") and entry.private:
            with app.writer.transaction() as store:
                store.stay_private("entry", entry.id)
        if draft:
            unwritten(app, draft)
        raise Cancelled(NOTHING_CHANGED if edited.body.strip() else EDITED_EMPTY)
    if draft:
        with keeping(draft):
            now, edited, conflict = _store(app, entry, changes)
        done_with(app, draft)
    else:
        now, edited, conflict = _store(app, entry, changes)
    made_private = edited.private and not (now.private or changes.get("private"))
    return Revised(edited, conflict, notes, made_private)


def add_words(app: App, entry: Entry, words: str) -> Entry:
    """Add a paragraph to an entry as a new version of it, and return that.

    Raises `NotFound` where the entry was removed meanwhile. Whatever is raised, the words are a
    draft of an entry of their own, and the error carries its path.
    """
    # With its people: someone among them may not want to be quoted.
    alone = replace(new_entry(app, entry.day, "free"), private=entry.private, people=entry.people)
    draft = begin_draft(app, alone, text=words, or_in_memory=True)
    with keeping(draft):
        if not app.has_journal:  # a new one is not begun for that
            raise NotFound(NO_SUCH_ENTRY, name=short(entry.id))
        with app.writer.transaction() as store:
            now = _stored_now(store, entry.id)
            body = f"{now.body}\n\n{words}"
            longer = replace(now, body=body, answers=split_answers(body, now.answers))
            check_size(longer)
            store.revise(longer, now.revision, app.now.moment)
    done_with(app, draft)
    return _as_stored(app, longer)


def earlier(app: App, entry: Entry, number: int) -> dict[str, Any]:
    """Return the fields of an earlier revision, to store them again. Raises `NotFound`."""
    for revision in app.reader.revisions(entry.id):
        if revision.revision == number:
            return revision_fields(revision)
    raise NotFound(
        "{name} has no version {number}; `trust show {name} --history` lists its versions",
        name=short(entry.id),
        number=number,
    )


def at_time(app: App, entry: Entry, when: When) -> dict[str, Any]:
    """Return the changes that give an entry another time on its day. Raises `UsageError`."""
    moved = at_moment(entry, moment_of(app, when, when.day or entry.day))
    return {"created_at": moved.created_at, "utc_offset": moved.utc_offset}


def answering(app: App, entry: Entry, *, answers: bool) -> dict[str, Any]:
    """Return the changes that make an entry the answer to its day's question, or a free entry.

    Raises `UsageError` for an entry with questions of its own, `NotFound` if no question fits.
    """
    if entry.kind not in ("daily", "free"):
        raise UsageError(
            "{name} has questions of its own; --answer and --free are for other entries",
            name=short(entry.id),
        )
    if not answers:
        nothing = dict.fromkeys(("pack", "prompt_id", "prompt_text", "practice"))
        return {"kind": "free", **nothing}
    if entry.prompt_text is not None:
        return {}
    choice = question_of(app, entry.day)
    if choice is None:
        raise NotFound("no question fits this day")
    prompt = choice.prompt
    question = {"pack": prompt.pack, "prompt_id": prompt.id, "prompt_text": prompt.text}
    return {"kind": "daily", **question, "practice": prompt.practice}


def star(app: App, entry: Entry, starred: bool) -> Entry:
    """Star an entry or remove its star. This makes no new revision."""
    if entry.starred != starred:
        with app.writer.transaction() as store:
            store.star(entry.id, starred)
    return replace(entry, starred=starred)


def come_back(app: App, entry: Entry, day: date | None) -> Entry:
    """Set the day to come back to an entry, or remove it. This makes no new revision.

    Raises `Cancelled` where nothing changes.
    """
    if entry.come_back == day:
        raise Cancelled(NOTHING_CHANGED)
    with app.writer.transaction() as store:
        if store.number_of(entry.id) is None:
            raise NotFound(NO_SUCH_ENTRY, name=short(entry.id))
        store.update("entry", {"id": entry.id}, come_back=day.isoformat() if day else None)
    return replace(entry, come_back=day)


@dataclass(frozen=True, slots=True)
class Emptied:
    """What became of the trash."""

    gone: Sequence[Entry] = ()
    changed: int = 0
    """How many entries stayed because they were put there or changed meanwhile."""
    unsaved: int = 0
    """How many stayed because they have unsaved text."""


def empty_trash(app: App, shown: Sequence[Entry]) -> Emptied:
    """Remove the entries in the trash that were `shown` for good, in one transaction.

    No copy of the journal is made first: it would keep what is to be gone.
    """
    if not shown:
        return Emptied()
    drafts = drafts_left(app)
    with app.writer.transaction() as store:
        trashed = store.reads(Reader).trashed()
        now = {entry.id: entry for entry in trashed}
        same = [entry for entry in shown if _is_same(entry, now.get(entry.id))]
        gone = [entry for entry in same if entry.id not in drafts.unsaved]
        notes = _purge(app, store, gone)
    app.drafts.forget({entry.id for entry in gone}, drafts.stored)
    _forget_in_inbox(app, notes)
    return Emptied(gone, len(trashed) - len(same), len(same) - len(gone))


def _is_same(shown: Entry, now: Entry | None) -> bool:
    """Return whether an entry is still the one the person was asked about."""
    return now is not None and (now.revision, now.hash) == (shown.revision, shown.hash)


def purge(app: App, entry: Entry) -> Entry:
    """Permanently delete an entry from the journal, the trash and the drafts folder.

    Raises `Cancelled` if the stored entry has changed since `entry` was read, or if there's unsaved
    text for it.
    """
    drafts = drafts_left(app)
    if entry.id in drafts.unsaved:
        raise Cancelled(HAS_UNSAVED_TEXT, name=short(entry.id))
    with app.writer.transaction() as store:
        reader = store.reads(Reader)
        matches = reader.by_prefix(entry.id) or reader.by_prefix(entry.id, trashed=True)
        if matches and not _is_same(entry, matches[0]):
            raise Cancelled(CHANGED_MEANWHILE, name=short(entry.id))
        notes = _purge(app, store, [entry])
    app.drafts.forget({entry.id}, drafts.stored)
    _forget_in_inbox(app, notes)
    return entry


def _purge(app: App, store: Transaction, entries: Sequence[Entry]) -> list[Deletion]:
    """Delete entries permanently, and return those that came from the inbox."""
    moment = app.now.moment
    notes = [Deletion(each, moment) for each in notes_among(store.reads(Reader), entries)]
    note_deleted(store, notes)
    for entry in entries:
        store.purge(entry.id)
    return notes


def _forget_in_inbox(app: App, deleted: Sequence[Deletion]) -> None:
    """Remove the texts that entries came from, if they're still in the inbox or its `.taken`."""
    if app.settings.inbox and deleted:
        from . import inbox_deletions  # 20 ms, which few need

        inbox_deletions.remove(app, deleted)


def revise_left_behind(app: App, unsaved: UnsavedDraft) -> Revised:
    """Store an unsaved edit as a new revision; versions stored meanwhile are kept too."""
    stored = next(iter(app.reader.by_prefix(unsaved.entry.id)), None)
    if stored is None:
        raise NotFound(NO_SUCH_ENTRY, name=short(unsaved.entry.id))
    changes = {name: getattr(unsaved.entry, name) for name in unsaved.changed}
    opened = unsaved.revises, unsaved.entry.modified_at
    seen = replace(stored, revision=opened[0], modified_at=opened[1])
    return revise(
        app, seen, {**changes, "body": unsaved.written.text}, unsaved.draft, unsaved.written
    )


def _store(app: App, seen: Entry, changes: Mapping[str, Any]) -> tuple[Entry, Entry, bool]:
    """Change the stored entry; return what it was, what it is now, and whether there's a conflict.

    There is one if another program changed it meanwhile. If words were hidden in that time, the
    entry becomes private: whoever wrote the new text hadn't seen that.
    """
    happened, memory = None, None
    if "prompt_id" in changes:
        happened, memory = _answer_events(app, replace(seen, **changes))
    with app.writer.transaction() as store:
        now = _stored_now(store, seen.id)
        edited = _dated_right(app, now, replace(now, **changes))
        edited = replace(edited, answers=split_answers(edited.body, now.answers))
        check_size(edited)
        if (now.revision, now.modified_at) != (seen.revision, seen.modified_at):
            versions: list[Entry | Revision] = [now, *store.reads(Reader).revisions(now.id)]
            known = seen_versions(versions, seen)
            if hides_more([each for each in versions if each not in known], edited, known):
                edited = replace(edited, private=True)
        conflict = store.revise(edited, seen.revision, app.now.moment)
        if happened is not None:
            store.answers_instead(edited.id, happened)
        if memory is not None:
            storage.memories.note_asked(store, memory, app.now.today)
    return now, _as_stored(app, edited), conflict


def _as_stored(app: App, edited: Entry) -> Entry:
    """Return an edited entry as the version that was just stored, which can be edited again."""
    return replace(edited, revision=edited.revision + 1, modified_at=app.now.moment)


def _stored_now(store: Transaction, entry_id: str) -> Entry:
    """Return an entry as the journal has it now. Raises `NotFound`."""
    found = store.reads(Reader).by_prefix(entry_id)
    if not found:
        raise NotFound(NO_SUCH_ENTRY, name=short(entry_id))
    return found[0]


def _answer_events(app: App, entry: Entry) -> tuple[list[PromptEvent], Memory | None]:
    """Return the events of the question that an edited entry answers; none if it is free.

    With them, what the question takes up.
    """
    prompt = prompt_of(app, entry.pack or "", entry.prompt_id or "") if entry.prompt_id else None
    if prompt is None:
        return [], None
    of_day = question_of(app, entry.day)
    is_of_day = of_day is not None and of_day.prompt.origin == prompt.origin
    choice = of_day if of_day is not None and is_of_day else Choice(prompt, Reason.NAMED)
    return prompt_events(app, Plan(entry, choice), answered=True), choice.memory


def _dated_right(app: App, before: Entry, edited: Entry) -> Entry:
    """Move an entry from a clock that was ahead to its new day, with the moment it was written.

    Otherwise it would count as written years after that day, and would not be found by `last`.
    """
    moment = app.now.moment.astimezone(UTC)
    if edited.day == before.day or before.created_at <= moment + NEARLY_NOW:
        return edited
    ahead = before.day - edited.day
    return replace(
        edited,
        created_at=min(before.created_at - ahead, moment),
        written_on=min(before.written_on - ahead, app.now.today),
    )


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
