"""Words that were permanently deleted by a machine without them, until they are given back.

Whoever deleted the record never saw them, so they aren't lost: the machine that wrote them makes a
draft of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..domain.join import kinds
from ..domain.join.parts import State, canonical
from .iso_text import moment_of, moment_text
from .sync_states import States

PUT_WAITING = "INSERT OR REPLACE INTO sync_waiting VALUES (?, ?, ?, ?, ?)"
PUT_NEW_WAITING = "INSERT OR IGNORE INTO sync_waiting VALUES (?, ?, ?, ?, ?)"
DROP_WAITING = "DELETE FROM sync_waiting WHERE kind = ? AND key = ?"
UNSEEN = """
    SELECT key, owner_kind, owner_key, state FROM sync_waiting
    WHERE kind = '#unseen' ORDER BY key"""
UNSEEN_KIND = "#unseen"
"""The kind under which the table `sync_waiting` has them."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Words that were permanently deleted by a machine that didn't have them."""

    kind: str
    key: str
    name: str
    """Their id in the state of their record."""
    words: dict[str, Any]


class UnseenWords:
    """The words that are to be given back."""

    def __init__(self, states: States) -> None:
        self._states = states

    def keep(
        self, kind: str, key: str, before: State, after: State, *, is_local: bool = False
    ) -> None:
        """Keep the words of a record that was purged by a machine that didn't have them.

        `before` is a state with the words: that of this journal (`is_local`), or one of another
        machine that is about to be merged. The machine that wrote them gives them back at once, if
        it still can. If this machine gave them back before, and has them in its journal again, that
        journal is an earlier one that was put back, and so may be the folder of drafts.
        """
        if is_local:
            after = self._as_deleted(after)
        owner_kind, owner = next(kinds.owners_of(kind, before), ("", ""))
        for name, words in kinds.unseen_words(kind, before, after).items():
            writer = kinds.writer_of(kind, before, name)
            is_ours = writer in self._states.names or (is_local and not writer)
            at = "" if is_ours else moment_text(self._states.now)
            stored = {"at": at, "words": words}
            place = canonical([kind, key, name])
            values = (UNSEEN_KIND, place, owner_kind, owner, canonical(stored))
            self._states.connection.execute(PUT_WAITING if is_ours else PUT_NEW_WAITING, values)

    def due(self, now: datetime, wait: timedelta) -> list[Unseen]:
        """Return words to give back to the person, because no other machine has.

        Words that another machine wrote are kept for some time, in which it may give them back.
        """
        due: list[Unseen] = []
        for place, owner_kind, owner, text in self._states.connection.execute(UNSEEN).fetchall():
            kind, key, name = json.loads(place)
            stored = json.loads(text)
            if name in self._seen_by(kind, key) | self._seen_by(owner_kind, owner):
                self._states.connection.execute(DROP_WAITING, (UNSEEN_KIND, place))
            elif not stored["at"] or abs(now - moment_of(stored["at"])) > wait:
                due.append(Unseen(kind, key, name, stored["words"]))
        return due

    def _seen_by(self, kind: str, key: str) -> frozenset[str]:
        return kinds.seen_by(self._as_deleted(self._states.stored(kind, key) or {}))

    def _as_deleted(self, state: State) -> State:
        """Return a state of a purged record as it was before this machine gave words back."""
        return kinds.as_deleted(state, self._states.names) if kinds.is_purged(state) else state

    def mark_given_back(self, words: Unseen) -> None:
        """Note that words were given back, so that no other machine does it too."""
        kind, key = words.kind, words.key
        place = canonical([kind, key, words.name])
        self._states.connection.execute(DROP_WAITING, (UNSEEN_KIND, place))
        stored = self._states.stored(kind, key)
        if stored is not None:
            self._states.next_stamp(stored)
            machine = self._states.machine
            given_back = kinds.note_given_back(kind, stored, words.name, machine)
            self._states.put(kind, key, given_back, None)
            self._states.mark_pending(kind, key)
        self._states.flush()
