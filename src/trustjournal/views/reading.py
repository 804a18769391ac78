"""Entries in full, one after another: a heading for each month and day, and calm margins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry, redacted
from ..domain.filter import Filter
from ..domain.periods import Period
from ..domain.streak import Mark
from . import day_marks, phrases, resurface, widgets
from .entry import entry_text, kind_of, time_of
from .entry_list import NO_ENTRIES, NO_MATCHES, unknown_label
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..services.reading import Reading
    from ..services.resurface import OnThisDay

MEASURE = 72
"""Maximum cells in a line of an entry: a book has about as many."""
NARROW = 60
"""A screen with fewer columns has smaller margins."""
BY_MONTH_FROM = 32
"""Days from which a range has a heading for each month."""


def reading_view(
    entries: Iterable[Entry],
    reading: Reading,
    filter_: Filter,
    screen: Screen,
    today: date,
    written_days: Callable[[date], frozenset[date]],
    *,
    include_private: bool,
) -> Iterator[RenderableType]:
    """Yield the parts of the screen, as they are needed.

    `written_days` returns the days of a month that have entries. Private words are left out unless
    `include_private`; of a private entry its day and its name remain.
    """
    margins = _Margins(screen)
    if not reading.numbers:
        yield from _nothing(reading, filter_, today)
        yield from _further(reading, margins, screen, today)
        return
    by_month = _is_by_month(reading.period)
    title = _title(reading, filter_)
    # A heading above the days tells their year.
    dated = by_month or (reading.period is not None and not reading.period.is_day)
    yield from margins.heading(*([Text(title, style="bold")] if title else []))
    for first, of_month in groupby(entries, key=lambda entry: entry.day.replace(day=1)):
        if by_month:
            days = written_days(first) if reading.by_days else None
            yield from margins.heading(*_month_heading(first, days, screen))
        for day, of_day in groupby(of_month, key=lambda entry: entry.day):
            yield from margins.heading(Text(_day(day, screen, year=not dated), style="bold"))
            for entry in of_day:
                yield from margins.entry(_entry(entry, screen, include_private=include_private))
    yield from _further(reading, margins, screen, today)


def earlier_days(days: Sequence[OnThisDay], screen: Screen) -> Iterator[RenderableType]:
    """Yield the entries of this day in earlier months and years, without private words."""
    margins = _Margins(screen)
    for day in days:
        heading = f"{resurface.ago(day.months)}, {phrases.day(day.day)}"
        yield from margins.heading(Text(heading, style="bold"))
        for entry in day.entries:
            yield from margins.entry(_entry(entry, screen, include_private=False))
    if not days:
        yield Text(resurface.NOTHING_ON_THIS_DAY)
    elif screen.is_terminal:
        yield ""


def by_chance(entry: Entry | None, screen: Screen) -> Iterator[RenderableType]:
    """Yield one entry, without private words."""
    if entry is None:
        yield Text(resurface.NOTHING_TO_DRAW)
        return
    margins = _Margins(screen)
    yield from margins.heading(Text(phrases.day(entry.day), style="bold"))
    yield from margins.entry(_entry(entry, screen, include_private=False))
    yield from [""] if screen.is_terminal else []


class _Margins:
    """Indents headings and entries at a terminal. In a pipe everything begins at the left."""

    def __init__(self, screen: Screen) -> None:
        wide = screen.width >= NARROW
        self._indents = screen.is_terminal and not screen.plain
        self._heading = widgets.INDENT if wide else 0
        self._entry = self._heading + widgets.INDENT
        self._begun = False

    def heading(self, *parts: RenderableType) -> Iterator[RenderableType]:
        """Yield a heading, with a blank line above it unless it begins a pipe."""
        if not parts:
            return
        if self._begun or self._indents:
            yield ""
        self._begun = True
        for part in parts:
            yield widgets.inset(part, by=self._heading) if self._indents else part

    def entry(self, parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
        """Yield an entry, with a blank line above it."""
        yield ""
        for part in parts:
            if self._indents and not isinstance(part, widgets.Verbatim):
                yield widgets.inset(part, by=self._entry, measure=MEASURE)
            else:
                yield part


def _is_by_month(period: Period | None) -> bool:
    if period is None or period.kind in ("month", "year"):
        return True
    return (period.end - period.start).days + 1 >= BY_MONTH_FROM


def _title(reading: Reading, filter_: Filter) -> str:
    """Return what is read, unless the headings of months and days say it: `With Sam`."""
    period = reading.period
    named_by_headings = period is None or period.kind == "month" or period.is_day
    parts = [] if period is None or named_by_headings else [phrases.period(period)]
    if filter_.people:
        parts.append("with " + phrases.joined_with_and([safe_line(p) for p in filter_.people]))
    parts += [f"#{safe_line(tag)}" for tag in filter_.tags]
    if filter_.practice:
        parts.append(safe_line(phrases.practice(filter_.practice)))
    if filter_.kind:
        parts.append(filter_.kind)
    parts += ["starred"] if filter_.starred else []
    parts += ["not yet said"] if filter_.unsaid else []
    title = ", ".join(parts)
    return title[:1].upper() + title[1:]


def _month_heading(
    first: date, written: frozenset[date] | None, screen: Screen
) -> Iterator[RenderableType]:
    """Yield the name of a month, and its calendar with the written days marked."""
    yield Text(f"{first:%B %Y}", style="bold")
    if written is None:
        return
    if screen.plain:
        yield Text(f"Written on {phrases.days_of_month(written)}.")
    else:
        yield ""
        yield day_marks.month(first, dict.fromkeys(written, Mark.WRITTEN), screen)


def _day(day: date, screen: Screen, *, year: bool) -> str:
    """Return a day, without its year if that was told above and can still be seen."""
    if year or screen.plain or not screen.is_terminal:
        return phrases.day(day)
    return f"{day:%A} {day.day} {day:%B}"


def _entry(entry: Entry, screen: Screen, *, include_private: bool) -> Iterator[RenderableType]:
    """Yield the time, the name and the kind of an entry, then all it says."""
    shown = entry if include_private else redacted(entry)
    head = Text(f"{time_of(entry)}  {ids.short(entry.id)}  ")
    if entry.private and not include_private:
        head.append("private", widgets.LABEL)
        yield head
        return
    head.append(safe_line(kind_of(shown)), "cyan")
    if shown.starred:
        head.append("  starred" if screen.plain or not screen.unicode else "  ★", "yellow")
    yield head
    yield from entry_text(shown, screen)


def _further(
    reading: Reading, margins: _Margins, screen: Screen, today: date
) -> Iterator[RenderableType]:
    """Yield the commands that read on, earlier and later."""
    if not screen.is_terminal:
        return
    around = (("earlier", reading.earlier), ("later", reading.later))
    pairs = [
        (f"trust read {phrases.typed(period, today)}", label) for label, period in around if period
    ]
    if pairs:
        yield from margins.heading(widgets.hints(pairs))
    if pairs or reading.numbers:
        yield ""


def _nothing(reading: Reading, filter_: Filter, today: date) -> Iterator[RenderableType]:
    if not reading.by_days:
        yield Text(NO_MATCHES)
        for unknown in reading.unknown:
            yield Text(unknown_label(unknown))
        names = [safe_line(name) for name in filter_.people if name.isalpha()]
        if names and reading.mentions is None:
            yield Text(f"To find {names[0]} in the text of entries: trust search {names[0]}")
    elif reading.period and (reading.earlier or reading.later):
        if reading.period.start > today:
            yield Text(phrases.still_to_come(reading.period))
        else:
            yield Text(f"Nothing was written {phrases.in_period(reading.period)}.")
        if reading.period.is_day:
            yield Text(_nearest(reading.earlier, reading.later))
    else:
        yield Text(NO_ENTRIES)


def _nearest(earlier: Period | None, later: Period | None) -> str:
    """Return the written days before and after one without entries."""
    days = [phrases.day(period.start) for period in (earlier, later) if period]
    return f"Nearest entries: {' and '.join(days)}."


_MENTIONS = (
    "{number} entry mentions {name}: {command}",
    "{number} entries mention {name}: {command}",
)
_MORE_MENTIONS = (
    "{number} more entry mentions {name}: {command}",
    "{number} more entries mention {name}: {command}",
)


def notes(reading: Reading, filter_: Filter, today: date, *, include_private: bool) -> list[str]:
    """Return notes about what isn't shown: entries with the name of a person, private ones."""
    lines = []
    if reading.mentions:
        typed = phrases.quoted(filter_.people[0])
        days = f" --on {phrases.typed(reading.period, today)}" if reading.period else ""
        sentences = _MORE_MENTIONS if reading.numbers else _MENTIONS
        lines.append(
            phrases.plural(
                reading.mentions,
                *sentences,
                name=safe_line(filter_.people[0]),
                command=f"trust search {typed}{days}",
            )
        )
    if reading.private and not include_private:
        lines.append(
            phrases.plural(
                reading.private,
                "{number} private entry is shown without text. To read it too: --include-private",
                "{number} private entries are shown without text. To read them too:"
                " --include-private",
            )
        )
    if reading.passed_over:
        lines.append(phrases.not_searched(reading.passed_over))
    return lines
