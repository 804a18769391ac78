"""Decide how records are divided into files, and which files to rewrite as one to keep them few.

A file that was just made has level 0. Sixteen files of a level are rewritten as one of the next
level. A file holds at most 4 MB of text; a full one isn't rewritten again. So each byte is written
three or four times in its life, and a machine with three saves a day has at most 33 files after a
year and 52 after thirty, besides the full ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .encrypted_file import MOST_LINES

TEXT_BYTES = 4 << 20
"""The most text in a file, unless a single record is longer."""
FILES_OF_A_LEVEL = 16
FULL = 99
"""The level of files that are full. They aren't rewritten."""
_MOST_AT_ONCE = 16 << 20
"""The most text that is rewritten at once, because all of it is in memory."""
_HALF_FULL = TEXT_BYTES // 2
_LINES = MOST_LINES // 2


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that this machine made."""

    name: str
    level: int
    text_bytes: int


@dataclass(frozen=True, slots=True)
class Compaction:
    """Files to rewrite as one, and the level of that file."""

    files: tuple[OwnFile, ...]
    level: int
    """The level of the new file, for `pack`."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The records of a file to be made."""

    lines: tuple[bytes, ...]
    level: int


def next_compaction(files: Iterable[OwnFile]) -> Compaction | None:
    """Choose files to rewrite as one, oldest first; None if they are few enough.

    After one compaction there may be another. Write the new files and sync them to the disk before
    the old ones go.
    """
    by_level = defaultdict(list)
    for file in files:
        if file.level < FULL:
            by_level[file.level].append(file)
    for level, of_level in sorted(by_level.items()):
        if len(of_level) >= FILES_OF_A_LEVEL:
            return Compaction(tuple(_oldest(of_level)), min(level + 1, FULL - 1))
    return None


def _oldest(files: list[OwnFile]) -> Iterator[OwnFile]:
    """Yield at most sixteen files, as many as fit into memory together, and at least two."""
    text_bytes = 0
    for count, file in enumerate(files[:FILES_OF_A_LEVEL]):
        text_bytes += file.text_bytes
        if count >= 2 and text_bytes > _MOST_AT_ONCE:
            return
        yield file


def pack(lines: Iterable[bytes], level: int = 0) -> Iterator[Packed]:
    """Divide lines into files, each full or of a level. A longer line has a file of its own."""
    lines_of_file: list[bytes] = []
    size = 0
    for line in lines:
        if len(line) > TEXT_BYTES:
            yield Packed((line,), FULL)
            continue
        if lines_of_file and (size + len(line) > TEXT_BYTES or len(lines_of_file) >= _LINES):
            yield Packed(tuple(lines_of_file), FULL if size > _HALF_FULL else level)
            lines_of_file, size = [], 0
        lines_of_file.append(line)
        size += len(line)
    if lines_of_file:
        yield Packed(tuple(lines_of_file), level)
