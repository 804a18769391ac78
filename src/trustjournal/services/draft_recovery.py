"""Drafts from runs that ended before their text was stored."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .. import formats
from ..app import App
from ..domain.entry import Entry, Revision
from ..domain.json_values import plain
from ..domain.question_choice import Choice, Reason
from . import promise_drafts
from .enabled_packs import prompt_of
from .questions import question_of
from .review import as_stored
from .writing import LeftBehind, Plan, Stored, new_entry, store, text_of, written_in

if TYPE_CHECKING:
    from ..drafts import Draft


def left_behind(app: App) -> list[LeftBehind]:
    """The unsaved texts, oldest first. One that is stored already, or empty, goes silently.

    Where an editor's window may still be open on it, it goes a day later.
    """
    found: list[LeftBehind] = []
    with ExitStack() as at_hand:
        for draft in app.drafts.left_behind():
            at_hand.callback(draft.let_go)
            found += _left_behind(app, draft)
        at_hand.pop_all()
    return found


def _left_behind(app: App, draft: Draft) -> list[LeftBehind]:
    """What one draft is; nothing where it's removed because it's stored already, or empty."""
    written = written_in(text_of(draft))
    try:
        entry, revises, changed = _described(draft.about)
        known = True
    except (KeyError, TypeError, ValueError):
        entry, revises, changed = _undescribed(app, draft), 0, ()
        known = False
        if entry.id == draft.id:  # its editor's window was left open, and has saved once more
            revises, known = entry.revision, True
        about = {"entry": plain(entry), "revises": revises}
        draft.about = about | {"header": draft.about.get("header", "")}
    left = LeftBehind(draft, replace(entry, body=written.text), revises, written, changed, known)
    if left.promise is not None and not promise_drafts.can_be_stored(app, left):
        del draft.about["promise"]
    if not written.text.strip() and draft.may_lie_open:
        draft.let_go()
        return []
    if not written.text.strip() or _is_stored(app, left):
        if draft.may_be_in_a_window() and (revises or not written.text.strip()):
            draft.let_go()
        else:
            draft.remove()
        return []
    return [_with_a_place(app, left)]


def as_it_is_now(left: LeftBehind) -> LeftBehind:
    """Return a draft with the words it has by now: a window on it may have saved others since."""
    written = written_in(text_of(left.draft))
    return replace(left, entry=replace(left.entry, body=written.text), written=written)


def _with_a_place(app: App, left: LeftBehind) -> LeftBehind:
    """The draft as it can be stored: on its own where the entry it was for can't take its words.

    An entry in the trash, or gone, takes no edit. A new entry whose id the journal has was stored
    already, and has been changed since.
    """
    if left.promise is not None:
        return left
    now = next(iter(_by_id(app, left.entry.id)), None)
    if left.revises and (now is None or now.deleted_at is not None):
        entry = _on_its_own(app, left.entry)
    elif not left.revises and now is not None:
        entry = replace(left.entry, id=app.new_id())
    else:
        return left
    private = entry.private or (now is not None and now.private)
    entry = replace(entry, body=left.written.text, private=private)
    return replace(left, entry=entry, revises=0)


def _described(about: dict[str, Any]) -> tuple[Entry, int, tuple[str, ...]]:
    """What a draft becomes by its description, the revision it edits, and what else that changes.

    Raises `ValueError`, `TypeError` or `KeyError` for one that makes no sense.
    """

    entry = formats.json_in.entry_of(about["entry"])
    # The questions of such a draft are told as its answers would be.
    formats.json_in.entry_of({**about["entry"], "answers": about.get("asked", [])})
    revises, changed = about.get("revises", 0), tuple(about.get("changed", ()))
    promise_drafts.check(about.get("promise", {}))
    if not isinstance(revises, int) or revises < 0 or not about["entry"].keys() >= set(changed):
        raise ValueError
    return entry, revises, changed


def _undescribed(app: App, draft: Draft) -> Entry:
    """What a text becomes whose description makes no sense; private where that is said at all.

    Where its entry is stored already, it is another wording of that.
    """
    for stored in app.reader.by_prefix(draft.id):
        if stored.id == draft.id:
            return stored
    told = draft.about.get("entry")
    private = isinstance(told, dict) and bool(told.get("private"))
    return replace(new_entry(app, app.now.today, "free"), private=private)


def _on_its_own(app: App, edited: Entry) -> Entry:
    """What was typed into an entry that is in the trash or gone by now, as a new one."""
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
    """The entry of that id, in the trash too."""
    return app.reader.by_prefix(entry_id) + app.reader.by_prefix(entry_id, trashed=True)


def _is_stored(app: App, left: LeftBehind) -> bool:
    """Whether these very words stand in the journal under this id, changed as they were to be."""
    if left.promise is not None:
        return promise_drafts.is_stored(app, left)
    entry = left.entry
    if entry.kind == "review" and not left.revises:
        # How the last if-then went is asked in a review, and is no part of its text.
        entry, _ = as_stored(left)
    same = ("body", *left.changed)
    wordings: list[Entry | Revision] = [*_by_id(app, entry.id)]
    wordings += [each for each in app.reader.revisions(entry.id) if each.revision > left.revises]
    return any(
        all(getattr(wording, name, None) == getattr(entry, name) for name in same)
        for wording in wordings
    )


def store_left_behind(app: App, left: LeftBehind) -> Stored:
    """Store a draft that was left behind, as the new entry it was begun as."""
    entry, prompt = left.entry, None
    if entry.pack and entry.prompt_id:
        prompt = prompt_of(app, entry.pack, entry.prompt_id)
    choice = Choice(prompt, Reason.NAMED) if prompt else None
    of_the_day = question_of(app, entry.day)
    if prompt and of_the_day and of_the_day.prompt.origin == prompt.origin:
        choice = of_the_day  # answered with that, as if nothing had come between
    unsaid = bool(left.draft.about.get("unsaid"))
    return store(app, Plan(entry, choice, unsaid=unsaid), left.draft, left.written)
