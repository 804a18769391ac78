"""The front matter of a Markdown file: flat YAML between two lines of three dashes.

Every value is read as plain text, so that `no`, `12:30` and `2026-02-30` cause no trouble; the
caller interprets it. Keys are compared without case, spaces and dashes: `Journal Date`,
`journal-date` and `journalDate` are the same key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_LINES = 500
"""A longer block isn't taken for front matter."""
_MOST_LETTERS = 250_000
"""The YAML of a longer block isn't read, because a million keys take a minute."""
_MOST_EMPTY = 5
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

    def text(self, *names: str) -> str | None:
        """Return the first text under one of these keys, or None."""
        for name in names:
            for value in self._values(name):
                single = _single(value)
                if isinstance(single, str) and single.strip():
                    return single.strip()
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
        return any(
            isinstance(value, str) and value.strip().lower() in _TRUE
            for value in map(_single, self._values(name))
        )

    def is_not_false(self, name: str) -> bool:
        """Return whether a key has any value except a word for no."""
        return any(
            value.strip().lower() not in _FALSE if isinstance(value, str) else bool(value)
            for value in map(_single, self._values(name))
        )

    def others(self, *names: str) -> Iterator[str]:
        """Yield the keys, other than these, that have a value."""
        for key, value in self.pairs:
            if plain_key(key) not in names and value not in ("", None, [], {}):
                yield key

    def _values(self, name: str) -> list[Any]:
        return [value for key, value in self.pairs if plain_key(key) == name]


def plain_key(key: str) -> str:
    """Return a key without case, spaces and dashes: `journaldate`."""
    return re.sub(r"[\s_-]", "", key).casefold()


def _single(value: Any) -> Any:
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
    fence = consumed[-1].rstrip()
    if fence not in ("---", "+++"):
        return FrontMatter(lines=consumed, readable=False)
    start = len(consumed)
    for line in lines:
        consumed.append(line)
        if line.rstrip() == fence or (fence == "---" and line.rstrip() == "..."):
            return _parse(consumed, start, fence)
        if len(consumed) > MOST_LINES:
            break
    return _unreadable(consumed, start)


def _parse(consumed: list[str], start: int, fence: str) -> FrontMatter:
    """Parse the lines between two fences; `start` is the index of the first of them."""
    block = consumed[start:-1]
    try:
        pairs = _yaml("".join(block)) if fence == "---" and start == 1 else None
    except ValueError:
        return _unreadable(consumed, start, doubtful=True)
    if pairs is None:
        return _unreadable(consumed, start)
    for line in block:
        key = _KEY_LINE.match(line)
        if key and plain_key(key[1]) == "private":
            # For YAML, the last of two equal keys wins. Privacy must not depend on that.
            pairs.append(("private", key[2].partition(" #")[0].strip().strip("\"'")))
        hashes = _TAGS_TAKEN_FOR_COMMENT.match(line)
        if hashes:
            pairs.append(("tags", hashes[1]))
    return FrontMatter(pairs, consumed)


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


def _yaml(text: str) -> list[tuple[str, Any]] | None:
    """Parse a mapping; None if it isn't one. Raises `ValueError` for invalid YAML.

    Aliases are invalid too: ten lines of them may have more words than fit into the memory.
    """
    if len(text) > _MOST_LETTERS:
        raise ValueError
    import yaml  # late, because completion imports every command and needs no YAML

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    encodable = text.encode("utf-8", "replace").decode()  # without lone surrogates
    try:
        if "*" in text:
            events = yaml.parse(encodable, Loader=loader)
            if any(isinstance(event, yaml.AliasEvent) for event in events):
                raise ValueError
        value = yaml.load(encodable, Loader=loader)  # makes only texts, lists and mappings
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        raise ValueError from None
    if value is None or value == "":
        return []
    return [(str(key), item) for key, item in value.items()] if isinstance(value, dict) else None
