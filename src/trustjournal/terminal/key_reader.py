"""Read keys, and lines, from a terminal that does not collect lines itself.

A terminal's own line mode cuts a line at 4,095 characters, throws away half a line at Ctrl-C, and
waits for an Enter that never comes where keys arrive as sequences (see `keyboard`).
"""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from ..signals import undisturbed
from ..stdin import woken_by_signals
from . import graphemes
from .key_parser import PASTE_BEGINS, PASTE_ENDS, Keyboard, is_control

BRACKETED_PASTE = ("\x1b[?2004h", "\x1b[?2004l")
"""What asks a terminal to mark where a paste begins and ends, and what takes that back."""
ESCAPE_SECONDS = 0.5
"""How long the rest of a sequence may take to arrive."""
BURST_SECONDS = 0.1
"""Keys that follow sooner were not typed one by one: something was pasted."""

_typed_ahead: dict[int, KeyReader] = {}
"""By descriptor, the last reader where it had more keys than were wanted of it."""

_SIGNALS = {"\x03": "SIGINT", "\x1c": "SIGQUIT", "\x1a": "SIGTSTP"}


class KeyReader:
    """The keys that come from a terminal, as tokens of `Keyboard`.

    Bytes that are no text come as lone surrogates.
    """

    def __init__(self, descriptor: int, encoding: str, wakes: list[int], at_once: int) -> None:
        self._descriptor = descriptor
        self._wakes = wakes
        self._at_once = at_once
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")
        self._keyboard = Keyboard()
        self.tokens: deque[str] = deque()
        self.closed = False
        """Whether the terminal is gone, or says that there is no more."""

    def go_on_from(self, earlier: KeyReader) -> None:
        """Begin with what an earlier reader has read and not handed on."""
        self.tokens += earlier.tokens
        self._decoder, self._keyboard = earlier._decoder, earlier._keyboard

    def wait(self, patience: float | None = None) -> None:
        """Wait until there are `tokens`, the terminal is gone, or so many seconds have passed."""
        while not self.tokens and not self.closed:
            unfinished = self._keyboard.waits
            if self._is_ready(ESCAPE_SECONDS if unfinished else patience):
                with undisturbed():  # no signal comes between taking a key and keeping it
                    self._read()
            elif unfinished:
                self.tokens += self._keyboard.pause()
            elif patience is not None:
                return

    def more_follows(self) -> bool:
        """Tell whether another key came right after the last one."""
        return bool(self.tokens) or self._is_ready(BURST_SECONDS)

    def _is_ready(self, patience: float | None) -> bool:
        while True:
            ready, _, _ = select.select([self._descriptor, *self._wakes], [], [], patience)
            if self._descriptor in ready or not ready:
                return bool(ready)
            for wake in ready:  # the handler of the signal has run
                os.read(wake, 4096)

    def _read(self) -> None:
        try:
            raw = os.read(self._descriptor, self._at_once)
        except OSError:
            raw = b""
        self.closed = not raw
        self.tokens += self._keyboard.feed(self._decoder.decode(raw, final=self.closed))


@contextlib.contextmanager
def keys_of(
    descriptor: int,
    encoding: str | None,
    *,
    ctrl_c_interrupts: bool = False,
    at_once: int = 4096,
    forget_early_keys: bool = False,
) -> Iterator[KeyReader]:
    """Let a terminal hand on each key as it is pressed, without showing it.

    With `ctrl_c_interrupts`, Ctrl-C and its like are signals, as in a terminal's line mode.
    `at_once` is how many bytes are read ahead: 1 leaves what is typed early to whoever reads next;
    with more, it waits for the next that reads here.
    Raises `termios.error` where there is no terminal.
    """
    import termios

    before = termios.tcgetattr(descriptor)
    mode = termios.tcgetattr(descriptor)
    mode[0] &= ~(termios.IXON | termios.INLCR | termios.IGNCR | termios.ICRNL)
    mode[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    mode[3] |= termios.NOFLSH  # Ctrl-C must not take along what was typed before it
    if not ctrl_c_interrupts:
        mode[3] &= ~termios.ISIG
    mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0

    def set_mode(*_: object) -> None:
        with contextlib.suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(descriptor, termios.TCSANOW, mode)

    early = termios.TCSAFLUSH if forget_early_keys else termios.TCSADRAIN
    termios.tcsetattr(descriptor, early, mode)
    try:
        with woken_by_signals() as wakes, _after_suspension(set_mode):
            reader = KeyReader(descriptor, encoding or "utf-8", wakes, at_once)
            earlier = _typed_ahead.pop(descriptor, None)
            if earlier is not None and not forget_early_keys:
                reader.go_on_from(earlier)
            yield reader
            if reader.tokens and not forget_early_keys:
                _typed_ahead[descriptor] = reader
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextlib.contextmanager
def _after_suspension(act: Callable[..., None]) -> Iterator[None]:
    """Do something each time a shell lets the program go on after Ctrl-Z."""
    try:
        before: Any = signal.signal(signal.SIGCONT, act)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, before)


@contextlib.contextmanager
def resting(stdin: TextIO) -> Iterator[Callable[[float], None]]:
    """Wait while nothing is asked, and hear Ctrl-C however the terminal sends it.

    Yields what waits so many seconds. Other keys do nothing, and are not shown.
    """
    if sys.platform == "win32" or not _is_in_front(stdin):
        yield time.sleep
        return
    with keys_of(stdin.fileno(), stdin.encoding, ctrl_c_interrupts=True) as keys:

        def wait(seconds: float) -> None:
            ends = time.monotonic() + seconds
            while not keys.closed and (left := ends - time.monotonic()) > 0:
                keys.wait(left)
                while keys.tokens:
                    _raise_signal_of(keys.tokens.popleft())
            time.sleep(max(0.0, ends - time.monotonic()))

        yield wait


def _is_in_front(stdin: TextIO) -> bool:
    """Tell whether the keys of a terminal are for this program, and not for one before it."""
    try:
        return os.tcgetpgrp(stdin.fileno()) == os.getpgrp()
    except OSError:
        return False


def _raise_signal_of(token: str) -> None:
    """Do what a terminal's own line mode does at Ctrl-C and its like."""
    if token in _SIGNALS:
        signal.raise_signal(getattr(signal, _SIGNALS[token]))


class Line:
    """A line that grows at its end, and what has to be shown for that."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self.show = show
        self.text = ""

    def insert(self, text: str) -> None:
        """Add some text."""
        self.text += text
        self.show(visible(text))

    def rub_out(self) -> None:
        """Take away the last character, with all the marks that are joined to it."""
        if self.text:
            start = graphemes.before(self.text, len(self.text))
            cells = max(1, graphemes.cells(visible(self.text[start:])))
            self.text = self.text[:start]
            self.show("\b" * cells + " " * cells + "\b" * cells)

    def rub_out_word(self) -> None:
        """Take away the last word."""
        while self.text and self.text[-1].isspace():
            self.rub_out()
        while self.text and not self.text[-1].isspace():
            self.rub_out()

    def rub_out_all(self) -> None:
        """Take away everything."""
        while self.text:
            self.rub_out()


def typed_text(token: str) -> str:
    """Get the text of a token, line breaks as `\n`; empty where it is none."""
    if token.startswith(PASTE_BEGINS):
        return token[len(PASTE_BEGINS) : -len(PASTE_ENDS)]
    if len(token) == 2 and token[0] == "\x1b":  # typed right after Escape
        token = token[1]
    return token if token == "\t" or (len(token) == 1 and not is_control(token)) else ""


def visible(text: str) -> str:
    """Make a text without control characters, and without breaking joined characters up."""
    return "".join(letter if letter.isprintable() or _is_shown(letter) else "?" for letter in text)


def _is_shown(letter: str) -> bool:
    """Tell a tab, and what joins emoji or makes flags of them, which Python calls unprintable."""
    return letter in "\t\u200c\u200d" or "\U000e0020" <= letter <= "\U000e007f"


def ask_line(stdin: TextIO, question: str, line: Line) -> bool:
    """Ask for one line, as a terminal's own line mode does; False at the end of input.

    It grows in `line`, where a signal leaves what was typed of it. What is typed after it waits for
    whoever reads next. Raises `OSError` where the terminal is gone.
    """
    if sys.platform == "win32":
        line.show(question)
        line.text = stdin.readline()
        return bool(line.text)
    import termios

    try:
        with keys_of(stdin.fileno(), stdin.encoding, ctrl_c_interrupts=True, at_once=1) as keys:
            line.show(question)
            return read_line(keys, line)
    except termios.error as error:
        raise OSError(*error.args) from None


def read_line(keys: KeyReader, line: Line) -> bool:
    """Read one line into `line`; False at the end of input."""
    while True:
        keys.wait()
        if not keys.tokens:
            return False
        token = keys.tokens.popleft()
        if token in ("\r", "\n"):
            line.show("\n")
            return True
        if token == "\x04":
            return bool(line.text)
        _raise_signal_of(token)
        if token in ("\x7f", "\b"):
            line.rub_out()
        elif token == "\x17":
            line.rub_out_word()
        elif token == "\x15":
            line.rub_out_all()
        else:
            line.insert(typed_text(token).replace("\n", " "))
