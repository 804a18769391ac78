"""The pages that are mostly prose: about the program, and safety."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from ..domain.practices import PRACTICES
from . import widgets
from .safety_texts import page_in
from .sanitize import safe_line
from .screen import Screen
from .ways import way


def about(
    screen: Screen, *, version: str, locations: Mapping[str, Path | str]
) -> list[RenderableType]:
    """Return the page about the program: its purpose, its basis, and where its files are."""
    practices = [(practice.title, Text(practice.description)) for practice in PRACTICES.values()]
    body: list[RenderableType] = [
        Text(f"trust {version}", style="bold"),
        Text(
            "A private journal for one person who wants to build emotional trust with someone."
            " One question a day, a few minutes of writing, a look back once a week."
        ),
        "",
        Text("Ten practices, each a way to build trust", style="cyan"),
        *widgets.fields(practices, screen.width),
        "",
        Text("What it's based on", style="cyan"),
        Text(
            "An essay on emotional trust, and research on diaries, habits and closeness. The "
            "effects of writing are small on average, and this isn't a treatment. Noticing "
            "may help, and so may making a small plan each week."
        ),
        Text(
            "This journal looks at what you do, and never scores anyone. A blank day changes"
            " little: habits grow over months."
        ),
        Text.assemble("If you aren't safe, or aren't sure: ", ("trust safety", "cyan")),
        "",
        Text("Where your files are", style="cyan"),
        *widgets.fields(
            [
                *((name, widgets.path(str(path))) for name, path in locations.items()),
                ("Network", Text("none, ever")),
                ("Licence", Text("program MIT, questions CC0-1.0")),
            ],
            screen.width,
        ),
    ]
    return ["", widgets.inset(*body), ""]


BEFORE_FORGETTING = (
    "No question will be marked `not-safe` any more, and your answers of 1 to “I felt at ease "
    "being myself” will be gone. Any question may come up again. Check-ins and promises to people "
    "may be shown again, and you may be asked how close you felt. Your entries stay as they are."
)
"""Shown before the user confirms."""
CONFIRM_FORGETTING = "Forget all of this? [y/N] "
AFTER_FORGETTING = (
    "No question is marked `not-safe` any more, and your answers of 1 to “I felt at ease being "
    "myself” are gone. Any question may come up again. Check-ins and promises to people may be "
    "shown again, and you may be asked how close you felt. Your entries, promises and other "
    "answers are as they were.",
    "Earlier backups may still have all this: `trust backup list` lists them. Exports you've "
    "already made still have the answers about ease, and your shell may keep the commands you "
    "typed.",
)


def forgotten() -> list[RenderableType]:
    """Return what was taken back, and where it may still be."""
    first, more = AFTER_FORGETTING
    return [Text(first), "", Text(more)]


def safety(line: str, language: str) -> list[RenderableType]:
    """Return the page for someone who is not sure that they are safe. Viewing it isn't recorded.

    `line` is the user's own `safety_line`; it comes second under the first heading.
    """
    page = page_in(language)
    first, *others = page.help.points
    body: list[RenderableType] = [
        Text(page.title, style="bold"),
        "",
        Text(way(page.leave_fast, page.leave_fast_in_full_screen)),
        "",
        Text(page.opening),
        *_section(page.help.heading, [first, *([line] if line else []), *others]),
    ]
    for section in (page.signs, page.danger, page.crisis, page.change, page.computer):
        body += _section(section.heading, section.points)
    if not line:
        body += ["", Text(page.own_line)]
    return ["", widgets.inset(*body), ""]


def _section(heading: str, points: Iterable[str]) -> list[RenderableType]:
    """Return a heading and its points; wrapped lines of a point are indented past its dash."""
    return [
        "",
        Text(heading, style="cyan"),
        *(widgets.with_margin("- ", Text(safe_line(point))) for point in points),
    ]
