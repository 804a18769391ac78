"""The pulse and the silent timer at a real terminal: typed, stopped, killed, left."""

from __future__ import annotations

import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from terminal_helpers import (
    CTRL_C,
    CTRL_D,
    ENTER,
    NARROW,
    Room,
    Terminal,
    environment,
    no_trace_in,
    until,
)


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, without a journal yet."""
    with closing(Room(home, trust)) as found:
        yield found


def rows(room: Room, sql: str) -> list[Any]:
    path = room.home / "journal.db"
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def answers(room: Room) -> dict[str, int | None]:
    return dict(rows(room, "SELECT item, value FROM pulse_answer ORDER BY pulse_n"))


def answer(terminal: Terminal, number: int, text: str, key: str = ENTER) -> None:
    terminal.wait_for(f"{number} of 11")
    terminal.type(text + key)


# --- the pulse -------------------------------------------------------------------------------


def test_a_whole_pulse_is_typed(room: Room) -> None:
    terminal = room.open("pulse", size=NARROW)
    terminal.wait_for("didn't come up")
    answer(terminal, 1, "7")
    terminal.wait_for("didn't come up, or")
    terminal.type(f"4{ENTER}")
    for number, value in enumerate(["", "-", "0", "5", "1", "2", "3", "4", "", "5"], 2):
        if number == 11:
            terminal.wait_for("never shown")
        answer(terminal, number, value)
    terminal.wait_for("Saved for this week.")

    assert terminal.end() == 0
    assert "in four different weeks" in terminal.said
    assert answers(room) == {
        "safe-space": 4,
        "attunement": None,
        "validation": None,
        "transparency": 5,
        "vulnerability": 1,
        "reliability": 2,
        "confidences": 3,
        "check-ins": 4,
        "ease": 5,
    }


def test_ctrl_c_keeps_what_was_answered(room: Room) -> None:
    terminal = room.open("pulse")
    answer(terminal, 1, "4")
    answer(terminal, 2, "2")
    answer(terminal, 3, "", CTRL_C)
    assert terminal.end() == 0
    assert "Saved for this week." in terminal.said
    assert no_trace_in(terminal.text)
    assert answers(room) == {"safe-space": 4, "presence": 2}

    again = room.open("pulse")
    again.wait_for("already answered this week")
    answer(again, 1, "")
    answer(again, 2, "5", f"{ENTER}{CTRL_D}")
    assert again.end() == 0
    assert answers(room) == {"safe-space": 4, "presence": 5}


def test_stopping_before_an_answer_stores_nothing(room: Room) -> None:
    terminal = room.open("pulse")
    answer(terminal, 1, "", CTRL_C)
    assert terminal.end() == 130
    assert no_trace_in(terminal.text)
    assert not room.home.exists()


@pytest.mark.parametrize("how", ["hang up", "end it"])
def test_a_terminal_that_goes_keeps_what_was_answered(room: Room, how: str) -> None:
    terminal = room.open("pulse")
    answer(terminal, 1, "4")
    terminal.wait_for("2 of 11")
    if how == "hang up":
        terminal.hang_up()
        until(lambda: not terminal.child.isalive(), "the end of the program")
    else:
        terminal.kill(signal.SIGTERM)
        terminal.end()
    assert answers(room) == {"safe-space": 4}


# --- the timer -------------------------------------------------------------------------------

SITTINGS = "SELECT seconds, planned_seconds FROM sitting"

QUICK = """
import contextlib, itertools, sys, time
import trustjournal.features.sit.commands as sit
import trustjournal.storage.writer
from trustjournal.__main__ import main
looks = itertools.count()
sit.monotonic = lambda: min(next(looks), 200)
sit.sleep = lambda seconds: time.sleep(0.001)
resting = sit.resting

@contextlib.contextmanager
def quickly(stdin):
    with resting(stdin) as wait:
        yield lambda seconds: wait(0.001)

sit.resting = quickly
sys.exit(main(sys.argv[1:]))
"""
"""The program with a clock that is a second on at each look, and stands still after 200."""


@pytest.fixture
def quick(room: Room) -> Iterator[list[Terminal]]:
    """Terminals with that clock, to be closed."""
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


def sitting(room: Room, quick: list[Terminal], *argv: str, **more: Any) -> Terminal:
    line = [sys.executable, "-c", QUICK, "sit", *argv]
    quick.append(Terminal(line, environment(room.home), **more))
    return quick[-1]


def test_the_real_timer_is_ended_after_two_seconds(room: Room) -> None:
    terminal = room.open("sit", "10")
    terminal.wait_for("0 of 10 minutes")
    until(lambda: (terminal.read(0.5), terminal.raw.count("\r  "))[1] >= 1, "the bar")
    assert not any(terminal.read(1.0) is False for _ in range(2))
    terminal.type(CTRL_C)
    assert terminal.end() == 0
    assert "nothing was recorded" in terminal.said
    assert no_trace_in(terminal.text)
    assert rows(room, SITTINGS) == []


def test_the_bar_is_drawn_over_itself_and_goes(room: Room, quick: list[Terminal]) -> None:
    terminal = sitting(room, quick, "3", size=NARROW)
    terminal.wait_for("0 of 3 minutes")
    terminal.wait_for("2 of 3 minutes")
    assert terminal.end() == 0
    last = terminal.text.rstrip().rpartition("\n")[2].rpartition("\r")
    assert last[2] == "3 minutes of silence."
    assert max(len(piece) for piece in re.split("[\r\n]", terminal.text)) < NARROW[1]
    assert rows(room, SITTINGS) == [(180, 180)]


def test_ctrl_c_keeps_the_minutes(room: Room, quick: list[Terminal]) -> None:
    terminal = sitting(room, quick, "60")
    terminal.wait_for("2 of 60 minutes")
    terminal.type(CTRL_C)
    terminal.wait_for("That counts")
    assert terminal.end() == 0
    [(seconds, planned)] = rows(room, SITTINGS)
    assert seconds >= 120
    assert planned == 3600


@pytest.mark.parametrize("how", ["hang up", "end it"])
def test_a_terminal_that_goes_keeps_the_minutes(
    room: Room, quick: list[Terminal], how: str
) -> None:
    terminal = sitting(room, quick, "60")
    terminal.wait_for("1 of 60 minutes")
    if how == "hang up":
        terminal.hang_up()
        until(lambda: not terminal.child.isalive(), "the end of the program")
    else:
        terminal.kill(signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
        assert no_trace_in(terminal.text)
    [(seconds, _)] = rows(room, SITTINGS)
    assert seconds >= 60


def test_plain_draws_nothing_over(room: Room, quick: list[Terminal]) -> None:
    terminal = sitting(room, quick, "1", "--plain")
    assert terminal.end() == 0
    assert terminal.text == (
        "1 minute of silence. Ctrl-C ends it early and keeps the time so far.\r\n"
        "1 minute of silence.\r\n"
    )
