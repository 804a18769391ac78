"""Private words are on no screen of `trust open` before Enter on what holds them."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import WIDE, opened, press, said, write

CANARY = "heliotrope"


@pytest.fixture
def secrets(trust: Trust) -> None:
    """A journal with private words in everything."""
    for day, options in (("2025-11-22", ["--private"]), ("2026-10-22", ["--private"])):
        moment = f"{day}T21:00:00+01:00"
        trust("journal", "--free", "-m", CANARY, "--tag", CANARY, *options, now=moment)
    inside = f"Open. %%{CANARY}%% And open."
    trust("journal", "--free", "-m", inside, "--person", "Sam", now="2025-11-22T22:00:00+01:00")
    trust("journal", "--free", "-m", inside, now="2026-11-20T22:00:00+01:00")
    trust("journal", "--free", "-m", f"%%{CANARY} {'x ' * 300}%%", now="2026-11-21T22:00:00+01:00")
    trust("storm", "-m", f"One %%{CANARY}%%", "-m", "Two", "-m", "Three")
    trust("joy", "-m", CANARY, "--private")
    trust("promise", "add", CANARY, "--to", CANARY, "--private", "--by", "friday")
    trust("promise", "add", f"Ring %%{CANARY}%%", "--to", "Sam")
    trust("checkin", "Sam", "--heard", f"%%{CANARY}%%", "--voiced", "Rest")


def test_no_screen_shows_a_private_word(secrets: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        seen = [said(pilot)]

        async def look(*keys: str) -> None:
            for key in keys:
                seen.append(await press(pilot, key))

        await look(*["down"] * 10, "home", "h", "h", "left_square_bracket", "right_square_bracket")
        await press(pilot, "slash", *CANARY)
        await pilot.pause(0.2)
        assert "No entries match." in said(pilot)
        await look("escape", "r", "m", "y", "left", "escape")
        await look("p", "down", "down", "escape", "i", "down", "down", "escape")
        await look("o", "full_stop", "full_stop", "full_stop", "escape", "colon", "escape")
        await press(pilot, "n")
        await write(pilot, CANARY)
        await press(pilot, "f5", "escape")
        await look("home", "down")
        assert [text for text in seen if CANARY in text] == []

    opened(story, size=WIDE)


def test_it_is_shown_where_one_asks(secrets: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert CANARY in await press(pilot, "end", "enter")
        assert CANARY not in await press(pilot, "escape")
        await press(pilot, "p", "home")
        assert CANARY in await press(pilot, "enter") or CANARY in await press(
            pilot, "down", "enter"
        )

    opened(story, size=WIDE)
