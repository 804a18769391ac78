"""Hashes, without OpenSSL in a command that makes none."""

from __future__ import annotations


def blake2b(content: bytes, *, size: int, key: bytes = b"", person: bytes = b"") -> bytes:
    """Return the BLAKE2b hash of some bytes, `size` bytes long."""
    import hashlib  # it loads OpenSSL: 3 ms, which commands that only read don't need

    return hashlib.blake2b(content, digest_size=size, key=key, person=person).digest()
