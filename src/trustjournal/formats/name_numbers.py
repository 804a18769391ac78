"""A number for each of very many names, in little memory.

An import of a hundred thousand entries must know which names have come already. A dictionary of
them would grow by a hundred bytes a name and more; here a name takes twelve and some room.
"""

from __future__ import annotations

from array import array
from hashlib import blake2b

_FULL = 0.8


class Numbers:
    """A number for each name. Names are told apart by 63 bits of their hash."""

    def __init__(self) -> None:
        self._count = 0
        self._keys = array("Q", bytes(8 * 1024))
        self._values = array("I", bytes(4 * 1024))

    def get(self, name: str, default: int) -> int:
        """The number of a name."""
        at = self._place_of(_key(name))
        return self._values[at] if self._keys[at] else default

    def put(self, name: str, number: int) -> None:
        """Give a name a number of at most 32 bits, in the place of any it has."""
        if self._count > _FULL * len(self._keys):
            self._grow()
        self._put(_key(name), number)

    def _put(self, key: int, number: int) -> None:
        at = self._place_of(key)
        self._count += self._keys[at] == 0
        self._keys[at], self._values[at] = key, number

    def _place_of(self, key: int) -> int:
        """Where a key stands, or the empty place where it would."""
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
    """So many bytes of the hash of a text, as a number."""
    raw = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
    return int.from_bytes(raw, "big")


def _key(name: str) -> int:
    return digest(name, 8) | 1  # 0 stands for an empty place
