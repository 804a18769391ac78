"""Journals of every schema version there has been open in this one, and are backed up before."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from trustjournal.storage import connect, files, migrations, search

SCHEMAS = sorted((Path(__file__).parent.parent / "schemas").glob("*.sql"))


def old_journal(home: Path, schema: Path) -> Path:
    """A journal as that version left it."""
    home.mkdir(exist_ok=True)
    path = home / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(schema.read_text("utf-8"))
    return path


def test_there_is_one_of_each_version_before_this_and_of_this() -> None:
    assert [int(path.stem) for path in SCHEMAS] == list(range(1, migrations.LATEST + 1))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_it_opens_with_every_word(trust: Trust, home: Path, schema: Path) -> None:
    path = old_journal(home, schema)
    found = trust("list", "-n", "99", "--json").json["data"]["entries"]
    assert {e["kind"] for e in found} == {"daily", "storm", "checkin"}
    assert "until it was dark" in trust("show", "2026-11-19").out
    (trashed,) = trust("trash", "list", "--json").json["data"]["entries"]
    assert trust("trash", "restore", trashed["id"]).code == 0
    assert "Only mine" in trust("show", trashed["id"]).out
    hits = trust("search", "DARK", "--json").json["data"]["entries"]
    assert [hit["day"] for hit in hits] == ["2026-11-19"]
    assert "Home by seven" in trust("promise", "list", "--all").out
    assert trust("review", "--no-input").code == 0
    with closing(connect.for_reading(path)) as connection:
        assert migrations.version_of(connection) == migrations.LATEST
        assert files.health(connection).sound


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_brought_up_to_date_it_is_made_like_a_new_one(home: Path, schema: Path) -> None:
    with (
        closing(connect.for_writing(old_journal(home, schema))) as old,
        closing(connect.empty()) as new,
    ):
        made = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
        assert old.execute(made).fetchall() == new.execute(made).fetchall()
        assert search.trouble(old) is None


NEXT = migrations.LATEST + 1
NEXT_STEP = ";\n".join(
    [
        *(f"CREATE TABLE later_{n} (x TEXT)" for n in range(5)),
        "ALTER TABLE entry ADD COLUMN later TEXT",
        "UPDATE entry SET later = upper(body)",
        *(f"CREATE INDEX later_by_{n} ON later_{n} (x)" for n in range(4)),
    ]
)
"""Eleven statements, as a later version may have."""

KILLED = """
import os, sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from trustjournal.storage import connect, migrations
migrations.LATEST += 1
migrations.STEPS = migrations.STEPS | {migrations.LATEST: sys.argv[4]}
left = int(sys.argv[2])

def seen(statement):
    global left
    if statement.startswith(("CREATE", "ALTER", "UPDATE", "COMMIT")):
        if left == 0:
            os.kill(os.getpid(), 9)
        left -= 1

apply = migrations.apply
def watched(connection):
    connection.set_trace_callback(seen)
    apply(connection)
migrations.apply = watched
connect.for_writing(Path(sys.argv[1])).close()
"""


@pytest.mark.parametrize(
    "statement", [n if n in (0, 6, 11) else pytest.param(n, marks=pytest.mark.torture) for n in range(12)]
)  # fmt: skip
def test_killed_at_any_statement_it_is_the_old_or_the_new_and_then_goes_through(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, statement: int
) -> None:
    path = old_journal(home, SCHEMAS[0])
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT id, body FROM entry ORDER BY n").fetchall()
    source = str(Path(connect.__file__).parents[2])
    argv = [sys.executable, "-c", KILLED, str(path), str(statement), source, NEXT_STEP]
    ended = subprocess.run(argv, check=False, env={**os.environ, "COVERAGE_PROCESS_START": ""})
    assert ended.returncode == -signal.SIGKILL

    (copy,) = (home / "backups").glob("*.db")
    assert copy.name == "schema-1-migrate.db"
    assert files.verify(copy, None).entries == len(before)
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS | {NEXT: NEXT_STEP})
    monkeypatch.setattr(migrations, "LATEST", NEXT)
    with closing(connect.for_writing(path)) as connection:
        assert migrations.version_of(connection) == NEXT
        assert connection.execute("SELECT id, body FROM entry ORDER BY n").fetchall() == before
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_without_room_for_the_backup_nothing_is_migrated(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_journal(home, SCHEMAS[0])
    (home / "backups").write_text("in the way")
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS | {NEXT: NEXT_STEP})
    monkeypatch.setattr(migrations, "LATEST", NEXT)
    before = path.read_bytes()
    refused = trust("list")
    assert (refused.code, refused.err.count("\n")) == (74, 1)
    assert path.read_bytes() == before
