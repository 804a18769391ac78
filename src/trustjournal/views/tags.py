"""Tags on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.tags import Tag
from . import phrases, widgets
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..services.tags import Retagged, Tags

NO_TAGS = "No tags yet. For example: trust journal --tag walk"
MOST_HINTS = 5
"""Pairs that are probably one, shown at the most."""


def everything(found: Tags, screen: Screen) -> list[RenderableType]:
    """All tags by name, and which of them are probably one."""
    if not found.tags:
        return [NO_TAGS]
    if screen.plain or not screen.is_terminal:
        shown: list[RenderableType] = [Text(_line(tag)) for tag in found.tags]
    else:
        shown = [widgets.items(map(_piece, found.tags))]
    if found.alike:
        hints = found.alike[:MOST_HINTS]
        shown += [
            "",
            Text("Perhaps one and the same:"),
            widgets.inset(widgets.hints(map(_hint, hints))),
        ]
        more = len(found.alike) - len(hints)
        shown += [Text(f"And {phrases.count(more, 'more pair')}.", style="dim")] if more else []
    return shown


def _line(tag: Tag) -> str:
    return f"{safe_line(tag.name)}: {phrases.count(tag.entries, 'entry', 'entries')}"


def _piece(tag: Tag) -> Text:
    return Text.assemble((safe_line(tag.name), "bold"), (f" {tag.entries:,}", "dim"))


def _hint(pair: tuple[Tag, Tag]) -> tuple[str, str]:
    keep, other = (safe_line(tag.name) for tag in pair)
    return f"trust tags merge {_typed(pair)}", f"{other} and {keep}"


def _typed(pair: tuple[Tag, Tag]) -> str:
    """The two as they are typed on a line, the one that stays last."""
    import shlex

    keep, other = pair
    return safe_line(shlex.join([other.name, keep.name]))


def note(found: Tags) -> str:
    """What was left out, or nothing."""
    if not found.private:
        return ""
    return f"{phrases.count(found.private, 'private entry', 'private entries')} left out."


def retagged(found: Retagged) -> list[RenderableType]:
    """Some tags have another name now, and what keeps the old one."""
    count = phrases.count(found.entries, "entry", "entries")
    names = [safe_line(name) for name in found.before]
    after = safe_line(found.after)
    said = f"{phrases.all_of(names)} {'is' if len(names) == 1 else 'are'} {after} now: {count}."
    return [
        Text(said),
        Text(
            "Private entries with it went along. Earlier wordings stay as they were.", style="dim"
        ),
    ]
