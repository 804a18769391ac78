"""The words on an exported page that the journal doesn't have: the page may be their last place.

So it is after a journal was lost and an older copy, export or sync took its place.
"""

from __future__ import annotations

from pathlib import Path

from .. import formats
from ..app import App
from ..domain.entry import Entry
from ..errors import TrustError
from ..formats import markdown_out
from ..formats.incoming import Incoming, Skipped
from ..storage.iso_text import SYNC_MACHINE_KEY
from ..storage.sync_files import SyncReader
from ..storage.whole_journal import WholeReader
from .compare_words import has_words
from .imports import context_of


def has_more(app: App, page: Path) -> bool:
    """Return whether a page has words of an entry that no version in the journal has.

    An entry that the journal doesn't have at all counts only in a synced journal, which knows what
    was deleted for good: another machine may have it. Elsewhere it may be deleted.
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
        sync = SyncReader.beside(reader)
        is_synced = sync.fact(SYNC_MACHINE_KEY) is not None
        return is_synced and sync.state("entry", on_page.id) is None
    return not has_words(versions, on_page)
