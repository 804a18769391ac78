"""Export to Markdown that is pleasant in an editor, and exact enough to be imported again.

A file has front matter about the day, then a section for each entry: a heading with the time, a
comment, the question as a quotation, and the text as it was typed. In a folder the comment is
short, and everything that import needs beyond the page goes into the folder's index
(`page_index`); in a single file the comment has all of it. A line of the text that looks like one
of our headings or comments gets a backslash in front, so no text can end its own section.
docs/formats.md describes the format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from ..domain.entry import Entry
from ..domain.json_values import plain
from ..domain.periods import period_named
from ..domain.practices import title_of
from ..records.section import FORMAT
from .book import period_in_words
from .exporter_protocol import Journal

LEFT_OUT = "*Left out: it's about someone you don't quote.*"
"""Replaces the text of an entry that can't be quoted; its comment says `words=left-out`."""

CONTENTS = "contents"
"""The value of `page` in the front matter of the page that leads to the others."""

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
IN_COMMENT = frozenset(
    ("id", "kind", "day", "prompt", "question", "words", "answers", *_COMMENT_FIELDS)
)
"""All the fields that a comment may have."""
_NO_TAG = re.compile(r"[^\w/-]+")
"""What Obsidian doesn't accept in a tag; a dash stands for it."""


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
    return _front_matter({"date": day}, entries) + _short_sections(entries, day)


def month_file(month: date, entries: Sequence[Entry]) -> str:
    """Return the content of a month's file, with a heading for each day."""
    days = "".join(
        f"\n# {day}\n{_short_sections(list(of_day), day)}"
        for day, of_day in groupby(entries, key=lambda entry: entry.day)
    )
    return _front_matter({"month": f"{month:%Y-%m}"}, entries) + days


def review_file(period: str, entries: Sequence[Entry]) -> str:
    """Return the content of a file with the reviews of one period."""
    day = entries[0].day
    return _front_matter({"date": day, "period": period}, entries) + _short_sections(entries, day)


def contents_file(months: Sequence[str], reviews: Sequence[str]) -> str:
    """Return a page that leads to the pages of months and reviews, given by their names."""
    lines = [_yaml({"page": CONTENTS, "format": FORMAT}), "\n# Journal\n"]
    for year, names in groupby(months, key=lambda name: name[:4]):
        lines.append(f"\n## {year}\n\n")
        for name in names:
            month = date.fromisoformat(f"{name[:7]}-01")
            lines.append(f"- [{month:%B}]({year}/{name}.md)\n")
    if reviews:
        lines.append("\n## Reviews\n\n")
        lines += [f"- [{period_in_words(name)}](reviews/{name}.md)\n" for name in reviews]
    return "".join(lines)


_PAGE_LINK = re.compile(r"\]\((\d{4}|reviews)/([0-9W.-]+)\.md\)")


def added_to_contents(lines: Iterable[str]) -> Iterator[int]:
    """Yield the numbers of the lines that someone added to a page of contents, from 0.

    The page is made again of the pages that it leads to; any other line isn't ours.
    """
    lines = [line.strip() for line in lines]
    links = [link.groups() for link in map(_PAGE_LINK.search, lines) if link]
    months = [name for folder, name in links if folder != "reviews" and is_month(name)]
    reviews = [name for folder, name in links if folder == "reviews"]
    ours = set(contents_file(months, reviews).split("\n"))
    for number, line in enumerate(lines):
        if line not in ours:
            yield number


def is_month(name: str) -> bool:
    """Return whether a name is that of a month, such as `2026-11`."""
    period = period_named(name)
    return period is not None and period.kind == "month"


def index_of(entries: Sequence[Entry], day: date | None = None) -> dict[str, dict[str, Any]]:
    """Return what import needs of the entries of a page beyond the page, by their ids.

    `day` is the day that the page names, if it names one for all of its entries.
    """
    return {
        entry.id: {
            name: value
            for name, value in _fields(entry, day or entry.day).items()
            if name not in ("id", "question")
        }
        for entry in entries
    }


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
        ("tags", sorted({tag_of(tag) for entry in entries for tag in entry.tags} - {""})),
        ("people", sorted({person for entry in entries for person in entry.people})),
        ("practices", sorted({entry.practice for entry in entries if entry.practice})),
        ("moods", [entry.mood for entry in entries if entry.mood is not None]),
    ):
        if items and not (name == "moods" and "month" in values):
            values[name] = items
    return _yaml(values | {"format": FORMAT})


def tag_of(tag: str) -> str:
    """Return a tag as Obsidian accepts it: without blanks, and not only digits."""
    name = _NO_TAG.sub("-", tag).strip("-/")
    return name if not name or re.search(r"[^\d/_-]", name) else f"tag-{name}"


def sections(entries: Sequence[Entry]) -> str:
    """Return a section for each entry, each after an empty line."""
    return "".join(f"\n{section(entry, entries[0].day)}\n" for entry in entries)


def _short_sections(entries: Sequence[Entry], day: date) -> str:
    return "".join(f"\n{section(entry, day, short=True)}\n" for entry in entries)


def section(entry: Entry, day: date | None = None, *, short: bool = False) -> str:
    """Return the section of an entry, without a line break at its end.

    `day` is the day in the heading or front matter above it.
    """
    above = short_comment(entry) if short else comment(entry, day)
    parts = [f"## {entry.local_time:%H:%M} {heading(entry)}\n\n{above}"]
    if entry.prompt_text:
        parts.append("\n".join(f"> {line}" for line in entry.prompt_text.split("\n")))
    parts.append(_escaped(entry.body))
    return "\n\n".join(parts)


def heading(entry: Entry) -> str:
    """Return the words of an entry's heading, which follow its time."""
    if entry.title:
        return " ".join(entry.title.split())
    if entry.kind == "review":
        return f"Review {entry.period or ''}".rstrip()
    if entry.practice and entry.kind not in ("storm", "joy"):
        return title_of(entry.practice)
    return entry.kind.capitalize()


def short_comment(entry: Entry) -> str:
    """Return the comment of a page that has an index: the id, and what must not get lost.

    `question=0` tells a quotation at the beginning of a text from a question.
    """
    fields: dict[str, Any] = {"id": entry.id}
    if not entry.prompt_text and entry.body.startswith(">"):
        fields["question"] = 0
    if entry.body == LEFT_OUT:
        fields["words"] = "left-out"
    if entry.private:
        fields["private"] = True
    return _comment(fields)


def comment(entry: Entry, day: date | None = None) -> str:
    """Return the comment with what Markdown has no place for."""
    return _comment(_fields(entry, day))


def _comment(fields: dict[str, Any]) -> str:
    pairs = " ".join(f"{name}={_value(value)}" for name, value in fields.items())
    return f"<!-- trust: {pairs} -->"


def _fields(entry: Entry, day: date | None) -> dict[str, Any]:
    """Return what Markdown has no place for.

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
    return fields


def _value(value: Any) -> str:
    """Format a value for a comment: bare if it is simple, else JSON that can't end the comment."""
    if isinstance(value, str) and _BARE.fullmatch(value) and "--" not in value:
        return value
    return json.dumps(value, ensure_ascii=False).replace("--", "-\\u002d").replace(">", "\\u003e")


def _escaped(body: str) -> str:
    may_match = "# " in body or "<!--" in body  # most texts have neither, and the pattern is slow
    return LOOKS_LIKE_OURS.sub(r"\\", body) if may_match else body
