"""`trust show`: an entry in full, its versions, a random one, or those of this day."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import services, views
from ..app import App
from ..domain.entry import Entry, current_revision
from ..errors import UsageError
from ..registry import all_features
from ..services.find_entry import entry_named
from .command import Result, command, give
from .options import EntryName, entries_as_data, entry_as_data, refuse_unknown_options


@command
def show(
    app: App,
    name: EntryName = "",
    history: Annotated[
        bool, typer.Option("--history", help="Show every earlier version, and what changed.")
    ] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Only the text, exactly as typed.")] = False,
    random: Annotated[bool, typer.Option("--random", help="One entry, picked at random.")] = False,
    on_this_day: Annotated[
        bool,
        typer.Option(
            "--on-this-day",
            help="What you wrote on this day last month, last year and in earlier years.",
        ),
    ] = False,
    storms: Annotated[
        bool, typer.Option("--storms", help="With --random or --on-this-day, include storms.")
    ] = False,
) -> None:
    """Show one entry. Without ENTRY, the one you wrote last.

    Example: trust show yesterday
    """
    refuse_unknown_options(app, [name])
    if sum((history, raw, random, on_this_day)) > 1:
        raise UsageError("choose one of --history, --raw, --random and --on-this-day")
    if name and (random or on_this_day):
        raise UsageError("--random and --on-this-day choose the entry; leave ENTRY out")
    if storms and not (random or on_this_day):
        raise UsageError("--storms goes with --random or --on-this-day")
    if on_this_day:
        _show_on_this_day(app, storms=storms)
    elif random:
        _show_random(app, storms=storms)
    else:
        entry = None
        if name not in ("", "last") or app.reader.any_entry():
            entry = entry_named(app, name or "last")
        view = _show_history if history else _show_raw if raw else _show_entry
        view(app, entry)


def _show_entry(app: App, entry: Entry | None) -> None:
    def draw_entry() -> list[object]:
        if entry is None:
            return _no_entries()

        shown: list[object] = list(
            views.entry.entry_view(entry, len(app.reader.revisions(entry.id)), app.out)
        )
        other_versions = services.two_places.other_versions(app, entry.id)
        shown += views.entry.two_places(entry.id, other_versions)
        shown += [line for feature in all_features() for line in feature.about_entry(app, entry)]
        if app.out.is_terminal:
            around = app.reader.neighbours(entry.id)
            shown += views.entry.neighbours(*around, app.now.today, app.out.width)
        return shown

    give(app, Result(lambda: entry_as_data(entry) | _around(app, entry), draw_entry, paged=True))


def _around(app: App, entry: Entry | None) -> dict[str, str | None]:
    """Return the ids of the entries before and after, for `--json`."""
    around = app.reader.neighbours(entry.id) if entry else (None, None)
    before, after = (neighbour.id if neighbour else None for neighbour in around)
    return {"before": before, "after": after}


def _show_history(app: App, entry: Entry | None) -> None:
    wordings = [*app.reader.revisions(entry.id), current_revision(entry)] if entry else []

    def draw_history() -> list[object]:
        if entry is None:
            return _no_entries()

        return list(views.entry_history.history(entry, wordings, app.out))

    give(
        app,
        Result(lambda: entry_as_data(entry) | {"revisions": wordings}, draw_history, paged=True),
    )


def _show_raw(app: App, entry: Entry | None) -> None:
    """Write the text byte for byte, at a terminal without its control characters."""
    if app.json or entry is None:
        _show_entry(app, entry)
        return
    if app.out.is_terminal:
        app.out.print(views.widgets.Verbatim(views.sanitize.safe_text(entry.body)))
        return
    app.stdout.flush()
    binary = getattr(app.stdout, "buffer", None)
    if binary is None:
        app.stdout.write(entry.body)
    else:
        binary.write(entry.body.encode())
        binary.flush()


def _show_random(app: App, *, storms: bool) -> None:
    entry = services.resurface.at_random(app, storms=storms)

    def data() -> dict[str, object]:
        return {"entry": views.json_envelope.entry(entry) if entry else None}

    give(
        app,
        Result(
            data,
            lambda: (
                list(views.resurface.redacted_entry(entry, app.out))
                if entry
                else [views.resurface.NOTHING_TO_DRAW]
            ),
            paged=True,
        ),
    )


def _show_on_this_day(app: App, *, storms: bool) -> None:
    days = services.resurface.on_this_day(app, storms=storms)

    give(
        app,
        Result(
            lambda: entries_as_data(e for day in days for e in day.entries),
            lambda: (
                list(views.resurface.on_this_day(days, app.out))
                or [views.resurface.NOTHING_ON_THIS_DAY]
            ),
            paged=True,
        ),
    )


def _no_entries() -> list[object]:
    return [views.entry_list.NO_ENTRIES]


COMMANDS = {"show": show}
