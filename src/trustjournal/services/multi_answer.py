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
    found = (answer for answer in answers if answer.text.strip())
    return tuple(replace(answer, text=answer.text.strip("\n")) for answer in found)


def answered(entry: Entry, answers: Iterable[Answer]) -> Entry:
    """The entry with these answers, which are its text."""
    found = given(answers)
    return replace(entry, body=compose(found), answers=found)


def asked_in(draft: Draft) -> tuple[Answer, ...]:
    """The questions that a draft answers; none where it has no several ones."""
    return tuple(Answer(**answer) for answer in draft.about.get("asked", ()))


def answered_left_behind(left: LeftBehind) -> Entry:
    """What a draft that was left behind becomes: every word of it, and the answers in it."""
    text = left.written.text
    return replace(left.entry, body=text, answers=given(split_answers(text, asked_in(left.draft))))
