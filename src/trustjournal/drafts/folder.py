"""The folder of drafts: begin one, offer those left behind, take in what editors left."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import IO, Any

from ..domain import ids
from ..errors import InputOutput, Locked, Outdated
from ..paths import (
    is_any_draft_in_use,
    is_marked_in_use,
    locked,
    make_private,
    mark_in_use,
    must_be_file,
    sync_folder,
    try_lock,
    write_atomic,
)
from ..sentences import DRAFT_UNWRITABLE
from ..signals import undisturbed
from .cipher import NO_CIPHER, Cipher
from .description import (
    ENCRYPTED_PART,
    JOURNAL,
    description_of,
    editor_file,
    object_in,
)
from .draft import Draft, InMemory
from .files import (
    _UNFINISHED,
    PLAIN,
    RAW,
    SEALED,
    SEALED_RAW,
    draft_ending,
    editor_copies,
    id_of_copy,
    is_at,
    is_binary,
    is_unfinished,
    keep_raw,
    modified_at,
    saved,
    tagged,
    taken,
    unwritable,
)
from .owner import Journal, path_in

_ENDINGS = (PLAIN, SEALED, ".json", RAW, SEALED_RAW)
"""Of the names of our own files."""


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
        self._cipher = cipher or NO_CIPHER
        self._suffix = SEALED if cipher else PLAIN
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
                "you're writing something in another terminal (a draft in {path}); "
                "finish that first",
                path=self.folder,
            )
        if self._journal and is_marked_in_use(self._journal.path):
            raise Locked(
                "you're writing something for this journal ({path}) in another terminal, with "
                "other settings; finish that first",
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
                description = description_of(about, self._cipher, self._journal)
                write_atomic(path.with_suffix(".json"), description)
                lock = path.with_suffix(".json").open("rb")
                try_lock(lock)
                draft = self._draft(path, about, lock)
                draft.write(text, sync=True)
            except OSError as error:
                with suppress(OSError):
                    path.with_suffix(".json").unlink(missing_ok=True)
                raise unwritable(path, error) from None
        return draft

    def _draft(self, path: Path, about: dict[str, Any], lock: IO[bytes]) -> Draft:
        return Draft(
            path.stem, path, about, lock, self._cipher, self._open_folder, _journal=self._journal
        )

    def keep_bytes(self, name: str, raw: bytes) -> Path:
        """Store input without a draft byte for byte, and return the path of the file.

        `name` begins with the id of the entry or promise that the words became. Raises
        `InputOutput` and `Outdated`.
        """
        make_private(self.folder)
        ending = RAW if self._suffix == PLAIN else SEALED_RAW
        path = self.folder / f"{tagged(name, self._journal)}{ending}"
        with self.held():
            if not self.fits():
                raise Outdated
            return keep_raw(path, raw, self._cipher)

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
            for copy in editor_copies(folder, draft.id):
                if not editor_failed:
                    copy.unlink(missing_ok=True)

    def _folders(self) -> tuple[Path, ...]:
        """Return the folder of drafts and the folders where editors have plain texts."""
        return tuple(dict.fromkeys((self.folder, self._open_folder, *self._other_open_folders)))

    def odd(self) -> list[Path]:
        """List the files that are named like drafts but can't be read. Raises `OSError`."""
        named = (path for path in self.folder.iterdir() if path.suffix in _ENDINGS)
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
        for folder in self._folders():
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
        for cipher in (self._cipher, self._earlier):
            with suppress(ValueError):
                if cipher is not None and cipher is not NO_CIPHER:
                    cipher.decrypt(sealed)
                    return False
        return True

    def skipped(self) -> list[SkippedDraft]:
        """List the texts that aren't offered: another journal's, or encrypted with another key."""
        folders = [self.folder]
        if self._open_folder != self.folder:
            which = self._open_folder.name.rpartition("-")[0]
            each_open = self._open_folder.parent.glob(f"{which}*")
            folders += sorted(folder for folder in each_open if folder != self._open_folder)
        paths = [path for folder in folders for path in sorted(folder.glob("*")) if path.is_file()]
        texts = [path for path in paths if path.suffix in (PLAIN, SEALED)]
        raw_files = [path for path in paths if path.suffix in (RAW, SEALED_RAW)]
        listed = [text for path in texts if (text := self._skipped(path)) is not None]
        others = [path for path in raw_files if not self._is_own_raw(path)]
        others = [p for p in others if p.suffix == RAW or self._is_locked_file(p)]
        return listed + [SkippedDraft(path) for path in others]

    def _skipped(self, path: Path) -> SkippedDraft | None:
        described_in = self.folder / f"{path.stem}.json"
        try:
            must_be_file(described_in)
            with described_in.open("rb") as description:
                if not try_lock(description):
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
                return SkippedDraft(path, None if is_own else path_in(note), in_memory=is_open)
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
        if place := editor_file(about):
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
                write_atomic(path, self._cipher.encrypt(b"{}"))
            must_be_file(path)
            lock = path.open("rb")
        except (OSError, InputOutput):
            return None
        # A lock on a description that was replaced in the meantime doesn't protect the draft.
        if try_lock(lock) and is_at(lock, path):
            return lock
        lock.close()
        return None

    def _described(self, raw: bytes) -> tuple[dict[str, Any], object]:
        """Read a description; return what it says about the draft, and the note of its journal.

        It may be from before the journal was encrypted or decrypted, or before there were notes.
        """
        outer = object_in(raw)
        note = outer.pop(JOURNAL, None)
        if outer.keys() == {ENCRYPTED_PART}:
            with suppress(ValueError, TypeError):
                raw = base64.b64decode(outer[ENCRYPTED_PART], validate=True)
        elif outer:
            return outer, note
        for cipher in (self._cipher, self._earlier or NO_CIPHER):
            with suppress(ValueError):
                if about := object_in(cipher.decrypt(raw)):
                    about.pop(JOURNAL, None)
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
            draft.wait_for_window()

    def _take_in(self, draft: Draft) -> None:
        """Encrypt a draft's plain text, which an editor has saved."""
        for folder in self._folders():
            for raw in taken(folder / f"{draft.id}{PLAIN}"):
                if not draft.take_from_editor(raw):
                    self.begin_beside(draft, raw)
                draft.describe()
            for copy in filter(is_binary, editor_copies(folder, draft.id)):
                self._encrypt_bytes(copy, draft.raw_name())

    def _encrypt_bytes(self, copy: Path, name: str) -> None:
        """Encrypt byte for byte a file that only an editor can read. Raises `OSError`."""
        encrypted_copy = self._free(f"{tagged(name, self._journal)}-1", SEALED_RAW)
        for raw in taken(copy):
            write_atomic(encrypted_copy, self._cipher.encrypt(raw))

    def _free(self, name: str, ending: str) -> Path:
        """Return a path in the folder where there's no file yet, with a number if there's one."""
        names = (f"{name}-{number}{ending}" for number in count(1))
        paths = map(self.folder.joinpath, chain([f"{name}{ending}"], names))
        return next(path for path in paths if not path.exists())

    def _holds(self, path: Path, raw: bytes) -> bool:
        """Tell whether a file, stored with the current cipher, has just these bytes."""
        try:
            return path.exists() and self._cipher.decrypt(path.read_bytes()) == raw
        except ValueError:
            return False

    def _take_out(self, draft: Draft) -> None:
        """Decrypt a draft, now that the journal isn't encrypted any more."""
        encrypted_file = draft.path.with_suffix(SEALED)
        if self._earlier and encrypted_file.is_file():
            raw = self._earlier.decrypt(encrypted_file.read_bytes())
            there = saved(draft.path) if draft.path.exists() else b""
            if not there.strip():
                write_atomic(draft.path, raw)
            elif raw.strip() not in there:
                self.begin_beside(draft, raw)
            draft.describe()
            encrypted_file.unlink(missing_ok=True)
        for folder in self._folders()[1:]:
            self._take_out_of_the_open(draft, folder / f"{draft.id}{PLAIN}")

    def _take_out_of_the_open(self, draft: Draft, plain_file: Path) -> None:
        """Take in a text an editor had in the plain folder while the journal was encrypted."""
        for raw in taken(plain_file):
            if raw.strip() and draft.path.with_suffix(SEALED).exists():
                self.begin_beside(draft, raw)  # the encrypted text can't be decrypted, and stays
            elif raw.strip() and not draft.take_from_editor(raw):
                self.begin_beside(draft, raw)

    def _unfinished(self) -> list[tuple[str, Path]]:
        """List other files that may hold words of drafts, each with the id of its draft.

        Those are the temporary files of killed programs, and the copies that editors saved.
        """
        files = []
        for folder in self._folders():
            for path in sorted(folder.glob(".*.tmp"), key=modified_at):
                match = _UNFINISHED.fullmatch(path.name)
                if match and path.is_file():
                    files.append((match["id"], path))
            copies = (path for path in editor_copies(folder) if not is_binary(path))
            files += [(id_of_copy(path), path) for path in sorted(copies, key=modified_at)]
        return files

    def _take_in_unfinished(self, draft: Draft) -> None:
        """Take in the words of a draft from a killed program's temporary file or an editor's copy.

        Words that continue the text replace it; words that the text begins with are removed; all
        others become a draft of their own. Raises `ValueError` if the text can't be decrypted.
        """
        for path in [path for draft_id, path in self._unfinished() if draft_id == draft.id]:
            for raw in taken(path):
                text = draft.read()
                words = self._words_in(raw, path, draft)
                if words is None:
                    break
                goes_on = words.startswith(text) or not text.strip()
                if not text.startswith(words) and goes_on and draft_ending(path) == self._suffix:
                    path.replace(draft.path)
                    sync_folder(draft.path.parent)
                elif not text.startswith(words) and goes_on:
                    write_atomic(draft.path, self._cipher.encrypt(words))
                elif not text.startswith(words):
                    self.begin_beside(draft, words)

    def _words_in(self, raw: bytes, path: Path, draft: Draft) -> bytes | None:
        """Return the words in a temporary file; None if it is encrypted with an unknown key.

        If the draft's description could be decrypted, the key is known, and the file was only half
        written: it counts as empty, because nobody could read it.
        """
        if draft_ending(path) != SEALED:
            return raw
        cipher = self._cipher if self._suffix == SEALED else self._earlier
        try:
            return cipher.decrypt(raw) if cipher else None
        except ValueError:
            return b"" if draft.about else None

    def begin_beside(self, draft: Draft, words: bytes) -> Path:
        """Store other words of the same entry as a separate draft, and return its path."""
        draft_id = ids.encode(os.urandom(13))
        about, entry = dict(draft.about), draft.about.get("entry")
        if isinstance(entry, dict) and not about.get("revises"):
            about["entry"] = {**entry, "id": draft_id}
        beside = self._begin(draft_id, about, words.decode("utf-8", "surrogateescape"))
        beside.let_go()
        return beside.path

    def _take_in_raw(self) -> None:
        """Encrypt or decrypt the files stored byte for byte, to match the journal.

        In an encrypted journal, files that an editor left of a removed draft are encrypted too.
        """
        before, after = (RAW, SEALED_RAW) if self._suffix == SEALED else (SEALED_RAW, RAW)
        old = NO_CIPHER if before == RAW else self._earlier
        for path in self.folder.glob(f"*{before}"):
            with suppress(ValueError, OSError):
                if old and path.is_file() and self._is_own_raw(path):
                    raw = old.decrypt(path.read_bytes())
                    if not self._holds(path.with_suffix(after), raw):
                        write_atomic(self._free(path.stem, after), self._cipher.encrypt(raw))
                    path.unlink(missing_ok=True)
        if self._suffix == PLAIN:
            return
        for copy in [copy for folder in self._folders() for copy in editor_copies(folder)]:
            name = id_of_copy(copy)
            with suppress(OSError):
                has_draft = (self.folder / f"{name}.json").exists()
                if not has_draft and is_binary(copy) and self._is_own(name, None):
                    self._encrypt_bytes(copy, name)

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
                write_atomic(draft.path, self._cipher.encrypt(draft.read()))
                draft.describe()
            count += 1
        for half_written in self.folder.glob(".*.tmp"):
            if not is_unfinished(half_written):
                half_written.unlink(missing_ok=True)
        sealed = filter(Path.is_file, self.folder.glob(f"*{SEALED_RAW}"))
        for path in filter(self._is_own_raw, sealed):
            with suppress(ValueError):
                write_atomic(path, self._cipher.encrypt(self._cipher.decrypt(path.read_bytes())))
        if self._suffix == SEALED and not self._shared:
            self._encrypt_others()
        for path in self.folder.glob(f"*{PLAIN}") if self._suffix == SEALED else ():
            if path.is_file() and self._is_own(path.stem, self._note_of(path)):
                raise InputOutput(DRAFT_UNWRITABLE, path=path, why="it isn't encrypted")
        return count

    def _encrypt_others(self) -> None:
        """Encrypt byte for byte what else is in the folder: editors may have left it unfinished."""
        for path in [*self.folder.iterdir()]:
            is_ours = path.suffix in _ENDINGS or is_unfinished(path)
            if not is_ours and path.is_file() and not path.is_symlink() and path.stat().st_size:
                self._encrypt_bytes(path, ids.encode(os.urandom(13)))

    def _note_of(self, path: Path) -> object:
        """Return the note of its journal in the description of a draft, if there's one."""
        with suppress(OSError):
            return self._described(path.with_suffix(".json").read_bytes())[1]
        return None


@dataclass(frozen=True, slots=True)
class SkippedDraft:
    """A text that this journal doesn't offer."""

    path: Path
    journal: str | None = None
    """The path of the journal it belongs to, if that is another one and known."""
    in_memory: bool = False
    """Whether it is in an editor's plain folder, which may be gone after a restart."""
