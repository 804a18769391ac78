"""Texts around writing: how to finish, the questions afterwards, and unsaved text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from . import phrases
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..domain.question_choice import Choice
    from ..drafts import SkippedDraft

Then: TypeAlias = Literal["next", "saves", "ends"]
"""What comes after one of several answers: the next one, saving, or a question of another kind."""

SHOWN_AT_ONCE = 1
"""The number of follow-ups shown with a question; the others come when they are asked for."""
HOW_INLINE_MORE = "Enter for a follow-up, Ctrl-D saves, Ctrl-C keeps a draft"
HOW_PLAIN = (
    "Write line by line. Ctrl-D or a line with just a full stop saves. Ctrl-C keeps a draft."
)
HOW_PLAIN_MORE = f"{HOW_PLAIN} Enter before the first word brings a follow-up question."
_ENDS_INLINE = {"next": "Ctrl-D for the next", "saves": "Ctrl-D saves", "ends": "Ctrl-D to finish"}
_ENDS_PLAIN = {
    "next": "For the next question, press Ctrl-D or type a line with just a full stop.",
    "saves": "Ctrl-D or a line with just a full stop saves.",
    "ends": "To finish, press Ctrl-D or type a line with just a full stop.",
}

MOOD = "  Mood, 1 low to 5 good (Enter skips): "
CLOSENESS = "  How close you felt, 1 to 5 (Enter skips): "
SCALE_AGAIN = "  A number from 1 to 5, or Enter to skip: "

YES_OR_NO = "  Type y for yes or n for no; Enter means no. [y/N] "
YES_OR_NO_ENTER_YES = "  Type y for yes or n for no; Enter means yes. [Y/n] "
DEEPER = "  A deeper question tonight? y for yes, Enter for a lighter one: "

SAVED = "  Saved."
WORDS_ADDED = "  Added to what you wrote.\n"
ENTRY_GONE = "  The entry was removed elsewhere just now, so this couldn't be added to it."

OFFER_UNSAVED = "Save, edit or discard it? Press Enter to decide later. [s/e/d] "
OFFER_UNSAVED_AGAIN = (
    "Type s to save it, e to edit it or d to discard it. Press Enter to decide later. [s/e/d] "
)
LEFT_FOR_LATER = "It's still unsaved. You'll be asked again the next time you run `trust`."
SAVED_ELSEWHERE = "An editor has just saved new words in this draft, so nothing was discarded."
SURE_TO_DISCARD = "It will be gone for good. Sure? [y/N] "

KEEP_WORDS = "Keep these words as an entry? [y/N] "

NOT_STORED = "This couldn't be stored anywhere. Copy it from here before you close the window:"
HALF_READ = "8 MB of text has been read so far; an entry can hold 16 MB."
STDIN_SAVED = "the text on standard input was saved"

_IGNORED = "the text on standard input wasn't used; to use it, {how}"
_USE_DASH = "give `-m -` in place of -m TEXT"
_USE_JOURNAL = "run `trust journal`"
STDIN_IGNORED = {
    command: _IGNORED.format(how=how)
    for command, how in {
        **dict.fromkeys(("journal", "storm", "joy"), _USE_DASH),
        "edit": "add `-m -` to the other options",
        "checkin": "add `--heard -` or `--voiced -`",
        "promise": "run `trust promise add -`",
        **dict.fromkeys(("", "review", "unsaid", "people", "share", "pulse", "sit"), _USE_JOURNAL),
    }.items()
}
"""By command: the warning that piped text was ignored. Other commands give none."""


def how_inline(then: Then, *, skips: bool) -> str:
    """Return how to finish one of several answers. `skips`: Enter goes on without one."""
    skip = "Enter to skip, " if skips else ""
    return f"{_ENDS_INLINE[then]}, {skip}Ctrl-C keeps a draft"


def how_plain(then: Then, *, skips: bool) -> str:
    """Return the same for an answer that is written line by line."""
    skip = " Enter skips." if skips else ""
    return f"Write line by line. {_ENDS_PLAIN[then]}{skip} Ctrl-C keeps a draft."


def original_bytes_saved(path: Path) -> str:
    """Return where the original bytes of a text are kept."""
    return f"The text wasn't all UTF-8. Its original bytes are kept in {safe_line(str(path))}"


def for_day(day: date) -> str:
    """Return the line above a question that is not about today."""
    return f"For {phrases.day(day)}"


def editor_header(choice: Choice | None, for_day: str = "") -> str:
    """Return the comment above the text in an editor. Exactly this is removed after editing.

    `for_day` is the line that names the day, if it isn't today.
    """
    lines = ["<!--", *([f"  {for_day}", ""] if for_day else [])]
    if choice:
        prompt = choice.prompt
        shown = (prompt.text, *prompt.follow_ups[:SHOWN_AT_ONCE])
        lines += [f"  {_without_comment_end(text)}" for text in shown]
        if prompt.note:
            lines.append(f"  ({_without_comment_end(prompt.note)})")
        lines.append("")
    lines += ["  Write below this line. If you leave it empty, nothing is saved.", "-->", "", ""]
    return "\n".join(lines)


def more_follow_ups(choice: Choice | None) -> list[str]:
    """Return the follow-ups that are not shown with a question, to be shown one at a time."""
    rest = choice.prompt.follow_ups[SHOWN_AT_ONCE:] if choice else ()
    return [safe_line(text) for text in rest]


def page_header(note: str) -> str:
    """Return the comment above several questions in an editor, with a note if there is one."""
    lines = ["<!--", *([f"  {_without_comment_end(note)}", ""] if note else [])]
    lines += ["  Write below each question; one without an answer is skipped.", "-->", "", ""]
    return "\n".join(lines)


def _without_comment_end(text: str) -> str:
    return safe_line(text).replace("--", "- -")


def in_memory_of_another(alone: SkippedDraft) -> str:
    """Say that a draft from another, encrypted journal may be gone after a restart.

    It was in an editor there, and written to the disk here it would be readable.
    """
    whose = f"the journal {safe_line(alone.journal)}" if alone.journal else "another journal"
    return (
        f"a draft from {whose} is only in memory, in {safe_line(str(alone.path))}, and may be gone "
        "once you've logged out. Before that, run `trust` with that journal; it offers the draft."
    )
