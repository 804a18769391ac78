"""The full screen names keys, and no commands that it has a key for."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import SIZES, opened, press, said, shown, write


@pytest.fixture(autouse=True)
def a_journal(trust: Trust) -> None:
    """A journal about which each screen would have a command to name."""
    for day, text, *options in (
        ("2025-11-22", "A year ago, to myself.", "--private"),
        ("2026-11-17", "Sam rang about the kettle."),
        ("2026-11-20", "Not yet said.", "--person", "Sam", "--unsaid"),
    ):
        done = trust("journal", "--free", "-m", text, *options, now=f"{day}T21:00:00+01:00")
        assert done.code == 0, done.err
    trust("edit", "last", "-m", "Still not said.")
    for words in ("The shelf", "Ring Jo"):
        done = trust("promise", "add", words, "--by", "+1", now="2026-11-18T20:00:00Z")
        assert done.code == 0, done.err
    trust("promise", "broken", "shelf")


SCREENS: dict[str, tuple[str, ...]] = {
    "today": ("home",),
    "review": ("r",),
    "people": ("i",),
    "person at 40 columns": ("i", "enter"),
    "promises": ("p",),
    "undone": ("p", "k", "enter", "u"),
    "versions": ("down", "v"),
    "on this day": ("o",),
    "saved with the lowest mood": ("n", *"x", "ctrl+d", "1"),
    "reviewed": ("r", "w", *"x", "ctrl+d", *"y", "ctrl+d", *"If a", "ctrl+d", *"b", "ctrl+d"),
    "nothing edited": ("down", "e", *["backspace"] * 15, "ctrl+d"),
    "no filter": ("f", *"kettl", "enter"),
    "no filter of two words": ("f", *"cold kettl", "enter"),
    "no day": ("g", *"last", "enter"),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_names_a_command(screen: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, *SCREENS[screen])
        text = said(pilot).replace("in a terminal, trust unsaid", "").replace("(`context`)", "")
        assert "trust " not in text
        assert "`" not in text

    opened(story, size=SIZES["40x24" if "40 columns" in screen else "120x40"])


def test_an_error_of_the_filter_names_the_key() -> None:
    async def story(pilot: Pilot[None]) -> None:
        text = await press(pilot, "f", *"kettl", "enter")
        assert "kettl isn't a period, a person or a tag; press / to search for it" in text

    opened(story)


@pytest.mark.parametrize(
    "keys", [("s",), ("d",), ("m", "down", "5", "ctrl+d"), ("e", "x", "ctrl+d")]
)
def test_an_entry_put_in_the_trash_elsewhere_is_told_of_without_its_id(
    trust: Trust, keys: tuple[str, ...]
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        entry = trust("show", "last", "--json").json["data"]["entry"]["id"]
        await press(pilot, "down", *keys[:-1])
        trust("delete", "last", "--yes")
        text = await press(pilot, keys[-1])
        assert len(keys) == 1 or "isn't in the journal any more; D shows the trash" in text
        assert entry not in shown(pilot).replace("\n", "")
        assert entry[:10] not in shown(pilot)

    opened(story, size=SIZES["120x40"])


def test_the_commands_still_name_commands(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "x")
        await press(pilot, "escape")

    opened(story)
    assert "trust review" in trust("--plain").out
    assert "`trust search kettl`" in trust("list", "kettl").err
