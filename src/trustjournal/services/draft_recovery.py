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
from .writing import LeftBehind, Plan, Stored, new_entry, store, text_of, written_in

if TYPE_CHECKING:
    from ..drafts import Draft


def left_behind(app: App) -> list[LeftBehind]:
    """The unsaved texts, oldest first. One that is stored already, or empty, goes silently.

    Where an editor's window may still be open on it, it goes a day later.
    """
    unsaved: list[LeftBehind] = []
    with ExitStack() as stack:
        for draft in app.drafts.left_behind():
            stack.callback(draft.let_go)
            unsaved += _recover(app, draft)
        stack.pop_all()
    return unsaved


def _recover(app: App, draft: Draft) -> list[LeftBehind]:
    """What one draft is; nothing where it's removed because it's stored already, or empty."""
    written = written_in(text_of(draft))
    try:
        entry, revises, changed = _read_description(draft.about)
        has_description = True
    except (KeyError, TypeError, ValueError):
        entry, revises, changed = _entry_without_description(app, draft), 0, ()
        has_description = False
        if entry.id == draft.id:  # its editor's window was left open, and has saved once more
            revises, has_description = entry.revision, True
        about = {"entry": plain(entry), "revises": revises}
        draft.about = about | {"header": draft.about.get("header", "")}
    unsaved = LeftBehind(
        draft, replace(entry, body=written.text), revises, written, changed, has_description
    )
    if unsaved.promise is not None and not promise_drafts.can_be_stored(app, unsaved):
        del draft.about["promise"]
    if not written.text.strip() and draft.may_lie_open:
        draft.let_go()
        return []
    if not written.text.strip() or _is_stored(app, unsaved):
        if draft.may_be_in_a_window() and (revises or not written.text.strip()):
            draft.let_go()
        else:
            draft.remove()
        return []
    return [_make_storable(app, unsaved)]


def as_it_is_now(unsaved: LeftBehind) -> LeftBehind:
    """Return a draft with the words it has by now: a window on it may have saved others since."""
    written = written_in(text_of(unsaved.draft))
    return replace(unsaved, entry=replace(unsaved.entry, body=written.text), written=written)


def _make_storable(app: App, unsaved: LeftBehind) -> LeftBehind:
    """The draft as it can be stored: on its own where the entry it was for can't take its words.

    An entry in the trash, or gone, takes no edit. A new entry whose id the journal has was stored
    already, and has been changed since.
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
    private = entry.private or (now is not None and now.private)
    entry = replace(entry, body=unsaved.written.text, private=private)
    return replace(unsaved, entry=entry, revises=0)


def _read_description(about: dict[str, Any]) -> tuple[Entry, int, tuple[str, ...]]:
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


def _entry_without_description(app: App, draft: Draft) -> Entry:
    """What a text becomes whose description makes no sense; private where that is said at all.

    Where its entry is stored already, it is another wording of that.
    """
    for stored in app.reader.by_prefix(draft.id):
        if stored.id == draft.id:
            return stored
    described = draft.about.get("entry")
    private = isinstance(described, dict) and bool(described.get("private"))
    return replace(new_entry(app, app.now.today, "free"), private=private)


def _as_new_entry(app: App, edited: Entry) -> Entry:
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


def _is_stored(app: App, unsaved: LeftBehind) -> bool:
    """Whether these very words stand in the journal under this id, changed as they were to be."""
    if unsaved.promise is not None:
        return promise_drafts.is_stored(app, unsaved)
    entry = unsaved.entry
    fields = ("body", *unsaved.changed)
    versions: list[Entry | Revision] = [*_by_id(app, entry.id)]
    versions += [
        revision
        for revision in app.reader.revisions(entry.id)
        if revision.revision > unsaved.revises
    ]
    return any(
        all(getattr(version, name, None) == getattr(entry, name) for name in fields)
        for version in versions
    )


def store_left_behind(app: App, unsaved: LeftBehind) -> Stored:
    """Store a draft that was left behind, as the new entry it was begun as."""
    entry, prompt = unsaved.entry, None
    if entry.pack and entry.prompt_id:
        prompt = prompt_of(app, entry.pack, entry.prompt_id)
    choice = Choice(prompt, Reason.NAMED) if prompt else None
    of_the_day = question_of(app, entry.day)
    if prompt and of_the_day and of_the_day.prompt.origin == prompt.origin:
        choice = of_the_day  # answered with that, as if nothing had come between
    unsaid = bool(unsaved.draft.about.get("unsaid"))
    return store(app, Plan(entry, choice, unsaid=unsaid), unsaved.draft, unsaved.written)
