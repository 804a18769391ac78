"""The declaration of one kind of record: its fields, its table, and how it is read and compared.

A record is a mapping of plain values: days and moments are ISO text, moments in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

FORMAT = "trustjournal/1"
"""The format and version that our own files declare."""

HEAD: dict[str, str] = {
    "format": "what this file is, and the version of its format",
    "private": "whether it includes private words; without them it isn't a complete copy",
    "from": "the first day asked for; null for the earliest",
    "to": "the last day asked for; null for the latest",
    "meta": "facts about the journal itself: the salt that makes its choice of questions its own",
}
"""The keys of the file besides its sections."""

Record: TypeAlias = dict[str, Any]
Rows: TypeAlias = Callable[..., list[tuple[Any, ...]]]
"""A function that runs a statement with its values and returns the rows."""

FieldKind = Literal[
    "id", "text", "day", "week", "moment", "number", "flag", "hash", "texts", "rows", "numbers"
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: its type, limits and documentation."""

    kind: FieldKind
    about: str
    optional: bool = False
    """Whether it may be null or missing."""
    low: int = 0
    high: int = 2**53
    choices: tuple[str, ...] = ()
    rows: Mapping[str, Field] | None = None
    redactable: bool = False
    """Whether it is null in a redacted export if the value contained private words."""

    def fits(self, number: Any) -> bool:
        """Return whether a value is an integer within the bounds, or null if optional."""
        if number is None:
            return self.optional
        return type(number) is int and self.low <= number <= self.high


def optional(kind: FieldKind, about: str, **more: Any) -> Field:
    """Return a field that may be null or missing."""
    return Field(kind, about, optional=True, **more)


SCORE: dict[str, Any] = {"low": 1, "high": 5}
OWNER = optional("id", "the entry it belongs to")


@dataclass(slots=True)
class Omitted:
    """Counts of what was left out of an export."""

    private: int = 0
    """Entries that are private as a whole."""
    private_parts: int = 0
    """Private passages inside other records."""
    private_promises: int = 0
    promises_to_someone: int = 0
    """Promises that aren't private, but to someone whom they are about as well."""
    unquoted_promises: int = 0
    """Promises to someone who must not be quoted."""
    unquoted: int = 0
    """Entries exported without their words, because they name a person who must not be quoted."""
    wordings: int = 0
    """Earlier versions of exported entries."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The facts about an entry that its records need."""

    n: int
    revision: int
    day: str
    kind: str
    prompt_text: str | None


class Invalid(ValueError):
    """A field with an invalid value: its path in the record, and the kind of value it takes."""

    def __init__(self, path: str, takes: str) -> None:
        super().__init__(path)
        self.path = path
        self.takes = takes


def _as_it_is(row: Record, owner: Owner | None) -> Record:
    return row


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of record in a journal, which is one list in its JSON form.

    Records have the fields of `fields`. `select` may read more columns, whose names begin with
    `_`: they decide what an export without private words must leave out.
    """

    name: str
    about: str
    labels: tuple[str, str]
    """Its records on a screen: one, and several."""
    fields: Mapping[str, Field]
    table: str
    """The table with a row for each record."""
    select: str
    """The SQL of the records that concern some days, from the first to the last of two values.

    They come in the order of `ordered_by`, never in that in which they were stored. Only the keys
    of the rows are sorted: a subquery `k` with LIMIT -1, which SQLite keeps apart, puts them in
    order, and CROSS JOIN reads a row for each.
    """
    ordered_by: tuple[str, ...]
    """The fields that are the same in records whose order `select` leaves open."""
    combine: Callable[[Iterator[Record], Rows], Iterator[Record]] | None = None
    """Makes records of the rows, if a record may have several rows."""
    unique: tuple[str, ...] = ()
    """The fields that together must differ between any two records of a file."""
    check: Callable[[Record], None] | None = None
    """Raises `Invalid` for fields that don't fit together."""
    same: str = ""
    """The SQL that finds a record that exists already; its values are the fields of `same_by`.

    It reads the fields of `words`, if there are any, so that other words can be reported.
    If two records may be equal in everything, `before` is the last row from before the import: a
    file with both then adds both, and adds none when it is imported again.
    """
    same_by: str = ""
    row: Callable[[Record, Owner | None], Record | None] = _as_it_is
    """Makes the row to store; None if its owner has no place for it."""
    inner: Callable[[Record, int, Rows], Iterable[tuple[str, Record]]] | None = None
    """Yields the rows in other tables that belong to a record's row, which has this number."""
    redact: Callable[[Record, Omitted], Record | None] | None = None
    """Redacts a record for an export and counts what is left out; None if all of it is."""
    words: tuple[str, ...] = ()
    """The fields with the person's own words, if any may be private."""
    own_words: bool = True
    """Whether it has anything of a person's own; a note that a question was asked has not."""

    @property
    def order_matters(self) -> bool:
        """Whether two of its records may be equal in everything, so that `before` is needed."""
        return "before" in self.same_by.split()

    @property
    def refers_to(self) -> frozenset[str]:
        """The sections that must come before it in a file."""
        names = set(self.fields)
        for field in self.fields.values():
            names |= set(field.rows or ())
        return frozenset(SECTION_OF[name] for name in names & set(SECTION_OF))


SECTION_OF = {"entry": "entries", "promise": "promises"}
"""The fields that name a record of another section, and that section."""
