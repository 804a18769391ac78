"""Writing entries through SQLModel sessions; other modules store their records with
`Transaction.insert`.

Importing this module takes a third of a second, so callers import it while the person is
writing (`app.App.writer`).
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, SQLModel, col, select

from ..domain import ids
from ..domain.entry import REVISED, Answer, Entry, Intention, content_hash, later, to_row
from ..domain.ids import short
from ..domain.multi_answer import HOW_IT_WENT, OUTCOME
from ..domain.safety_pause import NOT_SAFE
from ..domain.text import label_key, labels
from ..errors import Damaged, Locked, NotFound, silence_libraries
from ..sentences import NO_SUCH_ENTRY
from . import connect, encryption_marker, header, opening, sync_files
from .encryption_marker import Place
from .iso_text import (
    EARLIER_JOURNALS_KEY,
    PURGED_KEY,
    RENAMED_KEY,
    RESTORED_KEY,
    SYNC_MACHINE_KEY,
    moment_of,
    moment_text,
)
from .model_lookup import model
from .models import AnswerRow, EntryRow, MetaRow, PersonRow, PromptEventRow, TagRow
from .query import Reads
from .questions import log
from .search_index import Index

REPLACED_AT_SAVING = (
    "another program has just replaced {path}; check whether the new file has what "
    "you saved, and if not, run this again"
)
REPLACED_MEANWHILE = (
    "another program (perhaps one that syncs folders) has replaced {path}; nothing was "
    "saved, so run this again"
)

IS_SYNCED = f"SELECT 1 FROM meta WHERE key = '{SYNC_MACHINE_KEY}'"

_Part = TypeVar("_Part", bound=Reads)
if TYPE_CHECKING:
    from ..domain.question_log import PromptEvent
    from .sync import SyncStore


def engine_for(
    path: Path,
    keys: connect.Keys | None = None,
    backups: Path | None = None,
    place: Place | None = None,
) -> Engine:
    """Create an engine whose connections come from `connect` and whose errors hide values.

    The driver must not begin transactions: it would begin them late, and two programs writing
    at once would lose updates. The engine begins them itself and takes the lock at once.
    """
    is_encrypted = connect.salt_of(path) is not None
    place = (place or Place(path, backups))._replace(was_encrypted=is_encrypted)

    def connection() -> connect.Connection:
        opened = opening.for_writing(path, keys, backups, place=place)
        if is_encrypted:
            encryption_marker.remember(path)
        return opened

    silence_libraries()  # SQLAlchemy logs what a signal raises while a connection is closed
    engine = create_engine(
        "sqlite://",
        module=connect.sealed_driver() if is_encrypted else sqlite3,
        creator=connection,
        poolclass=NullPool,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        opened: Any = connection.connection.dbapi_connection
        connect.check_is_at(path, opened)

    return engine


class Writer:
    """A journal open for writing; a missing file is created by the first transaction."""

    def __init__(
        self,
        path: Path,
        new_salt: Callable[[], bytes],
        keys: connect.Keys | None = None,
        backups: Path | None = None,
        *,
        not_safe_since: date = date.min,
        place: Place | None = None,
        now: datetime | None = None,
    ) -> None:
        """Prepare to write to the journal at `path`, without opening it yet.

        `keys` open an encrypted journal, `backups` is the folder for the copy before an upgrade,
        and `place` names what may show that a missing journal was encrypted. Each transaction
        forgets the reason "not safe" of questions put aside before `not_safe_since`. `now` is the
        time of what this run changes, for journals that are synced.
        """
        self.path = path
        self.wrote = False
        """True once anything was stored."""
        self._new_salt = new_salt
        self._not_safe_since = not_safe_since
        self._now = now
        self._engine = engine_for(path, keys, backups, place)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Store everything written inside the block together when it ends, or nothing."""
        try:
            with connect.translated(self.path), Session(self._engine) as session:
                if session.get(MetaRow, "salt") is None:
                    session.add(MetaRow(key="salt", value=self._new_salt().hex()))
                if session.get(MetaRow, PURGED_KEY) is None:
                    session.add(MetaRow(key=PURGED_KEY, value="[]"))
                store = Transaction(session, self.path, self._now)
                store.forget_not_safe(self._not_safe_since)
                yield store
                store.settle()
                # Programs that replace the journal hold the lock, but a sync program doesn't. The
                # words would then be in a file without a name.
                store.check_is_at()
                session.commit()
                self.wrote = True
                store.check_is_at(saved=True)
        except DBAPIError as error:
            translated = None
            if error.orig is not None:
                translated = connect.translate(error.orig, self.path)
            if translated is None:
                raise
            raise translated from None


class Transaction:
    """A transaction that writes entries, and the rows of any other table."""

    def __init__(self, session: Session, path: Path, now: datetime | None = None) -> None:
        self._session = session
        connection: Any = session.connection().connection.dbapi_connection
        self._index = Index(connection)
        self._path = path
        self._file: header.File | None = connection.file
        self.sync: SyncStore | None = None
        """None if the journal isn't synced."""
        self._now = now
        if connection.execute(IS_SYNCED).fetchone() is not None:
            self.start_sync()

    def start_sync(self, machine: str = "") -> SyncStore:
        """Begin to keep the states of records; `machine` is this machine's name in a new sync.

        A journal that was synced before goes on with what it knew then.
        """
        from .sync import SyncStore  # slow, and for synced journals only

        if machine:
            if self.sync is not None:
                self.sync.states.rename_machine(machine)
            self.put_meta(SYNC_MACHINE_KEY, machine)
            self._session.flush()
        connection: Any = self._session.connection().connection.dbapi_connection
        self.sync = SyncStore(self, connection, self._now)
        return self.sync

    def end_sync(self) -> None:
        """Forget the sync folder. Changes are noted as before, so that it can be joined again."""
        self._session.flush()
        connection: Any = self._session.connection().connection.dbapi_connection
        sync_files.leave(connection)

    def stay_private(self, kind: str, key: str) -> None:
        """Note that a private entry or promise, as it is stored, was made private once more.

        Another machine may have opened it since it was private, and hasn't seen that.
        """
        if self.sync is not None:
            self.sync.states.keep_private(kind, key)

    def salt(self) -> str:
        """Return the salt of the journal, as hex."""
        row = self._session.get(MetaRow, "salt")
        assert row is not None  # each transaction begins with one
        return row.value

    @property
    def session(self) -> Session:
        """Return the session, for the writers of other parts in the same transaction."""
        return self._session

    @contextmanager
    def reworded(self, *numbers: int) -> Iterator[None]:
        """Update the search index around a change to entries: words, labels, trash or privacy.

        `numbers` are the rows of the entries that change inside the block.
        """
        self._session.flush()
        for n in numbers:
            self._index.take(n)
        yield
        self._session.flush()
        for n in numbers:
            self._index.put(n)

    def add_to_index(self, n: int) -> None:
        """Add an entry that was just stored to the search index."""
        self._index.put(n)

    def add_to_index_since(self, n: int) -> None:
        """Add all entries from a row number on, which were just stored, to the search index."""
        self._index.put_since(n)

    def erase_words(self) -> None:
        """Erase words that are removed in this transaction from the search index too."""
        self._index.forget()

    def check_is_at(self, *, saved: bool = False) -> None:
        """Raise `Locked` if another file has taken the place of the journal."""
        if connect.identity(self._path) != self._file:
            raise Locked(REPLACED_AT_SAVING if saved else REPLACED_MEANWHILE, path=self._path)

    def settle(self) -> None:
        """Flush the session and finish the search index, as the last step before the commit."""
        self._session.flush()
        if self.sync is not None:
            self.sync.local.note()
        self._index.settle()

    def reads(self, part: type[_Part]) -> _Part:
        """Return a reader that sees what this transaction has written so far."""
        connection: Any = self._session.connection().connection.dbapi_connection
        return part(self._path, connection)

    def insert(self, table: str, **values: Any) -> int:
        """Store a row through the model of its table; returns its number, 0 if it has none."""
        row = model(table)(**values)
        self._session.add(row)
        self._session.flush()
        return getattr(row, "n", None) or 0

    def next_moment(self, table: str, column: str, now: datetime, **where: Any) -> str:
        """Return the moment to store in a new row: now, or just after the latest of some rows.

        Rows are read in the order of their moments, so the one stored last needs the latest, even
        if the clock was set back meanwhile.
        """
        kind = model(table)
        latest = self._session.exec(
            select(func.max(getattr(kind, column))).where(*_equal(kind, where))
        ).one()
        if latest and latest >= moment_text(now):
            with suppress(Damaged):  # a damaged file may have anything there
                return moment_text(moment_of(latest) + timedelta(microseconds=1))
        return moment_text(now)

    def update(self, table: str, where: Mapping[str, Any], **values: Any) -> None:
        """Change the rows of a table whose columns have some values."""
        kind = model(table)
        self._session.exec(update(kind).where(*_equal(kind, where)).values(**values))

    def delete(self, table: str, **where: Any) -> None:
        """Delete the rows of a table whose columns have some values."""
        kind = model(table)
        self._session.exec(delete(kind).where(*_equal(kind, where)))

    def number_of(self, entry_id: str) -> int | None:
        """Return the row number of an entry, by its id; None if there is no such entry."""
        return self._session.exec(select(EntryRow.n).where(EntryRow.id == entry_id)).first()

    def add(self, entry: Entry) -> int:
        """Store a new entry with its labels and answers, and return its row number.

        People and tags that were renamed while the entry was being written get their new names.
        If another entry has its moment (`--at 14:30`, twice), it comes a microsecond later.
        """
        while self._has_moment(entry.created_at):
            entry = later(entry, timedelta(microseconds=1))
        if self._renamed():
            begun = moment_text(entry.modified_at)  # its other moment may lie days back
            entry = replace(
                entry,
                people=labels([self.named_now("person", name, begun) for name in entry.people]),
                tags=labels([self.named_now("tag", name, begun) for name in entry.tags]),
            )
        row = EntryRow(**_columns(entry))
        self._session.add(row)
        self._session.flush()
        n = _number(row)
        self._add_parts(n, entry)
        self._session.flush()
        self._index.put(n)
        return n

    def _has_moment(self, moment: datetime) -> bool:
        at = col(EntryRow.created_at) == moment_text(moment)
        live = col(EntryRow.deleted_at).is_(None)
        return self._session.exec(select(EntryRow.n).where(at, live)).first() is not None

    def note_renamed(self, kind: str, keys: Collection[str], name: str, now: datetime) -> None:
        """Record that labels were renamed, for entries that are being written at the moment."""
        at = moment_text(now)
        more = [[at, kind, key, name] for key in sorted(keys) if key != label_key(name)]
        self._put_renamed([*self._renamed(), *more][-_RENAMED_KEPT:])

    def forget_renamed(self, kind: str, key: str) -> None:
        """Forget the earlier and later names of a label that is removed."""
        remaining = [
            rename for rename in self._renamed() if key not in (rename[2], label_key(rename[3]))
        ]
        self._put_renamed(
            [rename for rename in self._renamed() if rename[1] != kind or rename in remaining]
        )

    def named_now(self, kind: str, name: str, begun: str) -> str:
        """Return the current name of a label that was given at the moment `begun`."""
        for at, which, key, after in self._renamed():
            if which == kind and at > begun and key == label_key(name):
                name = after
        return name

    def earlier_names(self, kind: str, key: str) -> list[str]:
        """Return the earlier names, as keys, of a label that has this key now."""
        names = dict.fromkeys(rename[2] for rename in self._renamed() if rename[1] == kind)
        return [each for each in names if each != key == label_key(self.named_now(kind, each, ""))]

    def _renamed(self) -> list[list[str]]:
        row = self._session.get(MetaRow, RENAMED_KEY)
        return list(json.loads(row.value)) if row is not None else []

    def _put_renamed(self, renamed: list[list[str]]) -> None:
        if renamed or self._renamed():
            value = json.dumps(renamed, ensure_ascii=False)
            self.put_meta(RENAMED_KEY, value)

    def add_all(self, entries: Sequence[Entry]) -> None:
        """Store many new entries for an import, with one statement per table.

        The transaction holds the write lock, so the rows can be numbered here: the labels and
        answers of an entry need its number.
        """
        if not entries:
            return
        self._session.flush()
        newest = self._session.exec(select(func.max(EntryRow.n))).one()
        numbered = list(enumerate(entries, start=(newest or 0) + 1))
        self._insert(EntryRow, ({"n": n, **_columns(entry)} for n, entry in numbered))
        for table, rows in _PARTS.items():
            self._insert(table, (row for n, entry in numbered for row in rows(n, entry)))
        self._index.put_since(numbered[0][0])

    def _insert(self, table: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
        values = list(rows)
        if values:
            self._session.connection().execute(insert(table), values)

    def _add_parts(self, n: int, entry: Entry) -> None:
        parts = [table(**row) for table, rows in _PARTS.items() for row in rows(n, entry)]
        if parts:
            self._session.add_all(parts)

    def _find(self, entry_id: str) -> EntryRow:
        row = self._session.exec(select(EntryRow).where(EntryRow.id == entry_id)).first()
        if row is None:
            raise NotFound(NO_SUCH_ENTRY, name=short(entry_id))
        return row

    def revise(self, entry: Entry, base_revision: int, now: datetime) -> bool:
        """Store an edited entry and keep its earlier version.

        `base_revision` is the revision that was opened for editing. Returns True if another
        program has stored a revision since; that one is kept among the revisions too, so no
        words are lost.
        """
        row = self._find(entry.id)
        n = _number(row)
        self._session.add(_snapshot(n, row, self._names(TagRow, n), self._names(PersonRow, n)))
        before = row.revision
        with self.reworded(n):
            for table in (TagRow, PersonRow, AnswerRow):
                self._session.exec(delete(table).where(col(table.entry_n) == n))
            for name, value in _columns(entry).items():
                setattr(row, name, value)
            row.revision = before + 1
            row.modified_at = moment_text(now)
            self._session.add(row)
            self._add_parts(n, entry)
        return before != base_revision

    def _names(self, table: type[TagRow] | type[PersonRow], n: int) -> list[str]:
        return list(
            self._session.exec(select(table.name).where(table.entry_n == n).order_by(table.key))
        )

    def replace_person(self, entry_id: str, key: str, alias: str | None) -> None:
        """Give one person on an entry another alias, or remove them; the text stays the same."""
        row = self._find(entry_id)
        n = _number(row)
        named = self._names(PersonRow, n)
        others = [name for name in named if label_key(name) != key]
        people = labels([*others, alias] if alias else others)
        with self.reworded(n):
            self._session.exec(delete(PersonRow).where(col(PersonRow.entry_n) == n))
            self._session.add_all(
                PersonRow(entry_n=n, key=label_key(name), name=name) for name in people
            )
        self._update_hashes([n])

    def replace_tags(self, keys: Collection[str], name: str) -> None:
        """Replace some tags by one on every entry; the texts stay the same."""
        key = label_key(name)
        having = select(TagRow.entry_n).where(col(TagRow.key).in_(keys)).distinct()
        numbers = list(self._session.exec(having))
        for some in _chunks(numbers):
            gone = col(TagRow.entry_n).in_(some) & col(TagRow.key).in_([*keys, key])
            with self.reworded(*some):
                self._session.exec(delete(TagRow).where(gone))
                self._session.add_all(TagRow(entry_n=n, key=key, name=name) for n in some)
            self._update_hashes(some)

    def _update_hashes(self, numbers: Collection[int]) -> None:
        """Compute the hashes of entries again after labels or feelings changed: they cover both."""
        tags, people = (self._labels_of(table, numbers) for table in (TagRow, PersonRow))
        for row in self._session.exec(select(EntryRow).where(col(EntryRow.n).in_(numbers))):
            n = _number(row)
            names = {"tags": list(labels(tags[n])), "people": list(labels(people[n]))}
            row.hash = content_hash(row.model_dump() | names)
            self._session.add(row)
        self._session.flush()
        self._session.expunge_all()  # so that a large journal needn't fit into memory

    def _labels_of(
        self, table: type[TagRow] | type[PersonRow], numbers: Collection[int]
    ) -> dict[int, list[str]]:
        labels_by_entry: dict[int, list[str]] = defaultdict(list)
        labelled = select(table.entry_n, table.name).where(col(table.entry_n).in_(numbers))
        for n, name in self._session.exec(labelled):
            labels_by_entry[n].append(name)
        return labels_by_entry

    def star(self, entry_id: str, starred: bool) -> None:
        """Star or unstar an entry; a star makes no new revision."""
        row = self._find(entry_id)
        row.starred = starred
        self._session.add(row)

    def add_feelings(self, entry_id: str, feelings: Mapping[str, int]) -> bool:
        """Add mood or closeness to an entry that has none, without making a new revision.

        Returns False if there is no such entry.
        """
        row = self._session.exec(select(EntryRow).where(EntryRow.id == entry_id)).first()
        if row is None:
            return False
        for name, value in feelings.items():
            if getattr(row, name) is None:
                setattr(row, name, value)
        self._session.add(row)
        self._update_hashes([_number(row)])
        return True

    def trash(self, entry_id: str, now: datetime) -> None:
        """Put an entry in the trash."""
        self._set_deleted(entry_id, moment_text(now))

    def untrash(self, entry_id: str) -> None:
        """Take an entry out of the trash."""
        self._set_deleted(entry_id, None)

    def _set_deleted(self, entry_id: str, at: str | None) -> None:
        row = self._find(entry_id)
        with self.reworded(_number(row)):
            row.deleted_at = at
            self._session.add(row)

    def in_trash(self) -> frozenset[str]:
        """Return the ids of the entries in the trash, which can't change in this transaction."""
        trashed_ids = select(EntryRow.id).where(col(EntryRow.deleted_at).is_not(None))
        return frozenset(self._session.exec(trashed_ids))

    def purge(self, entry_id: str) -> None:
        """Permanently delete an entry, its answers, its earlier versions and all quotes of it.

        Its words are removed from the file too: `secure_delete` overwrites them with zeros.
        """
        intentions: Any = model("intention")
        share_lines: Any = model("share_line")
        row = self._find(entry_id)
        n = _number(row)
        self._move_outcomes(n, row)
        self._index.forget()
        own = (select(table.text).where(table.entry_n == n) for table in (intentions, AnswerRow))
        if_then = {text.strip() for texts in own for text in self._session.exec(texts)}
        with self.reworded(n):
            # The line of a shared if-then doesn't record which review it is from.
            no_entry = col(share_lines.entry_n).is_(None)
            for text in if_then:
                same = col(share_lines.text) == text
                self._session.exec(delete(share_lines).where(no_entry, same))
            # The record that a question was answered would reveal the entry too.
            for table in (intentions, share_lines, PromptEventRow):
                self._session.exec(delete(table).where(col(table.entry_n) == n))
            self._session.exec(delete(EntryRow).where(col(EntryRow.n) == n))
        self._note_purged(entry_id)

    def _note_purged(self, entry_id: str) -> None:
        row = self._session.get(MetaRow, PURGED_KEY)
        marks = json.loads(row.value) if row is not None else []
        self.put_meta(PURGED_KEY, json.dumps(sorted({*marks, ids.purge_mark(entry_id)})))

    def _move_outcomes(self, n: int, row: EntryRow) -> None:
        """Move outcomes to the reviews that report them, before a review is deleted permanently.

        In earlier versions the outcome of an if-then was stored with the review that had made the
        if-then, not with the one that reported the outcome.
        """
        intentions: Any = model("intention")
        with_outcome = select(intentions).where(col(intentions.outcome).is_not(None))
        of_review = with_outcome.where(intentions.entry_n == n).order_by(intentions.made_at)
        for intention in self._session.exec(of_review):
            later = self._review_of(intention.period, n)
            if later is not None and intention.outcome:
                self._add_outcome(later, intention.outcome)
        if row.kind != "review" or row.period is None or self._review_of(row.period, n):
            return
        for own in self._session.exec(with_outcome.where(intentions.period == row.period)):
            own.outcome = None
            self._session.add(own)

    def _review_of(self, period: str, but: int) -> EntryRow | None:
        """Find the newest review of a period except row `but`; one in the trash comes last."""
        others = (
            select(EntryRow)
            .where(EntryRow.kind == "review", EntryRow.period == period, EntryRow.n != but)
            .order_by(
                col(EntryRow.deleted_at).is_not(None),
                col(EntryRow.created_at).desc(),
                col(EntryRow.id).desc(),
            )
        )
        return self._session.exec(others).first()

    def _add_outcome(self, row: EntryRow, outcome: str) -> None:
        """Add the outcome of an if-then to the review that reports it."""
        n = _number(row)
        answer = Answer(HOW_IT_WENT, outcome, None, OUTCOME)
        self._session.add(_snapshot(n, row, self._names(TagRow, n), self._names(PersonRow, n)))
        count = self._session.exec(
            select(func.max(AnswerRow.n)).where(AnswerRow.entry_n == n)
        ).one()
        with self.reworded(n):
            row.body = f"{row.body}\n\n{answer.heading}\n\n{outcome}"
            row.revision += 1
            self._session.add(row)
            self._session.add(
                AnswerRow(
                    entry_n=n,
                    n=(count or 0) + 1,
                    prompt_id=OUTCOME,
                    prompt_text=HOW_IT_WENT,
                    text=outcome,
                )
            )
        self._update_hashes([n])

    def answers_instead(self, entry_id: str, happened: Sequence[PromptEvent]) -> None:
        """Record which question an entry answers now, and forget the one it answered before.

        A question that no other entry answers counts as not served on its day.
        """
        n = _number(self._find(entry_id))
        own = (col(PromptEventRow.entry_n) == n) & (col(PromptEventRow.event) == "answered")
        earlier = self._session.exec(select(PromptEventRow).where(own)).all()
        for answer in earlier:
            same = (
                (col(PromptEventRow.day) == answer.day)
                & (col(PromptEventRow.pack) == answer.pack)
                & (col(PromptEventRow.prompt_id) == answer.prompt_id)
            )
            self._session.delete(answer)
            self._session.flush()
            answered = same & (col(PromptEventRow.event) == "answered")
            if self._session.exec(select(PromptEventRow.n).where(answered)).first() is None:
                served = same & (col(PromptEventRow.event) == "served")
                self._session.exec(delete(PromptEventRow).where(served))
        for recorded in happened:
            log(self, recorded, n if recorded.event == "answered" else None)

    def forget_not_safe(self, before: date) -> None:
        """Erase the reason "not safe" from every question put aside before a day."""
        is_outdated = (col(PromptEventRow.reason) == NOT_SAFE) & (
            col(PromptEventRow.recorded_on) < before.isoformat()
        )
        self._session.exec(update(PromptEventRow).where(is_outdated).values(reason=None))

    def intend(self, intention: Intention, now: datetime, entry_n: int | None = None) -> None:
        """Record the if-then of a week."""
        self.insert(
            "intention",
            period=intention.period,
            text=intention.text,
            made_at=self.next_moment("intention", "made_at", now, period=intention.period),
            entry_n=entry_n,
        )

    def put_meta(self, key: str, value: str) -> None:
        """Store a fact about the journal itself."""
        self._session.merge(MetaRow(key=key, value=value))

    def replace_salt(self, salt: str, now: datetime, *, joins: bool) -> None:
        """Take the salt of another file of the journal; `joins` says that this one has words too.

        As after a restore, pages from before may have words that aren't in the journal.
        """
        before = self.salt()
        if salt == before:
            return
        if joins:
            row = self._session.get(MetaRow, EARLIER_JOURNALS_KEY)
            salts = dict.fromkeys([before, *(row.value.split() if row else ())])
            self.put_meta(EARLIER_JOURNALS_KEY, " ".join(salts))
        self.put_meta("salt", salt)
        self.put_meta(RESTORED_KEY, moment_text(now))


def _equal(kind: type[SQLModel], where: Mapping[str, Any]) -> list[Any]:
    """Return the conditions that columns have some values; None is a value like any other."""
    return [getattr(kind, name).is_not_distinct_from(value) for name, value in where.items()]


_RENAMED_KEPT = 50
"""How many renamed labels are remembered, for entries begun before the change."""

_AT_ONCE = 500
"""Rows per statement, because SQLite limits the number of values."""


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the numbers in chunks of at most `_AT_ONCE`."""
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]


def _number(row: EntryRow) -> int:
    assert row.n is not None  # the database numbers a row when it is flushed
    return row.n


def _columns(entry: Entry) -> dict[str, Any]:
    """Return the columns of the table of entries; labels have tables of their own."""
    row = to_row(entry)
    del row["tags"], row["people"]
    return row


def _tag_rows(n: int, entry: Entry) -> Iterator[dict[str, Any]]:
    for tag in entry.tags:
        yield {"entry_n": n, "key": label_key(tag), "name": tag}


def _person_rows(n: int, entry: Entry) -> Iterator[dict[str, Any]]:
    for alias in entry.people:
        yield {"entry_n": n, "key": label_key(alias), "name": alias}


def _answer_rows(n: int, entry: Entry) -> Iterator[dict[str, Any]]:
    for number, answer in enumerate(entry.answers, start=1):
        yield {
            "entry_n": n,
            "n": number,
            "pack": answer.pack,
            "prompt_id": answer.prompt_id,
            "prompt_text": answer.prompt_text,
            "text": answer.text,
        }


_PARTS: dict[type[SQLModel], Callable[[int, Entry], Iterator[dict[str, Any]]]] = {
    TagRow: _tag_rows,
    PersonRow: _person_rows,
    AnswerRow: _answer_rows,
}
"""The tables with labels and answers of entries, and the functions that make their rows."""


def _snapshot(n: int, row: EntryRow, tags: list[str], people: list[str]) -> SQLModel:
    names = {"tags": tags, "people": people}
    version = {name: getattr(row, name) for name in REVISED if name not in names}
    version |= {kind: json.dumps(names[kind], ensure_ascii=False) for kind in names}
    return model("revision")(
        entry_n=n, revision=row.revision, modified_at=row.modified_at, hash=row.hash, **version
    )
