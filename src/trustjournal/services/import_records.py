"""Import the records other than entries from our own JSON, if they are not in the journal yet.

As with entries, existing records stay as they are, with one exception: a person's wish not to be
quoted is taken over, because losing it would show their words. For the same reason, what is added
to a review or a promise is hidden if that is private in the source, even if it isn't here. Records
without an id are told apart by what never changes in them (`Section.same`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from .. import storage
from ..domain.private_marks import hide
from ..formats.incoming import IncomingRecord
from ..records.section import Record
from ..records.sections import SECTIONS
from ..storage.query import Reads
from ..storage.record_lookup import IfThen, PartsReader, says_otherwise, with_outcome
from ..storage.sync_files import SyncReader
from ..storage.whole_journal import WholeReader

if TYPE_CHECKING:
    from ..storage.record_writer import PartsWriter
    from ..storage.writer import Transaction

Outcome = Literal["added", "already", "no_owner", "outcome_differs", "words_differ"]


def _compared(reads: PartsReader, existing: IfThen, record: Record) -> Outcome:
    """Return what to do with an if-then that exists already: it may have a new outcome."""
    outcome = with_outcome(existing.outcome, record["outcome"])
    if outcome != existing.outcome:
        return "added"
    if says_otherwise(existing.outcome, record["outcome"]):
        return "outcome_differs"
    return "added" if existing.entry is None and reads.entry(record["entry"]) else "already"


class RecordImporter:
    """Imports the records of one file."""

    def __init__(self, reads: Reads, now: datetime) -> None:
        self._now = now
        # A journal that has asked nothing yet takes the salt that comes, and goes on as that one.
        self._was_empty = PartsReader.beside(reads).is_empty()
        self._meta = WholeReader.beside(reads).meta()
        self._before: dict[str, int] = {}
        self._private_reviews: set[str] = set()
        self._hidden_promises: set[str] = set()
        self._ids: dict[str, str] = {}
        """The ids that entries and promises have here, if they have others in the source."""
        self._writer: PartsWriter | None = None

    def saw_private(self, review: str) -> None:
        """Remember a review that is private in the source, whatever it is here."""
        self._private_reviews.add(review)

    def is_now(self, name: str, here: str) -> None:
        """Note that an entry or a promise of the source has another id here."""
        self._ids[name] = here
        if name in self._private_reviews:
            self._private_reviews.add(here)

    def _as_here(self, reads: Reads, part: IncomingRecord) -> IncomingRecord:
        """Return a record with the ids that its entry or its promise has here.

        They have others if they were permanently deleted in a synced journal and imported again.
        """
        values = part.values
        if part.kind == "promises" and PartsReader.beside(reads).promise(values["id"]) is None:
            for name in SyncReader.beside(reads).ids_after("promise", values["id"]):
                same = {**values, "id": name}
                if not PartsReader.beside(reads).has_other_words(part.kind, same, 0):
                    self.is_now(values["id"], name)
                    break
        renamed = {
            field: self._ids[values[field]]
            for field in ("id", "entry", "promise")
            if values.get(field) in self._ids
        }
        return replace(part, values={**values, **renamed}) if renamed else part

    def _as_private(self, parts: PartsReader, part: IncomingRecord) -> Record:
        """Return the record, hiding its words if its owner is private only in the source."""
        record: Record = dict(part.values)
        if part.kind == "promises":
            self._note_promise(parts, record)
        elif part.kind == "intentions" and self._must_hide(parts, record):
            record["text"] = hide(record["text"])
        elif part.kind == "promise_events":
            name = record["promise"]
            if name in self._hidden_promises:
                record |= {
                    key: hide(record[key]) for key in SECTIONS[part.kind].words if record[key]
                }
        return record

    def _note_promise(self, parts: PartsReader, record: Record) -> None:
        """Remember an existing promise whose words the source hides more than we do."""
        name = record["id"]
        if parts.promise(name) is None:
            return
        hidden = record["private"] if record.get("hidden") is None else record["hidden"]
        if (hidden and not parts.hides("promise", name)) or (
            record["private"] and not parts.hides("told_promise", name)
        ):
            self._hidden_promises.add(name)

    def _must_hide(self, parts: PartsReader, record: Record) -> bool:
        """Return whether the review of an if-then is private in the source but not here."""
        name = record["entry"]
        return name in self._private_reviews and not parts.hides("entry", name)

    def look(self, reads: Reads, part: IncomingRecord) -> Outcome:
        """Return the outcome that `keep` would have, without storing anything."""
        part = self._as_here(reads, part)
        if part.kind == "meta":
            return "added" if self._was_empty and part.values not in ({}, self._meta) else "already"
        parts = PartsReader.beside(reads)
        record = self._as_private(parts, part)
        if part.kind not in self._before:
            self._before[part.kind] = parts.last(part.kind)
        if part.kind == "intentions":
            existing = parts.if_then(dict(part.values), self._before[part.kind])
            return _compared(parts, existing, record) if existing else "added"
        if not parts.has(part.kind, record, self._before[part.kind]):
            return "added"
        differs = parts.has_other_words(part.kind, dict(part.values), self._before[part.kind])
        return "words_differ" if differs else "already"

    def keep(self, reads: Reads, store: Transaction, part: IncomingRecord) -> Outcome:
        """Store a record, unless it exists already, and return the outcome."""
        part = self._as_here(reads, part)
        outcome = self.look(reads, part)
        if outcome != "added":
            return outcome
        if self._writer is None:
            self._writer = storage.record_writer.PartsWriter(store)
        if part.kind == "meta":
            self._writer.set_salt(part.values["salt"], self._now)
            return "added"
        parts = PartsReader.beside(reads)
        record = self._as_private(parts, part)
        if part.kind == "intentions":
            existing = parts.if_then(dict(part.values), self._before[part.kind])
            private = self._must_hide(parts, record)
            if existing:
                self._writer.complete(existing, record, private=private)
                return "added"
            if private and record["outcome"]:
                record["outcome"] = hide(record["outcome"])
        return "added" if self._writer.add(part.kind, record) else "no_owner"

    def finish(self) -> None:
        """Store what is still waiting."""
        if self._writer is not None:
            self._writer.finish()
