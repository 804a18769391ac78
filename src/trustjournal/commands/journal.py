"""`trust journal`: show the question, take the text, save the entry."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from .. import terminal, views
from ..app import App
from ..domain.question_choice import SKIP_REASONS, Tonight
from ..domain.safety_pause import NOT_SAFE
from ..domain.text import joined_with_or, labels
from ..errors import TrustError, UsageError
from ..services import writing
from ..services.entry_plan import Request, placed, plan
from ..services.questions import answered_today, mark, question_of
from . import capture
from .command import Result, command, give
from .compose import say_day, stopped, text_source, wants_editor
from .depth_question import settle_depth
from .draft_recovery import offer_unsaved
from .inbox_first import import_notes_first
from .memory_question import settle_memory
from .onboarding import ask_where_they_stand, offer_reminder
from .options import (
    AtTime,
    Closeness,
    ComeBack,
    DayAndTime,
    Message,
    Mood,
    PackName,
    People,
    Practice,
    Tags,
    coming_day,
    paragraphs,
    when_of,
)
from .rescue import on_the_line, refuse_dash_at_terminal
from .save_entry import Ended, save_and_ask
from .sync_first import merge_first
from .warnings import say_believed, warn


def _reason(text: str) -> str:
    if text not in SKIP_REASONS:
        raise UsageError(
            "{value} isn't a reason; use {known}", value=text, known=joined_with_or(SKIP_REASONS)
        )
    return text


def _complete_reason(incomplete: str) -> list[str]:
    return [reason for reason in SKIP_REASONS if reason.startswith(incomplete)]


@command
def journal(
    app: App,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TEXT]...", help="The text, best in quotes; your shell may remember it."
        ),
    ] = None,
    date: DayAndTime = None,
    at: AtTime = None,
    mood: Mood = None,
    closeness: Closeness = None,
    tag: Tags = None,
    person: People = None,
    come_back: ComeBack = None,
    practice: Practice = None,
    pack: PackName = None,
    prompt: Annotated[
        str | None, typer.Option("--prompt", metavar="PACK/ID", help="Answer this question.")
    ] = None,
    another: Annotated[
        bool, typer.Option("--another", help="Put today's question aside and take the next.")
    ] = False,
    lighter: Annotated[
        bool, typer.Option("--lighter", help="A light question instead, this evening only.")
    ] = False,
    deeper: Annotated[
        bool, typer.Option("--deeper", help="A deeper question instead, this evening only.")
    ] = False,
    because: Annotated[
        str | None,
        typer.Option(
            "--because",
            metavar="REASON",
            help="Put today's question aside and say why: " + joined_with_or(SKIP_REASONS) + ".",
            parser=_reason,
            autocompletion=_complete_reason,
        ),
    ] = None,
    free: Annotated[bool, typer.Option("--free", help="No question; write what you like.")] = False,
    answer: Annotated[
        bool, typer.Option("--answer", help="Your text answers the question of the day.")
    ] = False,
    private: Annotated[
        bool,
        typer.Option("--private", help="Hidden except in `trust show` and `trust edit`."),
    ] = False,
    unsaid: Annotated[
        bool, typer.Option("--unsaid", help="Mark it as not yet said (see `trust unsaid`).")
    ] = False,
    use_editor: Annotated[
        bool, typer.Option("--editor", help="Write in your editor ($VISUAL, then $EDITOR).")
    ] = False,
    messages: Message = None,
) -> None:
    """Write today's entry.

    At a terminal, it shows the question, and you type your answer; Ctrl-D saves. Several
    entries a day are fine. Text from a pipe can be up to 16 MB.

    Text that comes with the command, with -m or through a pipe becomes a free entry, because you
    weren't shown a question. --answer makes it the answer to today's question.
    `trust "two words"` and `trust yesterday: two words` save an entry too.

    Example: trust journal --mood 4 --person Sam
    """
    message = paragraphs(messages)
    if lighter and deeper:
        raise UsageError("use either --lighter or --deeper, not both")
    when = when_of(date, at, app.now)
    doubt = None
    if words:
        if message is not None:
            app.begun = ""  # a word may stand for an option, such as --private
            raise UsageError(
                "some of your text is after -m and some isn't; put all of it in quotes, as in "
                '-m "two words"'
            )
        line = capture.captured(app, words, when)
        message, when, doubt = line.text, line.when, line.doubt
    elif message == "-":
        refuse_dash_at_terminal(app)
        message = None
    request = Request(
        when=when,
        free=free,
        answer=answer,
        another=another,
        because=because,
        practice=practice,
        pack=pack,
        prompt=prompt,
        mood=mood,
        closeness=closeness,
        tags=labels(tag or []),
        people=labels(person or []),
        private=private,
        unsaid=unsaid,
        come_back=coming_day(come_back, app.now) if come_back is not None else None,
        tonight=Tonight.LIGHTER if lighter else Tonight.DEEPER if deeper else None,
    )
    asks = app.can_ask and message is None
    if asks:
        merge_first(app)
        import_notes_first(app)
    if (
        asks
        and offer_unsaved(app)
        and request == Request()
        and answered_today(app, question_of(app, app.now.today))
    ):
        return  # the saved draft was today's entry
    outcome = _write(app, request, message, use_editor, doubt)
    _give_saved(app, outcome.saved, saw_question=asks)
    if not asks:
        offer_unsaved(app, saved=True)  # last, so that the save is confirmed even if this fails
    if asks and not outcome.stopped:
        if outcome.saved.first:
            ask_where_they_stand(app)
        else:
            offer_reminder(app)


def store_stdin(app: App) -> None:
    """Store what waits on standard input as a free entry. Raises `Cancelled` if it's blank."""
    outcome = _write(app, Request(free=True), None, use_editor=False)
    _give_saved(app, outcome.saved)

    if not app.json:
        app.note(f"trust: {views.compose.STDIN_SAVED}")
    offer_unsaved(app, saved=True)


def _give_saved(app: App, saved: writing.Saved, *, saw_question: bool = False) -> None:
    def draw_saved() -> list[object]:
        day_start = f"{app.settings.day_starts_at:%H:%M}"
        numbers = app.settings.streaks
        closing = views.entry.GROUNDING if saved.deep and app.can_ask else ""
        return list(
            views.entry.saved(
                saved,
                app.out,
                day_start=day_start,
                numbers=numbers,
                closing=closing,
                names_question=not saw_question,
            )
        )

    give(app, Result(lambda: _data(saved), draw_saved))


def _write(
    app: App,
    request: Request,
    message: str | None,
    use_editor: bool,
    doubt: TrustError | None = None,
) -> Ended:
    if message is not None:
        on_the_line(app, message)
    asks = app.can_ask and message is None
    planned = plan(app, request, shows_question=asks)
    if planned.because == "not-for-me" and planned.put_aside:
        mark(app, "muted", planned.put_aside.origin, on=True)
    if planned.because == NOT_SAFE and not app.json:
        say_believed(app)
    in_editor = _wants_editor(app, use_editor, message)
    warn(app)
    for_day = say_day(app, planned.entry.day) if asks else ""
    begun = ""
    if asks:
        planned, begun = settle_memory(app, request, planned)
        planned, begun = (planned, begun) if begun else settle_depth(app, request, planned)
    # Text typed before the writer is imported waits for it.
    with terminal.terminal_mode.unechoed(app.stdin, enabled=asks and not in_editor) as echo_again:
        if asks:
            planned = _show_question(app, planned, request.practice)
        planned = placed(app, planned)
        header = views.compose.editor_header(planned.choice, for_day) if in_editor else ""
        with writing.begin_draft(
            app,
            planned.entry,
            header=header,
            text=begun,
            unsaid=planned.unsaid,
            or_in_memory=bool(begun) or not asks,
        ) as draft:
            try:
                more = views.compose.more_follow_ups(planned.choice)
                written = text_source(app, draft, message, in_editor, begun, more)
                echo_again()
                if doubt is not None:
                    capture.check_meant(app, draft, doubt)
            except KeyboardInterrupt:
                raise stopped(app, draft) from None
            store = partial(writing.store, app, planned, draft, written)
            return save_and_ask(app, store) if asks else Ended(writing.standing_after(app, store()))


def _show_question(app: App, planned: writing.Plan, practice: str | None) -> writing.Plan:
    """Show the question, and record the one it replaces, if any.

    Its practice is shown above it, unless `practice` was asked for and the question has another.
    """
    headed = not planned.choice or practice in (None, planned.choice.prompt.practice)
    shown = views.today.question(planned.choice, answered=planned.answered_before, headed=headed)
    app.err.print(*shown)
    return writing.record_put_aside(app, planned)


def _wants_editor(app: App, asked_for: bool, message: str | None) -> bool:
    """Return whether to use an editor. Most people write at the terminal."""
    if not asked_for and app.settings.editor == "inline":
        return False

    return wants_editor(app, asked_for, message)


def _data(saved: writing.Saved) -> dict[str, object]:
    return {
        "entry": views.json_envelope.entry(saved.entry),
        "standing": saved.standing,
        "earlier": saved.earlier,
    }


COMMANDS = {"journal": journal}
