"""The journal a backup belongs to: several journals may share one folder of backups.

A journal has a random identity, and records its path when it gets one. Its copies have the same
identity and path. A journal that began as a copy of another file sees that its path differs, and
gets an identity of its own before it makes a copy.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ..domain import ids
from ..errors import Sealed, TrustError
from . import connect
from .iso_text import EARLIER_JOURNALS_KEY, KNOWN_COPIES_KEY

IDENTITY = "SELECT value FROM meta WHERE key = 'identity'"
EARLIER_SALTS = "SELECT value FROM meta WHERE key = 'earlier_salts'"
SEALED_COPIES = "SELECT value FROM meta WHERE key = 'sealed_copies'"
_SALT = "SELECT value FROM meta WHERE key = 'salt'"
_KNOWN_COPIES = f"SELECT value FROM meta WHERE key = '{KNOWN_COPIES_KEY}'"
_EARLIER_JOURNALS = f"SELECT value FROM meta WHERE key = '{EARLIER_JOURNALS_KEY}'"
_MAX_EARLIER = 200


class Identity(NamedTuple):
    """The identity of the journal that a file is, or is a copy of."""

    id: str = ""
    """The random identifier; empty in a file from before there were identities."""
    path: str = ""
    """The path of the journal when it got the identity."""
    from_copies: str = ""
    """That path relative to the folder of copies: unchanged if both are moved together."""
    earlier: tuple[str, ...] = ()
    """The identities it had before it was moved together with its copies."""


class JournalFacts(NamedTuple):
    """The facts that a journal shares with its copies, whatever is written or deleted later."""

    salts: frozenset[str]
    """Made at random with the first entry; file copies of a journal share it. A journal that joins
    a sync gets the salt of the others, and remembers its own."""
    identities: frozenset[str]
    """The current and earlier identities of the journal; empty if it is new at this path."""
    perhaps: frozenset[str]
    """Its identities if it is new at this path and its old path is gone: it was moved."""
    sealed_before: frozenset[str]
    """The file salts it had before its passphrase was changed or removed."""
    sealed_copies: frozenset[str]
    """The names of its copies from then: only the names tell them from other journals' copies."""


class Owner(StrEnum):
    """The relation of a copy to the journal in use."""

    OWN = "own"
    OTHER = "other"
    """A copy of another journal, or of this one when it was at another path."""
    UNKNOWN = "unknown"
    """From before there were identities, damaged, or of a journal that was moved or replaced."""
    LOCKED = "locked"
    """It needs a passphrase that hasn't been given yet."""


def line_of(connection: sqlite3.Connection, path: Path, backups: Path) -> JournalFacts:
    """Return the facts that tell copies of the journal at `path` from those of any other."""
    identity = identity_of(connection)
    identities = frozenset({identity.id, *identity.earlier} - {""})
    is_here = _has_its_copies(identity, path, backups)
    was_moved = bool(identity.path) and not os.path.lexists(identity.path)
    return JournalFacts(
        frozenset({_value(connection, _SALT), *_value(connection, _EARLIER_JOURNALS).split()}),
        identities if is_here else frozenset(),
        identities if was_moved else frozenset(),
        frozenset(_value(connection, EARLIER_SALTS).split()),
        frozenset(_value(connection, SEALED_COPIES).split()),
    )


def identity_of(connection: sqlite3.Connection) -> Identity:
    """Read the identity stored in a journal or a copy; empty if it has none."""
    with suppress(ValueError, TypeError):
        stored = json.loads(_value(connection, IDENTITY))
        return Identity(
            stored["id"], stored["path"], stored["from_copies"], tuple(stored["earlier"])
        )
    return Identity()


def _value(connection: sqlite3.Connection, query: str) -> str:
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else ""


def share_an_identity(one: Identity, other: Identity) -> bool:
    """Tell whether two files are the same journal, or copies of it."""
    return not ({one.id, *one.earlier} - {""}).isdisjoint({other.id, *other.earlier})


def is_identified(connection: sqlite3.Connection, path: Path, backups: Path) -> bool:
    """Tell whether a journal has an identity that it got at its current path."""
    return bool(identity_of(connection).id) and _is_at(identity_of(connection), path, backups)


def identify(connection: sqlite3.Connection, path: Path, backups: Path) -> None:
    """Give a journal that is new at its path an identity; the caller holds the write lock."""
    before = identity_of(connection)
    if before.id and _is_at(before, path, backups):
        return
    moved_along = bool(before.id) and _has_its_copies(before, path, backups)
    earlier = [before.id, *before.earlier][:_MAX_EARLIER] if moved_along else []
    identity = Identity(
        ids.encode(os.urandom(13)), str(path), _from_copies(path, backups), tuple(earlier)
    )
    value = json.dumps(identity._asdict())
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('identity', ?)", (value,))


def _is_at(identity: Identity, path: Path, backups: Path) -> bool:
    return identity.path == str(path) and _has_its_copies(identity, path, backups)


def _has_its_copies(identity: Identity, path: Path, backups: Path) -> bool:
    """Tell whether a journal's path relative to the folder of copies is unchanged.

    Also true if a link at its former path leads to the journal.
    """
    if identity.from_copies == _from_copies(path, backups):
        return True
    former = connect.identity(Path(identity.path)) if identity.path else None
    return former is not None and former == connect.identity(path)


def _from_copies(path: Path, backups: Path) -> str:
    return os.path.relpath(path, os.path.realpath(backups))


def know_sealed_before(
    connection: sqlite3.Connection, schema: str, salt: bytes, names: Iterable[str]
) -> None:
    """Record which copies are the journal's own, in a file that gets another key.

    `salt` is the salt of the file so far, `names` are the file names of its copies.
    """
    for query, key, new in (
        (EARLIER_SALTS, "earlier_salts", [salt.hex()]),
        (SEALED_COPIES, "sealed_copies", names),
    ):
        values = sorted({*_value(connection, query).split(), *new})
        statement = f"INSERT OR REPLACE INTO {schema}.meta VALUES (?, ?)"
        connection.execute(statement, (key, " ".join(values)))


def known_copies(connection: sqlite3.Connection) -> set[str] | None:
    """Return the names of the automatic copies that a journal knows it made.

    None for a journal from before it knew them, or with a list that can't be read.
    """
    with suppress(ValueError, TypeError):
        return set(json.loads(_value(connection, _KNOWN_COPIES)))
    return None


def know_copies(connection: sqlite3.Connection, names: Collection[str]) -> None:
    """Store the names of the automatic copies; the caller holds the write lock."""
    statement = "INSERT OR REPLACE INTO meta VALUES (?, ?)"
    connection.execute(statement, (KNOWN_COPIES_KEY, json.dumps(sorted(names))))


def owner_by_line(
    copy: Path, line: JournalFacts, path: Path, backups: Path, keys: connect.Keys
) -> Owner:
    """Tell whose a copy is, by the facts stored in the journal at `path`."""
    sealed_with = None
    with suppress(TrustError, OSError):  # an unreadable copy is reported below
        sealed_with = connect.salt_of(copy)
    if sealed_with and sealed_with.hex() in line.sealed_before:
        return Owner.OWN if copy.name in line.sealed_copies else Owner.UNKNOWN
    facts = _read_identity(copy, keys)
    if isinstance(facts, Owner):
        return facts
    salt, identity = facts
    if identity.id in line.identities:
        return Owner.OWN
    if identity.id in line.perhaps or _has_its_copies(identity, path, backups):
        return Owner.UNKNOWN
    is_of_before = not identity.id and salt in line.salts
    return Owner.UNKNOWN if is_of_before else Owner.OTHER


def owner_by_place(copy: Path, path: Path, backups: Path, keys: connect.Keys) -> Owner:
    """Tell whose a copy is, by the path of a journal that is missing or can't be read."""
    facts = _read_identity(copy, keys)
    if isinstance(facts, Owner):
        return facts
    _, identity = facts
    return _owner_by_place(identity, path, backups)


def _owner_by_place(identity: Identity, path: Path, backups: Path) -> Owner:
    if not identity.id:
        return Owner.UNKNOWN
    return Owner.OWN if _has_its_copies(identity, path, backups) else Owner.OTHER


def is_of_another(copy: Path, path: Path, backups: Path) -> bool:
    """Tell whether a readable copy is of another journal that exists, not the one at `path`."""
    facts = _read_identity(copy, None)
    if isinstance(facts, Owner):
        return False
    _, identity = facts
    if not identity.id or _has_its_copies(identity, path, backups):
        return False
    other = connect.identity(Path(identity.path))
    return other is not None and other != connect.identity(path)


def _read_identity(copy: Path, keys: connect.Keys | None) -> tuple[str, Identity] | Owner:
    """Read the salt and the identity of a copy; return an `Owner` if they can't be read."""
    try:
        with closing(connect.as_it_is(copy, keys)) as connection, connect.translated(copy):
            return _value(connection, _SALT), identity_of(connection)
    except Sealed:
        return Owner.LOCKED
    except _refusals():
        return Owner.UNKNOWN


def _refusals() -> tuple[type[Exception], ...]:
    """Return the errors raised for a file that can't be read as a journal."""
    return (TrustError, OSError, *connect.database_errors())
