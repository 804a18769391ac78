"""Where the drafts of one journal are, how they're encrypted, and how one is made."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import IO, Any

from ..domain import ids
from ..paths import try_lock, write_atomic
from ..signals import undisturbed
from .cipher import NO_CIPHER, Cipher
from .description import description_of
from .draft import Draft
from .files import PLAIN, SEALED, unwritable
from .owner import Journal


@dataclass(slots=True)
class Place:
    """The folders of the drafts of one journal, and the ciphers of their files."""

    folder: Path
    open_folder: Path
    """Where editors have readable text."""
    cipher: Cipher
    earlier: Cipher | None = None
    """Decrypts drafts from when the journal was still encrypted."""
    journal: Journal | None = None
    is_shared: bool = False
    """Whether another journal may have drafts in the same folder."""
    other_open_folders: set[Path] = field(default_factory=set)
    """Folders where editors had readable text in a session of another kind."""

    @property
    def is_encrypted(self) -> bool:
        """Tell whether drafts are encrypted."""
        return self.cipher is not NO_CIPHER

    @property
    def suffix(self) -> str:
        """The ending of the files with the texts."""
        return SEALED if self.is_encrypted else PLAIN

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folder of drafts, and the folders where editors have readable text."""
        return tuple(dict.fromkeys((self.folder, self.open_folder, *self.other_open_folders)))

    def path_of(self, draft_id: str) -> Path:
        """Return the path of a draft's text."""
        return self.folder / f"{draft_id}{self.suffix}"

    def free_path(self, name: str, ending: str) -> Path:
        """Return a path in the folder where there's no file yet, with a number if there's one."""
        names = (f"{name}-{number}{ending}" for number in count(1))
        paths = map(self.folder.joinpath, chain([f"{name}{ending}"], names))
        return next(path for path in paths if not path.exists())

    def draft(self, path: Path, about: dict[str, Any], lock: IO[bytes]) -> Draft:
        """Return the draft whose text is at a path, and whose description was locked."""
        return Draft(
            path.stem, path, about, lock, self.cipher, self.open_folder, _journal=self.journal
        )

    def make_draft(self, draft_id: str, about: dict[str, Any], text: str) -> Draft:
        """Create a draft, on the disk when this returns. Raises `InputOutput`."""
        path = self.path_of(draft_id)
        with undisturbed():
            try:
                description = description_of(about, self.cipher, self.journal)
                write_atomic(path.with_suffix(".json"), description)
                lock = path.with_suffix(".json").open("rb")
                try_lock(lock)
                draft = self.draft(path, about, lock)
                draft.write(text, sync=True)
            except OSError as error:
                with suppress(OSError):
                    path.with_suffix(".json").unlink(missing_ok=True)
                raise unwritable(path, error) from None
        return draft

    def make_beside(self, draft: Draft, words: bytes) -> Path:
        """Store other words of the same entry as a separate draft, and return its path."""
        draft_id = ids.encode(os.urandom(13))
        about, entry = dict(draft.about), draft.about.get("entry")
        if isinstance(entry, dict) and not about.get("revises"):
            about["entry"] = {**entry, "id": draft_id}
        beside = self.make_draft(draft_id, about, words.decode("utf-8", "surrogateescape"))
        beside.let_go()
        return beside.path
