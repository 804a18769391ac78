"""Export to jrnl's text format, the only one jrnl imports: `jrnl --import --file FILE`.

jrnl begins an entry at each line that opens with a date in brackets, and takes a star at the end
of a first line for its own mark. Such a line of the text gets a backslash in front, and such an
end one after it, however many backslashes are already there. So no text splits or stars an entry,
and an importer that knows the rule can remove the backslashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from ..domain.entry import Entry
from . import jrnl_common
from .exporter_protocol import Journal, clock_time, title_of

_ENDS_IN_STAR = re.compile(r"(?<=\*)(\\*[^\S\n]*)(?=[\r\v\f\x1c-\x1e\x85\u2028\u2029]|\Z)")
"""Here, and nowhere else, jrnl accepts every line end of Unicode."""
_BEGINS_WITH_STAR = re.compile(r"\A(?=\\*\*)")
NO_TAG = re.compile(r"[^-+*#/\w]+")
"""What a tag in a text cannot have; a dash stands for it."""


class ToJrnl:
    """Exporter for jrnl: date, text, tags and stars."""

    dest = "trust-journal.txt"
    is_text = True

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield each entry, with an empty line between two."""
        separator = ""
        for entry in journal.entries():
            yield f"{separator}{_text(entry)}\n".encode()
            separator = "\n"


def _text(entry: Entry) -> str:
    title, body = title_of(entry), entry.body.replace("\r", "\n")  # jrnl treats both alike
    first, _, rest = body.strip().partition("\n")
    if title:
        first, rest = title, body
    text = f"{_first_line(first, entry.starred)}\n{rest}".rstrip()
    tags = _missing_tags(entry, text)
    text = _escaped("\n".join([text, *tags]))
    return f"[{clock_time(entry):%Y-%m-%d %H:%M}] {text}"


def _escaped(text: str) -> str:
    """Put a backslash before what jrnl would take for the date of an entry."""
    starts = [0, *jrnl_common.bracketed_lines(text)]
    return "\\".join(text[a:b] for a, b in zip_longest(starts, starts[1:]))


def _first_line(line: str, starred: bool) -> str:
    """Return the first line, escaped so that it ends in a star only if the entry is starred."""
    line = _ENDS_IN_STAR.sub(r"\\\1", line)
    if not starred:
        return line
    # From a line that ends in a star, jrnl also strips stars at the beginning.
    return _BEGINS_WITH_STAR.sub(r"\\", line) + " *"


def _missing_tags(entry: Entry, text: str) -> list[str]:
    """Return a last line with the tags and people that aren't in the text, as jrnl's tags."""
    names = [NO_TAG.sub("-", label).strip("-") for label in (*entry.tags, *entry.people)]
    present = {word[1:].casefold() for word in text.split() if word[0] in "@#"}
    missing = dict.fromkeys(f"@{name}" for name in names if name and name.casefold() not in present)
    return [" ".join(missing)] if missing else []
