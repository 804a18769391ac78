"""The options of `trust export html`: what is in the book, and how it looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, TypeAlias

import typer

from .. import services
from ..app import App
from ..domain.book import PAPERS, PARTS, Book
from ..domain.period_words import parse_period
from ..domain.periods import Period, year_of
from ..domain.text import joined_with_or
from ..errors import UsageError
from .options import as_text, complete_person

BOOKS = ("html", "epub")
"""The formats that are books."""
USUAL = tuple(name for name, usual in PARTS.items() if usual)
UNUSUAL = tuple(name for name, usual in PARTS.items() if not usual)


def _complete_part(incomplete: str) -> Iterable[str]:
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in PARTS if name.startswith(last)]


def _complete_paper(incomplete: str) -> Iterable[str]:
    return [name for name in PAPERS if name.startswith(incomplete)]


Year: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--year", metavar="YEAR", help="Books: the year, such as 2025; by default the current one."
    ),
]
Person: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--person",
        metavar="ALIAS",
        help="Books: only entries about this person.",
        parser=as_text,
        autocompletion=complete_person,
    ),
]
With: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="PARTS",
        help=f"Books: parts to add: {', '.join(UNUSUAL)}.",
        parser=as_text,
        autocompletion=_complete_part,
    ),
]
Without: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="PARTS",
        help=f"Books: parts to leave out: {', '.join(USUAL)}.",
        parser=as_text,
        autocompletion=_complete_part,
    ),
]
Paper: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--paper",
        metavar="PAPER",
        help=f"HTML: the paper to print on, {joined_with_or(tuple(PAPERS))}; a5 by default.",
        autocompletion=_complete_paper,
    ),
]
Title: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--title",
        metavar="TITLE",
        help="Books: a title of your own.",
        parser=as_text,
    ),
]


def check_format(format_: str, options: Mapping[str, object]) -> None:
    """Raise `UsageError` for an option that this format doesn't have."""
    for name, value in options.items():
        formats = ("html",) if name == "--paper" else BOOKS
        if value and format_ not in formats:
            raise UsageError(
                "{name} is for {known}, not for {value}",
                name=name,
                known=" and ".join(formats),
                value=format_,
            )


def days_of_book(
    app: App, year: str | None, first: date | None, last: date | None
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a book: those asked for, else a year.

    Without a word about it, that is the running year, or the last one with entries.
    """
    if year is not None:
        if first or last:
            raise UsageError("give the days only once: either with --year or with --from and --to")
        period = _year(app, year)
        return period.start, period.end
    if first or last:
        return first, last
    newest = app.reader.day_before(app.now.today + timedelta(days=1))
    period = year_of(newest or app.now.today)
    return period.start, period.end


def _year(app: App, text: str) -> Period:
    """Parse `2025` or `last year`. Raises `UsageError`."""
    try:
        period: Period | None = parse_period(text, app.now)
    except UsageError:
        period = None
    if period is None or period.kind != "year":
        raise UsageError("--year can't be {value}; use a year such as 2025", value=text)
    return period


def book_of(
    app: App,
    days: tuple[date | None, date | None],
    *,
    person: str | None,
    paper: str | None,
    title: str | None,
    added: list[str] | None,
    left_out: list[str] | None,
    private: bool,
) -> Book:
    """Return what kind of book to make. Raises `UsageError` for unknown parts and papers."""
    if paper is not None and paper.lower() not in PAPERS:
        raise UsageError(
            "--paper can't be {value}; use {known}",
            known=joined_with_or(tuple(PAPERS)),
            value=paper,
        )
    more, less = _parts("--with", added), _parts("--without", left_out)
    if more & less:
        raise UsageError("{name} is both in --with and in --without", name=min(more & less))
    return Book(
        first=days[0],
        last=days[1],
        person=person,
        title=" ".join((title or "").split()) or None,
        paper=(paper or "a5").lower(),
        parts=(frozenset(USUAL) | more) - less,
        private=private,
        language=app.settings.language,
        made_on=app.now.today,
    )


def _parts(option: str, lists: list[str] | None) -> frozenset[str]:
    names = [name for each in lists or () for name in each.lower().replace(",", " ").split()]
    for name in names:
        if name not in PARTS:
            raise UsageError(
                "{option} can't be {value}; use {known}",
                option=option,
                known=joined_with_or(tuple(PARTS)),
                value=name,
            )
    return frozenset(names)


def person_of(app: App, alias: str | None) -> str | None:
    """Return the alias of a person in the journal. Raises `NotFound`."""
    return None if alias is None else services.people.known(app, alias).person.alias
