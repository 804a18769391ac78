"""The names of files in the sync folder, which are hashes of what the files hold.

A name is lower-case hex, so neither case nor the length of a name nor Unicode can matter to an
engine that carries it. A copy under another name ("… 2.trust", "… (conflicted copy).trust", in
capitals) still shows which file it is.
"""

from __future__ import annotations

import re
from hashlib import blake2b

ENDING = ".trust"
KEY_ENDING = ".trustkey"
MAGIC = b"TRUSTSY1"
KEY_MAGIC = b"TRUSTKY1"
MAGIC_BYTES = len(MAGIC)

_KEY_FILE = re.compile(r"key-([0-9a-f]{16})(?![0-9a-f]).*\.trustkey")
_FILE = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f]).*\.trust(?!key)")
_BARE = re.compile(r"[0-9a-f]{32}")


def is_name(text: object) -> bool:
    """Tell whether a value is the name of an encrypted file, without its ending."""
    return isinstance(text, str) and _BARE.fullmatch(text) is not None


def name_of(raw: bytes) -> str:
    """Return the name of an encrypted file with this content, without its ending."""
    return blake2b(raw, digest_size=16).hexdigest()


def key_name_of(raw: bytes) -> str:
    """Return the name of a key file with this content, without its ending."""
    return f"key-{blake2b(raw, digest_size=8).hexdigest()}"


def claimed_name(file_name: str) -> str | None:
    """Return the name that an encrypted file should have by what it's called in the folder.

    None if that says nothing.
    """
    match = _FILE.search(file_name.casefold())
    return match[1] if match else None


def claimed_key_name(file_name: str) -> str | None:
    """Return the name that a key file should have by its name in the folder, or None."""
    match = _KEY_FILE.search(file_name.casefold())
    return f"key-{match[1]}" if match else None
