"""`trust prompt` and `trust prompt focus`: today's question, and the practice of the week."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import services, views
from ..app import App
from ..domain.periods import week_of
from ..domain.question_choice import Choice
from ..errors import NotFound, UsageError
from ..sentences import NO_SUCH_PACK, NO_SUCH_PRACTICE, PACK_UNUSABLE
from .command import Result, command, renamed
from .options import PackName, Practice, as_practice, complete_practice
from .warnings import warn

NAMED_WRONG = (NO_SUCH_PRACTICE, NO_SUCH_PACK, PACK_UNUSABLE)
"""Errors in the options themselves, which are always reported."""


prompts = typer.Typer(
    help="Print just today's question, for scripts and login messages.\n\n"
    "Each question belongs to a practice, a way to build trust: listening, keeping your word and "
    "eight others (`trust prompt focus --help`).\n\n"
    "This never asks for a passphrase. If there is no question to print, it prints nothing and "
    "ends with code 0; with --why or --json it says why.\n\n"
    "Example: trust prompt --why",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@prompts.callback()
@command
def prompt(
    app: App,
    practice: Practice = None,
    pack: PackName = None,
    why: Annotated[
        bool, typer.Option("--why", help="Also say why it was chosen, on standard error.")
    ] = False,
) -> Result | None:
    """Print today's question."""
    app.begin_in_shell(speaks=why)
    try:
        choice = services.questions.question_of(app, app.now.today, practice=practice, pack=pack)
    except (UsageError, NotFound) as error:
        if error.sentence in NAMED_WRONG:
            app.says_nothing_wrong = False
        raise
    if not app.says_nothing_wrong:
        warn(app)
    if app.json:
        return Result({"prompts": [choice.prompt] if choice else [], **_reason(choice)}, list)
    if choice is None:
        return None

    app.out.line(views.sanitize.safe_line(choice.prompt.text))
    if why:
        app.err.line(views.today.why(choice))
    return None


def _reason(choice: Choice | None) -> dict[str, object]:
    """Return the reason for the choice of question, for `--json`."""
    if choice is None:
        return {}
    return {"reason": choice.reason, "waited": choice.waited, "traits": choice.traits}


@prompts.command("focus")
@command
def focus(
    app: App,
    practice: Annotated[
        str | None,
        typer.Argument(
            metavar="[PRACTICE]",
            help="A practice, such as presence or “Words and deeds”.",
            parser=as_practice,
            autocompletion=complete_practice,
        ),
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="No focus this week.")] = False,
) -> Result:
    """Choose a practice for this week, so that its questions come up more often.

    Without PRACTICE, show this week's. A practice is a way to build trust, such as listening or
    keeping your word. The ten are safe-space, presence, attunement, validation, transparency,
    vulnerability, reliability, confidences, check-ins and storms-joys.

    Example: trust prompt focus presence
    """
    if practice and off:
        raise UsageError("use either a practice or --off, not both")
    if practice or off:
        services.questions.set_focus(app, practice)
    current = practice if practice or off else app.questions.focus(week_of(app.now.today).name)

    return Result(
        {"week": week_of(app.now.today).name, "focus": current}, lambda: views.today.focus(current)
    )


COMMANDS = {"prompt": prompts, "focus": renamed(focus, "prompt focus")}
