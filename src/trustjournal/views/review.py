"""The review of a period, at a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from .. import registry
from ..domain import ids
from ..domain.calendar import monday_of
from ..domain.entry import Intention
from ..domain.multi_answer import HOW_IT_WENT
from ..domain.periods import Period, period_named
from ..domain.streak import Mark
from . import day_marks, phrases, widgets
from .sanitize import safe_line
from .screen import Screen, without_styles
from .ways import way

if TYPE_CHECKING:
    from ..services.review import Feeling, Line, Review, ReviewSaved

_BARS = "▁▃▅▆█"
STEADY_DIFFERENCE = 0.5
"""Means of feelings that differ by less are called much the same."""

MIN_DAYS_TO_COMPARE = 2
"""Days that must have a value before a period is compared with the previous one."""

LINES_FOR_QUESTION = 3
"""The lines at the foot of the screen that the offer of the questions may take."""
OWN_WORDS = "In your own words"
CARRIED = {kind: f"Your if-then for the {kind}" for kind in ("week", "month", "year")}
CARRIED_IN_DAYS = "Your if-then for these days"
NEXT = {kind: f"Your if-then for the {kind} after" for kind in ("week", "month", "year")}
NEXT_DAYS = "Your if-then for the days after"
SHOWING_UP = "Showing up"
NOT_REVIEWED = "You haven't reviewed last week yet ({})."
OFFER = "Answer three questions? It takes a few minutes. [Y/n] "
OFFER_AGAIN = (
    "Type y to answer them, or n for not now. What you typed is the start of your first answer. "
    "[Y/n] "
)
KEPT_AS_DRAFT = "What you typed is kept as a draft. Run `trust` to go on with it."


def review_view(
    review: Review, screen: Screen, today: date, *, numbers: bool
) -> list[RenderableType]:
    """Return the review: first what I wrote, then what I did, and the numbers last.

    Empty sections are left out.
    """
    body: list[RenderableType] = [Text(_title(review), style="bold")]
    if review.last_because_unreviewed:
        body.append(Text(NOT_REVIEWED.format(way("--week picks another", "← → for another week"))))
    if not review.entries:
        body += ["", Text(_quiet_period(review))]
    body += own_lines("Joys", review.joys, review, screen, today)
    body += own_lines(OWN_WORDS, review.lines, review, screen, today)
    body += _of_features("words", review, screen, today)
    body += _intention(review)
    body += _on_this_day(review, screen)
    body += _of_features("deeds", review, screen, today)
    body += _further(review, screen, today)
    body += _of_features("numbers", review, screen, today)
    body += _showing_up(review, screen, today, numbers=numbers) if review.entries else []
    for note in left_out(review):
        body += ["", Text(note)]
    return ["", widgets.inset(*body), ""]


def _of_features(
    part: registry.ReviewPart, review: Review, screen: Screen, today: date
) -> list[RenderableType]:
    sections = (
        feature.review_section(review, screen, today) for feature in registry.in_review(part)
    )
    return [line for section in sections for line in section]


def rest_of_it(period: Period | None, today: date) -> list[RenderableType]:
    """Return the line that names the command for the rest of a review; None is the usual week."""
    named = f"{phrases.typed(period, today)} " if period else ""
    return [widgets.inset(Text(f"To see the whole review: trust review {named}--no-input"))]


def first_lines(rendered: str, rest: str, screen: Screen) -> str:
    """Return as much of a rendered review as fits above a question, with `rest` below it.

    It ends before a section or a line of one, so that no sentence is cut.
    """
    if screen.size is None:
        return rendered
    lines = rendered.splitlines()
    room = screen.size.lines - LINES_FOR_QUESTION
    if len(lines) <= room:
        return rendered
    plain = [without_styles(line) for line in lines]
    end = max(room - 2, 1)
    while end > 1 and not _may_end_before(plain, end):
        end -= 1
    shown = lines[:end]
    while shown and not without_styles(shown[-1]).strip():
        shown.pop()
    return "\n".join([*shown, "", rest, ""])


def _may_end_before(lines: Sequence[str], number: int) -> bool:
    """Return whether a section ends before a line, or a row of one that isn't the first."""
    if not lines[number].strip():
        return True
    begins_row = not lines[number].startswith(" " * (widgets.INDENT + 1))
    is_first = not lines[number - 1].strip() or not lines[number - 2].strip()
    return begins_row and not is_first


def left_out(review: Review) -> list[str]:
    """Return notes on what is counted but not quoted."""
    notes = []
    if review.unquoted:
        notes.append(
            phrases.plural(
                review.unquoted,
                "{number} entry about someone you don't quote is counted, but not shown here.",
                "{number} entries about someone you don't quote are counted, but not shown here.",
            )
        )
    if review.private:
        notes.append(
            phrases.plural(
                review.private,
                "{number} private entry is counted, but not shown here.",
                "{number} private entries are counted, but not shown here.",
            )
        )
    private_passages = review.private_parts
    for feature in registry.all_features():
        more, private_parts = feature.left_out_of(review)
        notes += more
        private_passages += private_parts
    if private_passages:
        notes.append(
            phrases.plural(
                private_passages,
                "{number} private passage isn't shown here.",
                "{number} private passages aren't shown here.",
            )
        )
    return notes


def _title(review: Review) -> str:
    return phrases.period(review.period)


_QUIET = {
    "week": "A quiet week: you wrote nothing, and that's fine.",
    "month": "A quiet month: you wrote nothing, and that's fine.",
    "year": "A quiet year: you wrote nothing, and that's fine.",
    "span": "A quiet stretch of days: you wrote nothing, and that's fine.",
}


def _quiet_period(review: Review) -> str:
    return _QUIET[review.period.kind]


def _showing_up(
    review: Review, screen: Screen, today: date, *, numbers: bool
) -> list[RenderableType]:
    """Return the days, then how many there were, the feelings and the practices."""
    shown: list[RenderableType] = ["", *_calendar(review, screen, today, numbers=numbers)]
    if numbers:
        days = phrases.count(review.days_counted, "day")
        of_days = f"{review.days_written} of {days}"
        if review.days_written == review.days_counted:
            of_days = days if review.days_counted == 1 else f"all {days}"
        entries = phrases.count(review.entries, "entry", "entries")
        words = phrases.count(review.words, "word")
        shown.append(Text(f"You wrote on {of_days}: {entries}, {words}."))
    rows = [*_feelings(review, screen, today), *_practices(review, numbers=numbers)]
    return shown + widgets.fields(rows, screen.width)


def _calendar(
    review: Review, screen: Screen, today: date, *, numbers: bool
) -> list[RenderableType]:
    """Return the days: a week in a row, up to 62 days week by week, more as a heatmap."""
    if review.period.kind == "week":
        in_words = Text(day_marks.in_words(review.marks) + ".")
        return [in_words if screen.plain else day_marks.week(review.marks, screen)]
    if screen.plain:
        months = _months_in_words(review, today, numbers=numbers) if _is_long(review) else None
        return [Text(months)] if months else day_marks.weeks_in_words(review.marks, today)
    if review.period.kind == "month":
        days = day_marks.month(review.period.start, review.marks, screen)
        return [days, "", day_marks.legend(screen), ""]
    if not _is_long(review):
        return [day_marks.calendar(review.marks, screen), day_marks.legend(screen), ""]
    blocks = day_marks.heatmap(review.marks, screen, widgets.INDENT)
    return [*(line for block in blocks for line in (block, "")), day_marks.legend(screen), ""]


CALENDAR_DAYS = 62
"""A period with more days is shown by the month."""


def _is_long(review: Review) -> bool:
    return len(review.marks) > CALENDAR_DAYS


def _months_in_words(review: Review, today: date, *, numbers: bool) -> str:
    """Return for `--plain` on how many days of each month something was written."""
    written = [day for day, mark in review.marks.items() if mark in (Mark.WRITTEN, Mark.LATER)]
    months = [
        phrases.with_year(f"{month:%B}", month, today)
        + (f" {phrases.count(len(list(days)), 'day')}" if numbers else "")
        for month, days in groupby(written, key=_month_of)
    ]
    return f"Written: {', '.join(months)}." if months else ""


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _feelings(review: Review, screen: Screen, today: date) -> list[tuple[str, RenderableType]]:
    rows: list[tuple[str, RenderableType]] = []
    for name, feeling in (("Mood", review.mood), ("Closeness", review.closeness)):
        if feeling.days:
            rows.append((name, Text(feeling_line(feeling, review, screen, today))))
    return rows


def feeling_line(feeling: Feeling, review: Review, screen: Screen, today: date) -> str:
    """Return the values of a period as a small curve, and compare it with the previous one.

    There is one bar a day, one a week if the days don't fit, and one a month in a long period.
    """
    days = list(review.marks)
    fits = len(days) <= screen.width - CURVE_MARGIN
    if review.period.kind == "week" or (fits and not screen.plain and not _is_long(review)):
        stretches = [[day] for day in days]
    else:
        start_of = _month_of if _is_long(review) else monday_of
        stretches = [list(stretch) for _, stretch in groupby(days, key=start_of)]
    values = dict(feeling.days)
    means = [(stretch[0], _mean(stretch, values)) for stretch in stretches]
    if screen.plain:
        known_means = [(first, mean) for first, mean in means if mean is not None]
        curve = ", ".join(
            f"{_stretch_label(first, review, today)} {mean:.0f}" for first, mean in known_means
        )
    else:
        curve = "".join(_bar(mean, screen) for _, mean in means)
    between = "; on average " if screen.plain else "  "
    return between.join(filter(None, (curve, compared(feeling, review.period.kind))))


CURVE_MARGIN = 20
"""Cells of a line that a curve leaves free for its label and the margins."""


def _mean(days: Sequence[date], values: Mapping[date, float]) -> float | None:
    day_values = [values[day] for day in days if day in values]
    return sum(day_values) / len(day_values) if day_values else None


def _stretch_label(first: date, review: Review, today: date) -> str:
    """Return the label before a value: its day, or the first day of its week or month."""
    if review.period.kind == "week":
        return f"{first:%a}"
    if _is_long(review):
        return phrases.with_year(f"{first:%B}", first, today)
    return phrases.with_year(f"from {first.day} {first:%B}", first, today) + ":"


def _bar(value: float | None, screen: Screen) -> str:
    if value is None:
        return "·" if screen.unicode else "."
    return _BARS[round(value) - 1] if screen.unicode else f"{value:.0f}"


def compared(feeling: Feeling, kind: str) -> str:
    """Compare with the previous period in words: a mean of a few days isn't precise enough."""
    mean = feeling.mean
    if mean is None:
        return ""
    if feeling.before is None or len(feeling.days) < MIN_DAYS_TO_COMPARE:
        return f"around {mean:.0f} out of 5"
    alike, higher, lower = _COMPARED[kind]
    if abs(mean - feeling.before) < STEADY_DIFFERENCE:
        sentence = alike
    else:
        sentence = higher if mean > feeling.before else lower
    return sentence.format(mean=f"{mean:.0f}")


_COMPARED = {
    "week": (
        "around {mean} out of 5, much the same as the week before",
        "around {mean} out of 5, higher than the week before",
        "around {mean} out of 5, lower than the week before",
    ),
    "month": (
        "around {mean} out of 5, much the same as the month before",
        "around {mean} out of 5, higher than the month before",
        "around {mean} out of 5, lower than the month before",
    ),
    "year": (
        "around {mean} out of 5, much the same as the year before",
        "around {mean} out of 5, higher than the year before",
        "around {mean} out of 5, lower than the year before",
    ),
    "span": (
        "around {mean} out of 5, much the same as in the days before",
        "around {mean} out of 5, higher than in the days before",
        "around {mean} out of 5, lower than in the days before",
    ),
}


def _practices(review: Review, *, numbers: bool) -> list[tuple[str, RenderableType]]:
    rows: list[tuple[str, RenderableType]] = []
    if review.attended:
        rows.append(("Practices", Text(", ".join(_attended(review, numbers=numbers)))))
    if _names_waiting(review):
        waiting = ", ".join(phrases.practice(p) for p in review.waiting)
        rows.append((_not_touched(review.period), Text(waiting)))
    return rows


def _names_waiting(review: Review) -> bool:
    """Return whether to list practices without an entry, which would only discourage a newcomer."""
    return bool(review.waiting and review.attended) and not review.first


_NOT_TOUCHED = {
    "week": "Not this week",
    "month": "Not this month",
    "year": "Not this year",
    "span": "Not on these days",
}


def _not_touched(period: Period) -> str:
    """Return the label of the practices without an entry: `Not this week`."""
    return _NOT_TOUCHED[period.kind]


def _attended(review: Review, *, numbers: bool) -> list[str]:
    return [
        safe_line(phrases.practice(practice)) + (f" ({days} days)" if numbers and days > 1 else "")
        for practice, days in review.attended
    ]


def _further(review: Review, screen: Screen, today: date) -> list[RenderableType]:
    """Return what is shown only for a month or longer."""
    rows = [(name, Text(text)) for name, text in further_lines(review, today)]
    return ["", *widgets.fields(rows, screen.width)] if rows else []


def further_lines(review: Review, today: date) -> list[tuple[str, str]]:
    """Return labelled lines: practices that went deeper, words of feeling, and promises."""
    lines = []
    if review.further.deepened:
        practices = ", ".join(phrases.practice(name) for name in review.further.deepened)
        lines.append(("Deeper questions", practices))
    for month in review.further.feelings:
        of_month = phrases.with_year(f"Felt in {month.month:%B}", month.month, today)
        label = of_month if len(review.further.feelings) > 1 else "Feelings"
        lines.append((label, ", ".join(_times(word, count) for word, count in month.words)))
    for feature in registry.all_features():
        lines += feature.review_rows(review)
    return lines


def _times(word: str, count: int) -> str:
    return f"{word} {count} times" if count > 1 else word


def own_lines(
    title: str, lines: Sequence[Line], review: Review, screen: Screen, today: date
) -> list[RenderableType]:
    """Return a section of the person's own lines, each with its day."""
    rows = [(_day_label(line, review, today), Text("\n".join(_line_text(line)))) for line in lines]
    return ["", Text(title, style="cyan"), *widgets.fields(rows, screen.width)] if rows else []


def _line_text(line: Line) -> list[str]:
    """Return a line, followed by the step of a storm if there is one."""
    return [text for text in (safe_line(line.text), safe_line(line.step or "")) if text]


def _day_label(line: Line, review: Review, today: date) -> str:
    week = review.period.kind == "week"
    return f"{line.day:%a}" if week else phrases.day_and_month(line.day, today)


def _on_this_day(review: Review, screen: Screen) -> list[RenderableType]:
    if not review.on_this_day:
        return []
    rows = [
        (f"{line.day.day} {line.day:%b %Y}", Text(safe_line(line.text)))
        for line in review.on_this_day
    ]
    return ["", Text("On this day", style="cyan"), *widgets.fields(rows, screen.width)]


def _intention(review: Review) -> list[RenderableType]:
    blocks: list[RenderableType] = []
    if review.intention:
        blocks += [
            "",
            Text(_carried(review.period), style="cyan"),
            Text(safe_line(review.intention.text)),
        ]
        if review.intention.outcome:
            blocks.append(Text(f"How it went: {safe_line(review.intention.outcome)}"))
    if review.next_intention:
        blocks += [
            "",
            Text(NEXT.get(review.period.kind, NEXT_DAYS), style="cyan"),
            Text(safe_line(review.next_intention.text)),
        ]
    return blocks


def half(word: str) -> list[RenderableType]:
    """Return the word that begins a half of an if-then, above the place to write it."""
    return [widgets.inset(Text(f"{word} …", style="bold"))]


def _carried(period: Period) -> str:
    """Return the heading of the if-then that was made for a period."""
    return CARRIED.get(period.kind, CARRIED_IN_DAYS)


def carried_intention(intention: Intention) -> list[RenderableType]:
    """Return the if-then of the last review, above the question how it went."""
    return [
        "",
        widgets.inset(
            Text("Your if-then was"),
            Text(safe_line(intention.text)),
            "",
            Text(HOW_IT_WENT, style="bold"),
        ),
        "",
    ]


def _in_sentence(name: str) -> str:
    """Return a period for the inside of a sentence: `week 47, 16 to 22 November 2026`."""
    period = period_named(name)
    text = phrases.period(period) if period else name
    return text.replace("Week", "week", 1)


_SHOWN_NOW = {
    "week": "{where} this week.",
    "month": "{where} this month.",
    "year": "{where} this year.",
}
_SHOWN_NEXT = {
    "week": "{where} next week.",
    "month": "{where} next month.",
    "year": "{where} next year.",
}


def _carried_on(intention: Intention, today: date) -> str:
    """Return for which period an if-then is kept, and which command shows it."""
    period = period_named(intention.period)
    if period is None or period.kind == "span" or period.end < today:
        return "Your if-then is kept with this review."
    sentence = (_SHOWN_NOW if today in period else _SHOWN_NEXT)[period.kind]
    where = way("`trust` will show you your if-then", "You'll see your if-then here")
    return sentence.format(where=where)


def saved(result: ReviewSaved, today: date) -> list[RenderableType]:
    """Return the confirmation of a saved review."""
    lines: list[RenderableType] = []
    if result.entry.body:
        lines.append(
            Text(
                f"Saved {ids.short(result.entry.id)}, your review of"
                f" {_in_sentence(result.entry.period or '')}."
            )
        )
    else:
        lines.append(Text("Noted how it went."))
    if result.intention:
        lines.append(Text(_carried_on(result.intention, today)))
    return ["", widgets.inset(*lines), ""]


def _features_markdown(part: registry.ReviewPart, review: Review, today: date) -> list[str]:
    sections = (feature.review_markdown(review, today) for feature in registry.in_review(part))
    return [line for section in sections for line in section]


def markdown(review: Review, today: date, *, numbers: bool) -> str:
    """Return the review as a Markdown page, in the order of the screen."""
    lines = [f"# {_title(review)}"]
    if not review.entries:
        lines += ["", _quiet_period(review)]
    lines += own_lines_markdown("Joys", review.joys)
    lines += own_lines_markdown(OWN_WORDS, review.lines)
    lines += _features_markdown("words", review, today)
    for title, intention in (
        (_carried(review.period), review.intention),
        (NEXT.get(review.period.kind, NEXT_DAYS), review.next_intention),
    ):
        if intention:
            lines += ["", f"## {title}", "", safe_line(intention.text)]
            if intention.outcome:
                lines += ["", f"How it went: {safe_line(intention.outcome)}"]
    lines += own_lines_markdown("On this day", review.on_this_day)
    lines += _features_markdown("deeds", review, today)
    lines += _features_markdown("numbers", review, today)
    lines += _showing_up_markdown(review, today, numbers=numbers)
    lines += [line for text in left_out(review) for line in ("", text)]
    return "\n".join(lines).rstrip() + "\n"


def _showing_up_markdown(review: Review, today: date, *, numbers: bool) -> list[str]:
    lines = []
    if review.entries and numbers:
        lines.append(
            f"- {review.days_written} of {phrases.count(review.days_counted, 'day')},"
            f" {phrases.count(review.entries, 'entry', 'entries')},"
            f" {phrases.count(review.words, 'word')}"
        )
    for name, feeling in (("Mood", review.mood), ("Closeness", review.closeness)):
        if feeling.days:
            lines.append(f"- {name}: {compared(feeling, review.period.kind)}")
    lines += _practices_markdown(review, numbers=numbers)
    lines += [f"- {name}: {text}" for name, text in further_lines(review, today)]
    return ["", f"## {SHOWING_UP}", "", *lines] if lines else []


def _practices_markdown(review: Review, *, numbers: bool) -> list[str]:
    lines = []
    if review.attended:
        lines.append(f"- Practices: {', '.join(_attended(review, numbers=numbers))}")
    if _names_waiting(review):
        waiting = ", ".join(phrases.practice(p) for p in review.waiting)
        lines.append(f"- {_not_touched(review.period)}: {waiting}")
    return lines


def own_lines_markdown(title: str, lines: Sequence[Line]) -> list[str]:
    """Return a section of the person's own lines in Markdown."""
    if not lines:
        return []
    return [
        "",
        f"## {title}",
        "",
        *(f"- {line.day}: {' '.join(_line_text(line))}" for line in lines),
    ]
