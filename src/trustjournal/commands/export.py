"""`trust export`: write the journal in other formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import formats, services, views
from ..app import App
from ..errors import UsageError
from ..paths import resolve_path
from ..sentences import JSON_TO_STDOUT, NO_SUCH_FORMAT, NOT_TO_STDOUT
from .book_options import (
    BOOKS,
    Paper,
    Person,
    Title,
    With,
    Without,
    Year,
    book_of,
    check_format,
    days_of_book,
    person_of,
)
from .command import Result, command, give
from .filters import days_of
from .options import End, Start
from .warnings import warn

if TYPE_CHECKING:
    from ..formats.exporter_protocol import Exporter
    from ..services.destination import Stream
    from ..services.export import Exported, ExportOptions

SINGLE_TO_TERMINAL = "use either - or --single; - already writes a single text"

FORMATS = ("markdown", "html", "epub", "json", "csv", "jrnl", "dayone", "ics")

PAGES = ("day", "month")


def _complete_format(incomplete: str) -> Iterable[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


def _complete_by(incomplete: str) -> Iterable[str]:
    return [name for name in PAGES if name.startswith(incomplete)]


@command
def export(
    app: App,
    format_: Annotated[
        str | None,
        typer.Argument(
            metavar="FORMAT",
            help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}. Without FORMAT, the formats are "
            "listed.",
            autocompletion=_complete_format,
            show_default=False,
        ),
    ] = None,
    dest: Annotated[
        str | None,
        typer.Argument(
            metavar="[DEST]",
            help="The folder (for markdown) or file to write; - for standard output.",
            show_default="trust-journal, with the format's extension",
        ),
    ] = None,
    single: Annotated[
        bool, typer.Option("--single", help="Write one Markdown file, named DEST.")
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="PAGES",
            help="Markdown: a page for each day, or for each month with an index page.",
            autocompletion=_complete_by,
            show_default="day",
        ),
    ] = None,
    start: Start = None,
    end: End = None,
    include_private: Annotated[
        bool,
        typer.Option("--include-private", help="Include private entries and passages."),
    ] = False,
    raw_csv: Annotated[
        bool,
        typer.Option(
            "--raw-csv", help="CSV for programs: no apostrophe before =, no byte order mark."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace existing files, even those you changed.")
    ] = False,
    year: Year = None,
    person: Person = None,
    added: With = None,
    left_out: Without = None,
    paper: Paper = None,
    title: Title = None,
) -> None:
    """Export the journal as Markdown, as a book, as JSON or CSV, or for jrnl and Day One.

    html makes a book of one year, to read or to print from a browser; epub makes the same for an
    e-reader; docs/book.md describes it. ics is for journals on a phone, such as jtx Board.
    docs/formats.md says what each format keeps and what it can't.

    Example: trust export markdown ~/journal-pages

    Example: trust export markdown ~/journal-pages --by month

    Example: trust export html our-year.html --year 2026 --title "Our year"

    Example: trust export epub --person Sam

    Example: trust export ics ~/Sync/journal.ics --force

    Example: trust export json my-journal.json --include-private
    """
    if format_ is None:
        formats_ = [{"format": name, "about": views.export.FORMATS[name]} for name in FORMATS]
        give(app, Result({"formats": formats_}, views.export.list_of_formats))
        return
    of_books = {"--year": year, "--person": person, "--with": added, "--without": left_out}
    check_format(format_, of_books | {"--title": title, "--paper": paper})
    exporter = _exporter(format_, raw=raw_csv)
    _check_pages(by, format_, single=single or dest == "-")
    _check_destination(dest, exporter, format_, single=single, json=app.json)
    first, last = days_of(app, start, end)
    book = None
    app.need_journal()
    about = person_of(app, person)
    if format_ in BOOKS:
        first, last = days_of_book(app, year, first, last)
        book = book_of(
            app,
            (first, last),
            person=about,
            paper=paper,
            title=title,
            added=added,
            left_out=left_out,
            private=include_private,
        )
        exporter = formats.exporters.BOOKS[format_](book)
    options = services.export.ExportOptions(
        format_,
        start=first,
        end=last,
        include_private=include_private,
        force=force,
        person=about,
        book=book,
    )
    warn(app)
    name = exporter.dest if dest is None else dest
    _print_summary(
        app,
        _write_export(
            app,
            options,
            exporter,
            name,
            pages=None if format_ != "markdown" or single else by or PAGES[0],
        ),
    )


def _exporter(format_: str, *, raw: bool) -> Exporter:
    if format_ not in formats.exporters.EXPORTERS:
        raise UsageError(
            NO_SUCH_FORMAT, value=format_, known=", ".join(formats.exporters.EXPORTERS)
        )
    if raw and format_ != "csv":
        raise UsageError("--raw-csv is for csv, not for {value}", value=format_)
    return formats.csv_out.ToCsv(raw=True) if raw else formats.exporters.EXPORTERS[format_]()


def _check_pages(by: str | None, format_: str, *, single: bool) -> None:
    if by is None:
        return
    if by not in PAGES:
        raise UsageError("--by can't be {value}; use day or month", value=by)
    if format_ != "markdown" or single:
        raise UsageError(
            "--by is for a folder of Markdown pages; a single file has every day in it"
        )


def _check_destination(
    dest: str | None, exporter: Exporter, format_: str, *, single: bool, json: bool
) -> None:
    """Raise `UsageError` if the destination doesn't fit the options."""
    if single and format_ != "markdown":
        raise UsageError("--single is for markdown; {value} is always one file", value=format_)
    if dest == "-" and not exporter.is_text:
        raise UsageError(NOT_TO_STDOUT, value=format_)
    if dest == "-" and (single or json):
        raise UsageError(SINGLE_TO_TERMINAL if single else JSON_TO_STDOUT)
    if dest is not None and not dest.strip():
        raise UsageError("give a folder or file to export to, or - for standard output")


def _write_export(
    app: App, options: ExportOptions, exporter: Exporter, dest: str, *, pages: str | None
) -> Exported:
    """Export to a folder of pages, or to one file."""
    if dest == "-":
        services.destination.check_stdout(app)
        # Standard output holds the text only; standard error says what was left out.
        with services.export.writing("standard output"):
            exported = services.export.to_stream(app, options, exporter, _writer(app))
            app.stdout.flush()
        return exported
    path = services.destination.named(dest) if dest.startswith("~") else Path(dest)
    with services.destination.stream(app, path) as stream:
        if stream is not None:
            return _write_to_stream(app, options, exporter, path, stream)
    if pages:
        folder = resolve_path(path)
        return services.export_folder.to_folder(app, options, folder, by_month=pages == "month")
    return services.export.to_file(app, options, exporter, resolve_path(path.parent) / path.name)


def _write_to_stream(
    app: App, options: ExportOptions, exporter: Exporter, dest: Path, stream: Stream
) -> Exported:
    """Export into a pipe, to a terminal, or to standard output under another name."""
    if stream.is_stdout and app.json:
        raise UsageError(JSON_TO_STDOUT)
    if not stream.is_terminal:
        exported = services.export.to_descriptor(app, options, exporter, dest, stream.file)
    elif not exporter.is_text:
        raise UsageError(NOT_TO_STDOUT, value=options.format)
    else:

        def write(text: str) -> None:
            stream.file.write(views.sanitize.safe_text(text).encode())

        exported = services.export.to_stream(app, options, exporter, write)
    return replace(exported, dest="-" if stream.is_stdout else str(dest))


def _writer(app: App) -> Callable[[str], object]:
    """Return what writes text to standard output, without control characters at a terminal."""
    if not app.out.is_terminal:
        return app.stdout.write

    return lambda text: app.stdout.write(views.sanitize.safe_text(text))


def _print_summary(app: App, exported: Exported) -> None:
    if app.json and exported.dest != "-":
        views.json_envelope.success(app.stdout, app.command, exported)
        return

    screen = app.err if exported.dest == "-" else app.out
    for line in views.export.summary(exported):
        screen.line(line)


COMMANDS = {"export": export}
