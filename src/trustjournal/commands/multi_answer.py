"""Several questions one after another at a terminal, their answers in a draft all the time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from ..app import App
from ..domain.entry import Answer
from ..domain.multi_answer import compose
from ..domain.text import clean
from ..drafts import Draft
from ..services.multi_answer import given
from ..terminal.text_input import unechoed
from .compose import Keeping, stopped, typed

Step: TypeAlias = Callable[[Callable[[str], object]], str | None]
"""Asks for one line; what is typed of it when the program is ended goes to what it is given."""


def converse(
    app: App, draft: Draft, questions: Sequence[Answer], show: Callable[[int], None]
) -> tuple[Answer, ...]:
    """Ask one question after another, each for several lines; returns the answers.

    `show` puts a question on the screen, by its number from 1; an answer that has a text already
    is gone on with. The draft holds all the answers so far at any time. Raises `Interrupted` where
    the person stops.
    """
    answers: list[Answer] = []
    try:
        for number, question in enumerate(questions, start=1):

            def among(so_far: str, question: Answer = question) -> str:
                return compose(given((*answers, replace(question, text=so_far))))

            with unechoed(app.stdin):
                show(number)
                result = typed(app, draft, question.text, among=among)
                if not result.finished:
                    raise stopped(app, draft)
            answers.append(replace(question, text=clean(result.text).text))
    except KeyboardInterrupt:
        raise stopped(app, draft) from None
    return tuple(answers)


def ask_each(
    app: App, draft: Draft, questions: Sequence[Answer], steps: Sequence[Step]
) -> tuple[Answer, ...]:
    """Ask one question after another, each for a line; returns the answers.

    The first questions have a text already where there are more of them than steps. The draft
    holds all the answers so far at any time. Raises `Interrupted` where the person stops.
    """
    keep = Keeping(app, draft)
    answered_count = len(questions) - len(steps)
    answers = list(questions[:answered_count])

    def keep_with(question: Answer, text: str | None) -> Answer:
        answer = replace(question, text=clean(text or "").text)
        keep(compose(given((*answers, answer))))
        return answer

    try:
        for question, step in zip(questions[answered_count:], steps, strict=True):
            reply = step(partial(keep_with, question))
            answers.append(keep_with(question, reply))
    except KeyboardInterrupt:
        raise stopped(app, draft) from None
    return tuple(answers)
