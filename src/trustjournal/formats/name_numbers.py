"""A map from very many names to numbers, in little memory.

An import of a hundred thousand entries has to know which names it has already read. In a
dictionary a name would take more than a hundred bytes; here it takes twelve, plus free slots.
"""

from __future__ import annotations

from array import array
from hashlib import blake2b

_FULL = 0.8


class NameNumbers:
    """A hash table from names to numbers. It stores 63 bits of the hash of each name."""

    def __init__(self) -> None:
        self._count = 0
        self._keys = array("Q", bytes(8 * 1024))
        self._values = array("I", bytes(4 * 1024))

    def get(self, name: str, default: int) -> int:
        """Return the number of a name, or the default."""
        at = self._slot_of(_key(name))
        return self._values[at] if self._keys[at] else default

    def put(self, name: str, number: int) -> None:
        """Set the number of a name; it has at most 32 bits."""
        if self._count > _FULL * len(self._keys):
            self._grow()
        self._put(_key(name), number)

    def _put(self, key: int, number: int) -> None:
        at = self._slot_of(key)
        self._count += self._keys[at] == 0
        self._keys[at], self._values[at] = key, number

    def _slot_of(self, key: int) -> int:
        """Return the slot of a key, or the empty slot where it belongs."""
        keys, last = self._keys, len(self._keys) - 1
        at = (key >> 1) & last  # the lowest bit is always set
        while keys[at] not in (0, key):
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._count = 0
        self._keys = array("Q", bytes(16 * len(keys)))
        self._values = array("I", bytes(8 * len(keys)))
        for key, value in zip(keys, values, strict=True):
            if key:
                self._put(key, value)


def digest(text: str, size: int = 4) -> int:
    """Return the first `size` bytes of a BLAKE2b hash of a text, as a number."""
    raw = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
    return int.from_bytes(raw, "big")


def _key(name: str) -> int:
    return digest(name, 8) | 1  # 0 marks an empty slot
