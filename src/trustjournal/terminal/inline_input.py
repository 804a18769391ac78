"""Text input of several lines with the usual keys for editing, by prompt_toolkit.

Import it only to write: prompt_toolkit takes longer to load than the rest of the program.
"""

from __future__ import annotations

import sys
import textwrap
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TextIO

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, has_selection, is_done
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.bindings.named_commands import get_by_name
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import Layout
from prompt_toolkit.layout.containers import (
    ConditionalContainer,
    HSplit,
    ScrollOffsets,
    VerticalAlign,
    VSplit,
    Window,
)
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl, UIContent
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.utils import get_cwidth

from ..errors import silence_libraries
from . import graphemes
from .text_input import Autosave, InputOptions, Typed, in_thread
from .wrap import CLEAR_BELOW, rows_above, wrap

if sys.platform != "win32":
    from .prompt_toolkit_keys import InlineInput

MARGIN = "  "
"""The margin left of the text while it is written, so that it lines up with the question."""


class _BufferAutosave(Autosave):
    """Autosave for a prompt_toolkit buffer; it waits in prompt_toolkit's event loop."""

    _pending = False

    def changed(self, buffer: Buffer) -> None:
        """Save the text now or soon."""

        if not self.wait:
            self._save_buffer(buffer)
        elif not self._pending and (loop := get_app().loop) is not None:
            self._pending = True
            loop.call_later(self.wait, self._save_buffer, buffer)

    def _save_buffer(self, buffer: Buffer) -> None:
        self._pending = False
        self.save(buffer.text)


class _Terminal(Vt100_Output):
    """Output as of any terminal, but for two sequences."""

    def erase_down(self) -> None:
        """Clear everything below the cursor."""
        self.write_raw(CLEAR_BELOW)

    def disable_autowrap(self) -> None:
        """Do nothing, so that lines drawn while the window becomes narrower break as usual."""


def _output(stream: TextIO) -> Output:
    """Return the terminal to draw on. It is never asked for its cursor: some don't answer."""
    if sys.platform == "win32":
        return create_output(stdout=stream)
    output = _Terminal.from_pty(stream)
    output.enable_cpr = False
    return output


def _input(stdin: TextIO) -> Input | None:
    """Return the input for the terminal's keys; None for prompt_toolkit's default."""
    if sys.platform == "win32":
        return None
    return InlineInput(stdin)


def write_inline(stdin: TextIO, stream: TextIO, options: InputOptions, text: str = "") -> Typed:
    """Edit a text of several lines, wrapped between words, with the usual keys.

    `stdin` is where keys come from, `stream` the terminal to draw on. Ctrl-D finishes, Ctrl-C
    stops; the hint below the text says so.
    """

    def accept(buffer: Buffer) -> bool:
        application.exit(result=buffer.text)
        return True  # the words stay on the screen

    shown: list[str] = []  # of `options.more`
    silence_libraries()
    output = _output(stream)
    autosave = _BufferAutosave(options.save)
    buffer = Buffer(
        document=Document(text),
        multiline=True,
        accept_handler=accept,
        on_text_changed=autosave.changed,
    )
    application = _Application(
        layout=_layout(buffer, options, shown),
        key_bindings=_key_bindings(options, shown),
        input=_input(stdin),
        output=output,
    )
    application.breaks_lines = options.breaks_lines
    output.write_raw("\r")  # keys pressed too early may have been echoed here
    output.erase_end_of_line()
    try:
        result = application.run(pre_run=lambda: in_thread(options.meanwhile))
        typed = Typed(result, finished=True)
    except (KeyboardInterrupt, EOFError):
        typed = Typed(buffer.text, finished=False)
    except SystemExit:  # a `kill`, or the terminal was closed
        options.save(buffer.text)
        raise
    options.save(typed.text)
    return typed


class _Application(Application[str]):
    """An application that finds its drawing again after the window became narrower."""

    breaks_lines = True

    def _on_resize(self) -> None:
        self._erase_from_top()
        super()._on_resize()

    def _redraw(self, render_as_done: bool = False) -> None:
        self._erase_from_top()  # a key may come before the signal of the new size
        super()._redraw(render_as_done)

    def _erase_from_top(self) -> None:
        renderer, columns = self.renderer, self.output.get_size().columns
        drawn, size = renderer.last_rendered_screen, renderer._last_size
        if not self.breaks_lines or not drawn or not size or columns >= size.columns:
            return
        cursor = renderer._cursor_pos
        cells = [
            1 + max((cell for cell, char in row.items() if char.char != " "), default=-1)
            for row in map(drawn.data_buffer.__getitem__, range(cursor.y + 1))
        ]
        renderer._cursor_pos = Point(columns, rows_above(cells, cursor.x, columns))
        renderer.erase(leave_alternate_screen=False)


def _layout(buffer: Buffer, options: InputOptions, shown: Sequence[str]) -> Layout:
    """Return the layout: the lines shown so far, the text with its margin, and the hint below."""

    def hint() -> str:
        offers_more = len(shown) < len(options.more) and not buffer.text
        text = options.more_hint if offers_more else options.hint
        if options.enter_skips and not buffer.text:
            text = options.skip_hint
        return "\n" + _with_margin(text, get_app().output.get_size().columns)

    def above() -> str:
        width = get_app().output.get_size().columns - len(MARGIN)
        lines = "\n".join(_with_margin(line, width) for line in shown)
        return "".join(f"{MARGIN}{line}\n" for line in lines.split("\n"))

    text = Window(
        _Wrapped(buffer),
        scroll_offsets=ScrollOffsets(top=2),  # the two rows above stay visible
        dont_extend_height=True,
    )
    style = "italic" if options.italic else ""
    below = Window(FormattedTextControl(hint), style=style, dont_extend_height=True)
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

    return "\n".join(textwrap.wrap(text, width, initial_indent=MARGIN, subsequent_indent=MARGIN))


class _Wrapped(BufferControl):
    """A control that shows a buffer in wrapped rows, each a line for prompt_toolkit.

    prompt_toolkit scrolls by whole lines, and shows the line before the cursor's only if all of it
    fits. A paragraph higher than the window would disappear as soon as the next begins.
    """

    _cached_heights: Mapping[tuple[str, int], int] = {}

    def create_content(self, width: int, height: int, preview_search: bool = False) -> UIContent:
        """Return the rows for a width, and where the cursor is in them."""
        document = self.buffer.document
        lines = document.lines
        starts = list(accumulate(self._heights(lines, width), initial=0))

        def row(number: int) -> StyleAndTextTuples:
            line = bisect_right(starts, number) - 1
            shown = wrap(lines[line], width, get_cwidth).shown[number - starts[line]]
            return [("", shown + " ")]  # the cursor may be after the last character

        line, column = document.cursor_position_row, document.cursor_position_col
        rows = wrap(lines[line], width, get_cwidth)
        cursor = Point(rows.offsets[column], starts[line] + rows.cells[column][0])
        return UIContent(row, line_count=starts[-1], cursor_position=cursor)

    def _heights(self, lines: Sequence[str], width: int) -> list[int]:
        """Return the number of rows of each line, from a cache: few lines change at a key."""
        cached = self._cached_heights
        self._cached_heights = {
            (line, width): cached.get((line, width)) or len(wrap(line, width, get_cwidth).shown)
            for line in lines
        }
        return [self._cached_heights[line, width] for line in lines]


def _up_or_down(event: KeyPressEvent, step: int) -> None:
    """Move the cursor to the row above or below on the screen, perhaps in the same line."""
    buffer = event.current_buffer
    document = buffer.document
    width = event.app.output.get_size().columns - len(MARGIN)
    line, column = document.cursor_position_row, document.cursor_position_col
    rows = wrap(document.lines[line], width, get_cwidth)
    row, cell = rows.cells[column]
    cell = cell if buffer.preferred_column is None else buffer.preferred_column
    row += step
    if not 0 <= row <= rows.last:
        line += step
        if not 0 <= line < len(document.lines):
            return
        rows = wrap(document.lines[line], width, get_cwidth)
        row = rows.last if step < 0 else 0
    column = graphemes.start(document.lines[line], rows.nearest(row, cell))
    buffer.cursor_position = document.translate_row_col_to_index(line, column)
    buffer.preferred_column = cell


def _key_bindings(options: InputOptions, shown: list[str]) -> KeyBindings:

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

    @keys.add("escape", "<any>", eager=True)
    def _itself(event: KeyPressEvent) -> None:
        event.app.key_processor.feed(event.key_sequence[-1], first=True)

    for key, command in _AFTER_ESCAPE.items():
        keys.add("escape", key, eager=True)(get_by_name(command))


def _add_keys_for_characters(keys: KeyBindings) -> None:
    """Add keys that move over and delete graphemes, such as joined emoji and flags, in one step."""

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
