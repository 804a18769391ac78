"""The source of an import: a file, a folder of files, or standard input.

It is never written to, and nothing is unpacked to the disk.
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

IMPORT_UNREADABLE = "can't read {path} ({why}), so nothing was imported"

HEAD_BYTES = 64 * 1024
"""How much of a file is read to detect its format."""
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
"""The endings of Markdown files."""
UTF8 = "utf-8-sig"
WESTERN = "cp1252"
"""The encoding assumed for a text that isn't UTF-8 but looks Western European."""


@dataclass(slots=True)
class Meter:
    """The progress of reading, in bytes."""

    total: int = 0
    done: int = 0


class _Counted(io.RawIOBase):
    """A file that counts in a meter the bytes read from it."""

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
    """The name the person gave; for a file found in a folder, its path there, with `/`."""
    path: Path | None = None
    raw: bytes = b""
    """The content, if there is no path."""
    meter: Meter = field(default_factory=Meter)
    inside: bool = False
    """Whether it was found in a folder."""
    excluded: Collection[tuple[int, int]] = ()
    """The files in a folder that are never opened, by device and inode number."""

    @property
    def is_folder(self) -> bool:
        """Whether the source is a folder."""
        return self.path is not None and self.path.is_dir()

    @property
    def label(self) -> str:
        """The name, shortened for messages that add a line number."""
        return self.name if self.inside else self.name.rpartition("/")[2]

    @cached_property
    def size(self) -> int:
        """The size in bytes; 0 if unknown."""
        try:
            return len(self.raw) if self.path is None else self.path.stat().st_size
        except OSError:
            return 0

    @cached_property
    def head(self) -> bytes:
        """The first bytes of a file; empty for a folder. Raises `InputOutput`."""
        if self.is_folder:
            return b""
        with self.open() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def text_head(self) -> str:
        """`head` as text, without a byte order mark and with LF line endings."""
        head = self.head
        # UTF-16 and UTF-32 show in the first bytes. Checking for UTF-8 takes the whole file.
        text = head.decode(_wide_encoding(head) or UTF8, "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def ends_at_cr(self) -> bool:
        """Whether its lines end in CR alone, as on the Macintosh before 2001."""
        text = self.head.decode(_wide_encoding(self.head) or UTF8, "replace")
        return "\r" in text and "\n" not in text

    @property
    def has_known_encoding(self) -> bool:
        """Whether the encoding can be detected, so that the file can be read as text."""
        try:
            return bool(self.encoding)
        except Flawed:
            return False

    @property
    def is_zip(self) -> bool:
        """Whether it is a zip archive."""
        return self.head.startswith(b"PK\x03\x04")

    @property
    def is_markdown(self) -> bool:
        """Whether its name says that it is Markdown."""
        return self.name.lower().endswith(MARKDOWN)

    @cached_property
    def encoding(self) -> str:
        """The encoding of the text. Raises `Flawed` if it can't be detected."""
        wide = _wide_encoding(self.head)
        if wide:
            return wide
        is_small = len(self.head) < HEAD_BYTES
        with io.BytesIO(self.head) if is_small else self.open() as file:
            if _is_utf8(file):
                return UTF8
            file.seek(0)
            encoding = _narrow_encoding(file)
        if encoding is None:
            raise Flawed(
                "{path} is neither UTF-8 nor UTF-16, and its encoding can't be detected; convert "
                "it to UTF-8, for example with `iconv -f CP1251 -t UTF-8`",
                path=self.name,
            )
        return encoding

    @contextmanager
    def open(self, *, counted: bool = False) -> Iterator[BinaryIO]:
        """Open the source for reading bytes; with `counted`, the meter counts them.

        An `OSError` while it is open becomes `InputOutput`.
        """
        try:
            with io.BytesIO(self.raw) if self.path is None else self.path.open("rb") as file:
                yield io.BufferedReader(_Counted(file, self.meter)) if counted else file
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise InputOutput(IMPORT_UNREADABLE, path=self.path or self.name, why=why) from None

    @contextmanager
    def text(self, *, counted: bool = False, any_end: bool = False) -> Iterator[TextIO]:
        """Open the source as text whose lines end only at LF; with `any_end`, at CR too.

        Raises `Flawed` if the encoding can't be detected.
        """
        encoding = self.encoding
        with (
            self.open(counted=counted) as file,
            as_text(file, encoding, newline=None if any_end else "\n") as text,
        ):
            yield text

    def walk(self) -> Iterator[Source]:
        """Yield the files below a folder in the order of their names, without hidden ones.

        It yields one at a time, because a folder may hold any number.
        """
        assert self.path is not None
        for path in _below(self.path):
            if path.is_file() and not self._is_excluded(path):
                yield self._inner(path)

    def links(self) -> Iterator[Source]:
        """Return the symbolic links to folders, which aren't followed."""
        assert self.path is not None
        return (self._inner(path) for path in _below(self.path) if path.is_dir())

    def _inner(self, path: Path) -> Source:
        assert self.path is not None
        name = path.relative_to(self.path).as_posix()
        return Source(name, path, meter=self.meter, inside=True)

    def _is_excluded(self, path: Path) -> bool:
        if not self.excluded:
            return False
        status = path.stat()
        return (status.st_dev, status.st_ino) in self.excluded

    def files_ending(self, *suffixes: str) -> Iterator[Source]:
        """Yield the files of a folder with such an ending, or the file itself whatever its name."""
        if not self.is_folder:
            yield self
            return
        for file in self.walk():
            if file.name.lower().endswith(suffixes):
                yield file


_LOT = 10_000
"""How many names of one folder are in memory at a time."""


def _below(folder: Path) -> Iterator[Path]:
    """Yield everything below a folder except folders, in the order of the paths as text."""
    names = _names_in(folder, "")
    while names:
        for name in names:
            if name.endswith("/"):
                yield from _below(folder / name)
            else:
                yield folder / name
        names = _names_in(folder, names[-1]) if len(names) == _LOT else []


def _names_in(folder: Path, after: str) -> list[str]:
    """Return the first `_LOT` names in a folder that sort after `after`; folders end in `/`."""
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
    """Decode a file, without a byte order mark; bytes that aren't UTF-8 become surrogates.

    Only LF ends a line, unless `newline` is None: a text may contain the other characters that
    Unicode calls line ends.
    """
    errors = "surrogateescape" if encoding == UTF8 else "replace"
    return io.TextIOWrapper(file, encoding, errors, newline=newline)


def _wide_encoding(head: bytes) -> str | None:
    """Detect UTF-16 or UTF-32 by a byte order mark or by many NULs; None for anything else."""
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
    """Guess the encoding of a text that isn't valid UTF-8; None if it can't be guessed.

    Damaged UTF-8 stays UTF-8. In Western European text, accented letters stand between plain
    ones; where bytes above 127 come in rows, the text is in another script.
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
