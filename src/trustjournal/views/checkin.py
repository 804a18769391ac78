"""Check-ins: the script, what is recorded after it, and their part of the review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from . import phrases, widgets
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..services.checkin import CheckinsPart, Due, Need

TITLE = "Check-ins"
CHECKIN = "trust checkin"
_SAFETY = ("trust safety", "if you are not safe")
READY = "  Enter when you have talked, n for “not today”: "
FOLLOW_UP = "  A day to come back to it (tomorrow, friday, +3; Enter for none): "
FOLLOW_UP_AGAIN = "  tomorrow, friday, +3, 2026-12-01, or Enter for none: "


def script(lines: Sequence[str]) -> list[RenderableType]:
    """What can be said aloud, and that no answer is owed."""
    return [
        "",
        widgets.inset(
            Text("A check-in", style="bold"),
            Text("Say what fits, in your own words, and listen. One question is plenty."),
            "",
            *(widgets.inset(Text(safe_line(line))) for line in lines),
            "",
            Text("“Not today” is a complete check-in, theirs or mine.", style="dim"),
            "",
            widgets.hints([_SAFETY]),
        ),
        "",
    ]


def question_block(number: int, total: int, question: str) -> list[RenderableType]:
    """What to record, one by one."""
    return [
        "",
        widgets.inset(Text(f"{number} of {total}", style="dim"), Text(question, style="bold")),
        "",
    ]


def cadence_hint(person: str) -> str:
    """Offered once, after the first check-in with someone."""
    name = _in_shell(person)
    return f"For a check-in every week: trust people set {name} --every weekly"


def due_line(reminder: Due, today: date) -> str:
    """One line for today: which day and what; a name only where the command needs it.

    Someone may look over a shoulder.
    """
    if not reminder.come_back or reminder.day is None or reminder.held_on is None:
        return "A check-in would fit today: trust checkin"
    day = "today" if reminder.day == today else f"on {_day(reminder.day, today)}"
    what = (
        safe_line(reminder.about) if reminder.about else _unnamed_checkin(reminder.held_on, today)
    )
    command = f"{CHECKIN} {_in_shell(reminder.person)}" if reminder.person else CHECKIN
    return f"You wanted to come back to this {day}: {what} ({command})"


def _in_shell(person: str) -> str:
    """A name as a shell takes it."""
    from shlex import quote

    return quote(safe_line(person))


def _unnamed_checkin(held_on: date, today: date) -> str:
    """A check-in whose words are not told."""
    return f"your check-in of {_day(held_on, today)}"


def review_section(
    checkins: CheckinsPart, kind: str, today: date, width: int
) -> list[RenderableType]:
    """The part of a review of this kind of period; silent where there is nothing."""
    rows = [
        (_label(checkin.day, kind, today), Text(_summary(checkin))) for checkin in checkins.held
    ]
    rows += [(label, Text(text)) for label, text in _other_rows(checkins, today)]
    return ["", Text(TITLE, style="cyan"), *widgets.fields(rows, width)] if rows else []


def review_section_markdown(checkins: CheckinsPart, today: date) -> list[str]:
    """The same as Markdown."""
    lines = [f"- {checkin.day}: {_summary(checkin)}" for checkin in checkins.held]
    lines += [
        f"- {label}: {text}" if label else f"- {text}"
        for label, text in _other_rows(checkins, today)
    ]
    return ["", f"## {TITLE}", "", *lines] if lines else []


def _other_rows(checkins: CheckinsPart, today: date) -> list[tuple[str, str]]:
    """What was left out, and what is ahead."""
    rows = []
    if checkins.left_out:
        rows.append(("", f"{phrases.count(checkins.left_out, 'check-in')} kept out of the lines."))
    if checkins.come_back:
        days = ", ".join(_day(day, today) for day in checkins.come_back)
        rows.append(("Ahead", f"to come back to: {days}"))
    if checkins.next and (checkins.held or rows):
        rows.append(("Next", f"would fit from {_day(checkins.next, today)}"))
    return rows


def _summary(checkin: Need) -> str:
    if checkin.not_today:
        return "Not today, and that is complete."
    lines = []
    if checkin.heard:
        lines.append(f"They need: {safe_line(checkin.heard)}")
    if checkin.voiced:
        lines.append(f"I need: {safe_line(checkin.voiced)}")
    return " · ".join(lines) or "We talked."


def _label(day: date, kind: str, today: date) -> str:
    return f"{day:%a}" if kind == "week" else phrases.day_and_month(day, today)


def _day(day: date, today: date) -> str:
    return phrases.with_year(f"{day:%A} {day.day} {day:%B}", day, today)
