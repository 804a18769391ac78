"""The cover over every screen of `trust open`, also where letters are words."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import SIZES, opened, press, shown, write

SCREENS: dict[str, tuple[str, ...]] = {
    "list": (),
    "page": ("enter",),
    "write": ("n", *"mine"),
    "edit": ("e",),
    "saved": ("n", *"mine", "ctrl+d"),
    "details": ("m",),
    "tags": ("m", "up", "up", "up", "enter", *"mine"),
    "not saved": ("m", "down", "4", "escape"),
    "find": ("/", *"kettle"),
    "filter": ("f", *"sam"),
    "day": ("g", *"today"),
    "versions": ("v",),
    "trash": ("D",),
    "review": ("r",),
    "answers": ("r", "w", *"mine"),
    "promises": ("p",),
    "promise": ("p", "n", *"Jo"),
    "people": ("i",),
    "on this day": ("o",),
    "commands": (":", *"exp"),
    "keys": ("?",),
}
"""The keys that lead to each screen from an entry."""


@pytest.fixture(autouse=True)
def an_entry(trust: Trust) -> None:
    """A journal with an entry of two versions."""
    assert trust("journal", "--free", "-m", "The kettle.", "--person", "Sam").code == 0
    assert trust("edit", "last", "-m", "The kettle sings.").code == 0


@pytest.mark.parametrize("screen", SCREENS)
def test_one_key_covers_every_screen(screen: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", *SCREENS[screen])
        await pilot.pause(0.1)  # a search waits for the next letter
        before = shown(pilot)
        await press(pilot, "f9")
        await pilot.pause(0.1)
        assert shown(pilot).split() == []
        await press(pilot, "f9", "d")
        assert shown(pilot) == before, "what was there is there again"

    opened(story)


@pytest.mark.parametrize("screen", ["write", "details", "saved"])
def test_the_key_is_named_where_letters_are_words(screen: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", *SCREENS[screen])
        assert "F9 cover" in shown(pilot).splitlines()[-1]

    opened(story, size=SIZES["80x24"])


def test_nothing_shows_over_a_cover(trust: Trust, home: Path) -> None:
    """What another program changes, and a message that comes late, stay under it."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n", *"mine", "f9")
        trust("journal", "--free", "-m", "Elsewhere.")
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        pilot.app.tell("Something.")  # type: ignore[attr-defined]
        await pilot.pause(0.1)
        assert shown(pilot).split() == []
        await press(pilot, "x")
        await write(pilot, " and more")
        assert "mine and more" in shown(pilot)
        await press(pilot, "escape")

    opened(story)
    assert [path.read_text() for path in (home / "drafts").glob("*.md")] == ["mine and more"]


def test_a_text_goes_on_after_the_passphrase(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUST_PASSPHRASE", "up")
    assert trust("encrypt").code == 0

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n", *"mine", "f9")
        assert "mine" not in shown(pilot)
        assert list((home / "drafts").iterdir()), "the words are in a draft"
        await press(pilot, *"up", "enter")
        await write(pilot, " and more")
        await press(pilot, "ctrl+d", "enter")

    screen = opened(story)
    assert screen.error is None
    bodies = [entry["body"] for entry in trust("list", "--json").json["data"]["entries"]]
    assert bodies[0] == "mine and more"
