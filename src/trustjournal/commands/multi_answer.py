"""Ask several questions at a terminal, with the answers so far always in a draft."""

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
from ..services.draft_keeping import Keeping
from ..services.multi_answer import given
from ..terminal.text_input import unechoed
from .compose import answers_from_editor, stopped, typed, wants_editor

Step: TypeAlias = Callable[[Callable[[str], object]], str | None]
"""Asks for one line. Its argument is called with the words typed if the program is ended."""


def converse(
    app: App,
    draft: Draft,
    questions: Sequence[Answer],
    show: Callable[[int], None],
    note: str = "",
) -> tuple[Answer, ...]:
    """Ask questions that each take several lines, and return the answers.

    `show` shows a question by its number, from 1. An answer that has a text already is continued.
    The draft always holds all the answers so far. Raises `Interrupted` if the person stops.

    Someone who writes in an editor has all the questions on one page there, below `note`.
    """
    if wants_editor(app, asked_for=False, message=None):
        return answers_from_editor(app, draft, questions, note)
    answers: list[Answer] = []
    try:
        for number, question in enumerate(questions, start=1):

            def full_text(so_far: str, question: Answer = question) -> str:
                return compose(given((*answers, replace(question, text=so_far))))

            with unechoed(app.stdin):
                show(number)
                result = typed(app, draft, question.text, among=full_text)
                if not result.finished:
                    raise stopped(app, draft)
            answers.append(replace(question, text=clean(result.text).text))
    except KeyboardInterrupt:
        raise stopped(app, draft) from None
    return tuple(answers)


def ask_each(
    app: App, draft: Draft, questions: Sequence[Answer], steps: Sequence[Step]
) -> tuple[Answer, ...]:
    """Ask questions that each take one line, and return the answers.

    If there are more questions than steps, the first ones have a text already. The draft always
    holds all the answers so far. Raises `Interrupted` if the person stops.
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
