"""The folder of drafts: begin one, offer those left behind, remove those of deleted entries."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from ..errors import InputOutput, Locked, Outdated
from ..paths import (
    is_any_draft_in_use,
    is_marked_in_use,
    locked,
    make_private,
    mark_in_use,
    must_be_file,
    try_lock,
    write_atomic,
)
from ..sentences import DRAFT_UNWRITABLE
from .cipher import NO_CIPHER, Cipher
from .description import editor_file
from .draft import Draft, InMemory
from .files import (
    OWN_ENDINGS,
    PLAIN,
    RAW,
    SEALED,
    SEALED_RAW,
    editor_copies,
    is_at,
    is_unfinished,
    keep_raw,
    modified_at,
    tagged,
)
from .owner import Journal
from .ownership import Ownership, SkippedDraft
from .place import Place
from .stray_words import StrayWords


class Drafts:
    """The folder of unsaved texts."""

    def __init__(
        self,
        folder: Path,
        cipher: Cipher | None = None,
        open_folder: Path | None = None,
        earlier: Cipher | None = None,
        fits: Callable[[], bool] = lambda: True,
        journal: Journal | None = None,
        shared: bool = False,
        earlier_open_folder: Path | None = None,
    ) -> None:
        """Describe the folder of drafts of one journal.

        With a `cipher` texts are encrypted, and editors work in `open_folder`; without one they
        work in `folder`. `earlier` decrypts drafts from when the journal was still encrypted.
        `fits` tells whether the journal, described by `journal`, is still the one that `cipher` was
        made for. With `shared`, another journal may have drafts in the same folder.
        `earlier_open_folder` is where editors worked before each journal had such a folder of its
        own.
        """
        self.folder = folder
        self.fits = fits
        self._place = Place(
            folder, open_folder or folder, cipher or NO_CIPHER, earlier, journal, shared
        )
        if earlier_open_folder and earlier_open_folder.is_dir():
            self._place.other_open_folders.add(earlier_open_folder)
        self._ownership = Ownership(self._place)
        self._stray = StrayWords(self._place, self._ownership)

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
            if self._place.journal and self._place.journal.path.parent != Path(
                os.path.realpath(self.folder)
            ):
                stack.enter_context(locked(self._place.journal.path.parent))
            yield

    def check_unused(self) -> None:
        """Raise `Locked` if a draft is in use: the program that writes it wouldn't know a new key.

        That includes programs with other settings that name the same journal.
        """
        if self.in_use():
            raise Locked(
                "you're writing something in another terminal (a draft in {path}); "
                "finish that first",
                path=self.folder,
            )
        if self._place.journal and is_marked_in_use(self._place.journal.path):
            raise Locked(
                "you're writing something for this journal ({path}) in another terminal, with "
                "other settings; finish that first",
                path=self._place.journal.path,
            )

    def _mark_in_use(self) -> int | None:
        return mark_in_use(self._place.journal.path) if self._place.journal else None

    def begin(self, draft_id: str, about: dict[str, Any], text: str = "") -> Draft:
        """Create a draft, on the disk when this returns. Raises `InputOutput` and `Outdated`."""
        make_private(self.folder)
        with self.held():
            mark = self._mark_in_use()
            try:
                if not self.fits():
                    raise Outdated
                draft = self._place.make_draft(draft_id, about, text)
                if not self.fits():  # possible on a disk without locks
                    draft.remove()
                    raise Outdated
            except BaseException:
                if mark is not None:
                    os.close(mark)
                raise
            draft._mark = mark
            return draft

    def keep_bytes(self, name: str, raw: bytes) -> Path:
        """Store input without a draft byte for byte, and return the path of the file.

        `name` begins with the id of the entry or promise that the words became. Raises
        `InputOutput` and `Outdated`.
        """
        make_private(self.folder)
        ending = SEALED_RAW if self._place.is_encrypted else RAW
        path = self.folder / f"{tagged(name, self._place.journal)}{ending}"
        with self.held():
            if not self.fits():
                raise Outdated
            return keep_raw(path, raw, self._place.cipher)

    def in_memory(self, draft_id: str, about: dict[str, Any], text: str = "") -> Draft:
        """Create a draft that isn't on any disk."""
        return InMemory(draft_id, self._place.path_of(draft_id), about, text)

    def left_behind(self) -> Iterator[Draft]:
        """Yield the drafts that no program is working on, oldest first, each locked for the caller.

        A text counts even if its description is missing or damaged: an editor's window that was
        left open may have saved it again. Unreadable files are skipped (see `odd`).
        """
        if not any(folder.exists() for folder in self._place.folders):
            return
        with self.held():
            if not self.fits():
                return
            self._stray.take_in_raw()
            for draft_id in {draft_id for draft_id, _ in self._stray.unfinished()}:
                draft = self._open(self._place.path_of(draft_id))
                if draft is not None:
                    draft.let_go()
        for path in sorted(self._texts(), key=modified_at):
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
        texts = {path for path in self.folder.glob(f"*{self._place.suffix}") if path.is_file()}
        others = [self.folder.glob(f"*{PLAIN if self._place.is_encrypted else SEALED}")]
        others += [
            folder.glob(f"*{PLAIN}") for folder in self._place.folders if folder != self.folder
        ]
        for paths in others:
            texts |= {self._place.path_of(path.stem) for path in paths if path.is_file()}
        return texts

    def has_bytes_of_others(self) -> bool:
        """Tell whether a file stored byte for byte seems to be another journal's."""
        return self._ownership.has_raw_of_others()

    def adopt_bytes(self, earlier: Path) -> None:
        """Take over the files stored byte for byte from when this journal was at another path."""
        self._ownership.adopt_raw(earlier)

    def skipped(self) -> list[SkippedDraft]:
        """List the texts that aren't offered: another journal's, or encrypted with another key."""
        return self._ownership.skipped()

    def take_in_window(self, draft: Draft) -> None:
        """Take in what an editor has saved where it may have an encrypted draft readable.

        Raises `OSError`, and `ValueError` if the draft can't be decrypted.
        """
        self._stray.take_in_window(draft)

    def take_in_copies(self, draft: Draft, *, editor_failed: bool) -> None:
        """Remove an editor's own copies of the text; if the editor failed, take in their words.

        Raises `OSError`.
        """
        self._stray.take_in_copies(draft, editor_failed=editor_failed)

    def begin_beside(self, draft: Draft, words: bytes) -> Path:
        """Store other words of the same entry as a separate draft, and return its path."""
        return self._place.make_beside(draft, words)

    def odd(self) -> list[Path]:
        """List the files that are named like drafts but can't be read. Raises `OSError`."""
        named = (path for path in self.folder.iterdir() if path.suffix in OWN_ENDINGS)
        return sorted(p for p in named if not (p.is_file() and os.access(p, os.R_OK)))

    def forget(self, owners: Set[str], stored: Mapping[str, bytes]) -> None:
        """Remove the drafts of entries or promises that are permanently deleted.

        Those go whose text is the one in `stored`, by their ids; a program that ended meanwhile may
        have left another. Files stored byte for byte go too: their names contain the id of their
        owner.
        """
        for draft in self.left_behind():
            is_theirs = draft.id in owners or draft.owner in owners
            if is_theirs and draft.read() == stored.get(draft.id):
                draft.remove()
                self._remove_leftovers(draft.id)
            draft.let_go()
        for owner in owners:
            self._remove_leftovers(owner)

    def discard(self, draft: Draft, *, with_bytes: bool) -> None:
        """Remove a draft that the person wants gone, and what an editor left of it.

        With `with_bytes`, also remove its files stored byte for byte: no entry has those words.
        """
        draft.remove()
        self._remove_leftovers(draft.id, with_bytes=with_bytes)

    def _remove_leftovers(self, name: str, *, with_bytes: bool = True) -> None:
        """Remove the files that have the id of a draft or its owner in their names.

        What belongs to a draft that is still there stays with it.
        """
        for folder in self._place.folders:
            for copy in editor_copies(folder, name):
                if not self._has(name):
                    copy.unlink(missing_ok=True)
        for ending in (RAW, SEALED_RAW) if with_bytes else ():
            for path in self.folder.glob(f"*{ending}"):
                names = path.stem.split("-")
                if name in names and self._names_no_other(path) and not any(map(self._has, names)):
                    path.unlink(missing_ok=True)

    def _has(self, draft_id: str) -> bool:
        """Tell whether there is a draft with an id."""
        return any((self.folder / f"{draft_id}{ending}").exists() for ending in (PLAIN, SEALED))

    def _names_no_other(self, path: Path) -> bool:
        """Tell whether a file stored byte for byte isn't marked as another journal's."""
        return self._place.journal is None or self._place.journal.is_in_name(path) is not False

    def _open(self, path: Path) -> Draft | None:
        description = path.with_suffix(".json")
        lock = self._locked_description(description)
        if lock is None:
            return None
        about, note = self._ownership.described(lock.read())
        if not self._ownership.is_own(path.stem, note):
            lock.close()
            return None
        if place := editor_file(about):
            self._place.other_open_folders.add(place.parent)
        draft = self._place.draft(path, about, lock)
        try:
            self._stray.take_in_window(draft)
            self._stray.take_in_unfinished(draft)
            if path.exists():
                draft.read()
                self._ownership.renew_note(draft, note)
                return draft
            # Its program has just stored the entry and ended; we may have remade the description.
            if not path.with_suffix(SEALED).exists():
                description.unlink(missing_ok=True)
        except (ValueError, OSError, InputOutput):
            pass  # encrypted with another key, or unreadable: it stays on the disk, not offered
        draft.let_go()  # not `lock`: a new description has a lock of its own
        return None

    def _locked_description(self, path: Path) -> IO[bytes] | None:
        """Lock the description of a draft, creating a missing one; return None if that fails."""
        try:
            if not path.exists():
                if not self._ownership.is_own(path.stem, None):
                    return None
                write_atomic(path, self._place.cipher.encrypt(b"{}"))
            must_be_file(path)
            lock = path.open("rb")
        except (OSError, InputOutput):
            return None
        # A lock on a description that was replaced in the meantime doesn't protect the draft.
        if try_lock(lock) and is_at(lock, path):
            return lock
        lock.close()
        return None

    def in_use(self) -> bool:
        """Tell whether another program is working on a draft."""
        return is_any_draft_in_use(self.folder)

    def carry_over(self) -> int:
        """Convert all drafts to the current cipher of the journal, and return how many there were.

        Files encrypted with an earlier key are encrypted with the current one. Raises `InputOutput`
        if a draft of an encrypted journal is still readable.
        """
        count = 0
        for draft in self.left_behind():
            with draft:
                write_atomic(draft.path, self._place.cipher.encrypt(draft.read()))
                draft.describe()
            count += 1
        for half_written in self.folder.glob(".*.tmp"):
            if not is_unfinished(half_written):
                half_written.unlink(missing_ok=True)
        sealed = filter(Path.is_file, self.folder.glob(f"*{SEALED_RAW}"))
        for path in filter(self._ownership.is_own_raw, sealed):
            with suppress(ValueError):
                write_atomic(
                    path, self._place.cipher.encrypt(self._place.cipher.decrypt(path.read_bytes()))
                )
        if self._place.is_encrypted and not self._place.is_shared:
            self._stray.encrypt_others()
        for path in self.folder.glob(f"*{PLAIN}") if self._place.is_encrypted else ():
            if path.is_file() and self._ownership.is_own(path.stem, self._ownership.note_of(path)):
                raise InputOutput(DRAFT_UNWRITABLE, path=path, why="it isn't encrypted")
        return count
