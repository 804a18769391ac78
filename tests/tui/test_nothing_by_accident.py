"""What is done full screen is asked for first, or can be undone for a while."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from trustjournal.features.promises import full_screen as promises_screen
from trustjournal.tui import browse
from tui_helpers import opened, press, said, settled, write


def events(trust: Trust) -> list[str]:
    """What was recorded about the only promise."""
    [promise] = trust("promise", "list", "--all", "--json").json["data"]["promises"]
    return [event["kind"] for event in promise["events"]]


@pytest.fixture
def a_promise(trust: Trust) -> None:
    """A journal with one promise."""
    assert trust("promise", "add", "Ring Jo", "--to", "Sam", "--by", "friday").code == 0


@pytest.mark.parametrize("key", ["k", "y", "l", "x", "b"])
def test_a_letter_records_nothing_about_a_promise_before_a_yes(
    a_promise: None, trust: Trust, key: str
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "Ring Jo (promised to Sam)" in await press(pilot, "p", key)
        assert "Enter yes" in said(pilot)
        await press(pilot, "escape", key, "n", key, "q")
        assert "Ring Jo" in said(pilot)

    opened(story)
    assert events(trust) == []


def test_the_question_says_what_is_recorded(a_promise: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "Ring Jo (promised to Sam): did they say it's fine to let it go?" in await press(
            pilot, "p", "l"
        )
        assert "have you told them you couldn't?" in await press(pilot, "escape", "x")
        assert "told them you couldn't): Ring Jo" in await press(pilot, "enter")

    opened(story)
    assert events(trust) == ["withdrawn"]


def test_the_full_stop_of_a_promise_is_not_doubled(trust: Trust) -> None:
    assert trust("promise", "add", "I'll ring mum.", "--by", "friday").code == 0

    async def story(pilot: Pilot[None]) -> None:
        assert "I'll ring mum: kept?" in await press(pilot, "p", "k")
        assert "Kept: I'll ring mum. u undoes it." in await press(pilot, "enter")

    opened(story)


def test_what_was_just_recorded_is_taken_back_with_one_key(a_promise: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "u undoes it" in await press(pilot, "p", "k", "enter")
        assert "Undone: “kept”" in await press(pilot, "u")

    opened(story)
    assert events(trust) == ["kept", "undo"]


def test_later_it_is_asked_before_anything_is_taken_back(
    a_promise: None, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises_screen, "UNDO_SECONDS", 0.01)

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "k", "enter")
        await pilot.pause(0.1)
        assert "Undo “kept” for “Ring Jo” (recorded" in await press(pilot, "u")
        await press(pilot, "escape")
        assert "has been undone" in await press(pilot, "u", "enter", "u")

    opened(story)
    assert events(trust) == ["kept", "undo"]


def test_the_keys_that_answer_are_named_and_can_be_clicked(a_promise: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "k")
        line = pilot.app.screen.query_one("KeyLine").region
        await pilot.click(offset=(line.x + 3, line.y))
        await pilot.pause()
        assert "Kept: Ring Jo" in said(pilot)

    opened(story)
    assert events(trust) == ["kept"]


def test_keys_that_come_fast_are_answers_and_then_keys_again(a_promise: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "k", "enter", "u", "k", "escape", "escape", "n", *"after")

    opened(story)
    assert events(trust) == ["kept", "undo"]
    assert trust("list", "--json").json["data"]["entries"] == []


def test_the_last_line_names_undo_while_it_can_be_done(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust("journal", "--free", "-m", "The kettle.")
    monkeypatch.setattr(browse, "UNDO_SECONDS", 3)

    async def story(pilot: Pilot[None]) -> None:
        assert "u undo" in await press(pilot, "down", "d")
        await settled(pilot, lambda: "u undo" not in said(pilot), "the end of undo")
        assert "nothing to undo" in await press(pilot, "u")

    opened(story)
    assert len(trust("trash", "list", "--json").json["data"]["entries"]) == 1


def test_a_second_undo_is_told_in_a_plain_line(trust: Trust) -> None:
    trust("journal", "--free", "-m", "The kettle.")

    async def story(pilot: Pilot[None]) -> None:
        assert "is back in the journal" in await press(pilot, "down", "d", "u")
        assert "There's nothing to undo." in await press(pilot, "u")

    opened(story)
    assert len(trust("list", "--json").json["data"]["entries"]) == 1


def test_words_typed_on_after_saving_are_no_commands(trust: Trust, home: Path) -> None:
    """Whoever goes on writing after Ctrl-D sees the question about mood, and loses nothing."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "One.")
        await press(pilot, "ctrl+d")
        await write(pilot, " and so on ")
        assert "Saved" in said(pilot)
        assert "This text is saved. Enter goes back" in said(pilot)
        await press(pilot, "enter")

    opened(story)
    [entry] = trust("list", "--json").json["data"]["entries"]
    assert (entry["body"], entry["starred"], entry["mood"]) == ("One.", False, None)


def test_mood_is_chosen_with_arrows_and_taken_away_again(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "One.")
        assert "[3]" in await press(pilot, "ctrl+d", "right")
        assert "[4]" in await press(pilot, "right")
        assert "[4]" not in await press(pilot, "backspace")
        assert "[2]" in await press(pilot, "left", "left")
        await press(pilot, "enter")

    opened(story)
    [entry] = trust("list", "--json").json["data"]["entries"]
    assert entry["mood"] == 2
