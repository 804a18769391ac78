"""Queries for the tags of a journal, except those of private entries."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..domain.tags import Tag
from .query import Reads

TAGS_KNOWN = """
    SELECT t.key, MAX(t.name), COUNT(*) FROM entry_tag t
    WHERE t.entry_n NOT IN (
        SELECT e.n FROM entry e WHERE e.private AND e.deleted_at IS NULL)
    AND t.entry_n NOT IN (SELECT e.n FROM entry e WHERE e.deleted_at IS NOT NULL)
    GROUP BY t.key ORDER BY t.key"""
ENTRIES_WITH = """
    SELECT COUNT(DISTINCT t.entry_n) FROM entry_tag t JOIN entry e ON e.n = t.entry_n
    WHERE t.key IN (SELECT value FROM json_each(?)) AND e.deleted_at IS NULL AND NOT e.private"""
PRIVATE_COUNT = "SELECT COUNT(*) FROM entry e WHERE e.private AND e.deleted_at IS NULL"


class TagsReader(Reads):
    """Reads the tags of entries."""

    def everything(self) -> list[Tag]:
        """Return all tags of entries that aren't private, by name."""
        return [
            Tag(str(key), str(name), int(str(count))) for key, name, count in self._rows(TAGS_KNOWN)
        ]

    def count_with(self, keys: Sequence[str]) -> int:
        """Count the entries that aren't private and have one of these tags."""
        return int(str(self._value(ENTRIES_WITH, json.dumps(keys))))

    def private_entries(self) -> int:
        """Count the private entries, whose tags are left out."""
        return int(str(self._value(PRIVATE_COUNT)))
