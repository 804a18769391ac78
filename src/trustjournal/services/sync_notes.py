"""Entries and promises that were edited in two places, so that the later text is shown.

If the other hides words, they become private. And one text may be that of a note
from the inbox which has grown. No one chose that over an edit, so the entry gets the words of both.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ..app import App
from ..domain.entry import Entry
from ..domain.multi_answer import split_answers
from ..domain.note_lines import hides_more
from ..domain.two_texts import Branch, Text, combined, others_hide_more
from ..storage.entry_reader import Reader
from ..storage.inbox_lookup import SOURCE
from .sync_result import SyncResult

if TYPE_CHECKING:
    from ..domain.join.parts import State
    from ..storage.sync_merge import MergeResult
    from ..storage.writer import Transaction


def combine(app: App, store: Transaction, merged: MergeResult, result: SyncResult) -> None:
    """Make such entries private, or combine their two texts, among those that were merged."""
    if store.sync is None:
        return
    reader = store.reads(Reader)
    for entry_id in sorted(merged.divided):
        entries = [*reader.by_prefix(entry_id)]
        state = store.sync.states.local("entry", entry_id).state
        if not entries or state is None:
            continue
        edited = _combined(entries[0], state)
        if edited == entries[0]:
            continue
        if (edited.title, edited.body) != (entries[0].title, entries[0].body):
            result.combined.append(entry_id)
        if edited.private and not entries[0].private:
            result.made_private.append(entry_id)
        moment = max(app.now.moment, edited.modified_at + timedelta(microseconds=1))
        store.revise(edited, edited.revision, moment)
    for promise_id in sorted(merged.promises):
        if _hides_more_elsewhere(store.sync.states.local("promise", promise_id).state):
            store.update("promise", {"id": promise_id}, private=True, hidden=True)
            result.promises_made_private.append(promise_id)
    merged.two_places[:] = [each for each in merged.two_places if each not in result.combined]


def _combined(entry: Entry, state: State) -> Entry:
    """Return an entry, private if a text hides more than that shown; a note with both texts."""
    from ..domain.join import entries

    branches = [
        Branch(Text(*words), frozenset(Text(*each) for each in before))
        for words, before in entries.branches(state)
    ]
    same = (each for each in branches if each.text == (entry.title, entry.body))
    shown = next(same, branches[-1])
    both = combined(branches) if entry.source == SOURCE else None
    if both is not None:
        title, body = both.text
        answers = split_answers(body, entry.answers)
        entry = replace(entry, title=title, body=body, answers=answers)
    return replace(entry, private=entry.private or others_hide_more(both or shown, branches))


def _hides_more_elsewhere(promise: State | None) -> bool:
    """Return whether other words of a promise that isn't hidden hide what those shown don't."""
    from ..domain.join import kinds

    values = kinds.values_of("promise", promise) if promise is not None else None
    if promise is None or values is None or values["hidden"]:
        return False
    now, *others = (
        Text(words["cue"], words["text"])
        for words in (values, *kinds.other_words("promise", promise))
    )
    return hides_more(others, now, ())
