"""Encryption of drafts, which must not be readable next to an encrypted journal.

The cipher is ChaCha20-Poly1305 with a key derived from the journal's. An encrypted draft is a
random nonce of 12 bytes followed by the ciphertext.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import blake2b
from typing import Protocol

from ..errors import Sealed
from ..sentences import NO_ENCRYPTION

_NONCE_BYTES = 12


class Cipher(Protocol):
    """Encryption and decryption of drafts."""

    def encrypt(self, raw: bytes) -> bytes:
        """Return the encrypted bytes, which may be written to a disk."""

    def decrypt(self, encrypted: bytes) -> bytes:
        """Return the decrypted bytes. Raises `ValueError`."""


class _NoCipher:
    """The cipher of a journal that isn't encrypted: it returns all bytes unchanged."""

    def encrypt(self, raw: bytes) -> bytes:
        return raw

    def decrypt(self, encrypted: bytes) -> bytes:
        return encrypted


NO_CIPHER: Cipher = _NoCipher()


def draft_key(journal_key: str) -> bytes:
    """Derive the key for drafts from the key of their journal, which it reveals nothing about."""
    return blake2b(journal_key.encode(), digest_size=32, person=b"trust-drafts").digest()


class DraftCipher:
    """Encryption with one key, and decryption with that key or earlier ones."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take keys made by `draft_key`, newest first. Raises `Sealed` without the cipher."""
        try:
            from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
        except ImportError:
            raise Sealed(NO_ENCRYPTION) from None
        self.keys = tuple(keys)
        self._ciphers = [ChaCha20Poly1305(key) for key in self.keys]

    def encrypt(self, raw: bytes) -> bytes:
        """Return the encrypted bytes, which may be written to a disk."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, raw, None)

    def decrypt(self, encrypted: bytes) -> bytes:
        """Return the decrypted bytes. Raises `ValueError` if none of the keys opens them."""
        from cryptography.exceptions import InvalidTag

        for cipher in self._ciphers:
            try:
                return cipher.decrypt(encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:], None)
            except InvalidTag:
                continue
        raise ValueError
