"""The choice of what an evening takes up: pure, one at most, never the same question again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustjournal.domain.memory import Memory, going_on, memory_of_date
from trustjournal.domain.memory_kinds import ASKED_FOR, MAY_WAIT, MemoryKind
from trustjournal.domain.people import (
    Person,
    PersonDate,
    is_date_name,
    is_day_of_year,
    merge_people,
    parse_day_of_year,
)
from trustjournal.domain.practices import PRACTICES
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.question_choice import (
    Choice,
    History,
    PracticeHistory,
    Preferences,
    Reason,
    Tonight,
    choose,
)

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def prompt(name: str, practice: str = "presence", depth: int = 1, **more: object) -> Prompt:
    made = Prompt("own", name, practice, depth, f"What of {name}?", origin=f"own/{name}")
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Prompt by name


DAILY = [prompt(f"{name}{n}", name, n) for name in PRACTICES for n in (1, 2, 3)]
GOING = going_on(prompt("yesterday", follow_ups=("How was it?", "What next?")))
ASKING = [
    prompt(f"{kind}-{n}", cadence="memory", tags=(str(kind),))
    for kind in MemoryKind
    for n in range(3)
    if kind not in (MemoryKind.HEAVY, MemoryKind.FOLLOW_UP)
]


def memory(kind: MemoryKind) -> Memory:
    return Memory(kind, TODAY - DAY, prompt=GOING if kind is MemoryKind.FOLLOW_UP else None)


def past(waited: int = 1, served: dict[str, date] | None = None) -> History:
    """Every practice was answered so many days ago."""
    last = PracticeHistory(3, TODAY - waited * DAY)
    return History(
        practices=dict.fromkeys(PRACTICES, last),
        served={f"own/{name}": on for name, on in (served or {}).items()},
        any_served=True,
        began=TODAY - 100 * DAY,
        entries=14,
        last_entry=TODAY - DAY,
    )


def chosen(memories: list[Memory], of: History | None = None, **more: object) -> Choice:
    options: dict[str, object] = {"salt": b"x", "past": of or past()} | more
    choice = choose([*DAILY, *ASKING], day=TODAY, memories=memories, **options)  # type: ignore[arg-type]
    assert choice is not None
    return choice


KINDS = st.lists(st.sampled_from(list(MemoryKind)), min_size=1, unique=True)


@given(KINDS, st.randoms(), st.binary(max_size=4))
def test_the_first_kind_that_has_a_turn_comes_in_whatever_order_they_are(
    kinds: list[MemoryKind], chance: object, salt: bytes
) -> None:
    one = chosen([memory(kind) for kind in kinds], salt=salt)
    chance.shuffle(kinds)  # type: ignore[attr-defined]
    assert chosen([memory(kind) for kind in kinds], salt=salt) == one
    firm = [kind for kind in MemoryKind if kind in kinds and kind not in MAY_WAIT]
    if firm:
        assert one.memory is not None
        assert (one.reason, one.memory.kind) == (Reason.REMEMBERED, firm[0])
    else:
        assert one.memory is None or one.memory.kind in kinds


@given(KINDS, st.binary(max_size=4))
def test_a_wish_a_practice_and_the_safety_pause_go_before_all_of_it(
    kinds: list[MemoryKind], salt: bytes
) -> None:
    memories = [memory(kind) for kind in kinds]
    for more in ({"tonight": Tonight.LIGHTER}, {"practice": "presence"}, {"without": {"x"}}):
        assert chosen(memories, salt=salt, **more).memory is None
    for of in (replace(past(), gentle=True), replace(past(), safety_pause=True)):
        choice = choose(
            [*(replace(each, when_unsafe=True) for each in DAILY), *ASKING],
            day=TODAY,
            salt=salt,
            past=of,
            memories=memories,
        )
        assert choice is not None
        assert choice.memory is None


@pytest.mark.parametrize("kind", [kind for kind in MemoryKind if kind not in MAY_WAIT])
def test_a_question_comes_again_only_for_a_day_the_person_named(kind: MemoryKind) -> None:
    if kind is MemoryKind.HEAVY:
        return
    met = {f"{kind}-{n}": TODAY - (150 - n) * DAY for n in range(2)}
    assert chosen([memory(kind)], past(served=met)).prompt.id == f"{kind}-2"
    met[f"{kind}-2"] = TODAY - 9 * DAY
    again = chosen([memory(kind)], past(served=met))
    if kind in ASKED_FOR:
        assert again.prompt.id == f"{kind}-0"
    else:
        assert again.memory is None


def test_what_is_muted_or_in_another_language_stays_away() -> None:
    muted = frozenset(f"own/after-joy-{n}" for n in range(3))
    wishes = Preferences(muted=muted)
    assert chosen([memory(MemoryKind.JOY)], wishes=wishes).memory is None


@pytest.mark.parametrize("waited", [1, 12])
def test_what_may_wait_leaves_the_evening_to_a_practice_that_has_waited_long(waited: int) -> None:
    memories = [memory(kind) for kind in MAY_WAIT]
    came = [chosen(memories, past(waited), salt=bytes([n])).memory for n in range(60)]
    assert any(came) == (waited == 1)


def test_a_heavy_day_is_followed_by_one_that_was_read_as_light() -> None:
    light = prompt("tea", when_unsafe=True)
    choice = choose(
        [*DAILY, light],
        day=TODAY,
        salt=b"x",
        past=past(),
        memories=[memory(MemoryKind.HEAVY)],
    )
    assert choice is not None
    assert choice.prompt == light


@pytest.mark.parametrize(
    "kept",
    [
        {"follow_ups": ("one",)},
        {"follow_ups": ()},
        {"depth": 3},
        {"care": True},
        {"form": "letter"},
    ],
)
def test_what_does_not_go_on(kept: dict[str, object]) -> None:
    assert going_on(replace(prompt("x", follow_ups=("a", "b")), **kept)) is None  # type: ignore[arg-type]


def test_what_goes_on_quotes_the_question_in_both_wordings() -> None:
    asked = prompt("x", follow_ups=("a?", "b?"), with_name="What of {person}?")
    going = going_on(asked)
    assert going is not None
    assert going.text == "“What of x?” b?"
    assert going.with_person("Sam", "partnered").text == "“What of Sam?” b?"


# --- dates -----------------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(1, 12), st.integers(1, 31))
def test_a_date_is_near_five_days_before_and_after_and_not_on_its_day(
    today: date, month: int, day: int
) -> None:
    if not is_day_of_year(month, day):
        return
    asked = PersonDate("birthday", month, day)
    near = memory_of_date(asked, "Sam", today, context="friend", unclear=False)
    days = [(asked.on(today.year + n) - today).days for n in (-1, 0, 1)]
    expected = any(0 < abs(ahead) <= 5 for ahead in days)
    assert (near is not None) == expected
    if near and near.day:
        before = near.day > today
        assert near.kind is (MemoryKind.DATE_BEFORE if before else MemoryKind.DATE_AFTER)
        told = {"asked_before" if before else "asked_after": today}
        later = replace(asked, **told)  # type: ignore[arg-type]
        for n in range(12):
            again = memory_of_date(later, "Sam", today + n * DAY, context="friend", unclear=False)
            assert again is None or again.kind is not near.kind


@given(st.text(max_size=12))
def test_any_text_is_a_day_of_the_year_or_none(text: str) -> None:
    day = parse_day_of_year(text)
    assert day is None or is_day_of_year(*day)


def test_merging_people_keeps_the_dates_of_both() -> None:
    one = Person("Sam", dates=(PersonDate("birthday", 5, 3), PersonDate("exam", 6, 1)))
    other = Person("Alex", dates=(PersonDate("Birthday", 1, 2), PersonDate("exam", 6, 1)))
    merged = merge_people(one, other).dates
    assert [(each.name, each.month) for each in merged] == [
        ("Birthday", 1),
        ("exam", 6),
        ("birthday (Sam)", 5),
    ]


def test_merging_people_keeps_what_only_one_of_them_has() -> None:
    one = Person("Sam", context="family", cadence_days=7)
    assert merge_people(one, Person("Alex")) == replace(one, alias="Alex")
    other = Person("Alex", context="friend", cadence_days=30)
    assert merge_people(one, other) == other


DATES = st.lists(
    st.builds(
        PersonDate,
        st.sampled_from(["a", "A", "a (Sam)", "b", "b" * 40, "b" * 38 + " 2"]),
        st.integers(1, 3),
        st.just(1),
    ),
    unique_by=lambda each: each.key,
).map(tuple)


@given(DATES, DATES)
def test_merging_people_loses_no_day(one: tuple[PersonDate, ...], other: Any) -> None:
    merged = merge_people(Person("Sam", dates=one), Person("Alex", dates=other)).dates
    assert set(other) <= set(merged)
    assert {each.month for each in merged} == {each.month for each in one + other}
    assert len({each.key for each in merged}) == len(merged)
    assert all(is_date_name(each.name) for each in merged)
