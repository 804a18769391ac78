"""Sealing short texts with the key of a sealed journal: drafts, which must not lie open.

ChaCha20-Poly1305 with a key derived from the journal's. A sealed text is a random nonce of
12 bytes and what the cipher makes of it.
"""

from __future__ import annotations

import os
from hashlib import blake2b

from .errors import Sealed

_NONCE_BYTES = 12


class Vault:
    """Seals and opens with one key."""

    def __init__(self, journal_key: str) -> None:
        try:
            from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
        except ImportError:
            raise Sealed("no_encryption") from None
        key = blake2b(journal_key.encode(), digest_size=32, person=b"trust-drafts").digest()
        self._cipher = ChaCha20Poly1305(key)

    def seal(self, raw: bytes) -> bytes:
        """What may lie on a disk."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, raw, None)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises `ValueError` where it was not, or with another key."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except InvalidTag:
            raise ValueError from None
