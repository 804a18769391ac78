"""Identifiers of entries: random, short to type, hard to misread."""

from __future__ import annotations

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32 in lower case: no i, l, o or u, so `last` can never be an id."""
LENGTH = 20
SHORT = 5
"""The number of characters that screens show."""


def encode(raw: bytes) -> str:
    """Encode thirteen random bytes as an id of 20 characters (100 bits)."""
    number = int.from_bytes(raw, "big")
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(0, LENGTH * 5, 5))


def is_prefix(text: str) -> bool:
    """Return whether `text` could be the beginning of an id."""
    return 0 < len(text) <= LENGTH and all(letter in ALPHABET for letter in text)


def short(entry_id: str) -> str:
    """Shorten an id to the part that screens show."""
    return entry_id[:SHORT]
