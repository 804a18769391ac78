"""The key of a sync folder, and the file that holds it under a passphrase.

A key file is

    magic TRUSTKY1 (8 bytes)
    log2 of N, r and p of scrypt (1 byte each)
    salt (32 bytes): random bytes (16), and BLAKE2b-128 of them, keyed with the folder's key
    ChaCha20-Poly1305(key = scrypt(passphrase, salt), nonce = 0, context = all bytes before it) of
        the folder's key (32 bytes)
        the id of the journal (16 bytes)
        the folder's earlier keys, newest first (32 bytes each)

and its name is BLAKE2b-64 of all its bytes. A new passphrase makes a new file, so no file ever
changes. A folder has several after its key was changed; the newest also opens what was encrypted
before. The salt lets a machine that knows a key recognise its file without the passphrase. It tells
no one else anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from ..errors import InputOutput
from ..passphrases import as_bytes
from . import cipher
from .names import KEY_MAGIC, MAGIC_BYTES, claimed_key_name, key_name_of
from .problems import Incomplete, Malformed, NewerVersion, NotOurs, WrongPassphrase

KEY_BYTES = cipher.KEY_BYTES
JOURNAL_BYTES = 16
_SALT_BYTES = 32
_RANDOM_BYTES = 16
_MOST_EARLIER_KEYS = 64
_HEAD_BYTES = MAGIC_BYTES + 3 + _SALT_BYTES
_SHORTEST = _HEAD_BYTES + KEY_BYTES + JOURNAL_BYTES + cipher.TAG_BYTES
MOST_BYTES = _SHORTEST + _MOST_EARLIER_KEYS * KEY_BYTES

_MOST_MEMORY = 256 << 20
"""Bytes for 128 * N * r, whatever a file says. Ours is half of it."""
_MOST_WORK = 4 << 20
"""The most for N * r * p, about two seconds. Ours is a quarter of it."""

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to try a passphrase: the parameters of scrypt (RFC 7914)."""

    log2_n: int = 17
    r: int = 8
    p: int = 1

    @property
    def is_allowed(self) -> bool:
        """Whether memory and time stay within what a file may ask of us."""
        n = 1 << self.log2_n
        is_valid = 10 <= self.log2_n <= 24 and self.r >= 1 and self.p >= 1
        return is_valid and 128 * self.r * n <= _MOST_MEMORY and n * self.r * self.p <= _MOST_WORK


COST = Cost()
"""What it costs to try the passphrase of a new key file."""


@dataclass(frozen=True, slots=True)
class FolderKey:
    """The key of a sync folder, and the journal it's for."""

    key: bytes
    journal: bytes
    """The id of the journal: random, made with the folder's first key."""
    earlier: tuple[bytes, ...] = ()
    """The keys the folder had before, newest first. They open files, and encrypt none."""

    @property
    def stored(self) -> bytes:
        """The key as bytes, for the journal to keep. They are secret."""
        return b"".join((self.key, self.journal, *self.earlier[:_MOST_EARLIER_KEYS]))

    @classmethod
    def from_stored(cls, raw: bytes) -> FolderKey:
        """Make a key from its bytes. Raises `ValueError`."""
        begin = KEY_BYTES + JOURNAL_BYTES
        count, rest = divmod(len(raw) - begin, KEY_BYTES)
        if rest or not 0 <= count <= _MOST_EARLIER_KEYS:
            raise ValueError("not a key of a sync folder")
        earlier = (raw[begin + n * KEY_BYTES :][:KEY_BYTES] for n in range(count))
        return cls(raw[:KEY_BYTES], raw[KEY_BYTES:begin], tuple(earlier))

    def with_earlier(self, more: Iterable[bytes]) -> FolderKey:
        """Return the key with more earlier ones, after those that it has."""
        earlier = tuple(dict.fromkeys((*self.earlier, *more)))
        return FolderKey(self.key, self.journal, tuple(k for k in earlier if k != self.key))

    @property
    def all_keys(self) -> tuple[bytes, ...]:
        """All keys that may open a file, newest first."""
        return (self.key, *self.earlier)


def new_key(random_bytes: RandomBytes = os.urandom) -> FolderKey:
    """Make the first key of a folder, and the id of its journal."""
    return FolderKey(random_bytes(KEY_BYTES), random_bytes(JOURNAL_BYTES))


def changed_key(before: FolderKey, random_bytes: RandomBytes = os.urandom) -> FolderKey:
    """Make the next key of a folder, for a new passphrase after a machine was lost."""
    earlier = before.all_keys[:_MOST_EARLIER_KEYS]
    return FolderKey(random_bytes(KEY_BYTES), before.journal, earlier)


def newest(keys: Iterable[FolderKey]) -> FolderKey | None:
    """Choose the key that encrypts, among the keys of one journal in a folder.

    The newest has all others among its earlier ones. If two machines changed the key at the same
    time, every machine chooses the same one, and the earlier keys of both are merged into it.
    """
    listed = sorted(keys, key=lambda key: key.stored)
    replaced = {earlier for key in listed for earlier in key.earlier}
    chosen = [key for key in listed if key.key not in replaced] or listed
    if not chosen:
        return None
    others = [other for key in (*chosen, *listed) for other in key.all_keys]
    earlier = tuple(other for other in dict.fromkeys(others) if other != chosen[0].key)
    return FolderKey(chosen[0].key, chosen[0].journal, earlier[:_MOST_EARLIER_KEYS])


def encrypt(
    key: FolderKey,
    passphrase: str,
    *,
    cost: Cost | None = None,
    random_bytes: RandomBytes = os.urandom,
) -> bytes:
    """Make a key file. It takes about half a second and 128 MB, as opening it does.

    Raises `Sealed` without the package, and `InputOutput` without that memory.
    """
    cost = cost or COST
    random = random_bytes(_RANDOM_BYTES)
    head = KEY_MAGIC + bytes((cost.log2_n, cost.r, cost.p)) + random + _mark(key.key, random)
    return head + cipher.encrypt(_derive(passphrase, head), key.stored, head)


def decrypt(raw: bytes, passphrase: str, file_name: str = "") -> FolderKey:
    """Open a key file; `file_name` is what it's called in the folder.

    Raises `NotOurs`, `Incomplete`, `NewerVersion`, `Malformed`, and `WrongPassphrase`, which may
    also be damage if the file has none of our names; `Sealed` without the package, and
    `InputOutput` without the memory.
    """
    check(raw, file_name)
    head = raw[:_HEAD_BYTES]
    stored = cipher.decrypt(_derive(passphrase, head), raw[_HEAD_BYTES:], head)
    if stored is None:
        raise WrongPassphrase
    try:
        return FolderKey.from_stored(stored)
    except ValueError:
        raise Malformed from None


def check(raw: bytes, file_name: str = "") -> None:
    """Check all of a key file that can be checked before the passphrase is asked for.

    Raises `NotOurs`, `Incomplete`, `NewerVersion` and `Malformed`.
    """
    if claimed_key_name(file_name) not in (None, key_name_of(raw)):
        raise Incomplete
    if len(raw) < MAGIC_BYTES or not raw.startswith(KEY_MAGIC[:-1]):
        raise NotOurs
    if raw[:MAGIC_BYTES] != KEY_MAGIC:
        raise NewerVersion
    if len(raw) < _SHORTEST:
        raise Incomplete
    if len(raw) > MOST_BYTES or not _cost(raw).is_allowed:
        raise Malformed


def is_of(raw: bytes, key: FolderKey) -> bool:
    """Tell whether a key file has one of some keys, without a passphrase.

    So no one who doesn't know the newest key can make its file look like an outdated one.
    """
    salt = raw[MAGIC_BYTES + 3 : _HEAD_BYTES]
    random, mark = salt[:_RANDOM_BYTES], salt[_RANDOM_BYTES:]
    return any(_mark(each, random) == mark for each in key.all_keys)


def _mark(key: bytes, random: bytes) -> bytes:
    """Return the second half of a salt, by which a machine with the key recognises its file."""
    size = _SALT_BYTES - _RANDOM_BYTES
    return blake2b(random, key=key, digest_size=size, person=b"trust key file").digest()


def _cost(head: bytes) -> Cost:
    return Cost(*head[MAGIC_BYTES : MAGIC_BYTES + 3])


def _derive(passphrase: str, head: bytes) -> bytes:
    """Derive the key of a key file from the passphrase, with the parameters in its first bytes."""
    from hashlib import scrypt

    cost = _cost(head)
    if not cost.is_allowed:
        raise ValueError("parameters of scrypt out of bounds")
    try:
        return scrypt(
            as_bytes(passphrase),
            salt=head[-_SALT_BYTES:],
            n=1 << cost.log2_n,
            r=cost.r,
            p=cost.p,
            maxmem=_MOST_MEMORY + (16 << 20),  # 128 * r * p comes on top
            dklen=KEY_BYTES,
        )
    except (ValueError, MemoryError):
        raise InputOutput(
            "there isn't enough memory to try the passphrase for the sync folder; close something "
            "and try again"
        ) from None
