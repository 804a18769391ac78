"""Entries with several questions: composing their Markdown body, and splitting it after edits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from .entry import Answer, Entry

IF_THEN = "if-then"
"""The id of the review question whose answer is the next week's intention."""
OUTCOME = "outcome"
"""The id of the question how the last if-then went, which a review asks before the others."""
HOW_IT_WENT = "How did it go?"
"""That question. Its answer belongs to the review it was written in."""

STORM_QUESTIONS = 3
"""The number of questions of a storm; the last one asks for a step of mine."""


def compose(answers: tuple[Answer, ...]) -> str:
    """Compose the body of an entry: each question as a heading, with its answer below."""
    return "\n\n".join(f"{answer.heading}\n\n{answer.text}" for answer in answers)


def split_answers(body: str, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """Read the answers back from an edited body.

    A question whose heading is still there gets the text below it, up to the heading of the next
    question; one whose heading was removed is no longer an answer. The body keeps every word
    either way.
    """
    by_heading = {answer.heading: answer for answer in answers}
    sections: list[tuple[Answer, list[str]]] = []
    for line in body.split("\n"):
        answer = by_heading.pop(line.rstrip(), None)
        if answer is not None:
            sections.append((answer, []))
        elif sections:
            sections[-1][1].append(line)
    return tuple(replace(answer, text="\n".join(lines).strip("\n")) for answer, lines in sections)


def page(questions: Sequence[Answer]) -> str:
    """Return a page with each question as a heading, and room for its answer below."""
    return "\n\n".join(f"{question.heading}\n\n{question.text}" for question in questions) + "\n"


def answers_on(text: str, questions: Sequence[Answer]) -> tuple[Answer, ...]:
    """Read the answers from such a page. Words above its first heading answer the first question.

    Every word is in one of the answers, even if headings were removed or changed.
    """
    headings = {question.heading for question in questions}
    lines = text.split("\n")
    above = "\n".join(takewhile(lambda line: line.rstrip() not in headings, lines)).strip("\n")
    texts = {answer.heading: answer.text for answer in split_answers(text, tuple(questions))}
    answers = [replace(question, text=texts.get(question.heading, "")) for question in questions]
    if above.strip():
        first = "\n\n".join(filter(None, (above, answers[0].text)))
        answers[0] = replace(answers[0], text=first)
    return tuple(answers)


def without_blank_questions(text: str, questions: Sequence[Answer]) -> str:
    """Return a text without the headings of questions that have no answer below them."""
    answers = split_answers(text, tuple(questions))
    blank = {answer.heading for answer in answers if not answer.text.strip()}
    if not blank:
        return text
    kept = "\n".join(line for line in text.split("\n") if line.rstrip() not in blank)
    return re.sub(r"\n{3,}", "\n\n", kept).strip("\n")


def own_words(entry: Entry) -> str:
    """Return the writer's own words in an entry, without the questions."""
    if not entry.answers:
        return entry.body
    return "\n\n".join(answer.text for answer in entry.answers)


def split_paragraphs(text: str, most: int) -> list[str]:
    """Split a text at its first blank lines into at most `most` parts."""
    if most <= 1:
        return [text]
    return re.split(r"\n(?:[^\S\n]*\n)+", text.strip("\n"), maxsplit=most - 1)
