"""The screen of `trust` without a command, the welcome, and the 28-day line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ..registry import all_features
from . import day_marks, memory, onboarding, phrases, widgets
from .sanitize import safe_line
from .screen import Screen
from .ways import way

if TYPE_CHECKING:
    from ..domain.question_choice import Choice
    from ..services.today import Today

SAFETY_NOTE = "You know best what is safe for you, and there is a page for this: trust safety"
"""Shown when a question is put aside as not safe, or ease is answered with 1."""
_SAFETY = ("trust safety", "if you are not safe")
_ANOTHER = ("trust journal --another", "for another question")
_LIGHTER = ("trust journal --lighter", "for a lighter question")
DEEPEST = 3
"""The depth at which a lighter question is offered."""


def today(
    today: Today, screen: Screen, *, journal: Path, numbers: bool, until: str = ""
) -> list[RenderableType]:
    """Return today at a glance.

    `until` is when the day ends, if the calendar already shows the next date.
    """
    day_line = phrases.day(today.day) + (f", until {until}" if until else "")
    body: list[RenderableType] = [Text(day_line), ""]
    if today.newcomer:
        invitation: list[RenderableType] = []
        if today.choice:
            invitation = ["", Text("Here is your first question.")]
        body += [*onboarding.welcome(journal), *invitation, ""]
    elif today.standing.long_away:
        body += [Text("Good to see you."), ""]
    body += _question(today)
    if not today.standing.long_away:
        line = day_marks.streak_line(today.standing, screen, numbers=numbers)
        body += ["", *line] if line else []
        due = _due(today, screen)
        body += ["", *due] if due else []
    return ["", widgets.inset(*body, "", _hints(today)), ""]


def page(today: Today, screen: Screen, *, journal: Path, numbers: bool) -> list[RenderableType]:
    """Return today at a glance for a screen that names its own keys: no commands are named."""
    body: list[RenderableType] = [Text(phrases.day(today.day)), ""]
    if today.newcomer:
        body += [*onboarding.welcome(journal), ""]
    elif today.standing.long_away:
        body += [Text("Good to see you."), ""]
    if today.choice and not today.answered:
        body += widgets.question(today.choice, follow_ups=True)
    else:
        body += _question(today)
    if not today.standing.long_away:
        line = day_marks.streak_line(today.standing, screen, numbers=numbers)
        body += ["", *line] if line else []
        due = _due(today, screen)
        body += ["", *due] if due else []
    return body


def _question(today: Today) -> list[RenderableType]:
    if today.choice is None:
        freely = way("trust journal --free", "n")
        none = "There's no question for today, because no pack that's on has one that fits."
        return [Text(f"{none} Write what you like: {freely}")]
    if today.answered:
        done = Text("You've written about this today.")
        return [*widgets.question_heading(today.choice), done]
    asked = widgets.question(today.choice, follow_ups=False)
    taken_up = today.choice.memory
    if taken_up is None:
        return asked
    return [Text(memory.sentence(taken_up, today.day)), "", *asked]


def _due(today: Today, screen: Screen) -> list[RenderableType]:
    rows: list[tuple[str, RenderableType]] = []
    if today.intention:
        rows.append((_period_label(today.intention.period), Text(safe_line(today.intention.text))))
    for feature in all_features():
        rows += [(label, Text(line)) for label, line in feature.today_rows(today.due, today.day)]
    if today.review_due:
        how = way("trust review", "r")
        rows.append(("Look back", Text(f"{phrases.period(today.review_due)}: {how}")))
    if today.paused:
        rows.append(("Paused", Text("Today is a day off. Write if you like.")))
    return widgets.fields(rows, screen.width)


def _period_label(name: str) -> str:
    """Return the label of an if-then, by the name of its period."""
    return "This week" if "W" in name else "This month" if "-" in name else "This year"


def _hints(today: Today) -> RenderableType:
    if today.newcomer:
        commands = [("trust journal", "to write"), ("trust --help", "for the rest")]
    elif today.choice is None:
        commands = [("trust packs", "to see the packs of questions")]
    elif today.answered:
        commands = [_ANOTHER]
    elif today.choice and today.choice.prompt.depth == DEEPEST:
        commands = [("trust journal", "to write"), _LIGHTER]
    else:
        commands = [("trust journal", "to write"), _ANOTHER]
    return widgets.hints([*commands, _SAFETY])


def question(choice: Choice | None, *, answered: bool, headed: bool = True) -> list[RenderableType]:
    """Return the question shown before writing, with its first follow-up."""
    if choice is None:
        return ["", widgets.inset(Text("Write what you like.", style="bold")), ""]
    asked = widgets.question(choice, follow_ups=True, headed=headed)
    if answered:
        asked.append(
            Text(
                "You've already answered this today. For the next one: trust journal --another",
            )
        )
    return ["", widgets.inset(*asked), ""]


def why(choice: Choice) -> str:
    """Return in one line why this question was chosen."""
    title = phrases.practice(choice.prompt.practice)
    match choice.reason.value:
        case "first":
            return "It's the question this pack begins with."
        case "served":
            return "It's the question you were given for this day."
        case "named":
            return "It's from the practice or the pack you asked for."
        case "tonight":
            return "You asked for a lighter or a deeper question this evening."
        case "remembered" if choice.memory:
            return memory.why(choice.memory)
        case "echo":
            return "You answered it about three months ago, and it's come round again."
    return " ".join([_practice_reason(choice, title), *_traits(choice)])


def _practice_reason(choice: Choice, title: str) -> str:
    if choice.reason.value == "focus":
        return f"“{title}” is your focus this week."
    if choice.waited is None:
        return f"No question on “{title}” has come up yet."
    since = phrases.count(choice.waited, "day")
    if choice.reason.value == "waited":
        return f"“{title}” has waited longest, {since}."
    return f"“{title}” last came up {since} ago. It was drawn from the practices whose turn it is."


def _traits(choice: Choice) -> list[str]:
    """Return what else brought a question forward, in sentences."""
    sentences = {
        "own-pack": "For eight weeks, two questions in three are from the pack for your situation.",
        "names": "About half the questions use the person's name.",
        "new": "This question is new to you, and new ones come first.",
    }
    return [sentences[trait.value] for trait in choice.traits]


def focus(practice: str | None) -> list[RenderableType]:
    """Return the focus of this week."""
    if practice is None:
        return [Text("No focus this week. Questions come from all ten practices in turn.")]
    return [
        Text(
            f"This week: {safe_line(phrases.practice(practice))}. Its questions come up more often."
        )
    ]
