"""The made-up journal: shown, gone at the end, and never the person's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import ENTER, Room, command, environment, run_program


@pytest.mark.long
def test_the_demo_shows_a_journal_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    env = environment(home, TMPDIR=str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    done = run_program(command("demo"), env, capture_output=True, text=True, input="")

    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert "$ trust list -n 5" in done.stdout
    assert "Look back" in done.stdout
    assert not home.exists()
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.long
def test_the_demo_takes_commands_at_a_terminal(home: Path, trust: Trust, tmp_path: Path) -> None:
    room = Room(home, trust)
    terminal = room.open("demo", str(tmp_path / "kept"))
    terminal.wait_for("An empty line")
    terminal.wait_for("$ trust ")
    terminal.type(f'"I listened until the end"{ENTER}')
    terminal.wait_for("It's a free entry:")
    terminal.wait_for("$ trust ")
    terminal.type(ENTER)

    assert terminal.end() == 0
    assert (tmp_path / "kept" / "journal.db").exists()
    assert not (home / "journal.db").exists()
    room.close()


@pytest.mark.long
def test_a_reminder_set_in_the_demo_goes_with_it(home: Path, trust: Trust, tmp_path: Path) -> None:
    units = tmp_path / ".config/systemd/user"
    assert trust("remind", "at", "7:00").code == 0
    own = sorted(path.name for path in units.iterdir())
    room = Room(home, trust)
    terminal = room.open("demo")
    terminal.wait_for("$ trust ")
    terminal.type(f"remind at 21:30{ENTER}")
    terminal.wait_for("A quiet reminder at 21:30")
    assert len(list(units.iterdir())) == 2 * len(own)
    terminal.wait_for("$ trust ")
    terminal.type(ENTER)

    assert terminal.end() == 0
    assert sorted(path.name for path in units.iterdir()) == own
    room.close()


def test_the_demo_never_uses_a_folder_that_is_there(trust: Trust, tmp_path: Path) -> None:
    result = trust("demo", str(tmp_path))
    assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert trust("demo", "--json").code == 2
