"""Promises: making one, recording what became of it, and summing up a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ... import features
from ...app import App
from ...domain.calendar import Span, is_paused, journal_day
from ...domain.ids import short
from ...domain.memory import FEW_PROMISES, SEASON_DAYS, Memory
from ...domain.memory_kinds import MemoryKind
from ...domain.period_words import EndingInDay, split_coming_day
from ...domain.private_marks import PLACEHOLDER, without_private_words
from ...domain.text import excerpt, label, label_key
from ...domain.tokenizer import has_word
from ...errors import Cancelled, NotFound, TrustError, UsageError
from ...sentences import CHANGED_MEANWHILE, HAS_UNSAVED_TEXT, NO_SUCH_PROMISE
from ...services.draft_recovery import drafts_left
from ...services.people import unquoted
from ...services.safety_pause import names_the_person
from . import model as promises
from .model import (
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
from .store import PromisesReader

if TYPE_CHECKING:
    from ...storage.writer import Transaction

WHICH_PROMISE = (
    "there are several promises: {ids}; say which one, with its id or a few of its words (`trust "
    "promise list --all` shows what they are)"
)
SEVERAL_MATCH = "several promises match: {ids}; `trust promise show ID` shows what each of them is"
NOTHING_TO_UNDO = "nothing has been recorded about any promise, so there's nothing to undo"
ONLY_ADDED = (
    "{id} has only been added so far, so there's no update to undo; `trust promise delete {id}` "
    "deletes it"
)
ALL_UNDONE = (
    "every update to {id} has been undone; `trust promise delete {id}` deletes the promise itself"
)
NOT_DUE_YET = (
    "the first day of this promise, {day}, hasn't come yet; to end the promise before that, use "
    "`withdrawn` or `released`"
)
NOTHING_TO_REPAIR = "this promise needs no repair; `trust promise show {id}` shows its history"
PROMISE_WITHOUT_TEXT = "a promise needs a few words"

MEMORY_WORDS = 60
"""The most characters of a promise in a list of several."""
MOST_PAST = 3
"""The most promises past their date that a review shows."""
MOST_TODAY = 3
"""The most promises that `trust` shows."""
DAYS_PAST_TODAY = 3
"""How many days past its date `trust` still shows a promise. Days off don't count."""


@dataclass(frozen=True, slots=True)
class TrackedPromise:
    """A promise and its state today."""

    promise: Promise
    state: State


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """The last thing recorded about a promise that was not undone."""

    standing: TrackedPromise
    event: Event
    recorded_on: date


@dataclass(frozen=True, slots=True)
class WordsAndDeeds:
    """My promises over a period: kept, moved, ahead, past their date, in need of repair."""

    kept: tuple[Promise, ...] = ()
    partly: tuple[Promise, ...] = ()
    moved: tuple[tuple[Promise, Event], ...] = ()
    ahead: tuple[TrackedPromise, ...] = ()
    past: tuple[TrackedPromise, ...] = ()
    past_more: int = 0
    """How many more are open past their date."""
    repair: tuple[TrackedPromise, ...] = ()
    repaired: tuple[Promise, ...] = ()
    times: dict[str, int] = field(default_factory=dict)
    """How often each promise was kept in the period, by id, if more than once."""
    private: int = 0
    """Promises left out because they are hidden, or to someone who is not quoted."""
    private_parts: int = 0
    """The number of private passages inside the promises that are shown."""

    def __bool__(self) -> bool:
        parts = (self.kept, self.partly, self.moved, self.ahead, self.past, self.repair)
        return any(parts) or bool(self.repaired)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of promises in a period: counts only, never percentages."""

    kept: int = 0
    moved: int = 0
    repaired: int = 0


def all_of(app: App) -> list[TrackedPromise]:
    """Return every promise with its state, redacted, in the order they were made."""
    return [_redacted(standing) for standing in _load_all(app)]


def _load_all(app: App) -> list[TrackedPromise]:
    today, pauses = app.now.today, _pauses(app)
    stored = PromisesReader.beside(app.reader).all()
    return [TrackedPromise(promise, state_of(promise, today, pauses)) for promise in stored]


def _pauses(app: App) -> Sequence[Span]:
    return app.reader.paused_spans()


def _redacted(standing: TrackedPromise) -> TrackedPromise:
    return replace(standing, promise=promises.redacted(standing.promise))


def open_of(app: App) -> list[TrackedPromise]:
    """Return the open promises, sorted by due day; those without one come last."""
    open_promises = [standing for standing in all_of(app) if standing.state.is_open]
    return sorted(open_promises, key=lambda standing: standing.state.due or date.max)


def open_to(app: App, alias: str) -> list[TrackedPromise]:
    """Return the open promises to someone that aren't hidden, sorted by due day."""
    key = label_key(label(alias))
    return [
        standing
        for standing in open_of(app)
        if not standing.promise.hidden and label_key(standing.promise.person or "") == key
    ]


def day_in_text(app: App, promise: Promise) -> EndingInDay | None:
    """Return the day that a promise without one ends with, as in `ring Sam by friday`.

    None if that is part of a private passage.
    """
    in_private_words = promise.text.count("%%") % 2
    if promise.due or promise.every is not None or in_private_words:
        return None
    return split_coming_day(promise.text, app.now)


def make(app: App, promise: Promise) -> int:
    """Store a promise and return how many are open now. Raises `UsageError` if it has no text."""
    if not promise.text.strip():
        raise UsageError(PROMISE_WITHOUT_TEXT)

    with app.writer.transaction() as store:
        features.promises.store.add_promise(store, promise, app.now.moment)
    app.read_anew()
    return len(open_of(app))


def named(app: App, name: str | None, kind: Happened | None = None) -> TrackedPromise:
    """Find the promise a person means and return it redacted.

    `name` is the beginning of an id or a few words of the promise. Without a name, the only
    promise that `kind` can apply to is taken: `repair` needs one in need of repair, and any other
    kind needs an open one. Raises `NotFound`, or `UsageError` if several promises match.
    """
    return _redacted(_find(app, name, kind))


def shown(app: App, name: str | None) -> TrackedPromise:
    """Find a promise as `named` does, and return it with its private words."""
    return _find(app, name)


def _find(app: App, name: str | None, kind: Happened | None = None) -> TrackedPromise:
    standings = _load_all(app)
    if name is None:
        matches = _candidates(standings, kind)
        if not matches:
            raise _no_match_error(kind)
    else:
        matches = [
            standing for standing in standings if standing.promise.id.startswith(name.lower())
        ]
        matches = matches or [
            standing for standing in standings if _has_words(standing.promise, name)
        ]
        matches = _candidates(matches, kind) or matches
        if not matches:
            raise NotFound(NO_SUCH_PROMISE, name=name)
    if len(matches) > 1:
        ids = ", ".join(standing.promise.id[:5] for standing in matches[:9])
        raise UsageError(WHICH_PROMISE if name is None else SEVERAL_MATCH, ids=ids)
    return matches[0]


def _no_match_error(kind: Happened | None) -> TrustError:
    if kind == "repair":
        return NotFound("no promise needs repair; `trust promise list --all` shows every promise")
    return NotFound("there are no open promises; `trust promise add TEXT` adds one")


def _candidates(standings: list[TrackedPromise], kind: Happened | None) -> list[TrackedPromise]:
    """Return the promises that an event of this kind can apply to."""
    if kind == "undo":
        return [standing for standing in standings if effective_events(standing.promise.events)]
    if kind == "repair":
        return [standing for standing in standings if standing.state.status is Status.NEEDS_REPAIR]
    return [standing for standing in standings if standing.state.is_open]


def _has_words(promise: Promise, name: str) -> bool:
    """Return whether all of these words are in a promise, each at the beginning of a word."""
    text = without_private_words(promise.text)
    return not promise.hidden and all(has_word(text, word) for word in name.split())


def last_update(app: App, name: str | None) -> LastUpdate:
    """Return what `undo` takes back: the last update of a promise, or the last one of all.

    Raises `NotFound`, or `UsageError` if there is nothing to undo.
    """
    updates = _last_updates(app)
    if name is not None:
        promise = named(app, name, "undo").promise
        if promise.id not in updates:
            raise _nothing_to_undo(promise)
        return updates[promise.id]
    if not updates:
        _check_not_only_added(app)
        raise UsageError(NOTHING_TO_UNDO)
    return next(iter(updates.values()))


def check_needs_no_name(app: App) -> None:
    """Check that it is clear which promise `undo` is about: the only one updated today.

    Raises `UsageError` otherwise, and if a promise was added after the last update.
    """
    _check_not_only_added(app)
    updates = _last_updates(app)
    of_today = [name for name, update in updates.items() if update.recorded_on == app.now.today]
    if len(of_today) == 1:
        return
    if of_today:
        raise UsageError(
            "several promises were updated today; say which update to undo: {lines}",
            lines=" or ".join(f"`trust promise undo {short(name)}`" for name in of_today[:5]),
        )
    newest = next(iter(updates.values()))
    raise UsageError(
        "no promise was updated today; to undo the last update, on {day}, use "
        "`trust promise undo {id}`",
        day=newest.recorded_on,
        id=short(newest.standing.promise.id),
    )


def _check_not_only_added(app: App) -> None:
    """Raise `UsageError` if the last thing recorded was a new promise."""
    reader = PromisesReader.beside(app.reader)
    last_made = reader.last_made()
    recorded = [event.recorded_at for promise in reader.all() for event in promise.events]
    if last_made and all(moment is None or last_made[1] > moment for moment in recorded):
        raise UsageError(ONLY_ADDED, id=short(last_made[0]))


def _last_updates(app: App) -> dict[str, LastUpdate]:
    """Return by promise its last update that was not undone, the newest first."""
    last_events = [
        (events[-1].recorded_at, standing.promise.id, standing, events[-1])
        for standing in all_of(app)
        if (events := effective_events(standing.promise.events))
    ]
    updates: dict[str, LastUpdate] = {}
    for moment, promise_id, standing, event in sorted(last_events, key=itemgetter(0, 1))[::-1]:
        assert moment is not None  # it is stored
        local = moment.astimezone(app.now.moment.tzinfo)
        recorded_on = journal_day(local, app.settings.day_starts_at)
        updates[promise_id] = LastUpdate(standing, event, recorded_on)
    return updates


def _nothing_to_undo(promise: Promise) -> UsageError:
    return UsageError(ALL_UNDONE if promise.events else ONLY_ADDED, id=short(promise.id))


def check_repairable(promise: Promise) -> None:
    """Raise `UsageError` if a promise was never broken. One may add to a repair."""
    if not any(event.kind == "broken" for event in effective_events(promise.events)):
        raise UsageError(NOTHING_TO_REPAIR, id=short(promise.id))


def record(app: App, promise: Promise, event: Event) -> TrackedPromise:
    """Record what became of a promise and return its new state.

    An event that is already recorded isn't added again. Raises `UsageError` if there is nothing
    to undo, and `Cancelled` if an undo would take back something other than the last event in
    `promise`, because another program has changed it since.
    """

    with app.writer.transaction() as store:
        seen, promise = promise, _current(store, promise.id)
        if event.kind == "undo":
            if not effective_events(promise.events):
                raise _nothing_to_undo(promise)
            if promises.redacted(promise).events != seen.events:
                raise Cancelled(CHANGED_MEANWHILE, name=short(promise.id))
            event = replace(event, undoes=effective_events(promise.events)[-1].name)
        if not is_already_recorded(promise, event):
            features.promises.store.add_event(store, promise.id, event, app.now.moment)
    app.read_anew()
    return _by_id(app, promise.id)


def correct(app: App, promise: Promise, **changed: Any) -> TrackedPromise:
    """Correct a promise, for the future and for everything already recorded about it.

    Raises `UsageError` if the day was set by a move, or if no text would be left.
    """

    with app.writer.transaction() as store:
        # Another program may have corrected another field meanwhile, or moved the promise.
        promise = _current(store, promise.id)
        if changed.keys() & {"due", "every"} and _was_moved(promise):
            raise UsageError(
                "this promise was moved to another day; move it again with `trust promise moved "
                "--to DAY`, or undo the move with `trust promise undo`"
            )
        corrected = replace(promise, **changed)
        if not corrected.text.strip():
            raise UsageError(PROMISE_WITHOUT_TEXT)
        if changed.get("private"):
            store.stay_private("promise", promise.id)
        features.promises.store.correct_promise(store, corrected)
    app.read_anew()
    return _by_id(app, promise.id)


def _current(store: Transaction, promise_id: str) -> Promise:
    """Return the stored promise, read inside the write transaction. Raises `NotFound`."""
    for promise in store.reads(PromisesReader).all():
        if promise.id == promise_id:
            return promise
    raise NotFound(NO_SUCH_PROMISE, name=promise_id)


def _was_moved(promise: Promise) -> bool:
    return any(event.kind == "moved" for event in effective_events(promise.events))


def check_deletable(promise: Promise) -> None:
    """Raise `UsageError` if a promise has events: then it is part of what happened."""
    if effective_events(promise.events):
        raise UsageError(
            "this promise already has a history, so it can't be deleted. Undo the last update with "
            "`trust promise undo`, or, if it's still open, close it with `withdrawn` or `released`"
        )


def delete(app: App, promise: Promise) -> None:
    """Delete a promise that has no events, and the files stored for it among the drafts.

    `promise` is unredacted. Raises `UsageError` if it has events, and `Cancelled` if it has
    changed since it was read or has unsaved text.
    """

    drafts = drafts_left(app)
    if promise.id in drafts.unsaved:
        raise Cancelled(HAS_UNSAVED_TEXT, name=short(promise.id))
    with app.writer.transaction() as store:
        now = _current(store, promise.id)
        check_deletable(now)
        if now != promise:
            raise Cancelled(CHANGED_MEANWHILE, name=short(promise.id))
        features.promises.store.delete_promise(store, promise.id)
    app.read_anew()
    app.drafts.forget({promise.id}, drafts.stored)


def _by_id(app: App, promise_id: str) -> TrackedPromise:
    return next(standing for standing in all_of(app) if standing.promise.id == promise_id)


# --- what is ahead, and what was -----------------------------------------------------------------


def for_today(app: App, *, unsafe: bool) -> list[TrackedPromise]:
    """Return the promises due today or a few days past their date, oldest first.

    At most `MOST_TODAY` are returned. On a day off none counts as past its date. Promises that
    have been past it for longer are left to `trust promise` and the review. In the safety pause
    (`unsafe`) promises that are to the person or name them are left out.
    """
    today = app.now.today
    due = [
        standing
        for standing in open_of(app)
        if not standing.promise.hidden
        and (standing.state.due == today or _is_recently_past(app, standing))
    ]
    if unsafe:
        due = without_the_person(app, due)
    return due[:MOST_TODAY]


def _is_recently_past(app: App, standing: TrackedPromise) -> bool:
    """Return whether a promise is at most DAYS_PAST_TODAY days past its date."""
    due_day = standing.state.due
    if due_day is None or not standing.state.past:
        return False
    ago = (app.now.today - due_day).days
    days = (due_day + timedelta(days=n) for n in range(1, ago + 1))
    counted_days = (day for day in days if not is_paused(day, _pauses(app)))
    return len(list(islice(counted_days, DAYS_PAST_TODAY + 1))) <= DAYS_PAST_TODAY


def without_the_person(app: App, standings: Iterable[TrackedPromise]) -> list[TrackedPromise]:
    """Leave out promises that are to the person the journal is about, or name them."""
    names_person = names_the_person(app)
    return [
        standing
        for standing in standings
        if not names_person(
            [standing.promise.person], f"{standing.promise.text}\n{standing.promise.cue or ''}"
        )
    ]


def due_on(app: App, day: date) -> bool:
    """Return whether a promise was due on a day, judged by what was recorded before that day.

    On a day off only a promise for that very day is due.
    """
    pauses = _pauses(app)
    off = is_paused(day, pauses)
    for promise in PromisesReader.beside(app.reader).all():
        if promise.made_on < day:
            before = tuple(event for event in promise.events if event.day < day)
            state = state_of(replace(promise, events=before), day, pauses)
            if state.is_open and state.due and (state.due == day or (state.due < day and not off)):
                return True
    return False


def words_and_deeds(
    app: App, start: date, end: date, *, safe_until: date | None = None
) -> WordsAndDeeds:
    """Sum up a period: kept, moved, ahead, past its date, in need of repair.

    If `safe_until` is given, promises that are to the person or name them count only up to that
    day. Promises to someone who is not to be quoted are only counted.
    """
    today = app.now.today
    includes_today = end >= today
    standings = _load_all(app)
    ends = {standing.promise.id: end for standing in standings}
    if safe_until is not None:
        open_to_all = {standing.promise.id for standing in without_the_person(app, standings)}
        ends |= {name: min(end, safe_until) for name in ends if name not in open_to_all}

    def reaches_today(standing: TrackedPromise) -> bool:
        return includes_today and ends[standing.promise.id] == end

    in_period = [
        standing.promise
        for standing in standings
        if _belongs_to(standing, start, ends[standing.promise.id], now=reaches_today(standing))
    ]
    unquoted_people = unquoted(app)

    def is_left_out(promise: Promise) -> bool:
        return promise.hidden or label_key(promise.person or "") in unquoted_people

    visible = [_redacted(standing) for standing in standings if not is_left_out(standing.promise)]
    during = [
        (standing.promise, event)
        for standing in visible
        for event in effective_events(standing.promise.events)
        if start <= event.day <= ends[standing.promise.id]
    ]
    times_by_id = {
        p.id: times_kept(p, start, ends[p.id]) for p in (standing.promise for standing in visible)
    }
    still = [standing for standing in visible if standing.state.is_open and reaches_today(standing)]
    still.sort(key=lambda standing: standing.state.due or date.max)
    past = [standing for standing in still if standing.state.past]
    return WordsAndDeeds(
        kept=tuple(standing.promise for standing in visible if times_by_id[standing.promise.id]),
        partly=_without_repeats(promise for promise, event in during if event.kind == "partly"),
        moved=tuple((promise, event) for promise, event in during if event.kind == "moved"),
        ahead=tuple(
            standing for standing in still if standing.state.due and standing.state.due >= today
        ),
        past=tuple(past[:MOST_PAST]),
        past_more=max(0, len(past) - MOST_PAST),
        repair=tuple(
            standing
            for standing in visible
            if reaches_today(standing) and standing.state.status is Status.NEEDS_REPAIR
        ),
        repaired=_without_repeats(promise for promise, event in during if event.kind == "repair"),
        times={name: count for name, count in times_by_id.items() if count > 1},
        private=sum(map(is_left_out, in_period)),
        private_parts=sum(promises.private_spans(p) for p in in_period if not is_left_out(p)),
    )


def memories(app: App, day: date) -> list[Memory]:
    """Return a promise kept the day before, and the promises kept and moved this season.

    Those of the season are named only where they have no private words.
    """
    before = day - timedelta(days=1)
    season = words_and_deeds(app, day - timedelta(days=SEASON_DAYS), before)
    remembered = []
    if words_and_deeds(app, before, before).kept:
        remembered.append(Memory(MemoryKind.KEPT, before))
    moved = _without_repeats(promise for promise, _ in season.moved)
    for kind, kept_or_moved in ((MemoryKind.MOVED, moved), (MemoryKind.PROMISES_KEPT, season.kept)):
        words = [
            excerpt(promise.text, MEMORY_WORDS)
            for promise in kept_or_moved
            if PLACEHOLDER not in promise.text
        ]
        if len(words) >= FEW_PROMISES:
            remembered.append(Memory(kind, words=tuple(words[-MOST_TODAY:])))
    return remembered


def _belongs_to(standing: TrackedPromise, start: date, end: date, *, now: bool) -> bool:
    """Return whether a promise belongs to a period, hidden or not."""
    during = any(start <= event.day <= end for event in effective_events(standing.promise.events))
    is_due = standing.state.is_open and standing.state.due is not None
    return during or (now and (is_due or standing.state.status is Status.NEEDS_REPAIR))


def _without_repeats(repeated: Iterable[Promise]) -> tuple[Promise, ...]:
    return tuple({promise.id: promise for promise in repeated}.values())


def counts(app: App, start: date, end: date) -> Counts:
    """Count how often promises were kept, moved and repaired in a period."""
    standings = all_of(app)
    kinds = [
        event.kind
        for standing in standings
        for event in effective_events(standing.promise.events)
        if start <= event.day <= end
    ]
    times = sum(times_kept(standing.promise, start, end) for standing in standings)
    return Counts(times, kinds.count("moved"), kinds.count("repair"))


def is_for(promise: Promise, person: str) -> bool:
    """Return whether a promise is to the given person."""
    return promise.person is not None and label_key(promise.person) == label_key(label(person))


def event_for(
    app: App, promise: Promise, kind: promises.Happened, day: date, **more: object
) -> Event:
    """Build an event of a promise; for a recurring one it concerns the occurrence that is open.

    Raises `UsageError` if a recurring promise is said to be broken before its first day.
    """
    occurrence = promises.occurrence_of(promise, day, kind, _pauses(app))
    if kind == "broken" and occurrence and occurrence > day:
        raise UsageError(NOT_DUE_YET, day=occurrence)
    return Event(kind, day, occurrence, **more)  # type: ignore[arg-type]  # fields by name
