"""What `trust open` draws: the rows of its list, the names of its keys, and its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from . import phrases, widgets
from .entry import kind_of
from .entry_list import opening
from .sanitize import safe_line
from .screen import Screen
from .search import marked

if TYPE_CHECKING:
    from ..domain.calendar import Now
    from ..domain.entry import Entry
    from ..domain.people import MentionedPerson
    from ..domain.question_choice import Choice
    from ..services.heads import Head
    from ..services.writing import LeftBehind

DRAFT_KEPT = "Kept as a draft. It is the first row of the list; Enter goes on with it."
LONGEST_KEPT = (
    "The text was empty at the end, so its longest version is kept as a draft: the first row."
)
NOTHING_KEPT = "Nothing was written."
HOW_TO_LEAVE = "To leave: q"
UNDO_STOPS = "Undo stops here: it never empties a text."
IN_TRASH = "{} is in the trash. u takes it out again."
BACK = "{} is back in the journal."
STARRED = "{} is starred."
NOT_STARRED = "{} is not starred any more."
NO_ENTRIES = "No entries yet. w writes the first one."
NO_MATCHES = "No entries match. Backspace takes the last condition away."
TYPE_MORE = "Two letters or more."
PRIVATE = "Private. Enter shows the words, here and until you move on."
PRIVATE_INSIDE = "Some words in it are private. Enter shows them, here and until you move on."
CHANGED_ELSEWHERE = "The journal was changed elsewhere and is shown as it is now."
NEW_DAY = "A new day has begun."
COVERED = "trust"
UNLOCK = "Passphrase"
WRONG_PASSPHRASE = "That isn't the passphrase of this journal."
FIND = "Find"
FILTER = "Days, a person, a tag, a practice, a kind"
GO_TO = "Go to a day"
DRAFT_ELSEWHERE = "This text was begun with another command. `trust` at a terminal saves it."
DRAFT_GONE = "Another program has this text now."
SAVED_MEANWHILE = "Saved. The entry was removed elsewhere just now."
KEPT_AS_DRAFT = "kept as a draft"
NOT_KEPT = "not on the disk yet"
NO_REVIEW_QUESTIONS = "There is nothing to answer for these days."
COMMAND_OUTSIDE = "In a terminal: {}"
PRIVATE_ON = "This will be a private entry."
PRIVATE_OFF = "This won't be a private entry."
NOT_ENCRYPTED_COVER = "Any key brings the screen back."


class Key:
    """A key and what it does, as the last line of a screen names it."""

    def __init__(self, name: str, does: str, key: str = "", rank: int = 1) -> None:
        self.name = name
        """The key as it is shown."""
        self.does = does
        self.key = key or name
        """The key as the program knows it."""
        self.rank = rank
        """In a narrow window, keys of a higher rank are left out first."""


Keys: TypeAlias = tuple[Key, ...]

HELP = Key("?", "keys", "question_mark", 0)
BROWSE: Keys = (
    Key("w", "write", rank=0),
    Key("/", "find", "slash", 0),
    Key("f", "filter"),
    Key("r", "review"),
    Key("p", "promises"),
    Key("o", "on this day", rank=2),
    HELP,
    Key("q", "quit", rank=0),
)
PAGE: Keys = (
    Key("← →", "move", "left", 0),
    Key("e", "edit"),
    Key("s", "star"),
    Key("d", "trash", rank=2),
    Key("w", "write"),
    HELP,
    Key("Esc", "list", "escape", 0),
)
WRITE: Keys = (
    Key("^d", "save", "ctrl+d", 0),
    Key("Esc", "keep as a draft", "escape", 0),
    Key("F4", "another question", "f4", 2),
    Key("F5", "private", "f5", 1),
)
EDIT: Keys = (
    Key("^d", "save", "ctrl+d", 0),
    Key("Esc", "keep as a draft", "escape", 0),
    Key("F5", "private", "f5", 1),
)
FEELINGS: Keys = (
    Key("1-5", "low to high", "", 0),
    Key("Enter", "done", "enter", 0),
)
ANSWER: Keys = (
    Key("^d", "next", "ctrl+d", 0),
    Key("^b", "back", "ctrl+b", 0),
    Key("Esc", "keep what is written", "escape", 0),
)
READING: Keys = (Key("Esc", "back", "escape", 0), HELP)
ON_THIS_DAY: Keys = (
    Key(".", "one by chance", "full_stop", 0),
    HELP,
    Key("Esc", "back", "escape", 0),
)
REVIEW: Keys = (
    Key("w", "answer the questions", rank=0),
    Key("←", "earlier", "left"),
    Key("→", "later", "right"),
    Key("m", "month", rank=2),
    Key("y", "year", rank=2),
    Key("Esc", "back", "escape", 0),
)
PEOPLE: Keys = (Key("Enter", "their entries", "enter", 0), HELP, Key("Esc", "back", "escape", 0))
FINDING: Keys = (Key("Enter", "to the matches", "enter", 0), Key("Esc", "back", "escape", 0))
CHOOSE: Keys = (Key("Enter", "choose", "enter", 0), Key("Esc", "back", "escape", 0))

KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "The list",
        (
            ("↑ ↓ or k j", "one entry up or down"),
            ("PgUp PgDn Home End", "a page, the newest, the oldest"),
            ("[ ]", "a month earlier or later"),
            ("t", "today"),
            ("g", "go to a day: 2026-10-03, yesterday, october"),
            ("Tab", "to the calendar and back; arrows move by days"),
            ("h", "the calendar of the month, or the picture of the last months"),
            ("Enter", "read; shows private words of this entry"),
            ("Space b", "a page of the text down or up"),
        ),
    ),
    (
        "An entry",
        (
            ("← →", "the entry before, the entry after"),
            ("e", "edit"),
            ("s", "star, or not"),
            ("d", "to the trash; u within ten seconds brings it back"),
        ),
    ),
    (
        "Find",
        (
            ("/", "find words as you type; Enter goes to the matches"),
            ("f", "show only days, a person, a tag, a practice, a kind, starred, unsaid"),
            ("Backspace", "take the last condition away"),
        ),
    ),
    (
        "The rest",
        (
            ("w", "write: today's question"),
            ("n", "write without a question"),
            ("r", "review: the week, the month, the year"),
            ("p", "promises"),
            ("i", "people"),
            ("o", "on this day; . shows one entry by chance"),
            (":", "everything else by its name"),
            ("c", "cover the screen; an encrypted journal locks"),
            ("q Esc", "out"),
        ),
    ),
    (
        "Writing",
        (
            ("Ctrl-D", "save"),
            ("Esc", "leave, and keep a draft"),
            ("F2", "in your editor, and back here"),
            ("F4", "another question instead"),
            ("F6", "a lighter question instead"),
            ("F5", "private, or not"),
            ("Ctrl-Z Ctrl-Y", "undo, redo"),
            ("Ctrl-C", "copy what is selected; without a selection, leave and keep a draft"),
        ),
    ),
)


def keys_help(screen: Screen) -> list[RenderableType]:
    """Return every key and what it does."""
    parts: list[RenderableType] = []
    for title, rows in KEYS:
        parts += ["", Text(title, style="cyan")]
        parts += widgets.fields([(key, Text(does)) for key, does in rows], screen.width)
    return parts[1:]


def key_line(keys: Sequence[Key], width: int) -> tuple[Text, list[tuple[int, int, Key]]]:
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
        text.append(f" {key.does}", "dim")
        places.append((start, text.cell_len, key))
    return text, places


def _length(keys: Sequence[Key]) -> int:
    return 1 + sum(cell_len(f"{key.name} {key.does}") + 2 for key in keys)


# --- rows of the list ----------------------------------------------------------------------------


def _mark(screen: Screen, *, chosen: bool) -> str:
    return ("▌" if screen.unicode else ">") if chosen else " "


def _row(mark: str, text: Text, screen: Screen) -> Text:
    row = Text.assemble((mark, "cyan bold"), text, no_wrap=True, overflow="ellipsis")
    row.truncate(screen.width, overflow="ellipsis")
    return row


def entry_row(head: Head, screen: Screen, today: date, *, chosen: bool) -> tuple[Text, Text]:
    """Return the two lines of an entry in the list. Private words are left out."""
    entry, mark = head.entry, _mark(screen, chosen=chosen)
    star = ("★" if screen.unicode else "*") if entry.starred else ""
    day = phrases.short_day(entry.day, None if screen.width < 34 else today)
    first = Text.assemble((day, "bold" if chosen else ""), "  ")
    if not entry.private:
        first.append(safe_line(kind_of(entry)), "cyan")
    room = screen.width - 1
    if star and first.cell_len > room - 2:
        first.truncate(room - 2, overflow="ellipsis")
    if star:
        first.append(" " * (room - 1 - first.cell_len) + star, "yellow")
    if entry.private:
        second = Text("  private", style="dim italic")
    elif head.match:
        second = Text.assemble("  ", marked(head.match.snippet, coloured=True))
    else:
        second = Text(f"  {safe_line(opening(entry))}", style="" if chosen else "dim")
    return _row(mark, first, screen), _row(mark, second, screen)


def month_row(month: date, screen: Screen) -> Text:
    """Return the line above the entries of a month."""
    line = "─" if screen.unicode else "-"
    text = Text(f" {line * 2} {month:%B %Y} ", style="dim", no_wrap=True)
    text.append(line * (screen.width - text.cell_len))
    text.truncate(screen.width)
    return text


def question_row(
    choice: Choice | None, today: date, screen: Screen, *, chosen: bool
) -> tuple[Text, Text]:
    """Return the two lines of the question that is still unanswered today."""
    mark = _mark(screen, chosen=chosen)
    box = "□" if screen.unicode else "o"
    first = Text.assemble((f"{box} ", "cyan"), ("Today", "bold"), f"  {phrases.short_day(today)}")
    asked = safe_line(choice.prompt.text) if choice else "Write what you like."
    return _row(mark, first, screen), _row(mark, Text(f"  {asked}"), screen)


def draft_row(unsaved: LeftBehind, screen: Screen, *, chosen: bool) -> tuple[Text, Text]:
    """Return the two lines of an unsaved text."""
    mark = _mark(screen, chosen=chosen)
    words = phrases.count(len(unsaved.own_text.split()), "word")
    pen = "✎ " if screen.unicode else ""
    first = Text.assemble((f"{pen}Unsaved text", "yellow"))
    second = Text(f"  {phrases.short_day(unsaved.entry.day)}, {words}", style="dim")
    return _row(mark, first, screen), _row(mark, second, screen)


def draft_page(unsaved: LeftBehind, now: Now) -> list[RenderableType]:
    """Return an unsaved text. Words of a private entry are left out."""
    from .entry import unsaved_text

    parts: list[RenderableType] = [Text(unsaved_text(unsaved, now), style="yellow"), ""]
    if unsaved.entry.private:
        return [*parts, Text("private", style="dim italic")]
    if unsaved.entry.prompt_text:
        parts += [Text(safe_line(unsaved.entry.prompt_text), style="italic"), ""]
    from ..domain.private_marks import redact

    return [*parts, widgets.untrusted_text(redact(unsaved.written.text)[0])]


def chips(words: Sequence[str], screen: Screen) -> Text:
    """Return the conditions that the list is filtered by."""
    text = Text(" ", no_wrap=True, overflow="ellipsis")
    for n, word in enumerate(words):
        text.append(" · " if n else "", "dim")
        text.append(safe_line(word), "reverse")
    text.truncate(screen.width, overflow="ellipsis")
    return text


def count_line(count: int, private: int) -> RenderableType:
    """Return how many entries a search or a filter leaves."""
    line = phrases.count(count, "entry", "entries")
    if private:
        line += f", {private} private not searched"
    return widgets.inset(Text(line, style="dim"), by=1)


def private_note(entry_private: bool) -> Text:
    """Return how the private words of an entry are shown."""
    return Text(PRIVATE if entry_private else PRIVATE_INSIDE, style="dim italic")


class Command:
    """Something that can be done: a screen here, or a command to type elsewhere."""

    def __init__(self, name: str, about: str, key: str = "") -> None:
        self.name = name
        self.about = about
        self.key = key
        """The key that does it here; empty for a command."""


SCREENS = (
    Command("Write", "today's question", "w"),
    Command("Write freely", "without a question", "n"),
    Command("Find", "words, as you type", "slash"),
    Command("Filter", "days, a person, a tag, a practice, a kind", "f"),
    Command("Review", "the week, the month, the year", "r"),
    Command("Promises", "what I said I would do", "p"),
    Command("People", "what I wrote about each", "i"),
    Command("On this day", "a month and years ago", "o"),
    Command("Go to a day", "2026-10-03, yesterday, october", "g"),
    Command("Cover the screen", "an encrypted journal locks", "c"),
    Command("Keys", "all of them", "question_mark"),
)


def commands(lines: Mapping[str, Sequence[tuple[str, str]]]) -> list[Command]:
    """Return the screens, then every other command with its line."""
    others = [
        Command(f"trust {name}", about)
        for first, rows in lines.items()
        if first != "open"
        for name, about in rows
    ]
    return [*SCREENS, *others]


def command_row(command: Command, screen: Screen, *, chosen: bool) -> Text:
    """Return the line of something that can be done."""
    text = Text(f"{safe_line(command.name)}  ", style="bold" if chosen else "")
    text.append(safe_line(command.about), "not bold dim")
    return _row(f"{_mark(screen, chosen=chosen)} ", text, screen)


def person_row(person: MentionedPerson, screen: Screen, *, chosen: bool) -> Text:
    """Return the line of a person."""
    text = Text(safe_line(person.person.alias), style="bold" if chosen else "")
    text.append(f"  {person.mentions:,}", "not bold dim")
    return _row(_mark(screen, chosen=chosen), text, screen)


WRITTEN_LAST = "Written last"


def above_text(entry: Entry, *, new: bool) -> list[RenderableType]:
    """Return what stands above a text while it is written: its day, kind and question."""
    if new:
        return [Text("Write what you like.", style="bold")]
    head = Text.assemble(
        (phrases.day(entry.day), "bold"), "  ", (safe_line(kind_of(entry)), "cyan")
    )
    asked = [Text(safe_line(entry.prompt_text), style="italic")] if entry.prompt_text else []
    return [head, *asked]


def state_line(kept: str, screen: Screen, *, private: bool) -> Text:
    """Return the line below a text that is written: whether it is private, and on the disk."""
    left = "   private" if private else ""
    text = Text(left, style="dim italic", no_wrap=True)
    gap = screen.width - len(left) - len(kept)
    text.append(" " * max(1, gap) + kept, "yellow" if kept == NOT_KEPT else "dim not italic")
    text.truncate(screen.width)
    return text


def section(title: str) -> list[RenderableType]:
    """Return the heading of a part of a page."""
    return ["", Text(title, style="cyan")]


def note(text: str) -> Text:
    """Return a line that tells something about what is shown."""
    return Text(text, style="dim")


def place(number: int, count: int) -> str:
    """Return where in the list an entry is: `3 of 120`."""
    return f"{number:,} of {count:,}"


def scale(label: str, value: int | None, screen: Screen, *, focused: bool) -> Text:
    """Return a row of the numbers 1 to 5, with the chosen one in brackets."""
    text = Text(no_wrap=True)
    text.append(f"{_mark(screen, chosen=focused)} {label:<10}", "bold" if focused else "dim")
    for number in range(1, 6):
        chosen = number == value
        text.append(f"[{number}]" if chosen else f" {number} ", "bold reverse" if chosen else "")
    return text


SCALE_LABELS = {"mood": "Mood", "closeness": "Closeness"}
