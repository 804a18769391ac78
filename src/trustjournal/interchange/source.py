"""What was named to import: a file, a folder of files, or standard input.

Nothing of it is ever written to, and nothing is unpacked to the disk.
"""

from __future__ import annotations

import io
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, TextIO

from ..errors import InputOutput

HEAD_BYTES = 64 * 1024
"""So much of a file is looked at to tell what it is."""


@dataclass(slots=True)
class Meter:
    """How far reading has come, in bytes."""

    total: int = 0
    done: int = 0


class _Counted(io.RawIOBase):
    """A file that tells the meter what was read of it."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self._file = file
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # what `readinto` is given
        read = self._file.read(len(view))
        view[: len(read)] = read
        self._meter.done += len(read)
        return len(read)


@dataclass
class Source:
    """A file, a folder, or the bytes of standard input."""

    name: str
    """As the person named it; of a file in a folder its path there, with `/`."""
    path: Path | None = None
    raw: bytes = b""
    """What stands here where there is no path."""
    meter: Meter = field(default_factory=Meter)
    inside: bool = False
    """Whether it was found in a folder."""
    apart: Collection[tuple[int, int]] = ()
    """The files in a folder that are never opened, by device and number."""

    @property
    def is_folder(self) -> bool:
        """Whether it holds files."""
        return self.path is not None and self.path.is_dir()

    @property
    def label(self) -> str:
        """The same, short enough to stand before a line number."""
        return self.name if self.inside else self.name.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.name.rpartition("/")[2].rpartition(".")[0]

    @cached_property
    def size(self) -> int:
        """Bytes; 0 where nobody can tell."""
        try:
            return len(self.raw) if self.path is None else self.path.stat().st_size
        except OSError:
            return 0

    @cached_property
    def head(self) -> bytes:
        """The beginning of a file; nothing of a folder. Raises `InputOutput`."""
        if self.is_folder:
            return b""
        with self.open() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def text_head(self) -> str:
        """The same as text, without a byte order mark."""
        return self.head.decode("utf-8-sig", "replace")

    @contextmanager
    def open(self, *, counted: bool = False) -> Iterator[BinaryIO]:
        """The bytes, to be read from the start; `counted` where the meter is to run.

        The system's refusals while it is open become `InputOutput`.
        """
        try:
            with io.BytesIO(self.raw) if self.path is None else self.path.open("rb") as file:
                yield io.BufferedReader(_Counted(file, self.meter)) if counted else file
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise InputOutput("import_unreadable", path=self.path or self.name, why=why) from None

    @contextmanager
    def text(self, *, counted: bool = False) -> Iterator[TextIO]:
        """The same as text, whose lines end at LF and nowhere else."""
        with self.open(counted=counted) as file, as_text(file) as text:
            yield text

    @cached_property
    def files(self) -> list[Source]:
        """The files below a folder in the order of their names; hidden ones are not looked at."""
        assert self.path is not None
        found = []
        for folder, inner, names in os.walk(self.path, onerror=_refused):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in names:
                path = Path(folder, name)
                if not name.startswith(".") and path.is_file() and not self._is_apart(path):
                    found.append(Source(path.relative_to(self.path).as_posix(), path, inside=True))
        for each in found:
            each.meter = self.meter
        return sorted(found, key=lambda each: each.name)

    def _is_apart(self, path: Path) -> bool:
        if not self.apart:
            return False
        found = path.stat()
        return (found.st_dev, found.st_ino) in self.apart

    def ending(self, *suffixes: str) -> list[Source]:
        """The files of a folder with such an ending, or the file itself whatever its name."""
        if not self.is_folder:
            return [self]
        return [each for each in self.files if each.name.lower().endswith(suffixes)]


def as_text(file: BinaryIO) -> TextIO:
    """Bytes as text, without a byte order mark; those that are no UTF-8 stand as surrogates.

    Only LF ends a line: what else Unicode calls an end may stand inside a text.
    """
    return io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="\n")


def _refused(error: OSError) -> None:
    raise InputOutput("import_unreadable", path=error.filename, why=error.strerror) from None
