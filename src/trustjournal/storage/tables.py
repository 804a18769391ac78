"""The SQLModel tables: one class a table, written through and never read.

They mirror `migrations`, which makes the schema; a test compares the two. Dates and moments
are ISO text (`2026-11-22`, `2026-11-22T21:10:05.123456Z`), so they sort as they read.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel


def _entry_key(*, primary: bool = True) -> int:
    rule = "CASCADE" if primary else "SET NULL"
    column: Column[int] = Column(
        "entry_n",
        Integer,
        ForeignKey("entry.n", ondelete=rule),
        primary_key=primary,
        nullable=not primary,
    )
    return Field(default=None, sa_column=column)  # type: ignore[no-any-return]  # Field is Any


def _key_of(target: str, name: str, *, primary: bool = True) -> int:
    column: Column[int] = Column(
        name, Integer, ForeignKey(target, ondelete="CASCADE"), primary_key=primary, nullable=False
    )
    return Field(default=None, sa_column=column)  # type: ignore[no-any-return]  # Field is Any


class MetaRow(SQLModel, table=True):
    """Facts about the journal itself: its salt, and when it was made."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class EntryRow(SQLModel, table=True):
    """An entry (`domain.entry.Entry`)."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("source", "source_id"),)
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    day: str
    written_on: str
    created_at: str
    tz: str | None = None
    utc_offset: int
    modified_at: str
    revision: int
    kind: str
    title: str | None = None
    body: str
    mood: int | None = None
    closeness: int | None = None
    pack: str | None = None
    prompt_id: str | None = None
    prompt_text: str | None = None
    practice: str | None = None
    period: str | None = None
    starred: bool = False
    private: bool = False
    source: str | None = None
    source_id: str | None = None
    deleted_at: str | None = None
    hash: str


class AnswerRow(SQLModel, table=True):
    """One answer of an entry with several questions."""

    __tablename__ = "answer"
    entry_n: int = _entry_key()
    n: int = Field(primary_key=True)
    pack: str | None = None
    prompt_id: str | None = None
    prompt_text: str
    text: str


class TagRow(SQLModel, table=True):
    """A tag on an entry; `key` is its case-folded form."""

    __tablename__ = "entry_tag"
    entry_n: int = _entry_key()
    key: str = Field(primary_key=True)
    name: str


class PersonRow(SQLModel, table=True):
    """Someone an entry is about; `key` is the case-folded alias."""

    __tablename__ = "entry_person"
    entry_n: int = _entry_key()
    key: str = Field(primary_key=True)
    name: str


class RevisionRow(SQLModel, table=True):
    """How an entry read before an edit. `tags` and `people` are JSON lists."""

    __tablename__ = "revision"
    entry_n: int = _entry_key()
    revision: int = Field(primary_key=True)
    modified_at: str
    title: str | None = None
    body: str
    mood: int | None = None
    closeness: int | None = None
    tags: str
    people: str
    private: bool
    hash: str


class IntentionRow(SQLModel, table=True):
    """The if-then of a week; the newest row of a period is the one that holds."""

    __tablename__ = "intention"
    n: int | None = Field(default=None, primary_key=True)
    period: str
    text: str
    outcome: str | None = None
    entry_n: int | None = _entry_key(primary=False)
    made_at: str


class PromptEventRow(SQLModel, table=True):
    """A question was served, answered or put aside."""

    __tablename__ = "prompt_event"
    n: int | None = Field(default=None, primary_key=True)
    day: str
    recorded_on: str
    recorded_at: str
    event: str
    pack: str
    prompt_id: str
    origin: str
    practice: str
    depth: int = Field(
        sa_column=Column(Integer, CheckConstraint("depth BETWEEN 1 AND 3"), nullable=False)
    )
    reason: str | None = None
    entry_n: int | None = _entry_key(primary=False)


class FocusRow(SQLModel, table=True):
    """The practice a week is given to."""

    __tablename__ = "focus"
    period: str = Field(primary_key=True)
    practice: str
    set_at: str


class PersonPageRow(SQLModel, table=True):
    """Someone the journal knows more of than a name; `key` is the case-folded alias."""

    __tablename__ = "person"
    n: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    alias: str
    context: str | None = None
    cadence_days: int | None = None
    quote: bool = True
    made_at: str


class PromiseRow(SQLModel, table=True):
    """A promise of mine; what became of it is in its events."""

    __tablename__ = "promise"
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    text: str
    made_on: str
    made_at: str
    person: str | None = None
    due: str | None = None
    every: int | None = None
    cue: str | None = None
    size: str | None = None
    origin: str | None = None
    private: bool = False


class PromiseEventRow(SQLModel, table=True):
    """Something that became of a promise. Rows are added, never changed."""

    __tablename__ = "promise_event"
    n: int | None = Field(default=None, primary_key=True)
    promise_n: int = _key_of("promise.n", "promise_n", primary=False)
    kind: str
    day: str
    recorded_at: str
    occurrence: str | None = None
    due: str | None = None
    note: str | None = None
    told_them: bool | None = None
    acknowledged: str | None = None
    amends: str | None = None
    change: str | None = None


class PulseRow(SQLModel, table=True):
    """One self-check."""

    __tablename__ = "pulse"
    n: int | None = Field(default=None, primary_key=True)
    week: str
    taken_on: str
    taken_at: str


class PulseAnswerRow(SQLModel, table=True):
    """An item of a self-check; no value means there was no occasion."""

    __tablename__ = "pulse_answer"
    pulse_n: int = _key_of("pulse.n", "pulse_n")
    item: str = Field(primary_key=True)
    value: int | None = None


class CheckinRow(SQLModel, table=True):
    """What is particular to an entry of kind check-in; `person` is a case-folded alias."""

    __tablename__ = "checkin"
    entry_n: int = _entry_key()
    day: str
    person: str | None = None
    not_today: bool = False
    follow_up: str | None = None


class UnsaidRow(SQLModel, table=True):
    """Whether an entry, or a line of it, was said to the person it is about."""

    __tablename__ = "unsaid"
    n: int | None = Field(default=None, primary_key=True)
    entry_n: int = _key_of("entry.n", "entry_n", primary=False)
    line: str | None = None
    state: str
    changed_at: str


class SittingRow(SQLModel, table=True):
    """Minutes of sitting in silence."""

    __tablename__ = "sitting"
    n: int | None = Field(default=None, primary_key=True)
    day: str
    began_at: str | None = None
    seconds: int
    planned_seconds: int


class ShareRow(SQLModel, table=True):
    """A page that was written for someone."""

    __tablename__ = "share"
    n: int | None = Field(default=None, primary_key=True)
    day: str
    shared_at: str
    person: str | None = None
    path: str


class ShareLineRow(SQLModel, table=True):
    """A line of such a page, and the entry it comes from."""

    __tablename__ = "share_line"
    share_n: int = _key_of("share.n", "share_n")
    n: int = Field(primary_key=True)
    entry_n: int | None = _entry_key(primary=False)
    text: str


class PauseRow(SQLModel, table=True):
    """Days taken off the calendar."""

    __tablename__ = "pause"
    n: int | None = Field(default=None, primary_key=True)
    first_day: str
    last_day: str
    reason: str | None = None
    made_at: str
