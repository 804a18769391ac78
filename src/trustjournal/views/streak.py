"""The screen of `trust streak`, its one-line form, and pauses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.calendar import monday_of, sunday_of
from ..domain.streak import Mark
from . import day_marks, phrases, widgets
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..domain.streak import Pause
    from ..services.streaks import Consistency, Standing

NOTHING_YET = "Nothing written yet. `trust journal` begins it."
PRACTICES = "Practices, in the last 28 days"
PRACTICES_LATELY = "Practices, lately"
NUMBERS_OFF = "Numbers are off (`trust config set streaks on` brings them back)."


def prompt_line(summary: Standing, *, numbers: bool) -> str:
    """Return a plain line for a shell prompt, without names or words from the journal."""
    if not numbers:
        return "written today" if summary.written_today else "not written yet today"
    if summary.long_away:
        return "good to see you"
    return phrases.streak_line(summary.headline, summary.run) or "no entries yet"


def streak_view(consistency: Consistency, screen: Screen, *, numbers: bool) -> list[RenderableType]:
    """Return the heatmap, the headline, the run and the practices."""
    summary = consistency.standing
    body: list[RenderableType] = []
    if consistency.practice:
        body += [Text(phrases.practice(consistency.practice), style="cyan"), ""]
    if screen.plain:
        body += day_marks.weeks_in_words(consistency.heatmap, summary.today)
    else:
        body += _years(consistency.heatmap, summary.today)
        for block in day_marks.heatmap(consistency.heatmap, screen, widgets.INDENT):
            body += [block, ""]
        body.append(day_marks.legend(screen))
    body += ["", *_summary_lines(consistency, numbers=numbers)]
    if consistency.practices and not consistency.practice and not summary.long_away:
        body += ["", *_practices(consistency, screen, numbers=numbers)]
    return ["", widgets.inset(*body), ""]


def _years(heatmap: dict[date, Mark], today: date) -> list[RenderableType]:
    """Return the period a heatmap shows, unless all of it is in this year."""
    first, last = min(heatmap), max(heatmap)
    year = first + (last - first) / 2
    if (first, last) == (monday_of(date(year.year, 1, 1)), sunday_of(date(year.year, 12, 31))):
        label = f"{year:%Y}"
    else:
        last = min(last, today)
        months = (f"{first:%B}" if first.year == last.year else f"{first:%B %Y}", f"{last:%B %Y}")
        label = " to ".join(months)
    this_year = first.year == last.year == today.year
    return [] if this_year else [Text(label, style="dim")]


def _summary_lines(consistency: Consistency, *, numbers: bool) -> list[RenderableType]:
    summary = consistency.standing
    if not numbers:
        return [Text(NUMBERS_OFF, style="dim")]
    if summary.headline is None:
        return [Text(NOTHING_YET)]
    if summary.long_away and not consistency.practice:
        return [Text("Good to see you. Today's question: trust journal")]
    line = phrases.streak_line(summary.headline, summary.run)
    lines: list[RenderableType] = [Text(phrases.sentence(line), style="bold")]
    if summary.run.rest_days:
        lines.append(
            Text("A run goes on until three days in a row pass without an entry.", style="dim")
        )
    if consistency.longest and consistency.longest.days > 1:
        start, end = consistency.longest.start, consistency.longest.end
        lines.append(
            Text(
                f"The longest run so far: {phrases.count(consistency.longest.days, 'day')},"
                f" {start} to {end}."
            )
        )
    return lines


def _practices(consistency: Consistency, screen: Screen, *, numbers: bool) -> list[RenderableType]:
    seen = [row for row in consistency.practices if row.days]
    if not seen:
        return []
    waiting = [phrases.practice(row.practice) for row in consistency.practices if not row.days]
    most = seen[0].days
    rows: list[RenderableType] = [Text(PRACTICES if numbers else PRACTICES_LATELY, style="dim")]
    widest = 12 if screen.width >= 50 else 8
    for row in seen:
        name = f"{safe_line(phrases.practice(row.practice)):20}"
        days = phrases.count(row.days, "day") if numbers else ""
        if screen.plain:
            rows.append(Text(f"{name.strip()}: {days or 'written about'}"))
            continue
        bar = ("━" if screen.unicode else "=") * max(1, round(widest * row.days / most))
        rows.append(
            Text.assemble(name, (f"{bar:{widest + 1}}", "green"), (days, "dim"), no_wrap=True)
        )
    if waiting:
        rows.append(Text.assemble(("Waiting: ", "dim"), ", ".join(waiting)))
    return rows


def pauses(pauses: Sequence[Pause]) -> list[RenderableType]:
    """Return the pauses, and how to undo one."""
    if not pauses:
        return [Text("No days are paused. For example: trust pause today..2026-12-01")]
    rows: list[RenderableType] = [Text(_pause(pause)) for pause in pauses]
    return [*rows, Text("To undo one: trust pause --undo NUMBER", style="dim")]


def _pause(pause: Pause) -> str:
    reason = f"  {safe_line(pause.reason)}" if pause.reason else ""
    return f"{pause.n:3}  {_stretch(pause)}{reason}"


def _stretch(pause: Pause) -> str:
    one = pause.first_day == pause.last_day
    return str(pause.first_day) if one else f"{pause.first_day} to {pause.last_day}"


def paused(pause: Pause) -> list[RenderableType]:
    """Return the confirmation of a new pause."""
    days = phrases.count((pause.last_day - pause.first_day).days + 1, "day")
    return [
        Text(f"{days} off the calendar, {_stretch(pause)}."),
        Text(f"To undo it: trust pause --undo {pause.n}", style="dim"),
    ]


def unpaused(pause: Pause) -> list[RenderableType]:
    """Return the confirmation that a pause was undone."""
    verb = "is" if pause.first_day == pause.last_day else "are"
    return [Text(f"{_stretch(pause)} {verb} back on the calendar.")]
