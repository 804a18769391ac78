"""Read passphrases: from a file descriptor, from a command, or typed twice."""

from __future__ import annotations

import os
import select
import shlex
import sys
import unicodedata
from collections.abc import Callable, Mapping

from .errors import Cancelled, Sealed
from .sentences import NOTHING_CHANGED

BAD_PASSPHRASE_SOURCE = "no passphrase came from {name}; check it and try again"

_SOURCE_SECONDS = 10
_TRIES = 3
"""How often a new passphrase may be retyped until it matches."""


def as_bytes(passphrase: str) -> bytes:
    """Return the bytes of a passphrase that a key is derived from, the same on every system."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")


def typed_twice(ask: Callable[[str], str | None], first: str, repeat: str, mismatch: str) -> str:
    """Ask for a new passphrase and once more, until both are the same; return it.

    `ask` shows a question and returns the hidden line; the other arguments are the questions.
    Raises `Cancelled` if a line is empty, or if they never match.
    """
    passphrase, question = ask(first), repeat
    if not passphrase:
        raise Cancelled(NOTHING_CHANGED)
    for _ in range(_TRIES):
        repeated = ask(question)
        if repeated == passphrase:
            return passphrase
        if not repeated:
            raise Cancelled(NOTHING_CHANGED)
        question = mismatch
    raise Cancelled("the two passphrases don't match, so nothing was changed")


def from_descriptor(environ: Mapping[str, str], name: str) -> str | None:
    """Read the first line of the file descriptor that a variable names; None if it is not set.

    Read no byte beyond it: the descriptor may be standard input, with an entry after that line.
    Raises `Sealed`.
    """
    number = environ.get(name)
    if not number:
        return None
    raw = b""
    try:
        descriptor = int(number)
        os.fstat(descriptor)  # `select` may wait for a descriptor that is not open
        while not raw.endswith(b"\n") and (more := _next_byte(descriptor)):
            raw += more
    except (OSError, ValueError, OverflowError):
        raise Sealed(BAD_PASSPHRASE_SOURCE, name=name) from None
    return first_line(raw)


def _next_byte(descriptor: int) -> bytes:
    """Read the next byte. Raises `OSError` if none comes within 10 s."""
    if sys.platform != "win32" and not select.select([descriptor], [], [], _SOURCE_SECONDS)[0]:
        raise TimeoutError
    return os.read(descriptor, 1)


def from_command(
    command: str, environ: Mapping[str, str], name: str, *, silent: bool = False
) -> str:
    """Run a command without a shell and return the first line it prints. Raises `Sealed`.

    `name` is the setting it comes from. With `silent`, its standard error is not shown.
    """
    import subprocess  # 2 ms, which no plain journal needs

    try:
        done = subprocess.run(
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if silent else None,
            env=dict(environ),
            timeout=_SOURCE_SECONDS,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        raise Sealed(BAD_PASSPHRASE_SOURCE, name=name) from None
    return first_line(done.stdout)


def first_line(raw: bytes) -> str:
    """Decode the first line of some bytes, without its end."""
    return raw.partition(b"\n")[0].removesuffix(b"\r").decode("utf-8", "surrogateescape")
