"""The files in a folder of drafts: their names, their locks, and what editors leave beside them."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..errors import InputOutput
from ..paths import make_private, write_atomic
from ..paths import try_lock as try_lock
from ..sentences import DISK_FULL, DRAFT_UNWRITABLE
from .cipher import Cipher
from .owner import Journal

PLAIN = ".md"
SEALED = ".sealed"
RAW, SEALED_RAW = ".raw", ".sealed-raw"
OWN_ENDINGS = (PLAIN, SEALED, ".json", RAW, SEALED_RAW)
"""Of the names of our own files."""
_SECONDS_OF_SAVING = 0.5
_COARSEST_TIME = 2.0
"""The seconds that the time of a file may be off; on memory cards it counts in twos."""
_UNFINISHED = re.compile(r"\.(?P<id>.+)(?P<ending>\.md|\.sealed)\.\d+(-\d+)?\.tmp")
_COPY = re.compile(r"([.#~_]+(?P<first>[0-9a-z]+)\.md.*|(?P<last>[0-9a-z]+)\.md.+)")


def taken(path: Path) -> Iterator[bytes]:
    """Yield what is in a file, and again if it changed meanwhile; then remove the file.

    An editor's window may save it at any time. Raises `OSError`.
    """
    seen = None
    while path.is_file() and (raw := saved(path)) != seen:
        yield raw
        seen = raw
    path.unlink(missing_ok=True)


def saved(path: Path) -> bytes:
    """Return what is in a file that an editor's window may be saving. Raises `OSError`.

    Most editors empty a file before they write it again, so one that was emptied just now is given
    a moment.
    """
    raw = path.read_bytes()
    if raw or abs(_time_at(path.parent) - modified_at(path)) > _COARSEST_TIME:
        return raw
    end = time.monotonic() + _SECONDS_OF_SAVING
    while not raw and time.monotonic() < end:
        time.sleep(0.02)
        raw = path.read_bytes()
    return raw


def _time_at(folder: Path) -> float:
    """Return the time that a file written now would have: a server may have another clock."""
    probe = folder / f".time-{os.getpid()}.tmp"
    try:
        probe.touch(mode=0o600)
        try:
            return probe.stat().st_mtime
        finally:
            probe.unlink(missing_ok=True)
    except OSError:
        return time.time()


def draft_ending(path: Path) -> str:
    """Return the ending of the draft file that a temporary file was written for."""
    match = _UNFINISHED.fullmatch(path.name)
    return match["ending"] if match else ""


def id_of_unfinished(path: Path) -> str:
    """Return the id of the draft that a temporary file was written for."""
    match = _UNFINISHED.fullmatch(path.name)
    return match["id"] if match else ""


def is_unfinished(path: Path) -> bool:
    """Tell whether a temporary file may hold the only copy of a draft's words."""
    return bool(id_of_unfinished(path))


def is_ours_alone(folder: Path) -> bool:
    """Create a private folder; return False if it isn't a folder or another user owns it."""
    make_private(folder)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        return False
    if status.st_mode & 0o077:
        folder.chmod(0o700)
    return True


def editor_copies(folder: Path, draft_id: str | None = None) -> list[Path]:
    """List the copies an editor made next to a text: `ID.md~`, `#ID.md#`, `.ID.md.swp` etc."""
    copies = [
        path
        for path in sorted(folder.glob(f"*{PLAIN}*"))
        if _COPY.fullmatch(path.name) and path.suffix != ".tmp" and path.is_file()
    ]
    return [path for path in copies if draft_id in (None, id_of_copy(path))]


def id_of_copy(path: Path) -> str:
    """Return the id of the draft that an editor's copy was made of."""
    match = _COPY.fullmatch(path.name)
    return str(match["first"] or match["last"]) if match else ""


def is_binary(path: Path) -> bool:
    """Tell whether a file isn't text, like the swap file of vim, which only vim can read."""
    with path.open("rb") as file:
        return b"\0" in file.read(4096)


def modified_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def keep_raw(path: Path, raw: bytes, cipher: Cipher) -> Path:
    try:
        write_atomic(path, cipher.encrypt(raw))
    except OSError as error:
        raise unwritable(path, error) from None
    return path


def unwritable(path: Path, error: OSError) -> InputOutput:
    what = DISK_FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else DRAFT_UNWRITABLE
    return InputOutput(what, path=path.parent, why=error.strerror or os.strerror(error.errno or 0))


def is_at(file: IO[bytes], path: Path) -> bool:
    """Tell whether an open file is the one at this path now."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def tagged(name: str, journal: Journal | None) -> str:
    """Add the tag of the journal to the name of a file stored byte for byte."""
    return f"{name}-{journal.tag}" if journal else name
