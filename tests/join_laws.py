"""The laws of the join, and what must come of a history, worked out from who had seen what."""

from __future__ import annotations

from typing import Any

from join_histories import History, words_in
from trustjournal.domain.join import entries, kinds
from trustjournal.domain.join.kinds import KINDS
from trustjournal.domain.join.parts import GONE, canonical, is_gone


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
    assert kinds.fits(kind, "key", state)
    removed = bool(history.of("remove")) and KINDS[kind].can_return is None
    assert kinds.is_purged(state) == removed, "gone stays gone"


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
    edits = history.last_of("edit", "choose")
    bodies = {step.value for step in edits} or {"words 0"}
    row = entries.values_of(state)
    assert row is not None
    assert row["body"] in bodies, "a text that was written over isn't read"
    assert entries.is_edited_in_two_places(state) == (len(bodies) > 1), "in two places"
    others = {text["body"] for text in kinds.other_words("entry", state)}
    assert others == bodies - {row["body"]}
    written = {"words 0"} | {step.value for step in history.of("edit")}
    earlier = entries.earlier_versions(state)
    assert {text["body"] for text in earlier} | {row["body"]} == written, "no text is lost"
    assert [text["revision"] for text in earlier] == [*range(1, row["revision"])]
    for name in ("starred", "feel", "dated"):
        last = [step.value for step in history.last_of(name)]
        if last:
            assert {key: row[key] for key in last[0]} in last, "what was set after reading holds"
    ons = {step.number for step in history.of("private") if step.value["private"]}
    cleared = [step.knows for step in history.of("private") if not step.value["private"]]
    is_private = bool(ons.difference(*cleared))
    assert bool(row["private"]) == is_private, "opening undoes only what it saw"
    check_trash(history, state)


def check_trash(history: History, state: Any) -> None:
    """Check that an entry is in the trash only if each text that holds was seen by who did it."""
    trashed, edits = history.of("trash"), history.last_of("edit", "feel")
    unseen = [step for step in edits if not any(step.number in each.knows for each in trashed)]
    if not trashed or unseen:
        assert not entries.is_in_trash(state), "an edit brings it back"
    elif not history.of("untrash"):
        assert entries.is_in_trash(state)
    assert entries.is_back_from_trash(state) <= bool(trashed)
