"""The readers there are, and which of them a source is for."""

from __future__ import annotations

from ..errors import UsageError
from .dayone_in import DayOne
from .incoming import Reader
from .jrnl_json_in import JrnlJson
from .jrnl_text_in import JrnlText
from .json_in import FromJson
from .markdown_in import Markdown
from .source import Source

UNKNOWN_SOURCE = (
    "{path} is none of {known}, as far as its content shows; if you know that it is one, "
    "name it with --format. For other formats there is the free converter Jimmy "
    "(https://github.com/marph91/jimmy): the Markdown it makes comes in"
)
UNKNOWN_ZIP = (
    "{path} is none of {known}, as far as its content shows: no Day One export is in this "
    "zip file. Unpack it, and import the folder"
)

READERS: tuple[Reader, ...] = (
    JrnlJson(),
    FromJson(),
    JrnlText(),
    DayOne(),
    Markdown(),
)
"""In the order they are asked; the first that recognises a source reads it."""
FORMATS = tuple(dict.fromkeys(reader.format for reader in READERS))
"""What `--format` takes."""
_TAKES = {
    "jrnl": "a text, JSON, or a folder of day files",
    "json": "a file that `trust export json` made",
    "dayone": "Day One's JSON, by itself, in a folder or in a zip",
    "markdown": "a text, or a folder with .md files",
}
"""What each of them reads."""


def recognised(source: Source, format_: str | None) -> Reader:
    """The reader for a source, by its content; among those of one format where that is given.

    Where a person says what it is, that is obeyed, whatever the first lines look like. Raises
    `UsageError` for what none of them recognises, with the remedy where there is one.
    """
    _refuse_what_is_sealed(source)
    readers = [reader for reader in READERS if format_ in (None, reader.format)]
    for reader in readers:
        if reader.recognises(source):
            return reader
    for reader in readers:
        if isinstance(reader, JrnlText) and reader.might_read(source):
            return reader
    if format_ is None:
        what = UNKNOWN_ZIP if source.is_zip else UNKNOWN_SOURCE
        raise UsageError(what, path=source.name, known=", ".join(FORMATS))
    for reader in readers:
        if reader.obeys(source):
            return reader
    raise UsageError(
        "{path} does not read as {value}: it takes {takes}",
        path=source.name,
        value=format_,
        takes=_TAKES[format_],
    )


def _refuse_what_is_sealed(source: Source) -> None:
    """What can be named and not read. jrnl's mark begins with that of another program."""
    head = source.head
    if head.startswith((b"JRNLv", b"gAAAA")):  # its third way to seal files, and its second
        raise UsageError(
            "{path} is encrypted by jrnl; run `jrnl --decrypt` first, or pipe `jrnl "
            "--format json` to `trust import -`",
            path=source.name,
        )
    if head.startswith(b"JRNL"):
        raise UsageError(
            "{path} is encrypted by a program whose files begin with JRNL; open it there "
            "and export its text",
            path=source.name,
        )
    if head.startswith(b"SQLite format 3\0"):
        raise UsageError(
            "{path} is a database; `trust restore` takes copies of a journal", path=source.name
        )
