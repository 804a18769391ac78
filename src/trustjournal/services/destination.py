"""Check the destination of a command, so that it never overwrites the journal's own files.

Every command that writes to a path the person names checks it here first. A file is refused if it
is the journal, its rollback journal, the marker of an encrypted journal, a copy, a draft, a pack or
the settings, whatever name or link leads to it. Pipes, standard output and terminals are written
to directly; other devices are refused.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..app import App
from ..errors import InputOutput, UsageError
from ..packs.library import built_in_folder
from ..paths import resolve_path
from ..sentences import EXPORT_UNWRITABLE
from ..storage import encryption_marker, header

DEST_IS_DEVICE = (
    "{path} isn't an ordinary file, so nothing was written to it; choose a file, a "
    "pipe, or - for standard output"
)
DEST_IS_JOURNAL = "{path} is the journal itself; choose another place"
DEST_IS_OURS = (
    "{path} is one of the journal's own files (its copies, drafts, packs, settings and so on); "
    "choose another place"
)

READER_SECONDS = 10.0
"""How many seconds to wait for a program that reads from a named pipe."""

Identity = tuple[int, int]
"""The device and inode number of a file: the same under each of its names."""

_PSEUDO_TERMINALS = (136, 143)
"""The first and last major device number of pseudo-terminals on Linux."""
_DESCRIPTOR = re.compile(r"/dev/(?:fd/(\d{1,9})|(std\w+))|/proc/self/fd/(\d{1,9})")
_STANDARD = {"stdin": 0, "stdout": 1, "stderr": 2}


def named(dest: str) -> Path:
    """Return the path of a file that a person has typed.

    A link as the last part is replaced itself, not what it points to.
    """
    path = Path(dest)
    if dest.startswith("~") and len(path.parts) == 1:
        return resolve_path(path)
    return resolve_path(path.parent) / path.name


# --- what is ours ----------------------------------------------------------------------


def check(app: App, dest: Path, *, new_in: Collection[Path] = ()) -> None:
    """Raise `UsageError` if writing to `dest` would overwrite one of the journal's files.

    `new_in` names folders of the journal in which a new file is allowed.
    """
    file = identity(dest)
    for name in _names(dest):
        if any(_same_place(name, own_path) for own_path in _journals(app)):
            raise UsageError(DEST_IS_JOURNAL, path=dest)
        if any(_same_place(name, own_path) for own_path in [app.paths.settings, *_markers(app)]):
            raise UsageError(DEST_IS_OURS, path=dest)
        for folder in _folders(app):
            is_new = file is None and folder in new_in and name.parent == resolve_path(folder)
            if _is_inside(name, folder) and not is_new:
                raise UsageError(
                    "{path} is in {folder}, which is only for the journal's own files; choose "
                    "another place",
                    path=dest,
                    folder=folder,
                )
    if file in journals(app):
        raise UsageError(DEST_IS_JOURNAL, path=dest)
    if file in identities(app):
        raise UsageError(DEST_IS_OURS, path=dest)


def _names(dest: Path) -> Iterator[Path]:
    """Yield a path as given, and resolved if its last part is a link."""
    with suppress(InputOutput):  # an impossible name; opening it reports the error
        yield resolve_path(dest.parent) / dest.name
        yield resolve_path(dest)


def identities(app: App) -> frozenset[Identity]:
    """Return the identities of the journal's own files and folders."""
    folders = _folders(app)
    inside = [file for folder in folders for file in _files(folder)]
    return _identities([*_journals(app), *_markers(app), app.paths.settings, *folders, *inside])


def journals(app: App) -> frozenset[Identity]:
    """Return the identities of the journal and SQLite's files beside it."""
    return _identities(_journals(app))


def identity(path: Path) -> Identity | None:
    """Return the identity of the file a path leads to, through links; None if there is no file."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _identities(paths: Iterable[Path]) -> frozenset[Identity]:
    return frozenset(file for file in map(identity, paths) if file is not None)


def _journals(app: App) -> list[Path]:
    """Return the paths of the journal, of one at the default place, and of their logs."""
    journals = dict.fromkeys([app.journal_path, app.paths.journal, resolve_path(app.paths.journal)])
    logs = [path.with_name(path.name + ending) for path in journals for ending in header.LOGS]
    return [*journals, *logs]


def _markers(app: App) -> list[Path]:
    """Return the paths of encryption markers. Any file of such a name would count as one."""
    named = app.paths.data / Path(app.settings.journal or app.paths.journal).expanduser()
    usual = app.paths.journal
    journals = dict.fromkeys([app.journal_path, named, usual, resolve_path(usual)])
    return [encryption_marker.marker_of(path) for path in journals]


def _folders(app: App) -> list[Path]:
    return [app.paths.backups, app.paths.drafts, app.paths.packs, built_in_folder()]


def _files(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _same_place(one: Path, other: Path) -> bool:
    """Return whether two paths are the same place, even if no file exists yet.

    Compares names case-insensitively, as some file systems do.
    """
    if one == other:
        return True
    if one.name.casefold() != other.name.casefold():
        return False
    parent = identity(one.parent)
    return parent is not None and parent == identity(other.parent)


def _is_inside(path: Path, folder: Path) -> bool:
    """Return whether a path is a folder or inside it, under any name."""
    folder_id = identity(folder)
    return any(
        _same_place(ancestor, folder) or (folder_id is not None and identity(ancestor) == folder_id)
        for ancestor in (path, *path.parents)
    )


# --- what is written straight into -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stream:
    """A pipe, a terminal or standard output, open for writing."""

    file: BinaryIO
    is_stdout: bool
    """Whether the command's own output goes to the same place."""
    is_terminal: bool


@contextmanager
def stream(app: App, dest: Path) -> Iterator[Stream | None]:
    """Open a pipe, a terminal or standard output; yield None for a file, a folder or nothing.

    Raises `UsageError` for any other device, and `InputOutput` if nothing reads from a pipe.
    """
    descriptor = _open_stream(app, str(dest))
    if descriptor is None:
        yield None
        return
    app.stdout.flush()
    file = os.fdopen(descriptor, "wb")
    try:
        yield Stream(file, is_stdout(dest), os.isatty(descriptor))
    except BaseException:
        with suppress(OSError):  # closing repeats the write that failed
            file.close()
        raise
    file.close()


def is_stdout(dest: Path) -> bool:
    """Return whether a destination is the same as the command's standard output."""
    number = _descriptor_named(str(dest))
    with suppress(OSError, ValueError):
        status = dest.stat() if number is None else os.fstat(number)
        return os.path.samestat(status, os.fstat(1))
    return False


def check_stdout(app: App) -> None:
    """Raise `UsageError` if standard output was redirected into one of the journal's files."""
    try:
        status = os.fstat(app.stdout.fileno())
    except (OSError, ValueError):
        return
    if (status.st_dev, status.st_ino) in identities(app):
        raise UsageError(DEST_IS_JOURNAL, path="standard output")


def is_special(dest: Path) -> bool:
    """Return whether a path leads to something that is neither a file nor a folder."""
    try:
        mode = dest.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _open_stream(app: App, dest: str) -> int | None:
    number = _descriptor_named(dest)
    try:
        # A name such as /dev/fd/3 must not be resolved: the result doesn't exist.
        status = os.stat(dest) if number is None else os.fstat(number)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    mode = status.st_mode
    if stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and number is None):
        return None
    if (status.st_dev, status.st_ino) in identities(app):
        raise UsageError(DEST_IS_OURS, path=dest)
    is_terminal_or_output = stat.S_ISCHR(mode) and _is_terminal_or_output(status.st_rdev)
    if number is not None:
        # The shell has opened it, but we still don't write to a device that holds data.
        if stat.S_ISBLK(mode) or (
            stat.S_ISCHR(mode) and not (is_terminal_or_output or _is_null(status))
        ):
            raise UsageError(DEST_IS_DEVICE, path=dest)
        return os.dup(number)
    if _is_null(status) or not (is_terminal_or_output or stat.S_ISFIFO(mode)):
        raise UsageError(DEST_IS_DEVICE, path=dest)
    return _open_unless_it_changes(dest, status)


def _descriptor_named(dest: str) -> int | None:
    """Return the file descriptor in a name such as /dev/stdout or /dev/fd/3, or None."""
    match = _DESCRIPTOR.fullmatch(dest)
    if match is None:
        return None
    return _STANDARD.get(match[2]) if match[2] else int(match[1] or match[3])


def _is_terminal_or_output(device: int) -> bool:
    """Return whether a character device is standard output, standard error or a terminal."""
    if _PSEUDO_TERMINALS[0] <= os.major(device) <= _PSEUDO_TERMINALS[1]:
        return True
    places: list[str | int] = ["/dev/tty", 1, 2]
    if os.isatty(0):
        places.append(0)
    return any(_device_at(place) == device for place in places)


def _is_null(status: os.stat_result) -> bool:
    return stat.S_ISCHR(status.st_mode) and status.st_rdev == _device_at(os.devnull)


def _device_at(place: str | int) -> int | None:
    """Return the device number of a character device, by path or descriptor; else None."""
    with suppress(OSError):
        status = os.stat(place)  # noqa: PTH116  # works for a descriptor too
        return status.st_rdev if stat.S_ISCHR(status.st_mode) else None
    return None


def _open_unless_it_changes(dest: str, expected: os.stat_result) -> int:
    """Open a pipe or a device, unless it was replaced since it was checked.

    Waits at most `READER_SECONDS` for a reader. Raises `InputOutput` or `UsageError`.
    """
    flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY
    until = time.monotonic() + READER_SECONDS
    while True:
        try:
            descriptor = os.open(dest, flags)
            break
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise InputOutput(EXPORT_UNWRITABLE, path=dest, why=error.strerror) from None
            if time.monotonic() > until:
                raise InputOutput(
                    "no program is reading from the pipe {path}; start one and try again", path=dest
                ) from None
        time.sleep(0.05)
    status = os.fstat(descriptor)
    if (status.st_mode, status.st_rdev) != (expected.st_mode, expected.st_rdev):
        os.close(descriptor)
        raise UsageError(DEST_IS_DEVICE, path=dest)
    os.set_blocking(descriptor, True)
    return descriptor
