"""A new passphrase for the sync folder, typed where no one can read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import ENTER, Room

OLD, NEW = "five quiet words at dusk", "five others at dawn"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, with a journal that is on two machines."""
    with closing(Room(home, trust)) as found:
        trust("journal", "--free", "-m", "By the river")
        env = {"TRUST_SYNC_PASSPHRASE_COMMAND": f"echo {OLD}"}
        folder = str(home.parent / "carried")
        for name, place in (("laptop", home), ("desktop", other_home(home))):
            machine = env | {"TRUST_HOME": str(place)}
            assert trust("sync", "setup", folder, "--name", name, env=machine).code == 0
        yield found


def other_home(home: Path) -> Path:
    return home.parent / "desktop"


def test_forgetting_asks_twice_and_the_others_once(room: Room) -> None:
    terminal = room.open("sync", "passphrase")
    terminal.wait_for("New passphrase for the sync folder: ")
    terminal.type(NEW + ENTER)
    terminal.wait_for("Repeat it: ")
    terminal.type("something else" + ENTER)
    terminal.wait_for("They don't match.")
    terminal.type(NEW + ENTER)
    assert terminal.end() == 0
    assert "run `trust sync` on desktop" in " ".join(terminal.text.split())
    assert NEW not in terminal.text

    elsewhere = str(other_home(room.home))
    terminal = room.open("sync", TRUST_HOME=elsewhere)
    terminal.wait_for("was changed on another of your machines")
    terminal.wait_for("New passphrase for the sync folder: ")
    terminal.type("not this one" + ENTER)
    assert terminal.end() == 12
    assert "nothing was written" in terminal.text
    terminal = room.open("sync", TRUST_HOME=elsewhere)
    terminal.wait_for("New passphrase for the sync folder: ")
    terminal.type(NEW + ENTER)
    assert terminal.end() == 0
    assert NEW not in terminal.text
    terminal = room.open("sync", TRUST_HOME=elsewhere)
    assert terminal.end() == 0


def test_enter_changes_nothing(room: Room) -> None:
    folder = room.home.parent / "carried"
    before = sorted(folder.iterdir())
    terminal = room.open("sync", "forget", "desktop")
    terminal.wait_for("New passphrase for the sync folder: ")
    terminal.type(ENTER)
    assert terminal.end() == 1
    assert sorted(folder.iterdir()) == before
    terminal = room.open("sync", "forget", "desktop")
    terminal.wait_for("New passphrase for the sync folder: ")
    terminal.type(NEW + ENTER)
    terminal.wait_for("Repeat it: ")
    terminal.type(NEW + ENTER)
    assert terminal.end() == 0
    assert "desktop is locked out" in " ".join(terminal.text.split())
