"""The screen of `trust streak`, and its one-line form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.calendar import monday_of, sunday_of
from ..domain.periods import Period
from ..domain.streak import Mark
from . import day_marks, phrases, widgets
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..services.streaks import Consistency, StreakSummary

NOTHING_LATELY = "Nothing in the last 28 days."
NOTHING_IN_THESE_WEEKS = "Nothing in these weeks yet."
NOTHING_YET = "Nothing written yet. Start with `trust journal`."
PRACTICES = "Practices, in the last 28 days"
PRACTICES_WITHOUT_NUMBERS = "Practices, in the last four weeks"
NUMBERS_OFF = "Numbers are off (`trust config set streaks on` brings them back)."


def prompt_line(summary: StreakSummary, *, numbers: bool) -> str:
    """Return a plain line for a shell prompt, without names or words from the journal."""
    if not numbers:
        return "written today" if summary.written_today else "not written yet today"
    if summary.long_away:
        return "good to see you"
    line = phrases.short_streak_line(
        summary.headline, summary.run, written_today=summary.written_today
    )
    return line or ("" if summary.has_entries else "no entries yet")


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
        shades = day_marks.shades(consistency.characters) if numbers and screen.unicode else {}
        for block in day_marks.heatmap(consistency.heatmap, screen, widgets.INDENT, shades):
            body += [block, ""]
        body.append(day_marks.legend(screen, shaded=bool(shades)))
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
    return [] if this_year else [Text(label)]


def _summary_lines(consistency: Consistency, *, numbers: bool) -> list[RenderableType]:
    summary = consistency.standing
    if not numbers:
        return [Text(NUMBERS_OFF)]
    if summary.headline is None:
        return [Text(NOTHING_IN_THESE_WEEKS if summary.has_entries else NOTHING_YET)]
    if summary.long_away and not consistency.practice:
        return [Text("Good to see you. Today's question: trust journal")]
    if consistency.practice:
        line = phrases.practice_line(summary.headline, summary.run)
    else:
        line = phrases.streak_line(
            summary.headline, summary.run, written_today=summary.written_today
        )
    if not line:
        return [Text(NOTHING_LATELY)]
    lines: list[RenderableType] = [Text(line, style="bold")]
    if summary.run.rest_days:
        lines.append(Text("A run only ends after three days in a row without an entry."))
    longest = consistency.longest
    if longest and longest.days > 1 and longest.start and longest.end:
        days = phrases.count(longest.days, "day")
        when = phrases.period(Period("span", longest.start, longest.end))
        lines.append(Text(f"Your longest run so far: {days} with an entry, {when}."))
    return lines


def _practices(consistency: Consistency, screen: Screen, *, numbers: bool) -> list[RenderableType]:
    seen = [row for row in consistency.practices if row.days]
    if not seen:
        return []
    waiting = [phrases.practice(row.practice) for row in consistency.practices if not row.days]
    most = seen[0].days
    rows: list[RenderableType] = [Text(PRACTICES if numbers else PRACTICES_WITHOUT_NUMBERS)]
    widest = 12 if screen.width >= 50 else 8
    for row in seen:
        name = f"{safe_line(phrases.practice(row.practice)):20}"
        days = phrases.count(row.days, "day") if numbers else ""
        if screen.plain:
            rows.append(Text(f"{name.strip()}: {days or 'written about'}"))
            continue
        bar = ("━" if screen.unicode else "=") * max(1, round(widest * row.days / most))
        rows.append(Text.assemble(name, (f"{bar:{widest + 1}}", "green"), days, no_wrap=True))
    is_new = consistency.standing.headline is not None and consistency.standing.headline.first
    if waiting and not is_new:
        not_lately = "Not in the last 28 days" if numbers else "Not in the last four weeks"
        rows.append(Text(f"{not_lately}: {', '.join(waiting)}"))
    return rows
