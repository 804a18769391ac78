"""The tags of an open journal. Those of private entries stay out of sight."""

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
    """Reading what entries are labelled with."""

    def everything(self) -> list[Tag]:
        """All tags of entries that are not private, by name."""
        return [
            Tag(str(key), str(name), int(str(count))) for key, name, count in self._rows(TAGS_KNOWN)
        ]

    def count_with(self, keys: Sequence[str]) -> int:
        """On how many entries that are not private one of these tags stands."""
        return int(str(self._value(ENTRIES_WITH, json.dumps(keys))))

    def private_entries(self) -> int:
        """How many private entries there are, whose tags are not told."""
        return int(str(self._value(PRIVATE_COUNT)))
