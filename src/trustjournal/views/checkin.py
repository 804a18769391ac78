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


def asked(number: int, of: int, question: str) -> list[RenderableType]:
    """What to record, one by one."""
    return [
        "",
        widgets.inset(Text(f"{number} of {of}", style="dim"), Text(question, style="bold")),
        "",
    ]


def rhythm(person: str) -> str:
    """Offered once, after the first check-in with someone."""
    name = _in_shell(person)
    return f"For a check-in every week: trust people set {name} --every weekly"


def due(found: Due, today: date) -> str:
    """One line for today: which day and what; a name only where the command needs it.

    Someone may look over a shoulder.
    """
    if not found.come_back or found.day is None or found.held_on is None:
        return "A check-in would fit today: trust checkin"
    day = "today" if found.day == today else f"on {_day(found.day, today)}"
    what = safe_line(found.about) if found.about else _of_the_day(found.held_on, today)
    command = f"{CHECKIN} {_in_shell(found.person)}" if found.person else CHECKIN
    return f"You wanted to come back to this {day}: {what} ({command})"


def _in_shell(person: str) -> str:
    """A name as a shell takes it."""
    from shlex import quote

    return quote(safe_line(person))


def _of_the_day(held_on: date, today: date) -> str:
    """A check-in whose words are not told."""
    return f"your check-in of {_day(held_on, today)}"


def part(found: CheckinsPart, kind: str, today: date, width: int) -> list[RenderableType]:
    """The part of a review of this kind of period; silent where there is nothing."""
    rows = [(_label(each.day, kind, today), Text(_need(each))) for each in found.held]
    rows += [(label, Text(said)) for label, said in _rest(found, today)]
    return ["", Text(TITLE, style="cyan"), *widgets.fields(rows, width)] if rows else []


def part_markdown(found: CheckinsPart, today: date) -> list[str]:
    """The same as Markdown."""
    lines = [f"- {each.day}: {_need(each)}" for each in found.held]
    lines += [f"- {label}: {said}" if label else f"- {said}" for label, said in _rest(found, today)]
    return ["", f"## {TITLE}", "", *lines] if lines else []


def _rest(found: CheckinsPart, today: date) -> list[tuple[str, str]]:
    """What was left out, and what is ahead."""
    rows = []
    if found.left_out:
        rows.append(("", f"{phrases.count(found.left_out, 'check-in')} kept out of the lines."))
    if found.come_back:
        days = ", ".join(_day(day, today) for day in found.come_back)
        rows.append(("Ahead", f"to come back to: {days}"))
    if found.next and (found.held or rows):
        rows.append(("Next", f"would fit from {_day(found.next, today)}"))
    return rows


def _need(found: Need) -> str:
    if found.not_today:
        return "Not today, and that is complete."
    said = []
    if found.heard:
        said.append(f"They need: {safe_line(found.heard)}")
    if found.voiced:
        said.append(f"I need: {safe_line(found.voiced)}")
    return " · ".join(said) or "We talked."


def _label(day: date, kind: str, today: date) -> str:
    return f"{day:%a}" if kind == "week" else phrases.day_and_month(day, today)


def _day(day: date, today: date) -> str:
    return phrases.with_year(f"{day:%A} {day.day} {day:%B}", day, today)
