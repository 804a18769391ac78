"""`trust read`: entries in full, one after another, in the order they happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from .. import services, views
from ..app import App
from ..domain.calendar import EARLIEST
from ..domain.filter import Filter
from ..domain.periods import Period, period_between
from ..errors import TrustError, UsageError
from ..services.reading import Reading
from .command import Result, command, give
from .filters import FilterOptions, What, add_what
from .options import CountOfAll, entries_as_data, refuse_unknown_options
from .rescue import say_not_taken
from .synonyms import MEANINGS, PHRASES
from .warnings import warn


@command
def read(
    app: App,
    what: What = None,
    limit: CountOfAll = None,
    *,
    options: FilterOptions,
    random: Annotated[bool, typer.Option("--random", help="One entry, picked at random.")] = False,
    on_this_day: Annotated[
        bool,
        typer.Option(
            "--on-this-day",
            help="What you wrote on this day last month, last year and in earlier years.",
        ),
    ] = False,
    include_private: Annotated[
        bool,
        typer.Option("--include-private", help="Include private entries and passages."),
    ] = False,
) -> None:
    """Read entries in full, oldest first. Without WHAT, the last seven days.

    Example: trust read last week

    Example: trust read november --tag walk
    """
    refuse_unknown_options(app, what or ())
    if what and _asks_for_this_day(app, " ".join(what).lower()):
        what, on_this_day = None, True
    entry_filter = options.read(app, limit)
    if random or on_this_day:
        if what or entry_filter != Filter() or include_private or (random and on_this_day):
            raise UsageError(
                "--random and --on-this-day choose the entries; use only one, on its own"
            )
        give(app, _by_chance(app) if random else _on_this_day(app))
        return
    entry_filter, reading = _chosen(app, entry_filter, what)
    warn(app)
    if app.json:
        _stream_json(app, reading, include_private=include_private)
        return

    def draw() -> Iterable[object]:
        return views.reading.reading_view(
            services.reading.entries(app, reading),
            reading,
            entry_filter,
            app.out,
            app.now.today,
            lambda month: services.reading.written_days(app, month),
            include_private=include_private,
        )

    give(app, Result(None, draw, paged=True, of_journal=True))
    if app.told_of_lost_journal:
        return
    for note in views.reading.notes(
        reading, entry_filter, app.now.today, include_private=include_private
    ):
        app.err.line(note, label=True)


def _by_chance(app: App) -> Result:
    entry = services.resurface.at_random(app, storms=False)
    entries = [entry] if entry else []
    return Result(
        lambda: {"period": None, "private": 0} | entries_as_data(entries),
        lambda: views.reading.by_chance(entry, app.out),
        paged=True,
    )


def _on_this_day(app: App) -> Result:
    days = services.resurface.on_this_day(app, storms=False)
    entries = [entry for day in days for entry in day.entries]
    private = sum(entry.private for entry in entries)
    return Result(
        lambda: {"period": None, "private": private} | entries_as_data(entries),
        lambda: views.reading.earlier_days(days, app.out),
        paged=True,
    )


def _asks_for_this_day(app: App, words: str) -> bool:
    """Return whether words mean `--on-this-day`, and not a tag of that name."""
    meant = {**MEANINGS, **PHRASES}.get(words) == "read --on-this-day"
    return meant and not (app.has_journal and app.reader.has_label("entry_tag", words))


def _chosen(app: App, entry_filter: Filter, words: list[str] | None) -> tuple[Filter, Reading]:
    """Return what to read: an entry, what words and options name, or the recent days."""
    if not words and entry_filter == Filter():
        days = services.reading.recent(app)
        entry_filter = Filter(start=days.start, end=days.end)
        return entry_filter, services.reading.reading(app, entry_filter, days)
    entry_filter, named = add_what(app, entry_filter, words, entries=True)
    if named and named.entry:
        if entry_filter != Filter():
            raise UsageError("to read one entry, leave the other options out")
        number = app.reader.number_of(named.entry.id)
        return entry_filter, Reading((number,), None, by_days=False, private=named.entry.private)
    period: Period | None = named.period if named else None
    if not period and (entry_filter.start or entry_filter.end):
        last = max(app.now.today, app.now.calendar_day)
        start = entry_filter.start or EARLIEST
        period = period_between(start, entry_filter.end or max(start, last))
    return entry_filter, services.reading.reading(app, entry_filter, period)


def _stream_json(app: App, reading: Reading, *, include_private: bool) -> None:
    say_not_taken(app)
    period = reading.period
    data: dict[str, Any] = {
        "period": {"name": period.name, "start": period.start, "end": period.end}
        if period
        else None,
        "private": reading.private + reading.passed_over,
    }
    if app.notes:
        data["notes"] = app.notes
    document = views.json_envelope.Streamed(app.stdout, app.command, "entries", data)
    try:
        for entry in services.reading.entries(app, reading):
            document.add(views.json_envelope.entry(entry, include_private=include_private))
    except TrustError as error:
        document.end(error.exit_code, views.messages.error(error))
        app.exit_code = error.exit_code
        return
    document.end()


COMMANDS = {"read": read}
