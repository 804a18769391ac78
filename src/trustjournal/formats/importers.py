"""The importers, and how the one for a source is chosen."""

from __future__ import annotations

from ..errors import UsageError
from .dayone_in import DayOne
from .incoming import Importer
from .jrnl_json_in import JrnlJson
from .jrnl_text_in import JrnlText
from .json_in import FromJson
from .markdown_in import Markdown
from .source import Source

UNKNOWN_SOURCE = (
    "{path} doesn't look like jrnl, Day One, Markdown or trust's own JSON; if it's one of these, "
    "say which with --format ({known}). For other formats, the free converter Jimmy "
    "(https://github.com/marph91/jimmy) makes Markdown that can be imported"
)
UNKNOWN_ZIP = "there's no Day One export in the zip file {path}. Unpack it, and import the folder"

IMPORTERS: tuple[Importer, ...] = (
    JrnlJson(),
    FromJson(),
    JrnlText(),
    DayOne(),
    Markdown(),
)
"""In the order in which they are asked; the first that recognises a source reads it."""
FORMATS = tuple(dict.fromkeys(importer.format for importer in IMPORTERS))
"""The values of `--format`."""
_TAKES = {
    "jrnl": "a text file, JSON, or a folder of day files",
    "json": "a file that `trust export json` made",
    "dayone": "Day One's JSON, alone, in a folder or in a zip",
    "markdown": "a text file, or a folder with .md files",
}
"""What each format's importers read, for an error message."""


def importer_for(source: Source, format_: str | None) -> Importer:
    """Choose the importer for a source by its content.

    With `format_`, only the importers of that format are asked, and one is chosen even if the
    source doesn't look like it, as long as it can be read. Raises `UsageError` for a source that
    no importer recognises, with a remedy if there is one.
    """
    _refuse_encrypted_and_databases(source)
    importers = [importer for importer in IMPORTERS if format_ in (None, importer.format)]
    for importer in importers:
        if importer.recognises(source):
            return importer
    for importer in importers:
        if isinstance(importer, JrnlText) and importer.might_read(source):
            return importer
    if format_ is None:
        message = UNKNOWN_ZIP if source.is_zip else UNKNOWN_SOURCE
        name = "standard input" if source.name == "-" else source.name
        raise UsageError(message, path=name, known=", ".join(FORMATS))
    for importer in importers:
        if importer.can_read(source):
            return importer
    raise UsageError(
        "{path} can't be read as {value}; that format is {takes}",
        path=source.name,
        value=format_,
        takes=_TAKES[format_],
    )


def _refuse_encrypted_and_databases(source: Source) -> None:
    """Raise `UsageError` for a file whose kind is known but which can't be read.

    jrnl's signature begins with another program's, so it is looked for first.
    """
    head = source.head
    if head.startswith((b"JRNLv", b"gAAAA")):  # jrnl's third and second ways to encrypt files
        raise UsageError(
            "{path} was encrypted by jrnl; run `jrnl --decrypt` first, or pipe `jrnl "
            "--format json` to `trust import -`",
            path=source.name,
        )
    if head.startswith(b"JRNL"):
        raise UsageError(
            "{path} was encrypted by a program whose files begin with JRNL; open it in that "
            "program and export its text",
            path=source.name,
        )
    if head.startswith(b"SQLite format 3\0"):
        raise UsageError(
            "{path} is a database; if it's a copy of a journal, use `trust backup restore`",
            path=source.name,
        )
