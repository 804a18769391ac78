"""Find out what the words after `read` and `list` name: days, people, tags, kinds, an entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..app import App
from ..domain import ids
from ..domain.entry import Entry
from ..domain.kinds import KINDS
from ..domain.period_words import parse_period
from ..domain.periods import Period
from ..domain.practices import PRACTICES, practice_named
from ..domain.tags import nearest
from ..domain.text import label, label_key
from ..errors import NotFound, UsageError
from ..sentences import NO_SUCH_ENTRY, NOT_A_FILTER, SPAN_BACKWARDS
from .find_entry import entry_named
from .list_entries import known_names
from .people import everyone

EVERYTHING = ("all", "everything")
KIND_WORDS: dict[str, str] = {kind: kind for kind in KINDS}
KIND_WORDS |= {"reviews": "review", "checkins": "checkin", "storms": "storm", "joys": "joy"}
"""The kinds of entries, with the words for several."""


FEWEST_LETTERS = 4
"""The letters that a word needs to be taken for an id; screens show five."""
MOST_WORDS = 12
"""The words that one name can have."""


@dataclass(frozen=True, slots=True)
class What:
    """What some words name. All of it must hold of an entry."""

    period: Period | None = None
    everything: bool = False
    """The whole journal was asked for."""
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    practice: str | None = None
    kind: str | None = None
    starred: bool = False
    unsaid: bool = False
    private: bool = False
    entry: Entry | None = None
    also: str = ""
    """A word that was taken for a period, although there are entries with such a tag or person."""


def offers(app: App) -> list[str]:
    """Return words that name something in this journal: people, tags, practices, kinds, days."""
    names = [name for field in ("people", "tags") for name in known_names(app, field)]
    days = ("today", "yesterday", "this week", "last week", "this month", "last month")
    years = app.reader.oldest_day(), app.now.today
    first = years[0].year if years[0] else app.now.today.year
    all_years = (str(year) for year in range(app.now.today.year, first - 1, -1))
    marks = ("starred", "unsaid", "private")
    words = (*names, *PRACTICES, *KINDS, *marks, *days, *all_years)
    return list(dict.fromkeys(words))


def named(app: App, words: Sequence[str], *, entries: bool = False) -> What:
    """Return what words name, taking as many as possible for one name: `last week Sam`.

    With `entries` a single word may also name an entry. Raises `UsageError`.
    """
    what = What()
    rest = all_words = " ".join(words).split()
    while rest:
        for length in range(min(len(rest), MOST_WORDS), 0, -1):
            more = _with(app, what, " ".join(rest[:length]))
            if more:
                what, rest = more, rest[length:]
                break
        else:
            entry = _entry(app, rest[0]) if entries and len(all_words) == 1 else None
            if entry:
                return replace(what, entry=entry)
            raise _unknown(app, rest[0] if len(all_words) == 1 else "", entries=entries)
    return what


def _with(app: App, what: What, name: str) -> What | None:
    """Return `what` with one more name; None if the name is unknown."""
    if name.lower() in EVERYTHING and not what.period:
        return replace(what, everything=True)
    period = _period(app, name)
    if period:
        if what.period or what.everything:
            raise UsageError("use one period, or a range such as 2026-10-01..2026-10-15")
        also = name if name.isalpha() and (_is_tag(app, name) or _is_mentioned(app, name)) else ""
        return replace(what, period=period, also=also or what.also)
    if name.startswith("#") and len(name) > 1:
        return replace(what, tags=(*what.tags, name[1:]))
    bare = name.removeprefix("@")
    person = _person(app, bare) if bare else None
    if person:
        return replace(what, people=(*what.people, person))
    if bare and _is_tag(app, bare):
        return replace(what, tags=(*what.tags, bare))
    return _with_sort(what, name.lower())


def _with_sort(what: What, name: str) -> What | None:
    """Return `what` with a practice, a kind, or one of the marks an entry can have."""
    practice = practice_named(name)
    if practice in PRACTICES and not what.practice:
        return replace(what, practice=practice)
    kind = KIND_WORDS.get(name)
    if kind and not what.kind:
        return replace(what, kind=kind)
    if kind and kind != what.kind:
        raise UsageError(
            "this works with one kind of entry at a time; name {first} or {second}",
            first=what.kind,
            second=kind,
        )
    if name in ("starred", "stars"):
        return replace(what, starred=True)
    if name == "private":
        return replace(what, private=True)
    return replace(what, unsaid=True) if name == "unsaid" else None


def _period(app: App, name: str) -> Period | None:
    try:
        return parse_period(name, app.now)
    except UsageError as error:
        if error.sentence == SPAN_BACKWARDS:
            raise
        return None


def _is_tag(app: App, name: str) -> bool:
    return app.reader.has_label("entry_tag", name)


def _is_mentioned(app: App, name: str) -> bool:
    return app.reader.has_label("entry_person", name)


def _person(app: App, name: str) -> str | None:
    """Return the alias of someone the journal knows, as it is written there."""
    key = label_key(label(name))
    for mentioned in everyone(app):
        if mentioned.person.key == key:
            return mentioned.person.alias
    person = app.settings.person
    return person if person and key == label_key(label(person)) else None


def _entry(app: App, word: str) -> Entry | None:
    """Return the entry that a word names by its id, as the last one, or as `2026-11-22.2`."""
    name = word.lower()
    by_place = re.fullmatch(r"last(-[0-9]{1,6})?|.+\.[0-9]{1,6}", name) and ".." not in name
    if not by_place and not (ids.is_prefix(name) and len(name) >= FEWEST_LETTERS):
        return None
    try:
        return entry_named(app, name)
    except NotFound:
        return None


def _unknown(app: App, word: str, *, entries: bool) -> UsageError:
    if word.isdecimal():
        return UsageError(
            "{value} isn't a period, a person or a tag; for that many entries, use -n {value}",
            value=word,
        )
    # Several words may be text meant for an entry, so they are not repeated.
    names = [name for field in ("people", "tags") for name in known_names(app, field)]
    near = nearest(label(word), names) if word else []
    if near:
        return UsageError(
            "{value} isn't a period, a person or a tag; did you mean {near}?",
            value=word,
            near=near[0],
        )
    if entries and re.search("[0-9]", word) and ids.is_prefix(word.lower()):
        return UsageError(NO_SUCH_ENTRY, name=word)
    if word.isalpha():
        return UsageError(
            NOT_A_FILTER,
            value=word,
        )
    return UsageError(
        "{value} isn't a period, a person or a tag; use yesterday, last week, november or "
        "2026-10, or look for words with `trust search`",
        value=word or "what you typed",
    )
