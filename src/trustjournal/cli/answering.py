"""Several questions one after another at a terminal: reviews, storms, joys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..context import App
from ..domain.answers import compose
from ..domain.entry import Answer
from ..domain.texts import clean
from ..drafts import Draft
from ..flows.answers import given
from ..terminal import unechoed
from .writing import typed


@dataclass(frozen=True, slots=True)
class Told:
    """The answers, and whether the person went through all the questions or stopped."""

    answers: tuple[Answer, ...]
    finished: bool


def converse(
    app: App, draft: Draft, questions: Sequence[Answer], show: Callable[[int], None]
) -> Told:
    """Each question until the last, or until the person stops.

    `show` puts a question on the screen, by its number from 1; an answer that has a text already
    is gone on with. The draft holds all the answers so far at any time.
    """
    answers: list[Answer] = []
    for number, question in enumerate(questions, start=1):

        def among(so_far: str, question: Answer = question) -> str:
            return compose(given((*answers, replace(question, text=so_far))))

        with unechoed(app.stdin):
            show(number)
            found = typed(app, draft, question.text, among=among)
        # Whoever stops in the middle of an answer keeps what they had written of it.
        answers.append(replace(question, text=clean(found.text).text))
        if not found.finished:
            return Told(tuple(answers), finished=False)
    return Told(tuple(answers), finished=True)
