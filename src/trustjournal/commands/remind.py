"""`trust remind`: a quiet reminder at an hour of the day."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import config, services, views
from ..app import App
from ..domain.calendar import SHORT_WEEKDAYS
from ..errors import Cancelled, NotFound, UsageError
from ..sentences import NOTHING_CHANGED, SAY_YES
from .ask import says_yes
from .command import Result, command
from .warnings import warn_of_settings


class _Remind(TyperGroup):
    """The group, which takes `trust remind 21:30` for `trust remind at 21:30`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # Typer exports neither type
        """Find the command of a line that may begin with an hour."""
        word = args[0] if args else ""
        return super().resolve_command(ctx, ["at", *args] if word[:1].isdigit() else args)


remind = typer.Typer(
    cls=_Remind,
    help="Get a reminder at a time you choose, unless you've already written.\n\n"
    "The reminder says a few words of its own, never a word of your journal. It stays silent on "
    "days when you've written, on paused days, while you're writing, and when it's more than three "
    "hours late.\n\n"
    "Example: trust remind at 21:30",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@remind.callback()
@command
def remind_alone(app: App) -> Result:
    warn_of_settings(app)
    return _as_it_is(app)


def _as_it_is(app: App) -> Result:
    reminder = services.reminder.reminder_of(app)
    return Result(
        lambda: _data(reminder),
        lambda: views.remind.as_it_is(reminder, app.now.calendar_day),
    )


def _data(reminder: services.reminder.Reminder) -> dict[str, object]:
    return {
        "at": config.show(reminder.at) or None,
        "on": reminder.on,
        "title": reminder.says.title,
        "body": reminder.says.body,
        "with_question": reminder.with_question,
        "scheduler": reminder.scheduler,
        "unit": reminder.unit,
        "next": reminder.next.isoformat(timespec="minutes") if reminder.next else None,
    }


def _check(key: str, value: str) -> str:
    """Check the value of a setting, and return it as settings show it. Raises `UsageError`."""
    try:
        return config.show(config.KEYS[key].check(value))
    except ValueError:
        shown_as, takes = _OPTIONS[key], _takes(key)
        raise config.bad_value(key, value, shown_as=shown_as, takes=takes) from None


def _takes(key: str) -> str:
    return config.KEYS[key].takes.partition(", or off")[0]


_OPTIONS = {
    "remind": "TIME",
    "remind_on": "--on",
    "remind_says": "--say",
    "remind_with": "--with",
}
"""What a person types for each setting."""


def _complete_days(incomplete: str) -> list[str]:
    before, comma, last = incomplete.rpartition(",")
    return [before + comma + day for day in SHORT_WEEKDAYS if day.startswith(last)]


@remind.command("at")
@command
def at(
    app: App,
    hour: Annotated[str, typer.Argument(metavar="TIME", help="Such as 21:30 or 9:30pm.")],
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DAYS",
            help="Such as mon,wed,fri or weekdays; or daily.",
            autocompletion=_complete_days,
        ),
    ] = None,
    say: Annotated[
        str | None,
        typer.Option("--say", metavar="TEXT", help='Your own words; "" for the usual ones.'),
    ] = None,
    with_: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="WHAT",
            help="“question” adds today's question; “nothing” leaves it out.",
            autocompletion=lambda: ["question", "nothing"],
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Skip the confirmation for --with question.")
    ] = False,
) -> Result:
    """Set the time of the reminder.

    Its days and words stay until you change them. This sets up a system timer: a systemd user
    timer, a line in your crontab, launchd, or the Windows Task Scheduler. What the reminder shows
    may appear on a locked screen.

    Example: trust remind at 21:30 --on mon,wed,fri
    """
    given = {"remind": hour, "remind_on": on, "remind_says": say, "remind_with": with_}
    changes = {key: _check(key, value) for key, value in given.items() if value is not None}
    if not changes["remind"]:
        if hour.strip():
            raise UsageError("to stop the reminder, run `trust remind off`")
        raise UsageError("give a time, as in `trust remind at 21:30`")
    adds_question = changes.get("remind_with") == "question"
    if adds_question and app.settings.remind_with != "question" and not yes:
        _confirm_question(app)
    services.reminder.set_up(app, changes)
    reminder = services.reminder.reminder_of(app)
    if app.environ.get("TZ") and reminder.scheduler != "systemd":
        app.note(views.remind.BY_OWN_CLOCK)
    return Result(lambda: _data(reminder), lambda: views.remind.set_up(reminder))


def _confirm_question(app: App) -> None:
    if not app.can_ask:
        raise UsageError(SAY_YES)
    if not says_yes(app, views.remind.SURE_OF_QUESTION):
        raise Cancelled(NOTHING_CHANGED)


@remind.command("off")
@command
def off(app: App) -> Result:
    """Stop the reminder, and remove its timer from the system.

    Example: trust remind off
    """
    was_there = services.reminder.take_away(app)
    return Result({"at": None}, lambda: [views.widgets.text(views.remind.off(was_there=was_there))])


@remind.command("test")
@command
def show_now(app: App) -> Result:
    """Show the reminder now, whether it is due or not.

    Example: trust remind test
    """
    words = services.reminder_now.words_of(app)
    why = services.reminder_now.show(app, words)
    if why:
        raise NotFound("the reminder couldn't be shown ({why})", why=why)
    return Result(
        {"title": words.title, "body": words.body},
        lambda: [views.widgets.text(views.remind.SHOWN)],
    )


@remind.command("now", hidden=True)
@command
def now(app: App) -> None:
    """Show the reminder if it's due. The system timer runs this.

    Example: trust remind now
    """
    services.reminder_now.run_scheduled(app.environ)


COMMANDS = {"remind": remind}
