"""Read keys and lines from a terminal without its own line mode.

That mode cuts a line at 4,095 characters, discards an unfinished line at Ctrl-C, and waits for
an Enter that never comes if the terminal sends it as a sequence (see `key_parser`).
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

if sys.platform != "win32":
    import termios

BRACKETED_PASTE = ("\x1b[?2004h", "\x1b[?2004l")
"""Sequences that turn the marking of pastes in a terminal on and off."""
ESCAPE_SECONDS = 0.5
"""How long to wait for the rest of a sequence."""
BURST_SECONDS = 0.1
"""Keys that follow each other faster were pasted, not typed."""

_typed_ahead: dict[int, KeyReader] = {}
"""By descriptor, the last reader, if it had read more keys than were used."""

_SIGNALS = {"\x03": "SIGINT", "\x1c": "SIGQUIT", "\x1a": "SIGTSTP"}


class KeyReader:
    """A reader of a terminal's keys, as tokens of `Keyboard`.

    Bytes that can't be decoded become lone surrogates.
    """

    def __init__(self, descriptor: int, encoding: str, wakes: list[int], at_once: int) -> None:
        self._descriptor = descriptor
        self._wakes = wakes
        self._at_once = at_once
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")
        self._keyboard = Keyboard()
        self.tokens: deque[str] = deque()
        self.closed = False
        """Whether the terminal is gone, or its input has ended."""

    def continue_from(self, earlier: KeyReader) -> None:
        """Start with what an earlier reader has read but not used."""
        self.tokens += earlier.tokens
        self._decoder, self._keyboard = earlier._decoder, earlier._keyboard

    def wait(self, patience: float | None = None) -> None:
        """Wait for `tokens`, for at most `patience` seconds, or until the terminal is gone."""
        while not self.tokens and not self.closed:
            is_incomplete = self._keyboard.is_incomplete
            if self._is_ready(ESCAPE_SECONDS if is_incomplete else patience):
                with undisturbed():  # a signal must not come between reading and storing a key
                    self._read()
            elif is_incomplete:
                self.tokens += self._keyboard.pause()
            elif patience is not None:
                return

    def more_follows(self) -> bool:
        """Return whether another key comes right after the last one."""
        return bool(self.tokens) or self._is_ready(BURST_SECONDS)

    def _is_ready(self, patience: float | None) -> bool:
        while True:
            ready, _, _ = select.select([self._descriptor, *self._wakes], [], [], patience)
            if self._descriptor in ready or not ready:
                return bool(ready)
            for wake in ready:  # a signal came, and its handler has run
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
    """Read each key of a terminal as it is pressed, without echo, while the block runs.

    With `ctrl_c_interrupts`, Ctrl-C, Ctrl-Z and Ctrl-backslash are signals, as in line mode.
    `at_once` is the number of bytes to read at a time: 1 leaves keys that are typed ahead to any
    program that reads next; with more, they wait for the next `keys_of` in this program. Raises
    `termios.error` if there is no terminal.
    """
    before = termios.tcgetattr(descriptor)
    mode = termios.tcgetattr(descriptor)
    mode[0] &= ~(termios.IXON | termios.INLCR | termios.IGNCR | termios.ICRNL)
    mode[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    mode[3] |= termios.NOFLSH  # Ctrl-C must not discard what was typed before it
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
                reader.continue_from(earlier)
            yield reader
            if reader.tokens and not forget_early_keys:
                _typed_ahead[descriptor] = reader
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextlib.contextmanager
def _after_suspension(act: Callable[..., None]) -> Iterator[None]:
    """Call `act` each time a shell resumes the program after Ctrl-Z, while the block runs."""
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
    """Yield a function that waits for a number of seconds, and reacts to Ctrl-C in any encoding.

    Other keys do nothing, and aren't shown.
    """
    if sys.platform == "win32" or not _is_in_front(stdin):
        yield time.sleep
        return
    with keys_of(stdin.fileno(), stdin.encoding, ctrl_c_interrupts=True) as keys:

        def wait(seconds: float) -> None:
            end = time.monotonic() + seconds
            while not keys.closed and (remaining := end - time.monotonic()) > 0:
                keys.wait(remaining)
                while keys.tokens:
                    _raise_signal_of(keys.tokens.popleft())
            time.sleep(max(0.0, end - time.monotonic()))

        yield wait


def _is_in_front(stdin: TextIO) -> bool:
    """Return whether this program is in the foreground of the terminal, and so gets its keys."""
    try:
        return os.tcgetpgrp(stdin.fileno()) == os.getpgrp()
    except OSError:
        return False


def _raise_signal_of(token: str) -> None:
    """Raise the signal of Ctrl-C, Ctrl-Z or Ctrl-backslash, as a terminal's line mode does."""
    if token in _SIGNALS:
        signal.raise_signal(getattr(signal, _SIGNALS[token]))


class Line:
    """A line of text that is typed and corrected at its end, and the echo of it."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self.show = show
        self.text = ""

    def insert(self, text: str) -> None:
        """Add text at the end."""
        self.text += text
        self.show(visible(text))

    def rub_out(self) -> None:
        """Delete the last character, with all the marks that are joined to it."""
        if self.text:
            start = graphemes.before(self.text, len(self.text))
            cells = max(1, graphemes.cells(visible(self.text[start:])))
            self.text = self.text[:start]
            self.show("\b" * cells + " " * cells + "\b" * cells)

    def rub_out_word(self) -> None:
        """Delete the last word."""
        while self.text and self.text[-1].isspace():
            self.rub_out()
        while self.text and not self.text[-1].isspace():
            self.rub_out()

    def rub_out_all(self) -> None:
        """Delete the whole line."""
        while self.text:
            self.rub_out()


def typed_text(token: str) -> str:
    """Return the text of a token, with line breaks as `\n`; empty if it isn't text."""
    if token.startswith(PASTE_BEGINS):
        return token[len(PASTE_BEGINS) : -len(PASTE_ENDS)]
    if len(token) == 2 and token[0] == "\x1b":  # typed right after Escape
        token = token[1]
    return token if token == "\t" or (len(token) == 1 and not is_control(token)) else ""


def visible(text: str) -> str:
    """Replace control characters by `?`, without breaking up joined characters."""
    return "".join(letter if letter.isprintable() or _is_shown(letter) else "?" for letter in text)


def _is_shown(letter: str) -> bool:
    """Return whether a letter is visible though Python calls it unprintable.

    That is a tab, and the characters that join emoji or make flags.
    """
    return letter in "\t\u200c\u200d" or "\U000e0020" <= letter <= "\U000e007f"


def ask_line(stdin: TextIO, question: str, line: Line) -> bool:
    """Ask for a line as a terminal's line mode would; return False at the end of input.

    The answer is collected in `line`, where an unfinished one stays after a signal. Whatever is
    typed after it stays in the terminal for the next reader. Raises `OSError` if the terminal is
    gone.
    """
    if sys.platform == "win32":
        line.show(question)
        line.text = stdin.readline()
        return bool(line.text)
    try:
        with keys_of(stdin.fileno(), stdin.encoding, ctrl_c_interrupts=True, at_once=1) as keys:
            line.show(question)
            return read_line(keys, line)
    except termios.error as error:
        raise OSError(*error.args) from None


def read_line(keys: KeyReader, line: Line) -> bool:
    """Read a line into `line`; return False at the end of input."""
    while True:
        keys.wait()
        if not keys.tokens:
            return False
        token = keys.tokens.popleft()
        if token in ("\r", "\n"):
            line.show("\n")
            return True
        if token == "\x04":
            if line.text:
                line.show("\n")  # as Enter does: what comes next is on a line of its own
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
