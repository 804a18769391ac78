"""Where things live: under `TRUST_HOME`, or where the system wants data, state and settings."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import InputOutput


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
        raise InputOutput("bad_path", path=path) from None
    if _in_a_circle(found):
        raise InputOutput("bad_path", path=path)
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
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        raise InputOutput("folder_unmakeable", path=folder, why=error.strerror) from None


def must_be_file(path: Path) -> None:
    """Refuse what is no ordinary file, links followed; raises `InputOutput`, or as `stat` does.

    Who opens a pipe waits for another program, and a device may have no end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise InputOutput("no_ordinary_file", path=path)


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


def rename_to_new(temporary: Path, path: Path) -> None:
    """Give a finished file a name that nothing has yet.

    A link is made in place of a rename, because it never replaces what another program has put
    there meanwhile. Raises `FileExistsError`, or another `OSError`.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here, as on a USB stick.
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        temporary.replace(path)
    else:
        temporary.unlink()


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
