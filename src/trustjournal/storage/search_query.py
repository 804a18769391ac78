"""Queries of the search index. They return row numbers; no words of an entry are read."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.filter import Filter
from ..domain.periods import Period
from ..domain.search_query import Phrase
from ..domain.text import label, label_key
from ..domain.tokenizer import EARLIER, tokens
from ..errors import Damaged
from .connect import database_errors
from .filter_sql import NEWEST_FIRST, conditions, private_statement
from .query import Reads
from .search_index import OUT_OF_DATE

SEARCH_DAMAGED = (
    "the search index is damaged, but your entries aren't; `trust doctor --fix` rebuilds it"
)

MANY = 500
"""The number of matches from which walking through the days is quicker than sorting them."""

GIVEN_UP = f"SELECT 1 FROM meta WHERE key = 'search' AND value = '{OUT_OF_DATE}'"
FROM_BEFORE = f"SELECT 1 FROM meta WHERE key = 'search' AND value = '{EARLIER}'"
HOW_MANY = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
MENTIONING = """
    SELECT count(*) FROM search s WHERE search MATCH ?
        AND s.rowid NOT IN (SELECT entry_n FROM entry_person WHERE key = ?)"""
MENTIONING_BETWEEN = f"""
    {MENTIONING.replace("search s", "search s CROSS JOIN entry e ON e.n = s.rowid")}
        AND e.day BETWEEN ? AND ?"""
WEIGHTS = "4.0, 1.0, 0.3, 4.0, 2.0"
"""The weights of a token in title, body, question, tags and people, for showing the best first.
A question is the same on many days, so it counts least."""


def newest_statement(criteria: Filter, *, many: bool) -> tuple[str, list[object]]:
    """Return the SQL that finds the newest matches, and its values after the query.

    The search query itself is the first value. Few matches are looked up and sorted. With `many`,
    entries are walked through from the newest on until there are enough, and of the other matches
    only the numbers are read.
    """
    where, values = conditions(criteria)
    if many:
        # The plus keeps SQLite from looking up all matches.
        hits = "+e.n IN (SELECT rowid FROM search WHERE search MATCH ?)"
        source = "entry e"
    else:
        hits = "search MATCH ?"
        source = "search s CROSS JOIN entry e ON e.n = s.rowid"
    sql = f"SELECT e.n FROM {source} WHERE {' AND '.join((hits, *where))} {NEWEST_FIRST}"
    return _limited(sql, criteria, values)


def best_statement(criteria: Filter) -> tuple[str, list[object]]:
    """Return the SQL that finds the best matches, and its values after the query.

    Matches are ranked by how rare the words are, and how often they occur in an entry.
    """
    where, values = conditions(criteria)
    sql = (
        "SELECT e.n FROM search s CROSS JOIN entry e ON e.n = s.rowid"
        f" WHERE {' AND '.join(('search MATCH ?', *where))}"
        f" ORDER BY bm25(search, {WEIGHTS}), e.day DESC, e.created_at DESC, e.id DESC"
    )
    return _limited(sql, criteria, values)


def _limited(sql: str, criteria: Filter, values: list[object]) -> tuple[str, list[object]]:
    if criteria.limit is None:
        return sql, values
    return f"{sql} LIMIT ?", [*values, criteria.limit]


class SearchReader(Reads):
    """Searches a journal."""

    def numbers(self, match: str, criteria: Filter, *, best: bool) -> Sequence[int]:
        """Return the row numbers of the entries a query finds, the newest or the best first.

        `match` is in the query language of FTS5 (`domain.search_query`). Raises `Damaged` if the
        index has to be rebuilt first.
        """
        if self._value(GIVEN_UP):
            raise Damaged(SEARCH_DAMAGED)
        try:
            if best:
                sql, values = best_statement(criteria)
            else:
                many = int(str(self._value(HOW_MANY, match, MANY))) == MANY
                sql, values = newest_statement(criteria, many=many)
            return [int(str(n)) for (n,) in self._rows(sql, match, *values)]
        except _broken():
            raise Damaged(SEARCH_DAMAGED) from None

    def mentioning(self, name: str, days: Period | None = None) -> int:
        """Count the entries with a name in their words that aren't marked with that person.

        It counts none while the index is damaged or may contain words that are private by now.
        """
        match = Phrase(tuple(tokens(name))).match
        if not match or self._value(GIVEN_UP) or self.is_from_before():
            return 0
        values = [match, label_key(label(name))]
        sql = MENTIONING
        if days:
            sql, values = MENTIONING_BETWEEN, [*values, f"{days.start}", f"{days.end}"]
        try:
            return int(str(self._value(sql, *values)))
        except _broken():
            return 0

    def count(self, match: str, criteria: Filter) -> int:
        """Count the entries that a query finds, whatever the limit of the filter."""
        where, values = conditions(criteria)
        sql = (
            "SELECT count(*) FROM search s CROSS JOIN entry e ON e.n = s.rowid"
            f" WHERE {' AND '.join(('search MATCH ?', *where))}"
        )
        try:
            return int(str(self._value(sql, match, *values)))
        except _broken():
            raise Damaged(SEARCH_DAMAGED) from None

    def is_from_before(self) -> bool:
        """Tell whether the index may contain words that are private by now.

        The next program that writes rebuilds it.
        """
        return self._value(FROM_BEFORE) is not None

    def private(self, criteria: Filter) -> int:
        """Count the private entries that a search skips."""
        sql, values = private_statement(criteria)
        return int(str(self._value(sql, *values)))


def _broken() -> tuple[type[Exception], ...]:
    """Return what reading a damaged index raises."""
    return (Damaged, *database_errors())
