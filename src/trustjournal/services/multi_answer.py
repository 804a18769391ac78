"""Entries with several questions, while they are written: reviews, storms, joys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..domain.entry import Answer, Entry
from ..domain.json_values import plain
from ..domain.multi_answer import compose, split_answers
from ..drafts import Draft
from .writing import LeftBehind


def asking(questions: Sequence[Answer]) -> dict[str, Any]:
    """What the draft of such an entry knows: its questions, so that a crash keeps them too."""
    return {"asked": plain(questions)}


def given(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """The answers in which something stands, without blank lines around them."""
    non_empty = (answer for answer in answers if answer.text.strip())
    return tuple(replace(answer, text=answer.text.strip("\n")) for answer in non_empty)


def answered(entry: Entry, answers: Iterable[Answer]) -> Entry:
    """The entry with these answers, which are its text."""
    given_answers = given(answers)
    return replace(entry, body=compose(given_answers), answers=given_answers)


def asked_in(draft: Draft) -> tuple[Answer, ...]:
    """The questions that a draft answers; none where it has no several ones."""
    return tuple(Answer(**answer) for answer in draft.about.get("asked", ()))


def answered_left_behind(unsaved: LeftBehind) -> Entry:
    """What a draft that was left behind becomes: every word of it, and the answers in it."""
    text = unsaved.written.text
    return replace(
        unsaved.entry, body=text, answers=given(split_answers(text, asked_in(unsaved.draft)))
    )
