"""Lines and entries marked as not yet said."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from ...domain import ids
from ...domain.text import excerpt
from ...views import phrases, widgets
from ...views.sanitize import safe_line
from ...views.ways import way
from .model import Unsaid

TITLE = "Written, not yet said"
WAYS = (
    "Once you've said it, or if you'd rather keep it to yourself: {}",
    "Once you've said it, or if you'd rather keep it to yourself, run {} in a terminal.",
)
"""What can be done with a line, by a command; and what `trust open` says of it."""
STATES = {"not-yet": "not yet said", "said": "said", "mine": "yours to keep"}
MARKED = {
    "not-yet": "Marked {} as not yet said. `trust unsaid` lists what you haven't said yet.",
    "said": "Marked {} as said.",
    "mine": "Marked {} as yours to keep.",
}
EXCERPT_LENGTH = 160
"""Maximum characters shown of a line."""


def listing(lines: Sequence[tuple[str, str, str]], private: int) -> list[RenderableType]:
    """Return a line for each (id, day, text), and a note on `private` others."""
    rows: list[RenderableType] = [
        widgets.with_margin(f"{ids.short(entry_id)}  ", Text(f"{day}  {_shown(text)}"))
        for entry_id, day, text in lines
    ]
    if private:
        rows.append(
            Text(
                phrases.plural(
                    private,
                    "{number} private entry isn't shown.",
                    "{number} private entries aren't shown.",
                )
            )
        )
    elif not lines:
        rows.append(Text("You haven't marked anything as not yet said."))
        rows.append(Text("To mark your last entry: trust unsaid last --not-yet"))
    return rows


def _shown(text: str) -> str:
    return safe_line(excerpt(text, EXCERPT_LENGTH))


def marked(entry_id: str, state: str, *, line: bool) -> list[RenderableType]:
    """Return the confirmation of a mark. `line`: it is on one line of the entry."""
    subject = f"a line of {ids.short(entry_id)}" if line else ids.short(entry_id)
    return [Text(MARKED[state].format(subject))]


def review_section(entry_id: str, text: str) -> list[RenderableType]:
    """Return the section of a review: one line, and what can be done with it."""
    command = f"trust unsaid {ids.short(entry_id)} --said"
    by_command = WAYS[0].format(f"{command} (or --mine)")
    in_full_screen = WAYS[1].format(f"`{command}` (or `--mine`)")
    return [
        "",
        Text(TITLE, style="cyan"),
        Text(_shown(text)),
        Text(way(by_command, in_full_screen)),
    ]


def review_section_markdown(text: str) -> list[str]:
    """Return the section of a review as Markdown lines."""
    return ["", f"## {TITLE}", "", f"- {_shown(text)}"]


def states(marks: Sequence[Unsaid]) -> list[RenderableType]:
    """Return the marks of an entry, shown below its text."""
    return [
        Text(f"{'One line is marked' if mark.line else 'Marked'} as {STATES[mark.state]}.")
        for mark in marks
    ]
