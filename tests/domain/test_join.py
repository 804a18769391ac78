"""The laws of the join, for every kind of record and for whatever a later version may add."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from join_histories import History, histories, unknown
from join_laws import check_agreement, check_entry, check_growth, check_laws, check_words, same
from trustjournal.domain.join import kinds
from trustjournal.domain.join.kinds import KINDS
from trustjournal.domain.join.parts import by_shape, is_gone

LATER_KIND = "of a later version"

every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_the_laws_hold(kind: str) -> None:
    @fewer(kind)
    @given(histories(kind))
    def laws(history: History) -> None:
        states = history.states
        check_laws(kind, states)
        for one, other in zip(states, states[2:], strict=False):
            known = kinds.join(kind, one, other)
            assert same(kinds.join(LATER_KIND, one, other), known), "joined without knowing it"
        check_growth(history)
        check_agreement(history)

    laws()


def fewer(kind: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the settings for a kind: those with few parts need fewer examples."""
    most = settings.default.max_examples if settings.default else 40
    return settings(max_examples=most if kind in ("entry", "promise") else most // 4)


@given(st.lists(unknown(), min_size=3, max_size=3))
def test_unknown_parts_follow_the_laws(parts: list[Any]) -> None:
    one, other, third = parts
    assert same(by_shape(one, other), by_shape(other, one))
    assert same(by_shape(by_shape(one, other), third), by_shape(one, by_shape(other, third)))
    assert same(by_shape(one, one), one)


@given(st.sampled_from([*KINDS]), st.data())
def test_unknown_parts_survive_in_a_known_kind(kind: str, data: st.DataObject) -> None:
    """A newer program writes, an older one joins in the middle, and a newer one reads."""
    states = data.draw(histories(kind, most=6)).states
    more = data.draw(st.lists(unknown(), min_size=len(states), max_size=len(states)))
    states = [
        state if is_gone(state) else state | {"later": part}
        for state, part in zip(states, more, strict=True)
    ]
    check_laws(kind, states)
    for one, other in pairwise(states):
        joined = kinds.join(kind, one, other)
        assert same(joined, by_shape(one, other))
        if not is_gone(joined):
            assert same(joined["later"], by_shape(one["later"], other["later"]))


@given(histories("entry", most=6), unknown())
def test_an_unknown_field_of_a_text_survives(history: History, part: Any) -> None:
    state = json.loads(json.dumps(history.states[0]))
    (wording,) = state["wordings"].values()
    wording["later"] = part
    joined = kinds.join("entry", state, history.join_all())
    if not is_gone(joined):
        assert [part] == [w["later"] for w in joined["wordings"].values() if "later" in w]


@given(histories("entry"))
def test_no_text_of_an_entry_is_lost(history: History) -> None:
    check_words(history)


@given(histories("promise"))
def test_no_text_of_a_promise_is_lost(history: History) -> None:
    check_words(history)


@given(histories("entry", removed=False))
def test_an_entry_reads_as_those_left_it_who_saw_most(history: History) -> None:
    check_entry(history)


@given(histories("promise", removed=False))
def test_a_promise_stays_private_until_someone_who_saw_it_opens_it(history: History) -> None:
    state = history.join_all()
    row = kinds.values_of("promise", state)
    assert row is not None
    for name in ("private", "hidden"):
        ons = {0} if name == "private" else set()
        ons |= {step.number for step in history.of(name) if step.value[name]}
        cleared = [step.knows | {0} for step in history.of(name) if not step.value[name]]
        assert row[name] == bool(ons.difference(*cleared))


@given(histories("person"))
def test_nobody_is_quoted_until_someone_who_saw_it_allows_it(history: History) -> None:
    state = history.join_all()
    opening = [step for step in history.of("quote") if step.value["quote"]] + history.of("remove")
    ons = {0} | {step.number for step in history.of("quote") if not step.value["quote"]}
    row = kinds.values_of("person", state)
    quoted = not ons.difference(*(step.knows | {0} for step in opening))
    assert (row is None or row["quote"]) == quoted


@given(st.sampled_from([kind for kind in KINDS if KINDS[kind].can_return]), st.data())
def test_what_was_removed_comes_back_only_if_set_again(kind: str, data: st.DataObject) -> None:
    history = data.draw(histories(kind))
    name = KINDS[kind].can_return
    assert name is not None
    last = history.last_of(name, "remove")
    exists = kinds.exists(kind, history.join_all())
    if last and all(step.what == name for step in last):
        assert exists
    if last and all(step.what == "remove" for step in last) and kind != "person":
        assert not exists
