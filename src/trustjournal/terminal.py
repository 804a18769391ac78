"""Writing at a terminal: several lines with prompt_toolkit, or one line after another.

Neither cuts anything: a terminal's own line mode drops what a paragraph has beyond 4,095
characters, so it is never used for text.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent
    from prompt_toolkit.output import Output


MARGIN = "  "
"""What stands left of the text while it is written, so that it lines up with the question."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What the writer needs from the program around it."""

    keep: Callable[[str], None]
    """Brings the text so far to the disk."""
    meanwhile: Callable[[], object]
    """Work to do while the person is writing; run in a thread after the first drawing."""
    enter_skips: bool = False
    """Whether Enter, where nothing was written yet, finishes instead of beginning a line."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and whether the person finished it or stopped."""

    text: str
    finished: bool


class _Keeper:
    """Keeps the text on every change, but never spends more than a twentieth of the time."""

    def __init__(self, keep: Callable[[str], None]) -> None:
        self._keep = keep
        self._next = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the text may be kept again; 0 for now."""
        return max(0.0, self._next - time.monotonic())

    def keep(self, text: str) -> None:
        """Keep the text now."""
        started = time.monotonic()
        self._keep(text)
        self._next = started + 20 * (time.monotonic() - started)


class _BufferKeeper(_Keeper):
    """The same for a buffer of prompt_toolkit, which has a loop to wait in."""

    _pending = False

    def changed(self, buffer: Buffer) -> None:
        """Keep the text now or soon."""
        from prompt_toolkit.application import get_app

        if not self.wait:
            self._now(buffer)
        elif not self._pending and (loop := get_app().loop) is not None:
            self._pending = True
            loop.call_later(self.wait, self._now, buffer)

    def _now(self, buffer: Buffer) -> None:
        self._pending = False
        self.keep(buffer.text)


def _output(stream: TextIO) -> Output:
    """The terminal to draw on. It is never asked where its cursor is: some do not answer."""
    if sys.platform == "win32":
        from prompt_toolkit.output import create_output

        return create_output(stdout=stream)
    from prompt_toolkit.output.vt100 import Vt100_Output

    output = Vt100_Output.from_pty(stream)
    output.enable_cpr = False
    return output


def write_inline(stream: TextIO, hands: Hands, text: str = "") -> Typed:
    """Several lines with the keys people know.

    `stream` is the terminal to draw on. Ctrl-D finishes, Ctrl-C stops.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.layout.processors import TabsProcessor

    session: PromptSession[str] = PromptSession(
        multiline=True,
        key_bindings=_keys(hands.enter_skips),
        output=_output(stream),
        enable_history_search=False,
        prompt_continuation=MARGIN,
        erase_when_done=False,
        reserve_space_for_menu=0,
        input_processors=[TabsProcessor(char1=" ", char2=" ")],
    )
    keeper = _BufferKeeper(hands.keep)
    session.default_buffer.on_text_changed += keeper.changed
    try:
        typed = Typed(
            session.prompt(MARGIN, default=text, pre_run=lambda: _in_thread(hands.meanwhile)),
            finished=True,
        )
    except (KeyboardInterrupt, EOFError):
        typed = Typed(session.default_buffer.text, finished=False)
    hands.keep(typed.text)
    return typed


def _keys(enter_skips: bool) -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("c-d")
    def _finish(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("c-c")
    def _cancel(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    @keys.add("enter")
    def _new_line(event: KeyPressEvent) -> None:
        if enter_skips and not event.current_buffer.text:
            event.current_buffer.validate_and_handle()
            return
        # Without copying the margin: a paste brings its own.
        event.current_buffer.newline(copy_margin=False)

    @keys.add("tab")
    def _tab(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\t")

    @keys.add("c-z")
    def _nothing(event: KeyPressEvent) -> None:
        pass

    return keys


def _in_thread(work: Callable[[], object]) -> None:
    import threading

    threading.Thread(target=work, daemon=True).start()


def write_lines(stream: TextIO, hands: Hands, text: str = "") -> Typed:
    """One line after another, echoed as typed and never drawn again, for screen readers.

    Ctrl-D, or a line with a single full stop, finishes; Ctrl-C stops.
    """
    from prompt_toolkit.input import create_input

    lines = _Lines(stream, text, hands.enter_skips)
    keeper = _Keeper(hands.keep)
    kept = text
    terminal = create_input()
    _in_thread(hands.meanwhile)
    with terminal.raw_mode():
        lines.show()
        while lines.open:
            if kept != lines.text and not keeper.wait:
                kept = lines.text
                keeper.keep(kept)
            _wait_for(terminal.fileno(), None if kept == lines.text else keeper.wait)
            for key in terminal.read_keys():
                lines.take(str(getattr(key.key, "value", key.key)), key.data)
                if not lines.open:
                    break
            if terminal.closed:
                lines.stop()
        hands.keep(lines.text)
        lines.end()
    return Typed(lines.text, lines.finished)


def _wait_for(descriptor: int, seconds: float | None) -> None:
    """Wait for a key, or so many seconds."""
    import select

    select.select([descriptor], [], [], seconds)


class _Lines:
    """The text of `write_lines` as it grows."""

    def __init__(self, stream: TextIO, text: str, enter_skips: bool) -> None:
        self._stream = stream
        self._enter_skips = enter_skips
        self._lines = text.split("\n") if text else []
        self._line = ""
        self.open = True
        self.finished = True

    @property
    def text(self) -> str:
        """All that was written."""
        return "\n".join([*self._lines, self._line] if self._line else self._lines)

    def show(self) -> None:
        """Show the text there is already."""
        for line in self._lines:
            self._echo(_visible(line) + "\r\n")

    def stop(self) -> None:
        """The person stopped, or the terminal went away."""
        self.finished = False
        self.open = False

    def end(self) -> None:
        """Go on below what was written."""
        with contextlib.suppress(OSError):
            self._echo("\r\n")

    def take(self, key: str, data: str) -> None:
        """One key, or one paste."""
        if key == "c-c":
            self.stop()
        elif key in ("c-m", "c-j"):
            self._enter()
        elif key == "c-d":
            self.open = False
        elif key == "c-h":
            self._rub_out()
        elif key == "c-i":
            self._insert("\t")
        elif key == "<bracketed-paste>" or len(key) == 1:
            self._insert(data.replace("\r\n", "\n").replace("\r", "\n"))

    def _enter(self) -> None:
        if self._line == ".":
            self._line = ""
            self.open = False
        elif self._enter_skips and not self.text:
            self.open = False
        else:
            self._end_line()

    def _end_line(self) -> None:
        self._lines.append(self._line)
        self._line = ""
        self._echo("\r\n")

    def _rub_out(self) -> None:
        if self._line:
            cells = max(1, _cells(self._line[-1]))
            self._line = self._line[:-1]
            self._echo("\b" * cells + " " * cells + "\b" * cells)

    def _insert(self, data: str) -> None:
        first, *more = data.split("\n")
        self._line += first
        self._echo(_visible(first))
        for line in more:
            self._end_line()
            self._line = line
            self._echo(_visible(line))

    def _echo(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _cells(letter: str) -> int:
    from prompt_toolkit.utils import get_cwidth

    return get_cwidth(letter)


def _visible(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter == "\t" else "?" for letter in text)


def hidden_line(question: str) -> str | None:
    """A line typed at the terminal without being shown; None where there is no terminal."""
    import getpass

    try:
        with open("/dev/tty"):  # noqa: PTH123  # getpass would read standard input instead
            return getpass.getpass(question)
    except (OSError, EOFError):
        return None
