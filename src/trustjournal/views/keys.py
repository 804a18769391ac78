"""The keys of `trust open`: each stands here once, with what it does and how it is named.

The last line of a screen, its page of keys, the list of everything that can be done and the keys
that Textual listens to are all made from these tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from . import widgets
from .screen import Screen


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a screen, or several that belong together."""

    name: str
    """The key as it is shown."""
    action: str = ""
    """What the screen does, as an action of Textual; empty if a part of the screen listens."""
    short: str = ""
    """What it does, for the last line of the screen; empty if it isn't named there."""
    about: str = ""
    """What it does, for the page of keys; as `short` if empty."""
    press: str = ""
    """The names that Textual has for the key, with commas between; as `name` if empty."""
    more: tuple[tuple[str, str], ...] = ()
    """Further keys and their actions, where `name` is about several."""
    rank: int = 1
    """In a narrow window, keys of a higher rank are left out of the last line first."""
    on: str = ""
    """The states of the screen in which the last line names it, with blanks between; all if
    empty."""
    command: str = ""
    """Its name in the list of everything that can be done; empty if it isn't there."""
    beside: str = ""
    """What it does, beside that name; as `about` if empty."""

    @property
    def pressed(self) -> str:
        """The key to press for it."""
        return (self.press or self.name).partition(",")[0]


Group: TypeAlias = tuple[str, tuple[Key, ...]]
Groups: TypeAlias = tuple[Group, ...]

HELP = Key(
    "?",
    "app.keys",
    "keys",
    "all the keys on this screen",
    "question_mark,f1",
    rank=0,
    command="Keys",
)
SAVE_OR_NOT = (
    Key("Enter", "save", "save", press="enter,y", rank=0),
    Key("n", "drop", "leave it as it was", rank=0),
)
WHAT_ELSE = (
    Key("w", "another", "another question", press="w,enter", rank=0),
    Key("n", "free", "without a question", rank=0),
)
MOMENTS = (
    Key("s", "storm", "storm", rank=0),
    Key("j", "joy", "joy", rank=0),
    Key("c", "checkin", "check-in", rank=0),
    Key("p", "pulse", "pulse", rank=0),
    Key("t", "sit", "quiet time", rank=0),
)
"""The commands that ask one thing after the other, and the keys for them."""
YES = Key("y", "yes", "yes", rank=0)
COVER_ANYWHERE = "f9"
"""The key that covers every screen, as Textual names it: also where letters are words."""
_COVERS = "cover the screen, and lock an encrypted journal"
COVER = Key("c F9", "app.cover", about=_COVERS, press="c")
COVER_TEXT = Key("F9", "app.cover", "cover", _COVERS, COVER_ANYWHERE, rank=2)


ENTRY_OR_ALL = (
    Key("e", "one", "this entry", rank=0),
    Key("a", "all", "all in the list", rank=0),
)
WITH_PRIVATE = (Key("y", "with", "yes", rank=0), Key("n", "without", "no", rank=0))


def cancel(does: str) -> Key:
    """Return the key that answers a question with neither of the others."""
    return Key("Esc", "cancel", does, press="escape", rank=0)


def back(also: str = "") -> Key:
    """Return the key that leads back; `also` is the key that led to the screen."""
    press = "escape,q" + (f",{also}" if also else "")
    return Key("Esc", "back", "back", press=press, rank=0)


BROWSE: Groups = (
    (
        "Write",
        (
            Key(
                "w",
                "write",
                "write",
                "today's question, or another once you've answered",
                on="list day page draft",
                rank=0,
                command="Write",
            ),
            Key(
                "n",
                "write(True)",
                "",
                "write without a question",
                command="Write freely",
                beside="without a question",
            ),
            Key(
                "W",
                "more_to_write",
                "more",
                "a storm, a joy, a check-in, the pulse, a few quiet minutes",
                "W",
                on="list",
                rank=2,
            ),
        ),
    ),
    (
        "Find",
        (
            Key(
                "/",
                "find",
                "find",
                "search as you type; Enter goes to the matches",
                "slash",
                on="list",
                rank=0,
                command="Find",
            ),
            Key(
                "f",
                "filter",
                "filter",
                "show only certain days, a person, a tag, a practice, a kind, starred, unsaid,"
                " private",
                on="list",
                command="Filter",
            ),
            Key("Backspace", "unfilter", "", "remove the last filter", "backspace"),
            Key("Enter", "", "go to matches", press="enter", on="find", rank=0),
            Key("Esc", "", "back", press="escape", on="find", rank=0),
        ),
    ),
    (
        "Look",
        (
            Key("r", "review", "review", "look back on the week", on="list", command="Review"),
            Key(
                "p",
                "promises",
                "promises",
                "your promises, and what came of them",
                on="list",
                command="Promises",
                beside="what you promised, and what came of it",
            ),
            Key(
                "i",
                "people",
                "",
                "people, and what you wrote about each",
                command="People",
                beside="what you wrote about each",
            ),
            Key(
                "o",
                "on_this_day",
                "on this day",
                "on this day in earlier months and years",
                on="list",
                rank=2,
                command="On this day",
                beside="in earlier months and years",
            ),
            Key(
                "D",
                "trashed",
                about="what is in the trash",
                command="The trash",
                beside="read its entries, or take them out",
            ),
        ),
    ),
    (
        "An entry",
        (
            Key(
                "Enter",
                "read",
                "go on",
                "read full screen; shows this entry's private words",
                "enter",
                on="draft",
                rank=0,
            ),
            Key(
                "← →",
                "older(1)",
                "move",
                "the entry before, the entry after",
                "left",
                (("right", "older(-1)"),),
                on="page",
                rank=0,
            ),
            Key("e", "edit", "edit", "edit; the earlier version is kept", on="page"),
            Key(
                "m",
                "details",
                "details",
                "mood, closeness, tags, people, day, private",
                on="page",
            ),
            Key("s", "star", "star", "star it, or take the star off", on="page marked", rank=2),
            Key("v", "versions", about="earlier versions"),
            Key("d", "trash", "trash", "to the trash", on="page marked", rank=2),
            Key("T", "tag", "tag", "add tags", on="marked"),
            Key(
                "x",
                "export",
                "export",
                "export this entry or all filtered ones, as Markdown",
                on="marked",
                command="Export to a file",
                beside="this entry or all filtered ones, as Markdown",
            ),
            Key(
                "Space",
                "mark_or_scroll",
                "mark more",
                "mark it; s, d, T and x then act on all marked entries",
                "space",
                on="marked",
                rank=0,
            ),
            Key("Esc", "", "unmark all", press="escape", on="marked", rank=0),
            Key("d", "", "discard", on="draft"),
            Key(
                "u", "undo", "undo", "within ten seconds: undo what you just did", on="undo", rank=0
            ),
        ),
    ),
    (
        "Go",
        (
            Key(
                "↑ ↓ k j",
                "scroll_lines(-1)",
                about="one entry up or down; while reading, one line",
                press="up,k",
                more=(("down,j", "scroll_lines(1)"),),
            ),
            Key(
                "PgUp PgDn Home End",
                "scroll_page(-1)",
                about="a page, the newest, the oldest",
                press="pageup",
                more=(
                    ("pagedown", "scroll_page(1)"),
                    ("home", "scroll_lines(-100000)"),
                    ("end", "scroll_lines(100000)"),
                ),
            ),
            Key(
                "[ ]",
                "month(-1)",
                about="a month earlier or later",
                press="left_square_bracket",
                more=(("right_square_bracket", "month(1)"),),
            ),
            Key("t", "today", about="today"),
            Key(
                "g",
                "go_to",
                about="type a day: 2026-10-03, yesterday, october",
                command="Go to a day",
            ),
            Key(
                "Tab",
                "other_part",
                about="to the calendar, where arrows move by a day; from a search to its matches",
                press="tab",
            ),
            Key(
                "h",
                "months",
                about="the calendar of this month, or the past few months at a glance",
            ),
            Key(
                "J K b",
                "scroll_page(1)",
                about="a page down or up in the text (Space too, while reading)",
                press="J",
                more=(("K,b", "scroll_page(-1)"),),
            ),
        ),
    ),
    (
        "The rest",
        (
            Key(":", "commands", about="all other commands, by name", press="colon,ctrl+p"),
            replace(COVER, command="Cover the screen", beside="and lock an encrypted journal"),
            Key(
                "!",
                "safety",
                about="if you aren't safe, or aren't sure",
                press="exclamation_mark",
                command="Safety",
            ),
            replace(HELP, on="list page draft"),
            Key("Esc", "out", "list", "back to the list", "escape", on="page", rank=0),
            Key("q", "leave", "quit", "leave", on="list day draft", rank=0),
        ),
    ),
)

_WRITING: tuple[Key, ...] = (
    Key("^d", "save", "save", press="ctrl+d", rank=0),
    Key("Esc", "keep", "keep as a draft", "leave, and keep a draft", "escape", rank=0),
)
_TEXT: tuple[Key, ...] = (
    Key("F5", "private", "private", "make it private, or not private", "f5"),
    Key("F2", "editor", about="write in your editor, then come back", press="f2"),
)
_UNDO: tuple[Key, ...] = (
    COVER_TEXT,
    Key("^z ^y", about="undo, redo", press="ctrl+z"),
    Key(
        "^c",
        "copy_or_leave",
        about="copy what is selected; without a selection, keep a draft and leave",
        press="ctrl+c,super+c",
    ),
    Key("^q", "app.leave", about="keep a draft and leave", press="ctrl+q"),
    Key("F1", "app.keys", about="all the keys on this screen", press="f1"),
)
WRITE: Groups = (
    (
        "Writing",
        (
            *_WRITING,
            Key("F4", "another", "another question", "another question instead", "f4", rank=2),
            Key("F6", "lighter", about="a lighter question instead", press="f6"),
            *_TEXT,
            *_UNDO,
        ),
    ),
)
EDIT: Groups = (("Writing", (*_WRITING, *_TEXT, *_UNDO)),)
ANSWER: Groups = (
    (
        "Answering",
        (
            Key(
                "^d",
                "next",
                "next",
                "the next question; after the last one, save",
                "ctrl+d",
                rank=0,
                on="more",
            ),
            Key("^d", short="save", press="ctrl+d", rank=0, on="last"),
            Key("^b", "previous", "back", "the previous question", "ctrl+b", rank=0),
            Key("Esc", "keep", "keep as a draft", "leave, and keep a draft", "escape", rank=0),
            *_UNDO,
        ),
    ),
)
_DIGITS = tuple((str(number), f"choose({number})") for number in range(1, 6))
FEELINGS: Groups = (
    (
        "How it was",
        (
            Key("1-5", short="low to high", more=_DIGITS, rank=0),
            Key(
                "← →",
                "step(-1)",
                about="lower, higher",
                press="left",
                more=(("right", "step(1)"),),
            ),
            Key(
                "↑ ↓",
                "row(-1)",
                about="the row above, the row below",
                press="up,shift+tab",
                more=(("down,tab", "row(1)"),),
            ),
            HELP,
            COVER_TEXT,
            Key(
                "!",
                "safety",
                about="if you aren't safe, or aren't sure",
                press="exclamation_mark",
            ),
            Key("Backspace", "clear", about="leave it empty", press="backspace,0"),
            Key("Enter", "next", "done", press="enter,escape", rank=0),
        ),
    ),
)
_SCROLL: tuple[Key, ...] = (
    Key(
        "↑ ↓ k j",
        "scroll_by(-1)",
        about="a line up or down",
        press="up,k",
        more=(("down,j", "scroll_by(1)"),),
    ),
    Key(
        "Space b",
        "scroll_by(15)",
        about="a page down or up",
        press="space,pagedown",
        more=(("b,pageup", "scroll_by(-15)"),),
    ),
    Key(
        "Home End",
        "scroll_by(-100000)",
        about="the beginning, the end",
        press="home",
        more=(("end", "scroll_by(100000)"),),
    ),
    COVER,
    HELP,
)
READING: Groups = (("Reading", (*_SCROLL, back())),)
CONFIRMED: Groups = (("Saved", (Key("Enter", "back", "back", press="enter,escape,q", rank=0),)),)
ON_THIS_DAY: Groups = (
    (
        "On this day",
        (
            Key(".", "draw_one", "random entry", "an entry picked at random", "full_stop", rank=0),
            *_SCROLL,
            back("o"),
        ),
    ),
)
REVIEW: Groups = (
    (
        "Review",
        (
            Key("w", "answer", "answer the questions", rank=0),
            Key("←", "move(-1)", "earlier", press="left"),
            Key("→", "move(1)", "later", press="right"),
            Key("m", "month", "month", "the month, or the week again", rank=2),
            Key("y", "year", "year", "the year, or the week again", rank=2),
            *_SCROLL,
            back("r"),
        ),
    ),
)
PEOPLE: Groups = (
    (
        "People",
        (
            Key("Enter", "enter", "show entries", press="enter", rank=0),
            Key("↑ ↓ k j", about="the person above, the person below"),
            Key(
                "Space b",
                "scroll_page(1)",
                about="a page down or up in the text",
                press="space",
                more=(("b", "scroll_page(-1)"),),
            ),
            COVER,
            HELP,
            back("i"),
        ),
    ),
)
TRASH: Groups = (
    (
        "The trash",
        (
            Key("Enter", short="read", about="read; shows private words", press="enter", rank=0),
            Key("r", "restore", "restore", "take it out of the trash", rank=0),
            Key("↑ ↓ k j", about="the entry above, the entry below"),
            COVER,
            HELP,
            back("D"),
        ),
    ),
)
VERSIONS: Groups = (
    (
        "Earlier versions",
        (
            Key("r", "restore", "bring one back", "bring one of them back", rank=0),
            *_SCROLL,
            back("v"),
        ),
    ),
)
DETAILS: Groups = (
    (
        "Details",
        (
            Key("^d", "save", "save", "save what you changed", "ctrl+d", rank=0),
            Key(
                "↑ ↓",
                "row(-1)",
                about="the row above, the row below",
                press="up,k,shift+tab",
                more=(("down,j,tab", "row(1)"),),
            ),
            Key(
                "← →",
                "step(-1)",
                "change",
                "lower, higher; yes or no",
                "left",
                (("right", "step(1)"),),
            ),
            Key("1-5", about="mood and closeness, 1 low to 5 high", more=_DIGITS),
            Key("Enter", "enter", "type", "type tags, people, a day", "enter,space"),
            Key("Backspace", "clear", about="empty it", press="backspace,0"),
            HELP,
            replace(COVER, short="cover", rank=2),
            Key("Esc", "back", "back", "back; asks if you changed something", "escape,q", rank=0),
        ),
    ),
)
CHOOSE: Groups = (
    (
        "Everything else",
        (
            Key("Enter", short="choose", press="enter", rank=0),
            Key("Esc", "back", "back", press="escape", rank=0),
        ),
    ),
)


def each(groups: Groups) -> Iterator[Key]:
    """Yield the keys of a screen."""
    for _, keys in groups:
        yield from keys


def actions(groups: Groups) -> list[tuple[str, str]]:
    """Return the keys of a screen, as Textual names them, each with its action."""
    pairs = [(key.press or key.name, key.action) for key in each(groups) if key.action]
    return pairs + [pair for key in each(groups) for pair in key.more]


def last_line(groups: Groups, states: str) -> list[Key]:
    """Return the keys that the last line names in a state of the screen."""
    now = set(states.split())
    return [key for key in each(groups) if key.short and (not key.on or now & set(key.on.split()))]


def page(groups: Groups, screen: Screen) -> list[RenderableType]:
    """Return the page with every key of a screen and what it does."""
    parts: list[RenderableType] = []
    for title, keys in groups:
        rows = [
            (key.name, Text(key.about or key.short))
            for key in keys
            if key.about or not (key.on and not key.action)
        ]
        parts += ["", Text(title, style="cyan"), *widgets.fields(rows, screen.width)]
    return parts[1:]


def line(keys: Sequence[Key], width: int) -> tuple[Text, list[tuple[int, int, Key]]]:
    """Return the keys that fit on a line, and where each of them is: first and last column."""
    shown = list(keys)
    while len(shown) > 1 and _length(shown) > width:
        worst = max(key.rank for key in shown)
        at = max(n for n, key in enumerate(shown) if key.rank == worst)
        del shown[at]
    text = Text(no_wrap=True, overflow="crop")
    places: list[tuple[int, int, Key]] = []
    for key in shown:
        text.append("  " if places else " ")
        start = text.cell_len
        text.append(key.name, "bold")
        text.append(f" {key.short}")
        places.append((start, text.cell_len, key))
    return text, places


def rows(keys: Sequence[Key], width: int) -> list[list[Key]]:
    """Return keys in as many lines as they take."""
    lines: list[list[Key]] = [[]]
    for key in keys:
        if lines[-1] and _length([*lines[-1], key]) > width:
            lines.append([])
        lines[-1].append(key)
    return lines


def _length(keys: Sequence[Key]) -> int:
    return 1 + sum(cell_len(f"{key.name} {key.short}") + 2 for key in keys)
