"""`trust review`: look back on a period and answer three questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from .. import services, views
from ..app import App
from ..domain.calendar import parse_day
from ..domain.entry import Answer, Entry
from ..domain.json_values import plain as plain_of
from ..domain.multi_answer import HOW_IT_WENT, compose
from ..domain.periods import Period, month_of, parse_week, week_of, year_of
from ..domain.text import clean
from ..drafts import Draft
from ..errors import UsageError
from ..sentences import FUTURE_DAY, SPAN_BACKWARDS
from ..services import review as flow
from .ask import NO, YES, ask, says_yes, yes_or_no
from .command import Result, command, give
from .compose import put, stopped
from .draft_recovery import offer_unsaved
from .multi_answer import converse
from .options import End, Start
from .pulse import take
from .rescue import fail_if_not_taken
from .warnings import warn

ONE_PERIOD = "choose one of --week, --last, --month, --year, or --from with --to"


@command
def review(
    app: App,
    week: Annotated[
        str | None, typer.Option("--week", metavar="2026-W47", help="This ISO week.")
    ] = None,
    last: Annotated[
        bool, typer.Option("--last", help="Last week; with --month or --year, the one before.")
    ] = False,
    month: Annotated[bool, typer.Option("--month", help="This month.")] = False,
    year: Annotated[bool, typer.Option("--year", help="This year.")] = False,
    start: Start = None,
    end: End = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Only show, ask nothing.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As a Markdown page.")] = False,
) -> None:
    """Look back on the week, then answer three questions.

    Example: trust review --last
    """
    if app.can_ask and not no_input and not markdown:
        offer_unsaved(app)
    period, unreviewed = _period(app, week, last, month, year, (start, end))
    review = flow.look_back(app, period, unreviewed=unreviewed)
    warn(app)
    numbers = app.settings.streaks
    if markdown and not app.json:
        app.stdout.write(views.review.markdown(review, app.now.today, numbers=numbers))
        return

    period_data = {"name": period.name, "start": period.start, "end": period.end}
    give(
        app,
        Result(
            lambda: {**plain_of(review), "period": period_data},
            lambda: views.review.review_view(review, app.out, app.now.today, numbers=numbers),
            paged=True,
        ),
    )
    may_ask = app.can_ask and not no_input and review.entries and not review.reviewed
    if may_ask and flow.questions(app, period) and _offer(app, review):
        _offer_pulse(app, review)
    if not (app.can_ask or app.json or no_input):
        fail_if_not_taken(app)


def _period(
    app: App,
    week: str | None,
    last: bool,
    month: bool,
    year: bool,
    span: tuple[str | None, str | None],
) -> tuple[Period, bool]:
    """Return the period to review, and whether it is last week for want of a review."""
    asked = [week is not None, month, year, any(span)]
    if sum(asked) > 1 or (last and (week or any(span))):
        raise UsageError(ONE_PERIOD)
    today = app.now.today
    if any(span):
        first_day = parse_day(span[0], app.now) if span[0] else today
        last_day = parse_day(span[1], app.now) if span[1] else today
        if last_day < first_day or not span[0]:
            raise UsageError(
                SPAN_BACKWARDS if span[0] else ONE_PERIOD, value=f"{first_day}..{last_day}"
            )
        return Period("span", first_day, last_day), False
    if week:
        period = parse_week(week)
        if period.start > today:
            raise UsageError(FUTURE_DAY, value=week)
        return period, False
    if month or year:
        period = month_of(today) if month else year_of(today)
        return (period.before() if last else period), False
    if last:
        return week_of(today).before(), False
    return flow.period_due(app)


def _offer(app: App, review: flow.Review) -> bool:
    """Ask the questions and store the answers. If the person stops, they stay a draft.

    Return whether the person wanted to be asked.
    """
    intention = flow.to_ask_about(app, review)
    questions = flow.unanswered(app, review.period, HOW_IT_WENT if intention else None)
    begun = _Begun(app, review.period, questions)
    if not _wants_to_answer(app, begun):
        return False
    entry, draft = begun.review()
    questions = begun.questions

    def show(number: int) -> None:
        shown = views.review.carried_intention(intention) if intention and number == 1 else None
        before = 1 if intention else 0  # the question about the if-then has no number
        asked = questions[number - 1].prompt_text
        app.err.print(
            *(
                shown
                or views.storm_joy.question_block(number - before, len(questions) - before, asked)
            )
        )

    with draft:
        note = views.sanitize.safe_line(intention.text) if intention else ""
        answers = converse(app, draft, questions, show, note)
        saved = flow.save_review(app, review.period, entry, draft, answers)
    app.out.print(*views.review.saved(saved, app.now.today))
    return True


class _Begun:
    """A review that begins with the first words, which may be the reply to the offer."""

    def __init__(self, app: App, period: Period, questions: Sequence[Answer]) -> None:
        self._app = app
        self._period = period
        self._review: tuple[Entry, Draft] | None = None
        self.questions = list(questions)

    def review(self) -> tuple[Entry, Draft]:
        """Return the entry and its draft, and begin them on the first call."""
        if self._review is None:
            self._review = flow.begin_review(self._app, self._period, self.questions)
        return self._review

    @property
    def draft(self) -> Draft | None:
        """The draft, or None if no words were typed."""
        return self._review[1] if self._review else None

    def keep(self, text: str, *, half: bool = False) -> None:
        """Write words to the draft, as the beginning of the first answer.

        With `half` the line isn't finished, and may yet become a yes or a no.
        """
        if half and any(word.startswith(text.lower()) for word in (*YES, *NO)):
            return
        first = self.questions[0]
        answer = replace(first, text="\n".join(filter(None, (first.text, clean(text).text))))
        _, draft = self.review()
        put(self._app, draft, compose((answer,)))
        self.questions[0] = answer


def _wants_to_answer(app: App, begun: _Begun) -> bool:
    """Return whether the person wants the questions. Enter is yes; a sentence is neither.

    Raises `Interrupted` if they stop after a sentence.
    """
    question = views.review.OFFER
    try:
        while (reply := ask(app, question, partial(begun.keep, half=True))) is not None:
            wants = True if not reply else yes_or_no(reply)
            if wants is None:
                begun.keep(reply)
                question = views.review.OFFER_AGAIN
                continue
            if not wants and begun.draft:
                services.writing.done_with(app, begun.draft)
            return wants
    except KeyboardInterrupt:
        if begun.draft:
            raise stopped(app, begun.draft) from None
        raise
    if begun.draft:
        raise stopped(app, begun.draft)
    return False


def _offer_pulse(app: App, review: flow.Review) -> None:
    """Offer the pulse of this week after the review of a week, if it is due."""
    if not app.settings.ask_pulse or review.period.kind != "week" or not services.pulse.due(app):
        return

    if says_yes(app, views.review.OFFER_PULSE):
        take(app)


COMMANDS = {"review": review}
