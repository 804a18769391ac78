"""The laws of the join catch what could be wrong with it: each mistake here breaks one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from join_histories import History, histories
from join_laws import check_entry, check_laws, check_words
from trustjournal.domain.join import entries, kinds, parts, stamps, wordings
from trustjournal.domain.join.kinds import KINDS, Field

Patch = pytest.MonkeyPatch


def broken_by(check: Callable[[History], None], *, removed: bool = True) -> str:
    """Return what the first history that breaks a law says about it; empty if none does."""

    @settings(
        phases=[Phase.generate], max_examples=300, derandomize=True, report_multiple_bugs=False
    )
    @given(histories("entry", removed=removed))
    def run(history: History) -> None:
        check(history)

    try:
        run()
    except AssertionError as error:
        return str(error)
    return ""


def test_texts_replaced_rather_than_united(monkeypatch: Patch) -> None:
    joins = {name: field.part.join for name, field in KINDS["entry"].fields.items()}
    united = joins["wordings"]

    def replaced(left: Any, right: Any) -> Any:
        from_two_machines = all("over" in text for text in (*left.values(), *right.values()))
        later = max(left, right, key=stamps.newest)
        return later if from_two_machines else united(left, right)

    mutant = parts.join_record(joins | {"wordings": replaced})
    monkeypatch.setitem(kinds._JOINS, "entry", mutant)
    assert "no text is lost" in broken_by(check_words)


def test_no_tombstones(monkeypatch: Patch) -> None:
    monkeypatch.setattr(parts, "is_gone", lambda part: False)
    assert "no words stay" in broken_by(lambda history: check_laws("entry", history.states))


def test_a_tombstone_that_forgets_what_it_saw(monkeypatch: Patch) -> None:
    monkeypatch.setattr(parts, "join_tombstones", lambda left, right: left or right)
    assert "the other way round" in broken_by(lambda h: check_laws("entry", h.states))


def test_a_purge_that_claims_to_have_seen_everything(monkeypatch: Patch) -> None:
    monkeypatch.setattr(kinds, "unseen_words", lambda kind, before, after: {})
    assert "given back" in broken_by(check_words)


def test_a_clock_that_is_not_raised(monkeypatch: Patch) -> None:
    next_stamp = stamps.next_stamp

    def not_raised(now: datetime, last: str, machine: str) -> str:
        return next_stamp(now, stamps.NEVER, machine)

    monkeypatch.setattr(stamps, "next_stamp", not_raised)
    assert "what was set after reading holds" in broken_by(check_entry, removed=False)


def test_a_later_private_mark_that_an_earlier_opening_ends(monkeypatch: Patch) -> None:
    monkeypatch.setitem(KINDS["entry"].fields, "private", Field(parts.LATEST, ("private",)))
    assert "opening undoes only what it saw" in broken_by(check_entry, removed=False)


def test_the_latest_text_by_the_clock_ends_the_others(monkeypatch: Patch) -> None:
    def only_latest(texts: dict[str, Any]) -> list[str]:
        return wordings.in_order(texts, texts)[-1:]

    monkeypatch.setattr(wordings, "heads", only_latest)
    assert "in two places" in broken_by(check_entry, removed=False)


def test_a_new_mood_that_counts_as_a_new_text(monkeypatch: Patch) -> None:
    monkeypatch.setattr(wordings, "_same_words", lambda texts, name: [])
    assert "in two places" in broken_by(check_entry, removed=False)


def test_a_trash_that_takes_an_edit_it_did_not_see(monkeypatch: Patch) -> None:
    def in_trash(state: Any) -> bool:
        return bool(parts.MANY.read(state.get("trash", {})))

    monkeypatch.setattr(entries, "is_in_trash", in_trash)
    monkeypatch.setattr(entries, "_deleted_at", lambda state: None)
    assert "an edit brings it back" in broken_by(check_entry, removed=False)
