"""Identifiers of entries: short to type, hard to misread.

They are random, except those of imported entries.
"""

from __future__ import annotations

from .hashes import blake2b

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32 in lower case: no i, l, o or u, so `last` can never be an id."""
LENGTH = 20
SHORT = 5
"""The number of characters that screens show."""


def encode(raw: bytes) -> str:
    """Encode thirteen bytes as an id of 20 characters (100 bits)."""
    number = int.from_bytes(raw, "big")
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(0, LENGTH * 5, 5))


def of_import(salt: bytes, source: str, source_id: str, attempt: int = 0) -> str:
    """Return the id of an imported entry; copies of a journal give it the same one.

    `salt` is the journal's, at most 64 bytes. Each further `attempt` gives another id, for when
    another entry has the id already.
    """
    import json  # 1 ms, only for an import

    name = json.dumps([source, source_id, attempt]).encode()
    return encode(blake2b(name, key=salt, size=13, person=b"imported entry"))


def after_purge(key: str, gone_at: str | None) -> str:
    """Return the id of what is imported again although its own id is taken for good.

    `gone_at` is the stamp at which the entry or promise of the id was permanently deleted, so
    every machine returns the same id; None if it is in the journal.
    """
    return encode(blake2b(f"{key}|{gone_at}".encode(), size=13, person=b"after a purge"))


def purge_mark(entry_id: str) -> str:
    """Return what a journal keeps of the id of an entry that was permanently deleted.

    With it the journal recognises the id, and nothing can be told of the entry.
    """
    return blake2b(entry_id.encode(), size=8, person=b"purged").hex()


def is_prefix(text: str) -> bool:
    """Return whether `text` could be the beginning of an id."""
    return 0 < len(text) <= LENGTH and all(letter in ALPHABET for letter in text)


def short(entry_id: str) -> str:
    """Shorten an id to the part that screens show."""
    return entry_id[:SHORT]
