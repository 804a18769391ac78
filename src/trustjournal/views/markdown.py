"""Markdown for the user's own texts at a terminal: emphasis, headings, lists, quotes.

`markdown_rules` says which Markdown that is.
"""

from __future__ import annotations

from markdown_it.token import Token
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, HorizontalRule, ListElement, ListItem, Markdown
from rich.segment import Segment
from rich.text import Text
from rich.theme import Theme

from .. import markdown_rules

_THEME = Theme(
    {
        "markdown.code_block": "none",
        "markdown.block_quote": "italic",
        "markdown.hr": "dim",
        **{f"markdown.h{level}": "bold" for level in range(1, 7)},
    }
)


class _TypedCode(CodeBlock):
    """A fenced or indented code block, without syntax highlighting."""

    moved_in = ""
    info = ""
    """The text after the opening fence."""

    @classmethod
    def create(cls, markdown: Markdown, token: Token) -> _TypedCode:
        block = cls("text", markdown.code_theme)
        block.info = token.info.strip()
        block.moved_in = "" if token.markup else " " * 4
        return block

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.info:
            yield Text(self.info)
        for line in self.text.plain.rstrip("\n").split("\n"):
            yield Text(self.moved_in + line)


class _PlainHeading(Heading):
    """A heading, aligned left."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _ShortRule(HorizontalRule):
    """A short horizontal rule."""

    new_line = True

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("─" * min(20, options.max_width), style="markdown.hr")


class _TypedItem(ListItem):
    """A list item with the bullet or number that was typed."""

    mark = ""

    @classmethod
    def create(cls, markdown: Markdown, token: Token) -> _TypedItem:
        item = cls()
        item.mark = token.info + token.markup
        return item


class _TypedList(ListElement):
    """A list whose items keep the bullets and numbers that were typed."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marks = [getattr(item, "mark", "") for item in self.items]
        margin_width = max(map(cell_len, marks), default=0) + 1
        item_options = options.update(width=max(1, options.max_width - margin_width))
        for item, mark in zip(self.items, marks, strict=True):
            margin = mark.rjust(margin_width - 1) + " "
            for line in console.render_lines(item.elements, item_options) or [[]]:
                yield from (Segment(margin), *line, Segment.line())
                margin = " " * margin_width


class Body(Markdown):
    """Rich's Markdown, parsed with our own choice of rules."""

    elements = Markdown.elements | {  # merged with Rich's own
        "bullet_list_open": _TypedList,
        "code_block": _TypedCode,
        "fence": _TypedCode,
        "heading_open": _PlainHeading,
        "hr": _ShortRule,
        "list_item_open": _TypedItem,
        "ordered_list_open": _TypedList,
    }

    def __init__(self, text: str) -> None:
        super().__init__("", hyperlinks=False)
        self.markup = text
        self.parsed = markdown_rules.parser().parse(text)

    @property
    def too_deep(self) -> bool:
        """True if something is nested so deeply that the parser may have dropped it."""
        return markdown_rules.too_deep(self.parsed)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        with console.use_theme(_THEME):
            yield from super().__rich_console__(console, options)
