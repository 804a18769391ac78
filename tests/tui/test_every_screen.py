"""Every screen of `trust open` at three sizes, as text."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import SIZES, check_golden, opened, press, said, shown

STORIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "promises": (("p",), ()),
    "promise-asked": (("k",), ("escape",)),
    "keys-promises": (("?",), ("escape", "escape")),
    "people": (("i",), ("escape",)),
    "on-this-day": (("o",), ("escape",)),
    "trash": (("D",), ("escape",)),
    "versions": (("down", "v"), ("escape",)),
    "commands": ((":",), ("escape",)),
    "filter": (("f", "w"), ("escape",)),
    "another": (("g", *"2026-11-16", "enter", "w"), ("escape", "home")),
    "draft": (("n", "H", "m", "escape", "home"), ("d", "y")),
    "saved": (("n", "O", "h", "ctrl+d", "4"), ("enter",)),
}
"""The keys that lead to each screen, and those that lead back from it."""


@pytest.fixture(autouse=True)
def a_journal(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal with something for each screen; its ids are the same each time."""
    ids = iter(range(1, 1000))
    monkeypatch.setattr(
        "trustjournal.app.os.urandom",
        lambda size: next(ids).to_bytes(2, "big").rjust(size, b"\x5a"),
    )
    for day, text, *options in (
        ("2025-11-22", "A year ago we moved."),
        ("2026-10-22", "Rain all day."),
        ("2026-11-18", "To the trash."),
        ("2026-11-20", "The kettle was on.", "--person", "Sam"),
        ("2026-11-21", "A walk by the river.", "--tag", "walk"),
    ):
        done = trust("journal", "--free", "-m", text, *options, now=f"{day}T21:00:00+01:00")
        assert done.code == 0, done.err
    trust("edit", "last", "-m", "A walk along the river.")
    trust("delete", "2026-11-18", now="2026-11-22T20:00:00+01:00")
    for words, by in (("Ring Jo about Saturday and bring the book back", "friday"), ("Rest", "+9")):
        trust("promise", "add", words, "--to", "Sam", "--by", by)
    trust("promise", "add", "Be home by seven", "--every", "tuesday", now="2026-11-01T20:00:00Z")
    trust("promise", "add", "The shelf", "--by", "+1", now="2026-11-01T20:00:00Z")
    trust("promise", "broken", "shelf")
    trust("promise", "add", "Flowers", "--by", "+1", now="2026-11-01T20:00:00Z")
    trust("promise", "kept", "flowers")


@pytest.mark.every_case
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_looks_as_it_did(size: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        for name, (there, back) in STORIES.items():
            await press(pilot, *there)
            check_golden(f"{name}-{size}", shown(pilot))
            await press(pilot, *back)

    opened(story, size=SIZES[size])


def test_a_wide_screen_has_this_day_of_earlier_years() -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "On this day 22 October 2026 Rain all day. 22 November 2025" in said(pilot)

    opened(story, size=SIZES["120x40"])


def test_promises_beside_each_other_are_gone_through_with_arrows() -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "Be home by seven made on" not in await press(pilot, "p")
        first = await press(pilot, "home")
        assert "The shelf" in await press(pilot, "right", "right", "right", "right")
        assert "Flowers" in said(pilot)
        await press(pilot, "left", "left", "left", "left", "left")
        assert said(pilot) == first

    opened(story, size=SIZES["120x40"])
