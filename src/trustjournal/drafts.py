"""Drafts: unsaved text, on the disk before an editor opens and while someone types.

A draft is two files named after the id its entry will have: the text (`ID.md`), which the
editor may change, and the description with everything else the entry needs (`ID.json`). While a
program works on a draft, it holds a lock on the description. The system releases the lock however
the program ends, so a draft without a lock is an abandoned one.

The drafts of an encrypted journal are encrypted too (`ID.sealed`, and the content of `ID.json`).
An editor needs readable text, so it gets a plain file in `open_folder`. That file is encrypted and
removed when the editor ends, or by the next run if the program was killed first. The description
records where it is, because the next run may have another such folder or none. Anything else the
editor wrote under the draft's name, such as its own backup copy, is removed with the draft or
encrypted too.

A program that is killed while it writes a text leaves it in a temporary file
(`.ID.md.PID-CHANCE.tmp`), which may be the only place with those words: `_take_in_unfinished`.

After a journal was encrypted, decrypted or given another key, its older drafts are converted one
by one when they are next opened. So nothing depends on how far the converting program got.

A draft records which journal it belongs to (`draft_owner`), and that part stays readable even
where the rest of the description is encrypted. The drafts of other journals are neither offered
nor changed: they wait until their own journal is in use.

`Draft.remove` is called only after the entry is stored, or when the text is empty or the person
says that it may go.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any, Protocol

from .domain import ids
from .draft_owner import Journal, path_in
from .errors import InputOutput, Locked
from .paths import (
    is_marked_in_use,
    locked,
    make_private,
    mark_in_use,
    must_be_file,
    sync_file,
    sync_folder,
    write_atomic,
)
from .sentences import DISK_FULL, DRAFT_UNWRITABLE
from .signals import undisturbed

PLAIN = ".md"
SEALED = ".sealed"
RAW, SEALED_RAW = ".raw", ".sealed-raw"
_WINDOW_SECONDS = 24 * 60 * 60
"""How long the description of an empty draft is kept for an editor that may still save words."""
_UNFINISHED = re.compile(r"\.(?P<id>.+)(?P<ending>\.md|\.sealed)\.\d+(-\d+)?\.tmp")


_LIES_OPEN = "lies_open"
"""Description key: the path of the plain text that an editor has of an encrypted draft."""
_LIES_ON = "lies_on"
"""Description key: what `mounts` knows about the file system of that path."""
_JOURNAL = "journal"
"""Description key: the journal the draft is for, readable even if the draft is encrypted."""
_SEALED_PART = "sealed"
"""Key of an encrypted description: everything but the journal."""


class Vault(Protocol):
    """Encryption and decryption of drafts."""

    def seal(self, raw: bytes) -> bytes:
        """Return the encrypted bytes, which may be written to a disk."""

    def open(self, sealed: bytes) -> bytes:
        """Return the decrypted bytes. Raises `ValueError`."""


class _Open:
    """The vault of a journal that isn't encrypted: it returns all bytes unchanged."""

    def seal(self, raw: bytes) -> bytes:
        return raw

    def open(self, sealed: bytes) -> bytes:
        return sealed


OPEN: Vault = _Open()


class Outdated(Exception):
    """The journal was encrypted or replaced by another program in the meantime.

    Nothing was written: the caller has to decide again whether a text may be stored readable.
    """


@dataclass(slots=True)
class Draft:
    """One unsaved text."""

    id: str
    path: Path
    about: dict[str, Any]
    """Everything about the future entry but its text."""
    _lock: IO[bytes]
    _vault: Vault = OPEN
    _open_folder: Path | None = None
    _mark: int | None = None
    """Descriptor of the mark that shows programs with other settings that a draft is in use."""
    _journal: Journal | None = None

    @property
    def on_disk(self) -> bool:
        """Tell whether the draft has files on the disk."""
        return True

    def write(self, text: str, *, sync: bool) -> None:
        """Replace the text atomically. Raises `OSError`."""
        raw = text.encode("utf-8", "surrogateescape")
        with undisturbed():
            write_atomic(self.path, self._vault.seal(raw), sync=sync)

    def read(self) -> bytes:
        """Return the text that is on the disk now. Raises `InputOutput`."""
        try:
            must_be_file(self.path)
            return self._vault.open(self.path.read_bytes())
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise InputOutput(
                "cannot read the draft {path} ({why})", path=self.path, why=error.strerror
            ) from None

    def describe(self) -> None:
        """Write the description to the disk. The new file is locked before it gets its name."""
        path = self.path.with_suffix(".json")
        new = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        write_atomic(new, _description(self.about, self._vault, self._journal))
        lock = new.open("rb")
        _try_lock(lock)
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
        if not _is_ours_alone(folder):
            folder = self.path.parent
        path = folder / f"{self.id}{PLAIN}"
        self._describe_as_open(path)
        try:
            write_atomic(path, before)
            try:
                yield path
            finally:
                self._seal_again(path)
        except OSError as error:
            raise _unwritable(path, error) from None

    def _describe_as_open(self, path: Path) -> None:
        from . import mounts

        try:
            place = {_LIES_OPEN: str(path), _LIES_ON: mounts.describe(path.parent)}
        except OSError as error:
            raise _unwritable(path, error) from None
        if self.about | place != self.about:
            self.about |= place
            try:
                self.describe()
            except OSError as error:
                raise _unwritable(self.path, error) from None

    @property
    def may_lie_open(self) -> bool:
        """Tell whether words of the draft are, or may be, in the plain file an editor had.

        A folder that exists only while someone is logged in is missing in a session of another
        kind, so the file can't be checked from there. The folder may come back, so the file only
        counts as gone a day later.
        """
        place = _lies_open(self.about)
        if place is None:
            return False
        if os.path.lexists(place):
            return True
        if os.access(place.parent.parent, os.R_OK | os.X_OK):
            return False
        from . import mounts

        return self._is_recent() or not mounts.is_gone(place, self.about.get(_LIES_ON))

    def _seal_again(self, path: Path) -> None:
        """Encrypt the text an editor left, unless it is empty, and remove the plain file."""
        raw = path.read_bytes() if path.exists() else b""
        if raw.strip():
            write_atomic(self.path, self._vault.seal(raw))
        path.unlink(missing_ok=True)

    def _bring_back(self, before: bytes) -> None:
        """Restore the earlier text if an editor left nothing. Raises `InputOutput`."""
        try:
            if before.strip() and not (self.path.exists() and self.path.read_bytes().strip()):
                write_atomic(self.path, before)
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def keep_bytes(self, raw: bytes, owner: str | None = None) -> Path:
        """Store input that isn't valid UTF-8 byte for byte, and return the path of the file.

        `owner` is the id of the entry or promise that the words become, if the draft was begun as
        something else. Raises `InputOutput`.
        """
        ending = RAW if self.path.suffix == PLAIN else SEALED_RAW
        path = self.path.with_name(_tagged(self.raw_name(owner), self._journal) + ending)
        return _keep_raw(path, raw, self._vault)

    def raw_name(self, owner: str | None = None) -> str:
        """Return the name of a file stored byte for byte.

        It begins with the id of its owner, so that it is deleted together with the owner.
        """
        return "-".join(dict.fromkeys([owner or self._owner or self.id, self.id]))

    @property
    def _owner(self) -> str:
        """Return the id of the promise or entry that the draft becomes; empty if unknown."""
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
        """Remove the draft, the text first: files without a text are never offered."""
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".json").unlink(missing_ok=True)
        self._clear_unfinished()
        self.let_go()

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


class Drafts:
    """The folder of unsaved texts."""

    def __init__(
        self,
        folder: Path,
        vault: Vault | None = None,
        open_folder: Path | None = None,
        earlier: Vault | None = None,
        fits: Callable[[], bool] = lambda: True,
        journal: Journal | None = None,
        shared: bool = False,
        earlier_open_folder: Path | None = None,
    ) -> None:
        """Describe the folder of drafts of one journal.

        With a `vault` texts are encrypted, and editors work in `open_folder`; without one they
        work in `folder`. `earlier` decrypts drafts from when the journal was still encrypted.
        `fits` tells whether the journal, described by `journal`, is still the one that `vault` was
        made for. With `shared`, another journal may have drafts in the same folder.
        `earlier_open_folder` is where editors worked before each journal had such a folder of its
        own.
        """
        self.folder = folder
        self._vault = vault or OPEN
        self._suffix = SEALED if vault else PLAIN
        self._open_folder = open_folder or folder
        self._earlier = earlier
        self._other_open_folders: set[Path] = set()
        """Folders where an editor had texts in a session of another kind, from descriptions."""
        if earlier_open_folder and earlier_open_folder.is_dir():
            self._other_open_folders.add(earlier_open_folder)
        self.fits = fits
        self._journal = journal
        self._shared = shared

    @contextmanager
    def held(self) -> Iterator[None]:
        """Lock the folder, so that no draft is begun or opened and the journal isn't replaced.

        A program that replaces the journal by one with other encryption checks under this lock
        that no draft is in use; a program that begins a draft checks under it what the journal is
        now. The folder of the journal is locked too, because another profile with this journal has
        another folder of drafts.
        """
        with suppress(InputOutput):
            make_private(self.folder)
        with ExitStack() as stack:
            stack.enter_context(locked(self.folder))
            if self._journal and self._journal.path.parent != Path(os.path.realpath(self.folder)):
                stack.enter_context(locked(self._journal.path.parent))
            yield

    def check_unused(self) -> None:
        """Raise `Locked` if a draft is in use: the program that writes it wouldn't know a new key.

        That includes programs with other settings that name the same journal.
        """
        if self.in_use():
            raise Locked(
                "something is being written in another terminal (a draft in {path}); "
                "finish it first",
                path=self.folder,
            )
        if self._journal and is_marked_in_use(self._journal.path):
            raise Locked(
                "something is being written for {path} in another terminal, with other "
                "settings; finish it first",
                path=self._journal.path,
            )

    def _mark_in_use(self) -> int | None:
        return mark_in_use(self._journal.path) if self._journal else None

    def begin(self, draft_id: str, about: dict[str, Any], text: str = "") -> Draft:
        """Create a draft, on the disk when this returns. Raises `InputOutput` and `Outdated`."""
        make_private(self.folder)
        with self.held():
            mark = self._mark_in_use()
            try:
                if not self.fits():
                    raise Outdated
                draft = self._begin(draft_id, about, text)
                if not self.fits():  # possible on a disk without locks
                    draft.remove()
                    raise Outdated
            except BaseException:
                if mark is not None:
                    os.close(mark)
                raise
            draft._mark = mark
            return draft

    def _begin(self, draft_id: str, about: dict[str, Any], text: str) -> Draft:
        path = self.folder / f"{draft_id}{self._suffix}"
        with undisturbed():
            try:
                description = _description(about, self._vault, self._journal)
                write_atomic(path.with_suffix(".json"), description)
                lock = path.with_suffix(".json").open("rb")
                _try_lock(lock)
                draft = self._draft(path, about, lock)
                draft.write(text, sync=True)
            except OSError as error:
                with suppress(OSError):
                    path.with_suffix(".json").unlink(missing_ok=True)
                raise _unwritable(path, error) from None
        return draft

    def _draft(self, path: Path, about: dict[str, Any], lock: IO[bytes]) -> Draft:
        return Draft(
            path.stem, path, about, lock, self._vault, self._open_folder, _journal=self._journal
        )

    def keep_bytes(self, name: str, raw: bytes) -> Path:
        """Store input without a draft byte for byte, and return the path of the file.

        `name` begins with the id of the entry or promise that the words became. Raises
        `InputOutput` and `Outdated`.
        """
        make_private(self.folder)
        ending = RAW if self._suffix == PLAIN else SEALED_RAW
        path = self.folder / f"{_tagged(name, self._journal)}{ending}"
        with self.held():
            if not self.fits():
                raise Outdated
            return _keep_raw(path, raw, self._vault)

    def in_memory(self, draft_id: str, about: dict[str, Any], text: str = "") -> Draft:
        """Create a draft that isn't on any disk."""
        return InMemory(draft_id, self.folder / f"{draft_id}{self._suffix}", about, text)

    def left_behind(self) -> Iterator[Draft]:
        """Yield the drafts that no program is working on, oldest first, each locked for the caller.

        A text counts even if its description is missing or damaged: an editor's window that was
        left open may have saved it again. Unreadable files are skipped (see `odd`).
        """
        if not any(folder.exists() for folder in self._folders()):
            return
        with self.held():
            if not self.fits():
                return
            self._take_in_raw()
            for draft_id in {draft_id for draft_id, _ in self._unfinished()}:
                draft = self._open(self.folder / f"{draft_id}{self._suffix}")
                if draft is not None:
                    draft.let_go()
        for path in sorted(self._texts(), key=_age):
            with self.held():
                mark = self._mark_in_use()
                draft = self._open(path) if self.fits() else None
                if draft is not None:
                    draft._mark = mark
                elif mark is not None:
                    os.close(mark)
            if draft is not None:
                yield draft

    def _texts(self) -> set[Path]:
        texts = {path for path in self.folder.glob(f"*{self._suffix}") if path.is_file()}
        others = [self.folder.glob(f"*{PLAIN if self._suffix == SEALED else SEALED}")]
        others += [folder.glob(f"*{PLAIN}") for folder in self._folders() if folder != self.folder]
        for paths in others:
            texts |= {
                self.folder / f"{path.stem}{self._suffix}" for path in paths if path.is_file()
            }
        return texts

    def take_in_copies(self, draft: Draft, *, editor_failed: bool) -> None:
        """Remove an editor's own copies of the text; if the editor failed, take in their words.

        Some editors save the words in such a copy when they are killed (`ID.md.save`). Otherwise
        it holds an older version (`ID.md~`). Raises `OSError`.
        """
        if editor_failed:
            self._take_in_unfinished(draft)  # not under `held`: the caller is using the draft
        for folder in self._folders():
            for copy in _copies_of_an_editor(folder, draft.id):
                if not editor_failed:
                    copy.unlink(missing_ok=True)

    def _folders(self) -> tuple[Path, ...]:
        """Return the folder of drafts and the folders where editors have plain texts."""
        return tuple(dict.fromkeys((self.folder, self._open_folder, *self._other_open_folders)))

    def odd(self) -> list[Path]:
        """List the files that are named like drafts but can't be read. Raises `OSError`."""
        endings = (PLAIN, SEALED, ".json", RAW, SEALED_RAW)
        named = (path for path in self.folder.iterdir() if path.suffix in endings)
        return sorted(p for p in named if not (p.is_file() and os.access(p, os.R_OK)))

    def forget(self, owner: str) -> None:
        """Remove all drafts of an entry or a promise that no program is working on.

        Files stored byte for byte go too: their names contain the id of their owner.
        """
        self._remove_leftovers(owner)
        for draft in self.left_behind():
            about = draft.about.get("entry")
            if draft.id == owner or (isinstance(about, dict) and about.get("id") == owner):
                draft.remove()
                self._remove_leftovers(draft.id)
            draft.let_go()

    def discard(self, draft: Draft, *, with_bytes: bool) -> None:
        """Remove a draft that the person wants gone, and what an editor left of it.

        With `with_bytes`, also remove its files stored byte for byte: no entry has those words.
        """
        draft.remove()
        self._remove_leftovers(draft.id, with_bytes=with_bytes)

    def _remove_leftovers(self, name: str, *, with_bytes: bool = True) -> None:
        """Remove the files other than a draft itself that have its id in their names."""
        for folder in self._folders():
            for copy in _copies_of_an_editor(folder, name):
                copy.unlink(missing_ok=True)
        for ending in (RAW, SEALED_RAW) if with_bytes else ():
            for path in self.folder.glob(f"*{ending}"):
                if name in path.stem.split("-") and self._names_no_other(path):
                    path.unlink(missing_ok=True)

    def _names_no_other(self, path: Path) -> bool:
        """Tell whether a file stored byte for byte isn't marked as another journal's."""
        return self._journal is None or self._journal.is_in_name(path) is not False

    def _is_own_raw(self, path: Path) -> bool:
        """Tell whether a file stored byte for byte belongs to this journal."""
        is_own = self._journal.is_in_name(path) if self._journal else True
        return not self._is_doubtful if is_own is None else is_own

    @property
    def _is_doubtful(self) -> bool:
        """Tell whether files without a note of their journal must be left untouched.

        If they were another journal's, encrypting them with this one's key would lock them away.
        """
        return self._shared and self._suffix == SEALED

    def _is_own(self, draft_id: str, note: object) -> bool:
        """Tell whether a draft belongs to this journal, by the note in its description.

        A draft without a note is from before there were notes, or was saved again by an editor's
        window after it had been removed.
        """
        is_own = self._journal.is_in(note) if self._journal else True
        if is_own is False:
            return self._is_of_moved_journal(draft_id, note)
        if is_own is not None:
            return is_own
        if (
            self._open_folder != self.folder
            and (self._open_folder / f"{draft_id}{PLAIN}").is_file()
        ):
            return True
        if (self.folder / f"{draft_id}{SEALED}").is_file():
            return not self._is_locked(draft_id)
        return not self._is_doubtful

    def _is_of_moved_journal(self, draft_id: str, note: object) -> bool:
        """Tell whether a draft with the note of another path is from before this journal was moved.

        Its key shows that. A copy has the same key, so the journal must be gone from that path.
        """
        sealed, path = self.folder / f"{draft_id}{SEALED}", path_in(note)
        if path is None or not sealed.is_file() or self._is_locked(draft_id):
            return False
        return not os.path.lexists(path) or self._is_not_copied_from(Path(path))

    def _is_not_copied_from(self, path: Path) -> bool:
        """Tell whether a file isn't an encrypted journal that this one is a copy of."""
        if self._journal is None or self._journal.salt is None:
            return False
        try:
            status = path.stat()
            if (status.st_dev, status.st_ino) == self._journal.file:
                return True  # a link; opening and closing the journal would drop the locks on it
            must_be_file(path)
            with path.open("rb") as file:
                return file.read(len(self._journal.salt)) != self._journal.salt
        except (OSError, InputOutput):
            return False

    def _is_locked(self, draft_id: str) -> bool:
        """Tell whether a text is encrypted with a key that this run doesn't have."""
        return self._is_locked_file(self.folder / f"{draft_id}{SEALED}")

    def _is_locked_file(self, path: Path) -> bool:
        try:
            sealed = path.read_bytes()
        except OSError:
            return False
        for vault in (self._vault, self._earlier):
            with suppress(ValueError):
                if vault is not None and vault is not OPEN:
                    vault.open(sealed)
                    return False
        return True

    def left_alone(self) -> list[LeftAlone]:
        """List the texts that aren't offered: another journal's, or encrypted with another key."""
        folders = [self.folder]
        if self._open_folder != self.folder:
            which = self._open_folder.name.rpartition("-")[0]
            each_open = self._open_folder.parent.glob(f"{which}*")
            folders += sorted(folder for folder in each_open if folder != self._open_folder)
        paths = [path for folder in folders for path in sorted(folder.glob("*")) if path.is_file()]
        texts = [path for path in paths if path.suffix in (PLAIN, SEALED)]
        raw_files = [path for path in paths if path.suffix in (RAW, SEALED_RAW)]
        listed = [text for path in texts if (text := self._left_alone(path)) is not None]
        others = [path for path in raw_files if not self._is_own_raw(path)]
        others = [p for p in others if p.suffix == RAW or self._is_locked_file(p)]
        return listed + [LeftAlone(path) for path in others]

    def _left_alone(self, path: Path) -> LeftAlone | None:
        described_in = self.folder / f"{path.stem}.json"
        try:
            must_be_file(described_in)
            with described_in.open("rb") as description:
                if not _try_lock(description):
                    return None  # someone is writing it
                _, note = self._described(description.read())
        except (OSError, InputOutput):
            note = None
        is_own = self._is_own(path.stem, note)
        if is_own and not (path.suffix == SEALED and self._is_locked(path.stem)):
            return None
        with suppress(OSError):
            if path.suffix == SEALED or path.read_bytes().strip():
                is_open = path.parent != self.folder
                return LeftAlone(path, None if is_own else path_in(note), in_memory=is_open)
        return None

    def _open(self, path: Path) -> Draft | None:
        description = path.with_suffix(".json")
        lock = self._locked_description(description)
        if lock is None:
            return None
        about, note = self._described(lock.read())
        if not self._is_own(path.stem, note):
            lock.close()
            return None
        if place := _lies_open(about):
            self._other_open_folders.add(place.parent)
        draft = self._draft(path, about, lock)
        try:
            self.take_in_window(draft)
            self._take_in_unfinished(draft)
            if path.exists():
                draft.read()
                return draft
            # Its program has just stored the entry and ended; we may have remade the description.
            if not path.with_suffix(SEALED).exists():
                description.unlink(missing_ok=True)
        except (ValueError, OSError, InputOutput):
            pass  # encrypted with another key, or unreadable: it stays on the disk, not offered
        lock.close()
        return None

    def _locked_description(self, path: Path) -> IO[bytes] | None:
        """Lock the description of a draft, creating a missing one; return None if that fails."""
        try:
            if not path.exists():
                if not self._is_own(path.stem, None):
                    return None
                write_atomic(path, self._vault.seal(b"{}"))
            must_be_file(path)
            lock = path.open("rb")
        except (OSError, InputOutput):
            return None
        # A lock on a description that was replaced in the meantime doesn't protect the draft.
        if _try_lock(lock) and _is_at(lock, path):
            return lock
        lock.close()
        return None

    def _described(self, raw: bytes) -> tuple[dict[str, Any], object]:
        """Read a description; return what it says about the draft, and the note of its journal.

        It may be from before the journal was encrypted or decrypted, or before there were notes.
        """
        outer = _object_in(raw)
        note = outer.pop(_JOURNAL, None)
        if outer.keys() == {_SEALED_PART}:
            with suppress(ValueError, TypeError):
                raw = base64.b64decode(outer[_SEALED_PART], validate=True)
        elif outer:
            return outer, note
        for vault in (self._vault, self._earlier or OPEN):
            with suppress(ValueError):
                if about := _object_in(vault.open(raw)):
                    about.pop(_JOURNAL, None)
                    return about, note
        return {}, note

    def take_in_window(self, draft: Draft) -> None:
        """Take in what an editor has saved where it may have an encrypted draft readable.

        Raises `OSError`, and `ValueError` if the draft can't be decrypted.
        """
        if self._suffix == SEALED:
            self._take_in(draft)
        else:
            self._take_out(draft)

    def _take_in(self, draft: Draft) -> None:
        """Encrypt a draft's plain text, which is newer than the encrypted one unless it's empty."""
        for folder in self._folders():
            plain_file = folder / f"{draft.id}{PLAIN}"
            if plain_file.is_file():
                raw = plain_file.read_bytes()
                if raw.strip() or not draft.path.exists():
                    write_atomic(draft.path, self._vault.seal(raw))
                draft.describe()
                plain_file.unlink(missing_ok=True)
            for copy in filter(_is_binary, _copies_of_an_editor(folder, draft.id)):
                self._seal_bytes(copy, draft.raw_name())

    def _seal_bytes(self, copy: Path, name: str) -> None:
        """Encrypt byte for byte a file that only an editor can read. Raises `OSError`."""
        name = _tagged(name, self._journal)
        names = (f"{name}-{number}{SEALED_RAW}" for number in count(1))
        sealed_copy = next(path for path in map(self.folder.joinpath, names) if not path.exists())
        write_atomic(sealed_copy, self._vault.seal(copy.read_bytes()))
        copy.unlink(missing_ok=True)

    def _take_out(self, draft: Draft) -> None:
        """Decrypt a draft, now that the journal isn't encrypted any more."""
        sealed_file = draft.path.with_suffix(SEALED)
        if self._earlier and sealed_file.is_file():
            raw = self._earlier.open(sealed_file.read_bytes())
            if not draft.path.exists():
                write_atomic(draft.path, raw)
            draft.describe()
            sealed_file.unlink(missing_ok=True)
        for folder in self._folders()[1:]:
            self._take_out_of_the_open(draft, folder / f"{draft.id}{PLAIN}")

    def _take_out_of_the_open(self, draft: Draft, plain_file: Path) -> None:
        """Take in a text an editor had in the plain folder while the journal was encrypted."""
        if not plain_file.is_file():
            return
        raw = plain_file.read_bytes()
        if raw.strip() and draft.path.with_suffix(SEALED).exists():
            self.begin_beside(draft, raw)  # the encrypted text can't be decrypted, and stays
        elif raw.strip():
            write_atomic(draft.path, raw)
        plain_file.unlink(missing_ok=True)

    def _unfinished(self) -> list[tuple[str, Path]]:
        """List other files that may hold words of drafts, each with the id of its draft.

        Those are the temporary files of killed programs, and the copies that editors saved.
        """
        files = []
        for folder in self._folders():
            for path in sorted(folder.glob(".*.tmp"), key=_age):
                match = _UNFINISHED.fullmatch(path.name)
                if match and path.is_file():
                    files.append((match["id"], path))
            copies = (path for path in _copies_of_an_editor(folder) if not _is_binary(path))
            files += [(_id_of_a_copy(path), path) for path in sorted(copies, key=_age)]
        return files

    def _take_in_unfinished(self, draft: Draft) -> None:
        """Take in the words of a draft from a killed program's temporary file or an editor's copy.

        Words that continue the text replace it; words that the text begins with are removed; all
        others become a draft of their own. Raises `ValueError` if the text can't be decrypted.
        """
        for path in [path for draft_id, path in self._unfinished() if draft_id == draft.id]:
            text = draft.read()
            words = self._words_in(path, draft)
            if words is None:
                continue
            goes_on = words.startswith(text) or not text.strip()
            if not text.startswith(words) and goes_on and _ending(path) == self._suffix:
                path.replace(draft.path)
                sync_folder(draft.path.parent)
            elif not text.startswith(words) and goes_on:
                write_atomic(draft.path, self._vault.seal(words))
            elif not text.startswith(words):
                self.begin_beside(draft, words)
            path.unlink(missing_ok=True)

    def _words_in(self, path: Path, draft: Draft) -> bytes | None:
        """Read a temporary file; return None if it is encrypted with an unknown key.

        If the draft's description could be decrypted, the key is known, and the file was only half
        written: it counts as empty, because nobody could read it.
        """
        raw = path.read_bytes()
        if _ending(path) != SEALED:
            return raw
        vault = self._vault if self._suffix == SEALED else self._earlier
        try:
            return vault.open(raw) if vault else None
        except ValueError:
            return b"" if draft.about else None

    def begin_beside(self, draft: Draft, words: bytes) -> None:
        """Store other words of the same entry as a separate draft."""
        draft_id = ids.encode(os.urandom(13))
        about, entry = dict(draft.about), draft.about.get("entry")
        if isinstance(entry, dict) and not about.get("revises"):
            about["entry"] = {**entry, "id": draft_id}
        self._begin(draft_id, about, words.decode("utf-8", "surrogateescape")).let_go()

    def _take_in_raw(self) -> None:
        """Encrypt or decrypt the files stored byte for byte, to match the journal.

        In an encrypted journal, files that an editor left of a removed draft are encrypted too.
        """
        before, after = (RAW, SEALED_RAW) if self._suffix == SEALED else (SEALED_RAW, RAW)
        old = OPEN if before == RAW else self._earlier
        for path in self.folder.glob(f"*{before}"):
            with suppress(ValueError, OSError):
                if old and path.is_file() and self._is_own_raw(path):
                    raw = old.open(path.read_bytes())
                    write_atomic(path.with_suffix(after), self._vault.seal(raw))
                    path.unlink(missing_ok=True)
        if self._suffix == PLAIN:
            return
        for copy in [copy for folder in self._folders() for copy in _copies_of_an_editor(folder)]:
            name = _id_of_a_copy(copy)
            with suppress(OSError):
                has_draft = (self.folder / f"{name}.json").exists()
                if not has_draft and _is_binary(copy) and self._is_own(name, None):
                    self._seal_bytes(copy, name)

    def in_use(self) -> bool:
        """Tell whether another program is working on a draft."""
        return is_any_in_use(self.folder)

    def carry_over(self) -> int:
        """Convert all drafts to the current vault of the journal, and return how many there were.

        Files encrypted with an earlier key are encrypted with the current one.
        """
        count = 0
        for draft in self.left_behind():
            with draft:
                write_atomic(draft.path, self._vault.seal(draft.read()))
                draft.describe()
            count += 1
        for half_written in self.folder.glob(".*.tmp"):
            if not is_unfinished(half_written):
                half_written.unlink(missing_ok=True)
        sealed = filter(Path.is_file, self.folder.glob(f"*{SEALED_RAW}"))
        for path in filter(self._is_own_raw, sealed):
            with suppress(ValueError):
                write_atomic(path, self._vault.seal(self._vault.open(path.read_bytes())))
        return count


def is_any_in_use(folder: Path) -> bool:
    """Tell whether another program is working on a draft in a folder. Needs no key.

    Call it with the folder locked: a draft that is begun meanwhile would not get its own lock.
    """
    for description in filter(Path.is_file, folder.glob("*.json")):
        with suppress(FileNotFoundError), description.open("rb") as lock:
            if not _try_lock(lock):
                return True
    return False


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A text that this journal doesn't offer."""

    path: Path
    journal: str | None = None
    """The path of the journal it belongs to, if that is another one and known."""
    in_memory: bool = False
    """Whether it is in an editor's plain folder, which may be gone after a restart."""


def _description(about: dict[str, Any], vault: Vault, journal: Journal | None) -> bytes:
    """Return the description of a draft as bytes; the note of its journal stays readable."""
    about = {name: value for name, value in about.items() if name != _JOURNAL}
    note = {_JOURNAL: journal.note()} if journal else {}
    if vault is OPEN:
        return _json(about | note)
    sealed = vault.seal(_json(about))
    return _json(note | {_SEALED_PART: base64.b64encode(sealed).decode()}) if note else sealed


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _object_in(raw: bytes) -> dict[str, Any]:
    """Parse a JSON object; return an empty dictionary for anything else."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _tagged(name: str, journal: Journal | None) -> str:
    """Add the tag of the journal to the name of a file stored byte for byte."""
    return f"{name}-{journal.tag}" if journal else name


def _lies_open(about: dict[str, Any]) -> Path | None:
    """Return the path of the plain text an editor had, if the description has one."""
    place = about.get(_LIES_OPEN)
    return Path(place) if isinstance(place, str) and "\0" not in place else None


def _ending(path: Path) -> str:
    """Return the ending of the draft file that a temporary file was written for."""
    match = _UNFINISHED.fullmatch(path.name)
    return match["ending"] if match else ""


def is_unfinished(path: Path) -> bool:
    """Tell whether a temporary file may hold the only copy of a draft's words."""
    return _UNFINISHED.fullmatch(path.name) is not None


def _is_ours_alone(folder: Path) -> bool:
    """Create a private folder; return False if it isn't a folder or another user owns it."""
    make_private(folder)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        return False
    if status.st_mode & 0o077:
        folder.chmod(0o700)
    return True


_COPY = re.compile(r"([.#~_]+(?P<first>[0-9a-z]+)\.md.*|(?P<last>[0-9a-z]+)\.md.+)")


def _copies_of_an_editor(folder: Path, draft_id: str | None = None) -> list[Path]:
    """List the copies an editor made next to a text: `ID.md~`, `#ID.md#`, `.ID.md.swp` etc."""
    copies = [
        path
        for path in sorted(folder.glob(f"*{PLAIN}*"))
        if _COPY.fullmatch(path.name) and path.suffix != ".tmp" and path.is_file()
    ]
    return [path for path in copies if draft_id in (None, _id_of_a_copy(path))]


def _id_of_a_copy(path: Path) -> str:
    """Return the id of the draft that an editor's copy was made of."""
    match = _COPY.fullmatch(path.name)
    return str(match["first"] or match["last"]) if match else ""


def _is_binary(path: Path) -> bool:
    """Tell whether a file isn't text, like the swap file of vim, which only vim can read."""
    with path.open("rb") as file:
        return b"\0" in file.read(4096)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _keep_raw(path: Path, raw: bytes, vault: Vault) -> Path:
    try:
        write_atomic(path, vault.seal(raw))
    except OSError as error:
        raise _unwritable(path, error) from None
    return path


def _unwritable(path: Path, error: OSError) -> InputOutput:
    import errno

    what = DISK_FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else DRAFT_UNWRITABLE
    return InputOutput(what, path=path.parent, why=error.strerror or os.strerror(error.errno or 0))


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Tell whether an open file is the one at this path now."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _try_lock(file: IO[bytes]) -> bool:
    """Lock a draft; return False if another program has the lock."""
    if sys.platform == "win32":
        return True  # Windows has no such lock: a draft in use may be offered twice, never lost
    import errno
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network disks have no locks either; other errors don't mean that a program has one.
        return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN)
    return True
