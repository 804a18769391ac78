"""The words on an exported page that the journal doesn't have: the page may be their last place.

So it is after a journal was lost and an older copy, export or sync took its place, whether with
this program or with the whole home folder.
"""

from __future__ import annotations

from pathlib import Path

from .. import formats
from ..app import App
from ..domain.entry import Entry
from ..errors import TrustError
from ..formats import markdown_out
from ..formats.incoming import Incoming, Skipped
from ..storage.sync_files import SyncReader
from ..storage.whole_journal import WholeReader
from .compare_words import has_words
from .imports import context_of


def has_more(app: App, page: Path) -> bool:
    """Return whether a page has words of an entry that no version in the journal has.

    An entry that the journal doesn't have at all counts unless it was permanently deleted.
    """
    reader = WholeReader.beside(app.reader)
    source = formats.source.Source(page.name, page)
    try:
        items = list(formats.markdown_in.Markdown().read(source, context_of(app)))
    except (TrustError, ValueError):
        return True
    return any(
        _lacks(reader, item.entry)
        if isinstance(item, Incoming)
        else isinstance(item, Skipped) and item.reason != "words_left_out"
        for item in items
    )


def _lacks(reader: WholeReader, on_page: Entry) -> bool:
    if on_page.body == markdown_out.LEFT_OUT:
        return False
    versions = reader.versions(on_page.id)
    if not versions:
        deleted_elsewhere = SyncReader.beside(reader).state("entry", on_page.id) is not None
        return not deleted_elsewhere and not reader.was_purged(on_page.id)
    return not has_words(versions, on_page)
