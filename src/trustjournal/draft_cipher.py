"""Sealing short texts with the key of a sealed journal: drafts, which must not lie open.

ChaCha20-Poly1305 with a key derived from the journal's. A sealed text is a random nonce of
12 bytes and what the cipher makes of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import blake2b

from .errors import Sealed
from .sentences import NO_ENCRYPTION

_NONCE_BYTES = 12


def draft_key(journal_key: str) -> bytes:
    """The key of the drafts beside a journal with this key; it tells nothing about that one."""
    return blake2b(journal_key.encode(), digest_size=32, person=b"trust-drafts").digest()


class Vault:
    """Seals with one key, and opens with that or one from before."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """`keys` are those of `draft_key`, newest first. Raises `Sealed` without the cipher."""
        try:
            from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
        except ImportError:
            raise Sealed(NO_ENCRYPTION) from None
        self.keys = tuple(keys)
        self._ciphers = [ChaCha20Poly1305(key) for key in self.keys]

    def seal(self, raw: bytes) -> bytes:
        """What may lie on a disk."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, raw, None)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises `ValueError` where it was not, or with a key nobody knows."""
        from cryptography.exceptions import InvalidTag

        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
            except InvalidTag:
                continue
        raise ValueError
