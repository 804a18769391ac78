"""Journals of every schema version there has been open in this one, and are backed up before."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import command, environment, until
from trustjournal import encryption_keys
from trustjournal.storage import (
    backup_file,
    connect,
    import_lookup,
    journal_file,
    migrations,
    opening,
    questions,
    search_index,
)
from trustjournal.storage.salvage import salvage
from trustjournal.storage.writer import Writer

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


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_another_copy_that_takes_the_name_first_stays(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    old_journal(home, SCHEMAS[0])
    other_copy = home / "backups" / "schema-1-migrate.db"
    (tmp_path / "log").touch()
    # It stops as soon as it has chosen the name and made the file that is to get it.
    stop = f"inject=openat:signal=STOP:when={_first_open_of_the_copy(home, tmp_path)}"
    process = subprocess.Popen(
        ["strace", "-f", "-o", str(tmp_path / "log"), "-e", stop, *command("list")],
        env=environment(home, PYTHONDONTWRITEBYTECODE="1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    until(lambda: "stopped by SIGSTOP" in (tmp_path / "log").read_text(), "the stop")
    other_copy.write_text("of another journal")
    child = int((tmp_path / "log").read_text().split()[0])
    os.kill(child, signal.SIGCONT)
    _, error = process.communicate()
    assert (process.returncode, error) == (0, b"")
    assert other_copy.read_text() == "of another journal"
    assert (home / "backups" / "schema-1-migrate-2.db").exists()


def _first_open_of_the_copy(home: Path, tmp_path: Path) -> int:
    """Count the files a run opens until it makes the copy before the upgrade."""
    probe, log = tmp_path / "probe", tmp_path / "probe.log"
    shutil.copytree(home, probe, dirs_exist_ok=True)
    argv = ["strace", "-f", "--seccomp-bpf", "-o", str(log), "-e", "trace=openat", *command("list")]
    env = environment(probe, PYTHONDONTWRITEBYTECODE="1")
    subprocess.run(argv, env=env, check=True, stdout=subprocess.DEVNULL)
    lines = [line for line in log.read_text().splitlines() if " openat(" in line]
    return next(n for n, line in enumerate(lines, 1) if "-migrate.db" in line and "O_EXCL" in line)


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
    with closing(opening.for_reading(path)) as connection:
        assert migrations.version_of(connection) == migrations.LATEST
        assert backup_file.health(connection).sound


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_brought_up_to_date_it_is_made_like_a_new_one(home: Path, schema: Path) -> None:
    with (
        closing(opening.for_writing(old_journal(home, schema))) as old,
        closing(opening.empty()) as new,
    ):
        made = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
        assert old.execute(made).fetchall() == new.execute(made).fetchall()
        # Its index was made by a Python that may know an earlier Unicode.
        assert search_index.trouble(old) in (None, "stale")
    with Writer(home / "journal.db", lambda: b"salt").transaction():
        pass
    with closing(opening.for_reading(home / "journal.db")) as old:
        assert search_index.trouble(old) is None


NEXT = migrations.LATEST + 1
STEP_NEXT = ";\n".join(
    [
        *(f"CREATE TABLE later_{n} (x TEXT)" for n in range(5)),
        "ALTER TABLE entry ADD COLUMN later TEXT",
        "UPDATE entry SET later = upper(body)",
        *(f"CREATE INDEX later_by_{n} ON later_{n} (x)" for n in range(4)),
    ]
)
"""Eleven statements, as a later version may have; they follow the steps there are."""

MIGRATING = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from trustjournal.storage import journal_file, migrations, opening
path, left, key, step = Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
migrations.LATEST += 1
migrations.STEPS = migrations.STEPS | {migrations.LATEST: step}

def seen(statement):
    global left
    if left == 0:
        os.kill(os.getpid(), 9)
    left -= 1

apply = migrations.apply
def watched(connection):
    connection.set_trace_callback(seen)
    apply(connection)
migrations.apply = watched
opening.for_writing(path, journal_file._Only(key) if key else None).close()
print(-left)
"""


def migrating(path: Path, key: str, left: int) -> subprocess.CompletedProcess[str]:
    """A program that migrates a journal and is killed after so many statements; never for -1."""
    source = str(Path(connect.__file__).parents[2])
    argv = [sys.executable, "-c", MIGRATING, source, str(path), str(left), key, STEP_NEXT]
    return subprocess.run(argv, check=False, capture_output=True, text=True)


@pytest.fixture
def a_later_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program has one step more."""
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS | {NEXT: STEP_NEXT})
    monkeypatch.setattr(migrations, "LATEST", NEXT)


CONTENT = "SELECT id, body FROM entry ORDER BY n"
ALL = pytest.param(True, marks=pytest.mark.torture)


@pytest.mark.parametrize("every_statement", [False, ALL])
@pytest.mark.parametrize("is_sealed", [False, True], ids=["plain", "sealed"])
@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
@pytest.mark.some(4)
def test_killed_at_any_statement_it_is_the_old_or_the_new_and_then_goes_through(
    home: Path, a_later_version: None, schema: Path, is_sealed: bool, every_statement: bool
) -> None:
    """From each version there was, through all the steps there are and one more."""
    path = old_journal(home, schema)
    salt = connect.new_salt()
    key = f"x'{bytes(32).hex()}{salt.hex()}'" if is_sealed else ""
    only = journal_file._Only(key) if key else None
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute(CONTENT).fetchall()
    if key:
        journal_file.put_in_place(journal_file.reseal(path, None, key), path)
    old = path.read_bytes()

    told = migrating(path, key, -1)
    count = int(told.stdout) - 1
    assert count > 10
    for statement in range(count) if every_statement else (0, count // 2, count - 1):
        path.write_bytes(old)
        for copy in (home / "backups").iterdir():
            copy.unlink()
        ended = migrating(path, key, statement)
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        (copy,) = (home / "backups").glob("*.db")
        assert copy.name == f"schema-{schema.stem}-migrate.db"
        assert backup_file.verify(copy, only).entries == len(before)
        assert (connect.salt_of(copy) is None) == (not is_sealed)
        with closing(connect.as_it_is(path, only)) as connection:
            assert migrations.version_of(connection) in (int(schema.stem), NEXT)
            assert connection.execute(CONTENT).fetchall() == before
        with closing(opening.for_writing(path, only)) as connection:
            assert migrations.version_of(connection) == NEXT
            assert connection.execute(CONTENT).fetchall() == before
            assert backup_file.health(connection).sound


@pytest.fixture
def read_only_later(home: Path) -> Iterator[Callable[[], object]]:
    """The home on a file system of its own, which takes nothing any more once this is called."""
    home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "none", str(home)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a file system here")
    yield lambda: subprocess.run(["mount", "-o", "remount,ro", str(home)], check=True)
    subprocess.run(["umount", str(home)], check=True)


@pytest.mark.parametrize("is_sealed", [False, True], ids=["plain", "sealed"])
def test_an_old_journal_on_a_disk_that_takes_nothing_is_read(
    trust: Trust, home: Path, is_sealed: bool, read_only_later: Callable[[], object]
) -> None:
    path = old_journal(home, SCHEMAS[0])
    env = {"TRUST_PASSPHRASE": "five quiet words"}
    if is_sealed:
        key = encryption_keys.derive(env["TRUST_PASSPHRASE"], connect.new_salt())
        with closing(sqlite3.connect(path)) as connection:
            assert migrations.version_of(connection) == 1
        made = journal_file.reseal(path, None, key)
        journal_file.put_in_place(made, path)
        backup_file.discard(made)  # its lock, which whoever makes a file lets go at the end
    before = path.read_bytes()
    read_only_later()
    assert "until it was dark" in trust("show", "2026-11-19", env=env).out
    hits = trust("search", "DARK", "--json", env=env).json["data"]["entries"]
    assert [hit["day"] for hit in hits] == ["2026-11-19"]
    assert trust("review", "--no-input", env=env).code == 0
    assert trust("journal", "--free", "-m", "words", env=env).code == 74
    assert path.read_bytes() == before


def test_two_programs_that_migrate_at_once_do_it_once(home: Path) -> None:
    path = old_journal(home, SCHEMAS[0])
    running = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATING, str(Path(connect.__file__).parents[2]),
             str(path), "-1", "", STEP_NEXT],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    for process in running:
        assert process.communicate()[1] == b""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NEXT,)


def test_a_sealed_journal_of_each_version_opens_with_every_word(trust: Trust, home: Path) -> None:
    """Files as that version made them: what sealed a word then must open it now."""
    for fixture in sorted((SCHEMAS[0].parent).glob("*.sealed.db")):
        home.mkdir(exist_ok=True)
        (home / "journal.db").write_bytes(fixture.read_bytes())
        env = {"TRUST_PASSPHRASE": "five quiet words at dusk"}
        found = trust("list", "-n", "99", "--json", env=env).json["data"]["entries"]
        assert {e["kind"] for e in found} == {"daily", "storm", "checkin"}
        assert trust("doctor", env=env).code == 0


def test_a_damaged_journal_of_an_earlier_version_is_salvaged_into_this_one(
    trust: Trust, home: Path, tmp_path: Path, a_later_version: None
) -> None:
    path = old_journal(home, SCHEMAS[0])
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute(CONTENT).fetchall()
    found = salvage(path, tmp_path / "out.db", None)
    assert (found.entries, found.unread, found.changed) == (len(before), 0, [])
    with closing(opening.for_reading(tmp_path / "out.db")) as connection:
        assert connection.execute(CONTENT).fetchall() == before


def test_a_letter_that_changed_is_no_reason_not_to_upgrade(trust: Trust, home: Path) -> None:
    path = old_journal(home, SCHEMAS[0])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'kitchen', 'kitchfn')")
    assert "kitchfn" in trust("show", "2026-11-19").out
    (copy,) = (home / "backups").glob("schema-*-migrate.db")
    for kept in (path, copy):
        with closing(sqlite3.connect(kept)) as connection:
            assert "kitchfn" in connection.execute("SELECT body FROM entry").fetchone()[0]
    assert "no longer match what was saved" in " ".join(trust("doctor").out.split())


def test_a_damaged_journal_of_an_earlier_version_is_read_as_it_is(trust: Trust, home: Path) -> None:
    path = old_journal(home, SCHEMAS[0])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO entry_tag VALUES (999, 'lost', 'lost')")
    before = path.read_bytes()
    assert "until it was dark" in trust("show", "2026-11-19").out
    refused = trust("journal", "--free", "-m", "more")
    assert (refused.code, str(path) in refused.err, "--salvage" in refused.err) == (14, True, True)
    told = trust("doctor")
    assert (told.code, "--salvage" in told.out) == (14, True)
    assert path.read_bytes() == before


def test_without_room_for_the_backup_nothing_is_migrated(
    trust: Trust, home: Path, a_later_version: None
) -> None:
    path = old_journal(home, SCHEMAS[0])
    (home / "backups").write_text("in the way")
    before = path.read_bytes()
    assert "until it was dark" in trust("show", "2026-11-19").out  # read in memory
    refused = trust("journal", "--free", "-m", "more")
    assert (refused.code, refused.err.count("\n")) == (74, 1)
    assert path.read_bytes() == before


def everything(path: Path, key: str = "") -> dict[str, list[tuple[object, ...]]]:
    """The rows of all tables that version 4 has, in its columns."""
    only = journal_file._Only(key) if key else None
    tables = migrations.tables_at(4)
    with closing(connect.as_it_is(path, only)) as connection, closing(opening.empty()) as old:
        found = {}
        for table in tables:
            columns = old.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchall()
            listed = ", ".join(f'"{name}"' for (name,) in columns if name != "undoes")
            found[table] = sorted(connection.execute(f"SELECT {listed} FROM {table}"), key=repr)
        return found


@pytest.mark.parametrize("is_sealed", [False, True], ids=["plain", "sealed"])
def test_the_table_of_entries_is_replaced_with_all_that_refers_to_it(
    home: Path, is_sealed: bool
) -> None:
    path = old_journal(home, SCHEMAS[3])
    key = f"x'{bytes(32).hex()}{connect.new_salt().hex()}'" if is_sealed else ""
    only = journal_file._Only(key) if key else None
    if key:
        journal_file.put_in_place(journal_file.reseal(path, None, key), path)
    before = everything(path, key)
    assert all(before[table] for table in ("answer", "checkin", "entry_tag", "revision", "unsaid"))
    with closing(opening.for_writing(path, only)) as connection:
        assert connection.execute(migrations.FOREIGN_KEYS).fetchone() == (1,)
        assert backup_file.health(connection).sound
        connection.execute("DELETE FROM entry WHERE n = 1")
        assert connection.execute("SELECT 1 FROM revision WHERE entry_n = 1").fetchall() == []
    path.unlink()
    shutil.copy(home / "backups" / "schema-4-migrate.db", path)
    opening.for_writing(path, only).close()
    assert everything(path, key) == before


def test_with_foreign_keys_on_no_table_is_replaced(home: Path) -> None:
    """Replacing the table of entries would delete every tag, answer and earlier version."""
    path = old_journal(home, SCHEMAS[3])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        with pytest.raises(RuntimeError):
            migrations.apply(connection)
    assert everything(path)["revision"]


def test_what_is_deleted_after_an_upgrade_leaves_no_word_behind(trust: Trust, home: Path) -> None:
    """The pages of the table that was replaced are overwritten."""
    path = old_journal(home, SCHEMAS[3])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM entry WHERE n = 4")
        body = "heliotrope " * 3000
        connection.execute("UPDATE entry SET body = ?, revision = 1 WHERE n = 1", (body,))
    assert b"heliotrope" in path.read_bytes()
    opening.for_writing(path).close()
    (entry_id,) = (
        e["id"]
        for e in trust("list", "-n", "9", "--json").json["data"]["entries"]
        if e["kind"] == "daily"
    )
    assert trust("delete", entry_id, "--purge", "--yes").code == 0
    assert b"heliotrope" not in path.read_bytes()


def test_a_disk_that_fills_up_during_an_upgrade_leaves_the_journal_as_it_was(
    trust: Trust, home: Path
) -> None:
    """There is room for the copy, but not for the new table."""
    home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "none", str(home)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a file system here")
    try:
        path = old_journal(home, SCHEMAS[3])
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("UPDATE entry SET body = ? WHERE n = 1", ("words " * 250_000,))
            connection.execute("VACUUM")
        before = path.read_bytes()
        assert 1_500_000 < len(before) < 2_000_000
        assert "words words" in trust("show", "2026-11-19").out  # read in memory
        refused = trust("journal", "--free", "-m", "more")
        assert (refused.code, refused.err.count("\n")) == (74, 1), refused.err
        assert not list((home / "backups").glob("*.db"))
        # SQLite's log may still be there; whoever opens the journal next finishes with it.
        assert "words words" in trust("show", "2026-11-19").out
        assert path.read_bytes() == before
        assert not path.with_name("journal.db-journal").exists()
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


def test_an_import_looks_names_up_in_an_index() -> None:
    with closing(opening.empty()) as journal:
        plan = journal.execute(f"EXPLAIN QUERY PLAN {import_lookup.BY_SOURCE}", ("[]",)).fetchall()
        assert "INDEX entry_by_source (source=? AND source_id=?)" in plan[1][3]
        plan = journal.execute(f"EXPLAIN QUERY PLAN {questions.LAST_SERVED}", ("x",)).fetchall()
        assert "INDEX prompt_event_by_day (day=? AND event=?)" in plan[0][3]
