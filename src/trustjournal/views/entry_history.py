"""All versions of an entry, oldest first, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta, timezone
from itertools import pairwise

from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry, Revision
from ..domain.text_diff import DiffLine, compare
from . import phrases, widgets
from .sanitize import safe_line, safe_text
from .screen import Screen
from .ways import way

ONLY_ONE = "It hasn't been changed since it was written."
_MARKS = {"same": "  ", "out": "- ", "in": "+ "}
_STYLES = {"same": "", "out": widgets.LABEL, "in": "green"}
_PLAIN_MARKS = {"same": "", "out": "Taken out: ", "in": "Put in: "}
_FIELDS = ("title", "mood", "closeness", "tags", "people", "private")


def history(entry: Entry, versions: Sequence[Revision], screen: Screen) -> list[RenderableType]:
    """Return all versions, oldest first; the last is the current one."""
    blocks: list[RenderableType] = []
    first, *later = versions
    blocks += [_head(entry, first, now=not later), "", *_lines(_unchanged(first), screen)]
    if not later:
        return [*blocks, "", Text(ONLY_ONE)]
    for before, after in pairwise(versions):
        blocks += ["", _head(entry, after, now=after is versions[-1])]
        blocks += [Text(line, style="italic") for line in _field_changes(before, after)]
        if before.body == after.body:
            blocks.append(Text("The text didn't change."))
        else:
            blocks += ["", *_lines(compare(before.body, after.body), screen)]
    to_first = (
        way(_restore_command(entry, len(versions)), "r"),
        way(
            "to go back to version 1" if len(versions) == 2 else "to go back to version N",
            "to bring one of them back",
        ),
    )
    blocks += ["", widgets.hints([to_first])]
    return blocks


def _restore_command(entry: Entry, versions: int) -> str:
    return f"trust edit {ids.short(entry.id)} --revision {1 if versions == 2 else 'N'}"


def _head(entry: Entry, version: Revision, *, now: bool) -> Text:
    zone = timezone(timedelta(seconds=entry.utc_offset))
    modified = version.modified_at.astimezone(zone)
    return Text.assemble(
        (f"Version {version.revision}", "bold"),
        f", {phrases.day(modified.date())}, {modified:%H:%M}",
        ", the current one" if now else "",
    )


def _unchanged(version: Revision) -> list[DiffLine]:
    return [DiffLine("same", line) for line in version.body.split("\n")]


def _field_changes(before: Revision, after: Revision) -> Iterator[str]:
    """Return the changes to other fields than the text: `mood changed from 3 to 4`."""
    for field in _FIELDS:
        old, new = _display(getattr(before, field)), _display(getattr(after, field))
        if old != new:
            yield f"{field} changed from {old} to {new}"


def _display(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not value:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(f"“{safe_line(name)}”" for name in value)
    return f"“{safe_line(value)}”" if isinstance(value, str) else str(value)


def _lines(lines: Sequence[DiffLine], screen: Screen) -> Iterator[RenderableType]:
    marks = _PLAIN_MARKS if screen.plain else _MARKS
    for line in lines:
        text = Text(safe_text(line.text), style=_STYLES[line.change])
        # The lengths differ if a control character was replaced by its longer name.
        if len(text) == len(line.text):
            for start, end in line.changed:
                text.stylize("strike" if line.change == "out" else "bold underline", start, end)
        if not screen.is_terminal:
            yield widgets.Verbatim(marks[line.change] + text.plain)
        elif screen.plain:
            yield Text(marks[line.change]) + text
        else:
            yield widgets.with_margin(marks[line.change], text)
