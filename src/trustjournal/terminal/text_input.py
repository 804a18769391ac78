"""Writing at a terminal: several lines with prompt_toolkit, or one line after another.

Neither cuts anything: a terminal's own line mode drops what a paragraph has beyond 4,095
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
"""What stands left of the text while it is written, so that it lines up with the question."""


class Hands(NamedTuple):
    """What the writer needs from the program around it."""

    keep: Callable[[str], None]
    """Brings the text so far to the disk."""
    meanwhile: Callable[[], object]
    """Work to do while the person is writing; run in a thread after the first drawing."""
    how: str = ""
    """How to finish and how to stop, to stand below the text."""
    dim: bool = True
    """Whether that can be drawn fainter than the text."""
    enter_skips: bool = False
    """Whether Enter, where nothing was written yet, finishes instead of beginning a line."""
    marks: bool = True
    """Whether the terminal understands what tells it to mark pastes."""
    full_stop_ends: bool = True
    """Whether a line with a single full stop finishes, where one line is typed after another."""
    breaks_lines: bool = True
    """Whether the terminal breaks lines when it becomes narrower than they are."""


class Typed(NamedTuple):
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

    class Terminal(Vt100_Output):
        def erase_down(self) -> None:
            self.write_raw(CLEAR_BELOW)

        def disable_autowrap(self) -> None:
            """Let lines that are under way while the window becomes narrower break as others do."""

    output = Terminal.from_pty(stream)
    output.enable_cpr = False
    return output


def _input(stdin: TextIO) -> Input | None:
    """The keys of the terminal; None for what the system has itself."""
    if sys.platform == "win32":
        return None
    from .prompt_toolkit_keys import InlineInput

    return InlineInput(stdin)


def write_inline(stdin: TextIO, stream: TextIO, hands: Hands, text: str = "") -> Typed:
    """Several lines with the keys people know, broken between words.

    `stdin` is where keys come from, `stream` the terminal to draw on. Ctrl-D finishes, Ctrl-C
    stops; how to do both stands below the text for as long as it is written.
    """
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document

    def accept(buffer: Buffer) -> bool:
        application.exit(result=buffer.text)
        return True  # the words stay on the screen

    output = _output(stream)
    keeper = _BufferKeeper(hands.keep)
    buffer = Buffer(
        document=Document(text),
        multiline=True,
        accept_handler=accept,
        on_text_changed=keeper.changed,
    )
    application: Application[str] = _application(
        hands.breaks_lines,
        layout=_page(buffer, hands),
        key_bindings=_keys(hands.enter_skips),
        input=_input(stdin),
        output=output,
    )
    output.write_raw("\r")  # keys pressed too early may have been echoed here
    output.erase_end_of_line()
    try:
        finished = application.run(pre_run=lambda: _in_thread(hands.meanwhile))
        typed = Typed(finished, finished=True)
    except (KeyboardInterrupt, EOFError):
        typed = Typed(buffer.text, finished=False)
    except SystemExit:  # a `kill`, or the terminal was closed
        hands.keep(buffer.text)
        raise
    hands.keep(typed.text)
    return typed


def _application(breaks_lines: bool, **options: Any) -> Application[str]:
    """An application that finds what it has drawn after the window has become narrower."""
    from prompt_toolkit.application import Application
    from prompt_toolkit.data_structures import Point

    class Resized(Application[str]):
        def _on_resize(self) -> None:
            self._find_the_top()
            super()._on_resize()

        def _redraw(self, render_as_done: bool = False) -> None:
            self._find_the_top()  # a key may come before word of the new size
            super()._redraw(render_as_done)

        def _find_the_top(self) -> None:
            renderer, columns = self.renderer, self.output.get_size().columns
            drawn, size = renderer.last_rendered_screen, renderer._last_size
            if not breaks_lines or not drawn or not size or columns >= size.columns:
                return
            cursor = renderer._cursor_pos
            cells = [
                1 + max((cell for cell, what in row.items() if what.char != " "), default=-1)
                for row in map(drawn.data_buffer.__getitem__, range(cursor.y + 1))
            ]
            renderer._cursor_pos = Point(columns, rows_above(cells, cursor.x, columns))
            renderer.erase(leave_alternate_screen=False)

    return Resized(**options)


def _page(buffer: Buffer, hands: Hands) -> Layout:
    """The text with its margin, and how to finish below it."""
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import is_done
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

    def how() -> str:
        return "\n" + _fitted(hands.how, get_app().output.get_size().columns)

    words = Window(
        _rows_of(buffer),
        scroll_offsets=ScrollOffsets(top=2),  # what the words go on from stays in sight
        dont_extend_height=True,
    )
    below = Window(
        FormattedTextControl(how), style="dim" if hands.dim else "", dont_extend_height=True
    )
    return Layout(
        HSplit(
            [
                VSplit([Window(width=len(MARGIN), dont_extend_height=True), words]),
                ConditionalContainer(below, ~is_done),
            ],
            align=VerticalAlign.TOP,
        )
    )


def _fitted(text: str, width: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width, initial_indent=MARGIN, subsequent_indent=MARGIN))


def _rows_of(buffer: Buffer) -> BufferControl:
    """What shows a buffer in rows broken between words, each of them a line to prompt_toolkit."""
    # That scrolls by whole lines, and shows one above the cursor's only where all of it has room:
    # a paragraph higher than the window would be gone from sight when the next begins.
    from prompt_toolkit.data_structures import Point
    from prompt_toolkit.layout.controls import BufferControl, UIContent

    class Rowed(BufferControl):
        _known: Mapping[tuple[str, int], int] = {}

        def create_content(
            self, width: int, height: int, preview_search: bool = False
        ) -> UIContent:
            document = self.buffer.document
            lines = document.lines
            starts = list(accumulate(self._heights(lines, width), initial=0))

            def row(number: int) -> StyleAndTextTuples:
                line = bisect_right(starts, number) - 1
                shown = wrap(lines[line], width, _cells).shown[number - starts[line]]
                return [("", shown + " ")]  # the cursor may stand behind the last character

            line, column = document.cursor_position_row, document.cursor_position_col
            rows = wrap(lines[line], width, _cells)
            cursor = Point(rows.places[column], starts[line] + rows.spots[column][0])
            return UIContent(row, line_count=starts[-1], cursor_position=cursor)

        def _heights(self, lines: Sequence[str], width: int) -> list[int]:
            """How many rows each line has; from one key to the next, few lines change."""
            known = self._known
            self._known = {
                (line, width): known.get((line, width)) or len(wrap(line, width, _cells).shown)
                for line in lines
            }
            return [self._known[line, width] for line in lines]

    return Rowed(buffer)


def _up_or_down(event: KeyPressEvent, step: int) -> None:
    """To the row above or below on the screen, which may be of the same line."""
    buffer = event.current_buffer
    document = buffer.document
    width = event.app.output.get_size().columns - len(MARGIN)
    line, column = document.cursor_position_row, document.cursor_position_col
    rows = wrap(document.lines[line], width, _cells)
    row, cell = rows.spots[column]
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


def _keys(enter_skips: bool) -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()
    _add_keys_for_characters(keys)

    @keys.add("c-d")
    def _finish(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("c-c")
    @keys.add("<sigint>")
    def _cancel(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    @keys.add("enter")
    @keys.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        if enter_skips and not event.current_buffer.text:
            event.current_buffer.validate_and_handle()
            return
        # Without copying the margin: a paste brings its own.
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

    @keys.add("c-z")
    @keys.add("c-o")
    @keys.add("c-@")
    def _nothing(event: KeyPressEvent) -> None:
        pass

    return keys


def _add_keys_for_characters(keys: KeyBindings) -> None:
    """Move over and delete characters as people see them, joined emoji and flags in one."""
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
def unechoed(stream: TextIO, *, wanted: bool = True) -> Iterator[Callable[[], None]]:
    """Keys pressed before the writer is there wait for it, instead of showing anywhere.

    `stream` is where keys come from. Yields what makes the terminal as it was; so does the end.
    """
    if not wanted or sys.platform == "win32":
        yield lambda: None
        return
    import termios

    before = termios.tcgetattr(stream)

    def again() -> None:
        with contextlib.suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(stream, termios.TCSADRAIN, before)

    waiting = termios.tcgetattr(stream)
    # Ctrl-C waits too: as a signal it would take the words before it along.
    waiting[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(stream, termios.TCSADRAIN, waiting)
    try:
        yield again
    finally:
        again()


def is_gone(stream: TextIO) -> bool:
    """Tell whether the terminal that keys came from was closed."""
    if sys.platform == "win32":
        return False
    import termios

    try:
        termios.tcgetattr(stream)
    except termios.error:
        return True
    except (OSError, ValueError):  # it has never been one
        return False
    return False


def _in_thread(work: Callable[[], object]) -> None:
    import threading

    threading.Thread(target=work, daemon=True).start()


def write_lines(stdin: TextIO, stream: TextIO, hands: Hands, text: str = "") -> Typed:
    """One line after another, echoed as typed and never drawn again, for screen readers.

    Ctrl-D, or a line with a single full stop, finishes; Ctrl-C stops. A full stop that was pasted
    is text. What was typed after the end waits for the next question.
    """
    lines = _Lines(stream, text, hands)
    keeper = _Keeper(hands.keep)
    kept = text
    _in_thread(hands.meanwhile)
    with keys_of(stdin.fileno(), stdin.encoding) as keys, _marking_pastes(stream, hands.marks):
        lines.show()
        try:
            while lines.open:
                if kept != lines.text and not keeper.wait:
                    kept = lines.text
                    keeper.keep(kept)
                keys.wait(None if kept == lines.text else keeper.wait)
                while keys.tokens and lines.open:
                    lines.take(keys.tokens.popleft(), keys.more_follows)
                if keys.closed:
                    lines.stop()
        finally:  # also where a `kill` or a closed terminal ends it
            hands.keep(lines.text)
        lines.end()
    return Typed(lines.text, lines.finished)


@contextlib.contextmanager
def _marking_pastes(stream: TextIO, wanted: bool) -> Iterator[None]:
    """Let the terminal say where a paste begins and ends, where it can."""
    on, off = BRACKETED_PASTE if wanted else ("", "")
    try:
        stream.write(on)
        stream.flush()
        yield
    finally:
        with contextlib.suppress(OSError):  # the terminal may be gone
            stream.write(off)
            stream.flush()


class _Lines:
    """The text of `write_lines` as it grows."""

    def __init__(self, stream: TextIO, text: str, hands: Hands) -> None:
        self._stream = stream
        self._enter_skips = hands.enter_skips
        self._full_stop_ends = hands.full_stop_ends
        self._lines = text.split("\n") if text else []
        self._line = Line(self._echo)
        self._pasted = False
        """Whether something in this line was pasted."""
        self.open = True
        self.finished = True

    @property
    def text(self) -> str:
        """All that was written."""
        line = self._line.text
        return "\n".join([*self._lines, line] if line else self._lines)

    def show(self) -> None:
        """Show the text there is already."""
        for line in self._lines:
            self._echo(visible(line) + "\r\n")

    def stop(self) -> None:
        """The person stopped, or the terminal went away."""
        self.finished = False
        self.open = False

    def end(self) -> None:
        """Go on below what was written."""
        with contextlib.suppress(OSError):
            self._echo("\r\n")

    def take(self, token: str, more_follows: Callable[[], bool]) -> None:
        """Take one key, or a piece of a paste.

        Where the terminal does not mark pastes, they are told by how fast their keys follow.
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
    """A line typed at the terminal without being shown; None where there is no terminal.

    Asked again where it holds a byte that is no text: a passphrase is not mended.
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
            show(question)
            try:
                return line.text if read_line(keys, line) else None
            finally:
                show("\n")  # what is said next begins a line of its own
    except termios.error as error:
        raise OSError(*error.args) from None


def _has_stray_bytes(text: str) -> bool:
    """Tell whether something was typed that is no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
