"""The laws of the join, for every kind of record and for whatever a later version may add."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from join_histories import History, histories, unknown, words_in
from trustjournal.domain.join import entries, kinds
from trustjournal.domain.join.kinds import KINDS
from trustjournal.domain.join.parts import GONE, by_shape, canonical, is_gone

LATER_KIND = "of a later version"

every_kind = pytest.mark.parametrize("kind", KINDS)


def check_laws(kind: str, states: list[Any]) -> None:
    """Check that the join of some states doesn't depend on order, grouping or repetition."""
    join = kinds.join
    count = len(states)
    for n, one in enumerate(states):
        assert same(join(kind, one, one), one), "repeated"
        other, third = states[(n * 7 + 3) % count], states[(n * 5 + 1) % count]
        both = join(kind, one, other)
        assert same(both, join(kind, other, one)), "the other way round"
        assert same(join(kind, both, third), join(kind, one, join(kind, other, third))), "grouped"
        assert same(join(kind, both, one), both), "taken in again"
        assert is_gone(both) == (is_gone(one) or is_gone(other)), "gone stays gone"
        assert not is_gone(both) or both.keys() == {GONE}, "no words stay"


def same(left: Any, right: Any) -> bool:
    """Tell whether two states are equal. In JSON, `true` isn't 1."""
    return canonical(left) == canonical(right)


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


def fewer(kind: str) -> Any:
    """Return the settings for a kind: those with few parts need fewer examples."""
    most = settings.default.max_examples if settings.default else 40
    return settings(max_examples=most if kind in ("entry", "promise") else most // 4)


def check_growth(history: History) -> None:
    """Check that a state covers every state that was known when it was made."""
    for told in history.told:
        for before in history.told:
            if before.knows < told.knows:
                joined = kinds.join(history.kind, before.state, told.state)
                assert same(joined, told.state), "a state only grows"


def check_agreement(history: History) -> None:
    """Check that all machines agree once everything was taken in."""
    kind = history.kind
    state = history.join_all()
    assert kinds.fits(kind, state)
    removed = bool(history.of("remove")) and KINDS[kind].can_return is None
    assert kinds.is_purged(state) == removed, "gone stays gone"


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
    for one, other in zip(states, states[1:], strict=False):
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


# --- what must come of a history, worked out from who had seen what ------------------------


def check_words(history: History) -> None:
    """Check that each text that was written is there, was purged by who saw it, or given back."""
    wrote = {"entry": "edit", "promise": "words"}[history.kind]
    state = history.join_all()
    purges = history.of("remove")
    for step in history.of(wrote):
        text = step.value if history.kind == "entry" else step.value["text"]
        writer = history.machines[step.machine]
        returned = {words.get("body") or words.get("text") for words in writer.given_back}
        too_late = any(purge.number in step.knows for purge in purges)
        replaced = history.kind == "promise" and any(
            step.number in other.knows for other in history.of(wrote)
        )
        if any(step.number in purge.knows for purge in purges):
            assert kinds.is_purged(state), "gone stays gone"
        elif purges:
            assert text in returned or too_late or replaced, "given back"
            assert not words_in(history.kind, state), "no words stay"
        else:
            assert text in words_in(history.kind, state) or replaced, "no text is lost"


def check_entry(history: History) -> None:
    """Check how an entry reads that was not purged."""
    state = history.join_all()
    edits = history.last_of("edit")
    bodies = {step.value for step in edits} or {"words 0"}
    row = entries.values_of(state)
    assert row is not None
    assert row["body"] in bodies, "a text that was written over isn't read"
    assert entries.is_edited_in_two_places(state) == (len(bodies) > 1)
    others = {text["body"] for text in kinds.other_words("entry", state)}
    assert others == bodies - {row["body"]}
    written = {"words 0"} | {step.value for step in history.of("edit")}
    assert {text["body"] for text in entries.earlier_versions(state)} == written - {row["body"]}
    for name in ("starred", "feel", "dated"):
        last = [step.value for step in history.last_of(name)]
        if last:
            assert {key: row[key] for key in last[0]} in last, "what was set after reading holds"
    ons = {step.number for step in history.of("private") if step.value["private"]}
    cleared = [step.knows for step in history.of("private") if not step.value["private"]]
    is_private = bool(ons.difference(*cleared))
    assert kinds.is_private("entry", state) == row["private"] == is_private
    check_trash(history, state)


def check_trash(history: History, state: Any) -> None:
    """Check that an entry is in the trash only if each text that holds was seen by who did it."""
    trashed, edits = history.of("trash"), history.last_of("edit")
    unseen = [step for step in edits if not any(step.number in each.knows for each in trashed)]
    if not trashed or unseen:
        assert not entries.is_in_trash(state)
    elif not history.of("untrash"):
        assert entries.is_in_trash(state)
    assert entries.is_back_from_trash(state) <= bool(trashed)


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
