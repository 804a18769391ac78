"""The pulse: its questions, the answers of the last weeks, and its limits.

Answers differ in shape only. No colour and no number says that an answer is low.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ...views import phrases, widgets
from ...views.sanitize import safe_line
from ...views.screen import Screen
from .model import Trend, Value, WeekValue

if TYPE_CHECKING:
    from .service import ItemTrend, PulseSummary

_MEANINGS = {
    1: "not at all",
    2: "once or twice",
    3: "some of the time",
    4: "most of the time",
    5: "almost every time",
    None: "didn't come up",
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

OFFER = "A few quick questions about your week? About a minute. [y/N] "
ANSWER_AGAIN = "  1 to 5, - if it didn't come up, or Enter to skip: "
_INTRO = "About this week. Enter skips a question. Ctrl-C stops and keeps your answers."
_INTRO_AGAIN = "You've already answered this week. Enter keeps an answer as it is."
EASE = (
    "  Your answer to the next question is never shown. `trust pulse --about` says what it's for."
)
NOTHING_YET = (
    "No answers yet. In a terminal, `trust pulse` asks a few quick questions about your week."
)
TOO_EARLY = "There's no clear trend yet. `trust pulse` shows the weeks."
SAVED = "Saved for this week."
NOT_ENOUGH = "The chart appears once you've answered in four different weeks."
NO_ITEMS = "None of the packs you use has pulse questions (`trust packs list`)."
ABOUT = (
    "A few questions a week about what you did, never about what someone else did. The answers"
    " are for you, and no one is scored.",
    "A single answer is rough: one step up or down means little. The word beside a "
    "practice compares the median of your last four answers with the median of the "
    "four before. It says steady unless they're at least one step apart.",
    "First answers can run high, so your first pulse isn't used for comparison. "
    "The chart begins with your fourth pulse.",
    "Your mood on the day will colour your answers. Answering may change what you do, and "
    "that's welcome.",
    "“Didn't come up” is a real answer, and not a low one. There is no total, and "
    "practices are never added together.",
    "This isn't a tested measure. It can't be compared between people, and it doesn't "
    "measure a relationship.",
    "Your answer about how at ease you felt is never shown. If it's 1, you're pointed to "
    "`trust safety`. If it's 1 in two weeks out of four, or once when you've also put a question "
    "aside as not safe, tender questions are held back too.",
)


def head(*, has_answers: bool) -> list[RenderableType]:
    """Return the introduction, and what the numbers mean."""
    body: list[RenderableType] = [
        Text("Pulse", style="bold"),
        Text(_INTRO),
        *([Text(_INTRO_AGAIN)] if has_answers else []),
        "",
        widgets.items(
            Text(f"{value or '-'} {means}", widgets.LABEL) for value, means in _MEANINGS.items()
        ),
    ]
    return ["", widgets.inset(*body), ""]


def question_line(number: int, total: int, text: str) -> str:
    """Return an item, after which the answer is typed; numbered if there are several."""
    return f"  {number} of {total}  {safe_line(text)}" if total > 1 else f"  {safe_line(text)}"


def pulse_view(
    picture: PulseSummary, screen: Screen, today: date, *, has_items: bool, was_saved: bool
) -> list[RenderableType]:
    """Return the answers of the last weeks, or why they can't be shown yet."""
    body: list[RenderableType] = [Text(SAVED), ""] if was_saved else []
    if picture.practices:
        body += [
            Text("Pulse", style="bold"),
            Text(phrases.sentence(_weeks(picture, today))),
            "",
            *_courses(picture, screen),
            *([] if screen.plain else ["", _legend(screen)]),
            *_own_lines(picture, screen, today),
        ]
    else:
        body.append(Text(_no_picture(picture, has_items=has_items)))
    return ["", widgets.inset(*body), ""]


def _no_picture(picture: PulseSummary, *, has_items: bool) -> str:
    if picture.begun:
        return NOT_ENOUGH
    return NOTHING_YET if has_items else NO_ITEMS


def review_section(picture: PulseSummary, screen: Screen, today: date) -> list[RenderableType]:
    """Return the section of a review, or nothing if there is nothing to show yet."""
    if not picture.practices:
        return []
    return [
        "",
        Text(f"Pulse, {_weeks(picture, today)}", style="cyan"),
        *_moving_practices(picture, screen),
        *_own_lines(picture, screen, today),
    ]


def _moving_practices(picture: PulseSummary, screen: Screen) -> Sequence[RenderableType]:
    """Return the weeks of rising and dipping practices, and only the names of steady ones.

    This keeps a review on one screen.
    """
    moving = [
        course for course in picture.practices if course.word in (Trend.RISING, Trend.DIPPING)
    ]
    steady = ", ".join(_name(course) for course in picture.practices if course.word is Trend.STEADY)
    if not (moving or steady):
        return [Text(TOO_EARLY)]
    if screen.plain:
        return [
            *map(Text, map(_in_words, moving)),
            *([Text(f"Steady: {steady}.")] if steady else []),
        ]
    rows = [_row(course, screen) for course in moving]
    return widgets.fields([*rows, *([("Steady", Text(steady))] if steady else [])], screen.width)


def review_section_markdown(picture: PulseSummary, today: date) -> list[str]:
    """Return the section of a review as Markdown lines, or nothing if there is none yet."""
    if not picture.practices:
        return []
    lines = ["", "## Pulse", "", phrases.sentence(_weeks(picture, today)), ""]
    for course in picture.practices:
        lines.append(f"- {_name(course)}: {_dots(course.weeks, unicode=True)} {_word(course)}")
        lines += [f"  - {line.day}: {safe_line(line.text)}" for line in course.lines]
    return lines


def about() -> list[RenderableType]:
    """Return what a pulse is, and what it cannot tell."""
    body: list[RenderableType] = [Text("About the pulse", style="bold")]
    for paragraph in ABOUT:
        body += ["", Text(paragraph)]
    return ["", widgets.inset(*body), ""]


def _weeks(picture: PulseSummary, today: date) -> str:
    marks = picture.practices[0].weeks
    return f"weeks {_week(marks[0], today)} to {_week(marks[-1], today)}"


def _week(mark: WeekValue, today: date) -> str:
    """Return the number of a week, with the year if it isn't this one."""
    year = int(mark.week[:4])
    return f"{_number(mark)} of {year}" if year != today.isocalendar().year else str(_number(mark))


def _number(mark: WeekValue) -> int:
    return int(mark.week.rpartition("W")[2])


def _name(course: ItemTrend) -> str:
    return safe_line(phrases.practice(course.practice))


def _word(course: ItemTrend) -> str:
    """Return the trend in a word or two; `--json` has the name it always had."""
    return "not yet clear" if course.word is Trend.EARLY else course.word.value


def _courses(picture: PulseSummary, screen: Screen) -> Sequence[RenderableType]:
    if screen.plain:
        return [Text(_in_words(course)) for course in picture.practices]
    return widgets.fields([_row(course, screen) for course in picture.practices], screen.width)


def _row(course: ItemTrend, screen: Screen) -> tuple[str, RenderableType]:
    weeks = _dots(course.weeks, unicode=screen.unicode)
    return _name(course), Text(f"{weeks}  {_word(course)}")


def _dots(weeks: Sequence[WeekValue], *, unicode: bool) -> str:
    return " ".join(_dot(mark, unicode=unicode) for mark in weeks)


def _dot(mark: WeekValue, *, unicode: bool) -> str:
    shapes = _SHAPES[mark.value] if mark.answered else _SKIPPED
    return shapes[0] if unicode else shapes[1]


def _in_words(course: ItemTrend) -> str:
    """Return `Presence: rising. Weeks 44 to 46: some of the time; week 47: most of the time.`"""
    groups = groupby(course.weeks, lambda mark: (mark.answered, mark.value))
    stretches = [_stretch(list(marks)) for (answered, _), marks in groups if answered]
    return f"{_name(course)}: {_word(course)}. {phrases.sentence('; '.join(stretches))}"


def _stretch(marks: Sequence[WeekValue]) -> str:
    """Return consecutive weeks with the same answer as `weeks 44 to 46: most of the time`."""
    first, last = _number(marks[0]), _number(marks[-1])
    weeks = f"week {first}" if len(marks) == 1 else f"weeks {first} to {last}"
    return f"{weeks}: {_MEANINGS[marks[0].value]}"


def _legend(screen: Screen) -> RenderableType:
    form = 0 if screen.unicode else 1
    shapes = [(_SHAPES[value][form], means) for value, means in _MEANINGS.items()]
    return widgets.items(
        Text(f"{shape} {means}") for shape, means in [*shapes, (_SKIPPED[form], "not answered")]
    )


def _own_lines(picture: PulseSummary, screen: Screen, today: date) -> list[RenderableType]:
    """Return what the user wrote about a practice in the weeks in which it dips."""
    lines: list[RenderableType] = []
    for course in picture.practices:
        rows = [
            (phrases.day_and_month(line.day, today), Text(safe_line(line.text)))
            for line in course.lines
        ]
        if rows:
            title = f"{_name(course)}, in your own words"
            lines += ["", Text(title, style="cyan"), *widgets.fields(rows, screen.width)]
    return lines
