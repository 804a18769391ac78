"""Decide what a note from the inbox adds to an entry that was made of it before.

A note is recognised by its words and by the name of its file. It comes a second time if it was
continued, if its file wasn't moved away, or as a conflict copy, which the program that carries the
inbox makes when two machines change a file at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

from .calendar import DayFrom
from .entry import Entry, Revision
from .multi_answer import split_answers
from .note_lines import (
    Line,
    Text,
    bare_lines,
    hidden_lines,
    hides_shown_line,
    lines_after,
    lines_missing_in,
    lines_shown_in,
    shows_hidden_line,
    with_lines,
)
from .text import MAX_BYTES, label_key, labels


class Words(NamedTuple):
    """The words of a note, as they were written, by which it's recognised."""

    title: str
    text: str
    below: str
    hash: str
    """A hash of them, with the day if the text or its name says it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was read."""

    entry: Entry
    """Without an id. Its body has everything."""
    text: str
    """The body without `below`."""
    below: str
    """The facts at the top of the note that the journal has no field for, as lines."""
    name_hash: str
    """A hash of the file's name; a conflict copy has that of its original."""
    words: Words
    untitled: Words
    """The words without a title that is only in the file's name."""
    original: Words
    """The words of the note it's a copy of, if its name is what a file manager calls a copy."""
    is_copy: bool
    """Whether it's a conflict copy."""
    day_from: DayFrom

    @property
    def source_id(self) -> str:
        """The name under which its entry is stored: both hashes."""
        return f"{self.words.hash}-{self.name_hash}"


class Hashes(NamedTuple):
    """The hashes of the note that an entry was made of."""

    words: str
    name: str


def hashes_in(source_id: str | None) -> Hashes:
    """Return the hashes in the `source_id` of an entry."""
    words, _, name = (source_id or "").partition("-")
    return Hashes(words, name)


class Versions(NamedTuple):
    """An entry, and all its versions."""

    current: Entry
    all: tuple[Entry | Revision, ...]
    """The current one first."""


class Deletion(NamedTuple):
    """An entry that was permanently deleted, and when, maybe on another machine."""

    versions: Versions
    at: datetime


Candidates: TypeAlias = Mapping[str, Versions]
"""The entries, by id, that came from files with the name of a note."""


class NewVersion(NamedTuple):
    """A version of an entry to store."""

    note: Note
    """The note whose tags, people, mood and privacy it takes over."""
    title: str | None
    body: str

    def of(self, versions: Versions) -> Entry:
        """Return an entry with this version."""
        entry = with_metadata(versions, self.note)
        return replace(
            entry,
            title=self.title,
            body=self.body,
            private=entry.private or self.note.entry.private,
            answers=split_answers(self.body, entry.answers),
        )


# --- is it this entry? -----------------------------------------------------------------------


def has_words(versions: Versions, words: Words) -> bool:
    """Return whether a version of an entry has all the words of a note.

    An entry that was exported without its private words hasn't.
    """
    title, text, below = (" ".join(part.split()) for part in words[:3])
    return any(
        text in stored and below in stored and (not title or f" {title} " in f" {stored} ")
        for version in versions.all
        for stored in [" ".join(f"{version.title or ''} {version.body}".split())]
    )


def has_note(versions: Versions, note: Note) -> bool:
    """Return whether an entry was made of the words of a note, and still has them."""
    words_hash = hashes_in(versions.current.source_id).words
    return any(
        words_hash in (words.hash, note.untitled.hash) and has_words(versions, words)
        for words in (note.words, note.original)
    )


def lacks_only_title(versions: Versions, note: Note) -> bool:
    """Return whether an entry without a title is the note before its file was given a name.

    Its words and its day must be those of the note.
    """
    return (
        hashes_in(versions.current.source_id).words == note.untitled.hash
        and not any(version.title for version in versions.all)
        and versions.current.day == note.entry.day
        and has_words(versions, note.untitled)
    )


def with_title(versions: Versions, note: Note) -> list[NewVersion]:
    """Return the version of an entry that has the title of a note."""
    return [NewVersion(note, note.entry.title, versions.current.body)]


def has_version(versions: Versions, note: Note) -> bool:
    """Return whether a version of an entry has the title and the body of a note."""
    wanted = (note.entry.title, note.entry.body)
    return any((version.title, version.body) == wanted for version in versions.all)


def fits_day(versions: Versions, note: Note) -> bool:
    """Return whether an entry is about the day that a note gives in its text, if it gives one."""
    return note.day_from != "text" or versions.current.day == note.entry.day


def was_made_of(versions: Versions, note: Note) -> bool:
    """Return whether an entry has the words of a note, and was made of it or of an earlier form."""
    hashes = hashes_in(versions.current.source_id)
    if has_note(versions, note) or hashes.words == note.words.hash:
        return has_note(versions, note)
    is_its_name = hashes.name == note.name_hash and fits_day(versions, note)
    return is_its_name and (
        has_version(versions, note) or (note.is_copy and not missing_lines(versions, note))
    )


# --- what does the note add? -----------------------------------------------------------------


def with_metadata(versions: Versions, note: Note) -> Entry:
    """Return an entry with the tags, people, mood and privacy that only a note has.

    What an earlier version of the entry had was removed by the person, and isn't added again.
    """
    current = versions.current
    before = {
        label_key(label) for version in versions.all for label in (*version.tags, *version.people)
    }
    was_private = any(version.private for version in versions.all)
    had_mood = any(version.mood is not None for version in versions.all)
    tags = [tag for tag in note.entry.tags if label_key(tag) not in before]
    people = [alias for alias in note.entry.people if label_key(alias) not in before]
    return replace(
        current,
        tags=labels([*current.tags, *tags]),
        people=labels([*current.people, *people]),
        mood=current.mood if had_mood else note.entry.mood,
        private=current.private or (note.entry.private and not was_private),
    )


def continuation(candidates: Candidates, note: Note) -> tuple[str, list[NewVersion]] | None:
    """Return the id of the entry that a note continues, and its new versions; None without one.

    That is the entry with the longest beginning of the note. What was changed in the entry since
    stays: the note becomes a version, and what is new in it is added to the text shown.
    """
    length, entry_id, begun = 0, "", None
    for each, versions in candidates.items():
        for version in versions.all:
            beginning = version.body
            if note.below:
                beginning = beginning.removesuffix(f"\n\n{note.below}")
            is_longer = begun is None or len(beginning) > length
            if is_longer and beginning.strip() and note.text.startswith(beginning):
                length, entry_id, begun = len(beginning), each, version
    if begun is None:
        return None
    current = candidates[entry_id].current
    is_edited = begun.body != current.body
    if is_edited and not fits_below(current.body, note.text):
        return None
    titles = {version.title for version in candidates[entry_id].all}
    title = current.title if note.entry.title in titles else note.entry.title
    new = [NewVersion(note, title, note.entry.body)]
    if is_edited:
        body = with_lines(current.body, lines_after(note.text, length, current))
        new.append(NewVersion(as_private_as(note, current), title, body))
    return entry_id, new


def missing_lines(versions: Versions, note: Note) -> list[Line]:
    """Return the lines of a note that no version of an entry has."""
    return lines_missing_in(versions.all, note.entry, versions.current)


def line_hashes(texts: Iterable[Text], salt: str) -> frozenset[str]:
    """Return hashes of the lines of some texts, to compare others with once these are deleted."""
    key = salt.encode()[:64]
    return frozenset(
        blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8, key=key).hexdigest()
        for line in bare_lines(texts)
    )


def with_missing_lines(versions: Versions, note: Note, lines: Sequence[Line]) -> NewVersion:
    """Return the text of an entry with lines of a conflict copy below it."""
    current = versions.current
    body = with_lines(current.body.rstrip("\n") + "\n\n", lines)
    return NewVersion(note, current.title, body)


def fits_below(body: str, more: str) -> bool:
    """Return whether an entry has room for another text below its own."""
    return len(body.encode()) + len(more.encode()) < MAX_BYTES


def as_private_as(note: Note, entry: Entry) -> Note:
    """Return a note as private if it hides a line that an entry shows."""
    if hides_shown_line(note.entry.body, entry):
        return replace(note, entry=replace(note.entry, private=True))
    return note


def repeats_private_lines(note: Note, others: Iterable[Versions]) -> bool:
    """Return whether a note shows a line that another entry of its name hides.

    If the note of a private entry is corrected, it counts as a new note. The title isn't compared,
    because it may be the name. Neither are lines that any of the entries shows: they may be from a
    template.
    """
    entries = [*others]
    shown = [each.current for each in entries if not each.current.private]
    hidden = {line for each in entries for line in hidden_lines(each.all)}
    return shows_hidden_line(replace(note.entry, title=None), hidden - lines_shown_in(shown))
