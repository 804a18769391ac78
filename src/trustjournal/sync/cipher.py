"""The cipher of the sync folder: ChaCha20-Poly1305 with a key that encrypts one message only.

Each message has a key of its own, made from random bytes beside it. So the nonce is always zero,
and copies of a machine can't use the same one twice.
"""

from __future__ import annotations

from ..errors import Sealed
from ..sentences import NO_SYNC_CIPHER

KEY_BYTES = 32
TAG_BYTES = 16
_NONCE = bytes(12)


def encrypt(key: bytes, plain: bytes, context: bytes) -> bytes:
    """Encrypt the only message of a key, and authenticate it with its context.

    Raises `Sealed` without the package.
    """
    try:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    except ImportError:
        raise Sealed(NO_SYNC_CIPHER) from None
    return ChaCha20Poly1305(key).encrypt(_NONCE, plain, context)


def decrypt(key: bytes, encrypted: bytes, context: bytes) -> bytes | None:
    """Decrypt the message of a key; None if the key, the context or a byte of it is another.

    Raises `Sealed` without the package.
    """
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    except ImportError:
        raise Sealed(NO_SYNC_CIPHER) from None
    try:
        return ChaCha20Poly1305(key).decrypt(_NONCE, encrypted, context)
    except InvalidTag:
        return None
