"""Text input at a terminal: several lines, read one after another, and what each way shares.

`inline_input` is the other way, with editing. Neither cuts off any text. A terminal's own line mode
drops everything in a paragraph beyond 4,095 characters, so it is never used for text.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TextIO

from .key_parser import ALT_BACKSPACE, ALT_ENTER, PASTE_BEGINS
from .key_reader import BRACKETED_PASTE, Line, keys_of, typed_text, visible


class InputOptions(NamedTuple):
    """Callbacks and options for text input."""

    save: Callable[[str], None]
    """Saves the text so far to the disk."""
    meanwhile: Callable[[], object]
    """Work to do while the person is writing; it runs in a thread after the first drawing."""
    hint: str = ""
    """How to finish and how to stop; shown below the text."""
    italic: bool = True
    """Whether the hint can be drawn in italics, to tell it from the text."""
    enter_skips: bool = False
    """Whether Enter finishes, instead of beginning a line, while the text is empty."""
    marks_pastes: bool = True
    """Whether the terminal understands the request to mark pastes."""
    full_stop_ends: bool = True
    """Whether a line with only a full stop finishes, for input line by line."""
    breaks_lines: bool = True
    """Whether the terminal breaks lines when it becomes narrower than they are."""
    skip_hint: str = ""
    """The hint while the text is empty, if Enter then finishes."""
    more: Sequence[str] = ()
    """Lines to show one at a time, each after Enter while the text is empty."""
    more_hint: str = ""
    """The hint while there are more of them, and the text is empty."""


class Typed(NamedTuple):
    """A typed text, and whether the person finished it or stopped."""

    text: str
    finished: bool


class Autosave:
    """Saves the text after changes, but spends at most a twentieth of the time on it."""

    def __init__(self, save: Callable[[str], None]) -> None:
        self._save = save
        self._next = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the text may be saved again; 0 for now."""
        return max(0.0, self._next - time.monotonic())

    def save(self, text: str) -> None:
        """Save the text now."""
        started = time.monotonic()
        self._save(text)
        self._next = started + 20 * (time.monotonic() - started)


def write_lines(stdin: TextIO, stream: TextIO, options: InputOptions, text: str = "") -> Typed:
    """Read one line after another, echoed but never redrawn, for screen readers.

    Ctrl-D, or a line with only a full stop, finishes; Ctrl-C stops. A pasted full stop is text.
    Whatever was typed after the end waits for the next question.
    """
    lines = _Lines(stream, text, options)
    autosave = Autosave(options.save)
    saved = text
    in_thread(options.meanwhile)
    with (
        keys_of(stdin.fileno(), stdin.encoding) as keys,
        _marked_pastes(stream, options.marks_pastes),
    ):
        lines.show()
        try:
            while lines.open:
                if saved != lines.text and not autosave.wait:
                    saved = lines.text
                    autosave.save(saved)
                keys.wait(None if saved == lines.text else autosave.wait)
                while keys.tokens and lines.open:
                    lines.handle(keys.tokens.popleft(), keys.more_follows)
                if keys.closed:
                    lines.stop()
        finally:  # even if a `kill` or a closed terminal ends it
            options.save(lines.text)
        lines.end()
    return Typed(lines.text, lines.finished)


@contextlib.contextmanager
def _marked_pastes(stream: TextIO, enabled: bool) -> Iterator[None]:
    """Have the terminal mark where a paste begins and ends, if it can."""
    on, off = BRACKETED_PASTE if enabled else ("", "")
    try:
        stream.write(on)
        stream.flush()
        yield
    finally:
        with contextlib.suppress(OSError):  # the terminal may be gone
            stream.write(off)
            stream.flush()


class _Lines:
    """The text of `write_lines` while it is typed."""

    def __init__(self, stream: TextIO, text: str, options: InputOptions) -> None:
        self._stream = stream
        self._enter_skips = options.enter_skips
        self._full_stop_ends = options.full_stop_ends
        self._more = list(options.more)
        self._lines = text.split("\n") if text else []
        self._line = Line(self._echo)
        self._pasted = False
        """Whether any of the current line was pasted."""
        self.open = True
        self.finished = True

    @property
    def text(self) -> str:
        """The whole text so far."""
        line = self._line.text
        return "\n".join([*self._lines, line] if line else self._lines)

    def show(self) -> None:
        """Show the text that exists already."""
        for line in self._lines:
            self._echo(visible(line) + "\r\n")

    def stop(self) -> None:
        """Stop, because the person stopped or the terminal is gone."""
        self.finished = False
        self.open = False

    def end(self) -> None:
        """Move the cursor below the text."""
        with contextlib.suppress(OSError):
            self._echo("\r\n")

    def handle(self, token: str, more_follows: Callable[[], bool]) -> None:
        """Handle one key, or a piece of a paste.

        If the terminal doesn't mark pastes, they are recognised by how fast the keys follow.
        """
        if token == "\x03":
            self.stop()
        elif token in ("\r", "\n", ALT_ENTER):
            self._enter(more_follows)
        elif token == "\x04":
            self.open = False
        elif token in ("\x7f", "\b", ALT_BACKSPACE):
            self._line.rub_out()
        else:
            self._pasted |= token.startswith(PASTE_BEGINS)
            self._insert(typed_text(token))

    def _enter(self, more_follows: Callable[[], bool]) -> None:
        ends = self._full_stop_ends and self._line.text == "." and not self._pasted
        if ends and not more_follows():
            self._line.text = ""
            self.open = False
        elif self._enter_skips and not self.text and not more_follows():
            self.open = False
        elif self._more and not self._lines and not self._line.text and not more_follows():
            self._echo(f"\r\n{self._more.pop(0)}\r\n")
        else:
            self._end_line()
            self._pasted = False

    def _end_line(self) -> None:
        self._lines.append(self._line.text)
        self._line = Line(self._echo)
        self._echo("\r\n")

    def _insert(self, data: str) -> None:
        first, *more = data.split("\n")
        self._line.insert(first)
        for line in more:
            self._end_line()
            self._line.insert(line)

    def _echo(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def in_thread(work: Callable[[], object]) -> None:

    threading.Thread(target=work, daemon=True).start()
