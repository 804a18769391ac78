"""Writing tags: one in the place of others, on every entry."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select

from .tables import EntryRow, TagRow
from .writer import Transaction


def retag(store: Transaction, keys: Collection[str], name: str) -> None:
    """Put a tag in the place of some others, on all entries, those in the trash too.

    The wording of an entry and its earlier revisions stay; its hash covers its tags, so it is
    made anew.
    """
    having = select(TagRow.entry_n).where(col(TagRow.key).in_(keys)).distinct()
    found = select(EntryRow.id).where(col(EntryRow.n).in_(having)).order_by(col(EntryRow.n))
    for entry_id in store.session.exec(found).all():
        store.replace_tags(entry_id, keys, name)
