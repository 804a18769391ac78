"""Tags: the list, near-duplicates, and renamed ones."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.tags import Tag
from . import phrases, widgets
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..services.tags import Tags, TagsRenamed

NO_TAGS = "No tags yet. To add one: trust journal --tag walk"
HINT_LIMIT = 5
"""Maximum pairs of near-duplicates shown."""


def listing(tags: Tags, screen: Screen) -> list[RenderableType]:
    """Return all tags by name, and pairs that are probably the same tag."""
    if not tags.tags:
        return [NO_TAGS]
    if screen.plain or not screen.is_terminal:
        lines: list[RenderableType] = [Text(_line(tag)) for tag in tags.tags]
    else:
        lines = [widgets.items(map(_piece, tags.tags))]
    if tags.alike:
        hints = tags.alike[:HINT_LIMIT]
        lines += [
            "",
            Text("Perhaps the same tag:"),
            widgets.inset(widgets.hints(map(_hint, hints))),
        ]
        more = len(tags.alike) - len(hints)
        lines += [Text(f"And {phrases.count(more, 'more pair')}.")] if more else []
    return lines


def _line(tag: Tag) -> str:
    return f"{safe_line(tag.name)}: {phrases.count(tag.entries, 'entry', 'entries')}"


def _piece(tag: Tag) -> Text:
    return Text.assemble((safe_line(tag.name), "bold"), f" {tag.entries:,}")


def _hint(pair: tuple[Tag, Tag]) -> tuple[str, str]:
    keep, other = (safe_line(tag.name) for tag in pair)
    return f"trust tags merge {_merge_arguments(pair)}", f"{other} and {keep}"


def _merge_arguments(pair: tuple[Tag, Tag]) -> str:
    """Return both tags quoted for a shell, the one that stays last."""
    keep, other = pair
    return safe_line(shlex.join([other.name, keep.name]))


def note(tags: Tags) -> str:
    """Return a note on private entries left out, or an empty text."""
    if not tags.private:
        return ""
    return phrases.plural(
        tags.private,
        "{number} private entry was left out.",
        "{number} private entries were left out.",
    )


def retagged(result: TagsRenamed) -> list[RenderableType]:
    """Return the confirmation of renamed tags, and what keeps the old name."""
    count = phrases.plural(result.entries, "{number} entry changed", "{number} entries changed")
    names = [f"“{safe_line(name)}”" for name in result.before]
    after = f"“{safe_line(result.after)}”"
    sentence = phrases.plural(
        len(names),
        "{names} is now {after} ({count}).",
        "{names} are now {after} ({count}).",
        names=phrases.joined_with_and(names),
        after=after,
        count=count,
    )
    return [
        Text(sentence),
        Text(
            "Private entries with the tag were changed too. Earlier versions stay as they were.",
        ),
    ]
