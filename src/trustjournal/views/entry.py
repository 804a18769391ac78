"""One entry: saved, changed, trashed and shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from .. import views
from ..domain import ids
from ..domain.entry import Entry
from ..domain.text import Cleaned, excerpt
from . import phrases, widgets
from .sanitize import safe_line, safe_text
from .screen import Screen
from .ways import way

if TYPE_CHECKING:
    from ..domain.calendar import Now
    from ..domain.prompts import Prompt
    from ..domain.question_log import EarlierAnswer
    from ..services.edit import Revised
    from ..services.writing import Saved, UnsavedDraft

_WIDE = 60
"""Columns from which there is room for the kind of an entry beside its day."""
_RICH_LIMIT = 100_000
"""Characters. The terminal wraps a longer text itself, which is faster."""
_MARKDOWN_LIMIT = 20_000
"""Characters. A longer text is not checked for Markdown."""
_MARKDOWN_MARKS = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]|>|[-+*][ \t]|\d{1,9}[.)][ \t]|```|~~~|[-*_]{3})|^(?: {4}|\t)"
    r"|[*_]\S|~~|\\",
    re.MULTILINE,
)
"""Matches text that would look different if rendered as Markdown."""


def kind_of(entry: Entry) -> str:
    """Return the kind of an entry in a word or two: its practice, `Review 2026-W47`, `Storm`."""
    return phrases.kind(entry.kind, entry.practice, entry.period)


def notes(cleaned: Cleaned) -> list[str]:
    """Return a note for each kind of change that was made to a text."""
    notes = []
    if cleaned.nul:
        notes.append("NUL characters were replaced, because text can't hold them.")
    if cleaned.crlf:
        notes.append("Line endings were changed from CRLF to LF.")
    if cleaned.invalid:
        notes.append("Some bytes were not UTF-8 and were replaced by \ufffd.")
    return notes


GROUNDING = "Both feet on the floor, one slow breath out. That is enough for now."
"""The closing line after a storm."""
LOWEST_MOOD = 1
LOW_MOOD_NOTE = "If it is too much to carry alone tonight: {}"
"""Shown after every entry with the lowest mood."""


def saved(
    result: Saved,
    screen: Screen,
    *,
    day_start: str,
    numbers: bool,
    closing: str = "",
    names_question: bool = False,
) -> list[RenderableType]:
    """Return the confirmation of a saved entry, with the 28-day line and further notes.

    `day_start` is the time at which a day begins, `HH:MM`; `numbers` shows the 28-day line.
    `names_question` says which question it answers, for someone who wasn't shown one.
    """
    entry = result.entry
    time = f", {entry.local_time:%H:%M}" if _has_time_of_its_own(entry) else ""
    line = Text.assemble(
        ("Saved ", "green"),
        (ids.short(entry.id), "bold"),
        (f" for {phrases.day(entry.day)}{time}", ""),
    )
    body: list[RenderableType] = [line]
    if names_question:
        body += _question_answered(entry)
    if result.day_moved:
        body.append(Text(f"It counts for {entry.day:%A}: your day begins at {day_start}."))
    body += [Text(note) for note in notes(result.notes)]
    if entry.come_back:
        body.append(Text(f"You'll be asked about it on {phrases.day(entry.come_back)}."))
    body += ["", Text(closing)] if closing else []
    if entry.mood == LOWEST_MOOD:
        body += ["", Text(LOW_MOOD_NOTE.format(way("trust safety", "!")))]
    body += ["", *_earlier_answer(result.earlier)] if result.earlier else []

    # While there is only one day, the line says the same after each entry: once is enough.
    streak = views.day_marks.streak_line(result.standing, screen, numbers=numbers)
    if streak and (result.first or not phrases.is_first_day(result.standing.headline)):
        body += ["", *streak]
    if result.first:
        body += [
            "",
            widgets.hints(
                [
                    (way("trust", "w"), "tomorrow, for the next question"),
                    (way("trust review", "r"), "at the end of the week"),
                ]
            ),
        ]
    return ["", widgets.inset(*body), ""] if screen.is_terminal else body


def _has_time_of_its_own(entry: Entry) -> bool:
    """Return whether an entry just saved carries another time than that of its writing."""
    return entry.created_at != entry.modified_at


def _question_answered(entry: Entry) -> list[RenderableType]:
    """Return which question an entry answers, and how to change that."""
    name = ids.short(entry.id) if _has_time_of_its_own(entry) else "last"
    if entry.prompt_text is None:
        return [
            Text("It's a free entry: it doesn't answer a question."),
            Text(f"To make it the answer to the day's question: trust edit {name} --answer"),
        ]
    return [
        Text(f"It answers: {safe_line(entry.prompt_text)}"),
        Text(f"To make it a free entry: trust edit {name} --free"),
    ]


EARLIER_ANSWER_LENGTH = 400
"""Maximum characters shown of an earlier answer."""


def _earlier_answer(answer: EarlierAnswer) -> list[RenderableType]:
    """Return an earlier answer to the same question, or a pointer to it if it is private."""
    name, day = ids.short(answer.id), phrases.day(answer.day)
    if answer.body is None:
        how = way(f"trust show {name}", f"g {answer.day}, then Enter")
        return [Text(f"Your answer of {day} is private: {how}")]
    shortened = excerpt(answer.body, EARLIER_ANSWER_LENGTH)
    lines: list[RenderableType] = [
        Text(f"You answered this question on {day}:"),
        widgets.inset(widgets.untrusted_text(shortened)),
    ]
    if shortened != excerpt(answer.body, len(answer.body) + 1):
        lines.append(Text(f"All of it: {way(f'trust show {name}', f'g {answer.day}')}"))
    return lines


EARLIER_KEPT = ("The earlier version is kept.", "Earlier versions are kept.")


def revised(revision: Revised) -> list[RenderableType]:
    """Return the confirmation of an edit, which is saved as another revision."""
    lines: list[RenderableType] = [
        Text(
            f"Saved {ids.short(revision.entry.id)}, version {revision.revision}."
            f" {EARLIER_KEPT[revision.revision > 2]}"
        )
    ]
    if revision.conflict:
        lines.append(
            Text("It was changed elsewhere while you were writing. That version is kept too.")
        )
    if revision.made_private:
        lines.append(
            Text(
                "It's private now, because some words are private in that version, not in this one."
            )
        )
    return [*lines, *(Text(note) for note in notes(revision.notes))]


def starred(entry: Entry) -> list[RenderableType]:
    """Return whether an entry is starred now."""
    name = f"{ids.short(entry.id)} ({phrases.day(entry.day)})"
    return [Text(f"{name} is starred." if entry.starred else f"{name} is no longer starred.")]


def day_and_kind(entry: Entry) -> str:
    """Return the day and the kind of an entry: `Sunday 22 November 2026, Presence`."""
    kind = "private" if entry.private else safe_line(kind_of(entry))
    return f"{phrases.day(entry.day)}, {kind}"


def editing(entry: Entry) -> str:
    """Return the line that says which entry is about to be edited."""
    return f"Entry {ids.short(entry.id)}, {day_and_kind(entry)}"


def trashed(entry: Entry) -> list[RenderableType]:
    """Return the confirmation that an entry is in the trash, and how to restore it."""
    short = ids.short(entry.id)
    return [
        Text(f"{short} ({day_and_kind(entry)}) is in the trash."),
        Text(f"To get it back: trust trash restore {short}"),
    ]


def come_back(entry: Entry) -> list[RenderableType]:
    """Return the confirmation of a day to come back to an entry, or that there is none."""
    name = ids.short(entry.id)
    if entry.come_back is None:
        return [Text(f"You won't be asked about {name}.")]
    return [Text(f"You'll be asked about {name} on {phrases.day(entry.come_back)}.")]


def confirm_untrash(entry: Entry) -> str:
    """Return the question whether to restore the entry that was deleted last."""
    return f"Take {ids.short(entry.id)} ({day_and_kind(entry)}) out of the trash? [y/N] "


def how_to_untrash(entry: Entry) -> Text:
    """Return the command that restores an entry from the trash."""
    return Text(f"To bring one back: trust trash restore {ids.short(entry.id)}")


CONFIRM_PURGE = "Sure? [y/N] "
OUT_OF_REACH = (
    "This can't reach backups and copies, earlier exports, or the history of your editor and"
    " your shell."
)


def before_purging(entry: Entry) -> list[RenderableType]:
    """Return what will be deleted permanently, shown before the user confirms."""
    name = f"{ids.short(entry.id)} ({phrases.day(entry.day)})"
    return [
        widgets.inset(
            Text(f"{name} will be permanently deleted, with all its earlier versions."),
            Text(OUT_OF_REACH),
        )
    ]


def purged(entry: Entry) -> list[RenderableType]:
    """Return the confirmation of a permanent deletion, and where the entry may still exist."""
    return [
        Text(f"{ids.short(entry.id)} ({phrases.day(entry.day)}) was permanently deleted."),
        Text(OUT_OF_REACH),
    ]


def before_emptying(count: int) -> list[RenderableType]:
    """Return how much will be deleted permanently, shown before the user confirms."""
    sentence = phrases.plural(
        count,
        "{number} entry in the trash will be permanently deleted, with all earlier versions.",
        "{number} entries in the trash will be permanently deleted, with all earlier versions.",
    )
    return [
        widgets.inset(
            Text(sentence),
            Text(OUT_OF_REACH),
        )
    ]


def emptied(count: int, changed: int, unsaved: int) -> list[RenderableType]:
    """Return the confirmation that the trash was emptied, and how many entries stayed there.

    `changed` counts those that were trashed or changed after the user was asked, `unsaved` those
    with unsaved text.
    """
    sentences = []
    if count:
        sentences.append(
            phrases.plural(
                count,
                "{number} entry was permanently deleted.",
                "{number} entries were permanently deleted.",
            )
        )
    if changed:
        sentences.append(
            phrases.plural(
                changed,
                "{number} entry that was put in the trash or changed meanwhile stayed there.",
                "{number} entries that were put in the trash or changed meanwhile stayed there.",
            )
        )
    if unsaved:
        sentences.append(
            phrases.plural(
                unsaved,
                "{number} entry stayed in the trash because it has unsaved text; `trust` offers to"
                " save or discard that text.",
                "{number} entries stayed in the trash because they have unsaved text; `trust`"
                " offers to save or discard that text.",
            )
        )
    if not changed and not unsaved:
        sentences.append("The trash is empty.")
    return [Text(" ".join(sentences)), *([Text(OUT_OF_REACH)] if count else [])]


def untrashed(entry: Entry) -> list[RenderableType]:
    """Return the confirmation that an entry was restored from the trash."""
    return [Text(f"{ids.short(entry.id)} ({phrases.day(entry.day)}) is back in the journal.")]


def entry_view(entry: Entry, revisions: int, screen: Screen) -> list[RenderableType]:
    """Return one entry with everything about it. `revisions` counts the earlier ones."""
    head = Text.assemble(
        (phrases.day(entry.day), "bold"),
        f", {time_of(entry)}  ",
        ids.short(entry.id),
    )
    lines: list[RenderableType] = [head, Text(safe_line(kind_of(entry)), style="cyan")]
    return [*lines, *entry_text(entry, screen, revisions)]


def time_of(entry: Entry) -> str:
    """Return the time of day of an entry, or the later day on which it was written."""
    if entry.is_from_later:
        return f"written {phrases.day_and_month(entry.written_on, entry.day)}"
    return f"{entry.local_time:%H:%M}"


def neighbours(
    before: Entry | None, after: Entry | None, today: date, width: int
) -> list[RenderableType]:
    """Return the commands that show the entries before and after, with what these are."""
    pairs = []
    for place, entry in (("before", before), ("after", after)):
        if entry:
            kind = "private" if entry.private else safe_line(kind_of(entry))
            what = [f"{place}, {phrases.day_in_line(entry.day, today)}", kind]
            shown = ", ".join(what[: 2 if width >= _WIDE else 1])
            pairs.append((f"trust show {ids.short(entry.id)}", shown))
    return ["", widgets.hints(pairs)] if pairs else []


def entry_text(entry: Entry, screen: Screen, revisions: int = 0) -> list[RenderableType]:
    """Return the title, the question, the text and the details of an entry."""
    lines: list[RenderableType] = []
    if entry.title:
        lines.append(Text(safe_line(entry.title), style="bold"))
    if entry.prompt_text:
        lines.append(Text(safe_line(entry.prompt_text), style="italic"))
    lines += ["", _body(entry.body, screen)]
    details = _details(entry, revisions)
    return [*lines, "", Text(details)] if details else lines


def _body(body: str, screen: Screen) -> RenderableType:
    """Return a body for this screen.

    A pipe gets the lines as they were written, and a terminal wraps a very long text itself.
    Markdown is rendered unless the user asked for plain text.
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
        rendered = views.markdown.Body(text)  # imported late: as slow as the rest of Rich
        return Text(text) if rendered.too_deep else rendered
    return Text(text)


def _details(entry: Entry, revisions: int) -> str:
    details = []
    if entry.mood:
        details.append(f"mood {entry.mood}")
    if entry.closeness:
        details.append(f"closeness {entry.closeness}")
    if entry.tags:
        label = "tag" if len(entry.tags) == 1 else "tags"
        details.append(f"{label} {', '.join(map(safe_line, entry.tags))}")
    if entry.people:
        details.append("with " + ", ".join(safe_line(person) for person in entry.people))
    if entry.come_back:
        details.append(f"follow up on {phrases.day(entry.come_back)}")
    if entry.starred:
        details.append("starred")
    if entry.private:
        details.append("private")
    if entry.written_on != entry.day and not entry.is_from_later:  # which stands beside the day
        details.append(f"written on {phrases.day(entry.written_on)}")
    if revisions:
        details.append(phrases.count(revisions, "earlier version"))
    return ", ".join(details)


def question_block(entry: Entry) -> list[RenderableType]:
    """Return the question of an entry, shown above the text to write. Empty without one."""
    if entry.prompt_text is None:
        return []
    title = Text(safe_line(kind_of(entry)), style="cyan")
    return ["", widgets.inset(title, Text(safe_line(entry.prompt_text), style="bold")), ""]


def unsaved_text(unfinished: UnsavedDraft, now: Now) -> str:
    """Return the sentence about an unsaved draft: its day, when it was typed, and its length."""
    written_at = phrases.day(unfinished.entry.day)
    if not unfinished.revises:  # an edit has the moment of its entry
        written_at += f", typed {_typed_at(unfinished.entry, now)}"
    word_count = phrases.count(len(unfinished.own_text.split()), "word")
    kind = (
        "promise"
        if unfinished.promise is not None
        else _QUESTIONNAIRES.get(unfinished.entry.kind, "")
    )
    sentence = (
        f"There's unsaved text for {written_at} ({', '.join(filter(None, (kind, word_count)))})."
    )
    is_private_by_default = unfinished.entry.private and not unfinished.known
    return f"{sentence} {_OF_UNKNOWN_ENTRY}" if is_private_by_default else sentence


def _typed_at(entry: Entry, now: Now) -> str:
    """Return when a new entry was begun: `today at 14:12`, or with the date if it's another."""
    moment = entry.modified_at.astimezone(now.moment.tzinfo)
    days_ago = (now.calendar_day - moment.date()).days
    if days_ago > 1 and moment.date() == entry.day:
        return f"at {moment:%H:%M}"
    day = {0: "today", 1: "yesterday"}.get(days_ago, "on " + phrases.day(moment.date()))
    return f"{day} at {moment:%H:%M}"


_OF_UNKNOWN_ENTRY = (
    "The entry it belongs to can't be identified any more and may have been private, "
    "so this will be a private entry."
)
_QUESTIONNAIRES = {"storm": "storm", "joy": "joy", "review": "review", "checkin": "check-in"}
"""Names for drafts that answer several questions, by kind of entry."""


def unsaved_text_note(unfinished: UnsavedDraft, now: Now) -> str:
    """Return the sentence about an unsaved draft for a run that can't ask what to do with it."""
    path = safe_line(str(unfinished.draft.path))
    sentence = unsaved_text(unfinished, now)
    return (
        f"{sentence[:1].lower()}{sentence[1:]} To finish it, run `trust` at a terminal."
        f" It's kept in {path}"
    )


def numbered_question(
    number: int, total: int, question: str, prompt: Prompt | None = None
) -> list[RenderableType]:
    """Return a question, numbered if there are several, with its notes from the pack."""
    body: list[RenderableType] = [Text(f"{number} of {total}")] if total > 1 else []
    body.append(Text(safe_line(question), style="bold"))
    return ["", widgets.inset(*body, *(widgets.pack_notes(prompt) if prompt else ())), ""]


def two_places(entry_id: str, versions: Sequence[int]) -> list[RenderableType]:
    """Return that an entry was edited on two machines, and which version has the other text."""
    if not versions:
        return []
    numbers = phrases.joined_with_and([str(number) for number in versions])
    kept = f"version {numbers}" if len(versions) == 1 else f"versions {numbers}"
    return [
        widgets.text(
            f"Edited on two machines. The other text is {kept} (`trust show {ids.short(entry_id)}"
            " --history`). Edit the entry to settle it.",
        )
    ]
