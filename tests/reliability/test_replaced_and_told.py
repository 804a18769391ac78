"""What is said where a run is disturbed once it has replaced the journal; files in WAL mode."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import PATIENCE, command, environment

SAID = {
    ("encrypt",): "The journal is encrypted",
    ("restore", "last", "--yes"): "Your journal is now",
}


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="needs strace to send a signal at a call"
)
@pytest.mark.parametrize("signal", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("line", SAID)
@pytest.mark.some(2)
def test_a_signal_after_the_change_leaves_the_answer(
    trust: Trust, home: Path, line: tuple[str, ...], signal: str
) -> None:
    trust("journal", "--free", "-m", "words")
    trust("backup")
    before = (home / "journal.db").stat().st_ino
    for step in range(1, 9):
        inject = f"inject=rename:signal={signal}:when={step}"
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename"]
        done = subprocess.run(
            [*strace, "-e", inject, *command(*line)],
            env={**environment(home), "TRUST_PASSPHRASE": "five words"},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
        if (home / "journal.db").stat().st_ino != before:
            break
    assert done.returncode in (130, 143)
    assert SAID[line] in " ".join(done.stdout.decode().split())


def test_a_file_in_wal_mode_is_read_and_nothing_is_left_beside_it(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "words")
    trust("backup")
    (copy,) = (home / "backups").glob("*-manual.db")
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert trust("doctor").out.count("can't be read") == 0
    assert copy.name in " ".join(trust("doctor").out.split())
    assert not [*(home / "backups").glob("*-wal"), *(home / "backups").glob("*-shm")]
    assert trust("restore", copy.name, "--yes").code == 0


def test_pulse_fails_with_words_it_did_not_take(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "words")
    done = subprocess.run(
        command("pulse"),
        env=environment(home),
        input=b"words",
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert b"wasn't used" in done.stderr
    assert done.returncode == 2
