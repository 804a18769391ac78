"""Get the key of an encrypted journal, and store it in the system's keyring on request.

Sources, in this order: `TRUST_PASSPHRASE_FD`, `passphrase_command`, the system's keyring (only
with `remember_key` on), `TRUST_PASSPHRASE`, and the person at the terminal. A source that is set
is used without asking, and if it is wrong, nobody is asked either.

The key of a file is PBKDF2-HMAC-SHA512 over the passphrase and the first 16 bytes of the file,
256,000 rounds: the default of SQLCipher 4, so any of its tools opens the file by passphrase.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from threading import Thread

from .errors import Sealed
from .passphrases import as_bytes, first_line, from_command
from .passphrases import from_descriptor as from_descriptor

ROUNDS = 256_000
_TRIES = 3
_KEYRING_SECONDS = 3.0
_SERVICE = "trustjournal"


def derive(passphrase: str, salt: bytes) -> str:
    """Derive the key for a file with this salt, in SQLCipher's notation. Takes about 0.1 s."""
    import hashlib  # it loads OpenSSL, which a plain journal doesn't need

    key = hashlib.pbkdf2_hmac("sha512", as_bytes(passphrase), salt, ROUNDS, 32)
    return f"x'{key.hex()}{salt.hex()}'"


def from_variable(environ: Mapping[str, str]) -> str | None:
    """Return the first line of TRUST_PASSPHRASE, or None if it is not set.

    As with the other sources, its bytes are UTF-8 whatever the locale.
    """
    value = environ.get("TRUST_PASSPHRASE")
    return None if value is None else first_line(os.fsencode(value))


def _earlier_readings(value: str) -> Iterator[str]:
    """Yield TRUST_PASSPHRASE as earlier versions read it: all its lines, and by the locale."""
    yield value
    raw = os.fsencode(value)
    for charset in ("utf-8", "iso-8859-1", "iso-8859-15", "cp1252"):
        yield raw.decode(charset, "surrogateescape")


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
        """Take the sources of the keys.

        `ask` asks at the terminal; it is told whether an earlier answer was wrong, and returns None
        if there is no terminal. With `silent`, the passphrase command shows nothing either.
        """
        self._silent = silent
        self._environ = environ
        self._command = environ.get("TRUST_PASSPHRASE_COMMAND") or command
        self._remember = remember
        self._ask = ask
        self._set: str | None = None
        self._was_read = False
        self._opened: dict[bytes, str] = {}
        self._from_keyring: str | None = None

    def opened(self, salt: bytes) -> str | None:
        """Return the key that opened a file in this run, or None."""
        return self._opened.get(salt)

    def set_source(self) -> str | None:
        """Return the passphrase of the source that is set, read only once, or None.

        Raises `Sealed`.
        """
        if not self._was_read:
            self._was_read = True
            passphrase = from_descriptor(self._environ, "TRUST_PASSPHRASE_FD")
            if passphrase is None and self._command:
                passphrase = from_command(
                    self._command, self._environ, "passphrase_command", silent=self._silent
                )
            self._set = passphrase
        return self._set

    def candidates(self, salt: bytes) -> Iterator[str]:
        """Yield keys to try for a file. Raises `Sealed` if no source has one."""
        if salt in self._opened:
            yield self._opened[salt]
        given = self.set_source()
        if given is None and self._remember:
            self._from_keyring = recall(salt)
            if self._from_keyring:
                yield self._from_keyring
        if given is not None:
            yield derive(given, salt)
            return
        given = from_variable(self._environ)
        if given is not None:
            earlier = _earlier_readings(self._environ["TRUST_PASSPHRASE"])
            for reading in dict.fromkeys([given, *earlier]):
                yield derive(reading, salt)
            return
        for is_retry in (False, *(True,) * (_TRIES - 1)):
            passphrase = self._ask(is_retry)
            if passphrase is None:
                raise Sealed(
                    "the journal is encrypted; give its passphrase at a terminal, with "
                    "TRUST_PASSPHRASE_FD, or with the setting passphrase_command"
                )
            yield derive(passphrase, salt)

    def accept(self, salt: bytes, key: str) -> None:
        """Remember the key that opened a file, in this run and, on request, in the keyring."""
        is_stored = key in (self._opened.get(salt), self._from_keyring)
        self._opened[salt] = key
        if self._remember and not is_stored and self._set is None:
            keep(salt, key)


# --- the system's keyring -----------------------------------------------------------------


def recall(salt: bytes) -> str | None:
    """Return the key that the keyring has for a file, or None."""
    return _KEYRING.ask(lambda keyring: keyring.get_password(_SERVICE, salt.hex()))


def keep(salt: bytes, key: str) -> bool:
    """Store the key of a file in the keyring. Return whether the keyring has it now."""
    if recall(salt) != key:
        _KEYRING.ask(lambda keyring: keyring.set_password(_SERVICE, salt.hex(), key))
    return recall(salt) == key


def forget(salt: bytes) -> None:
    """Delete the key of a file from the keyring."""
    _KEYRING.ask(lambda keyring: keyring.delete_password(_SERVICE, salt.hex()))


class _Keyring:
    """The system's keyring, which is not asked again once it has failed to answer in time."""

    def __init__(self) -> None:
        self._is_stuck = False

    def ask(self, work: Callable[..., str | None]) -> str | None:
        """Return its answer; None without a keyring, or if it doesn't answer in 3 s (over SSH)."""
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
