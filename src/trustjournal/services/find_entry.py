"""Find an entry by the names people use for it."""

from __future__ import annotations

import re

from ..app import App
from ..domain import ids
from ..domain.calendar import WEEKDAYS, parse_any_day
from ..domain.entry import Entry
from ..errors import NotFound, UsageError
from ..sentences import NO_SUCH_ENTRY

ENTRY_IN_TRASH = "{name} is in the trash; `trust trash restore {name}` takes it out"


def entry_named(app: App, name: str, *, trashed: bool = False) -> Entry:
    """Find an entry by an id or its beginning, `last`, `last-1`, a day, or `DAY.2`.

    `last` is the entry written last; entries dated in the future come after all others.
    Raises `NotFound`, or `UsageError` naming the candidates if there are several.
    """
    name = name.strip().lower()
    if trashed:
        entries = app.reader.by_prefix(name, trashed=True) if ids.is_prefix(name) else []
        if not entries:
            raise NotFound(
                "there is no entry {name} in the trash; `trust trash list` shows what is", name=name
            )
        return _only_entry(app, name, entries)
    recent = re.fullmatch(r"last(?:-(\d{1,6}))?", name)
    if recent:
        latest = app.reader.by_recency(int(recent[1] or 0), app.now.moment)
        return _only_entry(app, name, [latest] if latest else [])
    day_text, dot, number = name.partition(".")
    if ids.is_prefix(name) and name not in ("yesterday", *WEEKDAYS):
        return _only_entry(app, name, app.reader.by_prefix(name))
    try:
        entries = app.reader.of_day(parse_any_day(day_text, app.now))
    except UsageError:
        # Several words may be text meant for an entry, so they are not repeated.
        named = name if len(name.split()) == 1 else "that"
        raise UsageError(
            "{value} does not name an entry; use an id, last, last-1, a day, or 2026-11-22.2",
            value=named,
        ) from None
    if dot:
        place = int(number) if re.fullmatch(r"[1-9][0-9]{0,5}", number) else 0
        entries = entries[place - 1 : place] if place else []
    return _only_entry(app, name, entries)


def _only_entry(app: App, name: str, entries: list[Entry]) -> Entry:
    if not entries:
        in_trash = ids.is_prefix(name) and app.reader.by_prefix(name, trashed=True)
        raise NotFound(ENTRY_IN_TRASH if in_trash else NO_SUCH_ENTRY, name=name)
    if len(entries) > 1:
        raise UsageError("{name} could be any of {entries}", name=name, entries=tuple(entries))
    return entries[0]
