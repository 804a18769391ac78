"""Entries: saved, listed, shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain import ids
from ..domain.entry import Entry
from ..domain.practices import title_of
from ..domain.text import Cleaned, excerpt
from . import phrases, widgets
from .sanitize import safe_line, safe_text
from .screen import Screen

if TYPE_CHECKING:
    from ..domain.question_log import Earlier
    from ..services.edit import Revised
    from ..services.writing import LeftBehind, Saved

_RICH_LIMIT = 100_000
"""Characters beyond which a text goes to the terminal as it is, which wraps it faster."""
_MARKDOWN_LIMIT = 20_000
"""Characters of a text that is looked through for Markdown."""
_MARKDOWN_MARKS = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]|>|[-+*][ \t]|\d{1,9}[.)][ \t]|```|~~~|[-*_]{3})|^(?: {4}|\t)"
    r"|[*_]\S|~~|\\",
    re.MULTILINE,
)
"""What a text must have somewhere to be Markdown that looks different from what was typed."""


def kind_of(entry: Entry) -> str:
    """What an entry is, in a word or two."""
    if entry.practice and entry.kind not in ("storm", "joy"):
        return title_of(entry.practice)
    if entry.kind == "review" and entry.period:
        return f"Review {entry.period}"
    return {"checkin": "Check-in"}.get(entry.kind, entry.kind.capitalize())


def notes(cleaned: Cleaned) -> list[str]:
    """What had to be changed in a text, each said once."""
    notes = []
    if cleaned.nul:
        notes.append("NUL characters were replaced, because text cannot hold them.")
    if cleaned.crlf:
        notes.append("Line ends were made plain (CRLF to LF).")
    if cleaned.invalid:
        notes.append("Some bytes were not UTF-8 and were replaced by \ufffd.")
    return notes


GROUNDING = "Both feet on the floor, one slow breath out. That is enough for now."
"""A line to come back to the room with, after what went deep."""
LOWEST_MOOD = 1
LOW_MOOD_NOTE = "If it is too much to carry alone tonight: trust safety"
"""After an entry with the lowest mood, whoever wrote it."""


def saved(
    result: Saved, screen: Screen, *, day_start: str, numbers: bool, closing: str = ""
) -> list[RenderableType]:
    """Saved, where it counts, the 28-day line, and what it may close with."""
    entry = result.entry
    line = Text.assemble(
        ("Saved ", "green"), (ids.short(entry.id), "bold"), (f" for {phrases.day(entry.day)}", "")
    )
    body: list[RenderableType] = [line]
    if result.day_moved:
        body.append(
            Text(f"It counts for {entry.day:%A}: your day begins at {day_start}.", style="dim")
        )
    body += [Text(note, style="dim") for note in notes(result.notes)]
    body += ["", Text(closing)] if closing else []
    body += ["", Text(LOW_MOOD_NOTE, style="dim")] if entry.mood == LOWEST_MOOD else []
    body += ["", *_earlier_answer(result.earlier)] if result.earlier else []
    from .today import streak_line

    shown = streak_line(result.standing, screen, numbers=numbers)
    if shown:
        body += ["", *shown]
    if result.first:
        body += [
            "",
            widgets.hints(
                [
                    ("trust", "tomorrow, for the next question"),
                    ("trust review", "at the end of the week"),
                ]
            ),
        ]
    return ["", widgets.inset(*body), ""] if screen.is_terminal else body


EARLIER_ANSWER_LENGTH = 400
"""Characters shown of an earlier answer, at the most."""


def _earlier_answer(answer: Earlier) -> list[RenderableType]:
    """What was answered to the same question a good while ago."""
    name, when = ids.short(answer.id), phrases.day(answer.day)
    if answer.body is None:
        return [Text(f"Your answer of {when} is private: trust show {name}", style="dim")]
    shortened = excerpt(answer.body, EARLIER_ANSWER_LENGTH)
    lines: list[RenderableType] = [
        Text(f"You met this question on {when}, and wrote:", style="dim"),
        widgets.inset(widgets.untrusted_text(shortened)),
    ]
    if shortened != excerpt(answer.body, len(answer.body) + 1):
        lines.append(Text(f"All of it: trust show {name}", style="dim"))
    return lines


def revised(revision: Revised) -> list[RenderableType]:
    """Saved as another revision."""
    lines: list[RenderableType] = [
        Text(
            f"Saved {ids.short(revision.entry.id)}, revision {revision.revision}."
            " The earlier wording is kept."
        )
    ]
    if revision.conflict:
        lines.append(
            Text("It was changed elsewhere while you were writing; that wording is kept too.")
        )
    return [*lines, *(Text(note, style="dim") for note in notes(revision.notes))]


def starred(entry: Entry) -> list[RenderableType]:
    """Marked, or not any more."""
    name = f"{ids.short(entry.id)} ({phrases.day(entry.day)})"
    return [Text(f"{name} is {'starred' if entry.starred else 'not starred any more'}.")]


def trashed(entry: Entry) -> list[RenderableType]:
    """In the trash, and how to get it back."""
    short = ids.short(entry.id)
    return [
        Text(f"{short} ({phrases.day(entry.day)}) is in the trash."),
        Text(f"To get it back: trust trash restore {short}"),
    ]


CONFIRM_PURGE = "Sure? [y/N] "
OUT_OF_REACH = (
    "Out of reach of this: backups and copies, exports made before, the history of your editor"
    " and of your shell."
)


def before_purging(entry: Entry) -> list[RenderableType]:
    """What goes, said before it does."""
    name = f"{ids.short(entry.id)} ({phrases.day(entry.day)})"
    return [
        widgets.inset(
            Text(f"{name} goes for good, with every earlier wording of it."),
            Text(OUT_OF_REACH, style="dim"),
        )
    ]


def purged(entry: Entry) -> list[RenderableType]:
    """Gone for good, and where it may still be."""
    return [
        Text(f"{ids.short(entry.id)} ({phrases.day(entry.day)}) is gone for good."),
        Text(OUT_OF_REACH, style="dim"),
    ]


def before_emptying(count: int) -> list[RenderableType]:
    """What goes, said before it does."""
    what = phrases.count(count, "entry", "entries")
    goes = "goes" if count == 1 else "go"
    return [
        widgets.inset(
            Text(f"{what} in the trash {goes} for good, with every earlier wording."),
            Text(OUT_OF_REACH, style="dim"),
        )
    ]


def emptied(count: int, remaining: int) -> list[RenderableType]:
    """Gone for good, where it may still be, and what came into the trash since the question."""
    deleted = phrases.count(count, "entry is", "entries are")
    rest = "the trash is empty."
    if remaining:
        rest = f"{phrases.count(remaining, 'entry', 'entries')} put in the trash or changed since stayed."
    return [Text(f"{deleted} gone for good; {rest}"), Text(OUT_OF_REACH, style="dim")]


def untrashed(entry: Entry) -> list[RenderableType]:
    """Back from the trash."""
    return [Text(f"{ids.short(entry.id)} ({phrases.day(entry.day)}) is back in the journal.")]


def entry_view(entry: Entry, revisions: int, screen: Screen) -> list[RenderableType]:
    """One entry with everything about it."""
    head = Text.assemble(
        (phrases.day(entry.day), "bold"),
        f", {entry.local_time:%H:%M}  ",
        (ids.short(entry.id), "dim"),
    )
    lines: list[RenderableType] = [head, Text(safe_line(kind_of(entry)), style="cyan")]
    if entry.title:
        lines.append(Text(safe_line(entry.title), style="bold"))
    if entry.prompt_text:
        lines.append(Text(safe_line(entry.prompt_text), style="italic"))
    lines += ["", _body(entry.body, screen)]
    details = _details(entry, revisions)
    return [*lines, "", Text(details, style="dim")] if details else lines


def _body(body: str, screen: Screen) -> RenderableType:
    """A text as this screen has it.

    A pipe gets the lines as they were written, and a terminal wraps a very long text itself. The
    marks of Markdown become what they stand for only where nobody asked for plain text.
    """
    text = safe_text(body)
    if not screen.is_terminal or len(text) > _RICH_LIMIT:
        return widgets.Verbatim(text)
    if (
        not screen.plain
        and screen.unicode
        and len(text) <= _MARKDOWN_LIMIT
        and _MARKDOWN_MARKS.search(text)
    ):
        from .markdown import Body  # takes as long to import as all the rest of Rich

        rendered = Body(text)
        return Text(text) if rendered.too_deep else rendered
    return Text(text)


def _details(entry: Entry, revisions: int) -> str:
    details = []
    if entry.mood:
        details.append(f"mood {entry.mood}")
    if entry.closeness:
        details.append(f"closeness {entry.closeness}")
    if entry.tags:
        details.append("tags " + ", ".join(safe_line(tag) for tag in entry.tags))
    if entry.people:
        details.append("with " + ", ".join(safe_line(person) for person in entry.people))
    if entry.starred:
        details.append("starred")
    if entry.private:
        details.append("private")
    if entry.written_on != entry.day:
        details.append(f"written on {phrases.day(entry.written_on)}")
    if revisions:
        details.append(phrases.count(revisions, "earlier revision"))
    return ", ".join(details)


def question_block(entry: Entry) -> list[RenderableType]:
    """The question of an entry, above where it is written."""
    if entry.prompt_text is None:
        return []
    title = Text(safe_line(kind_of(entry)), style="cyan")
    return ["", widgets.inset(title, Text(safe_line(entry.prompt_text), style="bold")), ""]


def unsaved_text(unfinished: LeftBehind) -> str:
    """The question about a draft that was left behind."""
    when = f"{phrases.day(unfinished.entry.day)}, {unfinished.entry.local_time:%H:%M}"
    word_count = phrases.count(len(unfinished.own_text.split()), "word")
    kind = (
        "promise"
        if unfinished.promise is not None
        else _QUESTIONNAIRES.get(unfinished.entry.kind, "")
    )
    return f"There is unsaved text from {when} ({', '.join(filter(None, (kind, word_count)))})."


_QUESTIONNAIRES = {"storm": "storm", "joy": "joy", "review": "review", "checkin": "check-in"}
"""What a draft with several questions is called."""


def unsaved_text_note(unfinished: LeftBehind) -> str:
    """The same where nobody can be asked."""
    path = safe_line(str(unfinished.draft.path))
    return f"{unsaved_text(unfinished)} `trust` at a terminal offers it; it is kept in {path}"
