"""Building blocks of the screens: paragraphs, labels, questions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from ..domain.practices import title_of
from .compose import SHOWN_AT_ONCE
from .sanitize import safe_line, safe_text

if TYPE_CHECKING:
    from ..domain.prompts import Prompt
    from ..domain.question_choice import Choice

INDENT = 2
LABEL = "italic"
"""The style of a label, and of whatever else steps back behind the person's words.

Only what nobody has to read is faint (`dim`), such as rules and the marks of blank days: faint text
is hard to read in many themes, light ones above all.
"""
MEASURE = 88
"""Maximum cells in a line of prose: longer lines are harder to read in any window."""


class Verbatim(Text):
    """Text whose lines are not wrapped."""


class trimmed:  # noqa: N801  # used as a function
    """Renderables indented by `by` cells, wrapped at `measure`, without trailing spaces."""

    def __init__(self, *renderables: RenderableType, by: int = 0, measure: int = MEASURE) -> None:
        self._renderables = renderables
        self._by = by
        self._measure = measure

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        available = max(1, options.max_width - self._by)
        for renderable in self._renderables:
            is_drawing = isinstance(renderable, Text) and renderable.no_wrap
            width = available if is_drawing else min(available, self._measure)
            line_options = options.update(width=width, height=None)
            for line in console.render_lines(renderable, line_options, pad=False):
                trimmed_line = _without_trailing_space(line)
                if trimmed_line and self._by:
                    yield Segment(" " * self._by)
                yield from trimmed_line
                yield Segment.line()


def _without_trailing_space(line: list[Segment]) -> list[Segment]:
    """Return a line without trailing spaces."""
    while line and not line[-1].text.rstrip():
        line = line[:-1]
    if not line:
        return []
    last = line[-1]
    return [*line[:-1], Segment(last.text.rstrip(), last.style)]


def inset(*renderables: RenderableType, by: int = INDENT, measure: int = MEASURE) -> RenderableType:
    """Return renderables indented from the left edge."""
    return trimmed(*renderables, by=by, measure=measure)


class with_margin:  # noqa: N801  # used as a function
    """Text with a mark in the margin of its first line."""

    def __init__(self, mark: str, text: Text) -> None:
        self._mark = mark
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        margin = len(self._mark)
        mark = self._mark
        width = max(1, options.max_width - margin)
        for line in console.render_lines(self._text, options.update(width=width), pad=False):
            yield from (Segment(mark), *line, Segment.line())
            mark = " " * margin


class items:  # noqa: N801  # used as a function
    """Short pieces side by side, as many to a line as fit. None is broken.

    Lines after the first are indented by `hang` cells.
    """

    def __init__(self, pieces: Iterable[Text], gap: int = 3, hang: int = 0) -> None:
        self._pieces = list(pieces)
        self._gap = gap
        self._hang = hang

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text()
        for piece in self._pieces:
            if line and line.cell_len + self._gap + piece.cell_len > options.max_width:
                yield line
                line = Text(" " * self._hang)
            elif line:
                line.append(" " * self._gap)
            line.append_text(piece)
        yield line


class path:  # noqa: N801  # used as a function
    """The path of a file, broken after a slash where it is longer than the line."""

    def __init__(self, words: str) -> None:
        self._parts = re.findall(r"[^/\\]*[/\\]+|[^/\\]+", safe_line(words))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = ""
        for part in self._parts:
            if line and cell_len(line + part) > options.max_width:
                yield Text(line)
                line = ""
            line += part
        yield Text(line)


def text(words: str, style: str = "") -> Text:
    """Return text of the program's own, so that callers need not import Rich."""
    return Text(words, style=style)


def untrusted_text(words: str) -> Text:
    """Return text from elsewhere, with control characters made visible."""
    return Text(safe_text(words))


def question_heading(choice: Choice) -> list[RenderableType]:
    """Return a question with its practice above it."""
    return [
        Text(safe_line(title_of(choice.prompt.practice)), style="cyan"),
        Text(safe_line(choice.prompt.text), style="bold"),
    ]


def question(choice: Choice, *, follow_ups: bool, headed: bool = True) -> list[RenderableType]:
    """Return a question with its notes; `headed` with its practice, on demand with a follow-up."""
    prompt = choice.prompt
    lines = question_heading(choice)[0 if headed else 1 :]
    if follow_ups:
        lines += [inset(Text(safe_line(t))) for t in prompt.follow_ups[:SHOWN_AT_ONCE]]
    return lines + pack_notes(prompt)


def pack_notes(prompt: Prompt) -> list[RenderableType]:
    """Return the notes of a pack about a question."""
    notes: list[RenderableType] = []
    if prompt.note:
        notes.append(Text(safe_line(prompt.note), style="italic"))
    if prompt.care:
        notes.append(Text("Skipping is fine. Share only where it's safe.", style="italic"))
    return notes


def fields(rows: Iterable[tuple[str, RenderableType]], width: int) -> list[RenderableType]:
    """Return labels with their values beside them, or below in less than 50 columns."""
    pairs = list(rows)
    if not pairs:
        return []
    if width < 50:
        return [
            renderable
            for label, value in pairs
            for renderable in (Text(label, LABEL), inset(value))
        ]
    return numbered(pairs)


def numbered(rows: Iterable[tuple[str, RenderableType]]) -> list[RenderableType]:
    """Return short labels with their values beside them, at any width."""
    return [_Fields(list(rows))]


class _Fields:
    """Labels in a column with values beside them. Rich's grid would take 8 ms to import."""

    def __init__(self, rows: list[tuple[str, RenderableType]]) -> None:
        self._rows = rows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        column = max(cell_len(label) for label, _ in self._rows) + 2
        value_options = options.update(width=max(1, options.max_width - column), height=None)
        style = console.get_style(LABEL)
        for label, value in self._rows:
            margin = set_cell_size(label, column)
            for line in console.render_lines(value, value_options, pad=False):
                yield from (Segment(margin, style), *line, Segment.line())
                margin = " " * column


class hints:  # noqa: N801  # used as a function
    """Commands and what they do, a line each, aligned in two columns if they all fit.

    What doesn't fit beside its command is below it.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = list(pairs)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        column = max(len(command) for command, _ in self._pairs)
        fits = all(column + 2 + len(does) <= options.max_width for _, does in self._pairs)
        for command, does in self._pairs:
            if len(command) + 2 + len(does) > options.max_width:
                yield Text(command, "cyan")
                yield inset(Text(does))
                continue
            gap = " " * (column + 2 - len(command)) if fits else "  "
            yield Text.assemble((command, "cyan"), gap, does)
