"""Check-ins: the script, the questions after it, and their section of the review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ...views import phrases, widgets
from ...views.sanitize import safe_line
from ...views.ways import way

if TYPE_CHECKING:
    from .service import CheckinsPart, CheckinSummary, Due

TITLE = "Check-ins"
CHECKIN = "trust checkin"
_SAFETY = ("trust safety", "if you are not safe")
READY = "  Press Enter once you've talked, or n for “not today”: "
FOLLOW_UP = "  A day to follow up (tomorrow, friday, +3; Enter for none): "
FOLLOW_UP_AGAIN = "  tomorrow, friday, +3, 2026-12-01, or Enter for none: "


def script(lines: Sequence[str]) -> list[RenderableType]:
    """Return the lines one can say aloud, and a note that "not today" is a complete answer."""
    return [
        "",
        widgets.inset(
            Text("A check-in", style="bold"),
            Text("Say what fits, in your own words, and listen. One question is plenty."),
            "",
            *(widgets.inset(Text(safe_line(line))) for line in lines),
            "",
            Text("“Not today” is a complete check-in, whoever says it."),
            "",
            widgets.hints([_SAFETY]),
        ),
        "",
    ]


def question_block(number: int, total: int, question: str) -> list[RenderableType]:
    """Return one of the questions asked after the conversation, with its number."""
    return [
        "",
        widgets.inset(Text(f"{number} of {total}"), Text(question, style="bold")),
        "",
    ]


def cadence_hint(person: str) -> str:
    """Return the command for a weekly check-in, shown once after the first one with a person."""
    name = _in_shell(person)
    return f"To check in every week: trust people set {name} --every weekly"


def last_with(day: date, today: date) -> list[RenderableType]:
    """Return the line about the last check-in with someone."""
    return [Text(f"The last check-in was on {phrases.day_in_line(day, today)}.")]


def due_line(reminder: Due, today: date) -> str:
    """Return the line for the screen of today: the day, and what to come back to.

    The person is named only in the command, because someone may look over a shoulder.
    """
    if not reminder.come_back or reminder.day is None or reminder.held_on is None:
        return f"Today would be a good day for a check-in: {_checkin()}"
    day = "today" if reminder.day == today else f"on {_day(reminder.day, today)}"
    topic = (
        f"“{safe_line(reminder.about)}”"
        if reminder.about
        else _unnamed_checkin(reminder.held_on, today)
    )
    command = _checkin(reminder.person)
    return f"You wanted to come back to this {day}: {topic} ({command})"


def _checkin(person: str | None = None) -> str:
    """Return the command, or the keys, for a check-in with someone."""
    return way(f"{CHECKIN} {_in_shell(person)}" if person else CHECKIN, "press W, then c")


def _in_shell(person: str) -> str:
    """Return a name quoted for a shell."""
    return quote(safe_line(person))


def _unnamed_checkin(held_on: date, today: date) -> str:
    """Return a description of a check-in that reveals none of its words."""
    return f"your check-in on {_day(held_on, today)}"


def review_section(
    checkins: CheckinsPart, kind: str, today: date, width: int
) -> list[RenderableType]:
    """Return the section of a review, or nothing if it would be empty."""
    rows = [
        (_label(checkin.day, kind, today), Text(_summary(checkin))) for checkin in checkins.held
    ]
    rows += [(label, Text(text)) for label, text in _other_rows(checkins, today)]
    return ["", Text(TITLE, style="cyan"), *widgets.fields(rows, width)] if rows else []


def review_section_markdown(checkins: CheckinsPart, today: date) -> list[str]:
    """Return the section of a review as Markdown lines, or nothing if it would be empty."""
    lines = [f"- {checkin.day}: {_summary(checkin)}" for checkin in checkins.held]
    lines += [
        f"- {label}: {text}" if label else f"- {text}"
        for label, text in _other_rows(checkins, today)
    ]
    return ["", f"## {TITLE}", "", *lines] if lines else []


def _other_rows(checkins: CheckinsPart, today: date) -> list[tuple[str, str]]:
    """Return labelled lines about check-ins left out, and days to come back to one."""
    rows = []
    if checkins.left_out:
        rows.append(
            (
                "",
                phrases.plural(
                    checkins.left_out,
                    "{number} check-in is counted but not quoted.",
                    "{number} check-ins are counted but not quoted.",
                ),
            )
        )
    if checkins.come_back:
        days = ", ".join(_day(day, today) for day in checkins.come_back)
        rows.append(("Follow up", f"on {days}"))
    if checkins.next and (checkins.held or rows):
        has_come = checkins.next <= today
        when = "whenever you like" if has_come else f"any day from {_day(checkins.next, today)}"
        rows.append(("Next", when))
    return rows


def _summary(checkin: CheckinSummary) -> str:
    if checkin.not_today:
        return "Not today. That counts."
    lines = []
    if checkin.heard:
        whose = f"{safe_line(checkin.person)} needs" if checkin.person else "They need"
        lines.append(f"{whose}: {safe_line(checkin.heard)}")
    if checkin.voiced:
        lines.append(f"I need: {safe_line(checkin.voiced)}")
    return " · ".join(lines) or "We talked."


def _label(day: date, kind: str, today: date) -> str:
    return f"{day:%a}" if kind == "week" else phrases.day_and_month(day, today)


def _day(day: date, today: date) -> str:
    return phrases.with_year(f"{day:%A} {day.day} {day:%B}", day, today)
