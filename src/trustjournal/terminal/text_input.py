"""Text input at a terminal: several lines with prompt_toolkit, or one line after another.

Neither cuts off any text. A terminal's own line mode drops everything in a paragraph beyond 4,095
characters, so it is never used for text.
"""

from __future__ import annotations

import contextlib
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from . import graphemes
from .key_parser import ALT_BACKSPACE, ALT_ENTER, PASTE_BEGINS
from .key_reader import BRACKETED_PASTE, Line, keys_of, read_line, typed_text, visible
from .wrap import CLEAR_BELOW, rows_above, wrap

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent
    from prompt_toolkit.layout import Layout
    from prompt_toolkit.layout.controls import BufferControl
    from prompt_toolkit.output import Output


MARGIN = "  "
"""The margin left of the text while it is written, so that it lines up with the question."""


class InputOptions(NamedTuple):
    """Callbacks and options for text input."""

    save: Callable[[str], None]
    """Saves the text so far to the disk."""
    meanwhile: Callable[[], object]
    """Work to do while the person is writing; it runs in a thread after the first drawing."""
    hint: str = ""
    """How to finish and how to stop; shown below the text."""
    dim: bool = True
    """Whether the hint can be drawn fainter than the text."""
    enter_skips: bool = False
    """Whether Enter finishes, instead of beginning a line, while the text is empty."""
    marks_pastes: bool = True
    """Whether the terminal understands the request to mark pastes."""
    full_stop_ends: bool = True
    """Whether a line with only a full stop finishes, for input line by line."""
    breaks_lines: bool = True
    """Whether the terminal breaks lines when it becomes narrower than they are."""
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


class _BufferAutosave(Autosave):
    """Autosave for a prompt_toolkit buffer; it waits in prompt_toolkit's event loop."""

    _pending = False

    def changed(self, buffer: Buffer) -> None:
        """Save the text now or soon."""
        from prompt_toolkit.application import get_app

        if not self.wait:
            self._save_buffer(buffer)
        elif not self._pending and (loop := get_app().loop) is not None:
            self._pending = True
            loop.call_later(self.wait, self._save_buffer, buffer)

    def _save_buffer(self, buffer: Buffer) -> None:
        self._pending = False
        self.save(buffer.text)


def _output(stream: TextIO) -> Output:
    """Return the terminal to draw on. It is never asked for its cursor: some don't answer."""
    if sys.platform == "win32":
        from prompt_toolkit.output import create_output

        return create_output(stdout=stream)
    from prompt_toolkit.output.vt100 import Vt100_Output

    class Terminal(Vt100_Output):
        def erase_down(self) -> None:
            self.write_raw(CLEAR_BELOW)

        def disable_autowrap(self) -> None:
            """Do nothing, so that lines drawn while the window becomes narrower break as usual."""

    output = Terminal.from_pty(stream)
    output.enable_cpr = False
    return output


def _input(stdin: TextIO) -> Input | None:
    """Return the input for the terminal's keys; None for prompt_toolkit's default."""
    if sys.platform == "win32":
        return None
    from .prompt_toolkit_keys import InlineInput

    return InlineInput(stdin)


def write_inline(stdin: TextIO, stream: TextIO, options: InputOptions, text: str = "") -> Typed:
    """Edit a text of several lines, wrapped between words, with the usual keys.

    `stdin` is where keys come from, `stream` the terminal to draw on. Ctrl-D finishes, Ctrl-C
    stops; the hint below the text says so.
    """
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document

    def accept(buffer: Buffer) -> bool:
        application.exit(result=buffer.text)
        return True  # the words stay on the screen

    shown: list[str] = []  # of `options.more`
    output = _output(stream)
    autosave = _BufferAutosave(options.save)
    buffer = Buffer(
        document=Document(text),
        multiline=True,
        accept_handler=accept,
        on_text_changed=autosave.changed,
    )
    application: Application[str] = _application(
        options.breaks_lines,
        layout=_layout(buffer, options, shown),
        key_bindings=_key_bindings(options, shown),
        input=_input(stdin),
        output=output,
    )
    output.write_raw("\r")  # keys pressed too early may have been echoed here
    output.erase_end_of_line()
    try:
        result = application.run(pre_run=lambda: _in_thread(options.meanwhile))
        typed = Typed(result, finished=True)
    except (KeyboardInterrupt, EOFError):
        typed = Typed(buffer.text, finished=False)
    except SystemExit:  # a `kill`, or the terminal was closed
        options.save(buffer.text)
        raise
    options.save(typed.text)
    return typed


def _application(breaks_lines: bool, **options: Any) -> Application[str]:
    """Return an application that finds its drawing again after the window became narrower."""
    from prompt_toolkit.application import Application
    from prompt_toolkit.data_structures import Point

    class Resized(Application[str]):
        def _on_resize(self) -> None:
            self._erase_from_top()
            super()._on_resize()

        def _redraw(self, render_as_done: bool = False) -> None:
            self._erase_from_top()  # a key may come before the signal of the new size
            super()._redraw(render_as_done)

        def _erase_from_top(self) -> None:
            renderer, columns = self.renderer, self.output.get_size().columns
            drawn, size = renderer.last_rendered_screen, renderer._last_size
            if not breaks_lines or not drawn or not size or columns >= size.columns:
                return
            cursor = renderer._cursor_pos
            cells = [
                1 + max((cell for cell, char in row.items() if char.char != " "), default=-1)
                for row in map(drawn.data_buffer.__getitem__, range(cursor.y + 1))
            ]
            renderer._cursor_pos = Point(columns, rows_above(cells, cursor.x, columns))
            renderer.erase(leave_alternate_screen=False)

    return Resized(**options)


def _layout(buffer: Buffer, options: InputOptions, shown: Sequence[str]) -> Layout:
    """Return the layout: the lines shown so far, the text with its margin, and the hint below."""
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition, is_done
    from prompt_toolkit.layout import Layout
    from prompt_toolkit.layout.containers import (
        ConditionalContainer,
        HSplit,
        ScrollOffsets,
        VerticalAlign,
        VSplit,
        Window,
    )
    from prompt_toolkit.layout.controls import FormattedTextControl

    def hint() -> str:
        offers_more = len(shown) < len(options.more) and not buffer.text
        text = options.more_hint if offers_more else options.hint
        return "\n" + _with_margin(text, get_app().output.get_size().columns)

    def above() -> str:
        width = get_app().output.get_size().columns - len(MARGIN)
        lines = "\n".join(_with_margin(line, width) for line in shown)
        return "".join(f"{MARGIN}{line}\n" for line in lines.split("\n"))

    text = Window(
        _wrapped_control(buffer),
        scroll_offsets=ScrollOffsets(top=2),  # the two rows above stay visible
        dont_extend_height=True,
    )
    below = Window(
        FormattedTextControl(hint), style="dim" if options.dim else "", dont_extend_height=True
    )
    return Layout(
        HSplit(
            [
                ConditionalContainer(
                    Window(FormattedTextControl(above), dont_extend_height=True),
                    Condition(lambda: bool(shown)),
                ),
                VSplit([Window(width=len(MARGIN), dont_extend_height=True), text]),
                ConditionalContainer(below, ~is_done),
            ],
            align=VerticalAlign.TOP,
        )
    )


def _with_margin(text: str, width: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width, initial_indent=MARGIN, subsequent_indent=MARGIN))


def _wrapped_control(buffer: Buffer) -> BufferControl:
    """Return a control that shows a buffer in wrapped rows, each a line for prompt_toolkit.

    prompt_toolkit scrolls by whole lines, and shows the line before the cursor's only if all of it
    fits. A paragraph higher than the window would disappear as soon as the next begins.
    """
    from prompt_toolkit.data_structures import Point
    from prompt_toolkit.layout.controls import BufferControl, UIContent

    class Wrapped(BufferControl):
        _cached_heights: Mapping[tuple[str, int], int] = {}

        def create_content(
            self, width: int, height: int, preview_search: bool = False
        ) -> UIContent:
            document = self.buffer.document
            lines = document.lines
            starts = list(accumulate(self._heights(lines, width), initial=0))

            def row(number: int) -> StyleAndTextTuples:
                line = bisect_right(starts, number) - 1
                shown = wrap(lines[line], width, _cells).shown[number - starts[line]]
                return [("", shown + " ")]  # the cursor may be after the last character

            line, column = document.cursor_position_row, document.cursor_position_col
            rows = wrap(lines[line], width, _cells)
            cursor = Point(rows.offsets[column], starts[line] + rows.cells[column][0])
            return UIContent(row, line_count=starts[-1], cursor_position=cursor)

        def _heights(self, lines: Sequence[str], width: int) -> list[int]:
            """Return the number of rows of each line, from a cache: few lines change at a key."""
            cached = self._cached_heights
            self._cached_heights = {
                (line, width): cached.get((line, width)) or len(wrap(line, width, _cells).shown)
                for line in lines
            }
            return [self._cached_heights[line, width] for line in lines]

    return Wrapped(buffer)


def _up_or_down(event: KeyPressEvent, step: int) -> None:
    """Move the cursor to the row above or below on the screen, perhaps in the same line."""
    buffer = event.current_buffer
    document = buffer.document
    width = event.app.output.get_size().columns - len(MARGIN)
    line, column = document.cursor_position_row, document.cursor_position_col
    rows = wrap(document.lines[line], width, _cells)
    row, cell = rows.cells[column]
    cell = cell if buffer.preferred_column is None else buffer.preferred_column
    row += step
    if not 0 <= row <= rows.last:
        line += step
        if not 0 <= line < len(document.lines):
            return
        rows = wrap(document.lines[line], width, _cells)
        row = rows.last if step < 0 else 0
    column = graphemes.start(document.lines[line], rows.nearest(row, cell))
    buffer.cursor_position = document.translate_row_col_to_index(line, column)
    buffer.preferred_column = cell


def _key_bindings(options: InputOptions, shown: list[str]) -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()
    _add_keys_for_characters(keys)
    _add_keys_after_escape(keys)

    @keys.add("c-d")
    def _finish(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("c-c", eager=True)
    @keys.add("<sigint>")
    def _cancel(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    @keys.add("enter")
    @keys.add("escape", "enter", eager=True)
    def _new_line(event: KeyPressEvent) -> None:
        is_empty = not event.current_buffer.text
        if options.enter_skips and is_empty:
            event.current_buffer.validate_and_handle()
            return
        if is_empty and len(shown) < len(options.more):
            shown.append(options.more[len(shown)])
            return
        # Without copying the indentation: pasted lines have their own.
        event.current_buffer.newline(copy_margin=False)

    @keys.add("tab")
    def _tab(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\t")

    @keys.add("up")
    @keys.add("c-p")
    def _up(event: KeyPressEvent) -> None:
        _up_or_down(event, -1)

    @keys.add("down")
    @keys.add("c-n")
    def _down(event: KeyPressEvent) -> None:
        _up_or_down(event, 1)

    # In prompt_toolkit these finish, swap letters, or take the next key for another than it is.
    @keys.add("c-z")
    @keys.add("c-o")
    @keys.add("c-@")
    @keys.add("c-t")
    @keys.add("c-q", eager=True)
    @keys.add("c-x", eager=True)
    @keys.add("c-]", eager=True)
    def _nothing(event: KeyPressEvent) -> None:
        pass

    return keys


_AFTER_ESCAPE = {
    "b": "backward-word",
    "f": "forward-word",
    "d": "kill-word",
    "c-h": "backward-kill-word",
    "<": "beginning-of-history",
    ">": "end-of-history",
    "left": "backward-word",
    "right": "forward-word",
}
"""What keys with Alt do, by their names in prompt_toolkit. A terminal sends Escape before them."""


def _add_keys_after_escape(keys: KeyBindings) -> None:
    """Let Escape mean nothing but Alt, and that only for keys which move or delete by words.

    Many more are bound in prompt_toolkit: `#` makes comments of all lines and finishes, a digit
    types the next letter so many times. Whoever presses Escape from habit means the key itself.
    """
    from prompt_toolkit.key_binding.bindings.named_commands import get_by_name

    @keys.add("escape", "<any>", eager=True)
    def _itself(event: KeyPressEvent) -> None:
        event.app.key_processor.feed(event.key_sequence[-1], first=True)

    for key, command in _AFTER_ESCAPE.items():
        keys.add("escape", key, eager=True)(get_by_name(command))


def _add_keys_for_characters(keys: KeyBindings) -> None:
    """Add keys that move over and delete graphemes, such as joined emoji and flags, in one step."""
    from prompt_toolkit.filters import has_selection

    @keys.add("backspace", filter=~has_selection)
    @keys.add("c-h", filter=~has_selection)
    def _rub_out(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        end = buffer.cursor_position
        buffer.delete_before_cursor(end - graphemes.before(buffer.text, end))

    @keys.add("delete", filter=~has_selection)
    def _delete(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        begin = buffer.cursor_position
        buffer.delete(graphemes.after(buffer.text, begin) - begin)

    @keys.add("left", filter=~has_selection)
    @keys.add("c-b", filter=~has_selection)
    def _left(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        buffer.cursor_position = graphemes.before(buffer.text, buffer.cursor_position)

    @keys.add("right", filter=~has_selection)
    @keys.add("c-f", filter=~has_selection)
    def _right(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        buffer.cursor_position = graphemes.after(buffer.text, buffer.cursor_position)


@contextlib.contextmanager
def unechoed(stream: TextIO, *, enabled: bool = True) -> Iterator[Callable[[], None]]:
    """Keep keys that are pressed too early from being shown; they wait for the text input.

    `stream` is where keys come from. Yields a function that restores the terminal, as the end of
    the block does.
    """
    if not enabled or sys.platform == "win32":
        yield lambda: None
        return
    import termios

    before = termios.tcgetattr(stream)

    def restore() -> None:
        with contextlib.suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(stream, termios.TCSADRAIN, before)

    unechoed_mode = termios.tcgetattr(stream)
    # Ctrl-C waits too: as a signal it would discard what was typed before it.
    unechoed_mode[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(stream, termios.TCSADRAIN, unechoed_mode)
    try:
        yield restore
    finally:
        restore()


def is_gone(stream: TextIO) -> bool:
    """Return whether the terminal that keys came from was closed."""
    if sys.platform == "win32":
        return False
    import termios

    try:
        termios.tcgetattr(stream)
    except termios.error:
        return True
    except (OSError, ValueError):  # it wasn't a terminal
        return False
    return False


def _in_thread(work: Callable[[], object]) -> None:
    import threading

    threading.Thread(target=work, daemon=True).start()


def write_lines(stdin: TextIO, stream: TextIO, options: InputOptions, text: str = "") -> Typed:
    """Read one line after another, echoed but never redrawn, for screen readers.

    Ctrl-D, or a line with only a full stop, finishes; Ctrl-C stops. A pasted full stop is text.
    Whatever was typed after the end waits for the next question.
    """
    lines = _Lines(stream, text, options)
    autosave = Autosave(options.save)
    saved = text
    _in_thread(options.meanwhile)
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
        finally:  # also if a `kill` or a closed terminal ends it
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


def _cells(letter: str) -> int:
    from prompt_toolkit.utils import get_cwidth

    return get_cwidth(letter)


def hidden_line(question: str) -> str | None:
    """Ask for a line that isn't shown while it is typed; None if there is no terminal.

    It asks again if the line has a byte that can't be decoded: a passphrase is never repaired.
    """
    if sys.platform == "win32":
        import getpass

        return getpass.getpass(question)
    try:
        with open("/dev/tty", "r+b", buffering=0) as terminal:  # noqa: PTH123  # no seeking, no buffer

            def show(text: str) -> None:
                terminal.write(text.encode(errors="replace"))

            while True:
                line = _hidden(terminal.fileno(), show, question)
                if line is None or not _has_stray_bytes(line):
                    return line
    except OSError:
        return None


def _hidden(descriptor: int, show: Callable[[str], None], question: str) -> str | None:
    import locale
    import termios

    line = Line(lambda _: None)
    try:
        with keys_of(
            descriptor, locale.getencoding(), ctrl_c_interrupts=True, forget_early_keys=True
        ) as keys:
            try:
                show(question)
                return line.text if read_line(keys, line) else None
            finally:
                show("\n")  # so that the next output begins on a line of its own
    except termios.error as error:
        raise OSError(*error.args) from None


def _has_stray_bytes(text: str) -> bool:
    """Return whether a line has bytes that couldn't be decoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
