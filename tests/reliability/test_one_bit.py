"""One flipped bit in a journal's table of contents: it is damage, and the words come out."""

from __future__ import annotations

import random  # noqa: TID251  # a test's own
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust

SCHEMAS = Path(__file__).parent.parent / "schemas"
WORDS = ("heliotrope evening", "heliotrope morning")
_5 = "".join(f"DROP TABLE sync_{name};" for name in ("state", "untold", "waiting", "file"))
_4 = f"{_5} ALTER TABLE promise_event DROP COLUMN undoes;"
_3 = (
    f"{_4} DROP TABLE person_date; DROP INDEX entry_come_back;"
    " ALTER TABLE entry DROP COLUMN come_back;"
)
_2 = f"{_3} ALTER TABLE promise DROP COLUMN hidden;"
OLDER = {
    4: "",
    3: f"{_3} PRAGMA user_version = 3",
    2: f"{_2} PRAGMA user_version = 2",
    1: f"{_2} DROP TABLE search; DROP INDEX entry_private;"
    " DROP INDEX entry_by_kind_and_day; DROP INDEX entry_starred;"
    " CREATE INDEX entry_starred ON entry (day) WHERE starred AND deleted_at IS NULL;"
    " PRAGMA user_version = 1",
}
"""By version: what makes a journal of that version of one of today."""
ALLOWED = {0, 1, 10, 11, 13, 14, 74}
PAGE = 4096


def journal_of(version: int, trust: Trust, home: Path) -> bytes:
    for words in WORDS:
        assert trust("journal", "--free", "-m", words).code == 0
    path = home / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLDER[version])
    return path.read_bytes()


def bits_of_contents(raw: bytes) -> list[int]:
    """The bits of the pages with declarations in them, and of those that lead to them."""
    starts = range(0, len(raw), PAGE)
    pages = [at for at in starts if at == 0 or b"CREATE " in raw[at : at + PAGE]]
    return [at * 8 + bit for at in pages for bit in range(PAGE * 8)]


def plainly_read(path: Path) -> set[str]:
    """The words that SQLite reads without us."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT body FROM entry").fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return set()
    return {body for (body,) in rows} & set(WORDS)


def flips(raw: bytes, bits: list[int]) -> Iterator[bytes]:
    for bit in bits:
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def check(trust: Trust, home: Path, tmp_path: Path, raw: bytes) -> None:
    """No fault is said of it, and what SQLite reads of it, a salvage reads."""
    path, out = home / "journal.db", tmp_path / "out.db"
    lines = (("list",), ("doctor",), ("journal", "--free", "-m", "new"), ("export", "json", "-"))
    for line in (*lines, ("doctor", "--salvage", str(out))):
        for leftover in (home / "backups").glob("*"):
            leftover.unlink()
        path.write_bytes(raw)
        out.unlink(missing_ok=True)
        readable = plainly_read(path)
        done = trust(*line)
        assert done.code in ALLOWED, (line, done.err)
        assert "Traceback" not in done.err
    salvaged = plainly_read(out) if out.exists() else set()
    assert salvaged >= readable, done.err


@pytest.mark.parametrize("version", OLDER)
@pytest.mark.parametrize("count", [12, pytest.param(300, marks=pytest.mark.torture)])
@pytest.mark.some(2)
def test_a_bit_of_the_table_of_contents(
    trust: Trust, home: Path, tmp_path: Path, version: int, count: int
) -> None:
    raw = journal_of(version, trust, home)
    chosen = random.Random(version).sample(bits_of_contents(raw), count)
    for changed in flips(raw, chosen):
        check(trust, home, tmp_path, changed)


@pytest.mark.parametrize("version", OLDER)
@pytest.mark.parametrize(
    ("declaration", "at"),
    [
        ("CREATE TABLE entry", "prompt_id TEXT,"),
        ("CREATE TABLE entry", "body TEXT"),
        ("CREATE TABLE entry", "INTEGER NOT NULL PRIMARY KEY"),
        ("CREATE TABLE entry", "entry ("),
        ("CREATE TABLE promise", "PRIMARY KEY"),
        ("CREATE INDEX entry_by_day", "deleted_at"),
    ],
)
@pytest.mark.some(6)
def test_a_wrong_letter_of_a_declaration(
    trust: Trust, home: Path, tmp_path: Path, version: int, declaration: str, at: str
) -> None:
    raw = journal_of(version, trust, home)
    place = raw.index(at.encode(), raw.index(declaration.encode())) + len(at) - 1
    for changed in flips(raw, [place * 8 + 5, place * 8]):
        check(trust, home, tmp_path, changed)
        out = tmp_path / "out.db"
        assert plainly_read(out) == set(WORDS)
        (home / "journal.db").write_bytes(raw)


@pytest.mark.parametrize("column", ["type", "name", "tbl_name", "sql"])
@pytest.mark.parametrize("value", ["7", "X'41'", "NULL"])
@pytest.mark.some(4)
def test_a_declaration_that_is_no_text(
    trust: Trust, home: Path, tmp_path: Path, column: str, value: str
) -> None:
    journal_of(3, trust, home)
    path = home / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            f"UPDATE sqlite_master SET {column} = {value} WHERE name = 'entry_by_day'"
        )
        connection.commit()
    check(trust, home, tmp_path, path.read_bytes())


def test_salvage_keeps_what_was_private_before_version_3_hidden(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    assert trust("promise", "add", "call the plumber", "--private").code == 0
    journal_of(2, trust, home)
    out = tmp_path / "out.db"
    assert trust("doctor", "--salvage", str(out)).code == 0
    with closing(sqlite3.connect(out)) as connection:
        assert connection.execute("SELECT hidden FROM promise").fetchall() == [(1,)]
