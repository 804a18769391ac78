"""The review: a period, looked back on, at a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.calendar import monday_of
from ..domain.entry import Intention
from ..domain.multi_answer import HOW_IT_WENT
from ..domain.periods import parse_period
from ..domain.streak import Mark
from . import checkin, day_marks, phrases, promises, pulse, sit, unsaid, widgets
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..services.promises import Counts
    from ..services.review import Feeling, Line, Review, ReviewSaved

_BARS = "▁▃▅▆█"
STEADY = 0.5
"""Means that differ by less are called much the same."""

ENOUGH_DAYS = 2
"""Days with a value before a period is compared with the one before."""

OFFER_PULSE = "Small questions about your own week? About a minute. [y/N] "
OWN_WORDS = "In your own words"
MY_STEP = "A step of mine:"
OFFER = "Answer three questions? It takes a few minutes. [Y/n] "
OFFER_AGAIN = (
    "Type y to answer them, or n for not now. What you typed begins your first answer. [Y/n] "
)


def screen_of(found: Review, screen: Screen, today: date, *, numbers: bool) -> list[RenderableType]:
    """The review, part by part; a part with nothing to say is silent."""
    body: list[RenderableType] = [Text(_title(found), style="bold")]
    if found.last_because_unreviewed:
        body.append(Text("Last week, which has no review yet (--week names another).", style="dim"))
    body += _lines("Joys", found.joys, found, screen, today)
    shown = (
        _showing_up(found, screen, today, numbers=numbers)
        if found.entries
        else [Text(_quiet(found))]
    )
    body += ["", *shown] if shown else []
    rows = [*_feelings(found, screen, today), *_practices(found, numbers=numbers)]
    body += widgets.fields(rows, screen.width)
    body += _further(found, screen, today)
    body += _lines(OWN_WORDS, found.lines, found, screen, today)
    body += promises.part(found.deeds, today, screen.width)
    body += sit.part(found.sat)
    body += checkin.part(found.checkins, found.period.kind, today, screen.width)
    body += pulse.part(found.pulse, screen, today)
    body += _lines("Storms", found.storms, found, screen, today)
    body += unsaid.part(*found.unsaid) if found.unsaid else []
    body += _on_this_day(found, screen)
    body += _intention(found)
    for said in left_out(found):
        body += ["", Text(said, style="dim")]
    return ["", widgets.inset(*body), ""]


def left_out(found: Review) -> list[str]:
    """What is counted and stays out of the lines."""
    said = []
    if found.unquoted:
        about = phrases.count(found.unquoted, "entry", "entries")
        said.append(f"{about} about someone who is not quoted: counted, and kept out of the lines.")
    if found.private:
        whole = phrases.count(found.private, "private entry", "private entries")
        said.append(f"{whole} counted, and kept out of the lines.")
    if found.deeds.private:
        said.append(
            f"{phrases.count(found.deeds.private, 'private promise')} kept out of the lines."
        )
    if parts_left_out := found.private_parts + found.deeds.private_parts:
        passages = phrases.count(parts_left_out, "private passage")
        said.append(f"{passages} kept out of the lines.")
    return said


def _title(found: Review) -> str:
    return phrases.period(found.period)


def _quiet(found: Review) -> str:
    kind = {"week": "week", "month": "month", "year": "year", "span": "stretch of days"}
    return f"A quiet {kind[found.period.kind]}: nothing was written, and that is fine."


def _showing_up(
    found: Review, screen: Screen, today: date, *, numbers: bool
) -> list[RenderableType]:
    said = []
    if numbers:
        said.append(f"{found.days_written} of {phrases.count(found.days_counted, 'day')}")
        said.append(phrases.count(found.entries, "entry", "entries"))
        said.append(phrases.count(found.words, "word"))
    shown: list[RenderableType] = [Text(", ".join(said))] if said else []
    return [*_calendar(found, screen, today, numbers=numbers), *shown]


def _calendar(found: Review, screen: Screen, today: date, *, numbers: bool) -> list[RenderableType]:
    """The days of the period: a week in a row, a month week by week, more of them side by side."""
    if found.period.kind == "week":
        in_words = Text(day_marks.in_words(found.marks) + ".")
        return [in_words if screen.plain else day_marks.week(found.marks, screen)]
    if screen.plain:
        said = _months_in_words(found, today, numbers=numbers) if _is_long(found) else None
        return [Text(said)] if said else day_marks.weeks_in_words(found.marks, today)
    if not _is_long(found):
        return [day_marks.calendar(found.marks, screen), day_marks.legend(screen), ""]
    blocks = day_marks.heatmap(found.marks, screen, widgets.INDENT)
    return [*(each for block in blocks for each in (block, "")), day_marks.legend(screen), ""]


CALENDAR_DAYS = 62
"""A longer period is shown by the month."""


def _is_long(found: Review) -> bool:
    return len(found.marks) > CALENDAR_DAYS


def _months_in_words(found: Review, today: date, *, numbers: bool) -> str:
    """For `--plain`: on how many days of each month something was written."""
    written = [day for day, mark in found.marks.items() if mark in (Mark.WRITTEN, Mark.LATER)]
    said = [
        phrases.with_year(f"{month:%B}", month, today)
        + (f" {phrases.count(len(list(days)), 'day')}" if numbers else "")
        for month, days in groupby(written, key=_month_of)
    ]
    return f"Written: {', '.join(said)}." if said else ""


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _feelings(found: Review, screen: Screen, today: date) -> list[tuple[str, RenderableType]]:
    rows: list[tuple[str, RenderableType]] = []
    for name, feeling in (("Mood", found.mood), ("Closeness", found.closeness)):
        if feeling.days:
            rows.append((name, Text(feeling_line(feeling, found, screen, today))))
    return rows


def feeling_line(feeling: Feeling, found: Review, screen: Screen, today: date) -> str:
    """Marks of a period as a small curve, and the comparison with the one before in words.

    A bar a day; where there are too many days, a bar a week, and in a long period a bar a month.
    """
    days = list(found.marks)
    fits = len(days) <= screen.width - CURVE_BESIDE
    if found.period.kind == "week" or (fits and not screen.plain and not _is_long(found)):
        stretches = [[day] for day in days]
    else:
        start_of = _month_of if _is_long(found) else monday_of
        stretches = [list(stretch) for _, stretch in groupby(days, key=start_of)]
    values = dict(feeling.days)
    means = [(stretch[0], _mean(stretch, values)) for stretch in stretches]
    if screen.plain:
        told = [(first, mean) for first, mean in means if mean is not None]
        curve = ", ".join(f"{_named(first, found, today)} {mean:.0f}" for first, mean in told)
    else:
        curve = "".join(_bar(mean, screen) for _, mean in means)
    return "  ".join(filter(None, (curve, compared(feeling, found.period.kind))))


CURVE_BESIDE = 20
"""Cells of a line that a curve leaves to its label and the edges."""


def _mean(days: Sequence[date], values: Mapping[date, float]) -> float | None:
    found = [values[day] for day in days if day in values]
    return sum(found) / len(found) if found else None


def _named(first: date, found: Review, today: date) -> str:
    """A day, or a stretch by its first day, before its value."""
    if found.period.kind == "week":
        return f"{first:%a}"
    if _is_long(found):
        return phrases.with_year(f"{first:%B}", first, today)
    return phrases.with_year(f"from {first.day} {first:%B}", first, today) + ":"


def _bar(value: float | None, screen: Screen) -> str:
    if value is None:
        return "·" if screen.unicode else "."
    return _BARS[round(value) - 1] if screen.unicode else f"{value:.0f}"


def compared(feeling: Feeling, kind: str) -> str:
    """Against the period before, in words: a mean of a few days bears no more."""
    mean = feeling.mean
    if mean is None:
        return ""
    middle = f"around {mean:.0f} of 5"
    if feeling.before is None or len(feeling.days) < ENOUGH_DAYS:
        return middle
    before = "days" if kind == "span" else kind
    if abs(mean - feeling.before) < STEADY:
        return f"{middle}, much as the {before} before"
    way = "higher" if mean > feeling.before else "lower"
    return f"{middle}, {way} than the {before} before"


def _practices(found: Review, *, numbers: bool) -> list[tuple[str, RenderableType]]:
    rows: list[tuple[str, RenderableType]] = []
    if found.attended:
        rows.append(("Attention", Text(", ".join(_attended(found, numbers=numbers)))))
    if found.waiting and found.attended:
        rows.append(("Waiting", Text(", ".join(phrases.practice(p) for p in found.waiting))))
    return rows


def _attended(found: Review, *, numbers: bool) -> list[str]:
    return [
        safe_line(phrases.practice(practice)) + (f" {days} days" if numbers and days > 1 else "")
        for practice, days in found.attended
    ]


def _further(found: Review, screen: Screen, today: date) -> list[RenderableType]:
    """What only a month or longer shows."""
    rows = [(name, Text(said)) for name, said in further_lines(found, today)]
    return ["", *widgets.fields(rows, screen.width)] if rows else []


def further_lines(found: Review, today: date) -> list[tuple[str, str]]:
    """What deepened, and words of feeling, each with its label."""
    lines = []
    if found.further.deepened:
        practices = ", ".join(phrases.practice(name) for name in found.further.deepened)
        lines.append(("Went deeper", practices))
    for month in found.further.feelings:
        of_month = phrases.with_year(f"Felt in {month.month:%B}", month.month, today)
        label = of_month if len(found.further.feelings) > 1 else "Words felt"
        lines.append((label, ", ".join(_times(word, count) for word, count in month.words)))
    if found.further.promises:
        became = _became(found.further.promises)
        lines += [("Promises", became)] if became else []
    return lines


def _became(found: Counts) -> str:
    """`4 kept, 1 repaired`."""
    said = {"kept": found.kept, "moved": found.moved, "repaired": found.repaired}
    return ", ".join(f"{count} {word}" for word, count in said.items() if count)


def _times(word: str, count: int) -> str:
    return f"{word} {count} times" if count > 1 else word


def _lines(
    title: str, lines: Sequence[Line], found: Review, screen: Screen, today: date
) -> list[RenderableType]:
    """A part of the person's own lines, each with its day."""
    rows = [(_day_label(line, found, today), Text("\n".join(_said(line)))) for line in lines]
    return ["", Text(title, style="cyan"), *widgets.fields(rows, screen.width)] if rows else []


def _said(line: Line) -> list[str]:
    """The line, and below it the step of a storm."""
    step = f"{MY_STEP} {safe_line(line.step)}" if line.step else ""
    return [said for said in (safe_line(line.text), step) if said]


def _day_label(line: Line, found: Review, today: date) -> str:
    week = found.period.kind == "week"
    return f"{line.day:%a}" if week else phrases.day_and_month(line.day, today)


def _on_this_day(found: Review, screen: Screen) -> list[RenderableType]:
    if not found.on_this_day:
        return []
    rows = [
        (f"{line.day.day} {line.day:%b %Y}", Text(safe_line(line.text)))
        for line in found.on_this_day
    ]
    return ["", Text("On this day", style="cyan"), *widgets.fields(rows, screen.width)]


def _intention(found: Review) -> list[RenderableType]:
    said: list[RenderableType] = []
    if found.intention:
        said += [
            "",
            Text("The if-then you carried", style="cyan"),
            Text(safe_line(found.intention.text)),
        ]
        if found.intention.outcome:
            said.append(Text(f"How it went: {safe_line(found.intention.outcome)}", style="dim"))
    if found.next_intention:
        said += [
            "",
            Text("The if-then for what comes next", style="cyan"),
            Text(safe_line(found.next_intention.text)),
        ]
    return said


def carried(found: Intention) -> list[RenderableType]:
    """Last week's if-then, before asking how it went."""
    return [
        "",
        widgets.inset(
            Text("You carried", style="dim"),
            Text(safe_line(found.text)),
            "",
            Text(HOW_IT_WENT, style="bold"),
        ),
        "",
    ]


def _in_sentence(name: str) -> str:
    """A period by its name, inside a sentence: `week 47, 16 to 22 November 2026`."""
    period = parse_period(name)
    said = phrases.period(period) if period else name
    return said.replace("Week", "week", 1)


def _carried_on(found: Intention, today: date) -> str:
    """Where an if-then goes from a review, and where it is seen again."""
    period = parse_period(found.period)
    if period is None or period.kind == "span" or period.end < today:
        return "Your if-then is kept with this review."
    which = "this" if today in period else "next"
    return f"Your if-then comes with you into {which} {period.kind}: `trust` shows it."


def saved(found: ReviewSaved, today: date) -> list[RenderableType]:
    """The review is stored."""
    said: list[RenderableType] = []
    said.append(
        Text(
            f"Saved {ids.short(found.entry.id)}, your review of"
            f" {_in_sentence(found.entry.period or '')}."
        )
    )
    if found.intention:
        said.append(Text(_carried_on(found.intention, today)))
    return ["", widgets.inset(*said), ""]


def markdown(found: Review, today: date, *, numbers: bool) -> str:
    """The review as a Markdown page."""
    lines = [f"# {_title(found)}", ""]
    if found.joys:
        lines += [*_quoted("Joys", found.joys)[1:], ""]
    if not found.entries:
        lines += [_quiet(found), ""]
    elif numbers:
        lines += [
            f"{found.days_written} of {phrases.count(found.days_counted, 'day')},"
            f" {phrases.count(found.entries, 'entry', 'entries')},"
            f" {phrases.count(found.words, 'word')}.",
            "",
        ]
    for name, feeling in (("Mood", found.mood), ("Closeness", found.closeness)):
        if feeling.days:
            lines.append(f"- {name}: {compared(feeling, found.period.kind)}")
    lines += _practices_markdown(found, numbers=numbers)
    lines += [f"- {name}: {said}" for name, said in further_lines(found, today)]
    lines += _quoted(OWN_WORDS, found.lines)
    lines += promises.part_markdown(found.deeds, today)
    lines += sit.part_markdown(found.sat)
    lines += checkin.part_markdown(found.checkins, today)
    lines += pulse.part_markdown(found.pulse, today)
    lines += _quoted("Storms", found.storms)
    lines += unsaid.part_markdown(found.unsaid[1]) if found.unsaid else []
    lines += _quoted("On this day", found.on_this_day)
    for title, intention in (
        ("The if-then you carried", found.intention),
        ("The if-then for what comes next", found.next_intention),
    ):
        if intention:
            lines += ["", f"## {title}", "", safe_line(intention.text)]
            if intention.outcome:
                lines += ["", f"How it went: {safe_line(intention.outcome)}"]
    lines += [line for said in left_out(found) for line in ("", said)]
    return "\n".join(lines).rstrip() + "\n"


def _practices_markdown(found: Review, *, numbers: bool) -> list[str]:
    lines = []
    if found.attended:
        lines.append(f"- Attention: {', '.join(_attended(found, numbers=numbers))}")
    if found.attended and found.waiting:
        lines.append(f"- Waiting: {', '.join(phrases.practice(p) for p in found.waiting)}")
    return lines


def _quoted(title: str, found: Sequence[Line]) -> list[str]:
    if not found:
        return []
    return ["", f"## {title}", "", *(f"- {line.day}: {' '.join(_said(line))}" for line in found)]
