"""The program's folders, and safe ways to create, replace and lock files in them.

The folders are under `TRUST_HOME`, or where the system wants data, state and settings.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .errors import InputOutput
from .sentences import NO_ORDINARY_FILE

if sys.platform != "win32":
    import fcntl

BAD_PATH = "{path} isn't a path that can be used"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of a person's journal. Nothing is created on the disk."""

    data: Path
    state: Path
    config: Path

    @property
    def journal(self) -> Path:
        """The journal, a database."""
        return self.data / "journal.db"

    @property
    def packs(self) -> Path:
        """The person's own packs."""
        return self.data / "packs"

    @property
    def backups(self) -> Path:
        """The folder of backups that the program makes."""
        return self.data / "backups"

    @property
    def drafts(self) -> Path:
        """The folder of unsaved text."""
        return self.state / "drafts"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "config.toml"


def resolve(environ: Mapping[str, str]) -> Paths:
    """Return the folders to use; with `TRUST_HOME`, everything is in one folder."""
    home = environ.get("TRUST_HOME")
    if home:
        # Resolved once, so that the journal stays the same if a symbolic link changes.
        root = resolve_path(home)
        return Paths(root, root, root)
    import platformdirs  # 3 ms, which `--version` doesn't need

    return Paths(
        platformdirs.user_data_path("trustjournal", appauthor=False),
        platformdirs.user_state_path("trustjournal", appauthor=False),
        platformdirs.user_config_path("trustjournal", appauthor=False),
    )


def resolve_path(path: str | Path, base: Path | None = None) -> Path:
    """Make a path absolute, from `base` or the current folder, following `~` and symbolic links.

    Raises `InputOutput` for a path that can't be used.
    """
    try:
        resolved = (base or Path()).joinpath(Path(path).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):
        raise InputOutput(BAD_PATH, path=path) from None
    if _is_link_loop(resolved):
        raise InputOutput(BAD_PATH, path=path)
    return resolved


def _is_link_loop(path: Path) -> bool:
    """Return whether symbolic links lead in a circle; from Python 3.13 on, `resolve` allows it."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def make_private(folder: Path) -> None:
    """Create a folder and its missing parents, so that only the owner can enter them.

    Raises `InputOutput`.
    """
    try:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
            sync_folder(path.parent)  # else a power cut may lose the folder with its content
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        raise InputOutput(
            "can't make the folder {path} ({why})", path=folder, why=error.strerror
        ) from None


def must_be_file(path: Path) -> None:
    """Raise `InputOutput` unless a path leads to an ordinary file; raise `OSError` as `stat` does.

    Opening a pipe would wait for another program, and a device may have no end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise InputOutput(NO_ORDINARY_FILE, path=path)


def temporary_path(path: Path, ending: str) -> Path:
    """Return a path in the same folder for a temporary file that will replace `path`.

    The name contains the number of this process and a random number, because programs in two
    containers that share a folder may have the same process number.
    """
    random_number = int.from_bytes(os.urandom(4), "big")
    return path.with_name(f".{path.name}.{os.getpid()}-{random_number}.{ending}")


def open_new(path: Path, mode: int = 0o600) -> int:
    """Create a file and return its descriptor; never open an existing file or follow a link.

    Raises `FileExistsError`, or another `OSError`.
    """
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)


def write_new(path: Path, text: str) -> None:
    """Write a text to a new private file; leave no file behind if that fails.

    Raises `FileExistsError`, or another `OSError`.
    """
    path.touch(0o600, exist_ok=False)
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_atomic(
    path: Path,
    content: bytes | Iterable[bytes],
    *,
    sync: bool = True,
    new: bool = False,
    temporary: Path | None = None,
) -> None:
    """Write a file completely or not at all: to a temporary file, which is then renamed.

    `content` may be an iterable of pieces, which are never all in memory; if it raises, no file
    is left behind. A symbolic link at `path` is replaced, and its target stays unchanged. With
    `sync`, content and folder are on the disk when this returns. Raises `OSError`; with `new`,
    `FileExistsError` if anything exists at `path` by then. `temporary` is another path for the
    temporary file, in the same folder.
    """
    temporary = temporary or temporary_path(path, "tmp")
    descriptor = open_new(temporary)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in (content,) if isinstance(content, bytes) else content:
                file.write(piece)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        if new:
            rename_to_new(temporary, path)
        else:
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if sync:
        sync_folder(path.parent)


def rename_to_new(
    temporary: Path, path: Path, *, hold: Callable[[int, Path], None] | None = None
) -> None:
    """Rename a finished file to a path where nothing exists yet.

    This makes a hard link instead, because that never replaces a file which another program has
    created meanwhile. If the disk supports neither that nor a rename that never replaces, an empty
    file takes the name first; `hold` keeps other programs from writing into it. Raises
    `FileExistsError`, or another `OSError`.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # The disk has no hard links, like a USB stick.
        if not _renamed_to_new(temporary, path):
            _replace_empty(temporary, path, hold)
    else:
        temporary.unlink()


def _replace_empty(temporary: Path, path: Path, hold: Callable[[int, Path], None] | None) -> None:
    """Reserve a name with an empty file, then replace it by the finished file."""
    descriptor = open_new(path)
    try:
        if hold is not None:
            hold(descriptor, path)
        if not _is_empty_at(descriptor, path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            if _is_empty_at(descriptor, path):
                path.unlink()
        raise
    finally:
        os.close(descriptor)


def _is_empty_at(descriptor: int, path: Path) -> bool:
    """Return whether an open file is still at `path` and is still empty."""
    opened = os.fstat(descriptor)
    with suppress(OSError):
        return os.path.samestat(opened, path.lstat()) and opened.st_size == 0
    return False


def sync_file(path: Path) -> None:
    """Sync a file that was written without `sync`, and its folder. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


_RENAMES = {"linux": ("renameat2", -100, 1), "darwin": ("renameatx_np", -2, 4)}
"""For each system: the C function, its value for the current folder, and its no-replace flag."""


def _renamed_to_new(temporary: Path, path: Path) -> bool:
    """Rename a file in one step that never replaces another; False if the system can't do that.

    Raises `FileExistsError`, or another `OSError`.
    """
    if sys.platform == "win32":
        temporary.rename(path)  # never replaces a file on Windows
        return True
    import ctypes  # 1 ms, only on a disk without hard links

    name, folder, never_replace = _RENAMES.get(sys.platform, ("", 0, 0))
    rename = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    if rename is None:
        return False
    if rename(folder, bytes(temporary), folder, bytes(path), ctypes.c_uint(never_replace)) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM):
        return False  # this kind of disk, an old system, or a container that allows no such call
    raise OSError(number, os.strerror(number), str(path))


def sync_folder(folder: Path) -> None:
    """Sync a folder's list of files to the disk, if the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock a folder while a file in it is read and rewritten, if the system can.

    Another process that locks the same folder waits.
    """
    if sys.platform == "win32":
        yield
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        # If closing failed, this process would wait for its own lock when it keeps the words.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def mark_in_use(path: Path) -> int | None:
    """Mark a file as in use until the returned descriptor is closed.

    `is_marked_in_use` sees the mark from any profile. Returns None if the system can't do it; only
    Linux can.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        descriptor = os.open(path.parent, os.O_RDONLY)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _byte_lock(path, fcntl.F_RDLCK))
    return descriptor


def is_marked_in_use(path: Path) -> bool:
    """Return whether any program, including this one, has marked a file as in use."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        descriptor = os.open(path.parent, os.O_RDONLY)
    except OSError:
        return False
    try:
        query = _byte_lock(path, fcntl.F_WRLCK)
        answer: bytes = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, query)
        return answer[:2] != fcntl.F_UNLCK.to_bytes(2, sys.byteorder)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _byte_lock(path: Path, kind: int) -> bytes:
    """Build a lock (`struct flock`) on the byte of a folder that represents a file in it."""
    return struct.pack("hhqqi4x", kind, os.SEEK_SET, zlib.crc32(os.fsencode(path.name)), 1, 0)


def try_lock(file: IO[bytes]) -> bool:
    """Lock a draft; return False if another program has the lock."""
    if sys.platform == "win32":
        return True  # Windows has no such lock: a draft in use may be offered twice, never lost
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network disks have no locks either; other errors don't mean that a program has one.
        return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN)
    return True


def is_any_draft_in_use(folder: Path) -> bool:
    """Return whether another program is working on a draft in a folder. Needs no key.

    Call it with the folder locked: a draft that is begun meanwhile would not get its own lock.
    """
    for description in filter(Path.is_file, folder.glob("*.json")):
        with suppress(FileNotFoundError), description.open("rb") as lock:
            if not try_lock(lock):
                return True
    return False
