"""Keys that come faster than the screen follows are done in their order, and none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import opened, press, said


def test_a_whole_evening_typed_in_one_breath(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n", *"one two", *["backspace"] * 3, *"2 three", "ctrl+d", "4", "enter")
        assert "one 2 three" in said(pilot)
        await press(pilot, "n", *"seed", "ctrl+d", "enter", "n", *"more", "escape")

    opened(story)
    entries = trust("list", "--json").json["data"]["entries"]
    assert [(entry["body"], entry["mood"]) for entry in entries] == [
        ("seed", None),
        ("one 2 three", 4),
    ]
    assert [path.read_text("utf-8") for path in (home / "drafts").glob("*.md")] == ["more"]


def test_a_word_typed_after_the_key_of_a_search_is_searched_for(trust: Trust) -> None:
    trust("journal", "--free", "-m", "The tested kettle.")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "/", *"tested", "enter")
        assert "1 entry" in said(pilot)
        assert "▌Sun 22 Nov" in said(pilot)

    opened(story)
    assert trust("trash", "list", "--json").json["data"]["entries"] == []


def test_keys_that_come_together_only_uncover_the_screen(trust: Trust) -> None:
    assert trust("journal", "--free", "-m", "Under cover.").code == 0

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "c", *"dso")
        await press(pilot, "n", *"blind")
        await press(pilot, "escape")
        assert "Under cover." in said(pilot)

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["body"], entry["starred"]) == ("Under cover.", False)


@pytest.mark.parametrize("keys", [("x", "s"), ("s", "s"), ("c", "d"), ("q", "q"), ("x", "enter")])
def test_keys_pressed_at_once_at_a_covered_screen_never_act(
    trust: Trust, keys: tuple[str, str]
) -> None:
    """They act again once the screen was in sight for a moment."""
    assert trust("journal", "--free", "-m", "Under cover.").code == 0

    async def story(pilot: Pilot[None]) -> None:
        before = await press(pilot, "down")
        assert await press(pilot, "c", *keys) == before
        await press(pilot, "c")
        assert await press(pilot, *keys) == before
        assert "is starred" in await press(pilot, "s")

    opened(story)


def test_keys_at_once_after_the_passphrase_never_act(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert trust("journal", "--free", "-m", "Under cover.").code == 0
    monkeypatch.setenv("TRUST_PASSPHRASE", "up")
    assert trust("encrypt").code == 0

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "c")
        await press(pilot, *"up", "enter", "d", "s")
        assert "Under cover." in said(pilot)
        assert "is starred" in await press(pilot, "s")

    opened(story)
    assert len(trust("list", "--json").json["data"]["entries"]) == 1


def test_keys_wait_while_one_page_after_another_closes(trust: Trust, home: Path) -> None:
    """The page about what was saved closes, then the paper under it; a key meanwhile waits."""

    async def story(pilot: Pilot[None]) -> None:
        for word in ("one", "two", "three"):
            await press(pilot, "n", *word, "ctrl+d", "4", "enter", "s")
        await press(pilot, "r", "w", "ctrl+d", "ctrl+d", *"If a", "ctrl+d", *"b", "ctrl+d")
        await press(pilot, "enter", "escape", "n", *"last", "ctrl+d", "escape", "s")

    opened(story)
    entries = trust("list", "--json").json["data"]["entries"]
    assert [entry["body"].split("\n")[-1] for entry in entries] == [
        "last",
        "If a, then I'll b",
        "three",
        "two",
        "one",
    ]
    assert [entry["starred"] for entry in entries] == [True, False, True, True, True]
    assert list((home / "drafts").glob("*.md")) == []


def test_keys_of_a_line_come_in_their_order(trust: Trust) -> None:
    """Backspace after letters takes the last of them, however fast it comes."""
    trust("journal", "--free", "-m", "The tested kettle.")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "/", *"zzz", *["backspace"] * 3, *"tested", "enter")
        await pilot.pause(0.2)
        assert "1 entry" in said(pilot)
        assert "tested" in said(pilot)

    opened(story)


def test_one_escape_too_many_does_not_leave(trust: Trust) -> None:
    assert trust("journal", "--free", "-m", "Still here.").code == 0

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "escape", "escape")
        assert "To leave: q" in said(pilot)

    opened(story)
