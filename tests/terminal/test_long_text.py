"""A paragraph higher than the window: what the screen shows while it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from prompt_toolkit.utils import get_cwidth

from conftest import Trust
from terminal_helpers import CTRL_D, ENTER, NARROW, WIDE, Room, Terminal, until
from trustjournal.terminal.wrap import wrap

SMALL = (8, 40)
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW, SMALL], ids=["80x24", "40x24", "40x8"])

PLAIN = " ".join(f"word{number}" for number in range(400))
DOUBLE = " ".join(f"日本語{number}" for number in range(400))
UNBROKEN = "日本語" * 500
TEXTS = pytest.mark.parametrize("text", [PLAIN, DOUBLE, UNBROKEN], ids=["plain", "wide", "no gap"])

UP, DOWN = "\x1b[A", "\x1b[B"


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text('context = "partnered"\n', "utf-8")
    with closing(Room(home, trust)) as found:
        yield found


def written(room: Room, text: str, size: tuple[int, int] = WIDE) -> Terminal:
    """The writer, with the text and a new line that has begun."""
    terminal = room.open("journal", size=size)
    terminal.wait_for_the_writer()
    terminal.paste(text)
    terminal.type(f"{ENTER}Then")
    return terminal


def rows_of(text: str, size: tuple[int, int]) -> list[str]:
    """The rows of a text and of the new line at this size, as they stand on the screen."""
    rows = wrap(text, size[1] - 2, get_cwidth).shown
    return [f"  {row}".rstrip() for row in (*rows, "Then")]


def above(terminal: Terminal) -> list[str]:
    """The rows on the screen down to that of the cursor."""
    screen = terminal.screen()
    return [row.rstrip() for row in screen.display[: screen.cursor.y + 1]]


def wait_for_rows(terminal: Terminal, rows: list[str], least: int) -> None:
    """Wait until the last of these rows has the cursor, and at least so many stand above it."""
    least = min(least, len(rows) - 1)
    until(lambda: above(terminal)[-least - 1 :] == rows[-least - 1 :], f"{rows[-least - 1 :]}")


@SIZES
@TEXTS
@pytest.mark.some(4)
def test_the_end_of_a_paragraph_stays_above_a_new_line(
    room: Room, size: tuple[int, int], text: str
) -> None:
    terminal = written(room, text, size)
    rows = rows_of(text, size)
    room_for = size[0] - 2  # how to finish stands below, after an empty row
    wait_for_rows(terminal, rows, room_for - 1)
    assert "Ctrl-D" in terminal.screen().display[-1]
    terminal.type(CTRL_D)
    terminal.wait_for("skips): ")
    shown = [row.rstrip() for row in terminal.screen().display]
    at = shown.index("  Then")
    assert shown[:at] == rows[-at - 1 : -1]
    assert at >= room_for - 4
    assert room.bodies() == [f"{text}\nThen"]


@pytest.mark.parametrize(
    "size",
    [NARROW, *(pytest.param(size, marks=pytest.mark.torture) for size in (WIDE, SMALL))],
    ids=["40x24", "80x24", "40x8"],
)
def test_what_goes_before_stays_in_sight_going_up_and_down(
    room: Room, size: tuple[int, int]
) -> None:
    terminal = written(room, PLAIN, size)
    rows = rows_of(PLAIN, size)
    for last in range(len(rows) - 1, 0, -1):
        terminal.type(UP)
        wait_for_rows(terminal, rows[:last], 2)
    for last in range(2, len(rows) + 1):
        terminal.type(DOWN)
        wait_for_rows(terminal, rows[:last], 2)


@pytest.mark.parametrize("ups", [0, 7], ids=["at the end", "further up"])
def test_what_goes_before_stays_in_sight_when_the_window_changes(room: Room, ups: int) -> None:
    terminal = written(room, PLAIN)
    rows = rows_of(PLAIN, WIDE)
    terminal.type(UP * ups)
    wait_for_rows(terminal, rows[: len(rows) - ups], 2)
    word = above(terminal)[-1].split()[0]
    for size in (NARROW, SMALL, WIDE, SMALL, (4, 40), NARROW, WIDE):
        terminal.resize(size)
        rows = rows_of(PLAIN, size)
        [at] = [number for number, row in enumerate(rows) if word in row]
        wait_for_rows(terminal, rows[: at + 1], 1 if size[0] == 4 else 2)
