"""Whose a draft is: several journals may share one folder of drafts.

A draft that is offered for another journal than its own could be sealed with a key that its owner
doesn't have, or written readable though its own journal is encrypted. So each description notes
the journal, readable also where the rest of it is sealed, and the name of what is kept byte for
byte does.
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
    """The journal in use, as its drafts note it."""

    path: Path
    from_drafts: str
    """The path seen from the folder of drafts: it stays if both are moved together."""
    file: tuple[int, int] | None
    """Device and number of the file: they stay if the journal alone is moved."""

    @classmethod
    def at(cls, path: Path, drafts: Path, file: tuple[int, int] | None) -> Journal:
        """Describe the journal at a path without links."""
        return cls(path, os.path.relpath(path, os.path.realpath(drafts)), file)

    def note(self) -> dict[str, Any]:
        """Return what a description notes, as JSON can hold it."""
        file = list(self.file) if self.file else None
        return {"path": str(self.path), "from_drafts": self.from_drafts, "file": file}

    def is_in(self, note: object) -> bool | None:
        """Tell whether a note names this journal; None where it names none."""
        path = path_in(note)
        if path is None or not isinstance(note, dict):
            return None
        if path == str(self.path) or note.get("from_drafts") == self.from_drafts:
            return True
        is_same_file = self.file is not None and note.get("file") == list(self.file)
        return is_same_file and not os.path.lexists(path)

    @property
    def tag(self) -> str:
        """Return the part of a file's name that stands for this journal."""
        return f"of{_hash(str(self.path))}{_hash(self.from_drafts)}"

    def is_in_name(self, path: Path) -> bool | None:
        """Tell whether a file's name has the tag of this journal; None where it has none."""
        tags = [part for part in path.stem.split("-") if _TAG.fullmatch(part)]
        if not tags:
            return None
        by_path, by_place = tags[0][2:10], tags[0][10:]
        return by_path == _hash(str(self.path)) or by_place == _hash(self.from_drafts)


def path_in(note: object) -> str | None:
    """Return the path of the journal that a note names."""
    path = note.get("path") if isinstance(note, dict) else None
    return path if isinstance(path, str) and path and "\0" not in path else None


def _hash(text: str) -> str:
    return blake2b(os.fsencode(text), digest_size=4).hexdigest()
