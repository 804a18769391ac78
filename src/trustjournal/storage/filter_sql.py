"""Translation of a `Filter` to SQL: conditions on `entry e`, for every selection of entries."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from ..domain.filter import Filter
from ..domain.text import label, label_key
from ..records.sql import LIVE

NEWEST_FIRST = "ORDER BY e.day DESC, e.created_at DESC, e.id DESC"
LABELS = (("tags", "entry_tag"), ("people", "entry_person"))
"""The fields of a filter that hold labels, each with the table of those labels."""

Label = tuple[str, str]
"""The table of a label, and its key."""


def labels_of(criteria: Filter) -> list[Label]:
    """Return the labels a filter asks for."""
    return [
        (table, label_key(label(name)))
        for field, table in LABELS
        for name in getattr(criteria, field)
    ]


def conditions(criteria: Filter, common: Container[Label] = ()) -> tuple[list[str], list[object]]:
    """Return the conditions to join with AND after WHERE, and their values.

    Labels in `common` are on many entries, so they are checked for each entry of the query, while
    a rare label is the starting point that leads to its entries. SQLite doesn't know how many
    entries a label has.
    """
    simple: tuple[tuple[str, object], ...] = (
        ("e.day >= ?", criteria.start and criteria.start.isoformat()),
        ("e.day <= ?", criteria.end and criteria.end.isoformat()),
        ("e.kind = ?", criteria.kind),
        ("e.practice = ?", criteria.practice),
    )
    asked = [(condition, value) for condition, value in simple if value]
    where = [LIVE, *(condition for condition, _ in asked)]
    values = [value for _, value in asked]
    for table, key in labels_of(criteria):
        if (table, key) in common:
            where.append(f"EXISTS (SELECT 1 FROM {table} WHERE entry_n = e.n AND key = ?)")
        else:
            where.append(f"e.n IN (SELECT entry_n FROM {table} WHERE key = ?)")
        values.append(key)
    if criteria.by_words:
        # The words of a private entry are hidden, so its labels must not find it either.
        where.append("NOT e.private")
    if criteria.starred:
        where.append("e.starred")
    if criteria.private:
        where.append("e.private")
    if criteria.unsaid:
        where.append("e.n IN (SELECT entry_n FROM unsaid WHERE state = 'not-yet')")
    return where, values


def private_statement(criteria: Filter) -> tuple[str, list[object]]:
    """Return the SQL that counts the private entries a filter by words, or a search, skips."""
    where, values = conditions(replace(criteria, tags=(), people=(), practice=None))
    return f"SELECT COUNT(*) FROM entry e WHERE e.private AND {' AND '.join(where)}", values
