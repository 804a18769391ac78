"""Sharing at a terminal: picked by number, seen whole, two questions, written once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import ENTER, Room, Terminal


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place with a joy, a line and a promise."""
    with closing(Room(home, trust)) as found:
        trust("joy", "-m", "The letter came.")
        trust("journal", "--free", "-m", "I was glad of the soup.")
        trust("promise", "add", "Home by seven", "--to", "Sam", "--shareable")
        yield found


def picked(room: Room, numbers: str) -> Terminal:
    terminal = room.open("share", "--to", "Sam", "--out", str(room.home.parent / "page.md"))
    terminal.wait_for("The letter came.")
    terminal.wait_for("Home by seven")
    terminal.wait_for("Enter cancels) ")
    terminal.type(numbers + ENTER)
    return terminal


def test_a_whole_page(room: Room) -> None:
    terminal = picked(room, "1 3")
    terminal.wait_for("The whole page:")
    for _ in range(2):
        terminal.wait_for("[y/N] ")
        terminal.type(f"n{ENTER}")
    terminal.wait_for("Write the page to")
    terminal.type(f"y{ENTER}")
    assert terminal.end() == 0
    page = (room.home.parent / "page.md").read_text("utf-8")
    assert page == "The letter came.\n\nHome by seven\n"
    again = room.open("share", "--to", "Sam")
    again.wait_for("(shared before)")
    again.wait_for("Enter cancels) ")
    again.type(ENTER)
    assert again.end() == 1


def test_a_yes_to_a_question_offers_to_stop(room: Room) -> None:
    terminal = picked(room, "2")
    terminal.wait_for("[y/N] ")
    terminal.type(f"y{ENTER}")
    terminal.wait_for("[y/N] ")
    terminal.type(f"n{ENTER}")
    terminal.wait_for("talking first")
    terminal.wait_for("[y/N] ")
    terminal.type(ENTER)
    assert terminal.end() == 1
    assert not (room.home.parent / "page.md").exists()


def test_promises_with_private_words_are_not_offered(room: Room, trust: Trust) -> None:
    trust("promise", "add", "Ring %%about the wombat%% soon", "--to", "Sam")
    terminal = room.open("share", "--to", "Sam")
    terminal.wait_for("Enter cancels) ")
    assert "Home by seven" in terminal.text
    assert "Ring" not in terminal.text
    terminal.type(ENTER)
    assert terminal.end() == 1
