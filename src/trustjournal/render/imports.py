"""What an import did or would do, and the bar while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from . import parts, words
from .safe import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..flows.imports import Imported, Note
    from ..interchange.source import Meter

FORMATS = {"jrnl": "jrnl", "dayone": "Day One", "markdown": "Markdown", "json": "our JSON"}
SHOWN = 10
"""So many places are named on a screen; --json has more."""

REASONS = {
    "differs": "reads otherwise than what is here, which stays as it is",
    "no_date": "has no day",
    "not_a_date": "its date cannot be read",
    "future": "its day has not begun yet",
    "beyond_calendar": "its day is outside the years 1000 to 9000",
    "empty": "has no words",
    "too_long": "is longer than an entry can be (16 MB)",
    "words_left_out": "its words were left out when it was exported",
    "comment_unreadable": "the comment under its heading cannot be read",
    "before_first_entry": "stands before the first entry",
    "not_an_entry": "is no entry",
    "not_text": "is no text",
}
LEFT_OUT = {
    "photos": ("photo", "photos"),
    "videos": ("video", "videos"),
    "audios": ("recording", "recordings"),
    "pdfs": ("PDF file", "PDF files"),
    "places": ("place", "places"),
    "weather": ("note of the weather", "notes of the weather"),
    "moods": ("mood that is no number from 1 to 5", "moods that are no number from 1 to 5"),
}


def done(found: Imported) -> Iterator[RenderableType]:
    """The count and the days first, then whatever did not come along."""
    yield parts.text(_headline(found))
    rows = [
        (found.already, "here already"),
        (found.in_trash, "in the trash here, and left there"),
    ]
    for number, what in rows:
        if number:
            yield parts.text(f"{words.count(number, 'entry', 'entries')} {what}.")
    if found.mended:
        held = words.count(found.mended, "entry", "entries")
        yield parts.text(f"{held} with bytes that are no text; � stands in their place.")
    if found.left_out:
        gone = [words.count(n, *LEFT_OUT[what]) for what, n in sorted(found.left_out.items())]
        yield parts.text(f"Left out: {', '.join(gone)}.")
    yield from _notes(found)
    if found.backup:
        yield Text(f"Copied before: {safe_line(found.backup)}", style="dim")


def _headline(found: Imported) -> str:
    entries = words.count(found.added, "entry", "entries")
    where = f"{FORMATS[found.format]}, {safe_line(found.source)}"
    if not found.added:
        return f"{where}: nothing new{' would come' if found.dry_run else ' came'} in."
    verb = "would come in" if found.dry_run else "brought in"
    span = f", {found.first_day} to {found.last_day}"
    if found.first_day == found.last_day:
        span = f", {found.first_day}"
    return f"{where}: {entries} {verb}{span}."


def _notes(found: Imported) -> Iterator[RenderableType]:
    total = found.skipped + found.differs
    if not total:
        return
    yield parts.text(
        f"{words.count(total, 'piece')} left as {'it is' if total == 1 else 'they are'}:"
    )
    for note in found.notes[:SHOWN]:
        yield parts.inset(Text(f"{_place(note)}: {REASONS[note.reason]}"))
    if total > SHOWN:
        yield parts.inset(Text(f"and {total - SHOWN:,} more (--json names them)"))


def _place(note: Note) -> str:
    place = note.place
    at = f", {place.unit} {place.at}" if place.at is not None else ""
    return f"{safe_line(place.file)}{at}"


@contextmanager
def progress(screen: Screen) -> Iterator[Callable[[Meter, int], None]]:
    """A bar on a terminal that goes away when the work is done."""
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("Reading"), BarColumn(), TextColumn("{task.fields[count]:,} entries"))
    with Progress(*columns, console=screen.console, transient=True) as bar:
        task = bar.add_task("", total=None, count=0)

        def watch(meter: Meter, count: int) -> None:
            bar.update(task, total=meter.total or None, completed=meter.done, count=count)

        yield watch
