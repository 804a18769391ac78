"""The sync folder: which files are in it, and how they are read, written and removed.

Other programs change this folder at any time, and other people's machines do. So nothing in it is
trusted by its name alone, only ordinary files are opened, links aren't followed, and a file that
isn't there means nothing. The folder is made by `set_up` only: one that is missing may be on a disk
that isn't plugged in.

A file gets its name when it's complete and on the disk. Until then it's called `~NAME.….tmp`, which
Dropbox, OneDrive, iCloud and Nextcloud leave alone.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ..errors import InputOutput
from ..mounts import identity
from ..paths import make_private, sync_folder, write_atomic
from ..sentences import DISK_FULL, EXPORT_UNWRITABLE, JOURNAL_UNREADABLE, NOT_REMOVED
from . import encrypted_file, key_file
from .names import (
    ENDING,
    KEY_ENDING,
    KEY_MAGIC,
    MAGIC,
    MAGIC_BYTES,
    claimed_key_name,
    claimed_name,
    key_name_of,
    name_of,
)
from .problems import NotArrived, NotOurs, TooLarge

FOLDER_MISSING = (
    "the sync folder {path} isn't there; plug in its disk, or start the program that copies it, "
    "and try again"
)
FOLDER_UNREADABLE = "can't read the sync folder {path} ({why})"

README = """\
This folder belongs to `trust`, a private journal.

It carries one journal between several machines. Everything in it is encrypted: without the
passphrase no one can read a word, whether they host this folder or come across it.

  *.trust      what was written, encrypted. A file is never changed; new ones are added, and some
               of them replace older ones.
  *.trustkey   the key of these files, encrypted with the passphrase.

Let Syncthing, Dropbox, iCloud, Nextcloud, git or any other program carry the whole folder, and
please don't rename or edit the files. If some are deleted, your journal loses nothing: the machines
write them again.

To add a machine:  trust sync setup FOLDER
To leave:          trust sync off          (on each machine; then the folder can be deleted)

docs/formats.md, in the program's source, explains how to open a file without `trust`.
"""
_ATTRIBUTES = (f"*{ENDING} -text -diff -merge", f"*{KEY_ENDING} -text -diff -merge")
"""Keep git from changing the ends of lines, and from merging."""

_OLD_SECONDS = 24 * 60 * 60
"""The age at which a temporary file can't be in use any more, even by a slow machine's clock."""
_OWN_TEMPORARY = re.compile(
    r"~(?:[0-9a-f]{32}|key-[0-9a-f]{16}|README|gitattributes)\.\d+-\d+\.tmp"
)
_JUNK_ENDINGS = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".icloud", "~")
_JUNK_NAMES = {"desktop.ini", "thumbs.db", "icon\r", "readme.txt"}
_ICLOUD = re.compile(r"\.(.+)\.icloud")

_NO_CONTENT_FLAG = 0x4000_0000
"""SF_DATALESS of macOS: the content is fetched when it's read."""
_NO_CONTENT_ATTRIBUTES = 0x0040_0000 | 0x0004_0000 | 0x0000_1000
"""FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS, RECALL_ON_OPEN and OFFLINE of Windows."""
_LATER = {
    number
    for name in ("ENOENT", "EDEADLK", "ESTALE", "ETIMEDOUT", "EAGAIN", "EBUSY")
    if (number := getattr(errno, name, None)) is not None
}
"""Errors of a file that is gone by now, or whose content hasn't been fetched."""
_READ_FLAGS = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _READ_FLAGS |= getattr(os, _flag, 0)


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file in the folder that seems to be ours, before it's opened completely."""

    path: Path
    name: str | None
    """Its name without the ending. None if only its content shows which file it is."""
    size: int
    has_arrived: bool = True
    """Whether its content is on this machine. If not, reading would fetch it, or fail."""


@dataclass(frozen=True, slots=True)
class Files:
    """The contents of the folder, by path."""

    encrypted: tuple[FolderFile, ...] = ()
    keys: tuple[FolderFile, ...] = ()
    others: tuple[Path, ...] = ()
    """Everything that isn't ours, except the files that systems and engines leave.

    Eight bytes of an ordinary file were read at most. Nothing else was opened or followed.
    """


class SyncFolder:
    """A folder that several machines share. Errors are `InputOutput` with the path."""

    def __init__(self, path: Path) -> None:
        """Take the folder's path. Nothing is read or made."""
        self.path = path

    def set_up(self) -> None:
        """Make the folder if it's missing, and write what explains it. Raises `InputOutput`."""
        make_private(self.path)
        readme, attributes = self.path / "README.txt", self.path / ".gitattributes"
        if not os.path.lexists(readme):
            self._write(readme, README.encode(), "README")
        is_ours = not os.path.lexists(attributes)
        lines: list[bytes] = []
        if not is_ours and attributes.is_file() and not attributes.is_symlink():
            is_ours = True
            try:
                lines = attributes.read_bytes().splitlines()
            except OSError as error:
                self._fail(error, JOURNAL_UNREADABLE, attributes)
        missing = [each.encode() for each in _ATTRIBUTES if each.encode() not in lines]
        if missing and is_ours:
            self._write(attributes, b"\n".join([*lines, *missing, b""]), "gitattributes")

    def place(self) -> list[int]:
        """Identify the folder itself, for `is_elsewhere`. Raises `InputOutput`."""
        try:
            return identity(self.path)
        except OSError as error:
            self._fail(error, FOLDER_UNREADABLE, self.path)

    def is_elsewhere(self, place: object) -> bool:
        """Tell whether the folder is only where its disk would be, by what `place` once returned.

        That is an empty folder which is another one than before. Don't write anything into it.
        Raises `InputOutput`.
        """
        files = self.files()
        return not (files.encrypted or files.keys) and self.place() != place

    def files(self) -> Files:
        """List the files in the folder, without opening those whose name says what they are.

        Raises `InputOutput`, for example if there is no folder.
        """
        encrypted, keys, others = [], [], []
        try:
            with os.scandir(self.path) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._fail(error, FOLDER_UNREADABLE, self.path)
        for entry in listed:
            is_icloud = _ICLOUD.fullmatch(entry.name)
            name = is_icloud[1] if is_icloud else entry.name
            if _is_junk(name):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # it has just gone
            path = Path(entry.path)
            has_arrived = not (is_icloud or is_placeholder(status))
            kind = _kind(path, name, status, has_arrived=has_arrived)
            if kind is MAGIC:
                encrypted.append(FolderFile(path, claimed_name(name), status.st_size, has_arrived))
            elif kind is KEY_MAGIC:
                keys.append(FolderFile(path, claimed_key_name(name), status.st_size, has_arrived))
            else:
                others.append(path)
        return Files(tuple(encrypted), tuple(keys), tuple(others))

    def read(self, file: FolderFile, *, fetch: bool = False) -> bytes:
        """Read a listed file; with `fetch`, also one whose content has to be fetched first.

        Raises `NotArrived`, `NotOurs`, `TooLarge`, and `InputOutput`.
        """
        if not (file.has_arrived or fetch):
            raise NotArrived
        is_key = file.path.name.casefold().endswith(KEY_ENDING)
        bound = key_file.MOST_BYTES if is_key else encrypted_file.MOST_BYTES
        try:
            raw = _read(file.path, bound + 1)
        except OSError as error:
            if error.errno in _LATER and os.path.isdir(self.path):  # noqa: PTH112
                raise NotArrived from None
            if error.errno == errno.ELOOP:
                raise NotOurs from None
            self._fail(error, JOURNAL_UNREADABLE, file.path)
        if len(raw) > bound:
            raise TooLarge
        return raw

    def add(self, raw: bytes) -> str:
        """Write an encrypted file, and return its name. It's on the disk then.

        Raises `InputOutput`.
        """
        name = name_of(raw)
        self._write(self.path / f"{name}{ENDING}", raw, name)
        return name

    def add_key(self, raw: bytes) -> str:
        """Write a key file, and return its name. It's on the disk then. Raises `InputOutput`."""
        name = key_name_of(raw)
        self._write(self.path / f"{name}{KEY_ENDING}", raw, name)
        return name

    def remove(self, names: Iterable[str]) -> int:
        """Remove files by name, with all their copies; return how many. Raises `InputOutput`.

        A copy is removed under whatever name it has, even if it's half a file.
        """
        to_remove, count = set(names), 0
        files = self.files()
        kinds = ((files.encrypted, name_of), (files.keys, key_name_of))
        for file, name_by_content in ((file, kind[1]) for kind in kinds for file in kind[0]):
            name = file.name
            if name is None:
                with suppress(NotArrived, NotOurs, TooLarge, InputOutput):
                    name = name_by_content(self.read(file))
            if name not in to_remove:
                continue
            try:
                file.path.unlink(missing_ok=True)
            except OSError as error:
                self._fail(error, NOT_REMOVED, file.path)
            count += 1
        if count:
            sync_folder(self.path)
        return count

    def remove_old_temporary_files(self, now: float) -> int:
        """Remove temporary files of programs that were killed; return how many.

        `now` is in seconds since 1970. Raises `InputOutput`.
        """
        count = 0
        try:
            with os.scandir(self.path) as entries:
                for entry in entries:
                    if not _OWN_TEMPORARY.fullmatch(entry.name):
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode) and now - status.st_mtime > _OLD_SECONDS:
                        Path(entry.path).unlink(missing_ok=True)
                        count += 1
        except OSError as error:
            self._fail(error, NOT_REMOVED, Path(error.filename or self.path))
        return count

    def _write(self, path: Path, raw: bytes, name: str) -> None:
        random_number = int.from_bytes(os.urandom(4), "big")
        temporary = path.with_name(f"~{name}.{os.getpid()}-{random_number}.tmp")
        try:
            write_atomic(path, raw, temporary=temporary)
        except OSError as error:
            self._fail(error, EXPORT_UNWRITABLE, path)

    def _fail(self, error: OSError, sentence: str, path: Path) -> NoReturn:
        """Raise an error of the system as ours."""
        is_missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
        if is_missing and not os.path.isdir(self.path):  # noqa: PTH112  # it never raises
            raise InputOutput(FOLDER_MISSING, path=self.path) from None
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise InputOutput(DISK_FULL, path=self.path) from None
        why = error.strerror or os.strerror(error.errno or 0)
        raise InputOutput(sentence, path=path, why=why) from None


def is_placeholder(status: os.stat_result) -> bool:
    """Tell whether only a file's name and size have arrived, and its content is in a cloud."""
    flags = getattr(status, "st_flags", 0)
    attributes = getattr(status, "st_file_attributes", 0)
    return bool(flags & _NO_CONTENT_FLAG or attributes & _NO_CONTENT_ATTRIBUTES)


def _is_junk(name: str) -> bool:
    """Tell whether a name is one that systems and engines use for files of their own."""
    folded = name.casefold()
    return folded.startswith((".", "~")) or folded in _JUNK_NAMES or folded.endswith(_JUNK_ENDINGS)


def _kind(path: Path, name: str, status: os.stat_result, *, has_arrived: bool) -> bytes | None:
    """Return the magic of the kind of file that this is, or None if it isn't ours.

    Only a file whose name says nothing is opened, and only if its content has arrived.
    """
    size = status.st_size
    if not stat.S_ISREG(status.st_mode) or size > encrypted_file.MOST_BYTES:
        return None
    if claimed_name(name):
        return MAGIC
    if claimed_key_name(name):
        return KEY_MAGIC if size <= key_file.MOST_BYTES else None
    if not has_arrived or size < MAGIC_BYTES:
        return None
    try:
        begin = _read(path, MAGIC_BYTES)[:-1]
    except (OSError, NotOurs):
        return None
    return {MAGIC[:-1]: MAGIC, KEY_MAGIC[:-1]: KEY_MAGIC}.get(begin)


def _read(path: Path, most: int) -> bytes:
    """Read an ordinary file up to a bound. Raises `NotOurs` for any other, and `OSError`."""
    descriptor = os.open(path, _READ_FLAGS)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotOurs
        pieces, size = [], 0
        while size < most and (piece := file.read(min(most - size, 1 << 20))):
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces)
