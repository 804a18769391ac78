"""A restore over a journal with the log of an unfinished write, stopped at any call."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from reliability.test_backups import _cut_short
from terminal_helpers import command, environment

CANARY, COPIED = "quince and medlar", "words of the copy"
CALLS = "rename,renameat2,link,unlink,fsync,fdatasync"
ENV = {"TRUST_PASSPHRASE": "one"}

needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


def run(
    home: Path, argv: tuple[str, ...], log: str, *options: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-y",
            "-o",
            log,
            "-e",
            f"trace={CALLS}",
            *options,
            *command(*argv),
        ],
        # Python would rename a compiled file first.
        env={**environment(home), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def calls_in(log: Path) -> list[tuple[str, int]]:
    """List the calls of a run as (name, occurrence)."""
    names = re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE)
    return [(name, names[: n + 1].count(name)) for n, name in enumerate(names)]


@pytest.fixture
def torn(trust: Trust, home: Path, tmp_path: Path) -> Path:
    """Make an encrypted journal whose last write was cut short, and a readable copy to restore."""
    pytest.importorskip("sqlcipher3")
    trust("journal", "--free", "-m", COPIED)
    trust("backup", str(tmp_path / "copy.db"))
    assert trust("encrypt", "--remove-plaintext", env=ENV).code == 0
    trust("journal", "--free", "-m", CANARY, env=ENV)
    _cut_short(home, "one")
    shutil.copytree(home, tmp_path / "before")
    return tmp_path / "before"


def renew(home: Path, before: Path) -> None:
    shutil.rmtree(home)
    shutil.copytree(before, home)


@needs_strace
@pytest.mark.parametrize("fault", ["signal=KILL", "error=EIO"])
@pytest.mark.parametrize("only", ["rename", pytest.param("", marks=pytest.mark.torture)])
def test_the_journal_keeps_its_log_or_is_replaced(
    trust: Trust, home: Path, torn: Path, tmp_path: Path, fault: str, only: str
) -> None:
    argv = ("restore", str(tmp_path / "copy.db"), "--unseal", "--yes")
    clean = run(home, argv, str(tmp_path / "log"))
    assert clean.returncode == 0, clean.stderr
    (kept,) = (home / "backups").glob("*-unopened.db")
    assert not (home / "backups" / f"{kept.name}-journal").exists()
    assert trust("list").out.count(COPIED) == 1

    for name, number in calls_in(tmp_path / "log"):
        if only not in name and name != "unlink":
            continue
        renew(home, torn)
        at = f"inject={name}:{fault}:when={number}"
        done = run(home, argv, "/dev/null", "-e", at)
        assert done.stderr.count("\n") <= 1, at
        checked = trust("doctor", env=ENV)
        assert checked.code in (0, 10), (at, checked.out)
        listed = trust("list", env=ENV).out
        assert COPIED in listed, at
        is_replaced = (home / "journal.db").read_bytes().startswith(b"SQLite")
        assert is_replaced or CANARY in listed, at
        assert is_replaced or done.returncode != 0, at
        if fault.startswith("error") and not is_replaced:
            assert not list((home / "backups").glob("*-unopened.db*")), at


def test_a_log_in_wal_mode_is_applied_before_its_journal_is_kept(
    trust: Trust, home: Path, torn: Path, tmp_path: Path
) -> None:
    driver = pytest.importorskip("sqlcipher3.dbapi2")
    assert CANARY in trust("list", env=ENV).out  # the unfinished write is undone
    journal, elsewhere = home / "journal.db", tmp_path / "elsewhere.db"
    shutil.copy(journal, elsewhere)
    with closing(driver.connect(elsewhere, isolation_level=None)) as connection:
        connection.execute("PRAGMA key='one'")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('kept', 'yes')")
        for ending in ("", "-wal"):
            shutil.copy(f"{elsewhere}{ending}", f"{journal}{ending}")

    argv = ("restore", str(tmp_path / "copy.db"), "--unseal", "--yes")
    assert trust(*argv).code == 0
    (kept,) = (home / "backups").glob("*-unopened.db*")
    assert not journal.with_name("journal.db-wal").exists()
    with closing(driver.connect(kept)) as connection:
        connection.execute("PRAGMA key='one'")
        query = "SELECT value FROM meta WHERE key = 'kept'"
        assert connection.execute(query).fetchone() == ("yes",)


@needs_strace
def test_a_log_without_its_journal_goes_back_if_the_restore_fails(
    trust: Trust, home: Path, torn: Path, tmp_path: Path
) -> None:
    (home / "journal.db").rename(tmp_path / "moved.db")
    log = home / "journal.db-journal"
    before = log.read_bytes()
    argv = ("restore", str(tmp_path / "copy.db"), "--unseal", "--yes")
    # The first link that fails makes it rename, which fails too.
    options = ("-e", "inject=link:error=EIO", "-e", "inject=renameat2:error=EIO")
    assert run(home, argv, "/dev/null", *options).returncode == 74
    assert log.read_bytes() == before
    (tmp_path / "moved.db").rename(home / "journal.db")
    assert CANARY in trust("list", env=ENV).out


@needs_strace
@pytest.mark.parametrize("fault", ["signal=KILL", "error=EIO"])
def test_a_copy_that_another_copy_should_replace_keeps_its_log_too(
    trust: Trust, home: Path, tmp_path: Path, fault: str
) -> None:
    trust("journal", "--free", "-m", CANARY)
    _cut_short(home)
    dest = tmp_path / "copy.db"
    shutil.copy(home / "journal.db", dest)
    shutil.copy(home / "journal.db-journal", f"{dest}-journal")
    assert CANARY in trust("list").out
    argv = ("backup", str(dest), "--force")
    run(home, argv, "/dev/null", "-e", f"inject=rename:{fault}")
    with closing(sqlite3.connect(dest)) as connection:
        assert connection.execute("SELECT body FROM entry").fetchall() == [(CANARY,)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
