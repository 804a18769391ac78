"""Entries with several questions: their Markdown, and back from it after an edit."""

from __future__ import annotations

import re
from dataclasses import replace

from .entry import Answer, Entry


def compose(answers: tuple[Answer, ...]) -> str:
    """The body of an entry made of answers: each question as a heading, its answer below."""
    return "\n\n".join(f"{answer.heading}\n\n{answer.text}" for answer in answers)


def split_answers(body: str, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """The answers as an edited body has them.

    A question whose heading still stands keeps the text below it, up to the next heading
    of ours; one whose heading was removed is no longer an answer. The body keeps every word
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


def own_words(entry: Entry) -> str:
    """What the person wrote, without the questions above it."""
    if not entry.answers:
        return entry.body
    return "\n\n".join(answer.text for answer in entry.answers)


def split_paragraphs(text: str, most: int) -> list[str]:
    """A text in at most so many parts, divided at its first blank lines."""
    if most <= 1:
        return [text]
    return re.split(r"\n(?:[^\S\n]*\n)+", text.strip("\n"), maxsplit=most - 1)
