"""The sync of a journal inside a transaction, and what machines write about the sync itself.

`sync_local` notes what the transaction changed, `sync_merge` merges what other machines wrote, and
`sync_pending` has what is yet to be written. They work on the states in `sync_states`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..domain.join import kinds
from ..domain.join.parts import State, latest
from . import sync_files
from .iso_text import SYNC_ERASE_KEY, SYNC_JOINING_KEY, moment_text
from .sync_apply import StateWriter
from .sync_files import EARLIER_KEYS, MACHINE, SALT, UNCOUNTED
from .sync_local import LocalChanges
from .sync_merge import Merger
from .sync_pending import PendingRecords
from .sync_states import States
from .sync_unseen import UnseenWords

if TYPE_CHECKING:
    from .writer import Transaction


class SyncStore:
    """The sync of a journal, inside a transaction."""

    def __init__(
        self, transaction: Transaction, connection: sqlite3.Connection, now: datetime | None
    ) -> None:
        self.states = States(transaction, connection, now)
        self.unseen = UnseenWords(self.states)
        """Words to give back, because they were deleted unseen."""
        writer = StateWriter(self.states, self.unseen)
        self.local = LocalChanges(self.states, writer)
        """The changes that this transaction makes."""
        self.merger = Merger(self.states, writer, self.unseen)
        """The changes that other machines made."""
        self.pending = PendingRecords(self.states, writer)
        """The records that have yet to be written to the folder."""

    def begin(self) -> None:
        """Begin with a new folder: forget that of another journal, and make all records pending."""
        connection = self.states.connection
        sync_files.forget_files(connection)
        for kind in UNCOUNTED:
            connection.execute("DELETE FROM sync_state WHERE kind = ?", (kind,))
            connection.execute("DELETE FROM sync_untold WHERE kind = ?", (kind,))
        self.states.transaction.put_meta(SYNC_JOINING_KEY, moment_text(self.states.now))
        self.pending.add_all()

    # --- what machines write about the sync ------------------------------------------

    def share_salt(self, salt: str) -> None:
        """Share the journal's salt, which decides the questions of a day."""
        stamp = self.states.next_stamp(None)
        self._share(*SALT, {"salt": [stamp, salt]})

    def share_machine(self, name: str, **parts: Any) -> None:
        """Share facts about a machine, each as a value that the last writer decides."""
        state = self.states.stored(MACHINE, name) or {}
        stamp = self.states.next_stamp(state)
        changed = {part: latest(stamp, value) for part, value in parts.items()}
        self._share(MACHINE, name, state | changed)

    def share_earlier_keys(self, earlier: Iterable[bytes]) -> None:
        """Share earlier keys of the folder that those who open its newest key file need too."""
        keys = {"earlier": {key.hex(): True for key in earlier}}
        stored = self.states.stored(*EARLIER_KEYS) or {}
        self._share(*EARLIER_KEYS, kinds.join(EARLIER_KEYS[0], stored, keys))

    def _share(self, kind: str, key: str, state: State) -> None:
        self.states.put(kind, key, state, None)
        self.states.mark_pending(kind, key)
        self.states.flush()

    def mark_erased(self, keys: Iterable[tuple[str, str]]) -> None:
        """Note that no file of this machine has the words of some records any more."""
        done = {*keys}
        stored = [tuple(each) for each in json.loads(self.states.meta(SYNC_ERASE_KEY) or "[]")]
        remaining = [each for each in stored if each not in done]
        self.states.transaction.put_meta(SYNC_ERASE_KEY, json.dumps(remaining))
