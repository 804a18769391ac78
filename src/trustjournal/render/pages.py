"""Pages that are mostly words: the root help, what this is, and the safety page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from ..domain.practices import PRACTICES
from . import parts
from .safe import safe_line
from .screen import Screen


def about(
    screen: Screen, *, version: str, places: Mapping[str, Path | str]
) -> list[RenderableType]:
    """What this is, what it rests on, where things are."""
    practices = [(practice.title, Text(practice.description)) for practice in PRACTICES.values()]
    body: list[RenderableType] = [
        Text(f"trust {version}", style="bold"),
        Text(
            "A private journal for one person who wants to build emotional trust with someone."
            " One question a day, a few minutes of writing, a look back once a week."
        ),
        "",
        Text("Ten practices", style="cyan"),
        *parts.fields(practices, screen.width),
        "",
        Text("What it rests on", style="cyan"),
        Text(
            "An essay on emotional trust, and research on diaries, habits and closeness. The"
            " effects of writing are small on average, and this is no treatment. What may help"
            " is noticing, a small plan for the week, and doing it again."
        ),
        Text(
            "It looks at what you do, and never scores anyone. A blank day changes little:"
            " habits grow over months."
        ),
        "",
        Text("Where things are", style="cyan"),
        *parts.fields(
            [
                *((name, Text(safe_line(str(path)))) for name, path in places.items()),
                ("Network", Text("none, ever")),
                ("Licence", Text("program MIT, questions CC0-1.0")),
            ],
            screen.width,
        ),
    ]
    return ["", parts.inset(*body), ""]


FORGOTTEN = "The journal keeps nothing of it now. Copies made before may: trust restore lists them."
OWN_LINE = 'A number of your own on this page: trust config set safety_line "TEXT"'


def safety(line: str) -> list[RenderableType]:
    """For someone who is not sure that they are safe. Showing it is never recorded."""
    body: list[RenderableType] = [
        Text("If you are not safe, or not sure", style="bold"),
        "",
        Text(
            "This journal is for relationships where you are safe to speak. Openness is not the"
            " answer to being controlled, threatened or hurt, and none of that is yours to mend"
            " by writing or explaining better."
        ),
        "",
        Text("Some signs", style="cyan"),
        *_points(
            "I plan my words or my day around someone's anger.",
            "Someone checks my phone, my money, where I go or whom I see.",
            "I am pushed, hurt, threatened, or made to do things I do not want.",
            "Someone demands to read this journal.",
        ),
        "",
        Text("What may help", style="cyan"),
        *_points(
            "In danger now: your local emergency number.",
            *([line] if line else []),
            "Someone you trust, told in person or from a device only you use.",
            "A helpline in your country. Directories: hotpeachpages.net, lila.help,"
            " nomoredirectory.org.",
        ),
        "",
        Text("About this computer", style="cyan"),
        Text(
            "Someone who can use your device can read this journal, or see that it exists. A"
            " record of what happens belongs in a place they cannot reach. Looking at this page"
            " is not recorded here; your shell may keep the command in its history."
        ),
    ]
    if not line:
        body += ["", Text(OWN_LINE, style="dim")]
    return ["", parts.inset(*body), ""]


def _points(*lines: str) -> list[RenderableType]:
    return [parts.inset(Text(safe_line(line))) for line in lines]
