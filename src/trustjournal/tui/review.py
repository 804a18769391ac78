"""The review of a week, a month or a year, and its questions, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.widget import Widget

from .. import services, views
from ..domain.entry import Entry
from ..domain.multi_answer import HOW_IT_WENT
from ..domain.periods import Period, month_of, week_of, year_of
from ..views.screen import Screen
from .page import Reading
from .questions import Asked, Questions
from .widgets import Lines

if TYPE_CHECKING:
    from rich.console import RenderableType


class ReviewPage(Reading):
    """The review of a period."""

    KEYS = views.keys.REVIEW

    def __init__(self) -> None:
        super().__init__()
        self._period, self._unreviewed = services.review.period_due(self.session.app)

    def body(self) -> Iterator[Widget]:
        """Yield the page."""
        self.lines = Lines(self.terminal, self.draw, classes="review")
        yield self.lines

    def draw(self, screen: Screen) -> Sequence[RenderableType]:
        """Return the review."""
        app = self.session.app
        review = services.review.look_back(app, self._period, unreviewed=self._unreviewed)
        numbers = app.settings.streaks
        return views.review.review_view(review, screen, app.now.today, numbers=numbers)

    def _show(self, period: Period) -> None:
        self._period, self._unreviewed = period, False
        with self.telling():
            self.lines.show(self.draw)

    def action_move(self, direction: int) -> None:
        """Show the period before or after."""
        period = self._period.before() if direction < 0 else self._period.after()
        if period.start <= self.session.today:
            self._show(period)

    def action_month(self) -> None:
        """Show the month, or the week again."""
        self._show((week_of if self._period.kind == "month" else month_of)(self._day))

    def action_year(self) -> None:
        """Show the year, or the week again."""
        self._show((week_of if self._period.kind == "year" else year_of)(self._day))

    @property
    def _day(self) -> date:
        return min(self._period.end, self.session.today)

    def action_answer(self) -> None:
        """Answer the questions of the period."""
        with self.telling():
            asked = self._asked()
            if asked is None:
                self.tell(views.full_screen.NO_REVIEW_QUESTIONS)
            else:
                self.app.push_screen(Questions(asked), self._answered)

    def _asked(self) -> Asked | None:
        act = self.session.begin()
        act.expect_to_write()
        period = self._period
        review = services.review.look_back(act, period)
        if not review.entries or review.reviewed or not services.review.questions(act, period):
            self.session.finish(act)
            return None
        intention = services.review.to_ask_about(act, review)
        questions = services.review.unanswered(act, period, HOW_IT_WENT if intention else None)
        entry, draft = services.review.begin_review(act, period, questions)

        def above(number: int) -> Sequence[RenderableType]:
            if intention and number == 1:
                return views.review.carried_intention(intention)
            before = 1 if intention else 0
            asked = questions[number - 1].prompt_text
            return views.entry.numbered_question(number - before, len(questions) - before, asked)

        def save(answers: Sequence[object]) -> tuple[Sequence[RenderableType], Entry | None]:
            saved = services.review.save_review(act, period, entry, draft, answers)  # type: ignore[arg-type]
            return views.review.saved(saved, act.now.today), saved.entry

        return Asked(act, draft, questions, above, save)

    def _answered(self, said: object) -> None:
        self.look_again()
        if isinstance(said, str):
            self.tell(said)
