"""Encrypted files of records, which no one changes once they have a name.

A file is

    magic TRUSTSY1 (8 bytes)
    random bytes (32)
    ChaCha20-Poly1305(key = BLAKE2b-256 of the random bytes, keyed with the folder's key; nonce = 0;
    context = magic and id of the journal) of
        the text, compressed by zlib
        zeros up to a rounded size, so that sizes reveal less

and its name is BLAKE2b-128 of all its bytes. The text is lines of JSON: a header, then
`[kind, key, state]` for each record.

The bounds hold for writing and for reading. Inflating stops at a bound, and one line is parsed at
a time.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import isfinite
from typing import Any, NamedTuple

from . import cipher
from .key_file import FolderKey, RandomBytes
from .names import MAGIC, MAGIC_BYTES, claimed_name, is_name, name_of
from .problems import (
    Incomplete,
    Malformed,
    NewerVersion,
    NotOurs,
    OtherJournal,
    OtherKey,
    TooLarge,
)

FORM = 1
"""The number of the form of header and lines. A file with a higher one is left untouched."""

MOST_TEXT = 64 << 20
"""Bytes of text in a file. Files have at most 4 MB, unless one record is longer."""
MOST_LINES = 200_000
MOST_BYTES = 80 << 20
"""Bytes of an encrypted file. A text that can't be compressed is padded to less."""
DEPTH = 40
"""Lists and objects inside each other, in one line."""
_MOST_HEADER = 1 << 20
_CONTAINERS = (dict, list, tuple)
_LONGEST_KEY = 4096
_RANDOM_BYTES = 32
_HEAD_BYTES = MAGIC_BYTES + _RANDOM_BYTES
_SHORTEST = _HEAD_BYTES + cipher.TAG_BYTES
_PIECE = 1 << 16


class Record(NamedTuple):
    """A record of a journal, as it travels: its kind, its key, and its state."""

    kind: str
    key: str
    state: Any
    """A JSON value."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file."""

    machine: str
    """The name of the machine that made it."""
    clock: str
    """The machine's clock at that moment, as a stamp."""
    program: str
    """The version of the program."""
    replaces: tuple[str, ...] = ()
    """The names of files whose records are all in this one or in others made with it."""
    level: int = 0
    """How often its records were merged; see `levels`."""
    moment: str = ""
    """When it was made, by the clock of the machine, as ISO text; empty if that's unknown."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An encrypted file that was opened, and completely checked."""

    name: str
    """The name it has by what it holds, whatever it's called in the folder."""
    header: Header
    records: tuple[Record, ...]
    has_newest_key: bool
    """Whether the folder's newest key opened it; otherwise it's encrypted again when merged."""
    text_bytes: int


def line(kind: str, key: str, state: Any) -> bytes:
    """Return the line of a record: canonical JSON, so equal states have equal bytes.

    Raises `TooLarge` for a record that no machine would read, and `ValueError` or `TypeError` for
    what JSON can't express.
    """
    record = [kind, key, state]
    if not kind or _is_too_deep(record):
        raise ValueError("not a record that can be read again")
    made = _json(record)
    if len(made) > MOST_TEXT - _MOST_HEADER or len(key) > _LONGEST_KEY:
        raise TooLarge
    return made


def encrypt(
    key: FolderKey,
    header: Header,
    lines: Iterable[bytes],
    *,
    random_bytes: RandomBytes = os.urandom,
) -> bytes:
    """Make an encrypted file from lines of `line`, as many as `levels.pack` puts together.

    Raises `Sealed` without the package, and `TooLarge` if there are more.
    """
    packer = zlib.compressobj()
    first = _header_line(header)
    compressed, size, count = [packer.compress(first)], len(first), 0
    for each in lines:
        size, count = size + len(each), count + 1
        compressed.append(packer.compress(each))
    if size > MOST_TEXT or count > MOST_LINES or len(first) > _MOST_HEADER:
        raise TooLarge
    plain = b"".join((*compressed, packer.flush()))
    plain += bytes(padded_size(_SHORTEST + len(plain)) - _SHORTEST - len(plain))
    random = random_bytes(_RANDOM_BYTES)
    encrypted = cipher.encrypt(_file_key(key.key, random), plain, MAGIC + key.journal)
    return MAGIC + random + encrypted


def padded_size(size: int) -> int:
    """Round up the size of a file: to 512 bytes, and above 4 KB to an eighth of a power of two."""
    step = max(512, 1 << max(0, (size - 1).bit_length() - 4))
    return -(-size // step) * step


def decrypt(raw: bytes, keys: Sequence[FolderKey], journal: bytes, file_name: str = "") -> Opened:
    """Open an encrypted file and check all of it; `file_name` is what it's called in the folder.

    `keys` may have keys of several journals; `journal` is the id of the one in use, whose newest
    key comes first. Raises `NotOurs`, `Incomplete`, `TooLarge`, `OtherJournal`, `OtherKey`,
    `NewerVersion` and `Malformed`; and `Sealed` without the package.
    """
    name, claimed = name_of(raw), claimed_name(file_name)
    if claimed not in (None, name):
        raise Incomplete
    if len(raw) < MAGIC_BYTES or not raw.startswith(MAGIC[:-1]):
        raise NotOurs
    if raw[:MAGIC_BYTES] != MAGIC:
        raise NewerVersion
    if len(raw) > MOST_BYTES:
        raise TooLarge
    owner, secret, plain = _decrypted(raw, keys, is_complete=claimed is not None)
    if owner.journal != journal:
        raise OtherJournal
    header, records, size = _parse(plain)
    newest = next(key for key in keys if key.journal == journal)
    return Opened(name, header, records, secret == newest.key, size)


def _decrypted(
    raw: bytes, keys: Sequence[FolderKey], *, is_complete: bool
) -> tuple[FolderKey, bytes, bytes]:
    """Decrypt a file; return the key that did, in both forms, and the plain bytes."""
    random, encrypted = raw[MAGIC_BYTES:_HEAD_BYTES], raw[_HEAD_BYTES:]
    if len(encrypted) < cipher.TAG_BYTES:
        raise Incomplete
    for key in keys:
        for secret in key.all_keys:
            plain = cipher.decrypt(_file_key(secret, random), encrypted, MAGIC + key.journal)
            if plain is not None:
                return key, secret, plain
    # Without a name that fits, nothing shows that the file has arrived completely.
    raise OtherKey if is_complete else Incomplete


def _file_key(secret: bytes, random: bytes) -> bytes:
    return blake2b(random, key=secret, digest_size=cipher.KEY_BYTES).digest()


# --- the text -------------------------------------------------------------------------------


def _json(value: Any) -> bytes:
    """Return a value as a line of canonical JSON, halves of characters as escapes."""
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _header_line(header: Header) -> bytes:
    value: dict[str, Any] = {
        "form": FORM,
        "machine": header.machine,
        "clock": header.clock,
        "program": header.program,
        "replaces": list(header.replaces),
        "level": header.level,
    }
    if header.moment:
        value["moment"] = header.moment
    return _json(value)


def _parse(plain: bytes) -> tuple[Header, tuple[Record, ...], int]:
    """Parse all lines of a text. Raises `Malformed`, `TooLarge` and `NewerVersion`."""
    lines = _lines(plain)
    first = next(lines, b"")
    header = _header(_value(first))
    size = len(first)
    records: list[Record] = []
    for each in lines:
        if len(records) >= MOST_LINES:
            raise TooLarge
        size += len(each)
        records.append(_record(_value(each)))
    return header, tuple(records), size


def _lines(plain: bytes) -> Iterator[bytes]:
    """Yield the lines of a compressed text, whatever is after the last one included.

    Raises `Malformed` and `TooLarge`.
    """
    waiting: list[bytes] = []
    for piece in _inflated(plain):
        *ends, last = piece.split(b"\n")
        for end in ends:
            yield b"".join((*waiting, end, b"\n"))
            waiting = []
        waiting.append(last)
    if any(waiting):
        raise Malformed


def _inflated(plain: bytes) -> Iterator[bytes]:
    """Inflate a text piece by piece; only zeros may be after it. Raises `Malformed`, `TooLarge`."""
    inflater, size, at = zlib.decompressobj(), 0, 0
    while not inflater.eof:
        compressed = inflater.unconsumed_tail
        if not compressed:
            compressed = plain[at : at + _PIECE]
            at += _PIECE
            if not compressed:
                raise Malformed
        try:
            piece = inflater.decompress(compressed, _PIECE)
        except zlib.error:
            raise Malformed from None
        size += len(piece)
        if size > MOST_TEXT:
            raise TooLarge
        yield piece
    if (inflater.unused_data + plain[at:]).strip(b"\0"):
        raise Malformed


def _value(raw: bytes) -> Any:
    """Parse a line of JSON. Raises `Malformed`."""
    try:
        value = json.loads(raw.decode(), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise Malformed from None
    if _is_too_deep(value):
        raise Malformed
    return value


def _refuse(_: str) -> Any:
    raise Malformed


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise Malformed
    return number


def _is_too_deep(value: Any) -> bool:
    """Tell whether lists and objects are inside each other beyond the bound."""
    level = [value]
    for _ in range(DEPTH):
        level = [part for each in level if isinstance(each, _CONTAINERS) for part in _parts(each)]
        if not level:
            return False
    return any(isinstance(each, _CONTAINERS) for each in level)


def _parts(container: Any) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def _record(value: Any) -> Record:
    match value:
        case [str(kind), str(key), state] if kind and len(key) <= _LONGEST_KEY:
            return Record(kind, key, state)
    raise Malformed


def _header(value: Any) -> Header:
    """Check the parsed first line. Fields that a newer version has added are passed over."""
    match value:
        case {"form": int(form)} if form > FORM:
            machine, program = value.get("machine"), value.get("program")
            is_named = isinstance(machine, str) and isinstance(program, str)
            raise NewerVersion(machine, program) if is_named else NewerVersion
        case {
            "form": 1,
            "machine": str(machine),
            "clock": str(clock),
            "program": str(program),
            "replaces": [*replaces],
            "level": int(level),
        } if all(map(is_name, replaces)) and level >= 0:
            moment = value.get("moment", "")
            moment = moment if isinstance(moment, str) else ""
            return Header(machine, clock, program, tuple(replaces), level, moment)
    raise Malformed
