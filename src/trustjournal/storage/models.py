"""The SQLModel tables of entries; those of the other parts are in `models_other`.

They mirror `migrations`, which makes the schema; a test compares the two. Dates and moments
are ISO text (`2026-11-22`, `2026-11-22T21:10:05.123456Z`), so they sort as they read. They
are only used for writing; screens are read with SQL. There are two modules because making the
model of one table takes 5 ms, and saving an entry needs 6 of the 20.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel


def entry_key(*, primary: bool = True) -> int:
    """Return the field for the entry that a row belongs to, or came from."""
    rule = "CASCADE" if primary else "SET NULL"
    column: Column[int] = Column(
        "entry_n",
        Integer,
        ForeignKey("entry.n", ondelete=rule),
        primary_key=primary,
        nullable=not primary,
    )
    return Field(default=None, sa_column=column)  # type: ignore[no-any-return]  # Field is Any


def key_of(target: str, name: str, *, primary: bool = True) -> int:
    """Return the field for the row of another table that a row belongs to."""
    column: Column[int] = Column(
        name, Integer, ForeignKey(target, ondelete="CASCADE"), primary_key=primary, nullable=False
    )
    return Field(default=None, sa_column=column)  # type: ignore[no-any-return]  # Field is Any


class MetaRow(SQLModel, table=True):
    """Facts about the journal itself, such as its salt."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class EntryRow(SQLModel, table=True):
    """An entry (`domain.entry.Entry`)."""

    __tablename__ = "entry"
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
    come_back: str | None = None


class AnswerRow(SQLModel, table=True):
    """One answer of an entry with several questions."""

    __tablename__ = "answer"
    entry_n: int = entry_key()
    n: int = Field(primary_key=True)
    pack: str | None = None
    prompt_id: str | None = None
    prompt_text: str
    text: str


class TagRow(SQLModel, table=True):
    """A tag on an entry; `key` is its case-folded form."""

    __tablename__ = "entry_tag"
    entry_n: int = entry_key()
    key: str = Field(primary_key=True)
    name: str


class PersonRow(SQLModel, table=True):
    """Someone an entry is about; `key` is the case-folded alias."""

    __tablename__ = "entry_person"
    entry_n: int = entry_key()
    key: str = Field(primary_key=True)
    name: str


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
    entry_n: int | None = entry_key(primary=False)
