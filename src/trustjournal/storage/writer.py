"""Writing records, through SQLModel sessions. The only importer of them.

Importing this module costs a third of a second, so callers import it while the person is
writing (`context.App.writer`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, col, select

from ..domain.asked import PromptEvent
from ..domain.entry import Entry, Intention, content_hash
from ..domain.records import Pause
from ..domain.texts import label_key, labels
from ..errors import Locked, NotFound
from . import connect
from .tables import (
    AnswerRow,
    EntryRow,
    MetaRow,
    PersonRow,
    PromptEventRow,
    TagRow,
)
from .values import moment_text

if TYPE_CHECKING:
    from .part_tables import RevisionRow


def engine_for(path: Path, keys: connect.Keys | None = None, backups: Path | None = None) -> Engine:
    """An engine whose connections come from `connect`, and whose errors hide what they hold.

    The driver must not begin transactions for us: it would begin them late, and two
    programs writing at once would lose updates. We begin them, and take the lock at once.
    """
    opened: list[tuple[int, int] | None] = []

    def connection() -> sqlite3.Connection:
        before = connect.identity(path)
        found = connect.for_writing(path, keys, backups)
        opened[:] = [before or connect.identity(path)]
        return found

    engine = create_engine(
        "sqlite://",
        module=connect.sealed_driver() if connect.salt_of(path) else sqlite3,
        creator=connection,
        poolclass=NullPool,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        if connect.identity(path) not in opened:
            # While we waited for the lock the journal was restored or sealed. What is saved
            # into the old file would be gone with it.
            raise Locked("journal_replaced", path=path)

    return engine


class Writer:
    """A journal open for writing; made on the first transaction where there is none."""

    def __init__(
        self,
        path: Path,
        new_salt: Callable[[], bytes],
        keys: connect.Keys | None = None,
        backups: Path | None = None,
    ) -> None:
        self.path = path
        self.wrote = False
        """Whether anything was stored."""
        self._new_salt = new_salt
        self._engine = engine_for(path, keys, backups)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All that is written inside is stored together when the block ends, or not at all."""
        try:
            with connect.translated(self.path), Session(self._engine) as session:
                if session.get(MetaRow, "salt") is None:
                    session.add(MetaRow(key="salt", value=self._new_salt().hex()))
                yield Transaction(session)
                session.commit()
                self.wrote = True
        except DBAPIError as error:
            known = None
            if error.orig is not None:
                known = connect.translate(error.orig, self.path)
            if known is None:
                raise
            raise known from None


class Transaction:
    """What can be written to a journal: entries here, other parts in `*_writer.py` beside."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def session(self) -> Session:
        """For the writers of other parts, which write in the same transaction."""
        return self._session

    def add(self, entry: Entry) -> int:
        """Store a new entry with all that belongs to it; returns its row number."""
        row = EntryRow(**_columns(entry))
        self._session.add(row)
        self._session.flush()
        n = _number(row)
        self._add_parts(n, entry)
        return n

    def add_all(self, entries: list[Entry]) -> None:
        """Store many new entries; for imports, where a flush an entry would be slow."""
        rows = [EntryRow(**_columns(entry)) for entry in entries]
        self._session.add_all(rows)
        self._session.flush()
        for row, entry in zip(rows, entries, strict=True):
            self._add_parts(_number(row), entry)

    def _add_parts(self, n: int, entry: Entry) -> None:
        parts: list[Any] = [TagRow(entry_n=n, key=label_key(t), name=t) for t in entry.tags]
        parts += [PersonRow(entry_n=n, key=label_key(p), name=p) for p in entry.people]
        parts += [
            AnswerRow(
                entry_n=n,
                n=number,
                pack=answer.pack,
                prompt_id=answer.prompt_id,
                prompt_text=answer.prompt_text,
                text=answer.text,
            )
            for number, answer in enumerate(entry.answers, start=1)
        ]
        if parts:
            self._session.add_all(parts)

    def _find(self, entry_id: str) -> EntryRow:
        row = self._session.exec(select(EntryRow).where(EntryRow.id == entry_id)).first()
        if row is None:
            raise NotFound("no_such_entry", name=entry_id)
        return row

    def revise(self, entry: Entry, base_revision: int, now: datetime) -> bool:
        """Store an edited entry and keep how it read before.

        `base_revision` is the one the editor saw. Returns whether another program has stored
        a revision since; that one is kept among the revisions too, so nobody's words are
        overwritten.
        """
        row = self._find(entry.id)
        n = _number(row)
        self._session.add(_snapshot(n, row, self._names(TagRow, n), self._names(PersonRow, n)))
        self._session.flush()
        for table in (TagRow, PersonRow, AnswerRow):
            self._session.exec(delete(table).where(col(table.entry_n) == n))
        before = row.revision
        for name, value in _columns(entry).items():
            setattr(row, name, value)
        row.revision = before + 1
        row.modified_at = moment_text(now)
        self._session.add(row)
        self._add_parts(n, entry)
        return before != base_revision

    def _names(self, table: type[TagRow] | type[PersonRow], n: int) -> list[str]:
        return sorted(self._session.exec(select(table.name).where(table.entry_n == n)))

    def replace_person(self, entry_id: str, key: str, alias: str | None) -> None:
        """Give one person on an entry another alias, or take them off; the wording stays."""
        row = self._find(entry_id)
        n = _number(row)
        named = self._names(PersonRow, n)
        kept = [name for name in named if label_key(name) != key]
        people = labels([*kept, alias] if alias else kept)
        self._session.exec(delete(PersonRow).where(col(PersonRow.entry_n) == n))
        self._session.add_all(
            PersonRow(entry_n=n, key=label_key(name), name=name) for name in people
        )
        row.hash = content_hash(
            day=row.day,
            kind=row.kind,
            title=row.title,
            body=row.body,
            prompt_text=row.prompt_text,
            mood=row.mood,
            closeness=row.closeness,
            tags=list(labels(self._names(TagRow, n))),
            people=list(people),
            private=row.private,
        )
        self._session.add(row)

    def trash(self, entry_id: str, now: datetime) -> None:
        """Put an entry in the trash."""
        row = self._find(entry_id)
        row.deleted_at = moment_text(now)
        self._session.add(row)

    def untrash(self, entry_id: str) -> None:
        """Take an entry out of the trash."""
        row = self._find(entry_id)
        row.deleted_at = None
        self._session.add(row)

    def purge(self, entry_id: str) -> None:
        """Remove an entry for good, with its answers, earlier wordings and all that quotes it.

        The pages go from the file too: `secure_delete` writes zeros over them.
        """
        from .part_tables import IntentionRow, ShareLineRow

        n = _number(self._find(entry_id))
        for table in (IntentionRow, ShareLineRow):
            self._session.exec(delete(table).where(col(table.entry_n) == n))
        self._session.exec(delete(EntryRow).where(col(EntryRow.n) == n))

    def log(self, happened: PromptEvent, entry_n: int | None = None) -> None:
        """Record that a question was served, answered or put aside."""
        prompt = happened.prompt
        self._session.add(
            PromptEventRow(
                day=happened.day.isoformat(),
                recorded_on=happened.recorded_on.isoformat(),
                recorded_at=moment_text(happened.recorded_at),
                event=happened.event,
                pack=prompt.pack,
                prompt_id=prompt.id,
                origin=prompt.origin,
                practice=prompt.practice,
                depth=prompt.depth,
                reason=happened.reason,
                entry_n=entry_n,
            )
        )

    def intend(self, intention: Intention, now: datetime, entry_n: int | None = None) -> None:
        """Record the if-then of a week."""
        from .part_tables import IntentionRow

        self._session.add(
            IntentionRow(
                period=intention.period,
                text=intention.text,
                made_at=moment_text(now),
                entry_n=entry_n,
            )
        )

    def set_outcome(self, period: str, outcome: str) -> None:
        """Record how the if-then of a week went."""
        from .part_tables import IntentionRow

        latest = select(IntentionRow.n).where(IntentionRow.period == period)
        newest = max((n for n in self._session.exec(latest) if n is not None), default=None)
        self._session.exec(
            update(IntentionRow).where(col(IntentionRow.n) == newest).values(outcome=outcome)
        )

    def focus(self, period: str, practice: str | None, now: datetime) -> None:
        """Give a week to a practice, or to none."""
        from .part_tables import FocusRow

        self._session.exec(delete(FocusRow).where(col(FocusRow.period) == period))
        if practice:
            row = FocusRow(period=period, practice=practice, set_at=moment_text(now))
            self._session.add(row)

    def pause(self, first: date, last: date, reason: str | None, now: datetime) -> Pause:
        """Take some days off the calendar."""
        from .part_tables import PauseRow

        row = PauseRow(
            first_day=first.isoformat(),
            last_day=last.isoformat(),
            reason=reason,
            made_at=moment_text(now),
        )
        self._session.add(row)
        self._session.flush()
        return Pause(row.n or 0, first, last, reason)

    def unpause(self, n: int) -> None:
        """Put the days of a pause back on the calendar."""
        from .part_tables import PauseRow

        self._session.exec(delete(PauseRow).where(col(PauseRow.n) == n))


def _number(row: EntryRow) -> int:
    assert row.n is not None  # the database numbers a row when it is flushed
    return row.n


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "day": entry.day.isoformat(),
        "written_on": entry.written_on.isoformat(),
        "created_at": moment_text(entry.created_at),
        "tz": entry.tz,
        "utc_offset": entry.utc_offset,
        "modified_at": moment_text(entry.modified_at),
        "revision": entry.revision,
        "kind": entry.kind,
        "title": entry.title,
        "body": entry.body,
        "mood": entry.mood,
        "closeness": entry.closeness,
        "pack": entry.pack,
        "prompt_id": entry.prompt_id,
        "prompt_text": entry.prompt_text,
        "practice": entry.practice,
        "period": entry.period,
        "starred": entry.starred,
        "private": entry.private,
        "source": entry.source,
        "source_id": entry.source_id,
        "deleted_at": moment_text(entry.deleted_at) if entry.deleted_at else None,
        "hash": entry.hash,
    }


def _snapshot(n: int, row: EntryRow, tags: list[str], people: list[str]) -> RevisionRow:
    from .part_tables import RevisionRow

    return RevisionRow(
        entry_n=n,
        revision=row.revision,
        modified_at=row.modified_at,
        title=row.title,
        body=row.body,
        mood=row.mood,
        closeness=row.closeness,
        tags=json.dumps(tags, ensure_ascii=False),
        people=json.dumps(people, ensure_ascii=False),
        private=row.private,
        hash=row.hash,
    )
