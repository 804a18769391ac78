"""Find an entry by the names people use for it."""

from __future__ import annotations

import re

from ..app import App
from ..domain import ids
from ..domain.entry import Entry
from ..domain.period_words import parse_period
from ..errors import NotFound, UsageError
from ..sentences import NO_SUCH_ENTRY

NO_ENTRIES = "no entries yet; write the first with `trust journal`"
ENTRY_IN_TRASH = "{name} is in the trash; `trust trash restore {name}` takes it out"


def entry_named(app: App, name: str, *, trashed: bool = False) -> Entry:
    """Find an entry by an id or its beginning, `last`, `last-1`, a day, or `DAY.2`.

    `last` is the entry written last; entries dated in the future come after all others.
    Raises `NotFound`, or `UsageError` naming the candidates if there are several.
    """
    name = name.strip().lower()
    if trashed and name == "last":
        return _trashed_last(app)
    if trashed:
        entries = app.reader.by_prefix(name, trashed=True) if ids.is_prefix(name) else []
        if not entries:
            raise NotFound(
                "there's no entry called {name} in the trash; `trust trash list` shows what's "
                "there",
                name=name,
            )
        return _only_entry(app, name, entries)
    recent = re.fullmatch(r"last(?:-(\d{1,6}))?", name)
    if recent:
        latest = app.reader.by_recency(int(recent[1] or 0), app.now.moment)
        if latest is None and not app.reader.any_entry():
            raise NotFound(NO_ENTRIES)
        return _only_entry(app, name, [latest] if latest else [])
    if ids.is_prefix(name):
        with_prefix = app.reader.by_prefix(name)
        if with_prefix or not _is_period(app, name):
            return _only_entry(app, name, with_prefix)
    return _of_day(app, name)


def _trashed_last(app: App) -> Entry:
    """Return the entry that was put in the trash last. Raises `NotFound`."""
    entries = app.reader.trashed()
    if not entries:
        raise NotFound("the trash is empty, so there's nothing to restore")
    return entries[0]


def _of_day(app: App, name: str) -> Entry:
    """Find the entry of a day that has only one, or one of several: `2026-11-22.2`."""
    day_text, dot, number = (name, "", "") if ".." in name else name.partition(".")
    try:
        period = parse_period(day_text, app.now)
    except UsageError:
        # Several words may be text meant for an entry, so they are not repeated.
        named = name if len(name.split()) == 1 else "that"
        raise UsageError(
            "{value} isn't an entry; use an id, last, last-1, a day, or 2026-11-22.2 for "
            "the second entry of that day",
            value=named,
        ) from None
    if not period.is_day:
        raise UsageError(
            "{value} is more than one day; `trust read {value}` shows its entries", value=name
        )
    entries = app.reader.of_day(period.start)
    if dot:
        place = int(number) if re.fullmatch(r"[1-9][0-9]{0,5}", number) else 0
        entries = entries[place - 1 : place] if place else []
    if len(entries) > 1:
        raise UsageError(
            "there are several entries for {name}: {entries}; `trust read {day}` shows them all",
            name=name,
            entries=tuple(entries),
            day=period.start,
        )
    if not entries:
        raise NotFound("there's no entry for {day}; `trust list` shows your entries", day=name)
    return entries[0]


def _is_period(app: App, name: str) -> bool:
    try:
        parse_period(name, app.now)
    except UsageError:
        return False
    return True


def _only_entry(app: App, name: str, entries: list[Entry]) -> Entry:
    if not entries:
        if ids.is_prefix(name) and app.reader.by_prefix(name, trashed=True):
            raise NotFound(ENTRY_IN_TRASH, name=name)
        raise NotFound(NO_SUCH_ENTRY, name=name)
    if len(entries) > 1:
        raise UsageError("{name} could be any of {entries}", name=name, entries=tuple(entries))
    return entries[0]
