"""Comparison of an entry from a file with the versions of it that the journal has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..domain import multi_answer
from ..domain.entry import Entry, redacted
from ..storage.whole_journal import Version


def has_words(versions: Iterable[Version], entry: Entry) -> bool:
    """Return whether a version has the words of an entry, or has them without the private ones."""
    for version in versions:
        answers = multi_answer.split_answers(version.body, entry.answers)
        stored = replace(entry, title=version.title, body=version.body, answers=answers)
        texts = stored, redacted(replace(stored, private=False))
        if any(_words(text) == _words(entry) for text in texts):
            return True
    return False


def _words(entry: Entry) -> tuple[str, str]:
    return " ".join((entry.title or "").split()), entry.body
