"""Drafts from runs that ended before their text was stored."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..app import App
from ..domain.entry import Entry, Revision, seen_versions
from ..domain.json_values import plain
from ..domain.note_lines import hides_more
from ..domain.question_choice import Choice, Reason
from ..records.values import entry_of
from ..registry import all_features, of_draft
from .enabled_packs import prompt_of
from .questions import question_of
from .writing import Plan, Stored, UnsavedDraft, keeping, new_entry, store, text_of, written_in

if TYPE_CHECKING:
    from ..domain.text import Cleaned
    from ..drafts import Draft


def left_behind(app: App) -> list[UnsavedDraft]:
    """Return the unsaved drafts, oldest first. Empty or already stored ones are removed silently.

    If an editor window may still be open on such a draft, it is removed a day later.
    """
    unsaved: list[UnsavedDraft] = []
    with ExitStack() as stack:
        for draft in app.drafts.left_behind():
            stack.callback(draft.let_go)
            unsaved += _recover(app, draft)
        stack.pop_all()
    return unsaved


class DraftsLeft(NamedTuple):
    """The drafts that no program is working on, as they were just now."""

    unsaved: frozenset[str]
    """The ids of the entries and promises that have an unsaved draft."""
    stored: dict[str, bytes]
    """The texts of the other drafts, by the ids of these."""


def drafts_left(app: App) -> DraftsLeft:
    """Return which drafts are unsaved, and what the others hold. None is removed or changed."""
    unsaved: set[str] = set()
    stored: dict[str, bytes] = {}
    for draft in app.drafts.left_behind():
        with draft:
            owner, text, read = draft.owner or draft.id, draft.read(), _read(app, draft)
            if read.own_text.strip() and not _is_stored(app, read):
                unsaved.add(owner)
            else:
                stored[draft.id] = text
    return DraftsLeft(frozenset(unsaved), stored)


def _read(app: App, draft: Draft) -> UnsavedDraft:
    """Return what a draft holds, with a description made for it if it has none."""
    written = written_in(text_of(draft))
    try:
        entry, revises, changed = _read_description(draft.about)
        has_description = True
    except (KeyError, TypeError, ValueError):
        entry, revises, changed = _entry_without_description(app, draft), 0, ()
        has_description = False
        if entry.id == draft.id:
            # Its editor window stayed open and saved again. What it has seen isn't known.
            revises, has_description = 1, True
        about = {"entry": plain(entry), "revises": revises}
        draft.about = about | {"header": draft.about.get("header", "")}
    unsaved = UnsavedDraft(
        draft, replace(entry, body=written.text), revises, written, changed, has_description
    )
    feature = of_draft(unsaved)
    if feature and not feature.can_store_draft(app, unsaved):
        del draft.about[feature.draft_key]
    return unsaved


def _recover(app: App, draft: Draft) -> list[UnsavedDraft]:
    """Return one draft as a list; empty if it holds no text or is already stored."""
    unsaved = _read(app, draft)
    has_words = bool(unsaved.own_text.strip())
    if not has_words and draft.may_lie_open:
        draft.let_go()
        return []
    if not has_words or _is_stored(app, unsaved):
        if draft.may_be_in_a_window() and (unsaved.revises or not has_words):
            draft.let_go()
        else:
            draft.remove()
        return []
    return [_make_storable(app, unsaved)]


def as_it_is_now(app: App, unsaved: UnsavedDraft) -> UnsavedDraft:
    """Return a draft with its current text: an open window may have saved it again."""
    with keeping(unsaved.draft):
        app.drafts_in_use.take_in_window(unsaved.draft)
    return with_text(unsaved, written_in(text_of(unsaved.draft)))


def _make_storable(app: App, unsaved: UnsavedDraft) -> UnsavedDraft:
    """Return a draft that can be stored: as a new entry if its own entry can't take the words.

    An entry in the trash, or removed, can't be edited; the words of a removed one become private,
    and those of one that has hidden words since. A new entry whose id the journal already has was
    stored before, and has been changed since.
    """
    if unsaved.promise is not None:
        return unsaved
    now = next(iter(_by_id(app, unsaved.entry.id)), None)
    if unsaved.revises and (now is None or now.deleted_at is not None):
        entry = _as_new_entry(app, unsaved.entry)
    elif not unsaved.revises and now is not None:
        entry = replace(unsaved.entry, id=app.new_id())
    else:
        return unsaved
    # One that is gone may have become private before, here or on another machine.
    private = entry.private or now is None or now.private
    entry = replace(entry, body=unsaved.written.text)
    versions = _versions(app, unsaved.entry.id)
    seen = seen_versions(versions, replace(unsaved.entry, revision=unsaved.revises))
    hidden_since = hides_more([each for each in versions if each not in seen], entry, seen)
    return replace(unsaved, entry=replace(entry, private=private or hidden_since), revises=0)


def _read_description(about: dict[str, Any]) -> tuple[Entry, int, tuple[str, ...]]:
    """Return the entry a draft describes, the revision it edits, and the other fields it changes.

    Raises `ValueError`, `TypeError` or `KeyError` for a malformed description.
    """

    entry = entry_of(about["entry"])
    # The questions of a draft have the format of answers: this checks them.
    entry_of({**about["entry"], "answers": about.get("asked", [])})
    revises, changed = about.get("revises", 0), tuple(about.get("changed", ()))
    for feature in all_features():
        if feature.draft_key in about:
            feature.check_draft(about[feature.draft_key])
    if not isinstance(revises, int) or revises < 0 or not about["entry"].keys() >= set(changed):
        raise ValueError
    return entry, revises, changed


def _entry_without_description(app: App, draft: Draft) -> Entry:
    """Return the entry for a draft with a malformed description.

    If its entry is stored already, even in the trash, the draft is another version of that.
    Otherwise it becomes a new entry of today. That is private unless the rest of the description
    says otherwise: the words may be of a private draft that was discarded, or of an entry that
    was permanently deleted, while an editor's window was open on it.
    """
    for stored in _by_id(app, draft.id):
        if stored.id == draft.id:
            return stored
    return replace(new_entry(app, app.now.today, "free"), private=not _is_public(draft))


def _is_public(draft: Draft) -> bool:
    """Return whether a malformed description says that the entry isn't private.

    People who are not to be quoted can't be told from it, so it must name nobody either.
    """
    described = draft.about.get("entry")
    if not isinstance(described, dict):
        return False
    return described.get("private") is False and described.get("people") == []


def _as_new_entry(app: App, edited: Entry) -> Entry:
    """Return a new entry with the labels of an edit whose entry is in the trash or gone."""
    return replace(
        new_entry(app, edited.day, "free"),
        title=edited.title,
        mood=edited.mood,
        closeness=edited.closeness,
        tags=edited.tags,
        people=edited.people,
        private=edited.private,
    )


def _by_id(app: App, entry_id: str) -> list[Entry]:
    """Return the entry with an id, from the trash too, as a list of at most one."""
    return app.reader.by_prefix(entry_id) + app.reader.by_prefix(entry_id, trashed=True)


def _is_stored(app: App, unsaved: UnsavedDraft) -> bool:
    """Return whether the journal has this text, and its other changes, under the same id."""
    feature = of_draft(unsaved)
    if feature and feature.draft_key:
        return feature.is_draft_stored(app, unsaved)
    entry = unsaved.entry
    fields = ("body", *unsaved.changed)
    versions = _versions(app, entry.id)
    since = [each for each in versions if each is versions[0] or each.revision > unsaved.revises]
    return any(
        all(getattr(version, name, None) == getattr(entry, name) for name in fields)
        for version in since
    )


def _versions(app: App, entry_id: str) -> list[Entry | Revision]:
    """Return all versions of an entry, the current one first; none if it is gone."""
    return [*_by_id(app, entry_id), *app.reader.revisions(entry_id)]


def store_entry(app: App, unsaved: UnsavedDraft) -> Stored:
    """Store an unsaved draft as a new entry, of whichever kind it was begun as."""
    feature = of_draft(unsaved)
    return feature.store_draft(app, unsaved) if feature else store_left_behind(app, unsaved)


def with_text(unsaved: UnsavedDraft, written: Cleaned) -> UnsavedDraft:
    """Return a draft with another text, which the person has just written."""
    return replace(unsaved, entry=replace(unsaved.entry, body=written.text), written=written)


def store_left_behind(app: App, unsaved: UnsavedDraft) -> Stored:
    """Store an unsaved draft as the new entry it was begun for."""
    return store(app, plan_of(app, unsaved), unsaved.draft, unsaved.written)


def plan_of(app: App, unsaved: UnsavedDraft) -> Plan:
    """Return the plan of the new entry that an unsaved draft was begun for, with its question."""
    entry, prompt = unsaved.entry, None
    if entry.pack and entry.prompt_id:
        prompt = prompt_of(app, entry.pack, entry.prompt_id)
    choice, memory = Choice(prompt, Reason.NAMED) if prompt else None, None
    of_the_day = question_of(app, entry.day)
    if prompt and of_the_day and of_the_day.prompt.origin == prompt.origin:
        memory = of_the_day.memory
        choice = of_the_day  # treat it as answered today, as if the run had not ended
    unsaid = bool(unsaved.draft.about.get("unsaid"))
    return Plan(entry, choice, unsaid=unsaid, memory=memory)
