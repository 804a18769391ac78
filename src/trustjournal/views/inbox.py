"""The inbox: what came of the texts in it, and which of them stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain import ids
from . import messages, phrases
from .sanitize import safe_line

if TYPE_CHECKING:
    from ..services.inbox import State
    from ..services.inbox_result import InboxResult

NAMES_SHOWN = 5
"""How many files or entries a line names; --json has all of them."""
DAY_FROM = {"text": "its text", "name": "its name", "file": "the time of its file"}
DAYS_FROM = {"text": "their text", "name": "their names", "file": "the times of their files"}
STAYS = {
    "not_text": "isn't text",
    "not_utf8": "has bytes that aren't UTF-8; save it as UTF-8",
    "encoding": "is neither UTF-8 nor UTF-16; save it as UTF-8",
    "page_of_ours": "is a page that trust exported; use `trust import`",
    "future": "is dated in the future, and comes in once that day has begun",
    "beyond_calendar": "has a day outside the years 1000 to 9000",
    "no_words": "has no words",
    "too_long": "is too long for an entry",
    "too_large": "is larger than 1 MB; use `trust import`",
    "unreadable": "can't be read; check its permissions",
    "link": "is a link, or not an ordinary file",
}
"""Why a text stays in the inbox."""
LOCKED = "trust: what is in the inbox stays there until the journal can be opened"
NOTHING_NEW = "Nothing new in the inbox."


def not_taken_in(reason: str) -> str:
    """Return that nothing can be taken in from the inbox now."""
    return f"trust: nothing was taken in from the inbox: {reason}"


def summary(taken: InboxResult, today: date) -> str:
    """Return in one line what was taken in; empty if nothing was."""
    sentences = []
    if taken.new:
        sentences.append(_about_new(taken, today))
    if taken.grown:
        sentences.append(
            phrases.plural(
                len(taken.grown),
                "{entries} has a new version from the inbox.",
                "{entries} have new versions from the inbox.",
                entries=_entries(taken.grown),
            )
        )
    sentences += [
        f"Added {phrases.count(lines, 'line')} that only the copy {safe_line(name)} had."
        for name, lines in taken.copies.items()
        if lines
    ]
    return " ".join(sentences)


def _about_new(taken: InboxResult, today: date) -> str:
    beginning = f"Took in {phrases.count(len(taken.new), 'note')} from the inbox"
    if len(taken.new) == 1 and taken.last_day:
        [where] = taken.days
        return (
            f"{beginning}, dated {phrases.day_in_line(taken.last_day, today)} by {DAY_FROM[where]}."
        )
    ways = [
        f"{taken.days[where]:,} by {(DAY_FROM if taken.days[where] == 1 else DAYS_FROM)[where]}"
        for where in DAY_FROM
        if where in taken.days
    ]
    if len(ways) == 1:
        [where] = taken.days
        return f"{beginning}, dated by {DAYS_FROM[where]}."
    return f"{beginning}, dated: {', '.join(ways)}."


def notes(taken: InboxResult) -> Iterator[str]:
    """Yield a sentence for each thing that a person may want to know."""
    reasons: dict[str, list[str]] = {}
    for name, reason in taken.stays.items():
        reasons.setdefault(reason, []).append(name)
    for why, names in reasons.items():
        yield from _stays(names, why)
    if taken.western:
        yield (
            f"{_files(taken.western)}: not UTF-8, so read as Windows-1252. Check that the letters"
            " look right."
        )
    if taken.unclear:
        yield (
            f"{_files(taken.unclear)}: the front matter can't be read, so the entry is private"
            " until you change that."
        )
    if taken.already:
        yield phrases.plural(
            taken.already,
            "{number} note is already in the journal.",
            "{number} notes are already in the journal.",
        )
    if taken.in_trash:
        yield phrases.plural(
            taken.in_trash,
            "{number} note is already in your trash, and left there.",
            "{number} notes are already in your trash, and left there.",
        )
    if taken.deleted:
        yield phrases.plural(
            taken.deleted,
            "{number} note is not taken in, because you deleted its entry permanently.",
            "{number} notes are not taken in, because you deleted their entries permanently.",
        )
    if taken.problem:
        yield f"What was taken in couldn't be moved away: {messages.error(taken.problem)}"
    elif taken.waiting:
        yield phrases.plural(
            taken.waiting,
            "{number} note is in the journal, and moved away once the other machines have been"
            " told.",
            "{number} notes are in the journal, and moved away once the other machines have been"
            " told.",
        )


def details(taken: InboxResult) -> Iterator[str]:
    """Yield what only someone who asks for a sync wants to know."""
    yield from (
        f"{safe_line(name)} is a copy with nothing new."
        for name, lines in taken.copies.items()
        if not lines
    )
    for names, why in ((taken.too_large, "too_large"), (taken.links, "link")):
        yield from _stays(names, why)
    yield from _stays(taken.empty, "no_words")
    if taken.changing:
        yield phrases.plural(
            len(taken.changing),
            "{number} note is still arriving or has just changed, and is left for later.",
            "{number} notes are still arriving or have just changed, and are left for later.",
        )
    if taken.others:
        count = phrases.count(taken.others, "other thing")
        yield f"The inbox has {count} in it, such as folders or pictures."


def all_lines(taken: InboxResult, today: date) -> Iterator[str]:
    """Yield everything about what came of the texts in the inbox."""
    lines = [summary(taken, today), *notes(taken), *details(taken)]
    yield from filter(None, lines if any(lines) else [NOTHING_NEW])


def _stays(names: Sequence[str], why: str) -> Iterator[str]:
    for name in names[:NAMES_SHOWN]:
        yield f"{safe_line(name)} stays in the inbox: it {STAYS[why]}."
    if len(names) > NAMES_SHOWN:
        yield f"{phrases.count(len(names) - NAMES_SHOWN, 'more file')} of the same kind."


def _files(names: Sequence[str]) -> str:
    shown = [safe_line(name) for name in names[:NAMES_SHOWN]]
    more = len(names) - len(shown)
    return phrases.joined_with_and([*shown, *([f"{more:,} more"] if more else [])])


def _entries(entry_ids: Sequence[str]) -> str:
    return _files([ids.short(each) for each in entry_ids])


def was_set(path: Path, number: int) -> str:
    """Return what it means that a folder is the inbox now; `number` texts are in it."""
    waiting = f" It has {phrases.count(number, 'text')} now." if number else ""
    return (
        f"Texts in {safe_line(str(path))} become entries, and are then moved to .taken in it."
        f"{waiting} They're plain text on your phone and wherever that folder is carried."
    )


def state(inbox: State) -> str:
    """Return where the inbox is and how many texts are in it, in a line."""
    path = safe_line(str(inbox.path))
    if inbox.problem:
        return f"{phrases.sentence(messages.error(inbox.problem))}"
    return f"The inbox is {path}, with {phrases.count(inbox.texts, 'text')} in it."
