"""The journal a draft belongs to: several journals may share one folder of drafts.

A draft that is offered for another journal than its own could be encrypted with a key that its
owner doesn't have, or written readable though its own journal is encrypted. So each description
has a note of the journal, which stays readable if the rest is encrypted, and files stored byte for
byte have a tag of the journal in their names.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

_TAG = re.compile(r"of[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal in use, as recorded in its drafts."""

    path: Path
    from_drafts: str
    """The path relative to the folder of drafts: it stays the same if both are moved together."""
    file: tuple[int, int] | None
    """Device and inode of the file: they stay the same if only the journal is moved."""
    salt: bytes | None = None
    """The first bytes of an encrypted journal, which its copies share; in no note."""

    @classmethod
    def at(
        cls, path: Path, drafts: Path, file: tuple[int, int] | None, salt: bytes | None = None
    ) -> Journal:
        """Describe the journal at a path, which must have its symbolic links resolved."""
        return cls(path, os.path.relpath(path, os.path.realpath(drafts)), file, salt)

    def note(self) -> dict[str, Any]:
        """Return the note for the description of a draft, as JSON values."""
        file = list(self.file) if self.file else None
        return {"path": str(self.path), "from_drafts": self.from_drafts, "file": file}

    def is_in(self, note: object) -> bool | None:
        """Tell whether a note names this journal; return None if it names no journal."""
        path = path_in(note)
        if path is None or not isinstance(note, dict):
            return None
        if path == str(self.path) or note.get("from_drafts") == self.from_drafts:
            return True
        is_same_file = self.file is not None and note.get("file") == list(self.file)
        return is_same_file and not os.path.lexists(path)

    @property
    def tag(self) -> str:
        """Return the part of a file's name that identifies this journal."""
        return _tag(str(self.path), self.from_drafts)

    def is_in_name(self, path: Path) -> bool | None:
        """Tell whether a file's name has this journal's tag; return None if it has no tag."""
        tags = [part for part in path.stem.split("-") if _TAG.fullmatch(part)]
        if not tags:
            return None
        by_path, by_place = tags[0][2:10], tags[0][10:]
        return by_path == _hash(str(self.path)) or by_place == _hash(self.from_drafts)


def tag_in(note: object) -> str | None:
    """Return the tag of the journal in a note, or None if there isn't a valid one."""
    path, from_drafts = path_in(note), note.get("from_drafts") if isinstance(note, dict) else None
    return _tag(path, from_drafts) if path and isinstance(from_drafts, str) else None


def path_in(note: object) -> str | None:
    """Return the path of the journal in a note, or None if there isn't a valid one."""
    path = note.get("path") if isinstance(note, dict) else None
    return path if isinstance(path, str) and path and "\0" not in path else None


def _tag(path: str, from_drafts: str) -> str:
    return f"of{_hash(path)}{_hash(from_drafts)}"


def _hash(text: str) -> str:
    return blake2b(os.fsencode(text), digest_size=4).hexdigest()
