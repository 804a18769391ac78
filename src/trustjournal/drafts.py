"""Text that is not saved yet: on the disk before an editor opens and while someone types.

A draft is two files named after the id its entry will have: the text (`ID.md`), which the
editor may change, and what else the entry needs (`ID.json`). While a program is at work on a
draft it holds a lock on the second, which the system releases however the program ends; so a
draft without a lock is one that was left behind.

`Draft.remove` is called in two places only: after the entry is stored, and when the person
says that the text may go (or there is none).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .errors import InputOutput
from .paths import make_private, write_whole


@dataclass(slots=True)
class Draft:
    """One unsaved text."""

    id: str
    path: Path
    about: dict[str, Any]
    """What the entry will be, apart from its text."""
    _lock: IO[bytes]

    def write(self, text: str, *, sync: bool) -> None:
        """Replace the text, whole or not at all. Raises `OSError`."""
        write_whole(self.path, text.encode("utf-8", "surrogateescape"), sync=sync)

    def read(self) -> bytes:
        """The text as it is on the disk now. Raises `InputOutput`."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise InputOutput("draft_unreadable", path=self.path, why=error.strerror) from None

    def keep_bytes(self, raw: bytes) -> Path:
        """Keep what came in as it came, where it was not valid UTF-8; returns the path."""
        path = self.path.with_suffix(".raw")
        try:
            write_whole(path, raw)
        except OSError as error:
            raise _unwritable(path, error) from None
        return path

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def let_go(self) -> None:
        """Release the draft and leave it where it is, to be offered next time."""
        self._lock.close()

    def remove(self) -> None:
        """Remove the draft. The text first: what is left without one is never offered."""
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".json").unlink(missing_ok=True)
        self._clear_unfinished()
        self._lock.close()

    def _clear_unfinished(self) -> None:
        """Remove the half-written copies that a killed program left beside the text."""
        for copy in self.path.parent.glob(f".{self.path.stem}.*.tmp"):
            copy.unlink(missing_ok=True)


class Drafts:
    """The folder of unsaved texts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, draft_id: str, about: dict[str, Any], text: str = "") -> Draft:
        """A new draft, on the disk when this returns. Raises `InputOutput`."""
        make_private(self.folder)
        path = self.folder / f"{draft_id}.md"
        try:
            write_whole(path.with_suffix(".json"), json.dumps(about, ensure_ascii=False).encode())
            lock = path.with_suffix(".json").open("rb")
            _try_lock(lock)
            draft = Draft(draft_id, path, about, lock)
            draft.write(text, sync=True)
        except OSError as error:
            raise _unwritable(path, error) from None
        return draft

    def left_behind(self) -> Iterator[Draft]:
        """The texts nobody is at work on, oldest first; each is locked for the caller.

        A text counts even where its description is gone or damaged: a window that was left
        open may have saved it once more.
        """
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob("*.md"), key=_age):
            draft = self._open(path)
            if draft is not None:
                yield draft

    def forget(self, entry_id: str) -> None:
        """Remove every text kept here for an entry, unless a program is at work on it."""
        for draft in self.left_behind():
            about = draft.about.get("entry")
            if draft.id == entry_id or (isinstance(about, dict) and about.get("id") == entry_id):
                draft.remove()
            draft.let_go()
        (self.folder / f"{entry_id}.raw").unlink(missing_ok=True)

    def _open(self, path: Path) -> Draft | None:
        description = path.with_suffix(".json")
        try:
            if not description.exists():
                write_whole(description, b"{}")
            lock = description.open("rb")
        except OSError:
            return None
        if not _try_lock(lock) or not path.exists():
            lock.close()
            return None
        try:
            about = json.loads(lock.read())
        except ValueError:
            about = {}
        return Draft(path.stem, path, about if isinstance(about, dict) else {}, lock)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _unwritable(path: Path, error: OSError) -> InputOutput:
    import errno

    what = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "draft_unwritable"
    return InputOutput(what, path=path.parent, why=error.strerror or os.strerror(error.errno or 0))


def _try_lock(file: IO[bytes]) -> bool:
    """Take the lock of a draft; False where another program has it."""
    if sys.platform == "win32":
        return True  # no lock there: a draft in use may be offered twice, never lost
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
