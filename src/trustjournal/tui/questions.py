"""Several questions, one at a time; all answers so far are always in the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.widget import Widget

from .. import views
from ..app import App
from ..domain import if_then
from ..domain.entry import Answer, Entry
from ..domain.multi_answer import IF_THEN, compose
from ..domain.text import clean
from ..errors import TrustError
from ..services import writing
from ..services.multi_answer import given
from ..terminal.text_input import in_thread
from ..views.screen import Screen
from .draft_page import DraftPage
from .page import Page
from .paper import Paper
from .widgets import Fixed, Lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..drafts import Draft

Shown = tuple[Sequence["RenderableType"], Entry | None]


@dataclass
class Asked:
    """Questions to answer, and how the answers are stored."""

    act: App
    draft: Draft
    questions: Sequence[Answer]
    above: Callable[[int], Sequence[RenderableType]]
    """Returns what stands above an answer, by the number of the question, from 1."""
    save: Callable[[Sequence[Answer]], Shown]
    """Stores the answers; returns the confirmation, and the entry they became."""
    begun: str = ""
    """The text of a draft that is gone on with."""


class Questions(DraftPage):
    """One question after the other, with the paper for its answer."""

    KEYS = views.keys.ANSWER

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked.act, asked.draft)
        self.asked = asked
        self.answers = list(asked.questions)
        self.at = self._first_open() if asked.begun else 0
        self._first_half = ""
        """The first half of an if-then, while the second is written."""
        self.question = Fixed(self.terminal, self._question_parts, classes="question")
        self.paper = Paper(self.answers[self.at].text, self._keep, self.keys, classes="writing")

    @property
    def state(self) -> str:
        """Whether this is the last answer, or the last half of one."""
        has_half_to_come = self._if_then_words is not None and not self._first_half
        return "more" if self.at + 1 < len(self.answers) or has_half_to_come else "last"

    def _first_open(self) -> int:
        """Return the number of the first question without an answer, else of the last one."""
        without = [n for n, answer in enumerate(self.answers) if not answer.text.strip()]
        return without[0] if without else len(self.answers) - 1

    def body(self) -> Iterator[Widget]:
        """Yield the question and the paper."""
        yield self.question
        yield self.paper

    def on_mount(self) -> None:
        """Begin to write, and import what stores it meanwhile."""
        self.begin_writing()
        self.call_after_refresh(in_thread, self.asked.act.prepare_writer)

    def _question_parts(self, screen: Screen) -> Sequence[RenderableType]:
        above, words = self.asked.above(self.at + 1), self._if_then_words
        if words is None:
            return above
        if self._first_half:
            above = [*above, views.widgets.inset(views.widgets.untrusted_text(self._first_half))]
        return [*above, *views.review.half(words.second if self._first_half else words.first)]

    @property
    def _if_then_words(self) -> if_then.Words | None:
        """The words that begin the halves, if the question asks for an if-then."""
        if self.answers[self.at].prompt_id != IF_THEN:
            return None
        return if_then.words_of(self.asked.act.settings.language)

    def _take(self, text: str) -> None:
        words = self._if_then_words
        if words and text.strip():
            first, second = (self._first_half, text) if self._first_half else (text, "")
            text = if_then.joined(first, second, words)
        elif self._first_half:
            text = self._first_half
        self.answers[self.at] = replace(self.answers[self.at], text=text)

    def _keep(self, text: str) -> None:
        if self.is_over:
            return  # the draft is gone, and must not come back
        self._take(text)
        self._keeping(compose(given(self.answers)) or self.asked.begun)

    def _go_to(self, number: int) -> None:
        self.at, self._first_half = number, ""
        self.paper.start_with(self.answers[number].text)
        self.question.redraw()
        self.key_line.refresh()
        self.tell("")

    def action_next(self) -> None:
        """Go on to the next question; after the last one, store the answers."""
        self.stop_waiting()
        self.paper.keep_now()
        self._take(clean(self.paper.text).text)
        words, text = self._if_then_words, self.answers[self.at].text
        if words and text and not self._first_half and not if_then.is_complete(text, words):
            self._first_half = text
            self.paper.start_with("")
            self.question.redraw()
            self.key_line.refresh()
            return
        if self.at + 1 < len(self.answers):
            self._go_to(self.at + 1)
            return
        if self.asked.begun and not given(self.answers):
            self.action_keep()
            return
        self.save()

    def save(self) -> None:
        """Store the answers, or wait for the journal to be free."""
        self.stop_waiting()
        if not self._keeping.set_other_words_aside():
            self.tell(views.full_screen.NO_ROOM_FOR_BOTH)
            return
        self.save_with(self._store)

    def _store(self) -> tuple[Page, Callable[[object], Entry | None]]:
        parts, entry = self.asked.save(tuple(self.answers))
        return Confirmed(parts), lambda _: entry

    def go_on_after(self, error: TrustError) -> None:
        """Go on writing after the journal refused the answers; the draft has them."""
        self.tell(self.session.message(error))
        with self.telling():
            self.asked.draft.describe()

    def action_previous(self) -> None:
        """Go back to the question before."""
        self.stop_waiting()
        self.paper.keep_now()
        self._take(clean(self.paper.text).text)
        if self.at:
            self._go_to(self.at - 1)

    def keep_words(self) -> None:
        """Write the answers so far to their draft once more."""
        self._keep(clean(self.paper.text).text)

    def keep_or_drop(self) -> str:
        """Keep the answers as a draft, or remove an empty one; return what was done."""
        self.paper.keep_now()
        self._take(clean(self.paper.text).text)
        if not given(self.answers) and self.asked.begun:
            self.asked.draft.let_go()
            return views.full_screen.DRAFT_KEPT
        if not given(self.answers):
            writing.unwritten(self.asked.act, self.asked.draft)
            return views.full_screen.NOTHING_KEPT
        self._keeping(compose(given(self.answers)))
        self.asked.draft.let_go()
        return views.full_screen.DRAFT_KEPT


class Confirmed(Page):
    """What was stored."""

    KEYS = views.keys.CONFIRMED

    def __init__(self, parts: Sequence[RenderableType]) -> None:
        super().__init__()
        self._parts = parts

    def body(self) -> Iterator[Widget]:
        """Yield the confirmation."""
        yield Lines(self.terminal, lambda _: self._parts, classes="alone")
