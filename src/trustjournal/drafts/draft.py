"""One draft: its text and description on the disk, or in memory if no file can be made."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .. import mounts
from ..errors import InputOutput
from ..paths import (
    must_be_file,
    sync_file,
    sync_folder,
    write_atomic,
)
from ..sentences import DRAFT_UNWRITABLE
from ..signals import undisturbed
from .cipher import NO_CIPHER, Cipher
from .description import (
    EDITOR_FILE,
    EDITOR_FILE_SYSTEM,
    EDITOR_TEXT,
    description_of,
    editor_file,
    text_hash,
)
from .files import (
    PLAIN,
    RAW,
    SEALED_RAW,
    is_ours_alone,
    keep_raw,
    saved,
    tagged,
    taken,
    try_lock,
    unwritable,
)
from .owner import Journal

_WINDOW_SECONDS = 24 * 60 * 60
"""How long the description of an empty draft is kept for an editor that may still save words."""


@dataclass(slots=True)
class Draft:
    """One unsaved text."""

    id: str
    path: Path
    about: dict[str, Any]
    """Everything about the future entry but its text."""
    _lock: IO[bytes]
    _cipher: Cipher = NO_CIPHER
    _open_folder: Path | None = None
    _mark: int | None = None
    """Descriptor of the mark that shows programs with other settings that a draft is in use."""
    _journal: Journal | None = None
    _seen: bytes | None = None
    """The text as this run has last read or written it."""

    @property
    def on_disk(self) -> bool:
        """Tell whether the draft has files on the disk."""
        return True

    def write(self, text: str, *, sync: bool) -> None:
        """Replace the text atomically. Raises `OSError`."""
        raw = text.encode("utf-8", "surrogateescape")
        with undisturbed():
            write_atomic(self.path, self._cipher.encrypt(raw), sync=sync)
            self._seen = raw

    def read(self) -> bytes:
        """Return the text that is on the disk now. Raises `InputOutput`."""
        try:
            must_be_file(self.path)
            self._seen = self._cipher.decrypt(self.path.read_bytes())
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise InputOutput(
                "can't read the draft {path} ({why})", path=self.path, why=error.strerror
            ) from None
        return self._seen

    def describe(self) -> None:
        """Write the description to the disk. The new file is locked before it gets its name."""
        path = self.path.with_suffix(".json")
        new = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        write_atomic(new, description_of(self.about, self._cipher, self._journal))
        lock = new.open("rb")
        try_lock(lock)
        new.replace(path)
        sync_folder(path.parent)
        self._lock.close()
        self._lock = lock

    def note_editor(self) -> None:
        """Record that an editor has had the draft: its window may stay open afterwards.

        Raises `OSError`.
        """
        if not self.about.get("in_editor"):
            self.about["in_editor"] = True
            self.describe()

    def may_be_in_a_window(self) -> bool:
        """Tell whether an editor whose command has returned may still save words in the file."""
        return bool(self.about.get("in_editor")) and self._is_recent()

    def _is_recent(self) -> bool:
        """Tell whether the description was written within the last day."""
        try:
            touched = self.path.with_suffix(".json").stat().st_mtime
        except OSError:
            return False
        return time.time() - touched < _WINDOW_SECONDS

    @contextmanager
    def in_the_open(self) -> Iterator[Path]:
        """Yield the path of a plain file with the text, for an editor. Raises `InputOutput`.

        If the editor leaves the file empty, the text stays as it was: an editor that crashes or
        runs into a full disk empties a file too. A caller who knows that the person emptied it on
        purpose calls `write`.
        """
        before = self.read()
        if self.path.suffix == PLAIN:
            try:
                yield self.path
            finally:
                self._bring_back(before)
            return
        folder = self._open_folder or self.path.parent
        if not is_ours_alone(folder):
            folder = self.path.parent
        path = folder / f"{self.id}{PLAIN}"
        self._describe_as_open(path, before)
        try:
            write_atomic(path, before)
            try:
                yield path
            finally:
                self._encrypt_again(path)
        except OSError as error:
            raise unwritable(path, error) from None

    def _describe_as_open(self, path: Path, text: bytes) -> None:
        try:
            place = {EDITOR_FILE: str(path), EDITOR_FILE_SYSTEM: mounts.describe(path.parent)}
        except OSError as error:
            raise unwritable(path, error) from None
        place[EDITOR_TEXT] = text_hash(text)
        if self.about | place != self.about:
            self.about |= place
            try:
                self.describe()
            except OSError as error:
                raise unwritable(self.path, error) from None

    def take_from_editor(self, raw: bytes) -> bool:
        """Replace the text by what an editor has saved in the plain file, unless that is empty.

        Return False, and leave the text, where someone has gone on with it elsewhere since the
        editor was given it or last saved it, or where no editor was given it: the file may be from
        before the journal was encrypted. Raises `OSError`, and `ValueError` if the text can't be
        decrypted.
        """
        if raw.strip():
            text = self.read()
            goes_on = raw.startswith(text.rstrip())
            if text.strip() and not goes_on and text_hash(text) != self.about.get(EDITOR_TEXT):
                return raw.strip() in text
        if raw.strip() or not self.path.exists():
            write_atomic(self.path, self._cipher.encrypt(raw))
        if EDITOR_TEXT in self.about and raw.strip():
            self.about[EDITOR_TEXT] = text_hash(raw)
        return True

    @property
    def may_lie_open(self) -> bool:
        """Tell whether words of the draft are, or may be, in the plain file an editor had.

        A folder that exists only while someone is logged in is missing in a session of another
        kind, so the file can't be checked from there. The folder may come back, so the file only
        counts as gone a day later.
        """
        place = editor_file(self.about)
        if place is None:
            return False
        if os.path.lexists(place):
            return True
        if os.access(place.parent.parent, os.R_OK | os.X_OK):
            return False

        return self._is_recent() or not mounts.is_gone(place, self.about.get(EDITOR_FILE_SYSTEM))

    def _encrypt_again(self, path: Path) -> None:
        """Encrypt the text an editor left, unless it is empty, and remove the plain file."""
        for raw in filter(bytes.strip, taken(path)):
            write_atomic(self.path, self._cipher.encrypt(raw))
            if self.about.get(EDITOR_TEXT) != text_hash(raw):
                self.about[EDITOR_TEXT] = text_hash(raw)
                self.describe()  # before a window that stays open can save the file again

    def _bring_back(self, before: bytes) -> None:
        """Restore the earlier text if an editor left nothing. Raises `InputOutput`."""
        try:
            if before.strip() and not (self.path.exists() and saved(self.path).strip()):
                write_atomic(self.path, before)
        except OSError as error:
            raise unwritable(self.path, error) from None

    def keep_bytes(self, raw: bytes, owner: str | None = None) -> Path:
        """Store input that isn't valid UTF-8 byte for byte, and return the path of the file.

        `owner` is the id of the entry or promise that the words become, if the draft was begun as
        something else. Raises `InputOutput`.
        """
        ending = RAW if self.path.suffix == PLAIN else SEALED_RAW
        path = self.path.with_name(tagged(self.raw_name(owner), self._journal) + ending)
        return keep_raw(path, raw, self._cipher)

    def raw_name(self, owner: str | None = None) -> str:
        """Return the name of a file stored byte for byte.

        It begins with the id of its owner, so that it is deleted together with the owner.
        """
        return "-".join(dict.fromkeys([owner or self.owner or self.id, self.id]))

    @property
    def owner(self) -> str:
        """The id of the promise or entry that the draft becomes; empty if unknown."""
        for name, part in (("repairs", "promise"), ("id", "entry")):
            about = self.about.get(part)
            if isinstance(about, dict) and isinstance(owner := about.get(name), str):
                return owner
        return ""

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def let_go(self) -> None:
        """Release the draft and leave it on the disk, to be offered next time."""
        if self._lock.closed:
            return
        if self.on_disk:
            with suppress(OSError):  # it was removed, or the disk fails as it does for any write
                sync_file(self.path)
        self._lock.close()
        mark, self._mark = self._mark, None
        if mark is not None:
            os.close(mark)

    def remove(self) -> None:
        """Remove the draft, the text first: files without a text are never offered.

        What an editor's window has saved in it since it was last read stays, for the next run.
        """
        if self._was_saved_since():
            self.let_go()
            return
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".json").unlink(missing_ok=True)
        self._clear_unfinished()
        self.let_go()

    def _was_saved_since(self) -> bool:
        """Tell whether an editor's window has saved words since the text was last read."""
        seen = self._seen
        if seen is None or not self.about.get("in_editor"):
            return False
        with suppress(InputOutput, ValueError):
            self.wait_for_window()
            now = self.read()
            return bool(now.strip()) and now != seen
        return False

    def wait_for_window(self) -> None:
        """Let an editor's window finish if it's just saving the text. Raises `InputOutput`."""
        if self.about.get("in_editor") and self.path.suffix == PLAIN and self.path.is_file():
            try:
                saved(self.path)
            except OSError as error:
                raise unwritable(self.path, error) from None

    def _clear_unfinished(self) -> None:
        """Remove the half-written copies that a killed program left beside the text."""
        for copy in self.path.parent.glob(f".{self.path.stem}.*.tmp"):
            copy.unlink(missing_ok=True)


class InMemory(Draft):
    """A draft that ends with this run, for when the folder of drafts can't be written."""

    __slots__ = ("_raw",)

    def __init__(self, draft_id: str, path: Path, about: dict[str, Any], text: str) -> None:
        """Create the draft; nothing is written to `path`, where its file would be."""
        super().__init__(draft_id, path, about, io.BytesIO())
        self._raw = text.encode("utf-8", "surrogateescape")

    @property
    def on_disk(self) -> bool:
        """Tell whether the draft has files on the disk."""
        return False

    def write(self, text: str, *, sync: bool) -> None:
        """Replace the text."""
        self._raw = text.encode("utf-8", "surrogateescape")

    def read(self) -> bytes:
        """Return the text."""
        return self._raw

    def describe(self) -> None:
        """Do nothing: there is no description on the disk."""

    def keep_bytes(self, raw: bytes, owner: str | None = None) -> Path:
        """Refuse with `InputOutput`: bytes that are not UTF-8 need a file."""
        raise InputOutput(DRAFT_UNWRITABLE, path=self.path.parent, why="no file can be made")

    def remove(self) -> None:
        """Do nothing: there are no files."""
