"""The screens of `trust remind`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.calendar import SHORT_WEEKDAYS, WEEKDAYS
from . import widgets
from .phrases import joined_with_and
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..schedulers.job import Kind
    from ..services.reminder import Reminder
    from ..services.reminder_now import Words

SURE_OF_QUESTION = "The question, with the name in it, may show on a locked screen. Add it? [y/N] "

_SET_UP: dict[Kind, str] = {
    "systemd": "as a systemd timer",
    "cron": "as a line in your crontab",
    "launchd": "in launchd",
    "task_scheduler": "in the Task Scheduler",
}

_TO_STOP = "To stop: trust remind off"


def set_up(reminder: Reminder) -> Iterator[RenderableType]:
    """Return what was set up: when it comes, what it says, and how to see it."""
    when = _when(reminder)
    yield widgets.inset(
        Text(f"A quiet reminder {when}, unless you've written or paused that day. It only says:"),
        widgets.inset(*_words(reminder.says)),
        Text.assemble("To see it now: ", ("trust remind test", "cyan")),
    )


def as_it_is(reminder: Reminder, today: date) -> Iterator[RenderableType]:
    """Return the reminder as it is, and how to begin, change or stop it."""
    if reminder.at is None:
        begin = ("No reminder is set. For one in the evening: ", ("trust remind at 21:30", "cyan"))
        yield widgets.inset(Text.assemble(*begin))
        return
    hour = f"{reminder.at:%H:%M}"
    when = _when(reminder)
    days = when.removeprefix("on ") if reminder.on else f"every day {when}"
    when = f"Every day {when}" if not reminder.on else when[:1].upper() + when[1:]
    if reminder.scheduler is None or reminder.next is None:
        again = ("To set it up, if this computer can run it: ", (f"trust remind at {hour}", "cyan"))
        yield widgets.inset(
            Text(f"A reminder is set for {days}, but nothing on this computer runs it."),
            Text.assemble(*again),
        )
        return
    where = f"{_SET_UP[reminder.scheduler]}, {reminder.unit}"
    coming = _coming(reminder.next.date(), today)
    yield widgets.inset(
        Text(f"{when}, the next one {coming} (set up {where}). It says:"),
        widgets.inset(*_words(reminder.says)),
        Text(_TO_STOP),
    )


def _words(words: Words) -> list[Text]:
    return [Text(safe_line(line)) for line in (words.title, words.body) if line]


def _when(reminder: Reminder) -> str:
    days = [f"{WEEKDAYS[SHORT_WEEKDAYS.index(day)].title()}s" for day in reminder.on]
    on = f"on {joined_with_and(days)} " if days else ""
    return f"{on}at {reminder.at:%H:%M}"


def _coming(day: date, today: date) -> str:
    days = (day - today).days
    return {0: "today", 1: "tomorrow"}.get(days, f"on {WEEKDAYS[day.weekday()].title()}")


def off(*, was_there: bool) -> str:
    """Return the line about a reminder that was turned off."""
    return "The reminder is off." if was_there else "No reminder was set."


SHOWN = "Shown. If you saw nothing, your desktop may be in “do not disturb” mode."

BY_OWN_CLOCK = "trust: this timer goes by the computer's own time zone, not by TZ"
