"""`trust checkin`: ask what someone needs, and record what came of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Annotated

import typer

from ... import features, views
from ...app import App
from ...commands.ask import ask, has_several_words
from ...commands.command import Result, command, give
from ...commands.compose import say_day, stopped
from ...commands.draft_recovery import offer_unsaved
from ...commands.multi_answer import ask_each, converse
from ...commands.options import Day, as_name, as_text
from ...commands.rescue import (
    fail_if_not_taken,
    keep_as_it_came,
    text_for_dash,
)
from ...commands.warnings import warn
from ...domain.day_words import parse_day
from ...domain.entry import Answer, Entry
from ...domain.multi_answer import compose
from ...domain.period_words import parse_coming_day, parse_period
from ...domain.text import clean
from ...drafts import Draft
from ...errors import Cancelled, UsageError
from ...sentences import NOTHING_WRITTEN
from ...services.draft_keeping import put
from ...services.multi_answer import answered, given
from ...services.writing import Saved, done_with
from . import service
from .model import HEARD, HEARD_QUESTION, HELD_TEXT, NOT_TODAY_TEXT, VOICED, VOICED_QUESTION

NOT_TODAY = ("n", "no", "not today")


@command
def checkin(
    app: App,
    person: Annotated[
        str | None, typer.Argument(metavar="[PERSON]", help="Who it was with.", parser=as_name)
    ] = None,
    heard: Annotated[
        str | None,
        typer.Option(
            "--heard",
            metavar="TEXT",
            help="What they said they need, or - for standard input.",
            parser=as_text,
        ),
    ] = None,
    voiced: Annotated[
        str | None,
        typer.Option(
            "--voiced",
            metavar="TEXT",
            help="What you said you need, or - for standard input.",
            parser=as_text,
        ),
    ] = None,
    follow_up: Annotated[
        str | None,
        typer.Option("--follow-up", metavar="DAY", help="The day to follow up: friday, +3."),
    ] = None,
    not_today: Annotated[
        bool, typer.Option("--not-today", help="The answer was “not today”.")
    ] = False,
    date: Day = None,
    private: Annotated[
        bool,
        typer.Option("--private", help="Hidden except in `trust show` and `trust edit`."),
    ] = False,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Only print what you could say.")
    ] = False,
) -> None:
    """Ask someone what they need, and note what you both said.

    “Not today” is a complete check-in.

    If it isn't safe for you to speak, see `trust safety`.

    Example: trust checkin Sam --heard "Quiet on Sunday" --follow-up friday
    """
    heard, voiced = text_for_dash(app, heard, voiced)
    who = person if person is not None else app.settings.person
    day = parse_day(date, app.now) if date is not None else app.now.today
    coming = parse_coming_day(follow_up, app.now) if follow_up is not None else None
    request = service.Request(day, who, private)
    has_answers = bool(heard or voiced or coming or not_today)
    if not_today and (heard or voiced):
        raise UsageError("--not-today doesn't go with --heard or --voiced")
    if no_input or (not has_answers and not app.can_ask):
        if has_answers:
            raise UsageError(
                "--no-input only prints what you could say; to record a check-in, leave it out"
            )
        _print_script(app, who)
        if not (no_input or app.json):
            fail_if_not_taken(app)
        return
    first = service.first_with(app, who)
    if has_answers:
        saved = _record(app, request, (heard or "", voiced or ""), coming, not_today)
    else:
        offer_unsaved(app)
        saved = _converse(app, request)
    _give_saved(app, saved)
    if first and not app.json:
        app.err.line(features.checkin.view.cadence_hint(who))


def _print_script(app: App, who: str) -> None:
    """Print the script of a check-in, with nothing else on standard output."""
    lines = service.script(app, who)
    warn(app)
    if app.json:
        give(app, Result({"script": lines}, list))
        return

    for line in lines:
        app.out.line(views.sanitize.safe_line(line))


def _questions() -> tuple[Answer, ...]:
    return (
        Answer(HEARD_QUESTION, "", None, HEARD),
        Answer(VOICED_QUESTION, "", None, VOICED),
    )


def _record(
    app: App,
    request: service.Request,
    texts: tuple[str, str],
    follow_up: datetime.date | None,
    not_today: bool,
) -> Saved:
    """Record a check-in from options, without asking."""
    warn(app)
    questions = _questions()
    entry, draft = service.begin(app, request, questions, or_in_memory=True)
    answers = [
        Answer(q.prompt_text, clean(text).text, None, q.prompt_id)
        for q, text in zip(questions, texts, strict=True)
    ]
    with draft:
        keep_as_it_came(app, draft.keep_bytes)
        put(app, draft, answered(entry, answers).body)
        return _keep(app, entry, draft, answers, not_today=not_today, follow_up=follow_up)


def _converse(app: App, request: service.Request) -> Saved:
    """Hold a check-in at a terminal: show the script, then ask what to record.

    Raises `Interrupted`.
    """
    app.expect_to_write()
    for_day = say_day(app, request.day)
    app.err.print(*features.checkin.view.script(service.script(app, request.person)))
    warn(app)
    guess = service.guess_for(app, request.person)
    questions = _questions()
    if guess:
        asked = guess.prompt
        questions = (*questions, Answer(asked.text, "", asked.pack, asked.id))
    entry, draft = service.begin(app, request, questions)

    def ready(on_partial: Callable[[str], object]) -> str | None:
        return ask(
            app,
            features.checkin.view.READY,
            lambda text: on_partial("" if _declines(text) else text),
        )

    def show(number: int) -> None:
        text = questions[number - 1].prompt_text
        if guess and number == len(questions):
            shown = views.memory.guess_above_question(guess.day, guess.line, app.now.today)
            app.err.print("", *shown)
        app.err.print(*features.checkin.view.question_block(number, len(questions), text))

    with draft:
        # An answer typed at this prompt becomes the first answer.
        [heard] = ask_each(app, draft, questions[:1], [ready])
        if _declines(heard.text):
            return _keep(app, entry, draft, (), not_today=True)
        answers = [*converse(app, draft, (heard, *questions[1:]), show, for_day, then="ends")]

        def keep_words(typed: str) -> None:
            """Add words to the last answer that was given, or to the last one if none was."""
            last = max((n for n, a in enumerate(answers) if a.text.strip()), default=-1)
            text = f"{answers[last].text.rstrip()}\n\n{clean(typed).text}".strip()
            answers[last] = replace(answers[last], text=text)
            put(app, draft, compose(given(answers)))
            app.err.line(views.compose.WORDS_ADDED)

        try:
            follow_up = _follow_up(app, keep_words)
        except KeyboardInterrupt:
            raise stopped(app, draft) from None
        return _keep(app, entry, draft, answers, held=True, follow_up=follow_up)


def _declines(reply: str) -> bool:
    """Return whether a reply means "not today"."""
    return reply.lower() in NOT_TODAY


def _follow_up(app: App, keep_words: Callable[[str], object]) -> datetime.date | None:
    """Ask for the day to follow up on, and return it, or None.

    `keep_words` is called with each reply of several words that isn't about days: someone is still
    writing.
    """

    def keep(typed: str) -> None:
        if has_several_words(typed) and not _names_days(app, typed):
            keep_words(typed)

    reply = ask(app, features.checkin.view.FOLLOW_UP, keep)
    while reply:
        try:
            return parse_coming_day(reply, app.now)
        except UsageError:
            keep(reply)
            reply = ask(app, features.checkin.view.FOLLOW_UP_AGAIN, keep)
    return None


def _names_days(app: App, reply: str) -> bool:
    """Return whether a reply names a day or several, such as `next week` or one that has passed."""
    with suppress(UsageError):
        parse_period(reply, app.now, coming=True)
        return True
    return False


def _keep(
    app: App,
    entry: Entry,
    draft: Draft,
    answers: tuple[Answer, ...] | list[Answer],
    *,
    held: bool = False,
    not_today: bool = False,
    follow_up: datetime.date | None = None,
) -> Saved:
    """Store a check-in. One that was `held` counts even without anything to record.

    Raises `Cancelled` if there is nothing to store.
    """
    if not (held or not_today or given(answers) or follow_up):
        done_with(app, draft)
        raise Cancelled(NOTHING_WRITTEN)
    text = NOT_TODAY_TEXT if not_today else "" if given(answers) else HELD_TEXT
    return service.keep(
        app, entry, draft, answers, text=text, not_today=not_today, follow_up=follow_up
    )


def _give_saved(app: App, saved: Saved) -> None:
    def draw_saved() -> list[object]:
        day_start = f"{app.settings.day_starts_at:%H:%M}"
        numbers = app.settings.streaks
        return list(views.entry.saved(saved, app.out, day_start=day_start, numbers=numbers))

    give(
        app,
        Result(
            {"entry": views.json_envelope.entry(saved.entry), "standing": saved.standing},
            draw_saved,
        ),
    )


COMMANDS = {"checkin": checkin}
