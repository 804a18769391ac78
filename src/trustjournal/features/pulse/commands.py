"""`trust pulse`: a few small questions about my own week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread
from typing import Annotated

import typer

from ... import features
from ...app import App
from ...commands.ask import ask, kept_whatever_comes, says_yes
from ...commands.command import Result, command, give
from ...commands.rescue import fail_if_not_taken
from ...commands.warnings import say_believed, warn
from ...domain.prompts import PackQuestion
from ...domain.safety_pause import EASE, NO_EASE
from ...errors import Interrupted
from ...sentences import INTERRUPTED
from . import service
from .model import VALUES, Answers, Value, rules


def offer(app: App) -> None:
    """Offer the pulse of this week, and take it after a yes."""
    if says_yes(app, features.pulse.view.OFFER):
        take(app)


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """The answers of a pulse, and whether the person reached its end."""

    answers: Answers
    finished: bool


@command
def pulse(
    app: App,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="ITEM=1-5",
            help="An answer, or ITEM=- if it didn't come up; repeat for several.",
            parser=str,
        ),
    ] = None,
    about: Annotated[
        bool, typer.Option("--about", help="Explain what the pulse can tell you and what it can't.")
    ] = False,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Show the chart without asking anything.")
    ] = False,
) -> None:
    """Answer a few quick questions about your week, and see the last eight weeks.

    The answers: 1 (not at all), 2 (once or twice), 3 (some of the time), 4 (most of the time),
    5 (almost every time), or - (didn't come up). If you answer again in the same week, your new
    answers replace the old.

    Example: trust pulse --set presence=4 --set check-ins=-
    """
    if about:
        _about(app)
        return
    was_saved = False
    if values:
        answers = service.read_answers(app, values)
        service.keep(app, answers)
        _meet_low_ease(app, answers)
        was_saved = True
    elif app.can_ask and not no_input:
        result = take(app)
        if not result.finished and not result.answers:
            raise Interrupted(INTERRUPTED)
        was_saved = bool(result.answers)
    _show(app, was_saved=was_saved)
    if not (values or app.can_ask or app.json or no_input):
        fail_if_not_taken(app)


def take(app: App) -> GivenAnswers:
    """Ask the items at a terminal and store the answers given, even if the person stops early."""
    items = service.items(app)
    if items:
        app.expect_to_write()
        app.err.print(*features.pulse.view.head(has_answers=service.taken(app)))
        Thread(target=app.prepare_writer, daemon=True).start()  # imports the models meanwhile
    answers: dict[str, Value] = {}
    ends: list[bool] = []
    kept_whatever_comes(
        lambda: ends.append(_ask_all(app, items, answers)), lambda: service.keep(app, answers)
    )
    _meet_low_ease(app, answers)
    return GivenAnswers(answers, finished=ends[0])


def _meet_low_ease(app: App, answers: Answers) -> None:
    """Name the safety page if the answer about ease is the lowest."""
    if answers.get(EASE) == NO_EASE:
        say_believed(app)


def _ask_all(app: App, items: Sequence[PackQuestion], answers: dict[str, Value]) -> bool:
    """Ask one item after another and fill `answers`. Return False on Ctrl-C."""
    try:
        for number, item in enumerate(items, start=1):
            if item.id == EASE:
                app.err.line(features.pulse.view.EASE, label=True)
            reply = _answer(
                app,
                features.pulse.view.question_line(number, len(items), item.text),
                features.pulse.view.ANSWER_AGAIN,
            )
            if reply is None:
                break
            if reply:
                answers[item.id] = VALUES[reply]
    except KeyboardInterrupt:
        return False
    return True


def _answer(app: App, question: str, retry_question: str) -> str | None:
    """Ask until the reply is valid; return it, `""` if skipped, or None at the end of input."""
    reply = ask(app, question)
    while reply and reply not in VALUES:
        reply = ask(app, retry_question)
    return reply


def _show(app: App, *, was_saved: bool) -> None:
    weeks = service.look(app, app.now.today)
    items = service.items(app)
    warn(app)

    def draw_weeks() -> list[object]:
        asks = bool(items)
        today = app.now.today
        return list(
            features.pulse.view.pulse_view(
                weeks, app.out, today, has_items=asks, was_saved=was_saved
            )
        )

    # Always false, so that the output never reveals that someone answered "not safe".
    give(app, Result({"pulse": weeks, "items": items, "guarded": False}, draw_weeks))


def _about(app: App) -> None:
    give(app, Result({"rules": rules()}, lambda: features.pulse.view.about()))


COMMANDS = {"pulse": pulse}
