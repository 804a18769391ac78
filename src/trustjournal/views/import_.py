"""The result of an import or of its dry run, and its progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from ..records.sections import SECTIONS
from . import phrases, widgets
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..formats.source import Meter
    from ..services.imports import Imported, ImportNote

FORMATS = {"jrnl": "jrnl", "dayone": "Day One", "markdown": "Markdown", "json": "trust's JSON"}
PLACES_SHOWN = 5
"""Number of places named on a screen; --json has more."""

REASONS = {
    "differs": (
        "entry differs from the one you already have; yours was kept",
        "entries differ from the ones you already have; yours were kept",
    ),
    "trash_differs": (
        "entry differs from the one in your trash, so it wasn't imported",
        "entries differ from the ones in your trash, so they weren't imported",
    ),
    "no_date": (
        "item has no day, so it's left out",
        "items have no day, so they're left out",
    ),
    "not_a_date": (
        "item has a date that can't be read, so it's left out",
        "items have dates that can't be read, so they're left out",
    ),
    "future": (
        "entry is dated in the future, so it's left out",
        "entries are dated in the future, so they're left out",
    ),
    "beyond_calendar": (
        "entry is outside the years 1000 to 9000, so it's left out",
        "entries are outside the years 1000 to 9000, so they're left out",
    ),
    "empty": (
        "entry has no words, so it's left out",
        "entries have no words, so they're left out",
    ),
    "too_long": (
        "entry is longer than 16 MB, so it's left out",
        "entries are longer than 16 MB, so they're left out",
    ),
    "words_left_out": (
        "entry was exported without its words, so it's left out",
        "entries were exported without their words, so they're left out",
    ),
    "comment_unreadable": (
        "section has a comment that can't be read, so it's left out",
        "sections have comments that can't be read, so they're left out",
    ),
    "before_first_entry": (
        "text comes before the first date, so it's left out",
        "texts come before the first date, so they're left out",
    ),
    "not_an_entry": (
        "item isn't an entry, so it's left out",
        "items aren't entries, so they're left out",
    ),
    "not_text": (
        "file isn't text, so it's left out",
        "files aren't text, so they're left out",
    ),
    "not_utf8": (
        "file is neither UTF-8 nor UTF-16, so it's left out; convert it, then import it again",
        "files are neither UTF-8 nor UTF-16, so they're left out; convert them, then import them "
        "again",
    ),
    "two_days": (
        "item has a date that could be day-month or month-day, so it's left out",
        "items have dates that could be day-month or month-day, so they're left out",
    ),
    "twice": (
        "entry appears twice with different words; the first was imported, but not this one",
        "entries appear twice with different words; the first of each was imported, but not these",
    ),
    "other_file": (
        "file isn't in a format that can be imported, so it's left out",
        "files aren't in a format that can be imported, so they're left out",
    ),
    "linked_folder": ("link to a folder wasn't followed", "links to folders weren't followed"),
    "program_copy": (
        "file is an earlier version that Logseq keeps, and wasn't read",
        "files are earlier versions that Logseq keeps, and weren't read",
    ),
    "bracket_unread": (
        "line begins with what may be a date but couldn't be read as one; it was kept as text",
        "lines begin with what may be dates but couldn't be read as dates; they were kept as text",
    ),
    "front_unreadable": (
        "note has front matter that can't be read, so it's private until you change that",
        "notes have front matter that can't be read, so they're private until you change that",
    ),
    "index_missing": (
        "entry came without the index of its folder, and so without mood, people and seconds; to "
        "keep them, import .trustjournal.json along with the page",
        "entries came without the index of their folder, and so without mood, people and seconds; "
        "to keep them, import .trustjournal.json along with the pages",
    ),
    "read_as_western": (
        "file isn't UTF-8 and was read as Windows-1252; check that its letters look right",
        "files aren't UTF-8 and were read as Windows-1252; check that their letters look right",
    ),
    "zone_unknown": (
        "entry has an unknown time zone; this computer's was used",
        "entries have unknown time zones; this computer's was used",
    ),
    "outcome_differs": (
        "if-then has a different outcome from yours; yours was kept",
        "if-thens have different outcomes from yours; yours were kept",
    ),
    "words_differ": (
        "record (promise, note on one, earlier version or pause) differs from yours; yours was "
        "kept",
        "records (promises, notes on them, earlier versions or pauses) differ from yours; yours "
        "were kept",
    ),
    "no_owner": (
        "record belongs to an entry that wasn't imported, so it's left out",
        "records belong to entries that weren't imported, so they're left out",
    ),
}
"""Sentences about skipped or changed items, singular and plural, without the leading count."""
ATTACHMENTS = {
    "photos": ("photo", "photos"),
    "videos": ("video", "videos"),
    "audios": ("recording", "recordings"),
    "pdfs": ("PDF file", "PDF files"),
    "places": ("place", "places"),
    "weather": ("weather note", "weather notes"),
    "moods": ("mood that isn't a number from 1 to 5", "moods that aren't numbers from 1 to 5"),
    "properties": ("property", "properties"),
    "media": ("media file (picture, recording or PDF)", "media files (pictures, recordings, PDFs)"),
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
        yield widgets.text(f"Also imported: {', '.join(other_records)}.")
    rows = [
        (result.already, "already in the journal"),
        (result.in_trash, "already in your trash, and left there"),
    ]
    for number, item in rows:
        if number:
            yield widgets.text(f"{phrases.count(number, 'entry', 'entries')} {item}.")
    if result.mended:
        count = phrases.count(result.mended, "entry", "entries")
        yield widgets.text(f"{count} with bytes that aren't text, replaced by �.")
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
        yield Text("To go back to the journal as it was before:")
        yield widgets.inset(Text(f"trust backup restore {name}"))


def _properties(counts: dict[str, int]) -> str:
    """Return the names of the most frequent properties."""
    names = sorted(counts, key=lambda name: (name == "other", -counts[name], name))
    more = f" and {len(names) - PLACES_SHOWN:,} more" if len(names) > PLACES_SHOWN else ""
    return ", ".join(map(safe_line, names[:PLACES_SHOWN])) + more


def _headline(result: Imported) -> str:
    entries = phrases.count(result.added, "entry", "entries")
    source = f"{FORMATS[result.format]}, {safe_line(result.source)}"
    if not result.added:
        if result.dry_run:
            return f"{source}: nothing new to import."
        return f"{source}: nothing new was imported."
    one_day = result.first_day == result.last_day
    span = result.first_day if one_day else f"{result.first_day} to {result.last_day}"
    if result.dry_run:
        return f"{source}: {entries} would be imported, {span}."
    return f"{source}: {entries} imported, {span}."


def _notes(result: Imported) -> Iterator[RenderableType]:
    """Return each reason with its count, and the first places below it."""
    for reason, number in result.reasons.items():
        one, many = REASONS[reason]
        yield widgets.text(f"{phrases.count(number, one, many)}:")
        notes = [note for note in result.notes if note.reason == reason]
        for note in notes[:PLACES_SHOWN]:
            yield widgets.inset(Text(_place(note)))
        if number > PLACES_SHOWN:
            named = " (--json lists them)" if len(notes) == number else ""
            yield widgets.inset(Text(f"and {number - PLACES_SHOWN:,} more{named}"))


def _place(note: ImportNote) -> str:
    place = note.place
    position = f", {place.unit} {place.at}" if place.at is not None else ""
    return f"{safe_line(place.file)}{position}"


@contextmanager
def progress(screen: Screen) -> Iterator[Callable[[Meter, int], None]]:
    """Show a progress bar on a terminal until the block ends; yield the function to update it."""
    columns = (TextColumn("Reading"), BarColumn(), TextColumn("{task.fields[count]:,} entries"))
    with Progress(*columns, console=screen.console, transient=True) as bar:
        task = bar.add_task("", total=None, count=0)

        def watch(meter: Meter, count: int) -> None:
            bar.update(task, total=meter.total or None, completed=meter.done, count=count)

        yield watch
