"""`trust storm` and `trust joy`: three questions for a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Annotated, TypeAlias

import typer

from ... import features, views
from ...app import App
from ...commands.ask import ask
from ...commands.command import Result, command, give
from ...commands.compose import from_stdin, say_day, stopped
from ...commands.draft_recovery import offer_unsaved
from ...commands.multi_answer import converse
from ...commands.options import Day, People, Tags
from ...commands.rescue import (
    keep_as_it_came,
    refuse_dash_at_terminal,
    text_for_dash,
)
from ...commands.warnings import warn
from ...domain.day_words import parse_day
from ...domain.entry import Answer, Entry
from ...domain.multi_answer import split_paragraphs
from ...domain.prompts import Prompt
from ...domain.text import Cleaned, clean, labels
from ...drafts import Draft
from ...errors import Cancelled, UsageError
from ...sentences import NOTHING_WRITTEN
from ...services.draft_keeping import put
from ...services.multi_answer import answered
from ...services.writing import Saved
from . import service
from .model import JOY, MINUTES, STORM, THEIRS, Occasion, StormMode

Messages: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "-m",
        "--message",
        metavar="TEXT",
        help="An answer, or - for standard input; once per question. Your shell may remember it.",
        parser=str,
    ),
]
Private: TypeAlias = Annotated[
    bool,
    typer.Option("--private", help="Hidden except in `trust show` and `trust edit`."),
]
NoInput: TypeAlias = Annotated[
    bool, typer.Option("--no-input", help="Only show the questions, without storing anything.")
]


@command
def storm(
    app: App,
    date: Day = None,
    tag: Tags = None,
    person: People = None,
    private: Private = False,
    message: Messages = None,
    no_input: NoInput = False,
) -> None:
    """Write about a hard moment: three questions, seven minutes at most.

    It asks how someone who wants the best for you both would see it, what got in the way, and
    what you could do next.
    Text from a pipe can be up to 16 MB; separate the answers with a blank line.

    Example: trust storm --person Sam
    """
    _meet(app, STORM, (date, tag, person, private), message or [], no_input=no_input)


@command
def joy(
    app: App,
    date: Day = None,
    tag: Tags = None,
    person: People = None,
    theirs: Annotated[
        bool | None,
        typer.Option("--theirs/--mine", help="Whose joy it is; at a terminal you're asked."),
    ] = None,
    private: Private = False,
    message: Messages = None,
    no_input: NoInput = False,
) -> None:
    """Keep a good moment, yours or someone else's, in three lines.

    What happened, what it was like, what comes next. Text from a pipe can be up to 16 MB;
    separate the answers with a blank line.

    Example: trust joy --tag news
    """
    asked = (date, tag, person, private)
    _meet(app, JOY, asked, message or [], no_input=no_input, theirs=theirs)


Asked: TypeAlias = tuple[str | None, list[str] | None, list[str] | None, bool]
"""The day, the tags, the people, and whether it is private, as given on the line."""


def _meet(
    app: App,
    moment: Occasion,
    asked: Asked,
    messages: Sequence[str],
    *,
    no_input: bool,
    theirs: bool | None = False,
) -> None:
    date, tags, people, private = asked
    day = parse_day(date, app.now) if date is not None else app.now.today
    request = service.Request(day, labels(tags or []), labels(people or []), private)
    if len(messages) > len(moment.tags):
        raise UsageError("use -m at most {most} times, once per question", most=len(moment.tags))
    if messages and no_input:
        raise UsageError("use either -m or --no-input; --no-input only shows the questions")
    if list(messages) == ["-"]:
        refuse_dash_at_terminal(app)
        messages = []
    messages = [text or "" for text in text_for_dash(app, *messages)]
    talking = app.can_ask and not messages and not no_input
    if talking:
        offer_unsaved(app)
    meeting = service.meet(
        app,
        moment,
        day,
        theirs=theirs if talking else bool(theirs),
        already_written=not talking and not no_input,
    )
    warn(app)
    if no_input:
        _show(app, meeting)
        return
    saved = (
        _converse(app, meeting, request)
        if talking
        else _store_texts(app, meeting, request, messages)
    )
    if saved is not None:
        _give_saved(app, meeting, saved, talking=talking)
    if not talking:
        offer_unsaved(app, saved=True)


def _show(app: App, meeting: service.OccasionPlan) -> None:
    """Print the questions of this moment, with nothing else on standard output."""
    if app.json:
        give(app, Result({"prompts": meeting.prompts}, list))
        return

    for prompt in meeting.prompts:
        app.out.line(views.sanitize.safe_line(prompt.text))
    if meeting.way is StormMode.RESTING:
        app.err.line(f"trust: {features.storm_joy.view.not_now_line()}")


def _give_saved(app: App, meeting: service.OccasionPlan, saved: Saved, *, talking: bool) -> None:
    def draw_saved() -> list[object]:
        day_start = f"{app.settings.day_starts_at:%H:%M}"
        numbers = app.settings.streaks
        return list(
            features.storm_joy.view.saved(saved, app.out, day_start=day_start, numbers=numbers)
        )

    give(
        app,
        Result(
            {"entry": views.json_envelope.entry(saved.entry), "standing": saved.standing},
            draw_saved,
        ),
    )
    if not talking and not app.json and meeting.way is not StormMode.OPEN:
        app.err.line(f"trust: {features.storm_joy.view.REST_ADVICE}")


# --- at a terminal ---------------------------------------------------------------------------


def _converse(app: App, meeting: service.OccasionPlan, request: service.Request) -> Saved | None:
    """Ask one question after another and store the answers; None if there are no questions."""
    early = _Early(app, meeting, request)
    for_day = say_day(app, request.day)
    prompts = _prompts(app, meeting, early)
    if not prompts:
        return None
    questions = service.unanswered(prompts)
    if early.text:
        questions = [replace(questions[0], text=early.text), *questions[1:]]
    entry, draft = early.begun or service.begin(app, meeting.moment, request, questions)
    time_limit = _Time(app, meeting.moment)

    def show(number: int) -> None:
        time_limit.say_once(between=number > 1)
        prompt = prompts[number - 1]
        app.err.print(*views.entry.numbered_question(number, len(prompts), prompt.text, prompt))

    with draft:
        entry = answered(entry, converse(app, draft, questions, show, for_day))
        try:
            return service.keep(app, entry, draft)
        except Cancelled as cancelled:
            if cancelled.sentence != NOTHING_WRITTEN:
                raise
            raise Cancelled(features.storm_joy.view.NOTHING_WRITTEN) from None


class _Early:
    """Words typed in reply to a question for a number, which begin the first answer."""

    def __init__(self, app: App, meeting: service.OccasionPlan, request: service.Request) -> None:
        self._app = app
        self._begin = partial(service.begin, app, meeting.moment, request)
        self._prompts = meeting.prompts
        self.begun: tuple[Entry, Draft] | None = None
        self.text = ""

    def keep(self, text: str) -> None:
        """Write words to the draft, which begins with the first of them."""
        if text in ("", "1", "2"):
            return
        self.text = "\n".join(filter(None, (self.text, clean(text).text)))
        self.begun = self.begun or self._begin(service.unanswered(self._prompts))
        put(self._app, self.begun[1], self.text)


_MINE, _THEIRS = ("1", "mine"), ("2", "theirs")
"""The replies to the question whose joy it is; Enter is mine as well."""
_STOP = "3"
"""The reply to the offer of something smaller that stops, as Enter does."""


def _reply(
    app: App, early: _Early, choices: Sequence[str], question: str, again: str
) -> str | None:
    """Return one of the choices, or nothing if the person just presses Enter.

    Anything else begins the first answer. Raises `Interrupted` if they then press Ctrl-C, and
    the words stay in a draft.
    """
    try:
        while (reply := ask(app, question, early.keep)) and reply.lower() not in choices:
            early.keep(reply)
            question = again
    except KeyboardInterrupt:
        if early.begun:
            raise stopped(app, early.begun[1]) from None
        raise
    return reply and reply.lower()


def _choose_smaller(app: App, meeting: service.OccasionPlan, early: _Early) -> str | None:
    """Return the tag of the smaller practice that the person chooses; None if they stop.

    Raises `Interrupted` if they stop after a sentence, which stays in its draft.
    """
    tags = dict(zip(("1", "2"), meeting.moment.smaller, strict=True))
    question, again = features.storm_joy.view.SMALLER_CHOICE, features.storm_joy.view.SMALLER_AGAIN
    reply = _reply(app, early, (*tags, _STOP), question, again)
    if not reply and early.begun:
        raise stopped(app, early.begun[1])
    return tags.get(reply or "")


def _choose_whose(app: App, meeting: service.OccasionPlan, early: _Early) -> tuple[Prompt, ...]:
    """Return the questions about my joy or about someone else's; ask unless only one is open."""
    theirs = tuple(prompt for prompt in meeting.prompts if THEIRS in prompt.tags)
    mine = tuple(prompt for prompt in meeting.prompts if THEIRS not in prompt.tags)
    if not (mine and theirs):
        return meeting.prompts
    question, again = features.storm_joy.view.WHOSE, features.storm_joy.view.WHOSE_AGAIN
    reply = _reply(app, early, (*_MINE, *_THEIRS), question, again)
    return theirs if reply in _THEIRS else mine


def _prompts(app: App, meeting: service.OccasionPlan, early: _Early) -> tuple[Prompt, ...]:
    """Print the introduction and return the questions to ask, if any."""
    if meeting.way is StormMode.RESTING:
        app.out.print(*features.storm_joy.view.not_now())
        return ()
    if meeting.way is not StormMode.SMALLER:
        app.err.print(*features.storm_joy.view.head(meeting.moment))
        return _choose_whose(app, meeting, early)
    app.err.print(*features.storm_joy.view.smaller_steps())
    tag = _choose_smaller(app, meeting, early)
    if tag is None:
        app.out.print(*features.storm_joy.view.stopped())
    return tuple(prompt for prompt in meeting.prompts if tag in prompt.tags)


class _Time:
    """The time limit of a storm, reported once, between two questions."""

    def __init__(self, app: App, moment: Occasion) -> None:
        self._app = app
        self._ends = monotonic() + MINUTES * 60 if moment is STORM else None

    def say_once(self, *, between: bool) -> None:
        """Say that the minutes have passed, if they have, unless it was said before."""
        if between and self._ends is not None and monotonic() >= self._ends:
            self._app.err.line(features.storm_joy.view.TIME_UP)
            self._ends = None


# --- from elsewhere --------------------------------------------------------------------------


def _store_texts(
    app: App, meeting: service.OccasionPlan, request: service.Request, messages: Sequence[str]
) -> Saved:
    """Store the texts of `-m`, or of standard input, as answers to the questions."""
    questions = service.unanswered(meeting.prompts)
    entry, draft = service.begin(app, meeting.moment, request, questions, or_in_memory=True)
    with draft:
        try:
            texts, notes = _read_texts(app, draft, questions, messages)
        except KeyboardInterrupt:
            raise stopped(app, draft) from None
        entry = service.with_texts(entry, questions, texts)
        keep_as_it_came(app, draft.keep_bytes)
        put(app, draft, entry.body)
        return service.keep(app, entry, draft, notes)


def _read_texts(
    app: App, draft: Draft, questions: Sequence[Answer], messages: Sequence[str]
) -> tuple[list[str], Cleaned]:
    """Return the texts, and a record of what had to be changed in them."""
    if not messages:
        written = from_stdin(app, draft)
        return split_paragraphs(written.text, len(questions)), written
    cleaned = [clean(message) for message in messages]
    notes = Cleaned(
        "",
        nul=any(text.nul for text in cleaned),
        crlf=any(text.crlf for text in cleaned),
        invalid=any(text.invalid for text in cleaned),
    )
    return [text.text for text in cleaned], notes


COMMANDS = {"storm": storm, "joy": joy}
