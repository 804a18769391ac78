"""Marker files next to encrypted journals, so that no readable one is begun in their place.

The journal file alone isn't enough: damaged, emptied or missing, it doesn't look like a journal at
all, and the next words would be written readable. So a small file next to the journal marks it as
encrypted. It is on the disk before an encrypted journal is put in place, and is removed only after
a readable one is: a program killed in between leaves the marker. If the journal opens as a sound
readable one, that counts more than the marker: someone may have decrypted it with another tool.

Journals from before this version get a marker the first time something is stored in them. Until
then, the newest copies and encrypted drafts show that a journal was encrypted (`traces`).
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from ..errors import Damaged, InputOutput, Locked, TrustError
from ..paths import sync_folder
from ..sentences import JOURNAL_DAMAGED, JOURNAL_REPLACED, NOT_A_JOURNAL, NOT_REMOVED
from . import connect, header, ownership

ENCRYPTED_GONE = (
    "{path} was encrypted, and is now gone or empty, so nothing was written; `trust backup restore "
    "last` brings the newest copy back. To begin a new, readable journal, first move these away: "
    "{traces}"
)
ENCRYPTED_GONE_UNCOPIED = (
    "{path} was encrypted, and is now gone or empty, so nothing was written; put it back, or "
    "restore a copy with `trust backup restore FILE`. To begin a new, readable journal, first move "
    "these away: {traces}"
)

_TEXT = b"""\
The journal beside this file is encrypted. Without this file, trust would begin a readable journal
if the encrypted one were lost. `trust encrypt --off` removes this file and the encryption.
"""
_EARLIER_TEXT = _TEXT.replace(b"removes this file and the encryption", b"removes it")
"""The text of markers that earlier versions made."""
_COPY = re.compile(
    r"\d{8}T\d{6}Z-(?!restore|unopened)[a-z]+(-\d+)?\.db|schema-\d+-migrate(-\d+)?\.db"
)
"""File names of backups, except those of files that a restore replaced or that didn't open."""


class Place(NamedTuple):
    """The paths of a journal and of possible traces that it was encrypted."""

    path: Path
    backups: Path | None = None
    drafts: Path | None = None
    other_names: tuple[Path, ...] = ()
    """Its other paths, such as those from before a link or a setting led elsewhere."""
    was_encrypted: bool = False
    """True if this run has seen it encrypted."""


def marker_of(path: Path) -> Path:
    """Return the path of a journal's marker."""
    return path.with_name(f"{path.name}.encrypted")


def is_marked(path: Path) -> bool:
    """Tell whether a journal has a marker that it is encrypted."""
    return os.path.lexists(marker_of(path))


def put(path: Path) -> None:
    """Mark a journal as encrypted, on the disk when this returns. Raises `OSError`."""
    try:
        marker = os.open(marker_of(path), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        # The program that made it may have been killed before it reached the disk.
        sync_folder(path.parent)
        return
    with os.fdopen(marker, "wb") as file:
        file.write(_TEXT)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def remember(path: Path) -> None:
    """Mark a journal that was encrypted before there were markers; ignore a failure to write."""
    if not is_marked(path):
        with suppress(OSError):
            put(path)


def remove(path: Path) -> bool:
    """Remove the marker, now that a readable journal is on the disk. Raises `InputOutput`.

    Return False if another file has the marker's name: it may be someone's only copy, and stays.
    """
    marker = marker_of(path)
    try:
        if not is_marked(path):
            return True
        if not _is_marker(marker):
            return False
        marker.unlink(missing_ok=True)
    except OSError as error:
        raise InputOutput(NOT_REMOVED, path=marker, why=error.strerror) from None
    sync_folder(path.parent)
    return True


def _is_marker(marker: Path) -> bool:
    """Tell whether `put` made a file, perhaps only its beginning. Raises `OSError`."""
    if not stat.S_ISREG(marker.lstat().st_mode):
        return False
    with marker.open("rb") as file:
        beginning = file.read(len(_TEXT) + 1)
    return _TEXT.startswith(beginning) or _EARLIER_TEXT.startswith(beginning)


def traces(place: Place) -> list[Path]:
    """Return the paths showing that a journal was encrypted: its marker, newest copies, drafts."""
    names = dict.fromkeys([place.path, *place.other_names])
    evidence = [marker_of(path) for path in names if is_marked(path)]
    if place.backups and any(map(_is_encrypted, _newest(place, place.backups))):
        evidence.append(place.backups)
    if place.drafts and any(path.is_file() for path in place.drafts.glob("*.sealed*")):
        evidence.append(place.drafts)
    return evidence


def _newest(place: Place, backups: Path) -> set[Path]:
    """Return the newest copy by its name and the newest by its time; a clock may be wrong.

    Copies that are known to be of another journal don't count.
    """
    copies = [path for path in backups.glob("*.db") if _COPY.fullmatch(path.name)]
    copies = [path for path in copies if path.is_file() and path.stat().st_size]
    named = sorted((path for path in copies if path.name[0].isdigit()), reverse=True)
    by_time = sorted(copies, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    newest = (
        next((c for c in order if not ownership.is_of_another(c, place.path, backups)), None)
        for order in (named, by_time)
    )
    return {copy for copy in newest if copy is not None}


def _is_encrypted(copy: Path) -> bool:
    """Tell whether a copy is encrypted, or was before it was damaged."""
    try:
        return not connect.is_plain(copy)
    except TrustError:
        return False


def salt_unless_readable(place: Place) -> bytes | None:
    """Return the salt of an encrypted journal, or None if words may be written readable.

    Call this before writing words. Raises `Damaged` if the journal is, was or may be encrypted
    and can't be opened: nothing could be stored for it so that only its owner could read it.
    """
    while True:
        before = connect.identity(place.path)
        try:
            return _salt_unless_readable(place)
        except Damaged:
            # Another program may have encrypted or restored it during the check.
            if connect.identity(place.path) == before:
                raise


def _salt_unless_readable(place: Place) -> bytes | None:
    path = place.path
    salt = connect.salt_of(path)
    if salt is not None:
        return salt
    if not connect.exists(path):
        refuse_new(place)
    elif is_marked(path):
        if not _opens_readable(path, every_page=True):
            raise Damaged(JOURNAL_DAMAGED, path=path)
    elif not header.is_surely_plain(path) and not _opens_readable(path, every_page=False):
        if traces(place):
            raise Damaged(JOURNAL_DAMAGED, path=path)
        if not header.has_plain_pages(path):
            raise Damaged(NOT_A_JOURNAL, path=path)
    return None


def was_encrypted(place: Place) -> bool:
    """Tell whether the journal at a place is encrypted, or was before it was damaged or lost."""
    if connect.salt_of(place.path) is not None:
        return True
    try:
        salt_unless_readable(place)
    except Damaged:
        return bool(traces(place))
    return False


def refuse_new(place: Place) -> None:
    """Raise `Damaged` if a new journal would replace an encrypted one."""
    evidence = traces(place)
    if not evidence and place.was_encrypted:
        raise Locked(JOURNAL_REPLACED, path=place.path)
    if not evidence:
        return
    has_copy = place.backups is not None and any(place.backups.glob("*.db"))
    raise Damaged(
        ENCRYPTED_GONE if has_copy else ENCRYPTED_GONE_UNCOPIED,
        path=place.path,
        traces=" and ".join(map(str, evidence)),
    )


_LATEST = "SELECT (SELECT count(*) FROM meta), (SELECT body FROM entry ORDER BY n DESC LIMIT 1)"
_EVERY_PAGE = "PRAGMA quick_check(1)"


def _opens_readable(path: Path, *, every_page: bool) -> bool:
    """Tell whether a file opens without a key as a journal of ours and can be read."""
    try:
        with closing(connect.to_read(path)) as connection, connect.translated(path):
            connection.execute(_LATEST).fetchall()
            return not every_page or connection.execute(_EVERY_PAGE).fetchall() == [("ok",)]
    except Locked:
        raise
    except TrustError:
        return False
