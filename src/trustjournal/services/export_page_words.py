"""The words on an exported page that the journal doesn't have: the page may be their last place.

So it is after a journal was lost and an older copy, export or sync took its place.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .. import formats
from ..app import App
from ..domain import multi_answer
from ..domain.entry import Entry, redacted
from ..errors import TrustError
from ..formats import markdown_out
from ..formats.incoming import Incoming, Skipped
from ..storage.whole_journal import Version, WholeReader
from .imports import context_of


def has_more(app: App, page: Path) -> bool:
    """Return whether a page has words of an entry that no version in the journal has.

    Entries that the journal doesn't have at all don't count: they may be deleted for good.
    """
    reader = WholeReader.beside(app.reader)
    source = formats.source.Source(page.name, page)
    try:
        items = list(formats.markdown_in.Markdown().read(source, context_of(app)))
    except (TrustError, ValueError):
        return True
    return any(
        not _has_words(reader.versions(item.entry.id), item.entry)
        if isinstance(item, Incoming)
        else isinstance(item, Skipped) and item.reason != "words_left_out"
        for item in items
    )


def _has_words(versions: list[Version], on_page: Entry) -> bool:
    """Return whether a version has the words on a page, or has them without the private ones."""
    if not versions or on_page.body == markdown_out.LEFT_OUT:
        return True
    for version in versions:
        answers = multi_answer.split_answers(version.body, on_page.answers)
        entry = replace(on_page, title=version.title, body=version.body, answers=answers)
        texts = entry, redacted(replace(entry, private=False))
        if any(_words(text) == _words(on_page) for text in texts):
            return True
    return False


def _words(entry: Entry) -> tuple[str, str]:
    return " ".join((entry.title or "").split()), entry.body
