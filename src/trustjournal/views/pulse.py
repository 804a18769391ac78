"""The pulse: its questions, the picture of the last weeks, and what it cannot tell.

Shape only: no colour and no number says that an answer is low.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.pulse import Mark, Value, Way
from . import phrases, widgets
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..services.pulse import Course, Picture

_MEANS = {
    1: "not at all",
    2: "once or so",
    3: "some of the chances",
    4: "most chances",
    5: "nearly every chance",
    None: "no occasion",
}
_SHAPES: dict[Value, tuple[str, str]] = {
    1: ("○", "1"),
    2: ("◔", "2"),
    3: ("◑", "3"),
    4: ("◕", "4"),
    5: ("●", "5"),
    None: ("-", "-"),
}
_SKIPPED = ("·", ".")

OFFER = "Small questions about your week? [y/N] "
AGAIN = "  1 to 5, - for no occasion, or Enter to skip: "
_HEAD = "About this week. Enter skips a question, Ctrl-C ends it and keeps what was answered."
_HEAD_AGAIN = "This week has a pulse already: Enter leaves an answer as it is."
EASE = "  This one is never shown; `trust pulse --about` says what it is for."
NOTHING_YET = "No pulse yet. At a terminal `trust pulse` asks small questions about the week."
EARLY = "Too early to tell which way; `trust pulse` has the weeks."
KEPT = "Kept for this week."
NOT_ENOUGH = "The picture begins with the fourth week that has a pulse."
NO_ITEMS = "No pack that is on has questions for a pulse (`trust packs list`)."
ABOUT = (
    "A few questions a week about what you did, never about what someone else did. The answers"
    " are for you, and nobody is scored.",
    "One answer is a rough thing: a step up or down means little. The word beside a practice"
    " compares the middle of the last four answers with the middle of the four before; it is"
    " steady unless they are a whole step apart.",
    "The first answers may run high, so the first pulse is not compared with. Before the fourth"
    " nothing is shown.",
    "The mood of the day colours it. Answering may change what you do, and that is welcome.",
    "No occasion is an answer too, and not a low one. There is no total, and no practice is added"
    " to another.",
    "It is not a tested measure. It cannot be compared between people, and it does not measure a"
    " relationship.",
    "How much at ease you felt is never shown. A 1 points to `trust safety`. In two weeks out of"
    " four, or once beside a question put aside as not safe, it also lets tender questions rest.",
)


def head(*, again: bool) -> list[RenderableType]:
    """What is about to be asked, and what the numbers mean."""
    body: list[RenderableType] = [
        Text("Pulse", style="bold"),
        Text(_HEAD),
        *([Text(_HEAD_AGAIN)] if again else []),
        "",
        widgets.items(Text(f"{value or '-'} {means}", "dim") for value, means in _MEANS.items()),
    ]
    return ["", widgets.inset(*body), ""]


def asked(number: int, of: int, text: str) -> str:
    """One item, on whose line the answer is typed; counted where there are several."""
    return f"  {number} of {of}  {safe_line(text)}" if of > 1 else f"  {safe_line(text)}"


def screen_of(
    found: Picture, screen: Screen, today: date, *, asks: bool, kept: bool
) -> list[RenderableType]:
    """The whole picture, or why there is none yet."""
    body: list[RenderableType] = [Text(KEPT), ""] if kept else []
    if found.practices:
        body += [
            Text("Pulse", style="bold"),
            Text(phrases.sentence(_weeks(found, today)), style="dim"),
            "",
            *_courses(found, screen),
            *([] if screen.plain else ["", _legend(screen)]),
            *_own_lines(found, screen, today),
        ]
    else:
        body.append(Text(_no_picture(found, asks=asks)))
    return ["", widgets.inset(*body), ""]


def _no_picture(found: Picture, *, asks: bool) -> str:
    if found.begun:
        return NOT_ENOUGH
    return NOTHING_YET if asks else NO_ITEMS


def part(found: Picture, screen: Screen, today: date) -> list[RenderableType]:
    """The part of a review; silent while there is nothing to show."""
    if not found.practices:
        return []
    return [
        "",
        Text(f"Pulse, {_weeks(found, today)}", style="cyan"),
        *_in_short(found, screen),
        *_own_lines(found, screen, today),
    ]


def _in_short(found: Picture, screen: Screen) -> Sequence[RenderableType]:
    """What moves has its weeks, what is steady its name, so that a review fits a screen."""
    moving = [each for each in found.practices if each.word in (Way.RISING, Way.DIPPING)]
    steady = ", ".join(_name(each) for each in found.practices if each.word is Way.STEADY)
    if not (moving or steady):
        return [Text(EARLY)]
    if screen.plain:
        return [
            *map(Text, map(_in_words, moving)),
            *([Text(f"Steady: {steady}.")] if steady else []),
        ]
    rows = [_row(each, screen) for each in moving]
    return widgets.fields([*rows, *([("Steady", Text(steady))] if steady else [])], screen.width)


def part_markdown(found: Picture, today: date) -> list[str]:
    """The same as Markdown."""
    if not found.practices:
        return []
    lines = ["", "## Pulse", "", phrases.sentence(_weeks(found, today)), ""]
    for course in found.practices:
        lines.append(f"- {_name(course)}: {_dots(course.weeks, unicode=True)} {course.word.value}")
        lines += [f"  - {line.day}: {safe_line(line.text)}" for line in course.lines]
    return lines


def about() -> list[RenderableType]:
    """What a pulse is, and what it cannot tell."""
    body: list[RenderableType] = [Text("About the pulse", style="bold")]
    for paragraph in ABOUT:
        body += ["", Text(paragraph)]
    return ["", widgets.inset(*body), ""]


def _weeks(found: Picture, today: date) -> str:
    marks = found.practices[0].weeks
    return f"weeks {_week(marks[0], today)} to {_week(marks[-1], today)}"


def _week(mark: Mark, today: date) -> str:
    """The number of a week, with the year where it isn't this one."""
    year = int(mark.week[:4])
    return f"{_number(mark)} of {year}" if year != today.isocalendar().year else str(_number(mark))


def _number(mark: Mark) -> int:
    return int(mark.week.rpartition("W")[2])


def _name(course: Course) -> str:
    return safe_line(phrases.practice(course.practice))


def _courses(found: Picture, screen: Screen) -> Sequence[RenderableType]:
    if screen.plain:
        return [Text(_in_words(course)) for course in found.practices]
    return widgets.fields([_row(course, screen) for course in found.practices], screen.width)


def _row(course: Course, screen: Screen) -> tuple[str, RenderableType]:
    weeks = _dots(course.weeks, unicode=screen.unicode)
    return _name(course), Text(f"{weeks}  {course.word.value}")


def _dots(weeks: Sequence[Mark], *, unicode: bool) -> str:
    return " ".join(_dot(mark, unicode=unicode) for mark in weeks)


def _dot(mark: Mark, *, unicode: bool) -> str:
    shapes = _SHAPES[mark.value] if mark.answered else _SKIPPED
    return shapes[0] if unicode else shapes[1]


def _in_words(course: Course) -> str:
    """`Presence: rising. Weeks 44 to 46 some of the chances, week 47 most chances.`"""
    alike = groupby(course.weeks, lambda mark: (mark.answered, mark.value))
    told = [_stretch(list(marks)) for (answered, _), marks in alike if answered]
    return f"{_name(course)}: {course.word.value}. {phrases.sentence(', '.join(told))}"


def _stretch(marks: Sequence[Mark]) -> str:
    """Weeks in a row with the same answer."""
    first, last = _number(marks[0]), _number(marks[-1])
    weeks = f"week {first}" if len(marks) == 1 else f"weeks {first} to {last}"
    return f"{weeks} {_MEANS[marks[0].value]}"


def _legend(screen: Screen) -> RenderableType:
    at = 0 if screen.unicode else 1
    shown = [(_SHAPES[value][at], means) for value, means in _MEANS.items()]
    return widgets.items(
        Text(f"{shape} {means}", style="dim")
        for shape, means in [*shown, (_SKIPPED[at], "not answered")]
    )


def _own_lines(found: Picture, screen: Screen, today: date) -> list[RenderableType]:
    """What the person wrote about a practice in the weeks in which it dips."""
    shown: list[RenderableType] = []
    for course in found.practices:
        rows = [
            (phrases.day_and_month(line.day, today), Text(safe_line(line.text)))
            for line in course.lines
        ]
        if rows:
            title = f"{_name(course)}, in your own words"
            shown += ["", Text(title, style="cyan"), *widgets.fields(rows, screen.width)]
    return shown
