"""Check-ins: the script to say aloud, what came of it, and when the next one would fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ... import features, services, storage
from ...app import App
from ...domain.calendar import is_paused
from ...domain.entry import Answer, Entry, redacted
from ...domain.memory import Memory
from ...domain.memory_kinds import MemoryKind
from ...domain.people import mentions_any
from ...domain.private_marks import has_visible_words
from ...domain.prompts import fill
from ...domain.text import Cleaned, excerpt, label, label_key
from ...services.enabled_packs import pack_with
from ...services.multi_answer import answered, answered_left_behind, asking
from ...services.people import page_of, people_of, unquoted
from ...services.writing import Plan, begin_draft, new_entry, standing_after, store
from .model import HEARD, VOICED, Checkin, next_checkin_day
from .store import CheckinsReader

if TYPE_CHECKING:
    from ...drafts import Draft
    from ...services.memory import Guess
    from ...services.writing import Saved, Stored, UnsavedDraft

PRACTICE = "check-ins"
WORDS = 90
"""The most characters of a need that a review shows."""
REMIND_DAYS = 3
"""How many days after its day a follow-up is still pointed out."""
AHEAD_DAYS = 14
"""How many days ahead a review looks."""


@dataclass(frozen=True, slots=True)
class Request:
    """A check-in as planned, before it is held."""

    day: date
    person: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class CheckinSummary:
    """A check-in of a period, in one line."""

    day: date
    not_today: bool
    heard: str
    voiced: str
    person: str | None
    """Who it was with, if it was one person with a name."""


@dataclass(frozen=True, slots=True)
class CheckinsPart:
    """The check-ins of a period, and what is ahead."""

    held: tuple[CheckinSummary, ...] = ()
    left_out: int = 0
    """Check-ins whose words are private, or not to be quoted."""
    come_back: tuple[date, ...] = ()
    """Days of planned follow-ups."""
    next: date | None = None
    """The day of the next check-in, if a rhythm is set."""


@dataclass(frozen=True, slots=True)
class Due:
    """A check-in or a follow-up that would fit today."""

    come_back: bool
    """True for a follow-up, False for the next check-in of a rhythm."""
    day: date | None = None
    """The day of the follow-up."""
    held_on: date | None = None
    """The day of the check-in it follows up."""
    about: str | None = None
    """What to follow up; None if its words are private or not to be quoted."""
    person: str | None = None
    """The other person, if not the one in the settings, and if they may be named."""


def checkins_of(app: App) -> CheckinsReader:
    """Return the reader of check-ins."""
    return CheckinsReader.beside(app.reader)


def script(app: App, person: str) -> list[str]:
    """Return the sentences to say aloud, in the person's language."""
    pack = pack_with(app, "checkin")
    name = person or app.settings.person
    return [fill(item.text, name or pack.someone) for item in pack.checkin] if pack else []


def first_with(app: App, person: str) -> bool:
    """Return whether this is the first check-in with someone who has no rhythm yet."""
    page = page_of(app, person) if person else None
    before = checkins_of(app).last_with(_key(person), date.max) if person else None
    return bool(person) and before is None and not (page and page.cadence_days)


def last_with(app: App, person: str) -> date | None:
    """Return the day of the last check-in with someone, or None."""
    return checkins_of(app).last_with(_key(person), app.now.today)


def begin(
    app: App, request: Request, questions: Sequence[Answer], *, or_in_memory: bool = False
) -> tuple[Entry, Draft]:
    """Return the entry of a new check-in and its draft, which stores the questions."""

    name = label(request.person)
    entry = replace(
        new_entry(app, request.day, "checkin"),
        practice=PRACTICE,
        people=(name,) if name else (),
        private=request.private,
    )
    return entry, begin_draft(app, entry, more=asking(questions), or_in_memory=or_in_memory)


def keep(
    app: App,
    entry: Entry,
    draft: Draft,
    answers: Sequence[Answer],
    *,
    text: str = "",
    not_today: bool = False,
    follow_up: date | None = None,
) -> Saved:
    """Store a check-in; `text` is its text if there are no answers."""

    entry = replace(entry, body=text) if text else answered(entry, answers)
    stored = _store(app, entry, draft, not_today=not_today, follow_up=follow_up)
    return standing_after(app, stored)


def store_left_behind(app: App, unsaved: UnsavedDraft) -> Stored:
    """Store a check-in from an unsaved draft, with the answers in its text."""

    return _store(app, answered_left_behind(unsaved), unsaved.draft)


def _store(
    app: App,
    entry: Entry,
    draft: Draft,
    *,
    not_today: bool = False,
    follow_up: date | None = None,
) -> Stored:
    def add_record(transaction: storage.writer.Transaction, number: int) -> None:
        person = _key(entry.people[0]) if entry.people else None
        features.checkin.store.add_checkin(
            transaction, number, entry.day, person=person, not_today=not_today, follow_up=follow_up
        )

    return store(app, Plan(entry, None), draft, Cleaned(entry.body), store_more=add_record)


def _key(alias: str) -> str:
    return label_key(label(alias))


def heard_before(app: App, day: date) -> tuple[Memory, ...]:
    """Return a need heard in a check-in the day before, as a memory without its words."""
    unquoted_people, before = unquoted(app), day - timedelta(days=1)
    for checkin in reversed(checkins_of(app).between(before, before)):
        need = _need(app, checkin, unquoted_people)
        entry = _visible_entry(app, checkin, unquoted_people)
        if need and entry and has_visible_words(need.heard):
            alias = entry.people[0] if entry.people else ""
            page = page_of(app, alias) if alias else None
            is_own = not alias or _key(alias) == _key(app.settings.person)
            context = (page.context if page else None) or (None if is_own else "friend")
            return (Memory(MemoryKind.HEARD, before, person=alias, situation=context),)
    return ()


def guess_for(app: App, person: str) -> Guess | None:
    """Return my last guess about someone since the last check-in with them, to ask about now."""
    last = checkins_of(app).last_written(_key(person) if person else None)
    return services.memory.guess_about(app, person, last)


# --- what is ahead -------------------------------------------------------------------------------


def due(app: App) -> Due | None:
    """Return what would fit today: a follow-up, or the next check-in of a rhythm.

    On a day off, only a follow-up of that very day.
    """
    today = app.now.today
    reader = checkins_of(app)
    off = is_paused(today, app.reader.paused_spans())
    since = today if off else today - timedelta(days=REMIND_DAYS)
    for held in reader.open_follow_ups(since, today):
        return _come_back(app, held)
    ahead = None if off else _next(app, reader, today)
    return Due(come_back=False) if ahead and ahead <= today else None


def _come_back(app: App, checkin: Checkin) -> Due:
    """Return a follow-up, with the words and the name that may be shown."""
    unquoted_people = unquoted(app)
    entry = _visible_entry(app, checkin, unquoted_people)
    need = _need(app, checkin, unquoted_people)
    about = (need.heard or need.voiced) if need else ""
    alias = entry.people[0] if entry and entry.people else ""
    other = alias if _key(alias) != _key(app.settings.person) else ""
    return Due(
        come_back=True,
        day=checkin.follow_up,
        held_on=checkin.day,
        about=about or None,
        person=other or None,
    )


def due_since(app: App, day: date) -> bool:
    """Return whether a check-in was due on a day, judged by what was recorded before it."""
    ahead = _next(app, checkins_of(app), day - timedelta(days=1))
    return ahead is not None and ahead <= day


def _next(app: App, reader: CheckinsReader, until: date) -> date | None:
    """Return the earliest day that a rhythm asks for."""
    days = [
        next_checkin_day(reader.last_with(page.key, until), page.cadence_days, until)
        for page in people_of(app).pages()
        if page.cadence_days
    ]
    return min(days, default=None)


def look(app: App, start: date, end: date, *, ahead: bool = True) -> CheckinsPart:
    """Return the check-ins of a period for a review, and with `ahead` what comes after it."""
    reader = checkins_of(app)
    held = reader.between(start, end)
    unquoted_people = unquoted(app)
    needs = [_need(app, follow_up, unquoted_people) for follow_up in held]
    today = app.now.today
    until = min(end, today)
    follow_ups = reader.open_follow_ups(today, until + timedelta(days=AHEAD_DAYS)) if ahead else ()
    return CheckinsPart(
        held=tuple(need for need in needs if need),
        left_out=sum(need is None for need in needs),
        come_back=tuple(follow_up.follow_up for follow_up in follow_ups if follow_up.follow_up),
        next=_next(app, reader, today) if ahead and end >= today else None,
    )


def _need(app: App, checkin: Checkin, unquoted_people: frozenset[str]) -> CheckinSummary | None:
    """Return a check-in summed up in a line; None if its words are left out."""
    entry = _visible_entry(app, checkin, unquoted_people)
    if entry is None:
        return None
    texts = {answer.prompt_id: excerpt(answer.text, WORDS) for answer in entry.answers}
    return CheckinSummary(
        checkin.day,
        checkin.not_today,
        texts.get(HEARD, ""),
        texts.get(VOICED, ""),
        entry.people[0] if len(entry.people) == 1 else None,
    )


def _visible_entry(app: App, checkin: Checkin, unquoted_people: frozenset[str]) -> Entry | None:
    """Return the redacted entry of a check-in; None if it is left out."""
    entry = next((redacted(stored) for stored in app.reader.by_prefix(checkin.entry)), None)
    return None if entry is None or entry.private or mentions_any(entry, unquoted_people) else entry
