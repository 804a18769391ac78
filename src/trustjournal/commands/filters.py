"""The options that filter entries, shared by all commands that list entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from .. import services, views
from ..app import App
from ..domain.filter import Filter
from ..domain.period_words import parse_period, parse_range
from ..errors import UsageError
from .options import (
    End,
    Kind,
    Practice,
    Start,
    as_text,
    complete_period,
    complete_person,
    complete_tag,
    complete_what,
)

if TYPE_CHECKING:
    from ..services.what import What as Named

OnDay: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DAYS",
        help="On this day, or in this period.",
        autocompletion=complete_period,
    ),
]
WithTags: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        metavar="TAG",
        help="Entries with this tag; repeat for several.",
        parser=as_text,
        autocompletion=complete_tag,
    ),
]
AboutPeople: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--person",
        metavar="ALIAS",
        help="Entries about this person; repeat for several.",
        parser=as_text,
        autocompletion=complete_person,
    ),
]
Starred: TypeAlias = Annotated[bool, typer.Option("--starred", help="Only starred entries.")]
NotYetSaid: TypeAlias = Annotated[
    bool, typer.Option("--unsaid", help="Only what you haven't said yet.")
]
What: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WHAT]...",
        help="Days, a person, a tag, a practice, a kind: last week, november, 2026-10, Sam, joys.",
        autocompletion=complete_what,
        show_default=False,
    ),
]


@dataclass(frozen=True)
class FilterOptions:
    """The options that filter entries, in the order of the help."""

    start: Start = None
    end: End = None
    on: OnDay = None
    tag: WithTags = None
    person: AboutPeople = None
    practice: Practice = None
    kind: Kind = None
    starred: Starred = False
    unsaid: NotYetSaid = False

    def read(self, app: App, limit: int | None = None) -> Filter:
        """Return the filter they ask for. Raises `UsageError` for invalid days and practices."""
        first, last = days_of(app, self.start, self.end, self.on)
        if self.practice is not None:
            services.enabled_packs.check_practice(app, self.practice)
        return Filter(
            start=first,
            end=last,
            tags=tuple(self.tag or ()),
            people=tuple(self.person or ()),
            practice=self.practice,
            kind=self.kind,
            starred=self.starred,
            unsaid=self.unsaid,
            limit=limit,
        )


def days_of(
    app: App, start: str | None, end: str | None, on: str | None = None
) -> tuple[date | None, date | None]:
    """Return the first and the last day that options ask for. Raises `UsageError`.

    Each option takes a day or a period. A day may be in the future: a clock that was ahead may
    have dated entries there.
    """
    if on is not None and (start is not None or end is not None):
        raise UsageError("--on doesn't go with --from or --to")
    if start is not None and end is not None:
        period = parse_range(start, end, app.now)
        return period.start, period.end
    named = on if on is not None else start if start is not None else end
    if named is None:
        return None, None
    period = parse_period(named, app.now)
    return (None if end is not None else period.start, None if start is not None else period.end)


def add_what(
    app: App, entry_filter: Filter, words: Sequence[str] | None, *, entries: bool = False
) -> tuple[Filter, Named | None]:
    """Add what the words after a command name to a filter; None if there are none.

    Raises `UsageError`.
    """
    if not words:
        return entry_filter, None
    named = services.what.named(app, words, entries=entries)
    if (named.period or named.everything) and (entry_filter.start or entry_filter.end):
        raise UsageError("give the days only once: either in words or with --from, --to or --on")
    if named.period:
        entry_filter = replace(entry_filter, start=named.period.start, end=named.period.end)
    if named.kind and entry_filter.kind:
        raise UsageError("give the kind of entry only once: either in words or with --kind")
    if named.practice and entry_filter.practice:
        raise UsageError("give the practice only once: either in words or with --practice")
    entry_filter = replace(
        entry_filter,
        tags=(*entry_filter.tags, *named.tags),
        people=(*entry_filter.people, *named.people),
        practice=named.practice or entry_filter.practice,
        kind=named.kind or entry_filter.kind,
        starred=named.starred or entry_filter.starred,
        unsaid=named.unsaid or entry_filter.unsaid,
        private=named.private or entry_filter.private,
    )
    if named.also and not app.json:
        app.err.line(views.entry_list.also_a_label(named.also), label=True)
    return entry_filter, named
