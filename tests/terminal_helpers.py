"""Real terminals for tests: the program on a pty, driven by what stands on the screen.

Nothing here sleeps and hopes: every step waits for a text, a file or an end, for up to PATIENCE
seconds, so a slow machine makes a test slower and never wrong.
"""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pexpect
import pyte

import forked
from conftest import NOW, Trust

PATIENCE = 30.0
TO_END = 0.2
"""Seconds that a program has to end by itself when its terminal is closed after a test."""
WIDE = (24, 80)
NARROW = (24, 40)

CTRL_C = "\x03"
CTRL_D = "\x04"
CTRL_Z = "\x1a"
BACKSPACE = "\x7f"
ENTER = "\r"

QUESTION = "When did I feel most like myself"
"""The first question of the built-in pack, which a new journal begins with."""

_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-Za-z]|[^\[\]()])"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[()]?)$")
_WHERE_IS_THE_CURSOR = "\x1b[6n"


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a person's shell would hand to the program, and what coverage needs to follow it."""
    measured = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return {
        **measured,
        "PATH": os.environ["PATH"],
        "HOME": str(home.parent),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "TRUST_HOME": str(home),
        "TRUST_NOW": NOW,
        **more,
    }


def command(*argv: str) -> list[str]:
    """The program with these arguments, as a command line."""
    return [sys.executable, "-m", "trustjournal", *argv]


def run_program(
    argv: list[str], env: Mapping[str, str], **options: Any
) -> subprocess.CompletedProcess[Any]:
    """Run `command(...)` in a process of its own, to its end."""
    options.setdefault("check", False)
    return subprocess.run(argv, env=env, preexec_fn=forked.program(argv, env), **options)


def until(ready: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE:.0f} s in vain for {what}")
        time.sleep(0.01)


def _hearing_ctrl_c() -> None:
    """As a shell starts a program; a test runner in the background may be deaf to it."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class Terminal:
    """The program at a terminal. `text` is all it has shown, without escape sequences."""

    def __init__(
        self,
        argv: list[str],
        env: Mapping[str, str],
        *,
        size: tuple[int, int] = WIDE,
        tells_where_the_cursor_is: bool = True,
    ) -> None:
        self.raw = ""
        self.text = ""
        self._tail = ""
        self._mark = 0
        self._tells = tells_where_the_cursor_is
        self._ended = False
        self._drawn = 0
        self._screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.Stream(self._screen)
        self.child: pexpect.spawn[str] = pexpect.spawn(
            argv[0],
            argv[1:],
            env=dict(env),
            dimensions=size,
            encoding="utf-8",
            codec_errors="replace",
            timeout=PATIENCE,
            preexec_fn=forked.program(argv, env) or _hearing_ctrl_c,
        )
        self.child.delaybeforesend = None
        self.child.delayafterclose = 0.0

    @property
    def pid(self) -> int:
        """The process at the terminal."""
        assert self.child.pid is not None
        return self.child.pid

    @property
    def said(self) -> str:
        """What it has shown, with white space and line ends made one blank each."""
        return " ".join(self.text.split())

    def read(self, seconds: float = 0.1) -> bool:
        """Take in what has come; False at the end."""
        try:
            new = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            self._ended = True
            return False
        self.raw += new
        if self._tells:
            for _ in range(new.count(_WHERE_IS_THE_CURSOR)):
                self.child.send("\x1b[12;1R")
        new = self._tail + new
        unfinished = _UNFINISHED.search(new)
        self._tail = unfinished[0] if unfinished else ""
        self.text += _ESCAPE.sub("", new.removesuffix(self._tail) if self._tail else new)
        return True

    def wait_for(self, wanted: str) -> None:
        """Wait until this is shown, after whatever was waited for before."""
        deadline = time.monotonic() + PATIENCE
        while (at := self.text.find(wanted, self._mark)) < 0:
            if not self.read() or time.monotonic() > deadline:
                shown = self.text[self._mark :][-2000:]
                raise AssertionError(f"{wanted!r} was not shown; there was {shown!r}")
        self._mark = at + len(wanted)

    def screen(self) -> pyte.Screen:
        """What a person would see now, with the place of the cursor."""
        self.read(0.01)
        self._stream.feed(self.raw[self._drawn :])
        self._drawn = len(self.raw)
        return self._screen

    def resize(self, size: tuple[int, int]) -> None:
        """Make the window smaller or larger. Wait for what it shows first."""
        self.screen().resize(*size)
        self.child.setwinsize(*size)

    def wait_until_it_listens(self) -> None:
        """Wait until the program reads keys itself, instead of the terminal's own line mode."""

        def listening() -> bool:
            self.read(0.01)
            return not self._reads_lines()

        until(listening, "raw mode")

    def wait_for_the_writer(self) -> None:
        """Wait until text can be typed: how to finish is said, and keys are read."""
        self.wait_for("Ctrl-D")
        self.wait_until_it_listens()

    def type(self, text: str) -> None:
        """Type, or paste without marks around it; takes in what is shown meanwhile."""
        if text.startswith(CTRL_C) and self._reads_lines():
            self._wait_until_it_waits()
        data = text.encode("utf-8", "surrogateescape")
        while data:
            data = data[os.write(self.child.child_fd, data[:500]) :]
            if data:
                self.read(0.0)

    def _reads_lines(self) -> bool:
        return bool(termios.tcgetattr(self.child.child_fd)[3] & termios.ICANON)

    def _wait_until_it_waits(self) -> None:
        """Wait until the program waits for a line.

        A signal in the microseconds between Python's last look for one and the system call that
        reads would be noticed only with the next key. No hand is as fast as that.
        """
        state = Path(f"/proc/{self.pid}/stat")
        deadline = time.monotonic() + 1.0
        while state.exists() and time.monotonic() < deadline:
            if state.read_text().rpartition(")")[2].split()[0] == "S":
                return
            time.sleep(0.001)

    def paste(self, text: str) -> None:
        """Paste as a terminal with bracketed paste does."""
        self.type(f"\x1b[200~{text}\x1b[201~")

    def kill(self, number: int) -> None:
        """Send a signal to the program alone; what kills it outright is waited for."""
        os.kill(self.pid, number)
        if number == signal.SIGKILL:
            until(lambda: not self.child.isalive(), "the end of the program")

    def hang_up(self) -> None:
        """Close the terminal, as closing its window does."""
        inner = vars(self.child)["ptyproc"]
        inner.fileobj.close()
        self.child.closed = inner.closed = True
        self.child.child_fd = inner.fd = -1
        self._ended = True

    def end(self) -> int:
        """Wait for the end; the exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while not self._ended and self.read():
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not end; the last it showed: {self.text[-500:]!r}")
        until(lambda: not self.child.isalive(), "the end of the program")
        if self.child.signalstatus is not None:
            return -int(self.child.signalstatus)
        assert self.child.exitstatus is not None
        return int(self.child.exitstatus)

    def close(self) -> None:
        """End it, whatever it is doing."""
        if not self.child.closed:
            self.hang_up()
        deadline = time.monotonic() + TO_END
        while self.child.isalive():
            if time.monotonic() > deadline:
                self.kill(signal.SIGKILL)
            time.sleep(0.002)


class Room:
    """One person's place: a journal, terminals to open, and editors to choose from."""

    def __init__(self, home: Path, trust: Trust) -> None:
        self.home = home
        self.trust = trust
        self.scripts = home.parent / "editors"
        self.go = self.scripts / "go"
        self._terminals: list[Terminal] = []

    @property
    def drafts(self) -> Path:
        """The folder of unsaved texts."""
        return self.home / "drafts"

    def open(
        self,
        *argv: str,
        size: tuple[int, int] = WIDE,
        tells_where_the_cursor_is: bool = True,
        **env: str,
    ) -> Terminal:
        """The program at a terminal of its own."""
        opened = Terminal(
            command(*argv),
            environment(self.home, **env),
            size=size,
            tells_where_the_cursor_is=tells_where_the_cursor_is,
        )
        self._terminals.append(opened)
        return opened

    def shell(self, line: str, *, size: tuple[int, int] = WIDE, **env: str) -> Terminal:
        """A shell line at a terminal, with `$TRUST` as the program."""
        program = " ".join(command())
        environ = environment(self.home, TRUST=program, **env)
        opened = Terminal(["/bin/sh", "-c", line], environ, size=size)
        self._terminals.append(opened)
        return opened

    def run(self, *argv: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
        """The program without a terminal, as a process of its own.

        The words are in the pipe before it starts. It waits a moment for words that may not come,
        and on a busy machine they might come later.
        """
        environ = environment(self.home, **env)
        reading, writing = os.pipe()
        if len(stdin) <= 4096:  # it fits into any pipe
            os.write(writing, stdin)
            given: dict[str, Any] = {"stdin": reading}
        else:
            given = {"input": stdin}
        os.close(writing)
        try:
            return run_program(
                command(*argv), environ, capture_output=True, timeout=2 * PATIENCE, **given
            )
        finally:
            os.close(reading)

    def close(self) -> None:
        """End all that was opened, and let waiting editors go."""
        self.scripts.mkdir(exist_ok=True)
        self.go.touch()
        for opened in self._terminals:
            opened.close()

    # --- what is stored --------------------------------------------------------------------

    def entries(self) -> list[dict[str, Any]]:
        """All entries, newest first."""
        found = self.trust("list", "-n", "1000", "--json").json["data"]["entries"]
        assert isinstance(found, list)
        return found

    def bodies(self) -> list[str]:
        """The texts in the journal, newest first."""
        return [entry["body"] for entry in self.entries()]

    def private_bodies(self) -> list[str]:
        """The texts of private entries, newest first."""
        ids = [entry["id"] for entry in self.entries() if entry["private"]]
        return [self.trust("show", one, "--json").json["data"]["entry"]["body"] for one in ids]

    def draft_texts(self) -> list[str]:
        """The unsaved texts on the disk."""
        return [path.read_text("utf-8") for path in sorted(self.drafts.glob("*.md"))]

    def leftovers(self) -> list[str]:
        """The names of all files in the drafts folder."""
        return sorted(path.name for path in self.drafts.glob("*")) if self.drafts.is_dir() else []

    # --- editors -----------------------------------------------------------------------------

    def editor(self, script: str, name: str = "my-editor") -> str:
        """A fake editor: a shell script whose `$1` is the file."""
        self.scripts.mkdir(exist_ok=True)
        path = self.scripts / name
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o700)
        return str(path)

    def slow_editor(self, words: str) -> str:
        """An editor that writes these words to the file, and then stays open until `go`."""
        return self.editor(
            f"printf '%s' '{words}' >> \"$1\"; : > {self.scripts}/open\n"
            f"while [ ! -e {self.go} ]; do sleep 0.05; done"
        )

    def wait_for_the_editor(self) -> None:
        """Wait until the slow editor has written its words."""
        until((self.scripts / "open").exists, "the editor")


def mode_of(path: Path) -> str:
    """The permissions of a file, as in `0600`."""
    return f"{stat.S_IMODE(path.stat().st_mode):04o}"


def child_of(terminal: Terminal) -> int:
    """The program that a shell at a terminal has started."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(terminal.pid)], capture_output=True, check=True
    )
    return int(listed.stdout.split()[0])


def no_trace_in(shown: str) -> bool:
    """Whether this is free of anything only a programmer would want to read."""
    ugly = ("Traceback", 'File "', "Exception", "Error:", "went wrong inside")
    return not any(word in shown for word in ugly)
