"""docs/first-week.md: every screen on it is what the program shows to someone who does the same.

The week is played at a real terminal, evening after evening, with ids that are the same each time.
`UPDATE_GOLDEN=1` writes the screens into the page; the words around them are written by hand.
"""

from __future__ import annotations

import os
import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

import forked
from conftest import Trust
from terminal_helpers import CTRL_D, ENTER, Room

PAGE = Path(__file__).parent.parent / "docs" / "first-week.md"
BLOCK = re.compile(r"<!-- screen: ([a-z-]+) -->\n```\n(.*?)```", re.DOTALL)
TALL = (60, 80)
SALT_BYTES = 32
"""How much chance a new journal draws to choose its questions by."""
WRITER = "Ctrl-D"
"""What the line below a text says once it can be typed."""


@dataclass(frozen=True)
class Step:
    """A command on an evening, and what is typed: once this is shown, type that."""

    when: str
    line: str
    typed: tuple[tuple[str, str], ...] = ()


STEPS = {
    "monday-today": Step("2026-11-16T21:40", "trust"),
    "monday-journal": Step(
        "2026-11-16T21:42",
        "trust journal",
        (
            (WRITER, "On the way home. I got off one stop early and walked."),
            ("skips): ", "4" + ENTER),
            ("skips): ", ENTER),
            ("skip: ", "1" + ENTER),
            ("call them", "Sam" + ENTER),
        ),
    ),
    "tuesday-journal": Step(
        "2026-11-17T22:05",
        "trust journal",
        (
            (WRITER, ENTER),
            (WRITER, "The move. I'm more excited than I've let on. I'd begin with the balcony."),
            ("skips): ", "4" + ENTER),
            ("skips): ", "3" + ENTER),
        ),
    ),
    "wednesday-line": Step("2026-11-18T22:30", 'trust "Sam let me finish my story"'),
    "thursday-storm": Step(
        "2026-11-19T23:10",
        "trust storm",
        (
            (WRITER, "You were both worn out, and nobody meant it."),
            (WRITER, "My thoughts keep going round. I raised my voice about the keys."),
            (WRITER, "I was worried, and I took it out on you."),
        ),
    ),
    "friday-promise": Step(
        "2026-11-20T21:30", 'trust promise add "Book the table" --to Sam --by saturday'
    ),
    "saturday-kept": Step("2026-11-21T21:30", "trust promise kept table"),
    "saturday-joy": Step(
        "2026-11-21T21:31",
        "trust joy",
        (
            ("someone else's: ", ENTER),
            (WRITER, "The first snow, on the way to the restaurant."),
            (WRITER, "Light, as if I were nine."),
            (WRITER, "Tea, and the window open to look at it."),
        ),
    ),
    "sunday-today": Step("2026-11-22T21:00", "trust"),
    "sunday-review": Step(
        "2026-11-22T21:01",
        "trust review",
        (
            ("[Y/n] ", ENTER),
            (WRITER, "How much I wrote about talking, and how little about the dishes."),
            (WRITER, "Thursday. By Saturday we could laugh about the keys."),
            (WRITER, "we both come home tired"),
            (WRITER, "say so before anything else"),
            ("[y/N] ", ENTER),
        ),
    ),
    "sunday-read": Step("2026-11-22T21:20", "trust read saturday"),
    "sunday-streak": Step("2026-11-22T21:25", "trust streak"),
}
"""The week, in order. What is typed into a text ends with Ctrl-D, unless it is only Enter."""


def chance(step: int) -> Callable[[int], bytes]:
    """Stand in for `os.urandom`: one salt for all steps, and ids that never come twice."""
    drawn: Counter[int] = Counter()

    def urandom(size: int) -> bytes:
        drawn[size] += 1
        number = 1 if size == SALT_BYTES else 1000 * step + drawn[size]
        return (number * 0x9E3779B97F4A7C15).to_bytes(64, "big")[-size:]

    return urandom


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A computer on which `trust` has never run."""
    with closing(Room(home, trust)) as opened:
        yield opened


def play(room: Room, step: Step) -> str:
    """Do what a step says; what is on the screen afterwards."""
    now = f"{step.when}:00+00:00"
    terminal = room.open(*shlex.split(step.line)[1:], size=TALL, TRUST_NOW=now)
    for shown, keys in step.typed:
        terminal.wait_for(shown)
        if shown == WRITER:
            terminal.wait_until_it_listens()
            keys += "" if keys == ENTER else CTRL_D
        terminal.type(keys)
    assert terminal.end() == 0, terminal.text
    lines = [line.rstrip() for line in terminal.screen().display]
    screen = "\n".join([f"$ {step.line}", *lines]).rstrip() + "\n"
    screen = re.sub(r"\n{3,}", "\n\n", screen)
    # The path of this test's journal, broken at the edge of the screen.
    return re.sub(
        r"(Your journal will live at\n) .*?\n\n",
        r"\1  /home/you/.local/share/trustjournal/journal.db\n\n",
        screen,
        flags=re.DOTALL,
    )


@pytest.mark.skipif(forked.FROM_NOTHING, reason="ids are only the same in forked processes")
def test_the_first_week_is_what_someone_sees(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    screens = {}
    for number, (name, step) in enumerate(STEPS.items(), 1):
        with monkeypatch.context() as patch:
            patch.setattr(os, "urandom", chance(number))
            screens[name] = play(room, step)
    page = PAGE.read_text("utf-8")
    if os.environ.get("UPDATE_GOLDEN"):
        page = BLOCK.sub(lambda old: f"<!-- screen: {old[1]} -->\n```\n{screens[old[1]]}```", page)
        PAGE.write_text(page, "utf-8")

    shown = dict(BLOCK.findall(page))
    assert [*shown] == [*screens]
    for name, screen in screens.items():
        assert without_blank_lines(shown[name]) == without_blank_lines(screen)


def without_blank_lines(screen: str) -> str:
    """Leave out blank lines: how many a text leaves below it depends on how fast it's typed."""
    return re.sub(r"\n+", "\n", screen)
