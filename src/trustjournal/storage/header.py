"""Reads the first bytes of a journal without dropping the locks on it.

When a process closes any descriptor of a file, POSIX drops every lock the process has on that
file, SQLite's too (https://www.sqlite.org/howtocorrupt.html, section 2.2). So while a connection
is open, a descriptor opened to look at the file stays open as well, until the last connection
to it has been closed.

A plain file begins with the words `SQLite format 3`. An encrypted one (SQLCipher 4) begins with
the 16 bytes of its salt. That tells the two apart.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count, takewhile
from pathlib import Path
from threading import Lock
from typing import BinaryIO, TypeAlias

from ..errors import InputOutput
from ..paths import must_be_file
from ..sentences import JOURNAL_UNREADABLE
from . import migrations

File: TypeAlias = tuple[int, int]
"""The identity of a file under whatever name: its device and its inode."""

SALT_BYTES = 16
_PLAIN = b"SQLite format 3\0"
_PAGE_BYTES = 4096
_PIECE_BYTES = 1 << 20

_guard = Lock()  # a thread may open the journal while the person writes
_in_use: Counter[File] = Counter()
_kept: defaultdict[File, list[int]] = defaultdict(list)


def identity(path: Path) -> File | None:
    """Return the identity of the file at a path: restoring or encrypting a journal changes it."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def use(file: File | None) -> None:
    """Keep every descriptor of this file open from now on: a connection may lock it."""
    if file is not None:
        with _guard:
            _in_use[file] += 1


def release(file: File | None) -> None:
    """Undo one `use`; after the last one, close the descriptors that were kept open."""
    if file is None:
        return
    with _guard:
        _in_use[file] -= 1
        if _in_use[file] <= 0:
            del _in_use[file]
            for descriptor in _kept.pop(file, ()):
                with suppress(OSError):  # it is closed anyway, and was only read from
                    os.close(descriptor)


@contextmanager
def pinned(path: Path) -> Iterator[tuple[File | None, int | None]]:
    """Keep the file at a path open, so that its inode is not given to another file meanwhile.

    Yields the identity of the file and a descriptor, which `fcntl` can lock if the file is
    writable; None for both if there is no file. Raises `InputOutput` if it isn't an ordinary file.
    """
    try:
        must_be_file(path)
        descriptor = _open_pin(path)
    except OSError:
        yield None, None
        return
    status = os.fstat(descriptor)
    file = status.st_dev, status.st_ino
    use(file)
    with _guard:
        _kept[file].append(descriptor)
    try:
        yield file, descriptor
    finally:
        release(file)


def _open_pin(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | _FLAGS)
    except OSError:
        return os.open(path, os.O_RDONLY | _FLAGS)


_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags so that opening a pipe that has replaced the file doesn't wait for its other end."""


def _read(path: Path, length: int, offset: int = 0) -> bytes:
    """Read some bytes of a file; fewer at its end, none if there is no file.

    Raises `InputOutput` if it isn't an ordinary file or can't be read.
    """
    try:
        must_be_file(path)
        with _guard:
            file = identity(path)
            if file is not None and file in _kept:
                return _bytes_at(_kept[file][0], length, offset)
            descriptor = os.open(path, os.O_RDONLY | _FLAGS)
            try:
                return _bytes_at(descriptor, length, offset)
            finally:
                status = os.fstat(descriptor)
                file = status.st_dev, status.st_ino
                if file in _in_use:
                    _kept[file].append(descriptor)
                else:
                    os.close(descriptor)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise InputOutput(JOURNAL_UNREADABLE, path=path, why=error.strerror) from None


def _bytes_at(descriptor: int, length: int, offset: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, length)


def first_bytes(path: Path) -> bytes:
    """Read the header of the file format, 100 bytes; fewer or none if the file is shorter.

    If a write was cut short, return the header that SQLite will restore from its log.
    """
    start = _read(path, 100)
    return (_first_page_in_log(path)[:100] or start) if start else start


LOGS = ("-journal", "-wal", "-shm")
"""What SQLite adds to the name of a file for the files it keeps beside it."""
_LOG_MAGIC = bytes.fromhex("d9d505f920a163d7")
_WAL_MAGIC = (bytes.fromhex("377f0682"), bytes.fromhex("377f0683"))
_UNWRITTEN = bytes(len(_LOG_MAGIC))
_SUM_STEP = 200


def log_of(path: Path) -> Path:
    """Return the path of the log of an unfinished write to a journal."""
    return path.with_name(f"{path.name}-journal")


def is_named_like_log(path: Path) -> bool:
    """Tell whether SQLite would take a file for one that belongs to another file.

    It would apply the file to that one, or remove it.
    """
    return path.name.casefold().endswith(LOGS)


def false_log(path: Path) -> Path | None:
    """Return a file that has the name of a log of a journal but isn't one; None if there is none.

    SQLite would remove it when the journal is opened.
    """
    log, wal = (path.with_name(path.name + ending) for ending in LOGS[:2])
    if (start := _start_of(log)) and start not in (_LOG_MAGIC, _UNWRITTEN):
        return log
    if (start := _start_of(wal)) and start[:4] not in (*_WAL_MAGIC, _UNWRITTEN[:4]):
        return wal
    return None


def _start_of(log: Path) -> bytes:
    """Return the first bytes of a file; none if it is missing, or isn't a regular file."""
    try:
        if not log.is_file():
            return b""
        with log.open("rb") as file:
            return file.read(len(_LOG_MAGIC))
    except OSError:
        return b""


def _first_page_in_log(path: Path) -> bytes:
    """Return the first page as SQLite will restore it; empty if the log doesn't contain it.

    A log begins with its magic number, the number of pages that follow (0 until they are on the
    disk), a nonce for the checksums, the size of the file, and the sizes of a sector and a page;
    each page has its number before it and its checksum after it
    (https://www.sqlite.org/fileformat2.html, section 3). Further pages have another such header,
    at the next sector.
    """
    log = log_of(path)
    try:
        must_be_file(log)
        with log.open("rb") as file:
            return _first_page(file)
    except (OSError, InputOutput):
        return b""


def _first_page(file: BinaryIO) -> bytes:
    at = 0
    sector = page = 0
    while True:
        file.seek(at)
        head = file.read(28)
        if len(head) < 28 or not head.startswith(_LOG_MAGIC):
            return b""
        pages, nonce, _, *sizes = (int.from_bytes(head[i : i + 4], "big") for i in range(8, 28, 4))
        if not at:
            sector, page = sizes
        if not (32 <= sector <= 1 << 16 and 512 <= page <= 1 << 16 and 0 < pages < 1 << 31):
            return b""
        for n in range(pages):
            file.seek(at + sector + n * (page + 8))
            number = file.read(4)
            if len(number) < 4:
                return b""
            if number == b"\0\0\0\1":
                content, checksum = file.read(page), int.from_bytes(file.read(4), "big")
                summed = nonce + sum(content[page - _SUM_STEP : 0 : -_SUM_STEP])
                return content if summed & 0xFFFFFFFF == checksum else b""
        end = at + sector + pages * (page + 8)
        at = -(-end // sector) * sector


def salt_of(path: Path) -> bytes | None:
    """Return the salt of an encrypted journal; None for one that is plain, empty or missing.

    A file of random bytes in complete pages counts as encrypted: only the key can tell.
    """
    start = first_bytes(path)
    if not start or start.startswith(_PLAIN) or is_plain_inside(path):
        return None
    size = path.stat().st_size
    looks_random = any(byte > 0x7E or byte < 0x20 for byte in start[:SALT_BYTES])
    # SQLite will truncate what an interrupted write has left beyond the last page.
    ends_well = size % _PAGE_BYTES == 0 or bool(_first_page_in_log(path))
    encrypted = looks_random and size > 0 and ends_well
    return start[:SALT_BYTES] if encrypted else None


def version_of(path: Path) -> int | None:
    """Return the schema version of a readable journal; None if it's encrypted or no database."""
    start = first_bytes(path)
    return int.from_bytes(start[60:64], "big") if begins_plain(start) else None


def begins_plain(start: bytes) -> bool:
    """Tell whether a file with these first bytes is a database that anyone can read."""
    return start.startswith(_PLAIN)


def is_plain(path: Path) -> bool:
    """Tell whether a file is a database that anyone can read."""
    return begins_plain(first_bytes(path)) or is_plain_inside(path)


def is_surely_plain(path: Path) -> bool:
    """Tell whether a file has the header of a readable journal of ours, and pages to match."""
    start = first_bytes(path)
    is_ours = int.from_bytes(start[68:72], "big") == migrations.APPLICATION_ID
    return begins_plain(start) and is_ours and is_plain_inside(path)


def has_plain_pages(path: Path) -> bool:
    """Tell whether a file contains pages of a readable database, whatever its header says.

    A file filled with zeros doesn't count: it could have been anything.
    """
    if not is_plain_inside(path):
        return False
    pieces = (_read(path, _PIECE_BYTES, at) for at in count(0, _PIECE_BYTES))
    return any(piece.strip(b"\0") for piece in takewhile(bool, pieces))


def is_plain_inside(path: Path) -> bool:
    """Tell whether a file that doesn't begin like a plain database is a damaged one anyway.

    Plain pages are full of zeros between the rows. In an encrypted file one byte in 256 is zero.
    """
    inside = _read(path, 16 * _PAGE_BYTES, _PAGE_BYTES)
    return inside.count(0) > len(inside) // 32
