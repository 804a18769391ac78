"""Where things live: under `TRUST_HOME`, or where the system wants data, state and settings."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import InputOutput
from .sentences import NO_ORDINARY_FILE

BAD_PATH = "{path} is not a path that can be used"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one person's journal. Making one of these creates nothing."""

    data: Path
    state: Path
    config: Path

    @property
    def journal(self) -> Path:
        """The database."""
        return self.data / "journal.db"

    @property
    def packs(self) -> Path:
        """The person's own packs."""
        return self.data / "packs"

    @property
    def backups(self) -> Path:
        """Copies of the database, made by the program."""
        return self.data / "backups"

    @property
    def drafts(self) -> Path:
        """Text that is not saved yet."""
        return self.state / "drafts"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "config.toml"


def resolve(environ: Mapping[str, str]) -> Paths:
    """The folders to use. `TRUST_HOME` puts everything under one."""
    home = environ.get("TRUST_HOME")
    if home:
        # Resolved once: a journal behind a symbolic link stays behind it.
        root = real(home)
        return Paths(root, root, root)
    import platformdirs

    return Paths(
        platformdirs.user_data_path("trustjournal", appauthor=False),
        platformdirs.user_state_path("trustjournal", appauthor=False),
        platformdirs.user_config_path("trustjournal", appauthor=False),
    )


def real(path: str | Path, base: Path | None = None) -> Path:
    """A path with `~` and symbolic links followed, from `base` on. Raises `InputOutput`."""
    try:
        found = (base or Path()).joinpath(Path(path).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):
        raise InputOutput(BAD_PATH, path=path) from None
    if _in_a_circle(found):
        raise InputOutput(BAD_PATH, path=path)
    return found


def _in_a_circle(path: Path) -> bool:
    """Detect links that lead back to themselves: from Python 3.13 on `resolve` accepts them."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, so that only the owner can enter.

    Raises `InputOutput`.
    """
    try:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
            sync_folder(each.parent)  # else a power cut may take its name, with all that is in it
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        raise InputOutput(
            "cannot make the folder {path} ({why})", path=folder, why=error.strerror
        ) from None


def must_be_file(path: Path) -> None:
    """Refuse what is no ordinary file, links followed; raises `InputOutput`, or as `stat` does.

    Who opens a pipe waits for another program, and a device may have no end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise InputOutput(NO_ORDINARY_FILE, path=path)


def passing_name(path: Path, ending: str) -> Path:
    """A name beside `path` for a file that is to become it.

    The number of this process says whose it is, and another by chance that it is nobody else's:
    programs in two containers that share a folder may have the same number.
    """
    chance = int.from_bytes(os.urandom(4), "big")
    return path.with_name(f".{path.name}.{os.getpid()}-{chance}.{ending}")


def open_new(path: Path, mode: int = 0o600) -> int:
    """A descriptor of a file that is new: never one that someone else has put there, or a link.

    Raises `FileExistsError`, or another `OSError`.
    """
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)


def write_new(path: Path, text: str) -> None:
    """Write a text to a file of one's own that is not there yet; where that fails, leave nothing.

    Raises `FileExistsError` or another `OSError`.
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


def write_whole(
    path: Path, content: bytes | Iterable[bytes], *, sync: bool = True, new: bool = False
) -> None:
    """Write a file whole or not at all: a temporary one beside it, then a rename.

    `content` may come in pieces, which are not gathered in memory; where making them raises,
    nothing is left. A link at `path` is replaced, and what it points at stays. With `sync` the
    content and the folder are on the disk when this returns. Raises `OSError`; if it has to be
    `new`, `FileExistsError` for anything that is at `path` by then.
    """
    temporary = passing_name(path, "tmp")
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
    """Give a finished file a name that nothing has yet.

    A link is made in place of a rename, because it never replaces what another program has put
    there meanwhile. Where a disk can't do either, an empty file takes the name first; `hold` keeps
    other programs from writing into that one. Raises `FileExistsError`, or another `OSError`.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here, as on a USB stick.
        if not _renamed_to_new(temporary, path):
            _replace_empty(temporary, path, hold)
    else:
        temporary.unlink()


def _replace_empty(temporary: Path, path: Path, hold: Callable[[int, Path], None] | None) -> None:
    """Take a name with an empty file, and put the finished one in its place."""
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
    """Tell whether an open file still has its name, and nobody has written into it."""
    opened = os.fstat(descriptor)
    with suppress(OSError):
        return os.path.samestat(opened, path.lstat()) and opened.st_size == 0
    return False


def sync_file(path: Path) -> None:
    """Bring a file that was written without that to the disk, and its name. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


_RENAMES = {"linux": ("renameat2", -100, 1), "darwin": ("renameatx_np", -2, 4)}
"""The function of the system, what stands for the folder of the process, and never to replace."""


def _renamed_to_new(temporary: Path, path: Path) -> bool:
    """Rename a file to a name that nothing has, in one step; False where the system can't.

    Raises `FileExistsError`, or another `OSError`.
    """
    if sys.platform == "win32":
        temporary.rename(path)  # never replaces anything there
        return True
    import ctypes

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
    """Bring a folder's entries to the disk, where the system can."""
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
    """Hold a folder while a file in it is read and written anew, where the system can.

    Another program that does the same waits.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

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
        os.close(descriptor)


def mark_in_use(path: Path) -> int | None:
    """Mark, beside a file, that someone writes for it, until the descriptor is closed.

    `is_marked_in_use` sees it from any profile. None where the system can't, as but for Linux.
    """
    if not sys.platform.startswith("linux"):
        return None
    import fcntl

    try:
        descriptor = os.open(path.parent, os.O_RDONLY)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _byte_of(path, fcntl.F_RDLCK))
    return descriptor


def is_marked_in_use(path: Path) -> bool:
    """Tell whether a program, this one too, has marked a file as in use."""
    if not sys.platform.startswith("linux"):
        return False
    import fcntl

    try:
        descriptor = os.open(path.parent, os.O_RDONLY)
    except OSError:
        return False
    try:
        asked = _byte_of(path, fcntl.F_WRLCK)
        answer: bytes = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked)
        return answer[:2] != fcntl.F_UNLCK.to_bytes(2, sys.byteorder)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _byte_of(path: Path, kind: int) -> bytes:
    """Make a lock (`struct flock`) on the byte of a folder that stands for a file in it."""
    import struct
    import zlib

    return struct.pack("hhqqi4x", kind, os.SEEK_SET, zlib.crc32(os.fsencode(path.name)), 1, 0)
