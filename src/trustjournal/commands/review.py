"""`trust review`: look back on a period and answer three questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

import typer

from .. import services, views
from ..app import App
from ..domain.entry import Answer, Entry
from ..domain.json_values import plain as plain_of
from ..domain.multi_answer import HOW_IT_WENT, compose
from ..domain.period_words import MONTHS, parse_period
from ..domain.periods import Period, month_of, week_of, year_of
from ..domain.text import clean
from ..drafts import Draft
from ..errors import UsageError
from ..registry import all_features
from ..services.draft_keeping import put
from .ask import NO, YES, ask, yes_or_no
from .command import Result, command, give
from .compose import stopped
from .draft_recovery import offer_unsaved
from .filters import days_of
from .multi_answer import converse
from .options import End, ReviewedDays, Start
from .rescue import fail_if_not_taken
from .warnings import warn

ONE_PERIOD = "use only one of these: a period, --week, --last, --month, --year, or --from with --to"
IN_FUTURE = "{value} is in the future; a review looks back"


@command
def review(
    app: App,
    what: ReviewedDays = None,
    week: Annotated[
        str | None,
        typer.Option("--week", metavar="WEEK", help="A week, by its number: 47, or 2026-W47."),
    ] = None,
    last: Annotated[
        bool,
        typer.Option("--last", help="Last week; with --month or --year, last month or last year."),
    ] = False,
    month: Annotated[
        bool,
        typer.Option("--month", help="The current month, or the one you name: --month october."),
    ] = False,
    year: Annotated[
        bool, typer.Option("--year", help="The current year, or the one you name: --year 2025.")
    ] = False,
    start: Start = None,
    end: End = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Show the review without asking anything.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As a Markdown page.")] = False,
) -> None:
    """Look back on the week or on other days, then answer three questions.

    Example: trust review --last

    Example: trust review october
    """
    if app.can_ask and not no_input and not markdown:
        offer_unsaved(app)
    words = " ".join(what or ())
    period, unreviewed = _period(app, words, week, last, month, year, (start, end))
    review = services.review.look_back(app, period, unreviewed=unreviewed)
    warn(app)
    numbers = app.settings.streaks
    if markdown and not app.json:
        app.stdout.write(views.review.markdown(review, app.now.today, numbers=numbers))
        return

    def draw() -> list[Any]:
        return list(views.review.review_view(review, app.out, app.now.today, numbers=numbers))

    may_ask = app.can_ask and not no_input and review.entries and not review.reviewed
    will_ask = bool(may_ask and services.review.questions(app, period))
    if will_ask and app.may_page:
        usual = (period, unreviewed) == services.review.period_due(app)
        rest = views.review.rest_of_it(None if usual else period, app.now.today)
        _show_above_the_question(app, draw(), rest)
    else:
        period_data = {"name": period.name, "start": period.start, "end": period.end}
        data = {**plain_of(review), "period": period_data}
        give(app, Result(data, draw, paged=True))
    if will_ask and _offer(app, review):
        for feature in all_features():
            feature.after_review(app, review.period)
    if not (app.can_ask or app.json or no_input):
        fail_if_not_taken(app)


def _show_above_the_question(app: App, parts: list[Any], rest: list[Any]) -> None:
    """Show what fits on the screen with the question below it, which no pager may hide."""
    rendered, more = ("".join(app.out.rendered(each)) for each in (parts, rest))
    app.stdout.write(views.review.first_lines(rendered, more, app.out))
    app.stdout.flush()


def _period(
    app: App,
    words: str,
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
    if words and (last or week is not None or any(span)):
        raise UsageError(ONE_PERIOD)
    today = app.now.today
    if any(span):
        return _span(app, *span), False
    if words or week:
        period = _named(app, words, week, month=month, year=year)
        return _begun(app, period, week or words), False
    if month or year:
        period = month_of(today) if month else year_of(today)
        return (period.before() if last else period), False
    if last:
        return week_of(today).before(), False
    return services.review.period_due(app)


def _named(app: App, words: str, week: str | None, *, month: bool, year: bool) -> Period:
    """Return the period that words name, of the kind that an option asks for.

    A number alone is that of the week or of the month.
    """
    text = week or words
    number = int(text) if re.fullmatch("[0-9]{1,2}", text) else 0
    if week and number:
        text = f"week {number}"
    if month and 1 <= number <= len(MONTHS):
        text = MONTHS[number - 1]
    try:
        period = parse_period(text, app.now)
    except UsageError:
        if not (week or month or year):
            raise
        period = None
    kind = period.kind if period else None
    if week and kind != "week":
        raise UsageError("{value} isn't a week; use a number such as 47, or 2026-W47", value=week)
    if month and kind != "month":
        raise UsageError("{value} isn't a month; use october or 2026-10", value=words)
    if year and kind != "year":
        raise UsageError("{value} isn't a year; use a number such as 2025", value=words)
    assert period
    return period


def _span(app: App, start: str | None, end: str | None) -> Period:
    """Return the days that --from and --to name; without --to, those up to today."""
    first, last = days_of(app, start, end)
    if first is None:
        raise UsageError("--to needs --from, as in --from monday --to friday")
    today = app.now.today
    if end is not None and last and last > today and parse_period(end, app.now).is_day:
        raise UsageError(IN_FUTURE, value=end)
    return _begun(app, Period("span", first, last or max(first, today)), start or "")


def _begun(app: App, period: Period, words: str) -> Period:
    """Return a period, a range without the days to come. Raises `UsageError` if all are.

    `words` are those it was named by.
    """
    today = app.now.today
    if period.start > max(today, app.now.calendar_day):
        named = words if words and not words.isdecimal() else period.name
        raise UsageError(IN_FUTURE, value=named)
    if period.kind == "span" and period.end > today:
        return Period("span", period.start, max(period.start, today))
    return period


def _offer(app: App, review: services.review.Review) -> bool:
    """Ask the questions and store the answers. If the person stops, they stay a draft.

    Return whether the person wanted to be asked.
    """
    intention = services.review.to_ask_about(app, review)
    questions = services.review.unanswered(app, review.period, HOW_IT_WENT if intention else None)
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
                or views.entry.numbered_question(number - before, len(questions) - before, asked)
            )
        )

    with draft:
        note = views.sanitize.safe_line(intention.text) if intention else ""
        answers = converse(app, draft, questions, show, note)
        saved = services.review.save_review(app, review.period, entry, draft, answers)
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
            self._review = services.review.begin_review(self._app, self._period, self.questions)
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
                if app.unkept.strip():
                    raise stopped(app, begun.draft)
                begun.draft.let_go()
                app.err.line(views.review.KEPT_AS_DRAFT)
            return wants
    except KeyboardInterrupt:
        if begun.draft:
            raise stopped(app, begun.draft) from None
        raise
    if begun.draft:
        raise stopped(app, begun.draft)
    return False


COMMANDS = {"review": review}
