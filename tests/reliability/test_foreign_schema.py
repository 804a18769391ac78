"""A file counts as a journal, or as a copy of one, only with the schema that migrations make.

A trigger in it could take back what is stored; "Saved" would be said all the same.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust

CHANGES = {
    "a trigger": "CREATE TRIGGER gone AFTER INSERT ON entry BEGIN "
    "DELETE FROM entry WHERE n = new.n; END",
    "a trigger on another table": "CREATE TRIGGER gone AFTER INSERT ON entry_tag BEGIN "
    "UPDATE entry SET body = '' WHERE n = new.entry_n; END",
    "a view": "CREATE VIEW gone AS SELECT * FROM entry",
    "one more table": "CREATE TABLE gone (n)",
    "one more index": "CREATE UNIQUE INDEX gone ON entry (kind)",
    "one more column": "ALTER TABLE entry ADD COLUMN gone",
    "a table without its rules": "CREATE TABLE gone AS SELECT * FROM pause; DROP TABLE pause; "
    "ALTER TABLE gone RENAME TO pause",
    "an index less": "DROP INDEX entry_starred",
}


def changed(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES)
def test_a_copy_with_another_schema_is_never_restored(
    trust: Trust, home: Path, tmp_path: Path, sql: str
) -> None:
    trust("journal", "--free", "-m", "mine")
    copy = tmp_path / "e.db"
    shutil.copy(home / "journal.db", copy)
    changed(copy, sql)
    before = (home / "journal.db").read_bytes()
    restored = trust("restore", str(copy), "--yes")
    assert restored.code == 14
    assert restored.err.count("\n") == 1
    assert "things this program never puts into a journal" in restored.err
    assert (home / "journal.db").read_bytes() == before


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES)
def test_doctor_names_what_does_not_belong_in_a_journal(
    trust: Trust, home: Path, tmp_path: Path, sql: str
) -> None:
    trust("journal", "--free", "-m", "mine")
    changed(home / "journal.db", sql)
    looked = trust("doctor")
    assert looked.code == 14
    assert "things this program never puts into a journal" in " ".join(
        (looked.out + looked.err).split()
    )


@pytest.mark.parametrize("kind", ["a trigger", "a trigger on another table", "a view"])
def test_nothing_is_said_to_be_saved_where_a_trigger_could_undo_it(
    trust: Trust, home: Path, tmp_path: Path, kind: str
) -> None:
    trust("journal", "--free", "-m", "mine")
    changed(home / "journal.db", CHANGES[kind])
    saved = trust("journal", "--free", "-m", "heliotrope words", "--tag", "dusk")
    assert saved.code == 14
    assert "Saved" not in saved.out
    (draft,) = (home / "drafts").glob("*.md")
    assert draft.read_text() == "heliotrope words"
    rescued = tmp_path / "rescued.db"
    assert trust("doctor", "--salvage", str(rescued)).code == 0
    assert trust("restore", str(rescued), "--yes").code == 0
    assert "mine" in trust("list").out


def test_what_sqlite_keeps_for_itself_is_no_fault(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "mine")
    changed(home / "journal.db", "ANALYZE")
    assert trust("doctor").code == 0
    assert trust("journal", "--free", "-m", "more").code == 0
