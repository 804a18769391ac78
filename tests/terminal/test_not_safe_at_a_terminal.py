"""Someone who is not safe, at a real terminal: what the pulse, a question and --forget look like."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import NOW, Trust
from terminal_helpers import CTRL_D, ENTER, NARROW, WIDE, Room

BELIEVED = "You know best what is safe for you, and there is a page for this: trust safety"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place where one question was put aside as not safe."""
    with closing(Room(home, trust)) as found:
        assert trust("config", "set", "context", "partnered").code == 0
        assert trust("journal", "--free", "-m", "We cooked.", now=NOW).code == 0
        assert trust("journal", "--because", "not-safe", "-m", "Tea.", now=NOW).code == 0
        yield found


def reasons(room: Room) -> int:
    with closing(sqlite3.connect(room.home / "journal.db")) as journal:
        found = journal.execute("SELECT count(*) FROM prompt_event WHERE reason = 'not-safe'")
        return int(found.fetchone()[0])


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)
def test_the_pulse_is_about_oneself_and_counts_nothing(room: Room, size: tuple[int, int]) -> None:
    terminal = room.open("pulse", size=size)
    terminal.wait_for("being myself. ")
    for telling in ("1 of 1", "last", "them", "questions about"):
        assert telling not in terminal.said
    terminal.type(f"1{ENTER}")
    terminal.wait_for("trust safety" if size == WIDE else "safety")
    assert terminal.end() == 0
    assert BELIEVED in terminal.said


def test_no_practice_stands_above_a_question_of_another(room: Room) -> None:
    [prompt] = room.trust("prompt", "--practice", "confidences", "--json").json["data"]["prompts"]
    assert prompt["practice"] != "confidences"
    terminal = room.open("journal", "--practice", "confidences", size=WIDE)
    terminal.wait_for_the_writer()
    before = terminal.said.partition(prompt["text"])[0]
    assert before.strip() == "", "the question comes first"
    terminal.type(f"Tea.{CTRL_D}")
    terminal.wait_for("Mood")
    terminal.type(ENTER)
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("argv", "reply", "left"), [((), "n", 1), ((), "y", 0), (("--yes",), "", 0)]
)
def test_taking_back_says_what_it_does_and_asks(
    room: Room, argv: tuple[str, ...], reply: str, left: int
) -> None:
    terminal = room.open("safety", "--forget", *argv)
    if reply:
        terminal.wait_for("Forget all of this?")
        terminal.wait_for("[y/N] ")
        assert reasons(room) == 1
        terminal.type(f"{reply}{ENTER}")
    terminal.end()
    assert reasons(room) == left
    assert ("are gone. Any question may come up again." in terminal.said) is (left == 0)
