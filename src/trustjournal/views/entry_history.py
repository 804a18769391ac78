"""Every wording an entry has had, oldest first, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta, timezone
from itertools import pairwise

from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry, Revision
from ..domain.text_diff import Line, compare
from . import phrases, widgets
from .sanitize import safe_line, safe_text
from .screen import Screen

ONLY_ONE = "It reads as it did when it was written."
_MARKS = {"same": "  ", "out": "- ", "in": "+ "}
_STYLES = {"same": "", "out": "dim", "in": "green"}
_SPOKEN = {"same": "", "out": "Taken out: ", "in": "Put in: "}
_FIELDS = ("title", "mood", "closeness", "tags", "people", "private")


def history(entry: Entry, wordings: Sequence[Revision], screen: Screen) -> list[RenderableType]:
    """All wordings; the last is the present one."""
    shown: list[RenderableType] = []
    first, *later = wordings
    shown += [_head(entry, first, now=not later), "", *_lines(_as_new(first), screen)]
    if not later:
        return [*shown, "", Text(ONLY_ONE, style="dim")]
    for before, after in pairwise(wordings):
        shown += ["", _head(entry, after, now=after is wordings[-1])]
        shown += [Text(line, style="italic") for line in _facts(before, after)]
        if before.body == after.body:
            shown.append(Text("The text stayed as it was.", style="dim"))
        else:
            shown += ["", *_lines(compare(before.body, after.body), screen)]
    shown += ["", widgets.hints([(_how(entry), "brings an earlier one back")])]
    return shown


def _how(entry: Entry) -> str:
    return f"trust edit {ids.short(entry.id)} --revision 1"


def _head(entry: Entry, wording: Revision, *, now: bool) -> Text:
    zone = timezone(timedelta(seconds=entry.utc_offset))
    at = wording.modified_at.astimezone(zone)
    return Text.assemble(
        (f"Revision {wording.revision}", "bold"),
        f", {phrases.day(at.date())}, {at:%H:%M}",
        (", as it reads now" if now else "", "dim"),
    )


def _as_new(wording: Revision) -> list[Line]:
    return [Line("same", line) for line in wording.body.split("\n")]


def _facts(before: Revision, after: Revision) -> Iterator[str]:
    """What changed beside the text, `mood 3; now 4`."""
    for field in _FIELDS:
        old, new = _said(getattr(before, field)), _said(getattr(after, field))
        if old != new:
            yield f"{field} {old or 'none'}; now {new or 'none'}"


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(safe_line(name) for name in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe_line(str(value)) if value else ""


def _lines(lines: Sequence[Line], screen: Screen) -> Iterator[RenderableType]:
    marks = _SPOKEN if screen.plain else _MARKS
    for line in lines:
        text = Text(safe_text(line.text), style=_STYLES[line.change])
        if len(text) == len(line.text):  # a control character's name takes more than one place
            for start, end in line.changed:
                text.stylize("strike" if line.change == "out" else "bold underline", start, end)
        if not screen.is_terminal:
            yield widgets.Verbatim(marks[line.change] + text.plain)
        elif screen.plain:
            yield Text(marks[line.change]) + text
        else:
            yield widgets.beside(marks[line.change], text)
