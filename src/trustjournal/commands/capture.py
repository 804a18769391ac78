"""An entry in one line: `trust "I listened until the end"`, `trust yesterday: we argued`.

One argument with a space in it is an entry. Several bare words may be a slip, so the person is
asked about them. One bare word is never an entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from .. import stdin, views
from ..app import App
from ..domain.calendar import When, split_day
from ..domain.day_words import parse_when
from ..domain.text import is_sentence
from ..drafts import Draft
from ..errors import TrustError, UsageError
from ..sentences import NOT_KEPT
from ..services.writing import done_with
from . import COMMANDS, synonyms
from .ask import says_yes

UNCLEAR = (
    'to save words as an entry, put them in quotes, as in `trust "two words"`; for a command, see '
    "`trust --help`"
)
UNCLEAR_KEPT = (
    "your words are kept in {draft}; run `trust` to go on with them. Next time put them in quotes, "
    'as in `trust "two words"`; for a command, see `trust --help`'
)
LIKE_A_COMMAND = (
    "these words begin like the command {value}. To run it, leave out the quotes; to save them as "
    "an entry, put `trust journal` in front"
)


@dataclass(frozen=True, slots=True)
class Captured:
    """The text of an entry from the words on the line, with the day before it."""

    text: str
    when: When
    doubt: TrustError | None = None
    """Why the words may not be meant as an entry, if that is not clear."""


def captured(app: App, words: Sequence[str], when: When) -> Captured:
    """Read the words on the line as the text of an entry. Raises `UsageError` for a bare word.

    `when` is what options say; a day before a colon is then part of the text.
    """
    begun, app.begun = app.begun, ""  # a word may stand for an option, such as --private
    if when == When() and _is_day(app, words):
        day = " ".join(words)
        raise UsageError(
            "{value} is a day, not an entry; `trust journal --date {quoted}` writes one for it",
            value=day,
            quoted=f'"{day}"' if " " in day else day,
        )
    if not "".join(words).strip():
        raise UsageError("there's no text to save; run `trust journal` and type it there")
    if len(words) == 1 and len(words[0].split()) < 2 and not is_sentence(words[0]):
        raise UsageError(
            "{value} on its own isn't an entry; put it after `trust journal -m`, or run "
            "`trust journal` and type it there",
            value=words[0],
        )
    line = _read(app, words, when)
    if len(words) > 1 and stdin.waits_in(app.stdin, stdin.BEGINNING_SECONDS):
        # The program that wrote into the pipe may have ended; the line still has its words.
        raise line.doubt or UsageError(
            "there are words on the line and on standard input; give the text once"
        )
    app.begun = begun
    return line


def _is_day(app: App, words: Sequence[str]) -> bool:
    """Return whether words are nothing but a day that has begun."""
    try:
        parse_when(" ".join(words), app.now)
    except UsageError:
        return False
    return True


def _read(app: App, words: Sequence[str], when: When) -> Captured:
    text = " ".join(words)
    day_words, after = split_day(text)
    if day_words and when == When():
        with suppress(UsageError):  # a day that has not begun is part of the text
            return Captured(after, parse_when(day_words, app.now))
    if app.names_command:
        return Captured(text, when)
    if len(words) > 1:
        # `trust add "I felt tired"`: the word before the quotes is no part of the text.
        named = len(words) == 2 and words[0] in synonyms.WRITE and " " in words[1]
        return Captured(words[1] if named else text, when, UsageError(UNCLEAR))
    first = text.split()[0]
    doubt = UsageError(LIKE_A_COMMAND, value=first) if first in COMMANDS else None
    return Captured(text, when, doubt)


def check_meant(app: App, draft: Draft, doubt: TrustError) -> None:
    """Ask whether words that may be a slip are meant as an entry; the draft has them already.

    Raises `doubt` if they are not, or if nobody can be asked: the draft then stays.
    """
    if app.can_ask:
        app.err.line(f"trust: {views.messages.error(doubt)}")
        if says_yes(app, views.compose.KEEP_WORDS):
            return
        done_with(app, draft)
        raise UsageError(NOT_KEPT)
    app.on_the_line = False  # so that words only in memory are handed back
    if draft.on_disk:
        draft.let_go()
        if doubt.sentence == UNCLEAR:
            raise UsageError(UNCLEAR_KEPT, draft=draft.path)
        doubt.details["draft"] = draft.path
    raise doubt
