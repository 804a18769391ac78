"""Export to Markdown that is pleasant in an editor, and exact enough to be imported again.

A file has front matter about the day, then a section for each entry: a heading with the time, a
comment with everything the heading can't express, the question as a quotation, and the text as
it was typed. A line of the text that looks like one of our headings or comments gets a
backslash in front, so no text can end its own section. docs/formats.md describes the format.
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
from ..records.section import FORMAT
from .exporter import Journal

LEFT_OUT = "*The words are left out: someone in them is not to be quoted.*"
"""Replaces the text of an entry that can't be quoted; its comment says `words=left-out`."""

LOOKS_LIKE_OURS = re.compile(
    r"(?:^|(?<=[\n\r]))"
    r"(?=\\*(?:## \d\d:\d\d(?:[ \r\n]|$)|<!-- trust:|# \d{4}-\d\d-\d\d(?:[\r\n]|$)))"
)
_BARE = re.compile(r"[A-Za-z0-9_.:/+-]+")

_COMMENT_FIELDS = (
    *("title", "mood", "closeness", "practice", "period", "tags", "people", "starred", "private"),
    *("created_at", "tz", "utc_offset", "written_on", "modified_at", "revision"),
    *("source", "source_id", "come_back"),
)
"""The fields in the comment after id and kind, in this order; empty ones are left out."""


class ToMarkdown:
    """Exporter for Markdown in one file.

    `services/export_folder.py` uses the functions below for a folder with a file for each day.
    """

    dest = "trust-journal"
    is_text = True

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield the header, then one day at a time."""
        yield single_header().encode()
        for day, entries in groupby(journal.entries(), key=lambda entry: entry.day):
            yield single_day(day, list(entries)).encode()


def day_file(day: date, entries: Sequence[Entry]) -> str:
    """Return the content of a day's file."""
    return _front_matter({"date": day}, entries) + sections(entries)


def review_file(period: str, entries: Sequence[Entry]) -> str:
    """Return the content of a file with the reviews of one period."""
    return _front_matter({"date": entries[0].day, "period": period}, entries) + sections(entries)


def single_header() -> str:
    """Return the front matter of a file that holds everything."""
    return _yaml({"format": FORMAT})


def single_day(day: date, entries: Sequence[Entry]) -> str:
    """Return a day's part of a file that holds everything."""
    return f"\n# {day}\n{sections(entries)}"


def _yaml(values: dict[str, Any]) -> str:
    """Return front matter with one key in each line, lists included."""
    lines = [f"{name}: {_yaml_value(value)}\n" for name, value in values.items()]
    return f"---\n{''.join(lines)}---\n"


def _yaml_value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return _dumped(tuple(value) if isinstance(value, list) else value)


@lru_cache(maxsize=1024)
def _dumped(value: Any) -> str:
    """Dump a text, or a tuple of texts. It is cached because most days have the same few."""
    import yaml  # late, because completion imports every command and needs no YAML

    plain_value = list(value) if isinstance(value, tuple) else value
    text: str = yaml.safe_dump(
        plain_value, allow_unicode=True, default_flow_style=True, width=float("inf")
    )
    return text.removesuffix("...\n").strip()


def _front_matter(values: dict[str, Any], entries: Sequence[Entry]) -> str:
    for name, items in (
        ("tags", sorted({tag for entry in entries for tag in entry.tags})),
        ("people", sorted({person for entry in entries for person in entry.people})),
        ("moods", [entry.mood for entry in entries if entry.mood is not None]),
    ):
        if items:
            values[name] = items
    return _yaml(values | {"format": FORMAT})


def sections(entries: Sequence[Entry]) -> str:
    """Return a section for each entry, each after an empty line."""
    return "".join(f"\n{section(entry, entries[0].day)}\n" for entry in entries)


def section(entry: Entry, day: date | None = None) -> str:
    """Return the section of an entry, without a line break at its end.

    `day` is the day in the heading or front matter above it.
    """
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
    """Return the comment with what Markdown has no place for.

    It includes the entry's day if that isn't `day`, the day above it: the reviews of a period
    may be from several days.
    """
    fields: dict[str, Any] = {"id": entry.id, "kind": entry.kind}
    if day is not None and entry.day != day:
        fields["day"] = entry.day.isoformat()
    if entry.pack and entry.prompt_id:
        fields["prompt"] = f"{entry.pack}/{entry.prompt_id}"
    if entry.prompt_text:
        fields["question"] = len(entry.prompt_text.split("\n"))
    if entry.body == LEFT_OUT:
        fields["words"] = "left-out"
    for name in _COMMENT_FIELDS:
        value = getattr(entry, name)
        if value not in (None, (), False):
            fields[name] = plain(value)
    if entry.answers:
        fields["answers"] = [
            {name: value for name, value in answer.items() if name != "text"}
            for answer in map(plain, entry.answers)
        ]
    pairs = " ".join(f"{name}={_value(value)}" for name, value in fields.items())
    return f"<!-- trust: {pairs} -->"


def _value(value: Any) -> str:
    """Format a value for a comment: bare if it is simple, else JSON that can't end the comment."""
    if isinstance(value, str) and _BARE.fullmatch(value) and "--" not in value:
        return value
    return json.dumps(value, ensure_ascii=False).replace("--", "-\\u002d").replace(">", "\\u003e")


def _escaped(body: str) -> str:
    may_match = "# " in body or "<!--" in body  # most texts have neither, and the pattern is slow
    return LOOKS_LIKE_OURS.sub(r"\\", body) if may_match else body
