"""The inbox: a folder where another program leaves texts that become entries.

As with the sync folder, other programs change it at any time, and it's never made here. Only
ordinary files are opened, and links aren't followed. A file counts as complete once it has been
quiet for a minute. What was stored is moved to `.taken` inside the folder, where nothing
is ever overwritten.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NoReturn

from ..errors import InputOutput
from ..sentences import DISK_FULL, NOT_REMOVED

INBOX_MISSING = (
    "the inbox {path} isn't there; plug in its disk, or start the program that copies it, and try "
    "again"
)
INBOX_UNREADABLE = "can't read the inbox {path} ({why})"
NOT_MOVED = "can't move {path} to {folder} ({why})"
NO_FOLDER = "not an ordinary folder"

ENDINGS = (".md", ".markdown", ".txt")
MOST_BYTES = 1 << 20
QUIET_SECONDS = 60
MOVED_FOLDER = ".taken"
KEEP_FOR = timedelta(days=30)
"""How long at least a text stays in `.taken`."""
_TEMPORARY = (".tmp", ".part", ".partial", ".icloud", "~")
_MONTH = re.compile(r"((?:19|20|21)\d\d)-(0[1-9]|1[0-2])")
_NUMBERED = "{stem}.~{number}~{suffix}"
"""A name in `.taken` that is there already: the number must be one that no note has in its name."""
_NUMBER = re.compile(r"\.~\d+~(?=\.[^.]+\Z)")
_READ_FLAGS = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _READ_FLAGS |= getattr(os, _flag, 0)

_Mark = tuple[int, int, int]
"""What changes if a file is written or replaced: its inode, its size, and its time."""


class Changed(Exception):
    """A file changed, or disappeared, since it was listed."""


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file in the inbox that may be imported."""

    path: Path
    mark: _Mark
    time: float
    """When it was last written, in seconds since 1970."""

    @classmethod
    def at(cls, path: Path) -> InboxFile:
        """Return the file at a path as it is now. Raises `Changed` without one."""
        try:
            status = path.lstat()
        except OSError:
            raise Changed from None
        return cls(path, _mark(status), status.st_mtime)


@dataclass(slots=True)
class Listing:
    """The contents of the inbox."""

    ready: list[InboxFile] = field(default_factory=list)
    changing: list[str] = field(default_factory=list)
    """Files that changed less than a minute ago, or whose content isn't on this machine."""
    empty: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    others: int = 0
    """Folders, pictures and the like."""


class Inbox:
    """The folder with the texts. Errors are `InputOutput` with the path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def files(self, now: float, *, fetch: bool = False) -> Listing:
        """List what is in the folder, without opening any file.

        `now` is in seconds since 1970. With `fetch`, files whose content is in a cloud count too.
        """
        listing = Listing()
        try:
            with os.scandir(self.path) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            self._fail(error, INBOX_UNREADABLE, self.path)
        for name in names:
            if not _is_temporary(name):
                # It may have gone since.
                with suppress(FileNotFoundError):
                    self._add(listing, name, now, fetch=fetch)
        return listing

    def _add(self, listing: Listing, name: str, now: float, *, fetch: bool) -> None:
        path = self.path / name
        try:
            status = path.lstat()
        except FileNotFoundError:
            raise
        except OSError as error:
            self._fail(error, INBOX_UNREADABLE, path)
        if not name.lower().endswith(ENDINGS) or stat.S_ISDIR(status.st_mode):
            listing.others += 1
        elif not stat.S_ISREG(status.st_mode):
            listing.links.append(name)
        elif not _is_quiet(status, now):
            listing.changing.append(name)
        elif status.st_size == 0:
            listing.empty.append(name)
        elif status.st_size > MOST_BYTES:
            listing.too_large.append(name)
        elif not (fetch or _has_arrived(status)):
            listing.changing.append(name)
        else:
            listing.ready.append(InboxFile(path, _mark(status), status.st_mtime))

    def read(self, file: InboxFile) -> bytes:
        """Read a file. Raises `Changed` if it isn't the one that was listed, and `InputOutput`."""
        try:
            descriptor = os.open(file.path, _READ_FLAGS)
            with os.fdopen(descriptor, "rb") as opened:
                raw = opened.read(MOST_BYTES + 1) if _is_same(descriptor, file) else b""
                if not raw or len(raw) != file.mark[1] or not _is_same(descriptor, file):
                    raise Changed
                return raw
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ELOOP):
                raise Changed from None
            self._fail(error, INBOX_UNREADABLE, file.path)

    def move_away(self, file: InboxFile, today: date, *, keep: bool = True) -> None:
        """Move a file to the folder of the month in `.taken`, or remove it without `keep`.

        Raises `Changed` if it isn't the one that was listed any more. It then stays.
        """
        folder = self.path / MOVED_FOLDER / f"{today:%Y-%m}"
        target = None
        try:
            if _mark(file.path.lstat()) != file.mark:
                raise Changed
            for each in (folder.parent, folder):
                _make_folder(each)
            target = _free(folder / file.path.name, _NUMBERED)
            file.path.rename(target)
            if _mark(target.lstat())[1:] != file.mark[1:]:  # some disks give it another inode
                # It was written or replaced in this instant, so it has words that weren't read.
                target.rename(_free(file.path))
                raise Changed
            if not keep:
                target.unlink()
        except FileNotFoundError:
            raise Changed from None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise InputOutput(DISK_FULL, path=self.path) from None
            why = error.strerror or type(error).__name__
            raise InputOutput(NOT_MOVED, path=file.path, folder=folder, why=why) from None
        finally:
            if not keep:
                _remove_if_empty(folder)
                _remove_if_empty(folder.parent)

    def texts(self) -> list[Path]:
        """Return the texts in the folder, even ones that can't be imported; none without it."""
        return [*filter(_is_text, _ordinary_files(self.path))]

    @property
    def has_moved(self) -> bool:
        """Whether there's a `.taken`; none may mean that its disk isn't connected."""
        return (self.path / MOVED_FOLDER).is_dir()

    def moved(self) -> Iterator[Path]:
        """Yield the ordinary files that were moved to `.taken`."""
        for _, folder in self._months():
            yield from _ordinary_files(folder)

    def old(self, today: date, *, keep: bool = True) -> list[Path]:
        """Return the texts in `.taken` that were moved more than a month ago; all without `keep`.

        The files of a month are due together, thirty days after it ended: engines keep the times of
        files, so those don't say when a file was moved.
        """
        folders = self._due(today, keep=keep)
        return [path for folder in folders for path in filter(_is_text, _ordinary_files(folder))]

    def remove_old(self, today: date, stored: Iterable[InboxFile], *, keep: bool = True) -> None:
        """Remove the old texts that are `stored`, and the folders that are empty then."""
        for file in stored:
            self.remove(file, today)
        for folder in self._due(today, keep=keep):
            _remove_if_empty(folder)
            _remove_if_empty(folder.parent)

    def remove(self, file: InboxFile, today: date) -> None:
        """Remove a file from the folder or from `.taken`. Raises `InputOutput`.

        It stays if it isn't the one that was read any more: a phone may replace it at any time. So
        it first gets another name in `.taken`, where a later run finds it if this one is stopped.
        """
        if file.path.parent == self.path:
            with suppress(Changed):
                self.move_away(file, today, keep=False)
            return
        aside = _free(file.path, _NUMBERED)
        try:
            file.path.rename(aside)
            if _mark(aside.lstat())[1:] == file.mark[1:]:
                aside.unlink()
            else:
                aside.rename(_free(file.path))
        except FileNotFoundError:
            return
        except OSError as error:
            self._fail(error, NOT_REMOVED, file.path)

    def _due(self, today: date, *, keep: bool) -> Iterator[Path]:
        """Yield the folders in `.taken` whose files are to be removed."""
        for month, folder in self._months():
            following = (month + timedelta(days=31)).replace(day=1)
            if not keep or today > following + KEEP_FOR:
                yield folder

    def _months(self) -> list[tuple[date, Path]]:
        """Return the folders in `.taken`, each with the first day of its month."""
        folder = self.path / MOVED_FOLDER
        months = []
        with suppress(OSError):
            if stat.S_ISDIR(folder.lstat().st_mode):
                for path in sorted(folder.iterdir()):
                    match = _MONTH.fullmatch(path.name)
                    if match and stat.S_ISDIR(path.lstat().st_mode):
                        months.append((date(int(match[1]), int(match[2]), 1), path))
        return months

    def _fail(self, error: OSError, sentence: str, path: Path) -> NoReturn:
        is_missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
        if is_missing and not os.path.isdir(self.path):  # noqa: PTH112  # it never raises
            raise InputOutput(INBOX_MISSING, path=self.path) from None
        why = error.strerror or type(error).__name__
        raise InputOutput(sentence, path=path, why=why) from None


def before_move(path: Path) -> Path:
    """Return the path with the name that a file in `.taken` had in the inbox."""
    return path.with_name(_NUMBER.sub("", path.name))


def _is_temporary(name: str) -> bool:
    """Return whether a name is one that systems and engines use for files of their own."""
    return name.startswith((".", "~")) or name.lower().endswith(_TEMPORARY)


def _is_text(path: Path) -> bool:
    name = path.name.lower()
    return name.endswith(ENDINGS) and not _is_temporary(name)


def _is_quiet(status: os.stat_result, now: float) -> bool:
    """Return whether a file was neither written nor moved into the folder within a minute.

    Its time may come from another machine, whose clock is ahead.
    """
    return all(abs(now - time) >= QUIET_SECONDS for time in (status.st_mtime, status.st_ctime))


def _has_arrived(status: os.stat_result) -> bool:
    from .folder import is_placeholder  # 2 ms, which an empty inbox doesn't need

    return not is_placeholder(status)


def _mark(status: os.stat_result) -> _Mark:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _is_same(descriptor: int, file: InboxFile) -> bool:
    status = os.fstat(descriptor)
    return stat.S_ISREG(status.st_mode) and _mark(status) == file.mark


def _make_folder(path: Path) -> None:
    """Make a folder inside an existing one. Raises `OSError` if a link is in its place."""
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    if not stat.S_ISDIR(path.lstat().st_mode):
        raise OSError(errno.ENOTDIR, NO_FOLDER)


def _free(path: Path, numbered: str = "{stem}.{number}{suffix}") -> Path:
    """Return a path where nothing exists: the same one, or one with a number."""
    number, free = 0, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(numbered.format(stem=path.stem, number=number, suffix=path.suffix))
    return free


def _ordinary_files(folder: Path) -> list[Path]:
    files = []
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if stat.S_ISREG(path.lstat().st_mode):
                files.append(path)
    return files


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()
