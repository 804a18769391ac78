"""The SQLModel tables of everything but entries; see `models`."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from .models import entry_key, key_of


class RevisionRow(SQLModel, table=True):
    """An entry before an edit. `tags` and `people` are JSON lists."""

    __tablename__ = "revision"
    entry_n: int = entry_key()
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
    """The if-then of a week; only the newest row of a period is valid."""

    __tablename__ = "intention"
    n: int | None = Field(default=None, primary_key=True)
    period: str
    text: str
    outcome: str | None = None
    entry_n: int | None = entry_key(primary=False)
    made_at: str


class FocusRow(SQLModel, table=True):
    """The practice that a week is dedicated to."""

    __tablename__ = "focus"
    period: str = Field(primary_key=True)
    practice: str
    set_at: str


class PersonPageRow(SQLModel, table=True):
    """Someone with more in the journal than a name; `key` is the case-folded alias."""

    __tablename__ = "person"
    n: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    alias: str
    context: str | None = None
    cadence_days: int | None = None
    quote: bool = True
    made_at: str


class PersonDateRow(SQLModel, table=True):
    """A day of the year that is asked about; `person` and `key` are case-folded names."""

    __tablename__ = "person_date"
    __table_args__ = (UniqueConstraint("person", "key"),)
    n: int | None = Field(default=None, primary_key=True)
    person: str
    key: str
    name: str
    month: int
    day: int
    asked_before: str | None = None
    asked_after: str | None = None
    made_at: str


class PromiseRow(SQLModel, table=True):
    """A promise; what became of it is in its events."""

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
    hidden: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})


class PromiseEventRow(SQLModel, table=True):
    """Something that became of a promise. Rows are added, never changed."""

    __tablename__ = "promise_event"
    n: int | None = Field(default=None, primary_key=True)
    promise_n: int = key_of("promise.n", "promise_n", primary=False)
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
    undoes: str | None = None


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
    pulse_n: int = key_of("pulse.n", "pulse_n")
    item: str = Field(primary_key=True)
    value: int | None = None


class CheckinRow(SQLModel, table=True):
    """The further fields of a check-in entry; `person` is a case-folded alias."""

    __tablename__ = "checkin"
    entry_n: int = entry_key()
    day: str
    person: str | None = None
    not_today: bool = False
    follow_up: str | None = None


class UnsaidRow(SQLModel, table=True):
    """A mark that tells if an entry, or a line of it, was said to the person it is about."""

    __tablename__ = "unsaid"
    n: int | None = Field(default=None, primary_key=True)
    entry_n: int = key_of("entry.n", "entry_n", primary=False)
    line: str | None = None
    state: str
    changed_at: str


class SittingRow(SQLModel, table=True):
    """A session of sitting in silence."""

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
    share_n: int = key_of("share.n", "share_n")
    n: int = Field(primary_key=True)
    entry_n: int | None = entry_key(primary=False)
    text: str


class PauseRow(SQLModel, table=True):
    """Days taken off the calendar."""

    __tablename__ = "pause"
    n: int | None = Field(default=None, primary_key=True)
    first_day: str
    last_day: str
    reason: str | None = None
    made_at: str
