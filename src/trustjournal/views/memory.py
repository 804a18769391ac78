"""An evening that takes up an earlier one: the sentence about it, and the lines of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..domain.ids import short
from ..domain.memory_kinds import MemoryKind
from . import phrases, widgets
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..domain.memory import Memory

TAKE_UP = "  Enter to see today's question, n for another one: "
"""Asked at a terminal after the sentence."""
_SENTENCES = {
    MemoryKind.STORM: "You wrote about a storm yesterday. Today's question is a quiet one.",
    MemoryKind.HEAVY: "Yesterday was heavy. Today's question is a light one.",
    MemoryKind.HEARD: (
        "You heard something in yesterday's check-in. Today's question is about that."
    ),
    MemoryKind.KEPT: "You kept a promise yesterday. Today's question is about that.",
    MemoryKind.JOY: "You wrote down a joy yesterday. Today's question stays with it.",
    MemoryKind.FOLLOW_UP: "Today's question picks up yesterday's.",
    MemoryKind.IF_THEN: "Today's question looks back at your if-then for this week.",
    MemoryKind.MOVED: "Today's question looks back at promises you moved in the last three months.",
    MemoryKind.PROMISES_KEPT: (
        "Today's question looks back at promises you kept in the last three months."
    ),
    MemoryKind.MINE: "A while ago you decided to keep something to yourself.",
}
_OF_A_NAME = ("{person}'s {name} is on {day}.", "{person}'s {name} was on {day}.")
_OF_A_DATE = (
    "A date you set for {person} is coming up: “{name}”, on {day}.",
    "A date you set for {person} has just passed: “{name}”, on {day}.",
)
"""About a date that is coming up, and about one that has passed."""
_WHY = {
    MemoryKind.COME_BACK: "You asked to come back to one of your entries.",
    MemoryKind.DATE_BEFORE: "A date you set for someone is coming up.",
    MemoryKind.DATE_AFTER: "A date you set for someone has just passed.",
    MemoryKind.STORM: "You wrote about a storm yesterday.",
    MemoryKind.HEAVY: "Yesterday's mood was low, so this is a light question.",
    MemoryKind.HEARD: "You heard something in a check-in yesterday.",
    MemoryKind.KEPT: "You kept a promise yesterday.",
    MemoryKind.JOY: "You wrote down a joy yesterday.",
    MemoryKind.FOLLOW_UP: "It's a follow-up to the question you answered yesterday.",
    MemoryKind.IF_THEN: "It's about your if-then for this week.",
    MemoryKind.MOVED: "It's about promises you moved in the last three months.",
    MemoryKind.PROMISES_KEPT: "It's about promises you kept in the last three months.",
    MemoryKind.MINE: "It's about words you marked as yours to keep.",
}
_TURN_OFF = "`trust config set remember off` turns this off."


def sentence(memory: Memory, today: date) -> str:
    """Return the plain sentence above the question. It holds no words of an entry."""
    if memory.kind is MemoryKind.COME_BACK and memory.day and memory.entry:
        where = "" if memory.words else f" (trust show {short(memory.entry)})"
        day = phrases.day_in_line(memory.day, today)
        return f"You asked to come back to what you wrote on {day}{where}."
    if memory.day and memory.name:
        person, name = safe_line(memory.person), safe_line(memory.name)
        day = phrases.day_in_line(memory.day, today)
        coming, past = _OF_A_NAME if _comes_every_year(name) else _OF_A_DATE
        sentence = coming if memory.day > today else past
        return sentence.format(person=person, name=name, day=day)
    return _SENTENCES[memory.kind]


_BEGIN_PHRASES = ("the", "our", "my", "a", "an", "when", "we", "i")
_YEARLY = ("birthday", "name day", "anniversary")


def _comes_every_year(name: str) -> bool:
    """Return whether `Sam's` fits before the name of a date.

    That's so for `birthday`, but not for `the day we met`, nor for `death`, which was only once.
    """
    first, *_ = lower = name.lower().split()
    return first not in _BEGIN_PHRASES and " ".join(lower).endswith(_YEARLY)


def above_question(memory: Memory, today: date) -> list[RenderableType]:
    """Return the sentence, and the person's own lines, for someone who is about to write."""
    lines = [widgets.inset(Text(f"“{safe_line(words)}”")) for words in memory.words]
    return ["", widgets.inset(Text(sentence(memory, today)), *lines), ""]


def why(memory: Memory) -> str:
    """Return in a line why this question was chosen."""
    return f"{_WHY[memory.kind]} {_TURN_OFF}"


def guess_above_question(day: date, line: str, today: date) -> list[RenderableType]:
    """Return a guess of mine, shown above the question what they said."""
    said = f"Your guess on {phrases.day_in_line(day, today)}:"
    return [widgets.inset(Text(said), widgets.inset(Text(f"“{safe_line(line)}”")))]
