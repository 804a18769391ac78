"""Where a promise stands follows from what was said of it, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.features.promises.model import (
    HAPPENED,
    Event,
    Promise,
    Status,
    effective_events,
    occurrence_of,
    occurrences,
    state_of,
)

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)


def promise(*kinds: str, due: date | None = MONDAY, every: int | None = None) -> Promise:
    events = tuple(Event(kind, MONDAY) for kind in kinds)  # type: ignore[arg-type]
    return Promise("x" * 20, "ring", MONDAY, due=due, every=every, events=events)


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((), Status.OPEN),
        (("kept",), Status.KEPT),
        (("partly",), Status.OPEN),
        (("moved",), Status.OPEN),
        (("released",), Status.CLOSED),
        (("withdrawn",), Status.CLOSED),
        (("broken",), Status.NEEDS_REPAIR),
        (("broken", "repair"), Status.REPAIRED),
        (("broken", "undo"), Status.OPEN),
        (("kept", "undo", "undo"), Status.OPEN),
        (("undo",), Status.OPEN),
        (("partly", "kept"), Status.KEPT),
    ],
)
def test_what_was_said_last_holds(kinds: tuple[str, ...], status: Status) -> None:
    assert state_of(promise(*kinds), MONDAY).status is status


def test_a_day_that_passed_is_said_and_not_judged() -> None:
    open_one = promise()
    assert not state_of(open_one, MONDAY).past
    later = state_of(open_one, MONDAY + 40 * DAY)
    assert (later.past, later.status) == (True, Status.OPEN)
    assert not state_of(promise("kept"), MONDAY + 40 * DAY).past
    assert not state_of(promise(due=None), MONDAY + 40 * DAY).past


def test_another_day() -> None:
    moved = replace(promise(), events=(Event("moved", MONDAY, due=MONDAY + 9 * DAY),))
    assert state_of(moved, MONDAY + 5 * DAY).due == MONDAY + 9 * DAY
    assert not state_of(moved, MONDAY + 5 * DAY).past


EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from(HAPPENED),
        st.dates(MONDAY, MONDAY + 60 * DAY),
        due=st.none() | st.dates(MONDAY, MONDAY + 90 * DAY),
    ),
    max_size=12,
)


@given(EVENTS, st.sampled_from([kind for kind in HAPPENED if kind != "undo"]))
def test_undo_takes_back_exactly_the_last(events: list[Event], kind: str) -> None:
    before = replace(promise(), events=tuple(events))
    event = Event(kind, MONDAY)  # type: ignore[arg-type]
    after = replace(before, events=(*events, event, Event("undo", MONDAY)))
    for n in (0, 30, 100):
        assert state_of(after, MONDAY + n * DAY) == state_of(before, MONDAY + n * DAY)


@given(EVENTS)
def test_only_a_person_ends_a_promise(events: list[Event]) -> None:
    """Without a word that ends it, a promise is open on every day to come."""
    enders = {"kept", "released", "withdrawn", "broken", "repair"}
    still = replace(promise(), events=tuple(e for e in events if e.kind not in enders))
    assert state_of(still, MONDAY + 400 * DAY).status is Status.OPEN


@given(EVENTS)
def test_nothing_that_was_said_goes_away_without_an_undo(events: list[Event]) -> None:
    undone = sum(event.kind == "undo" for event in events)
    said = len(events) - undone
    assert max(0, said - undone) <= len(effective_events(events)) <= said


# --- every week ----------------------------------------------------------------------------------


def weekly(*told: date) -> Promise:
    """Every Wednesday, kept on some."""
    events = tuple(Event("kept", day, occurrence=day) for day in told)
    return replace(promise(due=None, every=2), events=events)


WEDNESDAYS = [MONDAY + (2 + 7 * n) * DAY for n in range(6)]


def test_each_of_its_days_stands_for_itself() -> None:
    first, second, *_ = WEDNESDAYS
    assert state_of(weekly(), MONDAY).due == first
    assert not state_of(weekly(), first).past
    assert state_of(weekly(), first + DAY).past
    assert state_of(weekly(first), first + DAY).due == second
    assert not state_of(weekly(first), first + DAY).past
    assert state_of(weekly(first), second).due == second


def test_after_three_silent_ones_a_smaller_one_may_fit() -> None:
    assert not state_of(weekly(), WEDNESDAYS[2]).could_be_smaller
    assert state_of(weekly(), WEDNESDAYS[3]).could_be_smaller
    assert not state_of(weekly(WEDNESDAYS[2]), WEDNESDAYS[3]).could_be_smaller
    said = replace(
        weekly(), events=(Event("broken", MONDAY, WEDNESDAYS[2]), Event("repair", MONDAY))
    )
    assert state_of(said, WEDNESDAYS[3]).could_be_smaller


def test_letting_it_go_ends_it() -> None:
    ended = replace(weekly(), events=(Event("withdrawn", MONDAY),))
    assert state_of(ended, WEDNESDAYS[3]).status is Status.CLOSED
    mended = replace(weekly(), events=(Event("broken", MONDAY), Event("repair", MONDAY)))
    assert state_of(mended, WEDNESDAYS[0]).is_open


@given(st.integers(0, 6), st.integers(0, 40))
def test_its_days_are_a_week_apart_and_the_latest_is_meant(every: int, ahead: int) -> None:
    each = promise(due=None, every=every)
    until = MONDAY + ahead * DAY
    days = occurrences(each, MONDAY, until)
    assert all(day.weekday() == every and MONDAY <= day <= until for day in days)
    assert all((b - a).days == 7 for a, b in pairwise(days))
    assert days[-1:] in ([], [occurrence_of(each, until)])


def test_on_a_day_off_nothing_is_to_be_made_smaller() -> None:
    often = Promise("0", "No phone", date(2026, 10, 1), every=0)
    today = date(2026, 11, 3)
    assert state_of(often, today).could_be_smaller
    assert not state_of(often, today, [(today, today)]).could_be_smaller


# --- recorded on several machines ----------------------------------------------------------------

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


@st.composite
def with_named_undos(draw: st.DrawFn) -> list[Event]:
    """Events of different moments; each undo names one of them, and some name the same one."""
    kinds = draw(st.lists(st.sampled_from([k for k in HAPPENED if k != "undo"]), min_size=1))
    events = [
        Event(kind, MONDAY, recorded_at=AT + timedelta(minutes=n))  # type: ignore[arg-type]
        for n, kind in enumerate(kinds)
    ]
    for n, named in enumerate(draw(st.lists(st.sampled_from(events), max_size=8))):
        at = AT + timedelta(minutes=draw(st.integers(-5, 90)), seconds=n + 1)
        events.append(Event("undo", MONDAY, undoes=named.name, recorded_at=at))
    return draw(st.permutations(events))


@given(with_named_undos())
def test_an_undo_takes_back_only_what_it_names_wherever_it_comes(events: list[Event]) -> None:
    named = {event.undoes for event in events}
    remaining = [e for e in events if e.kind != "undo" and e.name not in named]
    assert effective_events(events) == remaining


def test_the_undo_of_an_earlier_version_takes_back_the_last_before_it() -> None:
    kept, broken = (
        Event(kind, MONDAY, recorded_at=AT + timedelta(minutes=n))  # type: ignore[arg-type]
        for n, kind in enumerate(("kept", "broken"))
    )
    old = Event("undo", MONDAY, recorded_at=AT + timedelta(minutes=9))
    assert effective_events([kept, broken, old]) == [kept]
    assert effective_events([kept, broken, replace(old, undoes=kept.name)]) == [broken]
    assert effective_events([kept, broken, replace(old, undoes="kept yesterday")]) == [kept, broken]
