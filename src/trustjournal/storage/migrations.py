"""The schema, as ordered steps on `PRAGMA user_version`. A released step is never edited.

Adding one: append to `STEPS`, keep a fixture of the version before it in tests/schemas, and
mirror the change in `tables`; a test compares the two.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from typing import TypeAlias

APPLICATION_ID = 0x54525354
"""`TRST`, the application id that marks a file as ours."""

_V1 = """
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE entry (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 20),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    written_on TEXT NOT NULL,
    created_at TEXT NOT NULL,
    tz TEXT,
    utc_offset INTEGER NOT NULL,
    modified_at TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('daily', 'free', 'review', 'checkin', 'storm', 'joy')),
    title TEXT,
    body TEXT NOT NULL,
    mood INTEGER CHECK (mood BETWEEN 1 AND 5),
    closeness INTEGER CHECK (closeness BETWEEN 1 AND 5),
    pack TEXT,
    prompt_id TEXT,
    prompt_text TEXT,
    practice TEXT,
    period TEXT,
    starred BOOLEAN NOT NULL CHECK (starred IN (0, 1)),
    private BOOLEAN NOT NULL CHECK (private IN (0, 1)),
    source TEXT,
    source_id TEXT,
    deleted_at TEXT,
    hash TEXT NOT NULL,
    UNIQUE (source, source_id)
);
CREATE INDEX entry_by_day ON entry (day, created_at, written_on) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_time ON entry (created_at) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_kind ON entry (kind, period) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_practice ON entry (practice, day) WHERE deleted_at IS NULL;
CREATE INDEX entry_starred ON entry (day) WHERE starred AND deleted_at IS NULL;
CREATE INDEX entry_trashed ON entry (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE answer (
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    pack TEXT,
    prompt_id TEXT,
    prompt_text TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (entry_n, n)
);
CREATE TABLE entry_tag (
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (entry_n, key)
);
CREATE INDEX entry_tag_by_key ON entry_tag (key, entry_n);
CREATE TABLE entry_person (
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (entry_n, key)
);
CREATE INDEX entry_person_by_key ON entry_person (key, entry_n);
CREATE TABLE revision (
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    modified_at TEXT NOT NULL,
    title TEXT,
    body TEXT NOT NULL,
    mood INTEGER,
    closeness INTEGER,
    tags TEXT NOT NULL,
    people TEXT NOT NULL,
    private BOOLEAN NOT NULL CHECK (private IN (0, 1)),
    hash TEXT NOT NULL,
    PRIMARY KEY (entry_n, revision)
);
CREATE TABLE intention (
    n INTEGER NOT NULL PRIMARY KEY,
    period TEXT NOT NULL,
    text TEXT NOT NULL,
    outcome TEXT,
    entry_n INTEGER REFERENCES entry (n) ON DELETE SET NULL,
    made_at TEXT NOT NULL
);
CREATE INDEX intention_by_period ON intention (period, n);
CREATE TABLE prompt_event (
    n INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('served', 'answered', 'skipped')),
    pack TEXT NOT NULL,
    prompt_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    practice TEXT NOT NULL,
    depth INTEGER NOT NULL CHECK (depth BETWEEN 1 AND 3),
    reason TEXT,
    entry_n INTEGER REFERENCES entry (n) ON DELETE SET NULL
);
CREATE INDEX prompt_event_by_day ON prompt_event (day, event, n);
CREATE INDEX prompt_event_by_practice ON prompt_event (practice, event, recorded_on);
CREATE INDEX prompt_event_by_origin ON prompt_event (recorded_on, origin);
CREATE INDEX prompt_event_answered ON prompt_event (origin, recorded_on) WHERE event = 'answered';
CREATE INDEX prompt_event_reasons ON prompt_event (reason, recorded_on) WHERE reason IS NOT NULL;
CREATE INDEX prompt_event_by_depth ON prompt_event (depth, event, recorded_on);
CREATE TABLE focus (
    period TEXT NOT NULL PRIMARY KEY,
    practice TEXT NOT NULL,
    set_at TEXT NOT NULL
);
CREATE TABLE person (
    n INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    alias TEXT NOT NULL,
    context TEXT,
    cadence_days INTEGER CHECK (cadence_days BETWEEN 1 AND 366),
    quote BOOLEAN NOT NULL CHECK (quote IN (0, 1)),
    made_at TEXT NOT NULL
);
CREATE TABLE promise (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 20),
    text TEXT NOT NULL,
    made_on TEXT NOT NULL,
    made_at TEXT NOT NULL,
    person TEXT,
    due TEXT,
    every INTEGER CHECK (every BETWEEN 0 AND 6),
    cue TEXT,
    size TEXT CHECK (size IN ('small', 'medium', 'big')),
    origin TEXT CHECK (origin IN ('offered', 'asked')),
    private BOOLEAN NOT NULL CHECK (private IN (0, 1))
);
CREATE TABLE promise_event (
    n INTEGER NOT NULL PRIMARY KEY,
    promise_n INTEGER NOT NULL REFERENCES promise (n) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN (
        'kept', 'partly', 'moved', 'released', 'withdrawn', 'broken', 'repair', 'undo')),
    day TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    occurrence TEXT,
    due TEXT,
    note TEXT,
    told_them BOOLEAN CHECK (told_them IN (0, 1)),
    acknowledged TEXT,
    amends TEXT,
    change TEXT
);
CREATE INDEX promise_event_by_promise ON promise_event (promise_n, n);
CREATE INDEX promise_event_by_day ON promise_event (day, n);
CREATE TABLE pulse (
    n INTEGER NOT NULL PRIMARY KEY,
    week TEXT NOT NULL,
    taken_on TEXT NOT NULL,
    taken_at TEXT NOT NULL
);
CREATE INDEX pulse_by_week ON pulse (week, n);
CREATE INDEX pulse_by_day ON pulse (taken_on);
CREATE TABLE pulse_answer (
    pulse_n INTEGER NOT NULL REFERENCES pulse (n) ON DELETE CASCADE,
    item TEXT NOT NULL,
    value INTEGER CHECK (value BETWEEN 1 AND 5),
    PRIMARY KEY (pulse_n, item)
);
CREATE TABLE checkin (
    entry_n INTEGER NOT NULL PRIMARY KEY REFERENCES entry (n) ON DELETE CASCADE,
    day TEXT NOT NULL,
    person TEXT,
    not_today BOOLEAN NOT NULL CHECK (not_today IN (0, 1)),
    follow_up TEXT
);
CREATE INDEX checkin_by_person ON checkin (person, day);
CREATE TABLE unsaid (
    n INTEGER NOT NULL PRIMARY KEY,
    entry_n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
    line TEXT,
    state TEXT NOT NULL CHECK (state IN ('not-yet', 'said', 'mine')),
    changed_at TEXT NOT NULL
);
CREATE INDEX unsaid_by_entry ON unsaid (entry_n);
CREATE INDEX unsaid_by_state ON unsaid (state, changed_at);
CREATE TABLE sitting (
    n INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    began_at TEXT,
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    planned_seconds INTEGER NOT NULL
);
CREATE INDEX sitting_by_day ON sitting (day);
CREATE TABLE share (
    n INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    shared_at TEXT NOT NULL,
    person TEXT,
    path TEXT NOT NULL
);
CREATE TABLE share_line (
    share_n INTEGER NOT NULL REFERENCES share (n) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    entry_n INTEGER REFERENCES entry (n) ON DELETE SET NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (share_n, n)
);
CREATE TABLE pause (
    n INTEGER NOT NULL PRIMARY KEY,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL CHECK (last_day >= first_day),
    reason TEXT,
    made_at TEXT NOT NULL
);
"""

# Contentless: the index stores the positions of tokens, but no second copy of a text.
# `domain.tokenizer` makes the tokens, the same with every version of SQLite; FTS5's tokenizer only
# splits them at spaces. `search_index` fills it.
SEARCH = """
CREATE VIRTUAL TABLE search USING fts5(
    title, body, question, tags, people, content='', tokenize="ascii tokenchars '+$'"
)"""
_V2 = f"""{SEARCH};
CREATE INDEX entry_private ON entry (day) WHERE private AND deleted_at IS NULL;
CREATE INDEX entry_by_kind_and_day ON entry (kind, day, created_at) WHERE deleted_at IS NULL;
DROP INDEX entry_starred;
CREATE INDEX entry_starred ON entry (day, created_at) WHERE starred AND deleted_at IS NULL;
"""

# Before version 3, every private promise was shown only by `promise show`.
_V3 = """
ALTER TABLE promise ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
UPDATE promise SET hidden = private;
"""

_V4 = """
ALTER TABLE entry ADD COLUMN come_back TEXT;
CREATE INDEX entry_come_back ON entry (come_back)
    WHERE come_back IS NOT NULL AND deleted_at IS NULL;
CREATE TABLE person_date (
    n INTEGER NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    month INTEGER NOT NULL CHECK (month BETWEEN 1 AND 12),
    day INTEGER NOT NULL CHECK (day BETWEEN 1 AND 31),
    asked_before TEXT,
    asked_after TEXT,
    made_at TEXT NOT NULL,
    UNIQUE (person, key)
);
"""

# `undo` names the event it takes back, and events are in the order of their moments.
#
# Entries from two journals may have the same name in the program they come from, so
# (source, source_id) isn't unique. SQLite can't drop a rule, so the table is copied; each entry
# keeps its number, to which other tables refer.
_V5 = """
ALTER TABLE promise_event ADD COLUMN undoes TEXT;
DROP INDEX promise_event_by_promise;
CREATE INDEX promise_event_by_promise ON promise_event (promise_n, recorded_at);
DROP INDEX prompt_event_by_day;
CREATE INDEX prompt_event_by_day ON prompt_event (day, event, recorded_at);
CREATE TABLE entry_5 (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 20),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    written_on TEXT NOT NULL,
    created_at TEXT NOT NULL,
    tz TEXT,
    utc_offset INTEGER NOT NULL,
    modified_at TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('daily', 'free', 'review', 'checkin', 'storm', 'joy')),
    title TEXT,
    body TEXT NOT NULL,
    mood INTEGER CHECK (mood BETWEEN 1 AND 5),
    closeness INTEGER CHECK (closeness BETWEEN 1 AND 5),
    pack TEXT,
    prompt_id TEXT,
    prompt_text TEXT,
    practice TEXT,
    period TEXT,
    starred BOOLEAN NOT NULL CHECK (starred IN (0, 1)),
    private BOOLEAN NOT NULL CHECK (private IN (0, 1)),
    source TEXT,
    source_id TEXT,
    deleted_at TEXT,
    hash TEXT NOT NULL,
    come_back TEXT
);
INSERT INTO entry_5 SELECT n, id, day, written_on, created_at, tz, utc_offset, modified_at,
    revision, kind, title, body, mood, closeness, pack, prompt_id, prompt_text, practice, period,
    starred, private, source, source_id, deleted_at, hash, come_back FROM entry ORDER BY n;
DROP TABLE entry;
ALTER TABLE entry_5 RENAME TO entry;
CREATE INDEX entry_by_source ON entry (source, source_id) WHERE source IS NOT NULL;
CREATE INDEX entry_by_day ON entry (day, created_at, id, written_on) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_time ON entry (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_kind ON entry (kind, period) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_kind_and_day ON entry (kind, day, created_at) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_practice ON entry (practice, day) WHERE deleted_at IS NULL;
CREATE INDEX entry_starred ON entry (day, created_at) WHERE starred AND deleted_at IS NULL;
CREATE INDEX entry_private ON entry (day) WHERE private AND deleted_at IS NULL;
CREATE INDEX entry_trashed ON entry (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX entry_come_back ON entry (come_back)
    WHERE come_back IS NOT NULL AND deleted_at IS NULL;
"""

# What several machines with one journal need to know (`storage.sync`). The tables are empty unless
# the journal is synced; `sync_state` has a record's words only if its rows don't say everything.
_V6 = """
CREATE TABLE sync_state (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE TABLE sync_untold (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    stamp TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE TABLE sync_waiting (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_key TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX sync_waiting_by_owner ON sync_waiting (owner_kind, owner_key);
CREATE TABLE sync_file (
    name TEXT NOT NULL PRIMARY KEY,
    ours BOOLEAN NOT NULL CHECK (ours IN (0, 1)),
    machine TEXT NOT NULL,
    clock TEXT NOT NULL,
    level INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL,
    known_at TEXT,
    missed_at TEXT,
    replaced_at TEXT
);
"""

STEPS: dict[int, str] = {1: _V1, 2: _V2, 3: _V3, 4: _V4, 5: _V5, 6: _V6}
"""The SQL that makes each version from the one before."""

LATEST = max(STEPS)

SEARCHED = 2
"""The version that added the search index, which is filled after all steps."""

FOREIGN_KEYS = "PRAGMA foreign_keys"
"""They must be off for `apply`: replacing a table would delete all rows that refer to it."""


def version_of(connection: sqlite3.Connection) -> int:
    """Return the schema version of a file; 0 if it has none yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


Object: TypeAlias = tuple[str, str, str, str]
"""A table, index, view or trigger: its type, its name, its table's name and its SQL."""

OBJECTS = "SELECT {}, {}, {}, {} FROM sqlite_master".format(
    *(f"ifnull(CAST({column} AS TEXT), '')" for column in ("type", "name", "tbl_name", "sql"))
)
"""What a file says it has. In a damaged one, any of it may be a number, bytes or nothing."""


def foreign(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of everything in a file that differs from the schema of these steps.

    A trigger or a changed table could silently undo what is stored.
    """
    version = version_of(connection)
    if version not in STEPS:
        return ("user_version",)
    differing = _objects_of(connection) ^ _schema_at(version)
    return tuple(sorted({name for _, name, _, _ in differing}))


@cache
def _schema_at(version: int) -> frozenset[Object]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        apply_up_to(connection, version)
        return _objects_of(connection)


def tables_at(version: int) -> dict[str, str]:
    """Return the tables of a version: their names, and their SQL as stored in a file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        apply_up_to(connection, version)
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
            " AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite_%'"
        )
        return {str(name): str(sql) for name, sql in rows}


def nearest_version(tables: set[tuple[str, str]]) -> int:
    """Return the version with most of these tables, by name and SQL; the newest of several."""
    return max(STEPS, key=lambda version: (len(tables & set(tables_at(version).items())), version))


def _objects_of(connection: sqlite3.Connection) -> frozenset[Object]:
    """Return the objects of a file, except SQLite's own statistics.

    The SQL of the tables inside the search index is left out, because it depends on the version
    of FTS5.
    """
    return frozenset(
        (kind, name, table, "" if name.startswith("search_") else " ".join(sql.split()))
        for kind, name, table, sql in connection.execute(OBJECTS)
        if not name.startswith("sqlite_stat")
    )


def apply(connection: sqlite3.Connection) -> None:
    """Bring a file to the latest version, inside the transaction the caller has begun.

    The version is read again first, because another process may have migrated the file already.
    """
    apply_up_to(connection, LATEST)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def apply_up_to(connection: sqlite3.Connection, latest: int) -> None:
    """Apply the missing steps up to a version. Foreign keys must be off (see `FOREIGN_KEYS`)."""
    if connection.execute(FOREIGN_KEYS).fetchone() != (0,):
        raise RuntimeError("foreign keys must be off while the schema changes")
    for version in range(version_of(connection) + 1, latest + 1):
        for statement in STEPS[version].split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
