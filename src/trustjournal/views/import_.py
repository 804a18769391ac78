"""The result of an import or of its dry run, and its progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..records.sections import SECTIONS
from . import phrases, widgets
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..formats.source import Meter
    from ..services.imports import Imported, ImportNote

FORMATS = {"jrnl": "jrnl", "dayone": "Day One", "markdown": "Markdown", "json": "our JSON"}
PLACES_SHOWN = 5
"""Number of places named on a screen; --json has more."""

REASONS = {
    "differs": (
        "entry is here and reads otherwise there; ours stays as it is",
        "entries are here and read otherwise there; ours stay as they are",
    ),
    "no_date": ("piece has no day", "pieces have no day"),
    "not_a_date": ("piece has a date that cannot be read", "pieces have dates that cannot be read"),
    "future": ("entry has a day that has not begun", "entries have days that have not begun"),
    "beyond_calendar": (
        "entry is outside the years 1000 to 9000",
        "entries are outside the years 1000 to 9000",
    ),
    "empty": ("entry has no words", "entries have no words"),
    "too_long": ("entry is longer than 16 MB", "entries are longer than 16 MB"),
    "words_left_out": (
        "entry was exported without its words",
        "entries were exported without their words",
    ),
    "comment_unreadable": (
        "section has a comment that cannot be read",
        "sections have comments that cannot be read",
    ),
    "before_first_entry": (
        "text stands before the first date",
        "texts stand before the first date",
    ),
    "not_an_entry": ("piece is no entry", "pieces are no entries"),
    "not_text": ("file is no text", "files are no text"),
    "not_utf8": (
        "file is neither UTF-8 nor UTF-16; convert it, then import it again",
        "files are neither UTF-8 nor UTF-16; convert them, then import them again",
    ),
    "two_days": (
        "piece has a date in which day and month could change places",
        "pieces have dates in which day and month could change places",
    ),
    "twice": (
        "entry came a second time with other words; the first came in, this one did not",
        "entries came a second time with other words; the first came in, these did not",
    ),
    "other_file": (
        "file is something else and was not read",
        "files are something else and were not read",
    ),
    "linked_folder": ("link to a folder was not followed", "links to folders were not followed"),
    "program_copy": (
        "file is an earlier version that Logseq keeps, and was not read",
        "files are earlier versions that Logseq keeps, and were not read",
    ),
    "bracket_unread": (
        "line begins with what may be a date and could not be read as one; it is part of a text",
        "lines begin with what may be dates and could not be read as such; they are parts of texts",
    ),
    "front_unreadable": (
        "note has front matter that cannot be read, so it is private until you change that",
        "notes have front matter that cannot be read, so they are private until you change that",
    ),
    "read_as_western": (
        "file is not UTF-8 and was read as Windows-1252; look whether its letters are right",
        "files are not UTF-8 and were read as Windows-1252; look whether their letters are right",
    ),
    "zone_unknown": (
        "entry has a time zone that is not known here; this computer's was taken",
        "entries have time zones that are not known here; this computer's was taken",
    ),
    "outcome_differs": (
        "if-then is here with another outcome; ours stays as it is",
        "if-thens are here with other outcomes; ours stay as they are",
    ),
    "words_differ": (
        "promise, word about one, or pause reads otherwise here; ours stays as it is",
        "promises, words about them, or pauses read otherwise here; ours stay as they are",
    ),
    "no_owner": (
        "record belongs to an entry that did not come in",
        "records belong to entries that did not come in",
    ),
}
"""Sentences about skipped or changed items, singular and plural, without the leading count."""
ATTACHMENTS = {
    "photos": ("photo", "photos"),
    "videos": ("video", "videos"),
    "audios": ("recording", "recordings"),
    "pdfs": ("PDF file", "PDF files"),
    "places": ("place", "places"),
    "weather": ("note of the weather", "notes of the weather"),
    "moods": ("mood that is no number from 1 to 5", "moods that are no number from 1 to 5"),
    "properties": ("property", "properties"),
    "media": ("picture, recording or PDF file", "pictures, recordings and PDF files"),
}


def summary(result: Imported) -> Iterator[RenderableType]:
    """Return the number of entries and their days, then everything that was left out."""
    yield widgets.text(_headline(result))
    other_records = [
        phrases.count(n, *SECTIONS[kind].labels)
        for kind, n in result.parts.items()
        if kind in SECTIONS  # a salt isn't mentioned
    ]
    if other_records:
        yield widgets.text(f"Beside entries: {', '.join(other_records)}.")
    rows = [
        (result.already, "here already"),
        (result.in_trash, "in the trash here, and left there"),
    ]
    for number, item in rows:
        if number:
            yield widgets.text(f"{phrases.count(number, 'entry', 'entries')} {item}.")
    if result.mended:
        count = phrases.count(result.mended, "entry", "entries")
        yield widgets.text(f"{count} with bytes that are no text; � stands in their place.")
    if result.left_out:
        left_out = [
            phrases.count(n, *ATTACHMENTS[item])
            + (f" ({_properties(result.properties)})" if item == "properties" else "")
            for item, n in sorted(result.left_out.items())
        ]
        yield widgets.text(f"Left out: {', '.join(left_out)}.")
    yield from _notes(result)
    if result.backup:
        name = safe_line(result.backup)
        yield Text("The journal as it was before:", style="dim")
        yield widgets.inset(Text(f"trust backup restore {name}", style="dim"))


def _properties(counts: dict[str, int]) -> str:
    """Return the names of the most frequent properties."""
    names = sorted(counts, key=lambda name: (name == "other", -counts[name], name))
    more = f" and {len(names) - PLACES_SHOWN:,} more" if len(names) > PLACES_SHOWN else ""
    return ", ".join(map(safe_line, names[:PLACES_SHOWN])) + more


def _headline(result: Imported) -> str:
    entries = phrases.count(result.added, "entry", "entries")
    source = f"{FORMATS[result.format]}, {safe_line(result.source)}"
    if not result.added:
        return f"{source}: nothing new {'would come' if result.dry_run else 'came'} in."
    verb = "would come in" if result.dry_run else "brought in"
    one_day = result.first_day == result.last_day
    span = result.first_day if one_day else f"{result.first_day} to {result.last_day}"
    return f"{source}: {entries} {verb}, {span}."


def _notes(result: Imported) -> Iterator[RenderableType]:
    """Return each reason with its count, and the first places below it."""
    for reason, number in result.reasons.items():
        one, many = REASONS[reason]
        yield widgets.text(f"{phrases.count(number, one, many)}:")
        notes = [note for note in result.notes if note.reason == reason]
        for note in notes[:PLACES_SHOWN]:
            yield widgets.inset(Text(_place(note)))
        if number > PLACES_SHOWN:
            named = " (--json names them)" if len(notes) == number else ""
            yield widgets.inset(Text(f"and {number - PLACES_SHOWN:,} more{named}"))


def _place(note: ImportNote) -> str:
    place = note.place
    position = f", {place.unit} {place.at}" if place.at is not None else ""
    return f"{safe_line(place.file)}{position}"


@contextmanager
def progress(screen: Screen) -> Iterator[Callable[[Meter, int], None]]:
    """Show a progress bar on a terminal until the block ends; yield the function to update it."""
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("Reading"), BarColumn(), TextColumn("{task.fields[count]:,} entries"))
    with Progress(*columns, console=screen.console, transient=True) as bar:
        task = bar.add_task("", total=None, count=0)

        def watch(meter: Meter, count: int) -> None:
            bar.update(task, total=meter.total or None, completed=meter.done, count=count)

        yield watch
