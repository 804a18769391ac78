"""The journal file: its schema, how it is opened, and that no acknowledged word is ever lost."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pkgutil
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from conftest import NOW, Trust
from trustjournal import features, records, storage
from trustjournal.domain import ids
from trustjournal.domain.entry import Answer, Entry
from trustjournal.domain.filter import Filter
from trustjournal.domain.text import labels
from trustjournal.errors import NotFound
from trustjournal.records.sections import SECTIONS
from trustjournal.storage import connect, migrations, models, models_other, opening
from trustjournal.storage.days import add_pause
from trustjournal.storage.entry_reader import (
    HAS_LABEL,
    LABELLED,
    Reader,
    count_statement,
    list_statement,
    numbers_statement,
)
from trustjournal.storage.filter_sql import private_statement
from trustjournal.storage.questions import QuestionReader
from trustjournal.storage.search_query import best_statement, newest_statement
from trustjournal.storage.writer import Writer, engine_for

DAY = timedelta(days=1)
MOMENT = datetime(2026, 11, 22, 21, 10, 5, 123456, UTC)
ENTRY = Entry(
    id="0123456789abcdefghjk",
    day=date(2026, 11, 22),
    written_on=date(2026, 11, 22),
    created_at=MOMENT,
    tz="Europe/Berlin",
    utc_offset=3600,
    modified_at=MOMENT,
    kind="free",
    body="We walked home slowly.",
)


def writer_of(path: Path) -> Writer:
    return Writer(path, lambda: b"salt")


def store(path: Path, *entries: Entry) -> None:
    with writer_of(path).transaction() as journal:
        for entry in entries:
            journal.add(entry)


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    with closing(Reader.open(path)) as found:
        yield found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(path: Path) -> None:
    """The file is whole, as SQLite sees it."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture
def path(home: Path) -> Path:
    """Where this test's journal is, or will be."""
    return home / "journal.db"


# --- the schema is what migrations make, and the tables mirror it ---------------------------


@pytest.fixture(scope="module")
def fresh() -> Iterator[sqlite3.Connection]:
    """A freshly migrated journal, for reading."""
    with closing(opening.empty()) as connection:
        yield connection


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a freshly migrated journal, for reading."""
    path = tmp_path_factory.mktemp("migrated") / "journal.db"
    opening.for_writing(path).close()
    return path


def affinity(declared: str) -> str:
    """How SQLite treats a declared type."""
    name = declared.upper()
    if "INT" in name:
        return "integer"
    return "text" if any(word in name for word in ("CHAR", "TEXT", "CLOB")) else name.lower()


MODELS = {table.name: table for table in SQLModel.metadata.sorted_tables}


def test_migrations_make_the_tables_there_are_models_for(fresh: sqlite3.Connection) -> None:
    made = {name for (name,) in fresh.execute("SELECT name FROM pragma_table_list")}
    # The tables of the index and of the sync folder have no words of their own.
    without = ("search", "sync_", "sqlite_")
    assert {name for name in made if not name.startswith(without)} == set(MODELS)
    assert {
        model.__tablename__
        for model in (vars(models) | vars(models_other)).values()
        if isinstance(model, type) and issubclass(model, SQLModel) and model is not SQLModel
    } == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_a_table_has_the_columns_of_its_model(name: str, fresh: sqlite3.Connection) -> None:
    made = {
        column: (affinity(declared), bool(required), bool(key))
        for _, column, declared, required, _, key in fresh.execute(f"PRAGMA table_info({name})")
    }
    modelled = {
        column.name: (
            affinity(column.type.compile(dialect.dialect())),
            not column.nullable,
            column.primary_key,
        )
        for column in MODELS[name].columns
    }
    assert made == modelled
    assert list(made) == list(modelled)


@pytest.mark.parametrize("name", MODELS)
def test_a_table_has_the_foreign_keys_of_its_model(name: str, fresh: sqlite3.Connection) -> None:
    made = {
        (column, f"{table}.{target}", on_delete)
        for _, _, table, column, target, _, on_delete, _ in fresh.execute(
            f"PRAGMA foreign_key_list({name})"
        )
    }
    modelled = {
        (key.parent.name, key.target_fullname, key.ondelete) for key in MODELS[name].foreign_keys
    }
    assert made == modelled


def test_what_must_be_unique_is_unique_in_both(fresh: sqlite3.Connection) -> None:
    made = set()
    for _, index, unique, origin, _ in fresh.execute("PRAGMA index_list(entry)"):
        if unique and origin == "u":
            columns = fresh.execute(f"PRAGMA index_info({index})").fetchall()
            made.add(tuple(column for _, _, column in columns))
    assert made == {("id",)}
    assert MODELS["entry"].columns["id"].unique


def test_a_new_journal_says_what_it_is(path: Path) -> None:
    store(path, ENTRY)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x54525354,)
        assert connection.execute("PRAGMA user_version").fetchone() == (migrations.LATEST,)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("mood", 0),
        ("mood", 6),
        ("closeness", 6),
        ("kind", "note"),
        ("day", "22.11.2026"),
        ("id", "short"),
        ("revision", 0),
        ("starred", 2),
        ("private", 7),
        ("body", None),
    ],
)
def test_the_tables_are_a_second_wall(path: Path, column: str, value: object) -> None:
    store(path, ENTRY)
    with (
        closing(opening.for_writing(path)) as connection,
        pytest.raises(sqlite3.IntegrityError),
    ):
        connection.execute(f"UPDATE entry SET {column} = ?", (value,))


# --- every statement of the reader ---------------------------------------------------------

WITH_STATEMENTS = ("reader", "lookup", "people", "days", "questions", "whole_journal")
MODULES = [
    import_module(module.name)
    for package in (storage, records, features)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if package is not storage or module.name.endswith(WITH_STATEMENTS)
    if package is not features or module.name.endswith(("store", "record"))
]
STATEMENTS = {
    f"{module.__name__.split('.', 2)[-1]}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, str)
    if value.lstrip().startswith(("SELECT", "WITH"))
}
STATEMENTS |= {f"select.{name}": section.select for name, section in SECTIONS.items()}
STATEMENTS |= {f"same.{name}": each.same for name, each in SECTIONS.items() if each.same}
WHOLE = [name for name in STATEMENTS if name.startswith("select.")]
"""These walk through everything, which is what they are for."""
SOME_DAY = date(2026, 1, 1)
FILTERS = {
    "everything": Filter(),
    "the latest": Filter(limit=5),
    "since": Filter(start=SOME_DAY),
    "until": Filter(end=SOME_DAY, limit=5),
    "a tag": Filter(tags=("walk",), limit=5),
    "two tags": Filter(tags=("walk", "rain"), limit=5),
    "a person": Filter(people=("Sam",), limit=5),
    "a practice": Filter(practice="presence", limit=5),
    "a kind": Filter(kind="review", limit=5),
    "a common kind": Filter(kind="daily", limit=5),
    "starred": Filter(starred=True, limit=5),
    "unsaid": Filter(unsaid=True, limit=5),
    "all at once": Filter(SOME_DAY, SOME_DAY, ("a",), ("b",), "presence", "joy", True, True, 5),
}
COMMON = {("entry_tag", "walk"), ("entry_person", "sam")}
FILTERED = {f"list {name}": list_statement(wanted)[0] for name, wanted in FILTERS.items()}
FILTERED |= {
    f"list common {name}": list_statement(FILTERS[name], COMMON)[0]
    for name in ("a tag", "two tags", "a person")
}
FILTERED |= {f"numbers {name}": numbers_statement(wanted)[0] for name, wanted in FILTERS.items()}
FILTERED |= {
    "count everything": count_statement(Filter())[0],
    "count all at once": count_statement(FILTERS["all at once"])[0],
    "private among all at once": private_statement(FILTERS["all at once"])[0],
}
FILTERED |= {f"labelled in {table}": LABELLED[table] for table in LABELLED}
FILTERED |= {f"has label in {table}": HAS_LABEL[table] for table in HAS_LABEL}
SEARCHES = {
    f"search {how} {name}": statement
    for name, wanted in FILTERS.items()
    for how, statement in (
        ("few", newest_statement(wanted, many=False)[0]),
        ("many", newest_statement(wanted, many=True)[0]),
        ("best", best_statement(wanted)[0]),
        ("private", private_statement(wanted)[0]),
    )
}
ALL = STATEMENTS | FILTERED | SEARCHES


def test_there_are_statements_to_look_at() -> None:
    assert len(STATEMENTS) >= 25


@pytest.mark.parametrize("name", ALL)
def test_each_statement_runs_against_a_migrated_file(
    name: str, migrated: Path, fresh: sqlite3.Connection
) -> None:
    with closing(opening.for_reading(migrated)) as connection:
        for journal in (connection, fresh):
            found = journal.execute(ALL[name], [1] * values_of(ALL[name])).fetchall()
            assert all(row[-1] in (0, None) for row in found), found


@pytest.mark.parametrize("name", ALL)
def test_no_statement_numbers_or_names_its_values(name: str) -> None:
    """Values come in a row: Python 3.12 warns of `?1` and `:day` then, and 3.14 refuses `:day`."""
    assert not re.search(r"\?\d|[:@$]\w", ALL[name])


def test_no_other_statement_numbers_its_values() -> None:
    numbered = [
        path.name
        for path in Path(storage.__file__).parent.glob("*.py")
        if re.search(r"\?\d", path.read_text("utf-8"))
    ]
    assert numbered == []


@cache
def values_of(sql: str) -> int:
    """How many values a statement takes."""
    count = 0
    with closing(opening.empty()) as journal:
        while True:
            try:
                journal.execute(f"EXPLAIN {sql}", [None] * count)
            except sqlite3.ProgrammingError:
                count += 1
            else:
                return count


@pytest.mark.parametrize("name", sorted(set(ALL) - set(WHOLE)))
def test_no_statement_walks_through_every_entry(name: str, fresh: sqlite3.Connection) -> None:
    values = [1] * values_of(ALL[name])
    plan = [row[3] for row in fresh.execute(f"EXPLAIN QUERY PLAN {ALL[name]}", values)]
    assert plan
    if name.startswith("search few"):
        assert "SCAN s VIRTUAL TABLE" in plan[0], "hits first"
    if name in {f"search many {which}" for which in ("everything", "the latest", "since")}:
        assert not any("SEARCH e USING INTEGER PRIMARY KEY" in step for step in plan), plan
    for step in plan:
        scans = step.startswith("SCAN") and step.split()[1] in {"e", "prompt_event", "s", "a", "r"}
        assert not scans or "INDEX" in step, plan
        # In the order of an index until there are enough, or because all of them are wanted, or
        # over an index of the few that are private or starred.
        enough = "LIMIT" in ALL[name] or name in {
            *("list everything", "numbers everything", "search many everything"),
        }
        few = step.endswith(("INDEX entry_private", "INDEX entry_starred"))
        assert not step.startswith("SCAN e ") or enough or few, plan


@pytest.mark.parametrize(
    "name", [n for n, sql in STATEMENTS.items() if "entry e" in sql and n not in WHOLE]
)
def test_a_statement_over_entries_leaves_the_trash_out_or_asks_for_it(name: str) -> None:
    of_the_trash_too = {
        *("entry_reader.REVISIONS", "entry_reader.LAST_NUMBER", "entry_reader.INTENTION"),
        *(
            "checkin.store.CREATED_AT",
            "checkin.store.LAST_WRITTEN",
            "import_lookup.HAD_HASH",
            "people.ENTRIES_OF",
            "people.KEYS_WITH",
            "people.NAMES_ON",
            "unsaid.store.OF_ENTRY",
            "whole_journal.VERSIONS",
        ),
    }
    assert "deleted_at IS" in STATEMENTS[name] or name in of_the_trash_too


# --- how the file is opened ----------------------------------------------------------------


@pytest.fixture
def careless_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite whose own settings are the opposite of ours: Debian's deletes securely by itself."""
    connect_to = sqlite3.connect

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect_to(*args, **options)
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "secure_delete=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA trusted_schema=ON")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)


def pragmas(connection: sqlite3.Connection) -> dict[str, object]:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}


SAFE = {
    "journal_mode": "delete",
    "synchronous": 3,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}


@pytest.mark.usefixtures("careless_sqlite")
def test_a_reader_opens_the_file_safely(path: Path) -> None:
    store(path, ENTRY)
    with closing(opening.for_reading(path)) as connection:
        assert pragmas(connection) == SAFE


@pytest.mark.usefixtures("careless_sqlite")
def test_a_writer_opens_the_file_safely(path: Path) -> None:
    with closing(opening.for_writing(path)) as connection:
        assert pragmas(connection) == SAFE


def test_the_engine_uses_the_same_connections(path: Path) -> None:
    engine: Engine = engine_for(path)
    assert engine.hide_parameters
    with engine.connect() as session:
        raw = session.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        assert raw.isolation_level is None
        assert pragmas(raw) == SAFE


def test_a_file_left_in_another_mode_goes_back_to_ours(path: Path) -> None:
    store(path, ENTRY)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    with reading(path) as journal:
        assert journal.by_recency(0, ENTRY.created_at) == ENTRY
    assert not list(path.parent.glob("*-wal"))
    assert path.read_bytes()[18:20] == b"\x01\x01"


@pytest.mark.usefixtures("careless_sqlite")
def test_what_is_deleted_leaves_no_trace_in_the_file(path: Path) -> None:
    secret = replace(ENTRY, body="sesame " * 3000)
    store(path, secret)
    assert b"sesame" in path.read_bytes()
    with Writer(path, lambda: b"salt").transaction() as transaction:
        transaction.purge(secret.id)
    assert b"sesame" not in path.read_bytes()


def test_a_journal_that_is_not_there_reads_as_empty_and_is_not_made(
    trust: Trust, home: Path
) -> None:
    for argv in ((), ("list",), ("show",), ("streak",), ("review", "--no-input"), ("prompt",)):
        assert trust(*argv).code == 0, argv
    assert not home.exists()


def test_a_file_a_crash_left_empty_is_no_journal_yet(trust: Trust, path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert trust("list").code == 0
    assert path.stat().st_size == 0
    assert trust("journal", "-m", "x").code == 0
    check(path)


def test_a_name_with_odd_letters_is_opened_all_the_same(trust: Trust, tmp_path: Path) -> None:
    odd = tmp_path / "a b%20c?mode=ro#ü&x=1'\""
    env = {"TRUST_HOME": str(odd)}
    assert trust("journal", "-m", "x", env=env).code == 0
    assert (odd / "journal.db").is_file()
    assert len(trust("list", "--json", env=env).json["data"]["entries"]) == 1
    assert [found.name for found in tmp_path.iterdir()] == [odd.name]


def test_a_journal_behind_a_link_stays_behind_it(trust: Trust, home: Path, path: Path) -> None:
    elsewhere = home.parent / "synced.db"
    store(elsewhere, ENTRY)
    home.mkdir()
    path.symlink_to(elsewhere)
    assert trust("journal", "-m", "x").code == 0
    assert path.is_symlink()
    with reading(elsewhere) as journal:
        assert len(journal.list(Filter())) == 2


# --- who may read it -----------------------------------------------------------------------


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A system that would let everyone in."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_everything_that_is_made_is_the_owners_alone(trust: Trust, home: Path) -> None:
    assert trust("journal", "-m", "x").code == 0
    assert trust("journal", stdin=b"not \xff text").code == 0
    assert trust("config", "set", "person", "Sam").code == 0
    modes = {
        str(found.relative_to(home.parent)): stat.S_IMODE(found.stat().st_mode)
        for found in (home, *home.rglob("*"))
    }
    assert "home/journal.db" in modes
    assert "home/config.toml" in modes
    wrong = {
        name: oct(mode)
        for name, mode in modes.items()
        if mode != (0o700 if (home.parent / name).is_dir() else 0o600)
    }
    assert wrong == {}


@pytest.mark.usefixtures("open_umask")
def test_the_rollback_journal_is_the_owners_alone_too(path: Path) -> None:
    store(path, ENTRY)
    with closing(opening.for_writing(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE entry SET body = 'x'")
        (beside,) = path.parent.glob("journal.db-*")
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600
        connection.execute("ROLLBACK")


# --- what is not ours, is newer, or is damaged ---------------------------------------------


COMMANDS = [
    ("list",),
    ("show",),
    (),
    ("streak",),
    ("journal", "-m", "new words"),
    ("edit", "last", "--mood", "3"),
    ("pause", "today"),
]
each_command = pytest.mark.parametrize("argv", COMMANDS, ids=lambda argv: " ".join(argv) or "trust")


def refused(trust: Trust, argv: tuple[str, ...], path: Path, code: int) -> None:
    """The command says so in one line, and the file stays as it is to the byte."""
    before = digest(path)
    result = trust(*argv)
    assert result.code == code, result.err
    assert result.err.count("\n") == 1
    # Words go to a draft, or come back where it may be an encrypted journal.
    assert result.out == "" or (result.out == argv[-1] and "-m" in argv)
    assert digest(path) == before
    assert {found.name for found in path.parent.iterdir()} <= {path.name, "drafts"}


@each_command
def test_a_newer_journal_is_refused_and_left_alone(
    trust: Trust, path: Path, argv: tuple[str, ...]
) -> None:
    store(path, ENTRY)
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")
    refused(trust, argv, path, 13)


@each_command
def test_a_newer_journal_with_a_write_ahead_log_is_left_alone_too(
    trust: Trust, path: Path, argv: tuple[str, ...]
) -> None:
    """A later version may have changed its mind about the journal mode."""
    store(path, ENTRY)
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")
        other.execute("PRAGMA journal_mode=WAL")
    refused(trust, argv, path, 13)


def foreign(path: Path, mode: str) -> None:
    """Someone else's database."""
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA journal_mode={mode}")
        other.execute("CREATE TABLE contacts (name TEXT)")
        other.execute("INSERT INTO contacts VALUES ('Sam')")
        other.commit()


@each_command
@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_database_of_another_program_is_refused_and_left_alone(
    trust: Trust, path: Path, argv: tuple[str, ...], mode: str
) -> None:
    foreign(path, mode)
    refused(trust, argv, path, 14)


@each_command
@pytest.mark.parametrize("content", [b"x", b"Dear diary,\n" * 500, b"SQLite format 2\0" * 100])
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    trust: Trust, path: Path, argv: tuple[str, ...], content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    refused(trust, argv, path, 14)


def many(path: Path, count: int = 60) -> None:
    moments = (MOMENT - n * DAY for n in range(count))
    store(
        path,
        *(
            replace(
                ENTRY,
                id=ids.encode(n.to_bytes(13, "big")),
                day=moment.date(),
                created_at=moment,
                body=f"sesame {n} " * 300,
            )
            for n, moment in enumerate(moments)
        ),
    )


@each_command
@pytest.mark.parametrize("page", ["the schema", "the entries", "the end"])
def test_a_damaged_file_is_one_line_and_code_14(
    trust: Trust, path: Path, argv: tuple[str, ...], page: str
) -> None:
    many(path)
    raw = bytearray(path.read_bytes())
    if page == "the schema":
        raw[100:4096] = os.urandom(3996)
    elif page == "the entries":
        raw[4096:] = b"\xff" * (len(raw) - 4096)
    else:
        del raw[6 * 4096 :]
    path.write_bytes(raw)
    result = trust(*argv)
    assert result.code == 14, result.err
    assert result.err.count("\n") == 1
    assert "sesame" not in result.err + result.out
    assert str(path) in result.err


@pytest.mark.parametrize("argv", [("list",), ("show",), ("review", "--no-input")])
def test_one_flipped_bit_in_a_text_is_no_fault_of_ours(
    trust: Trust, path: Path, argv: tuple[str, ...]
) -> None:
    """The rest can still be read, or it is called damaged; it never is `a fault inside`."""
    store(path, ENTRY)
    raw = bytearray(path.read_bytes())
    at = raw.index(b"We walked home")
    raw[at + 3] ^= 0x80
    path.write_bytes(raw)
    result = trust(*argv)
    assert result.code in (0, 14), result.err


@pytest.mark.parametrize("column", ["day", "created_at", "written_on"])
def test_a_flipped_bit_in_a_date_is_damage(trust: Trust, path: Path, column: str) -> None:
    store(path, ENTRY)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA ignore_check_constraints = ON")
        other.execute(f"UPDATE entry SET {column} = replace({column}, '-', 'm')")
        other.commit()
    result = trust("show", ENTRY.id)
    assert result.code == 14, result.err


@pytest.mark.parametrize("trouble", ["newer", "foreign", "damaged", "locked"])
def test_words_from_a_pipe_are_kept_where_the_journal_cannot_be_opened(
    trust: Trust, path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """Nobody has them any more: what wrote them into the pipe has ended."""
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.05)
    store(path, ENTRY)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        if trouble == "newer":
            other.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")
        elif trouble == "foreign":
            other.execute("PRAGMA application_id = 1")
        elif trouble == "damaged":
            other.execute("PRAGMA writable_schema = ON")
            other.execute("UPDATE sqlite_master SET sql = 'x' WHERE name = 'entry'")
        else:
            other.execute("BEGIN EXCLUSIVE")
        result = trust("journal", stdin="piped words\n")
    assert result.code in (11, 13, 14)
    kept = [draft.read_text() for draft in path.parent.glob("drafts/*.md")]
    assert kept == ["piped words"]


def test_private_words_from_a_pipe_are_kept_as_private(trust: Trust, home: Path) -> None:
    options = ("--private", "--person", "Sam", "--person=Alex")
    refused = trust("journal", *options, "--mood", "9", stdin="piped words")
    assert (refused.code, "kept in" in refused.err) == (2, True)
    (draft,) = (home / "drafts").glob("*.json")
    entry = json.loads(draft.read_text())["entry"]
    assert (entry["private"], entry["people"]) == (True, ["Alex", "Sam"])


@pytest.mark.parametrize("argv", [("edit",), ("edit", "last"), ("edit", "never-heard-of")])
def test_words_for_an_edit_that_cannot_be_are_kept(
    trust: Trust, home: Path, argv: tuple[str, ...]
) -> None:
    refused = trust(*argv, stdin="piped words")
    assert refused.code != 0
    assert "kept in" in refused.err
    assert [draft.read_text() for draft in (home / "drafts").glob("*.md")] == ["piped words"]


def test_words_that_can_be_kept_nowhere_come_back(trust: Trust, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('journal = "/dev/full/x.db"\n')
    refused = trust("journal", stdin="piped words")
    assert (refused.code, refused.err.count("\n")) == (74, 1)
    assert refused.out == "piped words"
    assert "couldn't be kept, so it was written to standard output" in refused.err


@pytest.mark.parametrize("how", ["pipe", "file"])
def test_an_edit_that_sets_something_takes_no_words_and_says_so(
    trust: Trust, path: Path, home: Path, how: str, tmp_path: Path
) -> None:
    """What waits there may be the lines that a loop of the shell reads, one after the other."""
    store(path, ENTRY)
    (tmp_path / "lines").write_text("one\ntwo\n")
    cat = "cat lines |" if how == "pipe" else ""
    line = f'{cat} ( "$0" -m trustjournal edit last --mood 4; cat )'
    done = subprocess.run(
        ["/bin/sh", "-c", line + ("" if cat else " < lines"), sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "wasn't used" in done.stderr
    assert done.stdout.endswith("one\ntwo\n")


def test_a_folder_in_the_place_of_the_journal_is_one_line(trust: Trust, path: Path) -> None:
    path.mkdir(parents=True)
    for argv in (("list",), ("journal", "-m", "x")):
        result = trust(*argv)
        assert (result.code, result.err.count("\n")) == (74, 1)


def test_a_file_in_the_place_of_the_folder_is_one_line(trust: Trust, home: Path) -> None:
    home.write_text("x")
    for argv in (("list",), ("journal", "-m", "x")):
        result = trust(*argv)
        assert (result.code, result.err.count("\n")) == (74, 1), result.err


# --- a transaction -------------------------------------------------------------------------


class Halfway(Exception):
    """Something went wrong between two writes."""


def store_and_fail(path: Path, entry: Entry) -> None:
    with writer_of(path).transaction() as journal:
        journal.add(entry)
        add_pause(journal, entry.day, entry.day, None, MOMENT)
        raise Halfway


def test_all_of_a_transaction_is_stored_or_nothing(path: Path) -> None:
    store(path, ENTRY)
    with pytest.raises(Halfway):
        store_and_fail(path, replace(ENTRY, id="z" * 20))
    with reading(path) as found:
        assert found.list(Filter()) == [ENTRY]
        assert found.pauses() == []


def test_a_first_transaction_that_fails_leaves_an_empty_journal(path: Path) -> None:
    with pytest.raises(Halfway):
        store_and_fail(path, ENTRY)
    with reading(path) as found:
        assert found.list(Filter()) == []
        assert found.pauses() == []
        assert QuestionReader.beside(found).salt() is None
    check(path)


def test_a_failed_migration_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(path, ENTRY)
    before = digest(path)
    latest = migrations.LATEST + 1
    steps = {latest: "CREATE TABLE later (x TEXT);\nINSERT INTO nowhere VALUES (1);\n"}
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS | steps)
    monkeypatch.setattr(migrations, "LATEST", latest)
    with pytest.raises(sqlite3.OperationalError):
        opening.for_writing(path)
    assert digest(path) == before
    assert not list(path.parent.glob("*-journal"))


def test_a_later_step_is_made_once_by_whoever_comes_first(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(path, ENTRY)
    latest = migrations.LATEST + 1
    steps = {latest: "CREATE TABLE later (x TEXT)"}
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS | steps)
    monkeypatch.setattr(migrations, "LATEST", latest)
    with reading(path) as found, reading(path) as again:
        assert found.list(Filter()) == again.list(Filter()) == [ENTRY]
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (latest,)


def test_the_salt_is_made_once(path: Path) -> None:
    for salt in (b"first", b"second"):
        with Writer(path, lambda salt=salt: salt).transaction():  # type: ignore[misc]
            pass
    with reading(path) as found:
        assert QuestionReader.beside(found).salt() == b"first"


@pytest.mark.parametrize(
    "wrong",
    [
        replace(ENTRY, body="sesame", title="sesame"),
        replace(ENTRY, id="y" * 20, body="sesame", mood=9),
        replace(ENTRY, id="sesame", body="sesame"),
        replace(ENTRY, id="y" * 20, body="sesame", tags=("sesame", "sesame")),
    ],
)
def test_no_error_of_a_transaction_holds_what_was_written(path: Path, wrong: Entry) -> None:
    store(path, ENTRY)
    with pytest.raises(IntegrityError) as raised, writer_of(path).transaction() as journal:
        journal.add(wrong)
    told = "".join(traceback.format_exception(raised.value))
    assert "sesame" not in told + str(raised.value) + repr(raised.value)


def test_an_index_of_others_that_refuses_an_entry_is_one_line_without_the_words_that_says_where_they_are(
    trust: Trust, path: Path
) -> None:
    trust("journal", "-m", "x")
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE UNIQUE INDEX one_of_a_kind ON entry (kind)")
    result = trust("journal", "-m", "sesame")
    gc.collect()  # a draft that was not let go would be told of in another test
    assert result.code == 14  # no journal of ours has that index
    assert result.err.count("\n") == 1
    assert "sesame" not in result.err + result.out
    (draft,) = path.parent.glob("drafts/*.md")
    assert draft.read_text() == "sesame"
    assert str(draft) in result.err


# --- what is written comes back ------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
maybe = st.none() | words
label_lists = st.lists(words, max_size=3).map(labels)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
entries = st.builds(
    Entry,
    id=st.binary(min_size=13, max_size=13).map(ids.encode),
    day=days,
    written_on=days,
    created_at=moments,
    tz=maybe,
    utc_offset=st.integers(-86399, 86399),
    modified_at=moments,
    kind=st.sampled_from(["review", "checkin", "storm", "joy"]),
    body=words,
    revision=st.just(1),
    title=maybe,
    mood=st.none() | st.integers(1, 5),
    closeness=st.none() | st.integers(1, 5),
    pack=maybe,
    prompt_id=maybe,
    prompt_text=maybe,
    practice=maybe,
    period=maybe,
    tags=label_lists,
    people=label_lists,
    starred=st.booleans(),
    private=st.booleans(),
    source=maybe,
    source_id=maybe,
    deleted_at=st.none(),
    answers=st.lists(st.builds(Answer, words, words, maybe, maybe), max_size=3).map(tuple),
)


@settings(max_examples=20)
@given(entries, entries)
def test_an_entry_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, entry: Entry, other: Entry
) -> None:
    path = tmp_path_factory.mktemp("entry") / "journal.db"
    other = replace(other, id="z" * 20, source=None)
    with writer_of(path).transaction() as journal:
        journal.add_all([entry, other])
    with reading(path) as found:
        assert found.by_prefix(entry.id) == [entry]
        assert found.by_prefix(other.id) == [other]
        assert {one.id for one in found.list(Filter())} == {entry.id, other.id}
        for name in entry.tags:
            listed = found.list(Filter(tags=(name,)))
            assert (entry.id in [one.id for one in listed]) is not entry.private
    with closing(sqlite3.connect(path)) as raw:
        stored = raw.execute("SELECT hash FROM entry WHERE id = ?", (entry.id,)).fetchone()
        assert stored == (entry.hash,)


def test_an_edit_keeps_how_it_read_before(path: Path) -> None:
    store(path, replace(ENTRY, tags=("walk",)))
    for number in (1, 2):
        with writer_of(path).transaction() as journal:
            edited = replace(ENTRY, body=f"draft {number}", tags=("home",))
            assert journal.revise(edited, number, MOMENT + number * DAY) is False
    with reading(path) as found:
        (entry,) = found.by_prefix(ENTRY.id)
        assert (entry.revision, entry.body, entry.tags) == (3, "draft 2", ("home",))
        assert entry.modified_at == MOMENT + 2 * DAY
        kept = found.revisions(ENTRY.id)
        assert [(one.revision, one.body) for one in kept] == [(1, ENTRY.body), (2, "draft 1")]
        assert kept[0].hash == replace(ENTRY, tags=("walk",)).hash


def test_two_edits_of_the_same_wording_are_both_kept(path: Path) -> None:
    """Two programs opened the first wording; the second to save overwrites nobody's words."""
    store(path, ENTRY)
    with writer_of(path).transaction() as journal:
        assert journal.revise(replace(ENTRY, body="hers"), 1, MOMENT + DAY) is False
    with writer_of(path).transaction() as journal:
        assert journal.revise(replace(ENTRY, body="mine"), 1, MOMENT + 2 * DAY) is True
    with reading(path) as found:
        (entry,) = found.by_prefix(ENTRY.id)
        assert (entry.revision, entry.body) == (3, "mine")
        assert [one.body for one in found.revisions(ENTRY.id)] == [ENTRY.body, "hers"]


def test_a_private_label_of_an_earlier_wording_is_kept_with_it(path: Path) -> None:
    store(path, replace(ENTRY, tags=("walk",), people=("Sam",), mood=4))
    with writer_of(path).transaction() as journal:
        journal.revise(replace(ENTRY, body="new"), 1, MOMENT + DAY)
    with closing(sqlite3.connect(path)) as raw:
        kept = raw.execute("SELECT tags, people, mood FROM revision").fetchall()
    assert kept == [('["walk"]', '["Sam"]', 4)]


def test_editing_what_is_gone_is_said_and_stores_nothing(path: Path) -> None:
    store(path, ENTRY)
    before = digest(path)
    with pytest.raises(NotFound), writer_of(path).transaction() as journal:
        journal.revise(replace(ENTRY, id="z" * 20), 1, MOMENT)
    assert digest(path) == before


def test_the_trash_holds_an_entry_until_it_is_taken_out(trust: Trust, path: Path) -> None:
    store(path, replace(ENTRY, tags=("walk",)))
    assert trust("delete", "last").code == 0
    assert trust("list", "--json").json["data"]["entries"] == []
    assert trust("list", "--json", "--tag", "walk").json["data"]["entries"] == []
    assert len(trust("trash", "list", "--json").json["data"]["entries"]) == 1
    assert trust("trash", "restore", ENTRY.id[:5]).code == 0
    (back,) = trust("list", "--json").json["data"]["entries"]
    assert (back["id"], back["body"]) == (ENTRY.id, ENTRY.body)


# --- several programs at once --------------------------------------------------------------

LOOP = """
import io, sys
from trustjournal.__main__ import main
out = sys.stdout
name, count = sys.argv[1], int(sys.argv[2])
print("ready", file=out, flush=True)
sys.stdin.readline()
for n in range(count):
    sys.stdout = io.StringIO()
    code = main(["journal", "--free", "-m", f"{name} {n} " + "word " * 400])
    sys.stdout = out
    if code:
        sys.exit(code)
    print(n, file=out, flush=True)
"""


def saving(home: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A program that saves entry after entry, and says a number once each is stored."""
    env = {**os.environ, "TRUST_HOME": str(home), "TRUST_NOW": NOW}
    child = subprocess.Popen(
        [sys.executable, "-c", LOOP, name, str(count)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def go(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def stored_names(path: Path) -> list[str]:
    """What the loop calls each entry that is stored."""
    with reading(path) as found:
        return [" ".join(entry.body.split()[:2]) for entry in found.list(Filter())]


@pytest.mark.torture  # the whole program does it every day: tests/reliability/test_full_disk.py
def test_two_programs_saving_at_once_lose_nothing(home: Path, path: Path) -> None:
    """Both begin where there is no journal yet."""
    children = [saving(home, name, 50) for name in ("a", "b")]
    for child in children:
        go(child)
    for child in children:
        _, err = child.communicate(timeout=120)
        assert child.returncode == 0, err
    assert sorted(stored_names(path)) == sorted(f"{name} {n}" for name in "ab" for n in range(50))
    check(path)
    assert not list(home.glob("drafts/*"))


def test_a_journal_made_by_another_program_meanwhile_is_ours(path: Path) -> None:
    """Between two looks at a new file, another program may have made the tables."""
    path.parent.mkdir()
    path.touch()

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            found = super().execute(sql, *values)
            if "application_id" in sql:
                rows = found.fetchall()
                opening.for_writing(path).close()
                return super().execute(f"SELECT {', '.join(map(str, rows[0]))}")
            return found

    with closing(sqlite3.connect(path, factory=Watched, isolation_level=None)) as connection:
        connect._check_is_ours(path, connection)


HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.readline()
held.execute("COMMIT")
"""


@contextmanager
def held(path: Path, how: str) -> Iterator[None]:
    """Another program keeps a lock on the journal."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    try:
        yield
    finally:
        child.communicate("\n")


def test_a_transaction_takes_the_lock_at_once(path: Path) -> None:
    """Before anything is read in it: else two programs would build on the same reading."""
    store(path, ENTRY)
    look = "import sqlite3, sys\nsqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    argv = [sys.executable, "-c", look, str(path)]
    with writer_of(path).transaction():
        inside = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert inside.returncode == 1
    assert "database is locked" in inside.stderr
    after = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert after.returncode == 0, after.stderr


def test_a_journal_that_stays_locked_is_one_line_and_code_11(
    trust: Trust, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(path, ENTRY)
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.05)
    with held(path, "BEGIN IMMEDIATE"):
        assert trust("list").code == 0  # one can read meanwhile
        result = trust("journal", "-m", "new words")
    assert result.code == 11
    assert result.err.count("\n") == 1
    (draft,) = path.parent.glob("drafts/*.md")
    assert draft.read_text() == "new words"
    assert str(draft) in result.err
    with held(path, "BEGIN EXCLUSIVE"):
        for argv in COMMANDS:
            locked = trust(*argv)
            assert (locked.code, locked.err.count("\n")) == (11, 1), (argv, locked.err)
    with reading(path) as found:
        assert found.list(Filter()) == [ENTRY]


def test_a_lock_that_is_given_up_in_time_is_waited_for(trust: Trust, path: Path) -> None:
    store(path, ENTRY)
    script = HOLD.replace("sys.stdin.readline()", "import time; time.sleep(0.3)")
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(path), "BEGIN EXCLUSIVE"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    assert trust("journal", "-m", "patient words").code == 0
    child.communicate()
    with reading(path) as found:
        assert len(found.list(Filter())) == 2


# --- killed at any moment ------------------------------------------------------------------

KILLS = int(os.environ.get("TRUST_KILLS", "2"))


def test_an_entry_that_was_said_to_be_saved_survives_a_kill(home: Path, path: Path) -> None:
    """The program is killed at a different point of saving each time."""
    acknowledged: list[str] = []
    for kill in range(KILLS):
        child = saving(home, f"k{kill}", 10_000)
        assert child.stdout is not None
        go(child)
        for _ in range(1 + kill % 3):
            acknowledged.append(f"k{kill} {child.stdout.readline().strip()}")
        # A little into the next save, at another place each time.
        deadline = 0.002 * kill
        try:
            child.wait(timeout=deadline)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        rest, err = child.communicate()
        assert child.returncode == -signal.SIGKILL, err
        acknowledged += [f"k{kill} {line}" for line in rest.splitlines()]
        stored = stored_names(path)  # rolls back what was half-written
        assert set(acknowledged) <= set(stored)
        assert len(stored) == len(set(stored))
        check(path)
    assert len(acknowledged) >= 2 * KILLS - 2


def test_what_was_being_saved_when_it_was_killed_is_left_as_a_draft_or_stored(
    home: Path, path: Path
) -> None:
    child = saving(home, "k", 10_000)
    assert child.stdout is not None
    go(child)
    for _ in range(3):
        child.stdout.readline()
    child.kill()
    rest, _ = child.communicate()
    last = 2 + len(rest.splitlines())
    drafts = [draft.read_text() for draft in home.glob("drafts/*.md")]
    stored = stored_names(path)
    assert {f"k {n}" for n in range(last + 1)} <= set(stored)
    # At most the one entry after the last acknowledged is in between.
    begun = {" ".join(text.split()[:2]) for text in drafts if text} - set(stored)
    assert begun <= {f"k {last + 1}"}


HALF = """
import os, sys
sys.path.insert(0, sys.argv[2])
from trustjournal.storage import connect, opening
from pathlib import Path
from typing import Any
connection = opening.for_writing(Path(sys.argv[1]))
connection.execute("PRAGMA cache_size = 1")
connection.execute("PRAGMA cache_spill = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE entry SET body = replace(body, 'sesame', 'closed')")
os.kill(os.getpid(), 9)
"""


def test_a_half_written_change_is_rolled_back_by_whoever_reads_next(
    trust: Trust, path: Path
) -> None:
    many(path)
    before = digest(path)
    source = str(Path(connect.__file__).parents[2])
    ended = subprocess.run([sys.executable, "-c", HALF, str(path), source], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert digest(path) != before  # some of it has reached the file
    assert path.with_name("journal.db-journal").exists()
    listed = trust("list", "--json", "-n", "100").json["data"]["entries"]
    assert len(listed) == 60
    assert all(entry["body"].startswith("sesame") for entry in listed)
    assert digest(path) == before
    check(path)


# --- a system that refuses -----------------------------------------------------------------


def ignores_permissions() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.mark.skipif(ignores_permissions(), reason="root may write where permissions say no")
def test_a_folder_one_may_not_write_in_is_one_line_and_can_be_read(
    trust: Trust, path: Path
) -> None:
    store(path, ENTRY)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        assert trust("list").code == 0
        assert ENTRY.body in trust("show").out
        result = trust("edit", "last", "--mood", "3")
        assert (result.code, result.err.count("\n")) == (74, 1)
    finally:
        path.parent.chmod(0o700)


def test_a_file_that_only_opens_for_reading_is_read(
    trust: Trust, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that is mounted read-only: opening to write fails, and reading goes on."""
    store(path, ENTRY)
    really = connect._connect

    def read_only(where: Path, mode: str, *more: Any) -> sqlite3.Connection:
        if mode == "rw":
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return really(where, mode, *more)

    monkeypatch.setattr(connect, "_connect", read_only)
    before = digest(path)
    assert ENTRY.body in trust("show").out
    for argv in (("list",), ("streak",), (), ("prompt",), ("review", "--no-input")):
        assert trust(*argv).code == 0, argv
    result = trust("journal", "-m", "new words")
    assert (result.code, result.err.count("\n")) == (74, 1)
    assert digest(path) == before


def test_a_full_disk_is_one_line_and_keeps_the_text(
    trust: Trust, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own word for it, provoked by a limit on the file's size."""
    many(path)
    really = connect._connect

    def small(where: Path, mode: str, *more: Any) -> sqlite3.Connection:
        connection = really(where, mode, *more)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(connect, "_connect", small)
    text = "new words " * 5000
    result = trust("journal", "-m", text)
    assert result.code == 74
    assert "full" in result.err
    assert result.err.count("\n") == 1
    (draft,) = path.parent.glob("drafts/*.md")
    assert draft.read_text() == text
    check(path)
    with reading(path) as found:
        assert len(found.list(Filter())) == 60
