"""The Markdown of the person's own texts: the rules that are on, on a screen and in a book.

Only the look changes. Every letter and number that was typed is shown, and line breaks stay.
HTML, links, pictures and entities, which could do more than change the look, are shown as they
were typed. So are tables, in which Markdown may drop cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_RULES = ("blockquote", "code", "fence", "heading", "hr", "list")
_INLINE_RULES = ("emphasis", "escape", "newline", "strikethrough")
_MAX_DEPTH = 24
"""Maximum nesting of quotes and lists. A text with more is shown as it was typed."""
_NO_BREAK = "\u00a0"


@cache
def parser() -> MarkdownIt:
    """Return the parser."""
    parser = MarkdownIt("zero", {"maxNesting": 2 * _MAX_DEPTH})
    parser.enable([*_RULES, *_INLINE_RULES])
    parser.core.ruler.after("block", "keep_blanks", _keep_blanks)
    parser.core.ruler.push("keep_breaks", _keep_breaks)
    return parser


def too_deep(tokens: Iterable[Token]) -> bool:
    """Return whether something is nested so deeply that the parser may have dropped it."""
    return any(token.level > _MAX_DEPTH for token in tokens)


def _keep_blanks(state: StateCore) -> None:
    """Keep the leading blanks of lines, as in verse."""
    for token in state.tokens:
        if token.type == "inline":
            token.content = re.sub("(?<=\n)[ \t]+", _no_break_spaces, token.content)


def _no_break_spaces(blanks: re.Match[str]) -> str:
    return _NO_BREAK * len(blanks[0].expandtabs(4))


def _keep_breaks(state: StateCore) -> None:
    """Turn soft line breaks into hard ones, so that every typed line break stays."""
    for token in state.tokens:
        after_break = False
        for child in token.children or ():
            if after_break:
                text = child.content.lstrip(_NO_BREAK)
                child.content = text.rjust(len(child.content))
            if after_break := child.type in ("softbreak", "hardbreak"):
                child.type = "hardbreak"
