"""The front matter of a Markdown file: flat YAML between two lines of three dashes.

Every value is read as the text that stands there, so that `no`, `12:30` and `2026-02-30` are no
trouble; what they mean is for whoever asks. Keys count in whatever letters: `Journal Date`,
`journal-date` and `journalDate` are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_LINES = 500
"""Front matter longer than that is none."""
_MOST_EMPTY = 5
_FALSE = ("", "false", "no", "off", "0", "n", "none", "null", "~")
_TRUE = ("true", "yes", "on", "1", "y")
_LIKE_A_KEY = re.compile(r"""\s*["']?[^\W\d][\w .-]{0,40}["']?\s*[:=]""")
_KEY_LINE = re.compile(r"""["']?([^\W\d][\w .-]{0,40}?)["']?\s*[:=]\s*(.*)""")
_TOLD_ANYWAY = ("format", "date", "journaldate", "day")
"""What is taken even of front matter that cannot be read as a whole."""
_TAGS_TAKEN_FOR_COMMENT = re.compile(r"tags?:[ \t]+(#[\w/-].*)", re.IGNORECASE)
_WIKILINK = re.compile(r"\[\[([^\[\]]+)\]\]")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")


@dataclass(slots=True)
class Front:
    """What a file says of itself, and the lines it took to say it."""

    pairs: list[tuple[str, Any]] = field(default_factory=list)
    """Keys as they are written, and their values."""
    lines: list[str] = field(default_factory=list)
    """Empty where there is no front matter; all that was read where it cannot be understood."""
    readable: bool = True
    doubtful: bool = False
    """It was meant as front matter, and cannot be read; or it may not be read as it was meant."""

    def text(self, *names: str) -> str | None:
        """The first of these that holds a text."""
        for name in names:
            for value in self._values(name):
                alone = _alone(value)
                if isinstance(alone, str) and alone.strip():
                    return alone.strip()
        return None

    def words(self, *names: str, parted_by: str = r"[,\s]+") -> list[str]:
        """The texts in lists, or in texts `parted_by` commas and the like; of links their names."""
        found = []
        for name in names:
            for value in self._values(name):
                if isinstance(value, list):
                    found += [word for each in value for word in _words_in(each)]
                elif isinstance(value, str):
                    links = _WIKILINK.findall(value)
                    rest = _WIKILINK.sub(",", _LINK.sub(r"\1", value))
                    found += [*map(_named, links), *re.split(parted_by, rest)]
        return [word for word in map(str.strip, found) if word]

    def is_true(self, name: str) -> bool:
        """Whether something is said to be so, in whatever letters."""
        return any(
            isinstance(value, str) and value.strip().lower() in _TRUE
            for value in map(_alone, self._values(name))
        )

    def is_not_false(self, name: str) -> bool:
        """Whether something is said in any words but those that deny it."""
        return any(
            value.strip().lower() not in _FALSE if isinstance(value, str) else bool(value)
            for value in map(_alone, self._values(name))
        )

    def others(self, *names: str) -> Iterator[str]:
        """The keys, beside these, that hold something."""
        for key, value in self.pairs:
            if plain_key(key) not in names and value not in ("", None, [], {}):
                yield key

    def _values(self, name: str) -> list[Any]:
        return [value for key, value in self.pairs if plain_key(key) == name]


def plain_key(key: str) -> str:
    """A key without what people write in different ways: `journaldate`."""
    return re.sub(r"[\s_-]", "", key).casefold()


def _alone(value: Any) -> Any:
    """What is alone in a list; to YAML the link `[[2026-11-22]]` is a list in a list."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return _named(value[2:-2]) if isinstance(value, str) and _WIKILINK.fullmatch(value) else value


def _words_in(value: Any) -> list[str]:
    """The texts in an element of a list. An inner list is a link in brackets, without quotes."""
    if isinstance(value, list):
        return [_named(each) for inner in value for each in _words_in(inner)]
    if not isinstance(value, str):
        return []
    linked = _WIKILINK.findall(value)
    return [*map(_named, linked)] if linked else [_LINK.sub(r"\1", value)]


def _named(link: str) -> str:
    """The name of the page that a link leads to, of `People/Kim Lee#About|Kim` that is Kim Lee."""
    page = re.split(r"\\?[|#^]", link, maxsplit=1)[0]
    return page.rpartition("/")[2].removesuffix(".md").strip()


def taken(lines: Iterator[str]) -> Front:
    """The front matter at the beginning of a text.

    Of `lines` that much is used up; where there is none, the lines that were looked at stand in
    `Front.lines`, and `readable` is false.
    """
    read = [next(lines, "")]
    while read[-1] and not read[-1].strip() and len(read) <= _MOST_EMPTY:
        read.append(next(lines, ""))
    fence = read[-1].rstrip()
    if fence not in ("---", "+++"):
        return Front(lines=read, readable=False)
    before = len(read)
    for line in lines:
        read.append(line)
        if line.rstrip() == fence or (fence == "---" and line.rstrip() == "..."):
            return _front(read, before, fence)
        if len(read) > MOST_LINES:
            break
    return _unreadable(read, before)


def _front(read: list[str], before: int, fence: str) -> Front:
    """What stands between two fences."""
    block = read[before:-1]
    try:
        pairs = _yaml("".join(block)) if fence == "---" and before == 1 else None
    except ValueError:
        return _unreadable(read, before, doubtful=True)
    if pairs is None:
        return _unreadable(read, before)
    found = Front(pairs, read)
    for line in block:
        key = _KEY_LINE.match(line)
        if key and plain_key(key[1]) == "private":
            # YAML lets the last of two keys win, and what is private must not depend on that.
            pairs.append(("private", key[2].partition(" #")[0].strip().strip("\"'")))
        hashes = _TAGS_TAKEN_FOR_COMMENT.match(line)
        if hashes:
            pairs.append(("tags", hashes[1]))
    return found


def _unreadable(read: list[str], before: int, *, doubtful: bool = False) -> Front:
    """Lines that stay in the text. They are in doubt where any of them looks like a key."""
    block = []
    for line in read[before:]:
        if not line.strip():
            break
        block.append(line)
    doubtful = doubtful or any(map(_LIKE_A_KEY.match, block))
    keys = [key for line in block if (key := _KEY_LINE.match(line))] if doubtful else []
    told = [
        (key[1], key[2].strip().strip("\"'")) for key in keys if plain_key(key[1]) in _TOLD_ANYWAY
    ]
    return Front(told, read, readable=False, doubtful=doubtful)


def _yaml(text: str) -> list[tuple[str, Any]] | None:
    """The keys and values of a mapping; None for what is none. Raises `ValueError` for no YAML."""
    import yaml  # here, because completion imports every command and needs none of this

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    mended = text.encode("utf-8", "replace").decode()
    try:
        found = yaml.load(mended, Loader=loader)  # makes texts, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        raise ValueError from None
    if found is None or found == "":
        return []
    return [(str(key), value) for key, value in found.items()] if isinstance(found, dict) else None
