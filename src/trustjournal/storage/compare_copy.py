"""Comparison of a copy with a journal: does the journal have every word of the copy?

Only then is the copy not the last place of anything.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from enum import StrEnum
from pathlib import Path

from ..records.section import Record
from ..records.sections import SECTIONS
from . import backup_file, connect, opening, ownership
from .record_lookup import PartsReader, says_otherwise
from .whole_journal import WholeReader

WORDS = """
    SELECT 1 FROM entry e WHERE e.id = ? AND e.body = ? AND e.title IS ?
    UNION ALL
    SELECT 1 FROM revision r JOIN entry e ON e.n = r.entry_n
    WHERE e.id = ? AND r.body = ? AND r.title IS ?"""
"""Labels and feelings don't count: renaming a tag changes them on every entry."""


class Holding(StrEnum):
    """The result of comparing a copy with a journal: what the journal lacks."""

    NOTHING = "nothing"
    SOMETHING = "something"
    OF_ANOTHER = "of_another"
    """It is a copy of another journal."""


class _Journal(PartsReader):
    """Finds the words of a copy in a journal."""

    def has_words(self, entry: object, record: Record) -> bool:
        """Tell whether an entry has, or had before an edit, these words."""
        words = entry, record["body"], record["title"]
        return bool(self._rows(WORDS, *words, *words))

    def has_part(self, section: str, record: Record, last: int) -> bool:
        """Tell whether a record of a section other than entries is in the journal."""
        if section != "intentions":
            return self.has(section, record, last)
        own = self.if_then(record, last)
        return own is not None and not says_otherwise(own.outcome, record["outcome"])


def compare(path: Path, copy: Path, keys: connect.Keys) -> Holding:
    """Look for everything in a readable copy in a journal.

    Raises `Damaged`, or another error, if the copy can't be read to its end.
    """
    backup_file.verify(copy, None, any_words=True)
    journal = _Journal.open(path, keys)
    with closing(journal), closing(opening.copy_for_reading(copy)) as connection:
        read = WholeReader(copy, connection)
        if not _is_of(journal, read):
            return Holding.OF_ANOTHER
        return Holding.NOTHING if _has_all(journal, read) else Holding.SOMETHING


def _is_of(journal: _Journal, copy: WholeReader) -> bool:
    """Tell whether a copy is of a journal, going by its identity or by the salts it has had.

    A journal gets another salt when it joins a sync. A copy from before identities has none.
    """
    reader = WholeReader.beside(journal)
    if not set(reader.salts()).isdisjoint(copy.salts()):
        return True
    return ownership.share_an_identity(reader.identity(), copy.identity())


def _has_all(journal: _Journal, copy: WholeReader) -> bool:
    every_day = date.min, date.max
    of_entries = {"entries": "id", "revisions": "entry"}
    for section, owner in of_entries.items():
        for record in copy.records(section, *every_day):
            if not journal.has_words(record[owner], record):
                return False
    for section, declared in SECTIONS.items():
        if section in of_entries or not declared.own_words:
            continue
        last = journal.last(section)
        for record in copy.records(section, *every_day):
            if not journal.has_part(section, record, last):
                return False
    return True
