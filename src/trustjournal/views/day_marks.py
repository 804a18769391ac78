"""The marks of days: a strip of 28, a week, and the heatmap.

Marks differ in shape; colour only adds to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import dropwhile, groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.calendar import monday_of
from ..domain.streak import Mark
from . import widgets
from .phrases import MARK_WORDS, with_year
from .phrases import streak_line as streak_words
from .screen import Screen

if TYPE_CHECKING:
    from ..services.streaks import StreakSummary

_SHAPES = {
    Mark.WRITTEN: ("■", "#", "green"),
    Mark.LATER: ("◆", "+", "yellow"),
    Mark.REST: ("·", ".", "dim"),
    Mark.PAUSED: ("‖", "=", "magenta"),
    Mark.BLANK: ("·", ".", "dim"),
    Mark.OPEN: ("□", "o", "cyan"),
    Mark.OUTSIDE: (" ", " ", ""),
}
# A rest day has its own shape in the heatmap. In the strip of 28 it looks like a blank day.
_HEATMAP_REST = ("○", "-", "dim")


def shape(mark: Mark, screen: Screen, *, rest: bool = False) -> tuple[str, str]:
    """Return the character and the style of a mark."""
    rich, ascii_, style = _HEATMAP_REST if rest and mark is Mark.REST else _SHAPES[mark]
    return (rich if screen.unicode else ascii_), style


def strip(marks: dict[date, Mark], screen: Screen) -> Text:
    """Return the marks of days in a row, oldest first, from the first day that counts.

    A whole pause has one mark.
    """
    text = Text(no_wrap=True)
    for mark, days in groupby(dropwhile(lambda mark: mark is Mark.OUTSIDE, marks.values())):
        times = 1 if mark is Mark.PAUSED else len(list(days))
        for _ in range(times):
            text.append(*shape(mark, screen))
    return text


def week(marks: dict[date, Mark], screen: Screen) -> Text:
    """Return a week or less, with the short name of each day above its mark."""
    days = list(marks)
    text = Text(no_wrap=True)
    text.append(" ".join(f"{day:%a}" for day in days) + "\n")
    for day in days:
        character, style = shape(marks[day], screen, rest=True)
        text.append(f" {character}  ", style)
    return text


def calendar(marks: dict[date, Mark], screen: Screen) -> Text:
    """Return weeks below each other, each labelled with its first day."""
    days = list(marks)
    one_month = (days[0].year, days[0].month) == (days[-1].year, days[-1].month)
    names = [f"{day.day:2}" if one_month else f"{day.day:2} {day:%b}" for day in days]
    label = len(names[0]) + 2
    monday = monday_of(days[0])
    text = Text(no_wrap=True, overflow="crop")
    heads = (f"{monday + timedelta(days=n):%a}" for n in range(7))
    text.append(" " * label + " ".join(heads) + "\n")
    while monday <= days[-1]:
        week = [monday + timedelta(days=n) for n in range(7)]
        first = next(day for day in week if day in marks)
        text.append(names[days.index(first)].ljust(label))
        for day in week:
            character, style = shape(marks.get(day, Mark.OUTSIDE), screen, rest=True)
            text.append(f" {character}  ", style)
        text.append("\n")
        monday += timedelta(days=7)
    return Text("\n", no_wrap=True, overflow="crop").join(_stripped(text))


def month(
    first: date, marks: Mapping[date, Mark], screen: Screen, *, chosen: date | None = None
) -> Text:
    """Return the calendar of a month: each day, followed by its mark if it has one.

    The `chosen` day is reversed.
    """
    monday = monday_of(first)
    text = Text(no_wrap=True, overflow="crop")
    text.append(" ".join(f"{monday + timedelta(days=n):%a}" for n in range(7)) + "\n")
    text.append("    " * first.weekday())
    day = first
    while day.month == first.month:
        mark = marks.get(day, Mark.OUTSIDE)
        character, style = shape(mark, screen, rest=True)
        text.append(f"{day.day:2}", "reverse" if day == chosen else "")
        text.append(character, f"{style} reverse" if day == chosen else style)
        text.append(" ")
        day += timedelta(days=1)
        text.append("\n" if day.weekday() == 0 else "")
    return Text("\n", no_wrap=True, overflow="crop").join(_stripped(text))


def weeks_in_words(marks: dict[date, Mark], today: date) -> list[RenderableType]:
    """Return a line of words for each week, for `--plain`."""
    lines: list[RenderableType] = []
    for monday, days in groupby(marks, key=monday_of):
        words = in_words({day: marks[day] for day in days})
        if words:
            label = with_year(f"Week of {monday.day} {monday:%B}", monday, today)
            lines.append(Text(f"{label}: {words}."))
    return lines


def in_words(marks: dict[date, Mark]) -> str:
    """Return days as words, for `--plain`: `Mon written, Tue rest day`."""
    words = [(day, MARK_WORDS[mark]) for day, mark in marks.items() if MARK_WORDS[mark]]
    return ", ".join(f"{day:%a} {word}" for day, word in words)


LABEL = 4
"""Cells to the left of the heatmap, for the weekdays."""
CELL = 2
"""Cells a week takes."""


def weeks_that_fit(screen: Screen, indent: int) -> int:
    """Return the number of weeks that fit in a row of the heatmap, from 1 to 53."""
    return max(1, min(53, (screen.width - indent - LABEL) // CELL))


SHADES = "▒▓█"
"""The marks of written days in the heatmap, by how much was written."""
FEWEST_TO_SHADE = 6
"""Written days that a heatmap must have before it is shaded."""


def shades(characters: Mapping[date, int]) -> dict[date, str]:
    """Return the shade of each day, by its third among all of them; none for a few days."""
    if len(characters) < FEWEST_TO_SHADE:
        return {}
    lengths = sorted(characters.values())
    thirds = [lengths[len(lengths) // 3], lengths[2 * len(lengths) // 3]]
    return {day: SHADES[bisect_right(thirds, length)] for day, length in characters.items()}


def heatmap(
    marks: dict[date, Mark], screen: Screen, indent: int, shades: Mapping[date, str] | None = None
) -> list[Text]:
    """Return weeks side by side, Monday to Sunday downwards, with months above.

    Weeks that don't fit into one row continue in another block below. With `shades`, a written day
    without one has the lightest.
    """
    monday = monday_of(min(marks))
    weeks = (max(marks) - monday).days // 7 + 1
    weeks_per_row = weeks_that_fit(screen, indent)
    return [
        _block(
            marks,
            screen,
            monday + timedelta(days=7 * done),
            min(weeks_per_row, weeks - done),
            shades or {},
        )
        for done in range(0, weeks, weeks_per_row)
    ]


def _block(
    marks: dict[date, Mark], screen: Screen, monday: date, weeks: int, shades: Mapping[date, str]
) -> Text:
    text = Text(no_wrap=True, overflow="crop")
    text.append(" " * LABEL + _months(monday, weeks) + "\n")
    for weekday in range(7):
        name = f"{monday + timedelta(days=weekday):%a}" if weekday % 2 == 0 else ""
        text.append(f"{name:{LABEL}}")
        for week in range(weeks):
            day = monday + timedelta(days=weekday + 7 * week)
            mark = marks.get(day, Mark.OUTSIDE)
            character, style = shape(mark, screen, rest=True)
            if shades and mark is Mark.WRITTEN:
                character = shades.get(day, SHADES[0])
            text.append(character.ljust(CELL), style)
        text.append("\n")
    return Text("\n", no_wrap=True, overflow="crop").join(_stripped(text))


def _stripped(text: Text) -> list[Text]:
    """Return the lines of a drawing without trailing spaces."""
    lines = [line for line in text.split("\n") if line.plain]
    for line in lines:
        line.rstrip()
    return lines


def _months(monday: date, weeks: int) -> str:
    """Return month names, each above the week its first day is in, where there is room."""
    line = [" "] * (weeks * CELL + 3)
    free = 0
    for week in range(weeks):
        first = monday + timedelta(days=7 * week)
        last = first + timedelta(days=6)
        begins = last.day <= 7 or week == 0
        column = week * CELL
        if begins and column >= free and not (week == 0 and _next_begins_soon(first)):
            line[column : column + 3] = f"{last:%b}"
            free = column + 4
    return "".join(line).rstrip()


def _next_begins_soon(first: date) -> bool:
    """Return True if a month begins in the next week, whose label this week's would displace."""
    following = first + timedelta(days=13)
    return following.day <= 7


def legend(screen: Screen, *, shaded: bool = False) -> RenderableType:
    """Return the meanings of the marks; `shaded` if written days have shades."""
    rest, later, paused, blank, today = (
        Text.assemble(shape(mark, screen, rest=True), f" {MARK_WORDS[mark]}")
        for mark in (Mark.REST, Mark.LATER, Mark.PAUSED, Mark.BLANK, Mark.OPEN)
    )
    character, style = shape(Mark.WRITTEN, screen)
    words = " written, a little to a lot" if shaded else f" {MARK_WORDS[Mark.WRITTEN]}"
    written = Text.assemble((" ".join(SHADES) if shaded else character, style), words)
    return widgets.items([written, rest, later, paused, blank, today])


def streak_line(summary: StreakSummary, screen: Screen, *, numbers: bool) -> list[RenderableType]:
    """Return the 28-day line as a strip of marks and in words; only words with `--plain`.

    On the day someone comes back after a long gap, there is none: it would count the blank days.
    """
    line = streak_words(summary.headline, summary.run, written_today=summary.written_today)
    if not numbers or not line or summary.has_come_back:
        return []
    words = Text(line)
    if screen.plain:
        return [words]

    marks = strip(summary.marks, screen)
    if screen.width >= marks.cell_len + 3 + len(line) + 2 * widgets.INDENT:
        return [Text.assemble(marks, "   ", words)]
    return [marks, words]
