"""Entries of notes from the inbox that grew on one machine, and were edited on another.

To the journal, both are changes by a person, and the later text would be shown. But no one chose
the text of the grown note over the edit, which may hide words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ..app import App
from ..domain.entry import Entry
from ..domain.multi_answer import split_answers
from ..domain.two_texts import Branch, Text, combined, hide_different_lines
from ..storage.entry_reader import Reader
from ..storage.inbox_lookup import SOURCE
from .sync_result import SyncResult

if TYPE_CHECKING:
    from ..domain.join.parts import State
    from ..storage.sync_merge import MergeResult
    from ..storage.writer import Transaction


def combine(app: App, store: Transaction, merged: MergeResult, result: SyncResult) -> None:
    """Combine the two texts of each such entry among those that were merged."""
    if store.sync is None:
        return
    reader = store.reads(Reader)
    for entry_id in sorted(merged.divided):
        entries = [*reader.by_prefix(entry_id)]
        state = store.sync.states.local("entry", entry_id).state
        if not entries or entries[0].source != SOURCE or state is None:
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
    merged.two_places[:] = [each for each in merged.two_places if each not in result.combined]


def _combined(entry: Entry, state: State) -> Entry:
    """Return an entry with both of its texts, and private if one hides what is shown otherwise."""
    from ..domain.join import entries

    branches = [
        Branch(Text(*words), frozenset(Text(*each) for each in before))
        for words, before in entries.branches(state)
    ]
    text = combined(branches) or Text(entry.title, entry.body)
    return replace(
        entry,
        title=text.title,
        body=text.body,
        answers=split_answers(text.body, entry.answers),
        private=entry.private or hide_different_lines(text, branches),
    )
