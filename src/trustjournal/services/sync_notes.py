"""Entries and promises that were edited in two places.

Of an entry the later text is shown, and the other is an earlier version. A promise has no versions,
so it gets the words of both. So does the entry of a note from the inbox that has grown in one
place: no one chose that over an edit. If one of the texts hides words, the entry or promise becomes
private.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..app import App
from ..domain.entry import Entry
from ..domain.multi_answer import split_answers
from ..domain.note_lines import hides_more
from ..domain.two_texts import Branch, Text, combined, joined_lines, others_hide_more
from ..storage.entry_reader import Reader
from ..storage.inbox_lookup import SOURCE
from .sync_result import SyncResult

if TYPE_CHECKING:
    from ..domain.join.parts import State
    from ..storage.sync_merge import MergeResult
    from ..storage.writer import Transaction


def combine(app: App, store: Transaction, merged: MergeResult, result: SyncResult) -> None:
    """Combine the two texts of what was merged, or make it private."""
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
    for promise_id, state in store.sync.states.with_other_words("promise"):
        changes = _with_all_words(state)
        store.sync.merger.change("promise", promise_id, changes)
        result.promises_combined.append(promise_id)
        if changes.get("hidden"):
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


def _with_all_words(promise: State) -> dict[str, Any]:
    """Return the words of a promise from all places; it's hidden if some hide more than others."""
    from ..domain.join import kinds

    values = kinds.values_of("promise", promise)
    assert values is not None  # one that is gone has no words
    words = [*kinds.other_words("promise", promise), values]
    texts = [Text(each["cue"], each["text"]) for each in words]
    is_shown = not values["hidden"] and any(hides_more(texts, each, ()) for each in texts)
    return {
        **{name: joined_lines([each[name] for each in words]) for name in ("text", "cue")},
        **({"private": True, "hidden": True} if is_shown else {}),
    }
