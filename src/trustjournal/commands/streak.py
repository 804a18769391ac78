"""`trust streak` and `trust pause`: the days of writing, and days off."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated

import typer

from .. import services, views
from ..app import App
from ..domain.calendar import EARLIEST
from ..domain.period_words import parse_period
from ..domain.periods import week_of
from ..errors import UsageError
from .command import Result, command
from .options import (
    CalendarYear,
    Practice,
    ShownDays,
    Weeks,
    as_text,
    refuse_unknown_options,
)
from .rescue import keep_for, text_for_dash
from .warnings import warn

PLAIN_WEEKS = 4
"""The default number of weeks that `--plain` puts into words."""

FEWEST_WEEKS = 4
"""The fewest weeks that a heatmap shows, even if the journal is younger."""


@command
def streak(
    app: App,
    what: ShownDays = None,
    weeks: Weeks = None,
    year: CalendarYear = None,
    practice: Practice = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Also show your longest run so far.")
    ] = False,
    short: Annotated[
        bool, typer.Option("--short", help="One plain line, for a shell prompt.")
    ] = False,
) -> Result | None:
    """See how you've shown up: a heatmap of weeks, the last 28 days, your current run.

    With --short it never asks for a passphrase. If the journal can't be read, it prints
    nothing and exits with code 0.

    Example: trust streak --weeks 12

    Example: trust streak 2026
    """
    if short:
        app.begin_in_shell()
    numbers = app.settings.streaks
    if short and not app.json:
        line = views.streak.prompt_line(services.streaks.standing_of(app), numbers=numbers)
        if line:
            app.out.line(line)
        return None
    start, end = _span(app, " ".join(what or ()), weeks, year)
    overview = services.streaks.consistency(app, start, end, practice=practice, whole=whole)
    warn(app)

    return Result(
        overview,
        lambda: views.streak.streak_view(overview, app.out, numbers=numbers),
        of_journal=True,
    )


MOST_YEARS = 10
"""The most years that a heatmap shows."""


def _span(app: App, words: str, weeks: int | None, year: int | None) -> tuple[date, date]:
    """Return the first and last day of the heatmap: weeks of a period, or up to this one."""
    if words:
        if weeks or year:
            raise UsageError("give the days only once: either in words or with --weeks or --year")
        period = parse_period(words, app.now)
        start = period.start
        if start == EARLIEST:
            start = min(app.days.first_day() or period.end, period.end)
        if (period.end - start).days > MOST_YEARS * 366:
            raise UsageError("a heatmap covers ten years at most; use fewer days")
        return week_of(start).start, week_of(period.end).end
    if year:
        return week_of(date(year, 1, 1)).start, week_of(date(year, 12, 31)).end
    end = week_of(app.now.today).end
    if weeks is None:
        if app.json:
            fit = 53
        elif app.plain:
            fit = PLAIN_WEEKS
        else:
            fit = views.day_marks.weeks_that_fit(app.out, views.widgets.INDENT)
        first = app.days.first_day() or app.now.today
        weeks_so_far = (end - week_of(first).start).days // 7 + 1
        weeks = max(min(fit, weeks_so_far), min(fit, FEWEST_WEEKS))
    return end - timedelta(days=7 * weeks - 1), end


@command
def pause(
    app: App,
    span: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DAYS]", help="Days, such as today..friday or next week."),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason",
            metavar="TEXT",
            help="The reason, or - for standard input. Exports leave it out.",
            parser=as_text,
        ),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Undo the last pause, or the one whose number you give.")
    ] = False,
) -> Result:
    """Take days off. Without DAYS, list your pauses.

    Example: trust pause 2026-12-20..2027-01-02 --reason travelling
    """
    words = " ".join(span or ())
    [reason] = text_for_dash(app, reason)
    if reason and (undo or not words):
        raise UsageError("--reason goes with the days of a pause, such as today..friday")
    if undo:
        undone = services.pauses.undo(app, _pause_number(words))
        return Result(undone, lambda: views.pauses.removed(undone))
    refuse_unknown_options(app, span or ())
    if words:
        days = parse_period(words, app.now, coming=True)
        keep_for(app, "pause")
        new_pause = services.pauses.add(app, days.start, days.end, reason)
        app.unkept.clear()
        return Result(new_pause, lambda: views.pauses.added(new_pause))
    pauses = list(app.days.pauses())
    return Result({"pauses": pauses}, lambda: views.pauses.listing(pauses))


def _pause_number(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise UsageError(
            "--undo can't be {value}; use the number of a pause, which `trust pause` shows",
            value=text,
        )
    return int(text)


COMMANDS = {"streak": streak, "pause": pause}
