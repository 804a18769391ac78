"""The library of packs: finding their files, and reading them on request."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..domain.prompts import Pack
from ..errors import NotFound
from ..sentences import NO_SUCH_PACK, PACK_UNUSABLE
from . import compiled
from .problems import MAX_BYTES, Problem
from .schema import SLUG


@dataclass(frozen=True, slots=True)
class PackFile:
    """A pack's file; its name without `.yaml` is the pack's id."""

    id: str
    path: Path
    built_in: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """A pack that cannot be used, with the first reason why."""

    file: PackFile
    problem: Problem


def built_in_folder() -> Path:
    """Return the folder of the built-in packs, in the wheel or in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_prompts"
    return inside if inside.is_dir() else package.parent.parent / "prompts"


class Library:
    """The built-in packs and the user's own. A pack is read when it is first requested."""

    def __init__(self, own_folder: Path) -> None:
        self._own_folder = own_folder
        self._read: dict[str, Pack] = {}
        self.skipped: dict[str, Skipped] = {}
        """Packs that were requested but could not be used, by id."""

    def files(self) -> dict[str, PackFile]:
        """Return every pack file by id. A user's file cannot replace a built-in one."""
        files_by_id = {}
        for folder, built_in in ((self._own_folder, False), (built_in_folder(), True)):
            for path in _yaml_files(folder):
                files_by_id[path.stem] = PackFile(path.stem, path, built_in)
        return dict(sorted(files_by_id.items(), key=lambda item: (not item[1].built_in, item[0])))

    def pack(self, pack_id: str) -> Pack | None:
        """Return a pack by id; None if it is missing, or unusable (the reason is in `skipped`)."""
        if not re.fullmatch(SLUG, pack_id):
            return None
        if pack_id not in self._read and pack_id not in self.skipped:
            file = self._file(pack_id)
            if file is None:
                return None
            reading = (compiled.load(file.path) if file.built_in else None) or _read_file(file.path)
            if isinstance(reading, Problem):
                self.skipped[pack_id] = Skipped(file, reading)
            elif reading.id != pack_id:
                problem = Problem("pack_id_not_file", 1, 1, "id", details={"value": reading.id})
                self.skipped[pack_id] = Skipped(file, problem)
            else:
                self._read[pack_id] = reading
        return self._read.get(pack_id)

    def translation(self, pack_id: str, language: str) -> Pack | None:
        """Return the translation of a pack, or None if there is none.

        Its id is that of the original and the language: `emotional-trust-es`. The full language
        tag is tried first: `-pt-br` before `-pt`.
        """
        tag = language.lower()
        for name in (f"{pack_id}-{tag}", f"{pack_id}-{tag.partition('-')[0]}"):
            pack = self.pack(name)
            if pack and pack.translation_of == pack_id and pack.speaks(language):
                return pack
        return None

    def _file(self, pack_id: str) -> PackFile | None:
        """Find the file of one pack, without listing the folders."""
        for folder, built_in in ((built_in_folder(), True), (self._own_folder, False)):
            path = folder / f"{pack_id}.yaml"
            if path.is_file():
                return PackFile(pack_id, path, built_in)
        return None

    def require(self, pack_id: str) -> Pack:
        """Return a pack the user asked for. Raises `NotFound` if it is missing or unusable."""
        pack = self.pack(pack_id)
        if pack is None and pack_id in self.skipped:
            skipped = self.skipped[pack_id]
            raise NotFound(PACK_UNUSABLE, name=pack_id, problem=skipped.problem)
        if pack is None:
            raise NotFound(NO_SUCH_PACK, name=pack_id, known=", ".join(self.files()))
        return pack


def _yaml_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.glob("*.yaml") if path.is_file())


def contents(path: Path) -> bytes | Problem:
    """Read a pack file, but only as far as needed to see that it is too large."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Problem("pack_not_file", 1, 1)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        return Problem("pack_unreadable", 1, 1, details={"why": error.strerror or ""})


def _read_file(path: Path) -> Pack | Problem:
    raw = contents(path)
    if isinstance(raw, Problem):
        return raw
    from .reader import read  # it imports PyYAML, which a compiled pack doesn't need

    reading = read(raw)
    if reading.pack is not None:
        return reading.pack
    return next(problem for problem in reading.problems if problem.severity == "error")
