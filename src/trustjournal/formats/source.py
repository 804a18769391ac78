"""What was named to import: a file, a folder of files, or standard input.

Nothing of it is ever written to, and nothing is unpacked to the disk.
"""

from __future__ import annotations

import codecs
import heapq
import io
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, TextIO

from ..errors import Flawed, InputOutput

IMPORT_UNREADABLE = "cannot read {path} ({why}); nothing was brought in"

HEAD_BYTES = 64 * 1024
"""So much of a file is looked at to tell what it is."""
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
"""How the names of Markdown files end."""
UTF8 = "utf-8-sig"
WESTERN = "cp1252"
"""What a text that is no UTF-8 is read as, where it looks like a Western European one."""


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
        """The same as text, without a byte order mark; its lines end at LF."""
        head = self.head
        # The other encodings show in their first bytes; which one is UTF-8 can wait.
        text = head.decode(_wide_encoding(head) or UTF8, "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def ends_at_cr(self) -> bool:
        """Whether its lines end as they did on the Macintosh before the year 2001."""
        text = self.head.decode(_wide_encoding(self.head) or UTF8, "replace")
        return "\r" in text and "\n" not in text

    @property
    def has_known_encoding(self) -> bool:
        """Whether it can be read as a text."""
        try:
            return bool(self.encoding)
        except Flawed:
            return False

    @property
    def is_zip(self) -> bool:
        """Whether it is an archive of files."""
        return self.head.startswith(b"PK\x03\x04")

    @property
    def is_markdown(self) -> bool:
        """Whether its name says that it is Markdown."""
        return self.name.lower().endswith(MARKDOWN)

    @cached_property
    def encoding(self) -> str:
        """How its bytes are to be read. Raises `Flawed` where nobody can tell."""
        wide = _wide_encoding(self.head)
        if wide:
            return wide
        is_small = len(self.head) < HEAD_BYTES
        with io.BytesIO(self.head) if is_small else self.open() as file:
            if _is_utf8(file):
                return UTF8
            file.seek(0)
            found = _narrow_encoding(file)
        if found is None:
            raise Flawed(
                "{path} is neither UTF-8 nor UTF-16, and which encoding it has cannot be "
                "told; convert it to UTF-8, for example with `iconv -f CP1251 -t UTF-8`",
                path=self.name,
            )
        return found

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
            raise InputOutput(IMPORT_UNREADABLE, path=self.path or self.name, why=why) from None

    @contextmanager
    def text(self, *, counted: bool = False, any_end: bool = False) -> Iterator[TextIO]:
        """The same as text, whose lines end at LF and nowhere else; with `any_end`, at CR too.

        Raises `Flawed` for a text in an encoding that we cannot tell.
        """
        encoding = self.encoding
        with (
            self.open(counted=counted) as file,
            as_text(file, encoding, newline=None if any_end else "\n") as text,
        ):
            yield text

    def walk(self) -> Iterator[Source]:
        """The files below a folder in the order of their names; hidden ones are not looked at.

        One at a time, because a folder may hold any number.
        """
        assert self.path is not None
        for path in _below(self.path):
            if path.is_file() and not self._is_apart(path):
                yield self._inner(path)

    def links(self) -> Iterator[Source]:
        """The links to other folders, which are not followed."""
        assert self.path is not None
        return (self._inner(path) for path in _below(self.path) if path.is_dir())

    def _inner(self, path: Path) -> Source:
        assert self.path is not None
        name = path.relative_to(self.path).as_posix()
        return Source(name, path, meter=self.meter, inside=True)

    def _is_apart(self, path: Path) -> bool:
        if not self.apart:
            return False
        found = path.stat()
        return (found.st_dev, found.st_ino) in self.apart

    def ending(self, *suffixes: str) -> Iterator[Source]:
        """The files of a folder with such an ending, or the file itself whatever its name."""
        if not self.is_folder:
            yield self
            return
        for each in self.walk():
            if each.name.lower().endswith(suffixes):
                yield each


_LOT = 10_000
"""So many names of one folder are held in memory."""


def _below(folder: Path) -> Iterator[Path]:
    """All that is below a folder but the folders, in the order of their names, with `/`."""
    names = _names_in(folder, "")
    while names:
        for name in names:
            if name.endswith("/"):
                yield from _below(folder / name)
            else:
                yield folder / name
        names = _names_in(folder, names[-1]) if len(names) == _LOT else []


def _names_in(folder: Path, after: str) -> list[str]:
    """The first names in a folder that come after another one; those of folders end in `/`."""
    try:
        with os.scandir(folder) as entries:
            names = (
                f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name
                for entry in entries
                if not entry.name.startswith(".")
            )
            return heapq.nsmallest(_LOT, (name for name in names if name > after))
    except OSError as error:
        raise InputOutput(IMPORT_UNREADABLE, path=folder, why=error.strerror) from None


def as_text(file: BinaryIO, encoding: str = UTF8, newline: str | None = "\n") -> TextIO:
    """Bytes as text, without a byte order mark; those that are no UTF-8 stand as surrogates.

    Only LF ends a line, unless `newline` is None: what else Unicode calls an end may stand
    inside a text.
    """
    errors = "surrogateescape" if encoding == UTF8 else "replace"
    return io.TextIOWrapper(file, encoding, errors, newline=newline)


def _wide_encoding(head: bytes) -> str | None:
    """The encoding of a text in units of two or four bytes, by its mark or its many NULs."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[:2048:2].count(0), head[1:2048:2].count(0)
    half = len(head[:2048]) // 2
    if half >= 2 and min(even, odd) * 8 < max(even, odd) and max(even, odd) * 2 > half:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(HEAD_BYTES):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_IN_A_ROW = re.compile(rb"[\x80-\xff]{3,}")
_NO_WESTERN = re.compile(rb"[\0-\x08\x0e-\x1a\x81\x8d\x8f\x90\x9d]")


def _narrow_encoding(file: BinaryIO) -> str | None:
    """The encoding of a text that is no sound UTF-8; None where nobody can tell.

    UTF-8 with some damage in it stays UTF-8. In Western European texts letters with accents stand
    among others; where they come in rows, the text is in another script.
    """
    good = bad = rows = odd = has_nul = 0
    while piece := file.read(HEAD_BYTES):
        good += len(_SEQUENCE.findall(piece))
        rest = _SEQUENCE.sub(b"", piece)
        bad += len(_HIGH.findall(rest))
        rows += sum(map(len, _IN_A_ROW.findall(rest)))
        odd += len(_NO_WESTERN.findall(rest))
        has_nul += b"\0" in piece
    if has_nul or good >= bad:
        return UTF8
    return WESTERN if not odd and rows * 4 < bad else None
