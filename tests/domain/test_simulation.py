"""What a year with the questions is like, as docs/questions.md tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulate
from simulate import DAYS, live, questions, salt_of, year
from trustjournal.domain.prompts import Prompt
from trustjournal.domain.question_choice import (
    Choice,
    History,
    PracticeHistory,
    Preferences,
    Reason,
    Tonight,
    Trait,
    choose,
)
from trustjournal.domain.relationship import OFFERED, PACK_FOR

pytestmark = [
    pytest.mark.xdist_group("lives that are long in the making"),
    pytest.mark.usefixtures("no_tracing"),
]

START = date(2026, 1, 1)
DAY = timedelta(days=1)
CASES = [
    pytest.param(situation, language, n % 40 + 1, marks=() if n % 3 == 0 else pytest.mark.torture)
    for n, (situation, language) in enumerate(product(OFFERED, simulate.languages()))
]


@pytest.mark.parametrize(("situation", "language", "salt"), CASES)
@pytest.mark.some(4)
def test_half_a_year_keeps_what_the_page_promises(situation: str, language: str, salt: int) -> None:
    half = year(situation, language, salt_of(salt), days=180)
    assert half.first_repeat > 150
    assert half.longest_wait <= 14
    assert half.taken_up < 0.3
    assert half.foreign == 0
    assert half.deep < 1 / 3
    own = f"{PACK_FOR.get(situation)}/"
    translated = any(
        each.origin.startswith(own) and each.speaks(language)
        for each in questions(situation, language)
    )
    if situation in ("partnered", "friend") or (situation == "far-apart" and translated):
        assert half.named_on <= 3
    if situation in ("grieving", "separated") and translated:
        assert 0.55 <= half.own_pack <= 0.8


@pytest.mark.parametrize("salt", range(1, 6))
def test_two_of_three_come_from_the_pack_for_grief_and_then_as_many_as_it_has(salt: int) -> None:
    prompts = questions("grieving", "en")
    met = list(live(prompts, salt_of(salt), Preferences("grieving"), days=150))
    own = [prompt.pack == "grief-and-separation" for prompt in met]
    assert 0.55 <= sum(own[:56]) / 56 <= 0.8
    for week in range(1, 8):
        assert 2 <= sum(own[7 * week : 7 * week + 7]) <= 7
    assert sum(own[90:]) / 60 < 0.35


def named_half(prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
    """The same questions, every other one with a second wording."""
    return tuple(
        replace(prompt, with_name="What of {person} today?") if n % 2 else prompt
        for n, prompt in enumerate(prompts)
    )


@pytest.mark.parametrize("salt", range(1, 6))
def test_about_half_of_the_questions_name_the_person(salt: int) -> None:
    prompts = named_half(questions("partnered", "en"))
    met = list(live(prompts, salt_of(salt), Preferences("partnered", named=True), days=120))
    names = [prompt.names_someone("partnered") for prompt in met]
    assert any(names[:3])
    for start in range(0, 120, 30):
        assert 0.35 <= sum(names[start : start + 30]) / 30 <= 0.65, start
    runs = "".join("+" if each else "-" for each in names).replace("+-", "+ -").replace("-+", "- +")
    assert max(map(len, runs.split())) <= 9


def test_without_a_name_nothing_is_drawn_for_it() -> None:
    """The second wording isn't seen then, so the order is the same as without it."""
    prompts = questions("partnered", "en")
    plain = [p.id for p in live(prompts, b"x", Preferences("partnered"), days=40)]
    assert plain == [p.id for p in live(named_half(prompts), b"x", Preferences(), days=40)]


# --- unseen ones first, one day at a time --------------------------------------------------


def prompt(name: str, practice: str = "presence", depth: int = 1, **more: object) -> Prompt:
    made = Prompt("own", name, practice, depth, f"What of {name}?", origin=f"own/{name}")
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Prompt by name


ids = st.sampled_from("abcdefgh")
agos = st.integers(1, 400)
pasts = st.dictionaries(ids, agos)


def a_past(answered: dict[str, int], put_aside: dict[str, int]) -> History:
    """A past in which questions were answered, or only put aside, so many days ago."""
    last = {f"own/{name}": START - ago * DAY for name, ago in answered.items()}
    aside = {f"own/{name}": START - ago * DAY for name, ago in put_aside.items() if ago <= 200}
    served = {origin: on for origin, on in last.items() if (START - on).days <= 200}
    return History(
        practices={"presence": PracticeHistory(3, START - 5 * DAY)},
        served={**aside, **served},
        answered=last,
        any_served=True,
        entries=14,
        last_entry=START - DAY,
    )


def chosen(prompts: list[Prompt], past: History, salt: bytes, **more: object) -> Choice:
    choice = choose(prompts, day=START, salt=salt, past=past, **more)  # type: ignore[arg-type]
    assert choice is not None
    return choice


@given(pasts, pasts, st.binary(max_size=3))
def test_a_question_that_never_came_goes_before_all_others(
    answered: dict[str, int], put_aside: dict[str, int], salt: bytes
) -> None:
    past = a_past(answered, put_aside)
    unseen = {n for n in "abcdefgh" if f"own/{n}" not in {**past.served, **past.answered}}
    choice = chosen([prompt(name) for name in "abcdefgh"], past, salt)
    if unseen:
        assert choice.prompt.id in unseen
        assert Trait.NEW in choice.traits
    else:
        assert Trait.NEW not in choice.traits


@given(st.dictionaries(ids, st.integers(50, 190), min_size=8), st.binary(max_size=3))
def test_what_was_only_put_aside_goes_before_what_was_answered(
    ages: dict[str, int], salt: bytes
) -> None:
    answered = {name: ago for name, ago in ages.items() if name not in "ab"}
    past = a_past(answered, {"a": 60, "b": 60})
    assert chosen([prompt(name) for name in "abcdefgh"], past, salt).prompt.id in ("a", "b")


@given(st.binary(max_size=3))
def test_among_answered_ones_those_of_long_ago_come_first(salt: bytes) -> None:
    past = a_past({"a": 60, "b": 70, "c": 300, "d": 350}, {})
    assert chosen([prompt(name) for name in "abcd"], past, salt).prompt.id in ("c", "d")


def test_a_favourite_may_come_again_before_the_others_are_through() -> None:
    past = a_past({"a": 60, "b": 60}, {})
    wishes = Preferences(favourites=frozenset({"own/a"}))
    pool = [prompt(name) for name in "abcd"]
    met = {chosen(pool, past, bytes([n]), wishes=wishes).prompt.id for n in range(40)}
    assert met == {"a", "c", "d"}


# --- a wish for this evening ---------------------------------------------------------------

EVERY = [
    prompt(f"{practice}{depth}{'c' if care else ''}", practice, depth, care=care)
    for practice, depth, care in product(("presence", "validation"), (1, 2, 3), (False, True))
]
SOME = st.lists(st.sampled_from(EVERY), min_size=1, unique_by=lambda prompt: prompt.id)


@given(SOME, pasts, st.binary(max_size=3))
def test_a_lighter_one_is_as_light_as_there_is(
    pool: list[Prompt], answered: dict[str, int], salt: bytes
) -> None:
    choice = chosen(pool, a_past(answered, {}), salt, tonight=Tonight.LIGHTER, than=3)
    assert choice.reason is Reason.TONIGHT
    lightest = min((prompt.depth != 1, prompt.care) for prompt in pool)
    if not lightest[0]:
        assert (choice.prompt.depth != 1, choice.prompt.care) == lightest


@given(SOME, st.integers(1, 3), st.binary(max_size=3))
def test_a_deeper_one_is_one_step_deeper_whatever_was_reached(
    pool: list[Prompt], than: int, salt: bytes
) -> None:
    new = History(any_served=True)
    choice = chosen(pool, new, salt, tonight=Tonight.DEEPER, than=than)
    deeper = [prompt.depth for prompt in pool if prompt.depth > than]
    same = [prompt.depth for prompt in pool if prompt.depth == than]
    if deeper:
        assert choice.prompt.depth == min(deeper)
    elif same:
        assert choice.prompt.depth == than


def test_in_the_pause_a_deeper_one_is_a_marked_one_too() -> None:
    pool = [*EVERY, prompt("safe", when_unsafe=True)]
    past = replace(a_past({}, {}), safety_pause=True)
    for tonight in Tonight:
        assert chosen(pool, past, b"x", tonight=tonight, than=1).prompt.id == "safe"


# --- the language --------------------------------------------------------------------------


def test_a_translated_question_comes_before_all_that_are_not() -> None:
    pool = [prompt("a"), prompt("b", language="de"), prompt("c", "validation")]
    past = a_past({"b": 1}, {})
    assert chosen(pool, past, b"x", wishes=Preferences(language="de-AT")).prompt.id == "b"
    there = chosen(pool, past, b"x", wishes=Preferences(language="es")).prompt.id
    assert there in ("a", "c"), "where nothing is translated, any question is better than none"


def test_days_is_a_year() -> None:
    assert DAYS == 365
