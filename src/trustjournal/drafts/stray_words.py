"""Words of drafts in other files than their own: what editors saved, what killed programs left."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..domain import ids
from ..paths import sync_folder, write_atomic
from .cipher import NO_CIPHER
from .draft import Draft
from .files import (
    OWN_ENDINGS,
    PLAIN,
    RAW,
    SEALED,
    SEALED_RAW,
    draft_ending,
    editor_copies,
    id_of_copy,
    id_of_unfinished,
    is_binary,
    is_unfinished,
    modified_at,
    saved,
    tagged,
    taken,
)
from .ownership import Ownership
from .place import Place


class StrayWords:
    """Takes such words into their drafts, encrypted or not, as the journal is."""

    def __init__(self, place: Place, ownership: Ownership) -> None:
        self._place = place
        self._ownership = ownership

    def take_in_window(self, draft: Draft) -> None:
        """Take in what an editor has saved where it may have an encrypted draft readable.

        Raises `OSError`, and `ValueError` if the draft can't be decrypted.
        """
        if self._place.is_encrypted:
            self._take_in(draft)
        else:
            self._take_out(draft)
            draft.wait_for_window()

    def _take_in(self, draft: Draft) -> None:
        """Encrypt a draft's plain text, which an editor has saved."""
        for folder in self._place.folders:
            for raw in taken(folder / f"{draft.id}{PLAIN}"):
                if not self._was_taken(draft, raw):
                    self._place.make_beside(draft, raw)
                draft.describe()
            for copy in filter(is_binary, editor_copies(folder, draft.id)):
                self._encrypt_bytes(copy, draft.raw_name())

    def _was_taken(self, draft: Draft, raw: bytes) -> bool:
        """Take in what an editor has saved, unless the draft has other words. Raises `OSError`."""
        try:
            return draft.take_from_editor(raw)
        except ValueError:  # they are encrypted with a key of another time
            return not raw.strip()

    def _encrypt_bytes(self, copy: Path, name: str) -> None:
        """Encrypt byte for byte a file that only an editor can read. Raises `OSError`."""
        encrypted_copy = self._place.free_path(f"{tagged(name, self._place.journal)}-1", SEALED_RAW)
        for raw in taken(copy):
            write_atomic(encrypted_copy, self._place.cipher.encrypt(raw))

    def _holds(self, path: Path, raw: bytes) -> bool:
        """Tell whether a file, stored with the current cipher, has just these bytes."""
        try:
            return path.exists() and self._place.cipher.decrypt(path.read_bytes()) == raw
        except ValueError:
            return False

    def _take_out(self, draft: Draft) -> None:
        """Decrypt a draft, now that the journal isn't encrypted any more."""
        encrypted_file = draft.path.with_suffix(SEALED)
        if self._place.earlier and encrypted_file.is_file():
            with suppress(ValueError):  # it's encrypted with a key of another time, and stays
                raw = self._place.earlier.decrypt(encrypted_file.read_bytes())
                there = saved(draft.path) if draft.path.exists() else b""
                if not there.strip():
                    write_atomic(draft.path, raw)
                elif raw.strip() not in there:
                    self._place.make_beside(draft, raw)
                draft.describe()
                encrypted_file.unlink(missing_ok=True)
        for folder in self._place.folders[1:]:
            self._take_out_of_the_open(draft, folder / f"{draft.id}{PLAIN}")

    def _take_out_of_the_open(self, draft: Draft, plain_file: Path) -> None:
        """Take in a text an editor had in the plain folder while the journal was encrypted."""
        for raw in taken(plain_file):
            if raw.strip() and draft.path.with_suffix(SEALED).exists():
                # The encrypted text can't be decrypted, and stays.
                self._place.make_beside(draft, raw)
            elif raw.strip() and not draft.take_from_editor(raw):
                self._place.make_beside(draft, raw)

    def unfinished(self) -> list[tuple[str, Path]]:
        """List other files that may hold words of drafts, each with the id of its draft.

        Those are the temporary files of killed programs, and the copies that editors saved.
        """
        files = []
        for folder in self._place.folders:
            temporary = (path for path in folder.glob(".*.tmp") if path.is_file())
            half_written = sorted(filter(is_unfinished, temporary), key=modified_at)
            files += [(id_of_unfinished(path), path) for path in half_written]
            copies = (path for path in editor_copies(folder) if not is_binary(path))
            files += [(id_of_copy(path), path) for path in sorted(copies, key=modified_at)]
        return files

    def take_in_unfinished(self, draft: Draft) -> None:
        """Take in the words of a draft from a killed program's temporary file or an editor's copy.

        Words that continue the text replace it; words that the text begins with are removed; all
        others become a draft of their own.
        """
        for path in [path for draft_id, path in self.unfinished() if draft_id == draft.id]:
            for raw in taken(path):
                words = self._words_in(raw, path, draft)
                if words is None:
                    break
                try:
                    text = draft.read()
                except ValueError:  # it's encrypted with a key of another time
                    if words.strip():
                        self._place.make_beside(draft, words)
                    continue
                goes_on = words.startswith(text) or not text.strip()
                if text.startswith(words):
                    continue
                if not goes_on:
                    self._place.make_beside(draft, words)
                elif draft_ending(path) == self._place.suffix:
                    path.replace(draft.path)
                    sync_folder(draft.path.parent)
                else:
                    write_atomic(draft.path, self._place.cipher.encrypt(words))

    def _words_in(self, raw: bytes, path: Path, draft: Draft) -> bytes | None:
        """Return the words in a temporary file; None if it is encrypted with an unknown key.

        If the draft's description could be decrypted, the key is known, and the file was only half
        written: it counts as empty, because nobody could read it.
        """
        if draft_ending(path) != SEALED:
            return raw
        cipher = self._place.cipher if self._place.is_encrypted else self._place.earlier
        try:
            return cipher.decrypt(raw) if cipher else None
        except ValueError:
            return b"" if draft.about else None

    def take_in_copies(self, draft: Draft, *, editor_failed: bool) -> None:
        """Remove an editor's own copies of the text; if the editor failed, take in their words.

        Some editors save the words in such a copy when they are killed (`ID.md.save`). Otherwise
        it holds an older version (`ID.md~`). Raises `OSError`.
        """
        if editor_failed:
            self.take_in_unfinished(draft)  # not under `held`: the caller is using the draft
        for folder in self._place.folders:
            for copy in editor_copies(folder, draft.id):
                if not editor_failed:
                    copy.unlink(missing_ok=True)

    def take_in_raw(self) -> None:
        """Encrypt or decrypt the files stored byte for byte, to match the journal.

        In an encrypted journal, files that an editor left of a removed draft are encrypted too.
        """
        before, after = (RAW, SEALED_RAW) if self._place.is_encrypted else (SEALED_RAW, RAW)
        old = NO_CIPHER if before == RAW else self._place.earlier
        for path in self._place.folder.glob(f"*{before}"):
            with suppress(ValueError, OSError):
                if old and path.is_file() and self._ownership.is_own_raw(path):
                    raw = old.decrypt(path.read_bytes())
                    if not self._holds(path.with_suffix(after), raw):
                        converted = self._place.free_path(path.stem, after)
                        write_atomic(converted, self._place.cipher.encrypt(raw))
                    path.unlink(missing_ok=True)
        if not self._place.is_encrypted:
            return
        for copy in [copy for folder in self._place.folders for copy in editor_copies(folder)]:
            name = id_of_copy(copy)
            with suppress(OSError):
                has_draft = (self._place.folder / f"{name}.json").exists()
                if not has_draft and is_binary(copy) and self._ownership.is_own(name, None):
                    self._encrypt_bytes(copy, name)

    def encrypt_others(self) -> None:
        """Encrypt byte for byte what else is in the folder: editors may have left it unfinished."""
        for path in [*self._place.folder.iterdir()]:
            is_named = path.suffix in OWN_ENDINGS or is_unfinished(path)
            if is_named or not path.is_file() or path.is_symlink() or not path.stat().st_size:
                continue
            name = id_of_copy(path)
            note = self._ownership.note_of(self._place.path_of(name)) if name else None
            if not name or self._ownership.is_own(name, note):
                self._encrypt_bytes(path, ids.encode(os.urandom(13)))
