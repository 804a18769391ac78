"""The options that filter entries, shared by all commands that list entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import typer

from .. import services
from ..app import App
from ..domain.calendar import parse_any_day
from ..domain.filter import Filter
from ..errors import UsageError
from ..sentences import SPAN_BACKWARDS
from .options import as_text, complete_person, complete_tag

OnDay: TypeAlias = Annotated[str | None, typer.Option("--on", metavar="DAY", help="On this day.")]
WithTags: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        metavar="TAG",
        help="With this tag; given again, with each of them.",
        parser=as_text,
        autocompletion=complete_tag,
    ),
]
AboutPeople: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--person",
        metavar="ALIAS",
        help="About this person; given again, each of them.",
        parser=as_text,
        autocompletion=complete_person,
    ),
]
Starred: TypeAlias = Annotated[bool, typer.Option("--starred", help="Only starred ones.")]
NotYetSaid: TypeAlias = Annotated[bool, typer.Option("--unsaid", help="Only what is not yet said.")]


def filter_of(
    app: App,
    *,
    start: str | None = None,
    end: str | None = None,
    on: str | None = None,
    tags: Sequence[str] | None = None,
    people: Sequence[str] | None = None,
    practice: str | None = None,
    kind: str | None = None,
    starred: bool = False,
    unsaid: bool = False,
    limit: int | None = None,
) -> Filter:
    """Return the filter for these options. Raises `UsageError` for invalid days and practices.

    A day may be in the future: a clock that was ahead may have dated entries there.
    """
    if on is not None and (start is not None or end is not None):
        raise UsageError("--on is one day; it goes without --from and --to")
    first, last = (on, on) if on is not None else (start, end)
    if practice is not None:
        services.enabled_packs.check_practice(app, practice)
    entry_filter = Filter(
        start=parse_any_day(first, app.now) if first is not None else None,
        end=parse_any_day(last, app.now) if last is not None else None,
        tags=tuple(tags or ()),
        people=tuple(people or ()),
        practice=practice,
        kind=kind,
        starred=starred,
        unsaid=unsaid,
        limit=limit,
    )
    if entry_filter.start and entry_filter.end and entry_filter.end < entry_filter.start:
        raise UsageError(SPAN_BACKWARDS, value=f"{entry_filter.start}..{entry_filter.end}")
    return entry_filter
