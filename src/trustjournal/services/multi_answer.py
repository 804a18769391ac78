"""Entries with several questions, while they are written: reviews, storms, joys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..domain.entry import Answer, Entry
from ..domain.json_values import plain
from ..domain.multi_answer import compose, split_answers, without_blank_questions
from ..drafts import Draft
from .writing import UnsavedDraft


def asking(questions: Sequence[Answer]) -> dict[str, Any]:
    """Return the questions as a draft stores them, so that a crash doesn't lose them."""
    return {"asked": plain(questions)}


def given(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers that are not blank, without line breaks around them."""
    non_empty = (answer for answer in answers if answer.text.strip())
    return tuple(replace(answer, text=answer.text.strip("\r\n")) for answer in non_empty)


def answered(entry: Entry, answers: Iterable[Answer]) -> Entry:
    """Return the entry with these answers, which also become its text."""
    given_answers = given(answers)
    return replace(entry, body=compose(given_answers), answers=given_answers)


def asked_in(draft: Draft) -> tuple[Answer, ...]:
    """Return the questions a draft answers; empty unless it stores several questions."""
    return tuple(Answer(**answer) for answer in draft.about.get("asked", ()))


def resumed(unsaved: UnsavedDraft) -> tuple[Answer, ...]:
    """Return the questions of a draft with the answers in its text, to go on answering them.

    Empty if it has no questions, or if some words of the text are in none of the answers.
    """
    asked = asked_in(unsaved.draft)
    answers = {(a.prompt_id, a.prompt_text): a.text for a in answered_left_behind(unsaved).answers}
    merged = [replace(a, text=answers.get((a.prompt_id, a.prompt_text), "")) for a in asked]
    text = without_blank_questions(unsaved.written.text, asked)
    return tuple(merged) if compose(given(merged)).split() == text.split() else ()


def answered_left_behind(unsaved: UnsavedDraft) -> Entry:
    """Return the entry of an unsaved draft, with all of its text and the answers in it."""
    asked = asked_in(unsaved.draft)
    text = without_blank_questions(unsaved.written.text, asked)
    return replace(unsaved.entry, body=text, answers=given(split_answers(text, asked)))
