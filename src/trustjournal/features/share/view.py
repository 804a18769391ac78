"""Sharing: the lines to pick from, the preview, and what was shared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ...views import phrases, widgets
from ...views.sanitize import safe_line, safe_text
from .model import Share

if TYPE_CHECKING:
    from .service import ShareableLine

PICK = "  Which lines? (such as 1 3; Enter cancels) "
PICK_AGAIN = "  Numbers from 1 to {most}, with spaces between them (Enter cancels): "
SURPRISED = "  Would they be surprised to learn that you wrote this down? [y/N] "
ANYONE_ELSE = "  Does it mention anyone else you'd need to ask? [y/N] "
GO_ON = "  Then talking first may be kinder. Go on anyway? [y/N] "
WHERE = "  Which file? (Enter: {path}) "
OFFER = "Make it an offer: “I wrote this. Would you like to see it?”"


def pickable_lines(lines: Sequence[ShareableLine]) -> list[RenderableType]:
    """Return the lines that can be picked, numbered."""
    rows = [
        (f"{n:2}", Text.assemble(safe_line(line.text), ("  (shared before)", widgets.LABEL)))
        if line.before
        else (f"{n:2}", Text(safe_line(line.text)))
        for n, line in enumerate(lines, start=1)
    ]
    intro = Text("The page starts empty. Pick what goes on it, line by line.")
    return ["", widgets.inset(intro, "", *widgets.numbered(rows)), ""]


def preview(page: str) -> list[RenderableType]:
    """Return the page exactly as it will be written."""
    return ["", Text("The whole page:"), widgets.Verbatim(safe_text(page)), ""]


def confirm(path: Path) -> str:
    """Return the last question before the page is written."""
    place = "standard output" if path == Path("-") else safe_line(str(path))
    return f"  Write the page to {place}? [y/N] "


def written(share: Share) -> list[RenderableType]:
    """Return the confirmation of a written page, which is an offer the other may decline."""
    lines = phrases.count(len(share.lines), "line")
    return [
        Text(f"{lines} in {safe_line(share.path)}. Only your account can open the file."),
        Text(OFFER),
    ]


def written_to_stdout(share: Share) -> list[RenderableType]:
    """Return the confirmation that the page went to standard output."""
    return [Text(f"{phrases.count(len(share.lines), 'line')} written to {_path(share)}.")]


def _path(share: Share) -> str:
    return "standard output" if share.path == "-" else safe_line(share.path)


def listing(shares: Sequence[Share]) -> list[RenderableType]:
    """Return what was shared when, and with whom."""
    if not shares:
        return [Text("You haven't shared anything yet.")]
    rows: list[RenderableType] = []
    for share in shares:
        to = f", for {safe_line(share.person)}" if share.person else ""
        rows.append(Text(f"{share.day}{to}, {_path(share)}"))
        rows += [widgets.inset(Text(safe_line(text))) for text in share.lines]
    return rows
