"""Which texts in the folder of drafts are this journal's, and can be opened with its keys."""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from ..errors import InputOutput
from ..paths import must_be_file, try_lock
from .cipher import NO_CIPHER
from .description import ENCRYPTED_PART, JOURNAL, object_in
from .draft import Draft
from .files import PLAIN, RAW, SEALED, SEALED_RAW
from .owner import Journal, path_in, tag_in
from .place import Place


@dataclass(frozen=True, slots=True)
class SkippedDraft:
    """A text that this journal doesn't offer."""

    path: Path
    journal: str | None = None
    """The path of the journal it belongs to, if that is another one and known."""
    in_memory: bool = False
    """Whether it is in an editor's plain folder, which may be gone after a restart."""


class Ownership:
    """Tells this journal's drafts from those of others."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def is_own(self, draft_id: str, note: object) -> bool:
        """Tell whether a draft belongs to this journal, by the note in its description.

        A draft without a note is from before there were notes, or was saved again by an editor's
        window after it had been removed.
        """
        is_own = self._place.journal.is_in(note) if self._place.journal else True
        if is_own is False:
            return self._is_of_moved_journal(draft_id, note)
        if is_own is not None:
            return is_own
        if (
            self._place.open_folder != self._place.folder
            and (self._place.open_folder / f"{draft_id}{PLAIN}").is_file()
        ):
            return True
        sealed, plain = (self._place.folder / f"{draft_id}{ending}" for ending in (SEALED, PLAIN))
        if sealed.is_file() and not self._is_locked(draft_id):
            return True
        return not self._is_doubtful and (plain.is_file() or not sealed.is_file())

    def renew_note(self, draft: Draft, note: object) -> None:
        """Note in the description of an own draft where its journal is now, if it was moved.

        A note may show only by the file that it names this journal, and `encrypt` and `restore`
        make another file. Names of files stored byte for byte follow.
        """
        journal = self._place.journal
        if journal is None or note is None or note == journal.note():
            return
        with suppress(OSError):  # a full disk: it's tried again the next time
            if before := tag_in(note):
                self._rename_raw(before, journal.tag)
            draft.describe()

    def _rename_raw(self, before: str, tag: str) -> None:
        """Give files stored byte for byte, with one tag of their journal, another one."""
        for path in self._place.folder.glob(f"*-{before}*"):
            renamed = path.with_name(path.name.replace(f"-{before}", f"-{tag}"))
            if path.suffix in (RAW, SEALED_RAW) and not renamed.exists():
                path.rename(renamed)

    def has_raw_of_others(self) -> bool:
        """Tell whether a file stored byte for byte seems to be another journal's."""
        journal, folder = self._place.journal, self._place.folder
        files = chain(folder.glob(f"*{RAW}"), folder.glob(f"*{SEALED_RAW}"))
        return journal is not None and any(journal.is_in_name(path) is False for path in files)

    def adopt_raw(self, earlier: Path) -> None:
        """Take over the files stored byte for byte from when this journal was at another path."""
        if self._place.journal is not None:
            before = Journal.at(earlier, self._place.folder, None)
            with suppress(OSError):
                self._rename_raw(before.tag, self._place.journal.tag)

    def is_own_raw(self, path: Path) -> bool:
        """Tell whether a file stored byte for byte belongs to this journal."""
        is_own = self._place.journal.is_in_name(path) if self._place.journal else True
        return not self._is_doubtful if is_own is None else is_own

    @property
    def _is_doubtful(self) -> bool:
        """Tell whether files without a note of their journal must be left untouched.

        If they were another journal's, encrypting them with this one's key would lock them away.
        """
        return self._place.is_shared and self._place.is_encrypted

    def _is_of_moved_journal(self, draft_id: str, note: object) -> bool:
        """Tell whether a draft with the note of another path is from before this journal was moved.

        Its key shows that. A copy has the same key, so the journal must be gone from that path.
        """
        sealed, path = self._place.folder / f"{draft_id}{SEALED}", path_in(note)
        if path is None or not sealed.is_file() or self._is_locked(draft_id):
            return False
        return not os.path.lexists(path) or self._is_not_copied_from(Path(path))

    def _is_not_copied_from(self, path: Path) -> bool:
        """Tell whether a file isn't an encrypted journal that this one is a copy of."""
        if self._place.journal is None or self._place.journal.salt is None:
            return False
        try:
            status = path.stat()
            if (status.st_dev, status.st_ino) == self._place.journal.file:
                return True  # a link; opening and closing the journal would drop the locks on it
            must_be_file(path)
            with path.open("rb") as file:
                return file.read(len(self._place.journal.salt)) != self._place.journal.salt
        except (OSError, InputOutput):
            return False

    def _is_locked(self, draft_id: str) -> bool:
        """Tell whether a text is encrypted with a key that this run doesn't have."""
        return self._is_locked_file(self._place.folder / f"{draft_id}{SEALED}")

    def _is_locked_file(self, path: Path) -> bool:
        try:
            sealed = path.read_bytes()
        except OSError:
            return False
        for cipher in (self._place.cipher, self._place.earlier):
            with suppress(ValueError):
                if cipher is not None and cipher is not NO_CIPHER:
                    cipher.decrypt(sealed)
                    return False
        return True

    def skipped(self) -> list[SkippedDraft]:
        """List the texts that aren't offered: another journal's, or encrypted with another key."""
        folders = [self._place.folder]
        if self._place.open_folder != self._place.folder:
            which = self._place.open_folder.name.rpartition("-")[0]
            each_open = self._place.open_folder.parent.glob(f"{which}*")
            folders += sorted(folder for folder in each_open if folder != self._place.open_folder)
        paths = [path for folder in folders for path in sorted(folder.glob("*")) if path.is_file()]
        texts = [path for path in paths if path.suffix in (PLAIN, SEALED)]
        raw_files = [path for path in paths if path.suffix in (RAW, SEALED_RAW)]
        listed = [text for path in texts if (text := self._skipped(path)) is not None]
        others = [path for path in raw_files if not self.is_own_raw(path)]
        others = [p for p in others if p.suffix == RAW or self._is_locked_file(p)]
        return listed + [SkippedDraft(path) for path in others]

    def _skipped(self, path: Path) -> SkippedDraft | None:
        described_in = self._place.folder / f"{path.stem}.json"
        try:
            must_be_file(described_in)
            with described_in.open("rb") as description:
                if not try_lock(description):
                    return None  # someone is writing it
                _, note = self.described(description.read())
        except (OSError, InputOutput):
            note = None
        is_own = self.is_own(path.stem, note)
        if is_own and not (path.suffix == SEALED and self._is_locked(path.stem)):
            return None
        with suppress(OSError):
            if path.suffix == SEALED or path.read_bytes().strip():
                is_open = path.parent != self._place.folder
                return SkippedDraft(path, None if is_own else path_in(note), in_memory=is_open)
        return None

    def described(self, raw: bytes) -> tuple[dict[str, Any], object]:
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
        for cipher in (self._place.cipher, self._place.earlier or NO_CIPHER):
            with suppress(ValueError):
                if about := object_in(cipher.decrypt(raw)):
                    about.pop(JOURNAL, None)
                    return about, note
        return {}, note

    def note_of(self, path: Path) -> object:
        """Return the note of its journal in the description of a draft, if there's one."""
        with suppress(OSError):
            return self.described(path.with_suffix(".json").read_bytes())[1]
        return None
