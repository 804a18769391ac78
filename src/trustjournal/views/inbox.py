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
    from ..services.inbox_folder import State
    from ..services.inbox_result import InboxResult

NAMES_SHOWN = 5
"""How many files or entries a line names; --json has all of them."""
DAY_FROM = {
    "text": "the day in its text",
    "name": "the day in its name",
    "file": "the day its file was changed",
}
DAYS_FROM = {
    "text": "the days in their texts",
    "name": "the days in their names",
    "file": "the days their files were changed",
}
STAYS = {
    "not_text": "isn't text",
    "not_utf8": "has bytes that aren't UTF-8; save it as UTF-8",
    "encoding": "is neither UTF-8 nor UTF-16; save it as UTF-8",
    "page_of_ours": "is a page that trust exported; use `trust import`",
    "future": "is dated in the future, and becomes an entry once that day has begun",
    "beyond_calendar": "has a day outside the years 1000 to 9000",
    "no_words": "has no words",
    "too_long": "is too long for an entry",
    "too_large": "is larger than 1 MB; use `trust import`",
    "unreadable": "can't be read; check its permissions",
    "link": "is a link, or not an ordinary file",
}
"""Why a text stays in the inbox."""
LOCKED = "trust: the notes in the inbox stay there until the journal can be opened"
UNREADABLE = (
    "trust: the notes in the inbox stay there, because the journal can't be read; `trust doctor` "
    "says more"
)
NOTHING_NEW = "Nothing new in the inbox."


def not_imported(reason: str) -> str:
    """Return that nothing can be read from the inbox now."""
    return f"trust: nothing was read from the inbox: {reason}"


def summary(result: InboxResult, today: date) -> str:
    """Return in one line which notes became entries; empty if none did."""
    sentences = []
    if result.new:
        sentences.append(_about_new(result, today))
    if result.grown:
        sentences.append(
            phrases.plural(
                len(result.grown),
                "{entries} has a new version from the inbox.",
                "{entries} have new versions from the inbox.",
                entries=_entries(result.grown),
            )
        )
    sentences += [
        f"Added {phrases.count(lines, 'line')} that only the copy {safe_line(name)} had."
        for name, lines in result.copies.items()
        if lines
    ]
    return " ".join(sentences)


def _about_new(result: InboxResult, today: date) -> str:
    if len(result.new) == 1 and result.last_day:
        [where] = result.days
        day = phrases.day_in_line(result.last_day, today)
        return f"1 note from the inbox became an entry for {day}, {DAY_FROM[where]}."
    beginning = phrases.plural(
        len(result.new),
        "{number} note from the inbox became an entry",
        "{number} notes from the inbox became entries",
    )
    ways = [
        f"{result.days[where]:,} for {(DAY_FROM if result.days[where] == 1 else DAYS_FROM)[where]}"
        for where in DAY_FROM
        if where in result.days
    ]
    if len(ways) == 1:
        [where] = result.days
        return f"{beginning}, for {DAYS_FROM[where]}."
    return f"{beginning}: {phrases.joined_with_and(ways)}."


def notes(result: InboxResult) -> Iterator[str]:
    """Yield a sentence for each thing that a person may want to know."""
    reasons: dict[str, list[str]] = {}
    for name, reason in result.stays.items():
        reasons.setdefault(reason, []).append(name)
    for why, names in reasons.items():
        yield from _stays(names, why)
    if result.western:
        yield (
            f"{_files(result.western)}: not UTF-8, so read as Windows-1252. Check that the letters"
            " look right."
        )
    if result.unclear:
        yield (
            f"{_files(result.unclear)}: the front matter can't be read, so the entry is private"
            " until you change that."
        )
    if result.made_private:
        yield (
            f"{_files(result.made_private)}: private, because some of the same words are in a"
            " private entry whose note had the same name."
        )
    if result.private_again:
        yield (
            f"{_files(result.private_again)}: private, because the entry may have been private"
            " before the restore."
        )
    if result.already:
        yield phrases.plural(
            result.already,
            "{number} note is already in the journal.",
            "{number} notes are already in the journal.",
        )
    if result.in_trash:
        yield phrases.plural(
            result.in_trash,
            "{number} note is already in your trash, and stays there.",
            "{number} notes are already in your trash, and stay there.",
        )
    if result.deleted:
        yield phrases.plural(
            result.deleted,
            "{number} note didn't become an entry again, because you deleted its entry"
            " permanently.",
            "{number} notes didn't become entries again, because you deleted their entries"
            " permanently.",
        )
    yield from _about_moving(result)


def _about_moving(result: InboxResult) -> Iterator[str]:
    if result.lost:
        yield phrases.plural(
            len(result.lost),
            "{number} note in {folder} isn't in the journal, or can't be read, so it stays there."
            " Move it to the inbox to make it an entry again.",
            "{number} notes in {folder} aren't in the journal, or can't be read, so they stay"
            " there. Move them to the inbox to make them entries again.",
            folder=safe_line(str(result.path / ".taken")),
        )
    if result.problem:
        problem = messages.error(result.problem)
        yield f"Notes are in the journal, but couldn't be moved away: {problem}"
    elif result.waiting:
        yield phrases.plural(
            result.waiting,
            "{number} note is in the journal. It stays in the inbox too, until its entry has been"
            " written to the sync folder.",
            "{number} notes are in the journal. They stay in the inbox too, until their entries"
            " have been written to the sync folder.",
        )


def details(result: InboxResult) -> Iterator[str]:
    """Yield what only someone who asks for a sync wants to know."""
    yield from (
        f"{safe_line(name)} is a copy with nothing new."
        for name, lines in result.copies.items()
        if not lines
    )
    for names, why in ((result.too_large, "too_large"), (result.links, "link")):
        yield from _stays(names, why)
    yield from _stays(result.empty, "no_words")
    if result.changing:
        yield phrases.plural(
            len(result.changing),
            "{number} note is still arriving or has just changed, and is left for later.",
            "{number} notes are still arriving or have just changed, and are left for later.",
        )
    if result.others:
        yield phrases.plural(
            result.others,
            "{number} other file or folder in the inbox was left alone.",
            "{number} other files or folders in the inbox were left alone.",
        )


def all_lines(result: InboxResult, today: date) -> Iterator[str]:
    """Yield everything about what came of the texts in the inbox."""
    lines = [summary(result, today), *notes(result), *details(result)]
    yield from filter(None, lines if any(lines) else [NOTHING_NEW])


def _stays(names: Sequence[str], why: str) -> Iterator[str]:
    for name in names[:NAMES_SHOWN]:
        yield f"{safe_line(name)} stays in the inbox: it {STAYS[why]}."
    if len(names) > NAMES_SHOWN:
        yield phrases.plural(
            len(names) - NAMES_SHOWN,
            "{number} more file stays for the same reason.",
            "{number} more files stay for the same reason.",
        )


def _files(names: Sequence[str]) -> str:
    shown = [safe_line(name) for name in names[:NAMES_SHOWN]]
    more = len(names) - len(shown)
    return phrases.joined_with_and([*shown, *([f"{more:,} more"] if more else [])])


def _entries(entry_ids: Sequence[str]) -> str:
    return _files([ids.short(each) for each in entry_ids])


NOT_THERE_YET = "That folder isn't there yet. Make it, or wait until your sync program has made it."


def not_there_yet(path: Path) -> str:
    """Return that the folder of the inbox doesn't exist yet, and what to do about that."""
    return f"{safe_line(str(path))} isn't there yet. Make it, or let your sync program make it."


def was_set(path: Path, number: int, *, keep: bool) -> str:
    """Return what it means that a folder is the inbox now; `number` texts are in it.

    `keep` is whether they are kept once they're stored.
    """
    afterwards = (
        "moved to the folder .taken inside it"
        if keep
        else "deleted at once, because inbox_keep is off"
    )
    waiting = phrases.plural(number, " There is {number} now.", " There are {number} now.")
    return (
        f"Notes in {safe_line(str(path))} become entries, and are then {afterwards}."
        f"{waiting if number else ''} Notes are plain text on your phone, and wherever the inbox is"
        " copied."
    )


def state(inbox: State) -> str:
    """Return where the inbox is and how many texts are in it, in a line."""
    path = safe_line(str(inbox.path))
    if inbox.problem:
        return f"{phrases.sentence(messages.error(inbox.problem))}"
    notes = phrases.count(inbox.texts, "note") if inbox.texts else "no notes"
    return f"The inbox is {path}, with {notes} in it."
