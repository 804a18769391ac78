"""jrnl's text format, which is the only one jrnl takes in: `jrnl --import --file FILE`.

jrnl begins an entry at each line that opens with a date in brackets, and takes a star at the end
of a first line for its own mark. Such a line of the text gets a backslash in front, such an end
one behind it, however many backslashes stand there already; so nothing of a text splits or stars
an entry, and a reader who knows can take them away again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from ..domain.entry import Entry
from . import jrnl_common
from .exporter import Journal, clock_time, title_of

_ENDS_IN_STAR = re.compile(r"(?<=\*)(\\*[^\S\n]*)(?=[\r\v\f\x1c-\x1e\x85\u2028\u2029]|\Z)")
"""jrnl takes all that Unicode calls an end of a line for one here, and nowhere else."""
_BEGINS_WITH_STAR = re.compile(r"\A(?=\\*\*)")
_NO_TAG = re.compile(r"[^-+*#/\w]+")


class ToJrnl:
    """Date, text, tags and stars."""

    dest = "trust-journal.txt"
    is_text = True

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """An entry after the other, with an empty line between."""
        between = ""
        for entry in journal.entries():
            yield f"{between}{_text(entry)}\n".encode()
            between = "\n"


def _text(entry: Entry) -> str:
    title, body = title_of(entry), entry.body.replace("\r", "\n")  # jrnl reads both alike
    first, _, rest = body.strip().partition("\n")
    if title:
        first, rest = title, body
    text = f"{_first(first, entry.starred)}\n{rest}".rstrip()
    labels = _labels(entry, text)
    text = _escaped("\n".join([text, *labels]))
    return f"[{clock_time(entry):%Y-%m-%d %H:%M}] {text}"


def _escaped(text: str) -> str:
    """The text with a backslash before what jrnl would take for the date of an entry."""
    starts = [0, *jrnl_common.bracketed_lines(text)]
    return "\\".join(text[a:b] for a, b in zip_longest(starts, starts[1:]))


def _first(line: str, starred: bool) -> str:
    """The first line, with a star at its end only where the entry has one."""
    line = _ENDS_IN_STAR.sub(r"\\\1", line)
    if not starred:
        return line
    # From a line with a star jrnl takes those at its beginning away too.
    return _BEGINS_WITH_STAR.sub(r"\\", line) + " *"


def _labels(entry: Entry, text: str) -> list[str]:
    """A last line with the tags and people that are not in the text already, as jrnl has tags."""
    names = [_NO_TAG.sub("-", label).strip("-") for label in (*entry.tags, *entry.people)]
    there = {word[1:].casefold() for word in text.split() if word[0] in "@#"}
    missing = dict.fromkeys(f"@{name}" for name in names if name and name.casefold() not in there)
    return [" ".join(missing)] if missing else []
