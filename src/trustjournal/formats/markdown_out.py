"""Markdown: pleasant in an editor, and exact enough to be read back.

A file has front matter about the day, then a section an entry: a heading with the time, a
comment with everything the heading cannot say, the question as a quotation, and the text as
it was typed. A line of the text that looks like one of our headings or comments gets a
backslash in front, so no text can end its own section. The format: docs/formats.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from ..domain.entry import Entry
from ..domain.json_values import plain
from ..domain.practices import title_of
from ..domain.record_schema import FORMAT
from .exporter import Journal

LEFT_OUT = "*The words are left out: someone in them is not to be quoted.*"
"""Stands in the place of a text; the comment then says `words=left-out`."""

LOOKS_LIKE_OURS = re.compile(
    r"(?:^|(?<=[\n\r]))"
    r"(?=\\*(?:## \d\d:\d\d(?:[ \r\n]|$)|<!-- trust:|# \d{4}-\d\d-\d\d(?:[\r\n]|$)))"
)
_BARE = re.compile(r"[A-Za-z0-9_.:/+-]+")

# What the comment says beside id and kind, in this order, where there is something to say.
_SAID = (
    *("title", "mood", "closeness", "practice", "period", "tags", "people", "starred", "private"),
    *("created_at", "tz", "utc_offset", "written_on", "modified_at", "revision"),
    *("source", "source_id"),
)


class ToMarkdown:
    """Everything as one text. The folder with a file a day is made of the functions below."""

    dest = "trust-journal"
    is_text = True

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """A day at a time."""
        yield single_header().encode()
        for day, entries in groupby(journal.entries(), key=lambda entry: entry.day):
            yield single_day(day, list(entries)).encode()


def day_file(day: date, entries: Sequence[Entry]) -> str:
    """The file of one day."""
    return _front_matter({"date": day}, entries) + sections(entries)


def review_file(period: str, entries: Sequence[Entry]) -> str:
    """The file of the reviews of one period."""
    return _front_matter({"date": entries[0].day, "period": period}, entries) + sections(entries)


def single_header() -> str:
    """The beginning of a file that holds everything."""
    return _yaml({"format": FORMAT})


def single_day(day: date, entries: Sequence[Entry]) -> str:
    """One day inside a file that holds everything."""
    return f"\n# {day}\n{sections(entries)}"


def _yaml(values: dict[str, Any]) -> str:
    """Front matter, a key a line, lists beside their key."""
    lines = [f"{name}: {_yaml_value(value)}\n" for name, value in values.items()]
    return f"---\n{''.join(lines)}---\n"


def _yaml_value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return _dumped(tuple(value) if isinstance(value, list) else value)


@lru_cache(maxsize=1024)
def _dumped(value: Any) -> str:
    """A text, or several in a tuple; most days have the same few."""
    import yaml  # here, because completion imports every command and needs none of this

    told = list(value) if isinstance(value, tuple) else value
    text: str = yaml.safe_dump(
        told, allow_unicode=True, default_flow_style=True, width=float("inf")
    )
    return text.removesuffix("...\n").strip()


def _front_matter(values: dict[str, Any], entries: Sequence[Entry]) -> str:
    for name, found in (
        ("tags", sorted({tag for entry in entries for tag in entry.tags})),
        ("people", sorted({person for entry in entries for person in entry.people})),
        ("moods", [entry.mood for entry in entries if entry.mood is not None]),
    ):
        if found:
            values[name] = found
    return _yaml(values | {"format": FORMAT})


def sections(entries: Sequence[Entry]) -> str:
    """A section an entry, each beginning with an empty line."""
    return "".join(f"\n{section(entry, entries[0].day)}\n" for entry in entries)


def section(entry: Entry, day: date | None = None) -> str:
    """One entry, without a line break at its end; `day` is what stands above it."""
    parts = [f"## {entry.local_time:%H:%M} {_heading(entry)}\n\n{comment(entry, day)}"]
    if entry.prompt_text:
        parts.append("\n".join(f"> {line}" for line in entry.prompt_text.split("\n")))
    parts.append(_escaped(entry.body))
    return "\n\n".join(parts)


def _heading(entry: Entry) -> str:
    if entry.title:
        return " ".join(entry.title.split())
    if entry.kind == "review":
        return f"Review {entry.period or ''}".rstrip()
    if entry.practice and entry.kind not in ("storm", "joy"):
        return title_of(entry.practice)
    return entry.kind.capitalize()


def comment(entry: Entry, day: date | None = None) -> str:
    """The line that carries what Markdown has no place for.

    Reviews of one period may have been written on several days, of which one stands above.
    """
    said: dict[str, Any] = {"id": entry.id, "kind": entry.kind}
    if day is not None and entry.day != day:
        said["day"] = entry.day.isoformat()
    if entry.pack and entry.prompt_id:
        said["prompt"] = f"{entry.pack}/{entry.prompt_id}"
    if entry.prompt_text:
        said["question"] = len(entry.prompt_text.split("\n"))
    if entry.body == LEFT_OUT:
        said["words"] = "left-out"
    for name in _SAID:
        value = getattr(entry, name)
        if value not in (None, (), False):
            said[name] = plain(value)
    if entry.answers:
        said["answers"] = [
            {name: value for name, value in answer.items() if name != "text"}
            for answer in map(plain, entry.answers)
        ]
    words = " ".join(f"{name}={_value(value)}" for name, value in said.items())
    return f"<!-- trust: {words} -->"


def _value(value: Any) -> str:
    """A value in a comment: bare where that is plain, else JSON that cannot end the comment."""
    if isinstance(value, str) and _BARE.fullmatch(value) and "--" not in value:
        return value
    return json.dumps(value, ensure_ascii=False).replace("--", "-\\u002d").replace(">", "\\u003e")


def _escaped(body: str) -> str:
    might = "# " in body or "<!--" in body  # most have neither, and looking closely takes long
    return LOOKS_LIKE_OURS.sub(r"\\", body) if might else body
