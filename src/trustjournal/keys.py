"""Where the key of a sealed journal comes from, and keeping it where the person asked to.

Sources, in this order: `TRUST_PASSPHRASE_FD`, `passphrase_command`, the system's keyring (only
with `remember_key` on), `TRUST_PASSPHRASE`, and the person at the terminal. What is set is
taken without asking, and a set source that is wrong is not followed by a question.

The key of a file is PBKDF2-HMAC-SHA512 over the passphrase and the first 16 bytes of the file,
256,000 rounds: the default of SQLCipher 4, so any of its tools opens the file by passphrase.
"""

from __future__ import annotations

import os
import select
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from .errors import Sealed

BAD_PASSPHRASE_SOURCE = "{name} gave no passphrase"

ROUNDS = 256_000
_TRIES = 3
_SOURCE_SECONDS = 10
_KEYRING_SECONDS = 3.0
_SERVICE = "trustjournal"


def derive(passphrase: str, salt: bytes) -> str:
    """The key of a passphrase for a file with this salt, as SQLCipher takes it; about 0.1 s."""
    import hashlib  # with it comes OpenSSL, which a plain journal need not wait for

    words = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")
    key = hashlib.pbkdf2_hmac("sha512", words, salt, ROUNDS, 32)
    return f"x'{key.hex()}{salt.hex()}'"


def from_variable(environ: Mapping[str, str]) -> str | None:
    """The first line of TRUST_PASSPHRASE; None where it is not set.

    As with the other sources, its bytes are UTF-8 whatever the locale.
    """
    value = environ.get("TRUST_PASSPHRASE")
    return None if value is None else _first_line(os.fsencode(value))


def _earlier(value: str) -> Iterator[str]:
    """How earlier versions read TRUST_PASSPHRASE: every line of it, and by the locale."""
    yield value
    raw = os.fsencode(value)
    for charset in ("utf-8", "iso-8859-1", "iso-8859-15", "cp1252"):
        yield raw.decode(charset, "surrogateescape")


def from_descriptor(environ: Mapping[str, str], name: str) -> str | None:
    """The first line of the file descriptor a variable names; None where it is not set.

    Not a byte more is read: it may be standard input, with the words of an entry after it.
    """
    number = environ.get(name)
    if not number:
        return None
    raw = b""
    try:
        descriptor = int(number)
        os.fstat(descriptor)  # `select` may wait for one that is not open
        while not raw.endswith(b"\n") and (more := _in_a_while(descriptor)):
            raw += more
    except (OSError, ValueError, OverflowError):
        raise Sealed(BAD_PASSPHRASE_SOURCE, name=name) from None
    return _first_line(raw)


def _in_a_while(descriptor: int) -> bytes:
    """The next byte. Raises `OSError` where none comes for so long that none will."""
    if sys.platform != "win32" and not select.select([descriptor], [], [], _SOURCE_SECONDS)[0]:
        raise TimeoutError
    return os.read(descriptor, 1)


def from_command(command: str, environ: Mapping[str, str], *, silent: bool = False) -> str:
    """The first line a command prints, run without a shell. Raises `Sealed`.

    Where it is to be `silent`, what it says on standard error is not shown.
    """
    import shlex
    import subprocess

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
        raise Sealed(BAD_PASSPHRASE_SOURCE, name="passphrase_command") from None
    return _first_line(done.stdout)


def _first_line(raw: bytes) -> str:
    return raw.partition(b"\n")[0].removesuffix(b"\r").decode("utf-8", "surrogateescape")


class PassphraseKeys:
    """The keys of one person's journal and its backups."""

    def __init__(
        self,
        environ: Mapping[str, str],
        command: str,
        *,
        remember: bool,
        ask: Callable[[bool], str | None],
        silent: bool = False,
    ) -> None:
        """`ask` asks at the terminal, again or for the first time; None where nobody can.

        Where they are to be `silent`, the command of a source shows nothing either.
        """
        self._silent = silent
        self._environ = environ
        self._command = environ.get("TRUST_PASSPHRASE_COMMAND") or command
        self._remember = remember
        self._ask = ask
        self._set: str | None = None
        self._was_read = False
        self._opened: dict[bytes, str] = {}
        self._kept: str | None = None

    def opened(self, salt: bytes) -> str | None:
        """The key that opened a file in this run."""
        return self._opened.get(salt)

    def set_source(self) -> str | None:
        """The passphrase of a source that was set, read once; None where there is none."""
        if not self._was_read:
            self._was_read = True
            passphrase = from_descriptor(self._environ, "TRUST_PASSPHRASE_FD")
            if passphrase is None and self._command:
                passphrase = from_command(self._command, self._environ, silent=self._silent)
            self._set = passphrase
        return self._set

    def candidates(self, salt: bytes) -> Iterator[str]:
        """Keys to try for a file. Raises `Sealed` where none is to be had."""
        if salt in self._opened:
            yield self._opened[salt]
        given = self.set_source()
        if given is None and self._remember:
            self._kept = recall(salt)
            if self._kept:
                yield self._kept
        if given is not None:
            yield derive(given, salt)
            return
        given = from_variable(self._environ)
        if given is not None:
            earlier = _earlier(self._environ["TRUST_PASSPHRASE"])
            for reading in dict.fromkeys([given, *earlier]):
                yield derive(reading, salt)
            return
        for is_retry in (False, *(True,) * (_TRIES - 1)):
            passphrase = self._ask(is_retry)
            if passphrase is None:
                raise Sealed(
                    "the journal is sealed; give its passphrase at a terminal, by "
                    "TRUST_PASSPHRASE_FD, or by the setting passphrase_command"
                )
            yield derive(passphrase, salt)

    def accept(self, salt: bytes, key: str) -> None:
        """Remember what opened a file, for the rest of this run."""
        is_stored = key in (self._opened.get(salt), self._kept)
        self._opened[salt] = key
        if self._remember and not is_stored and self._set is None:
            keep(salt, key)


# --- the system's keyring -----------------------------------------------------------------


def recall(salt: bytes) -> str | None:
    """The key the keyring has for a file."""
    return _KEYRING.ask(lambda keyring: keyring.get_password(_SERVICE, salt.hex()))


def keep(salt: bytes, key: str) -> bool:
    """Give the keyring the key of a file; returns whether it has it now."""
    if recall(salt) != key:
        _KEYRING.ask(lambda keyring: keyring.set_password(_SERVICE, salt.hex(), key))
    return recall(salt) == key


def forget(salt: bytes) -> None:
    """Take the key of a file out of the keyring."""
    _KEYRING.ask(lambda keyring: keyring.delete_password(_SERVICE, salt.hex()))


class _Keyring:
    """The keyring, as long as it answers: one that is waited for in vain is not asked again."""

    def __init__(self) -> None:
        self._is_stuck = False

    def ask(self, work: Callable[..., str | None]) -> str | None:
        """What it says; None where there is none, or it does not answer (over SSH)."""
        from threading import Thread

        results: list[str | None] = []

        def run() -> None:
            with suppress(Exception):  # backends raise errors of their own
                import keyring

                results.append(work(keyring))

        if self._is_stuck:
            return None
        thread = Thread(target=run, daemon=True)
        thread.start()
        thread.join(_KEYRING_SECONDS)
        self._is_stuck = thread.is_alive()
        return results[0] if results else None


_KEYRING = _Keyring()
