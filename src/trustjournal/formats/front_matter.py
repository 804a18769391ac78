"""The front matter of a Markdown file: flat YAML between two lines of three dashes.

Every value is read as plain text, so that `no`, `12:30` and `2026-02-30` cause no trouble; the
caller interprets it. Keys are compared without case, spaces and dashes: `Journal Date`,
`journal-date` and `journalDate` are the same key.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..domain.text import label_key

MOST_LINES = 500
"""A longer block isn't taken for front matter."""
_MOST_LETTERS = 250_000
"""The YAML of a longer block isn't read, because a million keys take a minute."""
_DEEPEST = 30
_MOST_EMPTY = 50
_UNSEEN = "\ufeff\u200b\u200c\u200d\u2060\xad" + string.whitespace + "\xa0\u3000"
"""What can't be seen around a fence. With any of it, the front matter can't be read."""
_FENCE = re.compile(r"-{3,}|\+{3,}|[-\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]{1,4}(?<!^-)")
"""The first line of front matter, even if a keyboard made dashes of its hyphens."""
_FALSE = ("", "false", "no", "off", "0", "n", "none", "null", "~")
_TRUE = ("true", "yes", "on", "1", "y")
_LIKE_A_KEY = re.compile(r"""\s*["']?[^\W\d][\w .-]{0,40}["']?\s*[:=]""")
_KEY_LINE = re.compile(r"""["']?([^\W\d][\w .-]{0,40}?)["']?\s*[:=]\s*(.*)""")
_ALWAYS_USED = ("format", "date", "journaldate", "day")
"""The keys that are used even if the front matter isn't valid YAML."""
_TAGS_TAKEN_FOR_COMMENT = re.compile(r"tags?:[ \t]+(#[\w/-].*)", re.IGNORECASE)
_WIKILINK = re.compile(r"\[\[([^\[\]]+)\]\]")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")


@dataclass(slots=True)
class FrontMatter:
    """The keys and values of a file's front matter, and the lines that were read for it."""

    pairs: list[tuple[str, Any]] = field(default_factory=list)
    """Keys as they are written, and their values."""
    lines: list[str] = field(default_factory=list)
    """The lines that were read, with the fences; part of the text if `readable` is false."""
    readable: bool = True
    doubtful: bool = False
    """Whether it was meant as front matter but can't be read, or may have meant something else."""
    comments: list[str] = field(default_factory=list)
    """The words behind a `#`, which YAML takes for a comment."""
    hints: list[tuple[str, str]] = field(default_factory=list)
    """What lines say if they are read on their own: `private`, and tags with a `#`."""

    def text(self, *names: str) -> str | None:
        """Return the first text under one of these keys, or None."""
        for name in names:
            for value in self._values(name):
                text = single(value)
                if isinstance(text, str) and text.strip():
                    return text.strip()
        return None

    def words(self, *names: str, separator: str = r"[,\s]+") -> list[str]:
        """Return the words under these keys: list elements, or texts split at `separator`.

        A link becomes the name of the page it leads to.
        """
        words = []
        for name in names:
            for value in self._values(name):
                if isinstance(value, list):
                    words += [word for element in value for word in _words_in(element)]
                elif isinstance(value, str):
                    links = _WIKILINK.findall(value)
                    rest = _WIKILINK.sub(",", _LINK.sub(r"\1", value))
                    words += [*map(_page_name, links), *re.split(separator, rest)]
        return [word for word in map(str.strip, words) if word]

    def is_true(self, name: str) -> bool:
        """Return whether a key has a word for yes, in upper or lower case."""
        return any(is_word_for(value, _TRUE) for value in self._values(name))

    def is_not_false(self, name: str) -> bool:
        """Return whether a key has any value except a word for no."""
        return any(
            value.strip().lower() not in _FALSE if isinstance(value, str) else bool(value)
            for value in map(single, self._values(name))
        )

    def others(self, *names: str) -> Iterator[str]:
        """Yield the keys, other than these, that have a value."""
        for key, value in self.pairs:
            if plain_key(key) not in names and value not in ("", None, [], {}):
                yield key

    def _values(self, name: str) -> list[Any]:
        return [value for key, value in (*self.pairs, *self.hints) if plain_key(key) == name]


def plain_key(key: str) -> str:
    """Return a key without case, spaces and dashes: `journaldate`."""
    return re.sub(r"[\s_-]", "", key).casefold()


def is_word_for(value: Any, words: tuple[str, ...] = (*_FALSE, *_TRUE)) -> bool:
    """Return whether a value is one of some words, in upper or lower case: for yes or for no."""
    text = single(value)
    return isinstance(text, str) and text.strip().lower() in words


def single(value: Any) -> Any:
    """Unwrap a list of one; to YAML, the link `[[2026-11-22]]` is a list inside a list."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str) and _WIKILINK.fullmatch(value):
        return _page_name(value[2:-2])
    return value


def _words_in(value: Any) -> list[str]:
    """Return the words in an element of a list. An inner list is a `[[link]]` without quotes."""
    if isinstance(value, list):
        return [_page_name(word) for inner in value for word in _words_in(inner)]
    if not isinstance(value, str):
        return []
    links = _WIKILINK.findall(value)
    return [*map(_page_name, links)] if links else [_LINK.sub(r"\1", value)]


def as_text(value: Any) -> str:
    """Return a value on a line: lists with commas, mappings with colons."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(as_text, value)))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {as_text(item)}" for key, item in value.items())
    return str(value).strip()


def shown_text(value: Any) -> str:
    """Return the text of a value as a program shows it: of a link, its page and what it says."""
    if isinstance(value, list):
        return " ".join(
            shown_text(f"[[{element[0]}]]" if _is_link(element) else element) for element in value
        )
    if isinstance(value, dict):
        return as_text(value)
    text = _LINK.sub(r"\1", str(value))
    return _WIKILINK.sub(lambda link: f"{_page_name(link[1])} {link[1].partition('|')[2]}", text)


def words_of(*texts: str) -> set[str]:
    """Return the words of some texts, in a form in which they can be compared."""
    return {word for text in texts for word in re.findall(r"[^\W_]+", label_key(text))}


def _is_link(value: Any) -> bool:
    """Return whether YAML made a list of one text of the inner brackets of a `[[link]]`."""
    return isinstance(value, list) and len(value) == 1 and isinstance(value[0], str)


def _page_name(link: str) -> str:
    """Return the name of the page a link leads to: Kim Lee for `People/Kim Lee#About|Kim`."""
    page = re.split(r"\\?[|#^]", link, maxsplit=1)[0]
    return page.rpartition("/")[2].removesuffix(".md").strip()


def read(lines: Iterator[str]) -> FrontMatter:
    """Read the front matter at the beginning of a text.

    This consumes its lines from `lines`. If there is no front matter, the lines that were
    consumed are in `FrontMatter.lines`, and `readable` is false.
    """
    consumed = [next(lines, "")]
    while consumed[-1] and not consumed[-1].strip() and len(consumed) <= _MOST_EMPTY:
        consumed.append(next(lines, ""))
    fence = consumed[-1].strip(_UNSEEN)
    if not _FENCE.fullmatch(fence):
        return FrontMatter(lines=consumed, readable=False)
    is_exact = consumed[-1].rstrip() == fence and fence in ("---", "+++")
    start = len(consumed)
    for line in lines:
        consumed.append(line)
        if is_exact and (line.rstrip() == fence or (fence == "---" and line.rstrip() == "...")):
            return _parse(consumed, start, fence)
        if len(consumed) > MOST_LINES:
            break
    return _unreadable(consumed, start)


def _parse(consumed: list[str], start: int, fence: str) -> FrontMatter:
    """Parse the lines between two fences; `start` is the index of the first of them."""
    block = consumed[start:-1]
    try:
        parsed = _yaml("".join(block)) if fence == "---" and start == 1 else None
    except ValueError:
        return _unreadable(consumed, start, doubtful=True)
    if parsed is None:
        return _unreadable(consumed, start)
    pairs, comments = parsed
    hints = []
    for line in block:
        key = _KEY_LINE.match(line)
        if key and plain_key(key[1]) == "private":
            # To YAML, this may be a line of another value. Privacy must not depend on that.
            hints.append(("private", key[2].partition(" #")[0].strip().strip("\"'")))
        hashes = _TAGS_TAKEN_FOR_COMMENT.match(line)
        if hashes:
            hints.append(("tags", hashes[1]))
    return FrontMatter(pairs, consumed, comments=comments, hints=hints)


def _unreadable(consumed: list[str], start: int, *, doubtful: bool = False) -> FrontMatter:
    """Return lines that stay in the text, as doubtful if any of them looks like a key."""
    block = []
    for line in consumed[start:]:
        if not line.strip():
            break
        block.append(line)
    doubtful = doubtful or any(map(_LIKE_A_KEY.match, block))
    keys = [key for line in block if (key := _KEY_LINE.match(line))] if doubtful else []
    pairs = [
        (key[1], key[2].strip().strip("\"'")) for key in keys if plain_key(key[1]) in _ALWAYS_USED
    ]
    return FrontMatter(pairs, consumed, readable=False, doubtful=doubtful)


def _yaml(text: str) -> tuple[list[tuple[str, Any]], list[str]] | None:
    """Parse a mapping, and the comments in it; None if it isn't one.

    Raises `ValueError` for invalid YAML. Aliases are invalid too, because ten lines of them may
    have more words than fit into the memory, and so are tags, which may be words.
    """
    if len(text) > _MOST_LETTERS:
        raise ValueError
    import yaml  # late, because completion imports every command and needs no YAML

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    encodable = text.encode("utf-8", "replace").decode()  # without lone surrogates
    try:
        events: list[Any] = [*yaml.parse(encodable, Loader=loader)]
        _check_depth(events)
        comments = _comments(encodable, events)
        nodes = iter([event for event in events if _kind(event) not in _AROUND])
        first = next(nodes, None)
        if first is None or (_kind(first) == "Scalar" and not first.value):
            return None if comments else ([], [])  # a heading between two lines isn't a comment
        if _kind(first) != "MappingStart":
            return None
        pairs = _pairs(nodes, first)
        if next(nodes, None) is not None:
            raise ValueError
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        raise ValueError from None
    return pairs, comments


_AROUND = ("StreamStart", "StreamEnd", "DocumentStart", "DocumentEnd")
"""The events around the values of a text."""


def _kind(event: Any) -> str:
    return type(event).__name__.removesuffix("Event")


def _pairs(events: Iterator[Any], start: Any) -> list[tuple[str, Any]]:
    """Return the keys and values of a mapping, whose start was read; equal keys stay apart."""
    _check(start)
    pairs = []
    for event in events:
        if _kind(event) == "MappingEnd":
            break
        if _kind(event) != "Scalar":
            raise ValueError
        pairs.append((_value(events, event), _value(events, next(events))))
    return pairs


def _value(events: Iterator[Any], event: Any) -> Any:
    """Return the text, the list or the mapping that begins with an event."""
    _check(event)
    if _kind(event) == "Scalar":
        return event.value
    if _kind(event) == "MappingStart":
        pairs = _pairs(events, event)
        as_dict = dict(pairs)
        return as_dict if len(as_dict) == len(pairs) else [{key: value} for key, value in pairs]
    values = []
    for inner in events:
        if _kind(inner) == "SequenceEnd":
            break
        values.append(_value(events, inner))
    return values


def _check(event: Any) -> None:
    """Raise `ValueError` for an alias, an anchor or a tag."""
    if event.anchor is not None or getattr(event, "tag", None) is not None:
        raise ValueError


def _check_depth(events: list[Any]) -> None:
    """Raise `ValueError` if lists are nested more deeply than any person nests them."""
    depth = 0
    for event in events:
        depth += _kind(event).endswith("Start") - _kind(event).endswith("End")
        if depth > _DEEPEST:
            raise ValueError


_COMMENT = re.compile(r"#+[ \t]+(?=\S)(.*)|(#.*)")
"""A `#` before a word may make a tag of it, and stays."""


def _comments(text: str, events: list[Any]) -> list[str]:
    """Return the words behind a `#` that isn't in a value."""
    rest, end = [], 0
    for event in events:
        if _kind(event) == "Scalar":
            start = event.start_mark.index
            if event.style in ("|", ">"):  # its own line, and those below it, may have comments
                start = text.find("\n", start) + 1 or len(text)
                rest += _below_block(text[start : event.end_mark.index])
            rest.append(text[end:start])
            end = max(end, event.end_mark.index)
    comments = _COMMENT.findall("\n".join([*rest, text[end:]]))
    return [words.strip() for pair in comments for words in pair if _HAS_WORDS.search(words)]


_HAS_WORDS = re.compile(r"\w|[^\x00-\x7f]")


def _below_block(text: str) -> list[str]:
    """Return the lines below an indented text that aren't as far in."""
    lines = [line for line in text.splitlines() if line.strip()]
    depths = [len(line) - len(line.lstrip()) for line in lines]
    return [line for line, depth in zip(lines, depths, strict=True) if depth < depths[0]]
