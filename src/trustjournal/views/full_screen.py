"""What `trust open` draws: the rows of its list, the names of its keys, and its sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from .. import views
from ..domain.entry import redacted
from ..domain.private_marks import redact
from ..domain.text import excerpt
from . import phrases, widgets
from .entry import kind_of, unsaved_text
from .entry_list import OPENING_LENGTH, opening
from .sanitize import safe_line
from .screen import Screen

if TYPE_CHECKING:
    from ..domain.calendar import Now
    from ..domain.entry import Entry
    from ..domain.people import MentionedPerson
    from ..domain.periods import Period
    from ..domain.question_choice import Choice
    from ..domain.search_query import Phrase
    from ..domain.search_text import Snippet
    from ..services.heads import Head
    from ..services.resurface import OnThisDay
    from ..services.writing import UnsavedDraft

MATCH = Style(bold=True, underline=True, color="yellow")
"""How a word that was searched for is marked, as in the list."""

DRAFT_KEPT = "Kept as a draft, at the top of the list. Enter opens it again."
LONGEST_KEPT = (
    "You'd deleted the text, so its longest version is kept as a draft, at the top of the list."
)
KEPT = (DRAFT_KEPT, LONGEST_KEPT)
"""What is told where the first row of the list becomes a draft."""
NOTHING_KEPT = "Nothing was written."
HOW_TO_LEAVE = "To leave: q"
SAVE_CHANGES = "Save your changes?"
STAY = "keep editing"
CANCEL = "cancel"
CHANGED = "{} was changed. u undoes that."
PRIVATE_FIRST = "It has private words. Enter shows them first."
WHICH_VERSION = "Which version? A number from 1 to {}"
NOTHING_TO_UNDO = "There's nothing to undo."
UNDO_STOPS = "Undo stops here: it never deletes everything you wrote."
IN_TRASH = "{} is in the trash. u brings it back."
AS_BEFORE = "{} is as it was before."
DISCARD = "Discard this draft for good?"
DISCARDED = "The draft is gone."
TAKE_OUT = "Take {} out of the trash?"
ANSWERED = "Today's question is answered. Write something else?"
MORE_TO_WRITE = "What would you like to do?"
AND_BACK = "Enter goes back to the full screen. "
TRASH_EMPTY = "The trash is empty."
SEVERAL_DONE = "{}. u undoes that."
ONE_BACK = "Undone: {number} entry."
SEVERAL_BACK = "Undone: {number} entries."
SOME_DONE = "Only {} of {} could be changed. u undoes that."
STAR_ALL, UNSTAR_ALL = "Starred: {}", "Not starred any more: {}"
TRASH_ALL, TAG_ALL = "In the trash: {}", "Tagged: {}"
WHICH_TAGS = "Tags to add, separated by commas"
EXPORT_WHICH = "Export what?"
EXPORT_TO = "Export to which file? (as Markdown)"
EXPORT_PRIVATE = "It has private words. Export them too?"
NOTHING_TO_EXPORT = "There's no entry here to export."
BACK = "{} is back in the journal."
STARRED = "{} is starred."
NOT_STARRED = "{} isn't starred any more."
NO_ENTRIES = "No entries yet. w writes the first one."
NO_MATCHES = "No entries match. Backspace removes the last filter."
PRIVATE = "Private. Enter shows the words until you move on."
PRIVATE_INSIDE = "Some words in it are private. Enter shows them until you move on."
CHANGED_ELSEWHERE = "The journal was changed elsewhere and is shown as it is now."
NEW_DAY = "A new day has begun."
UNLOCK = "Passphrase"
WRONG_PASSPHRASE = "That isn't the passphrase for this journal."
FIND = "Find: "
FILTER = "Days, a person, a tag, a practice, a kind, starred, private"
GO_TO = "Go to a day"
DRAFT_GONE = "This text is open in another program now."
SAVED_ALREADY = "This text is saved. Enter goes back to the list; press e there to edit it."
SAVED_MEANWHILE = "Saved. The entry was removed elsewhere just now."
KEPT_AS_DRAFT = "kept as a draft"
NOT_KEPT = "not on the disk yet"
GONE = "the journal is gone; press the key again to begin a new one"
GONE_COPIES = "the journal is gone, but there are copies; press again to begin a new one"
NO_ROOM_FOR_DRAFT = (
    "The disk has no room for a draft. Make room, or save the text with Ctrl-D; Ctrl-Q prints it "
    "and leaves."
)
NO_ROOM_FOR_BOTH = (
    "The disk has no room for this text and what your editor saved. Make room first; Ctrl-Q prints "
    "this text and leaves."
)
EDITOR_SAVED = "the editor ended with code {code}; what it had saved is on the screen"
WINDOW_SAVED = (
    "Your editor has saved new words since then. They're on the screen, not saved as an entry yet."
)
BUSY = (
    "The journal is busy; your words are in the draft. They'll be saved as soon as it's free. Esc "
    "leaves."
)
NOT_SAVED_YET = "Not saved yet: the journal is busy. Ctrl-D tries again when you're done."
NO_REVIEW_QUESTIONS = "There are no questions to answer about these days."
COMMAND_OUTSIDE = "Leave with q, then run: {}"
PRIVATE_ON = "This will be a private entry."
PRIVATE_OFF = "This won't be a private entry."


# --- rows of the list ----------------------------------------------------------------------------


def _mark(screen: Screen, *, chosen: bool) -> str:
    return ("▌" if screen.unicode else ">") if chosen else " "


def _row(mark: str, text: Text, screen: Screen) -> Text:
    row = Text.assemble((mark, "cyan bold"), text, no_wrap=True, overflow="ellipsis")
    row.truncate(screen.width, overflow="ellipsis")
    return row


def entry_row(
    head: Head, screen: Screen, today: date, *, chosen: bool, marked: bool = False
) -> tuple[Text, Text]:
    """Return the two lines of an entry in the list. Private words are left out."""
    entry, mark = head.entry, _mark(screen, chosen=chosen)
    star = ("★" if screen.unicode else "*") if entry.starred else ""
    day = phrases.short_day(entry.day, None if screen.width < 34 else today)
    sign = ("● " if screen.unicode else "+ ") if marked else ""
    first = Text.assemble((sign, "yellow"), (day, "bold" if chosen else ""), "  ")
    if not entry.private:
        first.append(safe_line(kind_of(entry)), "cyan")
    room = screen.width - 1
    if star and first.cell_len > room - 2:
        first.truncate(room - 2, overflow="ellipsis")
    if star:
        first.append(" " * (room - 1 - first.cell_len) + star, "yellow")
    if entry.private:
        second = Text("  private", style=widgets.LABEL)
    elif head.match:
        second = Text.assemble("  ", _around_match(head.match.snippet, room - 2))
    else:
        second = Text(f"  {safe_line(opening(entry))}")
    return _row(mark, first, screen), _row(mark, second, screen)


def _around_match(snippet: Snippet, room: int) -> Text:
    """Return the words around a match, cut so that the first match is in sight."""
    text = views.search.marked(snippet, coloured=True)
    first = next(iter(snippet.marks), None)
    if first is None:
        return text
    label = len(text.plain) - len(snippet.text)
    start, end = (label + place for place in first)
    if end <= room:
        return text
    begin = text.plain.rfind(" ", 0, max(0, start - room // 3)) + 1
    return Text.assemble("… ", text[begin:])


def month_row(month: date, screen: Screen) -> Text:
    """Return the line above the entries of a month."""
    line = "─" if screen.unicode else "-"
    text = Text.assemble((f" {line * 2} ", "dim"), f"{month:%B %Y} ", no_wrap=True)
    text.append(line * (screen.width - text.cell_len), "dim")
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


def draft_row(unsaved: UnsavedDraft, screen: Screen, *, chosen: bool) -> tuple[Text, Text]:
    """Return the two lines of a draft: when it was begun, and its first words.

    No words of a private one.
    """
    mark, entry = _mark(screen, chosen=chosen), unsaved.entry
    pen = "✎ " if screen.unicode else ""
    when = phrases.short_day(entry.day)
    if not unsaved.revises:  # an edit has the moment of its entry
        when += f" {entry.modified_at.astimezone(entry.local_time.tzinfo):%H:%M}"
    first = Text.assemble((f"{pen}Unsaved", "yellow"), f"  {when}")
    if entry.private:
        words = phrases.count(len(unsaved.own_text.split()), "word")
        second = Text(f"  private, {words}", style="italic")
    else:
        words = excerpt(redact(unsaved.own_text)[0], OPENING_LENGTH)
        second = Text(f"  {safe_line(words)}")
    return _row(mark, first, screen), _row(mark, second, screen)


def draft_page(unsaved: UnsavedDraft, now: Now) -> list[RenderableType]:
    """Return a draft. Words of a private entry are left out."""
    parts: list[RenderableType] = [Text(unsaved_text(unsaved, now), style="yellow"), ""]
    if unsaved.entry.private:
        return [*parts, Text("private", style=widgets.LABEL)]
    if unsaved.entry.prompt_text:
        parts += [Text(safe_line(unsaved.entry.prompt_text), style="italic"), ""]

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
    return widgets.inset(Text(line, style=widgets.LABEL), by=1)


def marked_line(count: int) -> RenderableType:
    """Return how many entries are marked."""
    return widgets.inset(Text(f"{count:,} marked", style="yellow"), by=1)


def find_label() -> Text:
    """Return what stands before the words that are searched for."""
    return Text(f" {FIND}", style="bold")


def mentions(name: str, count: int, *, others: bool) -> list[RenderableType]:
    """Return how many entries mention someone, besides `others`, and the key that finds them."""
    more = ("more mentions", "more mention") if others else ("entry mentions", "entries mention")
    entries = phrases.count(count, *more)
    line = Text(
        f"{entries} {safe_line(name)}: /", style=widgets.LABEL, no_wrap=True, overflow="ellipsis"
    )
    return [widgets.inset(line, by=1)]


def nothing_on(period: Period, shown: Head | None, *, narrowed: bool, ahead: bool) -> str:
    """Return that a day or a period has no entry, and which entry is shown instead.

    `ahead` says that it hasn't begun yet.
    """
    when = phrases.in_period(period)
    bare = when.removeprefix("on ").removeprefix("in ")
    if ahead:
        line = phrases.still_to_come(period)
    elif narrowed:
        line = f"None of the matches is from {bare}."
    else:
        line = f"Nothing was written {when}."
    if period.is_day and not narrowed and not ahead:
        line += " w writes for that day."
    if shown is not None:
        line += f" Showing {phrases.short_day(shown.day)} {shown.day.year}."
    return line


def beside(days: Sequence[OnThisDay], screen: Screen) -> list[RenderableType]:
    """Return what was written on the same day of earlier months and years, beside an entry."""
    if not days:
        return []

    on_this_day = views.resurface.on_this_day(days, screen)
    return [Text("On this day", style="cyan"), "", *on_this_day]


def below(days: Sequence[OnThisDay], screen: Screen) -> list[RenderableType]:
    """Return what was written on the same day of earlier months and years, a line for each entry.

    Private entries are left out.
    """
    rows: list[RenderableType] = []
    for day in days:
        for entry in day.entries:
            if not entry.private:
                words = safe_line(opening(redacted(entry)))
                row = Text(f"{day.day.day} {day.day:%B %Y}  {words}", no_wrap=True)
                row.truncate(min(screen.width, widgets.MEASURE), overflow="ellipsis")
                rows.append(row)
    return [*section("On this day"), *rows] if rows else []


def with_matches(lines: list[list[Segment]], words: Sequence[Phrase]) -> list[list[Segment]]:
    """Return lines with the words of a search marked in them."""
    return [_marked_line(line, words) for line in lines] if words else lines


def _marked_line(line: list[Segment], words: Sequence[Phrase]) -> list[Segment]:
    from ..domain.search_text import find_phrases  # not for the first words on the screen

    text = "".join(segment.text for segment in line)
    spans = [(start, end) for start, end, _ in find_phrases(text, words)]
    if not spans:
        return line
    pieces: list[Segment] = []
    at = 0
    for segment in line:
        cuts = sorted({0, len(segment.text), *(n - at for span in spans for n in span)})
        cuts = [cut for cut in cuts if 0 <= cut <= len(segment.text)]
        for start, end in pairwise(cuts):
            inside = any(first <= at + start < last for first, last in spans)
            style = (segment.style or Style()) + MATCH if inside else segment.style
            pieces.append(Segment(segment.text[start:end], style))
        at += len(segment.text)
    return pieces


def offers(words: Sequence[str], counts: Mapping[str, int], screen: Screen) -> Text:
    """Return the words that Tab completes, the first one marked; with their number of entries."""
    text = Text("Tab  " if words else "", no_wrap=True, overflow="ellipsis")
    for n, word in enumerate(words[:20]):
        text.append("" if not n else "  ")
        text.append(safe_line(word), "" if n else "bold")
        text.append(f" {counts[word]:,}" if word in counts else "")
    text.truncate(screen.width, overflow="ellipsis")
    return text


def name_of(entry: Entry) -> str:
    """Return what an entry is called in a sentence: its id and its day."""
    return f"{entry.id[:5]} ({phrases.day(entry.day)})"


def private_note(entry_private: bool) -> Text:
    """Return how the private words of an entry are shown."""
    return Text(PRIVATE if entry_private else PRIVATE_INSIDE, style=widgets.LABEL)


class Command:
    """Something that can be done: a screen here, or a command to type elsewhere."""

    def __init__(self, name: str, about: str, key: str = "") -> None:
        self.name = name
        self.about = about
        self.key = key
        """The key that does it here; empty for a command."""


def commands(lines: Mapping[str, Sequence[tuple[str, str]]]) -> list[Command]:
    """Return the screens, then every other command with its line."""
    from .keys import BROWSE, each

    others = [
        Command(f"trust {name}", about)
        for first, rows in lines.items()
        if first != "open"
        for name, about in rows
    ]
    screens = [
        Command(key.command, key.beside or key.about or key.short, key.pressed)
        for key in each(BROWSE)
        if key.command
    ]
    return [*screens, *others]


def command_row(command: Command, screen: Screen, *, chosen: bool) -> Text:
    """Return the line of something that can be done."""
    text = Text(f"{safe_line(command.name)}  ", style="bold" if chosen else "")
    text.append(safe_line(command.about), "not bold")
    return _row(f"{_mark(screen, chosen=chosen)} ", text, screen)


def person_row(person: MentionedPerson, screen: Screen, *, chosen: bool) -> Text:
    """Return the line of a person."""
    text = Text(safe_line(person.person.alias), style="bold" if chosen else "")
    number = person.mentions
    entries = phrases.count(number, "entry", "entries") if number else "no entries yet"
    text.append(f"  {entries}", "not bold")
    return _row(_mark(screen, chosen=chosen), text, screen)


def signs(screen: Screen) -> list[RenderableType]:
    """Return what the signs of the calendar and of the list mean."""
    from ..domain.streak import Mark  # not for the first words on the screen

    shape = views.day_marks.shape
    rows = [(shape(Mark(name), screen, rest=True)[0], Text(about)) for name, about in DAY_SIGNS]
    star, pen = ("★", "✎") if screen.unicode else ("*", "")
    rows.append((star, Text("a starred entry")))
    if pen:
        rows.append((pen, Text("a draft")))
    return [*section("The calendar and the list"), *widgets.numbered(rows)]


DAY_SIGNS = (
    ("written", "something was written that day"),
    ("later", "it was written more than two days later"),
    ("rest", "a rest day: nothing was written, and the run of days goes on"),
    ("blank", "nothing was written"),
    ("paused", "a day off (`trust pause`)"),
    ("open", "today, and nothing is written yet"),
)
"""The marks of days (`domain.streak.Mark`), and what they mean."""
WRITTEN_LAST = "Latest entries"


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
    text = Text(left, style=widgets.LABEL, no_wrap=True)
    gap = screen.width - len(left) - len(kept)
    text.append(" " * max(1, gap) + kept, "yellow" if kept == NOT_KEPT else "not italic")
    text.truncate(screen.width)
    return text


def section(title: str) -> list[RenderableType]:
    """Return the heading of a part of a page."""
    return ["", Text(title, style="cyan")]


def note(text: str) -> Text:
    """Return a line that tells something about what is shown."""
    return Text(text, style=widgets.LABEL)


def scale(label: str, value: int | None, screen: Screen, *, focused: bool, width: int = 10) -> Text:
    """Return a row of the numbers 1 to 5, with the chosen one in brackets."""
    text = Text(no_wrap=True)
    text.append(f"{_mark(screen, chosen=focused)} {label:<{width}}", "bold" if focused else "")
    for number in range(1, 6):
        chosen = number == value
        text.append(f"[{number}]" if chosen else f" {number} ", "bold reverse" if chosen else "")
    return text


FROM_LONG = 50
"""Columns from which days and marks are written out."""


def detail_row(field: str, value: object, screen: Screen, *, focused: bool, changed: bool) -> Text:
    """Return the row of one field of an entry; what was changed is marked."""
    label, is_narrow = DETAIL_LABELS[field], screen.width < FROM_LONG
    if field in SCALE_LABELS:
        assert value is None or isinstance(value, int)
        row = scale(label, value, screen, focused=focused, width=12)
        row.append("" if value else "  none", widgets.LABEL)
    else:
        row = Text(f"{_mark(screen, chosen=focused)} {label:<12} ", no_wrap=True)
        row.stylize("bold" if focused else "")
        detail = _detail(value, is_narrow=is_narrow)
        row.append(detail or "none", "not bold" if detail else f"not bold {widgets.LABEL}")
    if changed:
        row.append("  *" if is_narrow else "  changed", "yellow")
    return row


def _detail(value: object, *, is_narrow: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{phrases.short_day(value)} {value.year}" if is_narrow else phrases.day(value)
    return ", ".join(safe_line(name) for name in value) if isinstance(value, tuple) else ""


DETAIL_LABELS = {
    "day": "Day",
    "mood": "Mood",
    "closeness": "Closeness",
    "tags": "Tags",
    "people": "With",
    "private": "Private",
    "come_back": "Follow up",
}
DETAIL_QUESTIONS = {
    "day": "The day, with a time if you like: yesterday, 2026-10-03 14:30",
    "tags": "Tags, separated by commas",
    "people": "People, separated by commas",
    "come_back": "The day to ask you about it: friday, +3. Enter for none",
}
SCALE_LABELS = {"mood": "Mood", "closeness": "Closeness"}
