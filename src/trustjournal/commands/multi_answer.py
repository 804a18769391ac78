"""Ask several questions at a terminal, with the answers so far always in a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from .. import views
from ..app import App
from ..domain import if_then
from ..domain.entry import Answer
from ..domain.multi_answer import IF_THEN, compose
from ..domain.text import clean
from ..drafts import Draft
from ..services.draft_keeping import Keeping
from ..services.multi_answer import given
from ..terminal.terminal_mode import unechoed
from ..views.compose import Then
from .compose import answers_from_editor, stopped, typed, wants_editor

Step: TypeAlias = Callable[[Callable[[str], object]], str | None]
"""Asks for one line. Its argument is called with the words typed if the program is ended."""


def converse(
    app: App,
    draft: Draft,
    questions: Sequence[Answer],
    show: Callable[[int], None],
    note: str = "",
    *,
    then: Then = "saves",
) -> tuple[Answer, ...]:
    """Ask questions that each take several lines, and return the answers.

    `show` shows a question by its number, from 1. An answer that has a text already is continued.
    `then` says what comes after the last one. The draft always holds all the answers so far.
    Raises `Interrupted` if the person stops.

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
                words = if_then.words_of(app.settings.language)
                after = then if number == len(questions) else "next"
                if question.prompt_id == IF_THEN and words and not question.text:
                    text = _two_halves(app, draft, words, full_text, after)
                else:
                    text = _answer(app, draft, full_text, after, question.text)
            answers.append(replace(question, text=text))
    except KeyboardInterrupt:
        raise stopped(app, draft) from None
    return tuple(answers)


def _answer(
    app: App, draft: Draft, full_text: Callable[[str], str], then: Then, text: str = ""
) -> str:
    """Ask for several lines. Raises `Interrupted` if the person stops."""
    result = typed(app, draft, text, among=full_text, then=then)
    if not result.finished:
        raise stopped(app, draft)
    return clean(result.text).text


def _two_halves(
    app: App,
    draft: Draft,
    words: if_then.Words,
    full_text: Callable[[str], str],
    then: Then,
) -> str:
    """Ask for the two halves of an if-then, and return its sentence.

    A first half that is the full sentence is taken as it is. Raises `Interrupted` if the person
    stops.
    """
    app.err.print(*views.review.half(words.first))
    first = _answer(app, draft, lambda so_far: full_text(if_then.joined(so_far, "", words)), "next")
    if not first.strip() or if_then.is_complete(first, words):
        return if_then.joined(first, "", words)
    app.err.print(*views.review.half(words.second))
    second = _answer(
        app, draft, lambda so_far: full_text(if_then.joined(first, so_far, words)), then
    )
    return if_then.joined(first, second, words)


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
