"""A window that changes its size while something is written, in a terminal that breaks lines."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import QUESTION, Room, command, environment, until
from trustjournal.terminal.wrap import breaks_drawn_lines, rows_above

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here")
WORDS = "START We sat in the kitchen and talked about the boat, and what she had wanted to say. "


class Tmux:
    """The program in a window of tmux, which keeps what scrolls away."""

    def __init__(self, room: Room, *argv: str) -> None:
        self._room = room
        self._socket = room.home.parent / "tmux"
        line = shlex.join(["env", *(f"{k}={v}" for k, v in environment(room.home).items())])
        line += f" TMUX=yes {shlex.join(command(*argv))}; sleep 600"
        above = "seq 9 -1 1; "  # as in most windows, something was there before
        self.do("new-session", "-d", "-x", "100", "-y", "40", above + line)

    def do(self, *words: str) -> str:
        """Tell tmux to do something."""
        return subprocess.run(
            ["tmux", "-S", str(self._socket), "-f", "/dev/null", *words],
            env=environment(self._room.home),
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def resize(self, width: int) -> None:
        """Give the window this width, and wait until the program could know it."""
        self.do("resize-window", "-x", str(width))
        terminal = self.do("display", "-p", "#{pane_tty}").strip()
        descriptor = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
        try:
            until(lambda: os.get_terminal_size(descriptor).columns == width, "the new width")
        finally:
            os.close(descriptor)

    def shown(self) -> str:
        """All that can be seen, what has scrolled away included."""
        return self.do("capture-pane", "-p", "-S", "-")

    def close(self) -> None:
        """End it."""
        self.do("kill-server")


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )
    with closing(Room(home, trust)) as found:
        yield found


def test_there_is_one_copy_of_the_text_after_the_window_became_narrower(room: Room) -> None:
    with closing(Tmux(room, "journal")) as tmux:
        until(lambda: "Ctrl-D" in tmux.shown(), "the writer")
        tmux.do("send-keys", "-l", WORDS * 2)
        until(lambda: WORDS.split()[-1] in tmux.shown().split("START")[-1], "the words")
        for number, width in enumerate((70, 100, 60, 90)):
            tmux.resize(width)
            tmux.do("send-keys", "-l", f"<{number}>")
            until(lambda shown=f"<{number}>": shown in tmux.shown(), "the key")  # type: ignore[misc]
        until(lambda: tmux.shown().count("START") == 2, "one copy of the text")
        assert tmux.shown().count("Ctrl-D saves") == 1
        assert QUESTION in tmux.shown()
        tmux.do("send-keys", "C-d")
        until(lambda: "Saved" in tmux.shown(), "the end")
        assert " ".join(tmux.shown().split()).count("START") == 2
    assert room.bodies() == [f"{WORDS * 2}<0><1><2><3>"]


def test_the_bar_of_sitting_stays_one_line(room: Room) -> None:
    with closing(Tmux(room, "sit", "60")) as tmux:
        until(lambda: "of 60 minutes" in tmux.shown(), "the bar")
        for width in (45, 36):
            tmux.resize(width)
            until(lambda w=width: _bar_fits(tmux, w), "a bar of this width")  # type: ignore[misc]
        assert tmux.shown().count("60 minutes") == 2, "once before it, and once in it"
        assert len([row for row in tmux.shown().split("\n") if "··" in row]) == 1


def _bar_fits(tmux: Tmux, width: int) -> bool:
    bars = [line for line in tmux.shown().split("\n") if "· " in line and "60 minutes" in line]
    return bool(bars) and len(bars[-1]) < width


@pytest.mark.parametrize(
    ("environ", "breaks"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux"}, True),
        ({"TERM": "screen"}, False),
        ({"TERM": "st-256color"}, False),
        ({"TERM": "xterm", "XTERM_VERSION": "XTerm(390)"}, False),
    ],
)
def test_terminals_that_cut_lines_off_are_known(environ: dict[str, str], breaks: bool) -> None:
    assert breaks_drawn_lines(environ) == breaks


def test_the_rows_above_the_cursor_are_counted_as_a_terminal_breaks_them() -> None:
    assert rows_above([98, 49], 49, 70) == 2
    assert rows_above([98, 49], 49, 40) == 4
    assert rows_above([70], 70, 70) == 0, "the cursor waits behind the last cell"
    assert rows_above([0, 0, 5], 2, 40) == 2
