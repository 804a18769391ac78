"""Keys that come faster than the screen follows are done in their order, and none is lost."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import burst, opened, said


def test_a_whole_evening_typed_in_one_breath(trust: Trust, home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await burst(pilot, "n", *"one two", *["backspace"] * 3, *"2 three", "ctrl+d", "4", "enter")
        assert "one 2 three" in said(pilot)
        await burst(pilot, "n", *"seed", "ctrl+d", "enter", "n", *"more", "escape")

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
        await burst(pilot, "/", *"tested", "enter")
        assert "1 entry" in said(pilot)
        assert "▌Sun 22 Nov" in said(pilot)

    opened(story)
    assert trust("trash", "list", "--json").json["data"]["entries"] == []
