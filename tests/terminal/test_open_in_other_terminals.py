"""`trust open` in tmux, on terminals of few colours, and without the mouse."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Trust
from terminal_helpers import Terminal, command, environment, until

BEFORE = "what was there before"


class Tmux:
    """A terminal multiplexer of its own, with a shell in a window of 40 by 24."""

    def __init__(self, socket: Path, env: dict[str, str]) -> None:
        self._tmux = ("tmux", "-S", str(socket), "-f", "/dev/null")
        self._env = env
        shell = "PS1='PROMPT> ' bash --norc --noprofile"
        self.run("new-session", "-d", "-s", "a", "-x", "40", "-y", "24", shell)

    def run(self, *argv: str) -> str:
        """Run a command of tmux and return what it prints."""
        done = subprocess.run(
            [*self._tmux, *argv], env=self._env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def type(self, *keys: str) -> None:
        """Press keys in the window."""
        self.run("send-keys", "-t", "a", *keys)

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self.run("resize-window", "-t", "a", "-x", str(columns), "-y", str(lines))

    def shown(self) -> str:
        """What a person would see now."""
        return self.run("capture-pane", "-p", "-t", "a")

    def wait_to_see(self, words: str) -> None:
        """Wait until this is on the screen."""
        until(lambda: words in self.shown(), f"{words} in tmux")


@pytest.fixture
def tmux(home: Path, tmp_path: Path) -> Iterator[Tmux]:
    """A window of tmux."""
    if not shutil.which("tmux"):
        pytest.skip("tmux isn't installed")
    socket = tmp_path / "tmux"
    multiplexer = Tmux(socket, environment(home))
    try:
        yield multiplexer
    finally:
        multiplexer.run("kill-server")


def test_nothing_stays_in_tmux_after_the_window_has_grown(tmux: Tmux, trust: Trust) -> None:
    trust("journal", "--free", "-m", "heliotrope")
    tmux.wait_to_see("PROMPT>")
    tmux.type(f"clear; echo {BEFORE}; {' '.join(command('open'))}", "Enter")
    tmux.wait_to_see("q quit")
    tmux.resize(120, 40)
    tmux.wait_to_see("f filter")
    tmux.type("q")
    tmux.wait_to_see("PROMPT>")
    left = tmux.shown()
    assert "heliotrope" not in left
    assert "Nov" not in left
    assert left.split("\n")[:2] == [BEFORE, "PROMPT>"]


def opened(home: Path, **more: str) -> Terminal:
    """The full screen, once it listens."""
    terminal = Terminal(command("open"), environment(home, **more))
    terminal.wait_for("quit")
    terminal.wait_until_it_listens()
    return terminal


@pytest.mark.parametrize("term", ["xterm", "xterm-16color", "linux", "screen"])
@pytest.mark.parametrize("background", ["15;0", "0;15"], ids=["dark", "light"])
@pytest.mark.some(3)
def test_it_uses_the_sixteen_colours_of_the_terminal_and_its_background(
    home: Path, trust: Trust, term: str, background: str
) -> None:
    trust("journal", "--free", "-m", "x", "--private")
    terminal = opened(home, TERM=term, COLORFGBG=background)
    terminal.type("\x1b[B")
    until(lambda: terminal.read() and "Private" in terminal.text, "the page of the entry")
    terminal.type("q")
    assert terminal.end() == 0
    codes = {
        code
        for sequence in re.findall(r"\x1b\[([\d;]*)m", terminal.raw)
        for code in sequence.split(";")
    }
    assert "36" in codes, "cyan, for a kind"
    assert not codes & {"38", "48"}, "no colour but the terminal's own"
    backgrounds = {str(code) for code in (*range(40, 48), *range(100, 108))}
    assert not codes & backgrounds, "no background is painted"
    black_or_white = {"30", "37", "97"}
    assert not codes & black_or_white, "which would be invisible on one of the backgrounds"


def test_no_colour_marks_everything_otherwise(home: Path, trust: Trust) -> None:
    trust("journal", "--free", "-m", "x")
    trust("edit", "last", "--star")
    terminal = opened(home, NO_COLOR="1")
    terminal.type("\x1b[B")
    until(lambda: terminal.read() and "▌Sun 22 Nov" in terminal.text, "the mark of what is chosen")
    terminal.type("q")
    assert terminal.end() == 0
    assert "★" in terminal.text
    assert "■" in terminal.text


@pytest.mark.parametrize(("setting", "reports"), [("on", True), ("off", False)])
def test_the_mouse_is_left_to_the_terminal_by_a_setting(
    home: Path, trust: Trust, setting: str, reports: bool
) -> None:
    assert trust("config", "set", "mouse", setting).code == 0
    terminal = opened(home)
    terminal.type("q")
    assert terminal.end() == 0
    assert ("\x1b[?1000h" in terminal.raw) is reports


def test_the_mouse_is_left_to_the_terminal_by_an_option(home: Path) -> None:
    terminal = Terminal(command("open", "--no-mouse"), environment(home))
    terminal.wait_for("quit")
    terminal.wait_until_it_listens()
    terminal.type("q")
    assert terminal.end() == 0
    assert "\x1b[?1000h" not in terminal.raw
