"""Promises: making one, saying what became of it, and what a week shows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from .. import storage
from ..app import App
from ..domain import promises
from ..domain.calendar import Span, is_paused
from ..domain.ids import short
from ..domain.private_marks import without_private_words
from ..domain.promises import (
    Event,
    Happened,
    Promise,
    State,
    Status,
    effective_events,
    is_already_recorded,
    state_of,
    times_kept,
)
from ..domain.text import label, label_key
from ..errors import Cancelled, NotFound, TrustError, UsageError
from ..sentences import CHANGED_MEANWHILE, NO_SUCH_PROMISE
from ..storage.promises_reader import PromisesReader
from .people import unquoted
from .safety_pause import names_the_person

if TYPE_CHECKING:
    from ..storage.writer import Transaction

NOTHING_TO_TAKE_BACK = "nothing was said of it yet"
PROMISE_WITHOUT_TEXT = "a promise needs a few words"

MOST_PAST = 3
"""Promises open past their date a review shows, at the most."""
MOST_TODAY = 3
"""Promises `trust` shows, at the most."""
DAYS_PAST_TODAY = 3
"""So many days past its date `trust` shows a promise; days off are not counted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise, and where it stands today."""

    promise: Promise
    state: State


@dataclass(frozen=True, slots=True)
class WordsAndDeeds:
    """What a stretch of days shows of my promises."""

    kept: tuple[Promise, ...] = ()
    partly: tuple[Promise, ...] = ()
    moved: tuple[tuple[Promise, Event], ...] = ()
    ahead: tuple[Standing, ...] = ()
    past: tuple[Standing, ...] = ()
    past_more: int = 0
    """How many more are open past their date."""
    repair: tuple[Standing, ...] = ()
    repaired: tuple[Promise, ...] = ()
    times: dict[str, int] = field(default_factory=dict)
    """How often a promise was kept in it, by id, where it was more than once."""
    private: int = 0
    """Promises left out because they are hidden, or to someone who is not quoted."""
    private_parts: int = 0
    """Private words inside the others, counted by the passage."""

    def __bool__(self) -> bool:
        parts = (self.kept, self.partly, self.moved, self.ahead, self.past, self.repair)
        return any(parts) or bool(self.repaired)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of promises in a stretch of days; never a share of anything."""

    kept: int = 0
    moved: int = 0
    repaired: int = 0


def all_of(app: App) -> list[Standing]:
    """Every promise and where it stands, in the order they were made, without private words."""
    return [_told(each) for each in _whole(app)]


def _whole(app: App) -> list[Standing]:
    today, pauses = app.now.today, _pauses(app)
    found = PromisesReader.beside(app.reader).all()
    return [Standing(promise, state_of(promise, today, pauses)) for promise in found]


def _pauses(app: App) -> Sequence[Span]:
    return app.reader.paused_spans()


def _told(found: Standing) -> Standing:
    return replace(found, promise=promises.redacted(found.promise))


def open_of(app: App) -> list[Standing]:
    """The open promises: by their day, those without one last."""
    found = [each for each in all_of(app) if each.state.is_open]
    return sorted(found, key=lambda each: each.state.due or date.max)


def make(app: App, promise: Promise) -> int:
    """Store a promise; returns how many are open now. Raises `UsageError` without a text."""
    if not promise.text.strip():
        raise UsageError(PROMISE_WITHOUT_TEXT)

    with app.writer.transaction() as store:
        storage.promises_writer.add_promise(store, promise, app.now.moment)
    app.read_anew()
    return len(open_of(app))


def named(app: App, name: str | None, kind: Happened | None = None) -> Standing:
    """The promise a person means, without its private words.

    By its id, a few of its words, or the only one that fits.

    What fits is what `kind` can be said of: repair of one that needs it, the rest of an open one.
    Without a name the last thing that was said is taken back. Raises `NotFound`, and `UsageError`
    where several could be meant.
    """
    return _told(_meant(app, name, kind))


def shown(app: App, name: str | None) -> Standing:
    """The same with all its words: for who names it in order to read them."""
    return _meant(app, name)


def _meant(app: App, name: str | None, kind: Happened | None = None) -> Standing:
    everything = _whole(app)
    if name is None:
        found = _last_said(app, everything) if kind == "undo" else _fitting(everything, kind)
        if not found:
            raise _nothing_for(kind)
    else:
        found = [each for each in everything if each.promise.id.startswith(name.lower())]
        found = found or [each for each in everything if _has_words(each.promise, name)]
        found = _fitting(found, kind) or found
        if not found:
            raise NotFound(NO_SUCH_PROMISE, name=name)
    if len(found) > 1:
        ids = ", ".join(each.promise.id[:5] for each in found[:9])
        raise UsageError("it could be any of {ids}; `trust promise list --all` shows them", ids=ids)
    return found[0]


def _nothing_for(kind: Happened | None) -> TrustError:
    if kind == "repair":
        return NotFound("no promise needs repair; `trust promise list --all` shows them")
    return (
        UsageError(NOTHING_TO_TAKE_BACK)
        if kind == "undo"
        else NotFound("no promise is open; `trust promise add TEXT` notes one")
    )


def _fitting(found: list[Standing], kind: Happened | None) -> list[Standing]:
    """Those of which it can be said."""
    if kind == "undo":
        return [each for each in found if effective_events(each.promise.events)]
    if kind == "repair":
        return [each for each in found if each.state.status is Status.NEEDS_REPAIR]
    return [each for each in found if each.state.is_open]


def _has_words(promise: Promise, name: str) -> bool:
    text = without_private_words(promise.text).casefold()
    return not promise.hidden and all(word in text for word in name.casefold().split())


def _last_said(app: App, everything: list[Standing]) -> list[Standing]:
    """The promise of the last thing that was said and not taken back, if there is one."""
    taken_back: Counter[str] = Counter()
    for promise_id, kind in PromisesReader.beside(app.reader).said():
        if kind == "undo":
            taken_back[promise_id] += 1
        elif taken_back[promise_id]:
            taken_back[promise_id] -= 1
        else:
            return [each for each in everything if each.promise.id == promise_id]
    return []


def record(app: App, promise: Promise, event: Event) -> Standing:
    """Add what became of a promise. Raises `UsageError` where there is nothing to undo.

    What is noted of it already is not noted a second time. Raises `Cancelled` where an undo would
    take back something else by now than the last thing in `promise`.
    """

    with app.writer.transaction() as store:
        seen, promise = promise, _as_it_is(store, promise.id)
        if event.kind == "undo":
            if not effective_events(promise.events):
                raise UsageError(NOTHING_TO_TAKE_BACK)
            if promises.redacted(promise).events != seen.events:
                raise Cancelled(CHANGED_MEANWHILE, name=short(promise.id))
        if not is_already_recorded(promise, event):
            storage.promises_writer.add_event(store, promise.id, event, app.now.moment)
    app.read_anew()
    return _by_id(app, promise.id)


def correct(app: App, promise: Promise, **changed: Any) -> Standing:
    """Store a promise as it should have read, from now on and for all that became of it.

    Raises `UsageError` where a move decides the day, or no text would be left.
    """

    with app.writer.transaction() as store:
        # Another program may have corrected something else of it, or moved it.
        promise = _as_it_is(store, promise.id)
        if changed.keys() & {"due", "every"} and _was_moved(promise):
            raise UsageError(
                "this promise was moved to another day; `trust promise moved --to DAY` "
                "moves it again, and `trust promise undo` takes the move back"
            )
        corrected = replace(promise, **changed)
        if not corrected.text.strip():
            raise UsageError(PROMISE_WITHOUT_TEXT)
        storage.promises_writer.correct_promise(store, corrected)
    app.read_anew()
    return _by_id(app, promise.id)


def _as_it_is(store: Transaction, promise_id: str) -> Promise:
    """Return a promise as it is now, while nobody else can change it. Raises `NotFound`."""
    for promise in store.reads(PromisesReader).all():
        if promise.id == promise_id:
            return promise
    raise NotFound(NO_SUCH_PROMISE, name=promise_id)


def _was_moved(promise: Promise) -> bool:
    return any(event.kind == "moved" for event in effective_events(promise.events))


def check_deletable(promise: Promise) -> None:
    """Raise `UsageError` where something became of a promise: then it is part of what happened."""
    if effective_events(promise.events):
        raise UsageError(
            "something came of this promise already, so it stays; `trust promise undo` "
            "takes back the last note, `withdrawn` or `released` closes it"
        )


def delete(app: App, promise: Promise) -> None:
    """Delete a promise that nothing became of, with what is kept beside the drafts for it.

    `promise` has all its words. Raises `UsageError`, and `Cancelled` where it is another by now.
    """

    with app.writer.transaction() as store:
        now = _as_it_is(store, promise.id)
        check_deletable(now)
        if now != promise:
            raise Cancelled(CHANGED_MEANWHILE, name=short(promise.id))
        storage.promises_writer.delete_promise(store, promise.id)
    app.read_anew()
    app.drafts.forget(promise.id)


def _by_id(app: App, promise_id: str) -> Standing:
    return next(each for each in all_of(app) if each.promise.id == promise_id)


# --- what is ahead, and what was -----------------------------------------------------------------


def for_today(app: App, *, unsafe: bool) -> list[Standing]:
    """What is due today or open past its date for a few days, the oldest first, not too many.

    On a day off nothing is said to be past its date. What has been past it for longer is left to
    `trust promise` and the review. In the safety pause none is shown that is to
    the person or names them.
    """
    today = app.now.today
    due = [
        each
        for each in open_of(app)
        if not each.promise.hidden and (each.state.due == today or _is_past_lately(app, each))
    ]
    if unsafe:
        due = without_the_person(app, due)
    return due[:MOST_TODAY]


def _is_past_lately(app: App, found: Standing) -> bool:
    """Whether a promise has been past its date for no more than DAYS_PAST_TODAY days."""
    due = found.state.due
    if due is None or not found.state.past:
        return False
    ago = (app.now.today - due).days
    days = (due + timedelta(days=n) for n in range(1, ago + 1))
    counted = (day for day in days if not is_paused(day, _pauses(app)))
    return len(list(islice(counted, DAYS_PAST_TODAY + 1))) <= DAYS_PAST_TODAY


def without_the_person(app: App, found: Iterable[Standing]) -> list[Standing]:
    """Those that are not to the person of the journal and do not name them."""
    names = names_the_person(app)
    return [
        each
        for each in found
        if not names([each.promise.person], f"{each.promise.text}\n{each.promise.cue or ''}")
    ]


def due_on(app: App, day: date) -> bool:
    """Whether a promise was due on a day, by what was recorded before it."""
    for promise in PromisesReader.beside(app.reader).all():
        if promise.made_on < day:
            before = tuple(event for event in promise.events if event.day < day)
            state = state_of(replace(promise, events=before), day)
            if state.is_open and state.due and state.due <= day:
                return True
    return False


def words_and_deeds(
    app: App, start: date, end: date, *, safe_until: date | None = None
) -> WordsAndDeeds:
    """What some days show: kept, moved, ahead, open past its date, in need of repair.

    Of promises that are to the person or name them only what happened until `safe_until`, where
    that is given. Those to someone who is not to be quoted are only counted.
    """
    today = app.now.today
    now = end >= today
    everything = _whole(app)
    ends = {each.promise.id: end for each in everything}
    if safe_until is not None:
        open_to_all = {each.promise.id for each in without_the_person(app, everything)}
        ends |= {name: min(end, safe_until) for name in ends if name not in open_to_all}

    def is_now(each: Standing) -> bool:
        return now and ends[each.promise.id] == end

    there = [
        each.promise
        for each in everything
        if _stands_there(each, start, ends[each.promise.id], now=is_now(each))
    ]
    silent = unquoted(app)

    def stays_out(promise: Promise) -> bool:
        return promise.hidden or label_key(promise.person or "") in silent

    told = [_told(each) for each in everything if not stays_out(each.promise)]
    during = [
        (each.promise, event)
        for each in told
        for event in effective_events(each.promise.events)
        if start <= event.day <= ends[each.promise.id]
    ]
    kept = {p.id: times_kept(p, start, ends[p.id]) for p in (each.promise for each in told)}
    still = [each for each in told if each.state.is_open and is_now(each)]
    still.sort(key=lambda each: each.state.due or date.max)
    past = [each for each in still if each.state.past]
    return WordsAndDeeds(
        kept=tuple(each.promise for each in told if kept[each.promise.id]),
        partly=_once(promise for promise, event in during if event.kind == "partly"),
        moved=tuple((promise, event) for promise, event in during if event.kind == "moved"),
        ahead=tuple(each for each in still if each.state.due and each.state.due >= today),
        past=tuple(past[:MOST_PAST]),
        past_more=max(0, len(past) - MOST_PAST),
        repair=tuple(
            each for each in told if is_now(each) and each.state.status is Status.NEEDS_REPAIR
        ),
        repaired=_once(promise for promise, event in during if event.kind == "repair"),
        times={name: count for name, count in kept.items() if count > 1},
        private=sum(map(stays_out, there)),
        private_parts=sum(promises.private_spans(each) for each in there if not stays_out(each)),
    )


def _stands_there(each: Standing, start: date, end: date, *, now: bool) -> bool:
    """Whether a promise is one of those days, or would be if it were not hidden."""
    during = any(start <= event.day <= end for event in effective_events(each.promise.events))
    is_due = each.state.is_open and each.state.due is not None
    return during or (now and (is_due or each.state.status is Status.NEEDS_REPAIR))


def _once(found: Iterable[Promise]) -> tuple[Promise, ...]:
    return tuple({promise.id: promise for promise in found}.values())


def counts(app: App, start: date, end: date) -> Counts:
    """How much was kept, moved and repaired in some days."""
    everything = all_of(app)
    kinds = [
        event.kind
        for each in everything
        for event in effective_events(each.promise.events)
        if start <= event.day <= end
    ]
    kept = sum(times_kept(each.promise, start, end) for each in everything)
    return Counts(kept, kinds.count("moved"), kinds.count("repair"))


def is_for(promise: Promise, person: str) -> bool:
    """Whether a promise is to someone."""
    return promise.person is not None and label_key(promise.person) == label_key(label(person))


def event_for(
    app: App, promise: Promise, kind: promises.Happened, day: date, **more: object
) -> Event:
    """An event of a promise on a day; of a recurring one it is about the day that is open."""
    occurrence = promises.occurrence_of(promise, day, kind, _pauses(app))
    return Event(kind, day, occurrence, **more)  # type: ignore[arg-type]  # fields by name
