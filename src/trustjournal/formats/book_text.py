"""Texts of the journal as XHTML for a book.

Nothing is sanitised, because nothing unsafe is ever made: every text is escaped, and Markdown
makes only the elements in `ELEMENTS`, which can neither be clicked nor fetch anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING

from .. import markdown_rules

if TYPE_CHECKING:
    from markdown_it.token import Token

ELEMENTS = frozenset(
    ("p", "br", "em", "strong", "s", "h4", "blockquote", "ul", "ol", "li", "pre", "hr")
)
"""Every element that a text can become."""

_NOT_XML = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MAY_BE_MARKDOWN = re.compile(r"[*_~\\]|^(?:[ \t#>+=`-]|\d+[.)])", re.MULTILINE)
"""What a text has if it is more than paragraphs and line breaks.

Most texts have none of it, and parsing one takes ten times as long as escaping it.
"""
_WRAPPED = {
    "blockquote_open": "<blockquote>",
    "blockquote_close": "</blockquote>",
    "bullet_list_open": "<ul>",
    "bullet_list_close": "</ul>",
    "ordered_list_open": "<ol>",
    "ordered_list_close": "</ol>",
    "list_item_close": "</li>",
    "heading_close": "</h4>",
    "hr": "<hr/>",
    "hardbreak": "<br/>",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<s>",
    "s_close": "</s>",
}


def text(words: str) -> str:
    """Return words as text of an element, with control characters made visible."""
    return escape(_NOT_XML.sub(_picture, words), quote=False)


def line(words: str) -> str:
    """Return words as text on one line."""
    return text(" ".join(words.split()))


def attribute(words: str) -> str:
    """Return words as the value of an attribute, without the quotation marks around it."""
    return escape(_NOT_XML.sub(_picture, words), quote=True)


def typed(words: str) -> str:
    """Return paragraphs and line breaks as they were typed, with everything else as text."""
    paragraphs = re.split(r"\n(?:[^\S\n]*\n)+", words.strip("\n"))
    return "".join(
        f"<p>{'<br/>'.join(map(_keep_blanks, text(paragraph).split(chr(10))))}</p>\n"
        for paragraph in paragraphs
        if paragraph
    )


def markdown(words: str, questions: Collection[str] = ()) -> str:
    """Return a text in Markdown. Headings that are one of the questions look like a question."""
    words = words.replace("\r", "\n").strip("\n")
    if not _MAY_BE_MARKDOWN.search(words):
        # The parser, too, leaves out blanks at the end of a line.
        return typed("\n".join(map(str.rstrip, words.split("\n"))))

    tokens = markdown_rules.parser().parse(words)
    if markdown_rules.too_deep(tokens):
        return typed(words)
    return "".join(_elements(tokens, questions))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "\ufffd"


def _elements(tokens: Sequence[Token], questions: Collection[str]) -> Iterator[str]:
    counts: list[int] = []  # the number of the next item of each list around
    for token, following in zip_longest(tokens, tokens[1:]):
        match token.type:
            case "inline":
                yield from _inline(token.children or ())
            case "paragraph_open" | "paragraph_close":
                yield _paragraph(token, following)
            case "heading_open":
                is_question = following is not None and following.content.strip() in questions
                yield '<h4 class="q">' if is_question else "<h4>"
            case "list_item_open":
                yield _item(token, counts)
            case "fence" | "code_block":
                yield _code(token)
            case kind:
                yield _WRAPPED[kind] + ("\n" if token.nesting < 1 else "")
        if token.type in ("bullet_list_open", "ordered_list_open"):
            counts.append(1)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            counts.pop()


def _paragraph(token: Token, following: Token | None) -> str:
    """Return the beginning or end of a paragraph; in a list without blank lines it has none."""
    if not token.hidden:
        return "<p>" if token.nesting > 0 else "</p>\n"
    return "\n" if token.nesting < 0 and following and following.nesting > 0 else ""


def _item(token: Token, counts: list[int]) -> str:
    """Return the beginning of a list item, with its number if it isn't the next one."""
    number = int(token.info) if token.info.isdigit() else counts[-1]
    is_next = number == counts[-1]
    counts[-1] = number + 1
    return "<li>" if is_next else f'<li value="{number}">'


def _code(token: Token) -> str:
    info = token.info.strip()
    above = f"{text(info)}\n" if info else ""
    return f"<pre>\n{above}{text(token.content.rstrip(chr(10)))}</pre>\n"


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    after_break = False
    for token in tokens:
        if token.type == "text":
            words = text(token.content)
            yield _keep_blanks(words) if after_break else words
        else:
            yield _WRAPPED[token.type]
        after_break = token.type == "hardbreak"


def _keep_blanks(words: str) -> str:
    """Keep the blanks at the beginning of a line, as in verse."""
    rest = words.lstrip(" ")
    return "\u00a0" * (len(words) - len(rest)) + rest
