"""Promises: the list, one of them, confirmations, and their section of the review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from ...views import phrases, widgets
from ...views.sanitize import safe_line
from ...views.ways import way
from .model import MANY_OPEN, Event, Happened, Promise, Status

if TYPE_CHECKING:
    from ...domain.period_words import EndingInDay
    from ...views.screen import Screen
    from .drafts import SavedDraft
    from .service import Counts, LastUpdate, TrackedPromise, WordsAndDeeds

TITLE = "Words and deeds"
BAD_DAY = "  Could I do this even on a hard day? Enter for yes, or type a smaller promise: "
BAD_DAY_AGAIN = "  Please type y or n, or the smaller promise in a few words (Enter for yes): "
SURE_TO_TAKE = "  Take the smaller one instead? [y/N] "
PROMISED = "What I'll do"
SMALLER = "A smaller one, in a few words"
WHEN = "What's my cue? If … happens, I'll …"
ACKNOWLEDGED = "What I did, in one plain sentence without “but”"
AMENDS = "What I'll do to put it right, and by when"
CHANGE = "What I'll change so it goes better"
COST = "What it cost them, from what they've said or what I can tell"
CONFIRM_DELETE = "Permanently delete it? [y/N] "
ENTER_SKIPS = "  {} (Enter skips): "
ENTER_LEAVES = "  {} (Enter keeps it as it is): "
VERBS = "What happened? `trust promise kept`, `moved`, `partly`, `released` or `withdrawn`"
VERBS_BY_KEY = (  # a key and its word stay on one line
    "What happened? Press p and choose one, then: k\N{NO-BREAK SPACE}kept · "
    "m\N{NO-BREAK SPACE}moved · y\N{NO-BREAK SPACE}partly · "
    "l\N{NO-BREAK SPACE}let\N{NO-BREAK SPACE}go · x\N{NO-BREAK SPACE}couldn't"
)
MAY_BE_SMALLER = "It has slipped a few times. Would a smaller promise fit better?"
REPAIR = (
    "When you're ready, `trust promise repair {}` asks four short questions. Skip any you like."
)
PRIVATE = "private"
OPEN = "Open"
PAST = "Was due"
NEEDS_REPAIR = "Needs repair"
LATELY = "Recently closed"
"""The headings of `trust open`."""
NO_ROOM_FOR_DRAFT = (
    "The disk has no room for a draft. Make room, or go on with Enter; Ctrl-Q prints the text and "
    "leaves."
)
NONE_YET = "No promises yet. Press n to add one."
NEW_DAY = "What's the new day? friday, +3, 2026-12-01"
TOLD_THEM = "Have you told them? y or n"
TOLD_THEM_AGAIN = "Type y or n. To answer no, clear the line and press Enter."
DRAFT_KEPT = "Kept as a draft. Esc goes back to the list of entries, which has it at the top."
WEEKLY_STAYS = "A weekly promise can't be moved. For this week, use y (partly) or x (couldn't)."
NOTHING_TO_REPAIR = "This promise needs no repair."
TO_WHOM = "Who is the promise to? Enter for no one"
BY_WHEN = "By when? friday, +3, 2026-12-01. Enter for no day"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _text(promise: Promise) -> str:
    return PRIVATE if promise.hidden else safe_line(promise.text)


def _text_in_line(promise: Promise) -> str:
    """Return the text without its full stop, for the inside of a sentence."""
    text = _text(promise)
    return text if text.endswith("..") else text.removesuffix(".")


def _to(promise: Promise) -> str:
    """Return `promised to Sam`, or nothing if the promise is private or to no one."""
    named = promise.person and not promise.hidden
    return f"promised to {safe_line(str(promise.person))}" if named else ""


def _when(item: TrackedPromise, today: date) -> str:
    """Return when a promise is due, without a word about being late."""
    promise, state = item.promise, item.state
    every = f"every {WEEKDAYS[promise.every]}" if promise.every is not None else ""
    if not state.is_open:
        return state.status.value
    if state.past and state.due:
        since = f"was due {phrases.day_in_line(state.due, today)}"
        return ", ".join(filter(None, (every, since)))
    day = f"by {phrases.day_in_line(state.due, today)}" if state.due and not every else ""
    ahead = f"next on {phrases.day_in_line(state.due, today)}" if state.due and every else ""
    return ", ".join(filter(None, (every, day or ahead, "partly kept" if state.partly else "")))


def _in_brackets(item: TrackedPromise, today: date) -> str:
    """Return `  (promised to Sam, by Fri 27 Nov)`, as far as there is something to say."""
    facts = ", ".join(filter(None, (_to(item.promise), _when(item, today))))
    return f"  ({facts})" if facts else ""


def _below(item: TrackedPromise, due: str) -> str:
    """Return the line below a promise: `promised to Sam, by Fri 27 Nov`."""
    return ", ".join(filter(None, (_to(item.promise), due)))


def _with_person(promise: Promise) -> str:
    """Return a promise with the person it was made to: `Ring the doctor (promised to Sam)`."""
    to = _to(promise)
    return f"{_text_in_line(promise)} ({to})" if to else _text(promise)


def listing(
    items: Sequence[TrackedPromise], today: date, *, some_closed: bool
) -> list[RenderableType]:
    """Return a line for each promise. `some_closed`: there are others, which are closed."""
    if not items:
        more = " (`trust promise list --all` shows the closed ones)" if some_closed else ""
        return [Text(f"No open promises{more}. To add one: trust promise add TEXT --by friday")]
    rows: list[RenderableType] = []
    for item in items:
        text = Text(_text(item.promise))
        text.append(_in_brackets(item, today), widgets.LABEL)
        rows.append(widgets.with_margin(f"{item.promise.id[:5]}  ", text))
        if item.state.could_be_smaller:
            rows.append(widgets.inset(Text(MAY_BE_SMALLER)))
    return rows


def to_person(items: Sequence[TrackedPromise], today: date) -> list[RenderableType]:
    """Return the section of promises on the page of a person."""
    if not items:
        return []
    return ["", Text(TITLE, style="cyan"), *listing(items, today, some_closed=False)]


MOST_LINES = 2
"""Lines of a promise's text in the list."""


def rows(item: TrackedPromise, today: date, screen: Screen, *, chosen: bool) -> list[Text]:
    """Return the lines of a promise in a list: its text, and below it when it is due."""
    mark = ("▌" if screen.unicode else ">") if chosen else " "
    words = Text(_text(item.promise), style="bold" if chosen else "")
    room = max(1, screen.width - 3)
    lines = _shortened(words, MOST_LINES, screen, room)
    # The heading says which need repair.
    due = _when(item, today) if item.state.status is not Status.NEEDS_REPAIR else ""
    facts = Text(_below(item, due), widgets.LABEL).wrap(screen.console, room - 2)
    lines += [Text.assemble("  ", line) for line in facts if line.plain]
    marked = [Text.assemble((f"{mark} ", "cyan bold"), line, no_wrap=True) for line in lines]
    for line in marked:
        line.truncate(screen.width, overflow="ellipsis")
    return marked


CARD_TOP, CARD = 2, 4
"""Lines above the first promise of a column, and lines of each."""


def card_line(
    item: TrackedPromise | None,
    line: int,
    today: date,
    screen: Screen,
    heading: str,
    *,
    chosen: bool,
) -> Text:
    """Return one line of a column: of its heading, of a promise, or an empty one."""
    bar = ("▌" if screen.unicode else ">") if chosen and line < CARD - 1 else " "
    text = Text.assemble((f"{bar} ", "cyan bold"), no_wrap=True)
    room = screen.width - 3
    if heading:
        text.append(heading, "cyan")
    elif item is not None and line < CARD - 1:
        words = Text(_text(item.promise), "bold" if chosen else "")
        lines = _shortened(words, CARD - 2, screen, room)
        facts = Text(_below(item, _when(item, today)), widgets.LABEL)
        lines += facts.wrap(screen.console, room)
        if line < len(lines):
            text.append_text(lines[line])
    text.truncate(screen.width - 1, overflow="ellipsis", pad=True)
    text.append(" ")
    return text


def _shortened(text: Text, most: int, screen: Screen, width: int) -> list[Text]:
    """Return a text in lines of a width, at `most` so many of them."""
    lines = list(text.wrap(screen.console, width))
    if len(lines) > most:
        lines[most - 1] = Text(f"{lines[most - 1].plain.rstrip()} …", lines[0].style)
    return lines[:most]


def beside(cells: Sequence[Text]) -> Text:
    """Return lines of columns as one line."""
    line = Text(no_wrap=True)
    for cell in cells:
        line.append_text(cell)
    return line


def promise_view(item: TrackedPromise, today: date) -> list[RenderableType]:
    """Return a promise with all its words and events, private or not."""
    promise = item.promise
    recipient = f" (promised to {safe_line(promise.person)})" if promise.person else ""
    made = f"made on {phrases.day_in_line(promise.made_on, today)}"
    facts = (promise.id[:5], _when(item, today), made)
    body: list[RenderableType] = [
        Text(f"{safe_line(promise.text)}{recipient}", style="bold"),
        Text(", ".join(filter(None, facts))),
    ]
    if promise.cue:
        body.append(Text(safe_line(promise.cue)))
    for event in promise.events:
        adds_told = event.told_them and event.kind != "withdrawn"  # which always says it
        told_them = " (told them)" if adds_told else ""
        new_day = f" to {phrases.day_in_line(event.due, today)}" if event.due else ""
        is_for = _occurrence_day(event, today) if event.occurrence != event.day else ""
        occurrence = f", for {is_for}" if is_for else ""
        day = phrases.short_day(event.day, today)
        words = Text(f"{_words_of(event, promise)}{occurrence}{new_day}{told_them}")
        body.append(widgets.with_margin(f"{day}  ", words))
        body += [widgets.inset(Text(text)) for text in _event_texts(event, promise)]
    return body


def both(first: str, smaller: str) -> list[RenderableType]:
    """A promise and the smaller one that may take its place."""
    return [
        widgets.inset(Text(f"As you wrote it: {safe_line(first)}")),
        widgets.inset(Text(f"Smaller:         {safe_line(smaller)}")),
    ]


def _event_texts(event: Event, promise: Promise) -> list[str]:
    """Return the texts of an event, each with its label."""
    cost = _fitting("What it cost them: ", promise) if event.kind == "repair" else ""
    texts = (
        ("What I did: ", event.acknowledged),
        (cost, event.note),
        ("To put it right: ", event.amends),
        ("What I'll change: ", event.change),
    )
    return [f"{label}{safe_line(text)}" for label, text in texts if text]


_EVENT_WORDS = {
    "kept": "kept",
    "partly": "partly kept",
    "moved": "moved",
    "released": "let go: they said it's fine",
    "withdrawn": "told them I couldn't",
    "broken": "not kept",
    "repair": "repaired",
    "undo": "the last update was undone",
}


def _words_of(event: Event, promise: Promise) -> str:
    return _fitting(_EVENT_WORDS[event.kind], promise)


def about(promise: Promise) -> list[RenderableType]:
    """Return the promise that the questions that follow are about."""
    return ["", widgets.inset(Text(_with_person(promise), style="bold")), ""]


def due_then(day: date, today: date) -> str:
    """Return the question whether a promise is due on the day that its text ends with."""
    return f"  By {phrases.day_in_line(day, today)}? [Y/n] "


def added(
    item: TrackedPromise, carrying: int, today: date, ending: EndingInDay | None = None
) -> list[RenderableType]:
    """Return the confirmation of a new promise. `carrying` is the number of open ones.

    `ending` is the day that its text ends with, if that was not made its day.
    """
    body: list[RenderableType] = [_stored("Noted ", item, today), *_how_to_date(item, ending)]
    if carrying > MANY_OPEN:
        suggestion = (
            f"You have {carrying} open promises. Could one be moved, made smaller or let go?"
        )
        body.append(Text(suggestion))
    return body


def _how_to_date(item: TrackedPromise, ending: EndingInDay | None) -> list[RenderableType]:
    """Return the command that gives a promise the day its text ends with, if it does."""
    if ending is None:
        return []
    words = ending.day_words if " " not in ending.day_words else f'"{ending.day_words}"'
    if item.promise.hidden:
        words = "DAY"
    command = f"trust promise edit {item.promise.id[:5]} --by {safe_line(words)}"
    return [Text(f"No date yet. To set one: {command}")]


def corrected(
    before: TrackedPromise,
    after: TrackedPromise,
    today: date,
    ending: EndingInDay | None = None,
) -> list[RenderableType]:
    """Return a corrected promise and, unless one of them is private, its earlier version.

    `ending` is the day that its text ends with, if that was not made its day.
    """
    hidden = before.promise.hidden or after.promise.hidden
    earlier = _stored("Before  ", before, today)
    lines = [_stored("Changed ", after, today), *([] if hidden else [earlier])]
    return [*lines, *_how_to_date(after, ending)]


def deleted(item: TrackedPromise, today: date) -> list[RenderableType]:
    """Return the confirmation that a promise was deleted."""
    return [_stored("Deleted ", item, today)]


def _stored(verb: str, item: TrackedPromise, today: date) -> Text:
    promise = item.promise
    return Text.assemble(
        (verb, "green"),
        (promise.id[:5], "bold"),
        f"  {_text(promise)}",
        (_in_brackets(item, today), widgets.LABEL),
    )


_RECORDED = {
    "kept": "Kept",
    "partly": "Partly kept, and the rest stays open",
    "moved": "Moved",
    "released": "Let go (they said it's fine)",
    "withdrawn": "Closed (you told them you couldn't)",
    "broken": "Marked as not kept",
    "repair": "Repaired",
}
_RECORDED_BEFORE = {
    "kept": "Already kept",
    "partly": "Already partly kept, and the rest stays open",
    "moved": "Already moved",
    "released": "Already let go (they said it's fine)",
    "withdrawn": "Already closed (you told them you couldn't)",
    "broken": "Already marked as not kept",
    "repair": "Already repaired",
}


_TO_NO_ONE = {
    "Let go (they said it's fine)": "Let go",
    "Already let go (they said it's fine)": "Already let go",
    "Closed (you told them you couldn't)": "Closed (you couldn't)",
    "Already closed (you told them you couldn't)": "Already closed (you couldn't)",
    "{}: did they say it's fine to let it go?": "{}: let it go?",
    "{}: have you told them you couldn't?": "{}: close it, because you couldn't?",
    "let go: they said it's fine": "let go",
    "told them I couldn't": "couldn't",
    "What it cost them: ": "What it cost: ",
    COST: "What it cost",
}
"""Words about a promise to someone, and those in their place if it was made to no one."""


def _fitting(words: str, promise: Promise) -> str:
    """Return words about an event that speak of the person only if the promise names one."""
    return words if promise.person or promise.hidden else _TO_NO_ONE.get(words, words)


def repair_questions(promise: Promise) -> tuple[str, ...]:
    """Return the four questions of a repair."""
    return ACKNOWLEDGED, _fitting(COST, promise), AMENDS, CHANGE


_CONFIRM = {
    "kept": "{}: kept?",
    "partly": "{}: partly kept? The rest stays open.",
    "released": "{}: did they say it's fine to let it go?",
    "withdrawn": "{}: have you told them you couldn't?",
    "broken": "{}: not kept? You can put it right afterwards.",
}
HOW_TO_UNDO = "u undoes it."


def recorded(
    event: Event, before: TrackedPromise, after: TrackedPromise, today: date
) -> list[RenderableType]:
    """Return the confirmation of an event, and what may help now."""
    kind, due = event.kind, after.state.due
    due_day = f" to {phrases.day_in_line(due, today)}" if kind == "moved" and due else ""
    is_new = after.promise.events != before.promise.events
    recorded_as = _fitting((_RECORDED if is_new else _RECORDED_BEFORE)[kind], after.promise)
    occurrence = _occurrence(event, today)
    body: list[RenderableType] = [
        Text(f"{recorded_as}{due_day}: {_text(after.promise)}{occurrence}")
    ]
    if kind == "broken":
        body.append(Text(REPAIR.format(after.promise.id[:5])))
    if before.state.could_be_smaller and after.state.is_open:
        body.append(Text(MAY_BE_SMALLER))
    return body


def confirm(kind: Happened, promise: Promise) -> str:
    """Return the question whether something became of a promise."""
    to = _to(promise)
    name = f"{_text_in_line(promise)} ({to})" if to else _text_in_line(promise)
    return _fitting(_CONFIRM[kind], promise).format(name)


def confirm_undo(update: LastUpdate, today: date) -> str:
    """Return the question whether to undo an update, with the day on which it was recorded."""
    return f"{sure_to_undo(update, today)} [y/N] "


def sure_to_undo(update: LastUpdate, today: date) -> str:
    """Return that question without the keys that answer it."""
    day = phrases.day_in_line(update.recorded_on, today)
    return f"Undo {_update(update, today)} (recorded {day})?"


def undone(update: LastUpdate, today: date) -> list[RenderableType]:
    """Return the confirmation of an undo, and the command that records the update again."""
    return [
        Text(f"Undone: {_update(update, today)}"),
        Text(f"To record it again: {_command_of(update, today)}"),
    ]


def _update(update: LastUpdate, today: date) -> str:
    event, promise = update.event, update.standing.promise
    new_day = f" to {phrases.day_in_line(event.due, today)}" if event.due else ""
    occurrence = _occurrence(event, today)
    text = f"a private promise, {promise.id[:5]}" if promise.hidden else f"“{_text(promise)}”"
    return f"“{_words_of(event, promise)}{new_day}” for {text}{occurrence}"


def _command_of(update: LastUpdate, today: date) -> str:
    """Return the command that records an update, without the words of its note."""
    event = update.event
    words = [f"trust promise {event.kind} {update.standing.promise.id[:5]}"]
    if event.due:
        words.append(f"--to {event.due}")
    if event.kind == "moved" and event.told_them:
        words.append("--told")
    if event.day != today:
        words.append(f"--date {event.day}")
    if event.note and event.kind != "repair":
        words.append('--note "…"')
    return " ".join(words)


def _occurrence(event: Event, today: date) -> str:
    """Return the day of a recurring promise that an event is about."""
    day = _occurrence_day(event, today)
    return f" ({day})" if day else ""


def _occurrence_day(event: Event, today: date) -> str:
    if event.occurrence is None or event.kind not in ("kept", "partly", "broken"):
        return ""
    return phrases.day_in_line(event.occurrence, today)


def saved_late(result: SavedDraft, today: date) -> list[RenderableType]:
    """Return the confirmation of a draft of a promise or a repair that was saved later."""
    if result.before is None or result.event is None:
        return added(result.now, result.carrying, today)
    return recorded(result.event, result.before, result.now, today)


def due_line(item: TrackedPromise, today: date) -> str:
    """Return the line about a promise for the screen of today."""
    due = item.state.due
    if due is None:
        return _text(item.promise)
    timing = "today" if due == today else f"was due {phrases.day_in_line(due, today)}"
    return f"{_text(item.promise)} ({timing})"


# --- the review ----------------------------------------------------------------------------------


def review_section(deeds: WordsAndDeeds, today: date, width: int) -> list[RenderableType]:
    """Return the section of a review, or nothing if it would be empty."""
    rows = [(label, Text(text)) for label, text in lines(deeds, today)]
    return ["", Text(TITLE, style="cyan"), *widgets.fields(rows, width)] if rows else []


def review_section_markdown(deeds: WordsAndDeeds, today: date) -> list[str]:
    """Return the section of a review as Markdown lines, or nothing if it would be empty."""
    rows = [f"- {label}: {text}" if label else f"  {text}" for label, text in lines(deeds, today)]
    return ["", f"## {TITLE}", "", *rows] if rows else []


def lines(deeds: WordsAndDeeds, today: date) -> list[tuple[str, str]]:
    """Return labelled lines: kept first, then moved, ahead, open, and in need of repair."""
    rows = [
        ("Kept", " · ".join(_kept(promise, deeds) for promise in deeds.kept)),
        ("Partly kept", " · ".join(_text(promise) for promise in deeds.partly)),
        ("Moved", " · ".join(_moved(promise, event, today) for promise, event in deeds.moved)),
        ("Coming up", " · ".join(_ahead(item, today) for item in deeds.ahead)),
        *(("Still open", _open(item, today)) for item in deeds.past),
        ("", f"and {deeds.past_more:,} more" if deeds.past_more else ""),
        ("", way(VERBS, VERBS_BY_KEY) if deeds.past else ""),
        ("Repaired", " · ".join(_text(promise) for promise in deeds.repaired)),
        ("To repair", _to_repair(deeds.repair) if deeds.repair else ""),
    ]
    return [(label, text) for label, text in rows if text]


def _kept(promise: Promise, deeds: WordsAndDeeds) -> str:
    times = deeds.times.get(promise.id, 1)
    repetition = {1: "", 2: ", twice"}.get(times, f", {times} times")
    return f"{_text_in_line(promise)}{repetition}" if repetition else _text(promise)


def _moved(promise: Promise, event: object, today: date) -> str:
    due = getattr(event, "due", None)
    facts = [f"to {phrases.day_in_line(due, today)}"] if due else []
    facts += ["you told them"] if getattr(event, "told_them", None) else []
    return f"{_text(promise)} ({', '.join(facts)})" if facts else _text(promise)


def _ahead(item: TrackedPromise, today: date) -> str:
    due = item.state.due
    return f"{phrases.day_in_line(due, today)}: {_text(item.promise)}" if due else ""


def _open(item: TrackedPromise, today: date) -> str:
    due = f"was due {phrases.day_in_line(item.state.due, today)}" if item.state.due else ""
    since = f"{_text_in_line(item.promise)}, {due}" if due else _text(item.promise)
    if item.state.could_be_smaller:
        return f"{since.removesuffix('.')}. {MAY_BE_SMALLER}"
    return since


def _to_repair(items: Sequence[TrackedPromise]) -> str:
    """Return the promises that need a repair, and how to begin it: each has its own command."""
    commands = " · ".join(
        f"{_text(item.promise)} (trust promise repair {item.promise.id[:5]})" for item in items
    )
    texts = " · ".join(_text(item.promise) for item in items)
    keys = "press p, then v" if len(items) == 1 else "press p, choose one, then v"
    return way(commands, f"{texts} ({keys})")


def counted(counts: Counts) -> str:
    """Return `4 kept, 1 repaired`."""
    totals = {"kept": counts.kept, "moved": counts.moved, "repaired": counts.repaired}
    return ", ".join(f"{count} {word}" for word, count in totals.items() if count)


def left_out(deeds: WordsAndDeeds) -> list[str]:
    """Return the note on promises that are counted but not quoted."""
    if not deeds.private:
        return []
    return [
        phrases.plural(
            deeds.private,
            "{number} promise is counted but not quoted.",
            "{number} promises are counted but not quoted.",
        )
    ]
